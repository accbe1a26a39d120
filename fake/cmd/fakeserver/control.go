package main

// The control plane: one table of methods and paths, each with what it does to the fake. What is refused is JSON with an
// error: 400 by an action, 403 for a page of another origin, 404 and 405 for what is not in the table, and 421, from the
// guard, for a Host that is not loopback.

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/partnerkit/partnerkit-go/fake"
)

const (
	controlPrefix = "/_fake/"
	statePath     = "/_fake/state"

	// maxState is the size of a state that the control plane takes, unless it gave a larger one itself.
	maxState = 1 << 30
	// maxOrder is the size of any other body.
	maxOrder = 32 << 20
)

// control is the control plane of one fake.
type control struct {
	backend  *fake.Server
	maxState int64
	given    atomic.Int64 // the size of the largest state that was given
}

// action is one row of the control plane. Its result is sent as JSON, unless it is nil.
type action struct {
	method string
	path   string
	status int
	do     func(backend *fake.Server, body []byte) (any, error)
}

var actions = []action{
	{http.MethodGet, "/_fake/health", http.StatusOK, health},
	{http.MethodGet, statePath, http.StatusOK, getState},
	{http.MethodPut, statePath, http.StatusNoContent, putState},
	{http.MethodPost, "/_fake/reset", http.StatusNoContent, reset},
	{http.MethodGet, "/_fake/requests", http.StatusOK, getRequests},
	{http.MethodDelete, "/_fake/requests", http.StatusNoContent, deleteRequests},
	{http.MethodPost, "/_fake/faults", http.StatusCreated, postFault},
	{http.MethodGet, "/_fake/faults", http.StatusOK, getFaults},
	{http.MethodDelete, "/_fake/faults", http.StatusNoContent, deleteFaults},
	{http.MethodPost, "/_fake/clock", http.StatusNoContent, postClock},
}

func newControl(backend *fake.Server) *control { return &control{backend: backend, maxState: maxState} }

// ServeHTTP serves the table. There is no mux, so that no path is cleaned into another.
func (c *control) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, a := range actions {
		if a.path != r.URL.EscapedPath() {
			continue
		}
		if a.method == r.Method {
			c.serve(a, w, r)
			return
		}
		allowed = append(allowed, a.method)
	}
	if len(allowed) == 0 {
		writeError(w, http.StatusNotFound, fmt.Errorf("unknown control path %q", r.URL.EscapedPath()))
		return
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	writeError(w, http.StatusMethodNotAllowed, fmt.Errorf("%s is not allowed on %s", r.Method, r.URL.EscapedPath()))
}

func (c *control) serve(a action, w http.ResponseWriter, r *http.Request) {
	limit := int64(maxOrder)
	if a.path == statePath {
		limit = max(c.maxState, c.given.Load())
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		err = fmt.Errorf("over %d bytes", tooLarge.Limit)
	}
	if err != nil {
		writeError(w, http.StatusBadRequest, fmt.Errorf("body: %w", err))
		return
	}
	result, err := a.do(c.backend, body)
	switch {
	case err != nil:
		writeError(w, http.StatusBadRequest, err)
	case result == nil:
		w.WriteHeader(a.status)
	default:
		size := writeJSON(w, a.status, result)
		if a.path == statePath {
			c.give(size)
		}
	}
}

// give notes the size of a state that was given.
func (c *control) give(size int64) {
	for before := c.given.Load(); size > before && !c.given.CompareAndSwap(before, size); before = c.given.Load() {
	}
}

func health(*fake.Server, []byte) (any, error) { return map[string]string{"status": "ok"}, nil }

func getState(backend *fake.Server, _ []byte) (any, error) { return backend.Snapshot(), nil }

func putState(backend *fake.Server, body []byte) (any, error) {
	state, err := fake.ParseState(body)
	if err == nil {
		err = backend.Restore(state)
	}
	return nil, inState(err)
}

func reset(backend *fake.Server, _ []byte) (any, error) {
	backend.Reset()
	return nil, nil
}

// loggedRequest is what the control plane tells of a request.
type loggedRequest struct {
	Method  string `json:"method"`
	Path    string `json:"path"`
	Route   string `json:"route"`
	Status  int    `json:"status"`
	API     string `json:"api"`
	Faulted bool   `json:"faulted"`
	Reason  string `json:"reason"`
}

func getRequests(backend *fake.Server, _ []byte) (any, error) {
	list := []loggedRequest{}
	for _, r := range backend.Requests() {
		list = append(list, loggedRequest{r.Method, r.Path, r.Route, r.Status, r.API, r.Faulted, r.Reason})
	}
	return list, nil
}

func deleteRequests(backend *fake.Server, _ []byte) (any, error) {
	backend.ClearRequests()
	return nil, nil
}

func postFault(backend *fake.Server, body []byte) (any, error) {
	var wire faultWire
	if err := decode(body, &wire); err != nil {
		return nil, err
	}
	if err := backend.Inject(wire.fault()); err != nil {
		return nil, inMembers(err)
	}
	return wire, nil
}

func getFaults(backend *fake.Server, _ []byte) (any, error) {
	list := []faultReportWire{}
	for _, report := range backend.Faults() {
		list = append(list, faultReportWire{faultWire: newFaultWire(report.Fault), Fired: report.Fired})
	}
	return list, nil
}

func deleteFaults(backend *fake.Server, _ []byte) (any, error) {
	backend.ClearFaults()
	return nil, nil
}

func postClock(backend *fake.Server, body []byte) (any, error) {
	var wire struct {
		Advance *duration `json:"advance"`
	}
	if err := decode(body, &wire); err != nil {
		return nil, err
	}
	if wire.Advance == nil {
		return nil, errors.New(`advance: missing, want a duration like "11m"`)
	}
	return nil, inMembers(backend.Advance(time.Duration(*wire.Advance)))
}

// writeJSON answers with a value, and tells the size of the text.
func writeJSON(w http.ResponseWriter, status int, value any) int64 {
	answer := &jsonAnswer{ResponseWriter: w, status: status}
	if err := json.NewEncoder(answer).Encode(value); err != nil && answer.size == 0 {
		writeError(w, http.StatusInternalServerError, err)
	}
	return answer.size
}

// jsonAnswer begins with its first byte: what cannot be encoded has none, and is another answer. It keeps nothing, since a
// state may be large.
type jsonAnswer struct {
	http.ResponseWriter
	status int
	size   int64
}

func (a *jsonAnswer) Write(p []byte) (int, error) {
	if a.size == 0 {
		a.Header().Set("Content-Type", "application/json")
		a.Header().Set("Content-Length", strconv.Itoa(len(p))) // an encoder writes once
		a.WriteHeader(a.status)
	}
	a.size += int64(len(p))
	return a.ResponseWriter.Write(p)
}

func writeError(w http.ResponseWriter, status int, err error) {
	writeJSON(w, status, map[string]string{"error": err.Error()})
}
