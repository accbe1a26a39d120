package control

// One fake's control plane: it finds the call that a request asks for, checks what the table says of its query and its body,
// and answers.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/partnerkit/partnerkit-go/fake"
)

const (
	controlPrefix = "/_fake/"
	statePath     = "/_fake/state"

	// maxState is the size of a state that the control plane takes, unless it gave a larger one itself.
	maxState = 1 << 30
	// maxBody is the size of any other body.
	maxBody = 32 << 20
)

// call is one call of the control plane.
type call struct {
	Method string      `json:"method"`
	Path   string      `json:"path"` // its last segment may be a parameter, "{id}"
	Says   string      `json:"says"`
	Query  []parameter `json:"query"`  // each may be there once, or as often as its row says; no other may
	Body   string      `json:"body"`   // "": the call takes no body, and ignores one that comes
	Status int         `json:"status"` // of its answer
	Answer string      `json:"answer"` // "": the answer has no body
	Errors []failure   `json:"errors"` // beside those that every call has

	outer bool // a fake that the control plane started does not have it
	state bool // its body or its answer is a state, which may be large
	do    func(*plane, *controlRequest) (any, error)
	serve func(*plane, http.ResponseWriter, *http.Request) // in place of do, for a call that writes its answer itself
}

// parameter is one of a call's query.
type parameter struct {
	Name string `json:"name"`
	Says string `json:"says"`
	many bool
}

// failure is one way for a call to be refused.
type failure struct {
	Status int    `json:"status"`
	Says   string `json:"says"`
}

// controlRequest is what a call is given.
type controlRequest struct {
	request *http.Request
	header  http.Header // of the answer
	query   map[string][]string
	id      string // what stands in the place of {id}
	body    []byte
}

// plane is the control plane of one fake.
type plane struct {
	srv          *fake.Server
	prefix       string // below which callers reach it; "" or "/_fakes/ID"
	calls        []call
	fakes        *fakes // nil in a fake that a control plane started
	events       *events
	maxBody      int64
	maxState     int64
	largestState atomic.Int64 // the size of the largest state that was given

	ending context.Context // ends with the plane, and with it what is still waited for
	end    context.CancelFunc
}

func newPlane(srv *fake.Server, prefix string, table []call, children *fakes) *plane {
	p := &plane{srv: srv, prefix: prefix, calls: table, fakes: children, maxBody: maxBody, maxState: maxState}
	if children == nil {
		p.calls = slices.DeleteFunc(p.calls, func(c call) bool { return c.outer })
	}
	p.ending, p.end = context.WithCancel(context.Background())
	p.events = newEvents(srv, p.ending)
	return p
}

// close ends whatever still waits.
func (p *plane) close() {
	p.end()
	p.events.close()
}

// ServeHTTP serves the table. There is no mux, so that no path is cleaned into another.
func (p *plane) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("X-Frame-Options", "DENY")
	path := r.URL.EscapedPath()
	table := p.calls
	if path != controlPrefix && slices.Contains(pagePaths(), path) {
		table = []call{{Method: http.MethodGet, Path: path, serve: (*plane).page}}
	}
	var allowed []string
	for _, c := range table {
		id, covered := c.covers(path)
		if !covered {
			continue
		}
		if c.Method == r.Method || c.Method == http.MethodGet && r.Method == http.MethodHead {
			p.serve(c, id, w, r)
			return
		}
		allowed = append(allowed, c.Method)
		if c.Method == http.MethodGet {
			allowed = append(allowed, http.MethodHead)
		}
	}
	if len(allowed) == 0 {
		writeError(w, http.StatusNotFound, fmt.Errorf("unknown control path %q", path))
		return
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	writeError(w, http.StatusMethodNotAllowed, fmt.Errorf("%s is not allowed on %s", r.Method, path))
}

// covers reports whether a path is the call's, and what stands in the place of {id}.
func (c *call) covers(path string) (id string, covered bool) {
	before, found := strings.CutSuffix(c.Path, "{id}")
	if !found {
		return "", path == c.Path
	}
	rest, below := strings.CutPrefix(path, before)
	id, err := url.PathUnescape(rest)
	return id, below && err == nil && rest != "" && !strings.Contains(rest, "/")
}

func (p *plane) serve(c call, id string, w http.ResponseWriter, r *http.Request) {
	query, err := c.readQuery(r.URL.RawQuery)
	if err != nil {
		respondError(w, err)
		return
	}
	if c.serve != nil {
		c.serve(p, w, r)
		return
	}
	body, err := p.readBody(c, w, r)
	if err != nil {
		respondError(w, err)
		return
	}
	result, err := c.do(p, &controlRequest{request: r, header: w.Header(), query: query, id: id, body: body})
	switch {
	case err != nil:
		respondError(w, err)
	case result == nil:
		w.WriteHeader(c.Status)
	default:
		size := writeJSON(w, c.Status, result)
		if c.state {
			p.noteStateSize(size)
		}
	}
}

// readQuery refuses what the call does not know.
func (c *call) readQuery(raw string) (map[string][]string, error) {
	query, err := url.ParseQuery(raw)
	if err != nil {
		return nil, fmt.Errorf("query: %w", err)
	}
	var known []string
	for _, p := range c.Query {
		known = append(known, p.Name)
		if len(query[p.Name]) > 1 && !p.many {
			return nil, fmt.Errorf("query: %s is there twice", p.Name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(query)) {
		if slices.Contains(known, name) {
			continue
		}
		if len(known) == 0 {
			return nil, fmt.Errorf("query: unknown parameter %q; this call takes none", name)
		}
		return nil, fmt.Errorf("query: unknown parameter %q; there are %s", name, strings.Join(known, ", "))
	}
	return query, nil
}

// readBody reads the body of a call that takes one.
func (p *plane) readBody(c call, w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if c.Body == "" {
		return nil, nil
	}
	limit := p.maxBody
	if c.state {
		limit = max(p.maxState, p.largestState.Load())
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if large, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, statusError{http.StatusRequestEntityTooLarge, fmt.Errorf("body: over %d bytes", large.Limit)}
	}
	if err != nil {
		return nil, fmt.Errorf("body: %w", err)
	}
	return body, nil
}

// noteStateSize notes the size of a state that was given, so that a state as large is taken back.
func (p *plane) noteStateSize(size int64) {
	for before := p.largestState.Load(); size > before && !p.largestState.CompareAndSwap(before, size); before = p.largestState.Load() {
	}
}

// index is the page for a browser, and the list of calls for everybody else.
func (p *plane) index(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Vary", "Accept")
	if acceptsHTML(r.Header.Values("Accept")) {
		p.page(w, r)
		return
	}
	writeJSON(w, http.StatusOK, p.calls)
}

// acceptsHTML reports whether an Accept header names text/html.
func acceptsHTML(accept []string) bool {
	for part := range strings.SplitSeq(strings.Join(accept, ","), ",") {
		mediaType, _, _ := strings.Cut(part, ";")
		if strings.EqualFold(strings.TrimSpace(mediaType), "text/html") {
			return true
		}
	}
	return false
}

func (*plane) page(w http.ResponseWriter, r *http.Request) { pageHandler().ServeHTTP(w, r) }

func (p *plane) openAPI(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(openAPIBelow(p.prefix)) //nolint:gosec // the prefix is one that newPlane was given
}
