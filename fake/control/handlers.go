package control

// What the calls do that are about one fake.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/partnerkit/partnerkit-go/fake"
)

func health(*plane, *controlRequest) (any, error) { return map[string]string{"status": "ok"}, nil }

func getState(p *plane, _ *controlRequest) (any, error) { return p.srv.Snapshot(), nil }

func putState(p *plane, r *controlRequest) (any, error) {
	state, err := fake.ParseState(r.body)
	if err == nil {
		err = p.srv.Restore(state)
	}
	return nil, inState(err)
}

func reset(p *plane, _ *controlRequest) (any, error) {
	p.srv.Reset()
	return nil, nil
}

// loggedRequest is what the control plane tells of a request.
type loggedRequest struct {
	N          uint64    `json:"n"`
	Time       time.Time `json:"time"`
	Method     string    `json:"method"`
	Path       string    `json:"path"`
	Query      string    `json:"query"`
	Route      string    `json:"route"`
	Status     int       `json:"status"`
	API        string    `json:"api"`
	Credential string    `json:"credential"`
	Faulted    bool      `json:"faulted"`
	Reason     string    `json:"reason"`
	RequestID  string    `json:"requestId"`
	Body       string    `json:"body"`
	DurationMs *float64  `json:"durationMs"` // nil while it is answered
}

func logged(requests []fake.Request) []loggedRequest {
	list := make([]loggedRequest, 0, len(requests))
	for _, r := range requests {
		entry := loggedRequest{
			N: r.N, Time: r.Time.UTC(), Method: r.Method, Path: r.Path, Query: r.Query, Route: r.Route, Status: r.Status, API: r.API,
			Credential: r.Credential, Faulted: r.Faulted, Reason: r.Reason, RequestID: r.RequestID, Body: r.Body,
		}
		if r.Finished {
			entry.DurationMs = new(float64(r.Duration.Microseconds()) / 1000)
		}
		list = append(list, entry)
	}
	return list
}

// maxWait is the longest that a caller may wait for a request.
const maxWait = time.Minute

func getRequests(p *plane, r *controlRequest) (any, error) {
	filter, wait, err := readFilter(r.query)
	if err != nil {
		return nil, err
	}
	requests := []fake.Request{}
	if wait > 0 {
		requests = p.await(r.request.Context(), filter, wait)
	} else {
		requests = append(requests, p.srv.RequestsMatching(filter)...)
	}
	r.header.Set("X-Fake-Dropped", strconv.Itoa(p.srv.DroppedRequests()))
	return logged(requests), nil
}

// await waits until something that matches has been answered.
func (p *plane) await(ctx context.Context, filter fake.RequestFilter, wait time.Duration) []fake.Request {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	defer context.AfterFunc(p.ending, cancel)() //nolint:contextcheck // the plane ends by itself
	requests, err := p.srv.AwaitMatching(ctx, filter, 1)
	if err != nil {
		return nil // the time is over, or the plane is
	}
	return requests
}

// readFilter reads the query of the log.
func readFilter(query map[string][]string) (filter fake.RequestFilter, wait time.Duration, err error) {
	filter.Routes = query["route"]
	if unknown := filter.Validate(); unknown != nil {
		err = fmt.Errorf("route: %s", strings.TrimPrefix(unknown.Error(), "fake: requests: "))
	}
	for _, text := range query["status"] {
		status, notNumber := strconv.ParseUint(text, 10, 0)
		if notNumber != nil || status > 599 {
			err = cmp.Or(err, fmt.Errorf("status: %q: want a whole number from 0 to 599", text))
		}
		filter.Statuses = append(filter.Statuses, int(status)) //nolint:gosec // a larger one is an error
	}
	for _, text := range query["since"] {
		since, notNumber := strconv.ParseUint(text, 10, 64)
		if notNumber != nil {
			err = cmp.Or(err, fmt.Errorf("since: %q: want the n of a request", text))
		}
		filter.Since = since
	}
	for _, text := range query["wait"] {
		filter.Finished = true // also where there is no time to wait
		var noDuration error
		if wait, noDuration = time.ParseDuration(text); noDuration != nil || wait < 0 || wait > maxWait {
			err = cmp.Or(err, fmt.Errorf(`wait: %q: want a duration like "5s", %v at most`, text, maxWait))
		}
	}
	return filter, wait, err
}

func deleteRequests(p *plane, _ *controlRequest) (any, error) {
	p.srv.ClearRequests()
	return nil, nil
}

// errNoRoom is fake.ErrTooManyFaults in the words of the control plane.
var errNoRoom = statusError{http.StatusTooManyRequests, errors.New("the faults that the fake holds, spent ones too, may take 128 MiB together, " +
	"and this one does not fit: DELETE /_fake/faults, or one below it, makes room")}

func postFault(p *plane, r *controlRequest) (any, error) {
	var params faultJSON
	if err := decode(r.body, &params); err != nil {
		return nil, err
	}
	if params.ID == "" {
		params.ID = newID() // not the fake's own, of which Inject does not tell
	}
	switch err := p.srv.Inject(params.fault()); {
	case errors.Is(err, fake.ErrTooManyFaults):
		return nil, errNoRoom
	case err != nil:
		return nil, inMembers(err)
	}
	return params, nil
}

func getFaults(p *plane, _ *controlRequest) (any, error) {
	list := []faultReportJSON{}
	for _, report := range p.srv.Faults() {
		list = append(list, faultReportJSON{faultJSON: newFaultJSON(report.Fault), Fired: report.Fired, Left: report.Left})
	}
	return list, nil
}

func deleteFaults(p *plane, _ *controlRequest) (any, error) {
	p.srv.ClearFaults()
	return nil, nil
}

func deleteFault(p *plane, r *controlRequest) (any, error) {
	if !p.srv.RemoveFault(r.id) {
		return nil, statusError{http.StatusNotFound, fmt.Errorf("there is no fault %q", r.id)}
	}
	return nil, nil
}

// clockTime is the time by the fake's clock.
type clockTime struct {
	Now time.Time `json:"now"`
}

func clockOf(srv *fake.Server) clockTime { return clockTime{srv.Now().UTC()} }

func getClock(p *plane, _ *controlRequest) (any, error) { return clockOf(p.srv), nil }

func postClock(p *plane, r *controlRequest) (any, error) {
	var params struct {
		Advance *fake.Duration `json:"advance"`
	}
	if err := decode(r.body, &params); err != nil {
		return nil, err
	}
	if params.Advance == nil {
		return nil, errors.New(`advance: missing, want a duration like "11m"`)
	}
	return nil, inMembers(p.srv.Advance(time.Duration(*params.Advance)))
}

// quotasJSON is what the control plane tells of the quotas.
type quotasJSON struct {
	Enforced bool        `json:"enforced"`
	Quotas   []quotaJSON `json:"quotas"`
}

type quotaJSON struct {
	API    string     `json:"api"`
	Caller string     `json:"caller"`
	Route  string     `json:"route"`
	Limit  int        `json:"limit"`
	Used   int        `json:"used"`
	Resets *time.Time `json:"resets"` // nil while no window is running
}

func getQuotas(p *plane, _ *controlRequest) (any, error) {
	report := p.srv.Quotas()
	body := quotasJSON{Enforced: report.Enforced, Quotas: make([]quotaJSON, 0, len(report.Quotas))}
	for _, q := range report.Quotas {
		entry := quotaJSON{API: q.API, Caller: q.Caller, Route: q.Route, Limit: q.Limit, Used: q.Used}
		if !q.Resets.IsZero() {
			entry.Resets = new(q.Resets.UTC())
		}
		body.Quotas = append(body.Quotas, entry)
	}
	return body, nil
}

func putQuotas(p *plane, r *controlRequest) (any, error) {
	var params struct {
		Enforced *bool `json:"enforced"`
	}
	if err := decode(r.body, &params); err != nil {
		return nil, err
	}
	if params.Enforced == nil {
		return nil, errors.New("enforced: missing, want true or false")
	}
	p.srv.EnforceQuotas(*params.Enforced)
	return nil, nil
}

// chaosJSON is what the control plane tells of the chaos.
type chaosJSON struct {
	Seed   seed           `json:"seed"`
	Rate   float64        `json:"rate"`
	Counts map[string]int `json:"counts"`
}

func getChaos(p *plane, _ *controlRequest) (any, error) {
	report := p.srv.Chaos()
	body := chaosJSON{Seed: seed(report.Seed), Rate: report.Rate, Counts: report.Counts}
	if body.Counts == nil {
		body.Counts = map[string]int{} // {}, and not null
	}
	return body, nil
}

func putChaos(p *plane, r *controlRequest) (any, error) {
	params := struct {
		Rate *float64 `json:"rate"`
		Seed seed     `json:"seed"`
	}{Seed: 1}
	if err := decode(r.body, &params); err != nil {
		return nil, err
	}
	if params.Rate == nil {
		return nil, errors.New("rate: missing, want a share from 0 to 1")
	}
	return nil, inMembers(p.srv.SetChaos(uint64(params.Seed), *params.Rate))
}
