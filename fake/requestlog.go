package fake

// The log of requests: the last 1,024, in order of arrival. What could be a secret in a query or a body is taken out
// when the log is read, so that keeping it costs a request next to nothing. What is long is cut when it comes, and so that
// no secret is cut through, the secrets are taken out before.

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
	"github.com/partnerkit/partnerkit-go/fake/internal/secret"
)

// logSize is how many requests the log keeps.
const logSize = 1024

// Request is one request that the fake got. It never holds the value of a credential that a state knows or knew since the
// server's start, wherever it was put, unless that has fewer than 8 characters, which any word may contain, or is a word of the
// APIs' own, such as "CONFLICT".
type Request struct {
	// N numbers the requests in the order in which they came, from 1. ClearRequests lets the numbers count on; Reset begins anew.
	N uint64
	// Method is the request's method, "GET".
	Method string
	// Path is the path as it was sent, still escaped, at most 4 KiB of it; decoded where a credential was taken out of it.
	Path string
	// Route is the route that it matched, "GET /v1/users/{id}". Empty: none did.
	Route string
	// Query is the query as it was sent, without its question mark, at most 4 KiB of it, with credentials and the values of
	// token-like names redacted.
	Query string
	// Body is what was sent, at most 4 KiB of it, with credentials and the values of members like password, sessionToken and
	// refreshToken redacted, and those of attributes with such ids. Of a body that is not JSON only its length is told.
	Body string
	// Status is what was answered. 0: nothing was, because the answer was lost or is still to come.
	Status int
	// API is the owner of the path: "partner", "app", "portals" or "profile".
	API string
	// Credential is the kind of credential that came with it ("none", "bearer", "service_account", "app",
	// "session", "unknown"), never its value. Empty: a fault answered before anybody looked.
	Credential string
	// Faulted reports whether an injected fault, or chaos, was done to it.
	Faulted bool
	// Time is when it came, by the fake's clock.
	Time time.Time
	// RequestID is what X-Request-Id answered, 32 hex digits.
	RequestID string
	// Reason is why the fake refused the request, also where the answer does not say it: the permission that is missing, the
	// kind of credential that came in place of another, the route closest to an unknown path. Empty: the request was not
	// refused, or what was answered is a fault's. Of a request that was cut off within its body it is "the body ended early".
	Reason string
	// Finished reports whether it was answered, or its answer was lost: nothing of the entry changes any more.
	Finished bool
	// Duration is how long the fake took, its delays among it. 0 until it is finished.
	Duration time.Duration
}

// String is one line about the request, without its body.
func (r Request) String() string {
	line := fmt.Sprintf("%s %s", r.Method, r.Path)
	if r.Query != "" {
		line += "?" + r.Query
	}
	line += fmt.Sprintf(" -> %d (%s, credential %q, %s)", r.Status, r.API, r.Credential, r.RequestID)
	if r.Faulted {
		line += " faulted"
	}
	if r.Reason != "" {
		line += ": " + r.Reason
	}
	return line
}

// logEntry is a Request as it is kept: what is short still raw.
type logEntry struct {
	Request
	raw     []byte // the body; nil if Body is what can be shown of it
	begun   time.Time
	changed uint64 // the log's count of changes when this entry last did
	cleared uint64 // the log's count of clearings when it came
}

type requestLog struct {
	secrets *secret.Set

	mu       sync.Mutex
	ring     []*logEntry
	next     int // where the next entry goes once the ring is full, which is where the oldest is
	opened   uint64
	finished uint64
	changed  uint64 // counts what came and what finished
	cleared  uint64
	dropped  int // how many entries had to go since the log was last empty
	waiters  []*waiter
	retired  bool // a Reset has put another log in its place
}

// open records a request that has arrived.
func (l *requestLog) open(now time.Time, r *backend.Request, m backend.Match) *logEntry {
	e := &logEntry{raw: r.Body, Request: Request{
		Method: r.Method, Path: r.RawPath, Route: m.Route, Query: r.RawQuery, API: string(m.API),
		Time: now, RequestID: r.ID,
	}, begun: time.Now()}
	if cap(r.Body) > shownSize {
		e.Body, e.raw = redactBody(r.Body, l.secrets), nil
	}
	if len(r.Method)+len(r.RawPath)+len(r.RawQuery) > shownSize {
		e.redactTarget(l.secrets)
		for _, text := range []*string{&e.Method, &e.Path, &e.Query} {
			*text = strings.Clone(*text) // it may be a piece of the long one
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.opened++
	l.changed++
	e.N, e.changed, e.cleared = l.opened, l.changed, l.cleared
	if len(l.ring) < logSize {
		l.ring = append(l.ring, e)
		return e
	}
	l.ring[l.next] = e
	l.next = (l.next + 1) % logSize
	l.dropped++
	return e
}

// markFaulted records that something goes wrong with it.
func (l *requestLog) markFaulted(e *logEntry) {
	l.mu.Lock()
	defer l.mu.Unlock()
	e.Faulted = true
}

// outcome is what the log is told of a request that was served: the kind of credential that came with it, and why it was
// refused.
type outcome struct{ credential, reason string }

// finish records what became of it, and tells those who wait for it.
func (l *requestLog) finish(e *logEntry, status int, o outcome) {
	took := time.Since(e.begun)
	if len(o.reason) > shownSize { // it may name a partner, as long as the state has them
		o.reason = clip(l.secrets.Replace(o.reason, redacted))
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	e.Status, e.Credential, e.Reason = status, o.credential, o.reason
	e.Finished, e.Duration = true, took
	l.finished++
	l.changed++
	e.changed = l.changed
	if e.cleared == l.cleared {
		l.notifyWaiters(e)
	}
}

func (l *requestLog) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ring, l.next, l.dropped = nil, 0, 0
	l.cleared++
	l.wakeAll()
}

// droppedEntries is how many entries had to go for newer ones since the log was last empty.
func (l *requestLog) droppedEntries() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.dropped
}

// each calls visit with the entries, oldest first. The caller holds the lock.
func (l *requestLog) each(visit func(*logEntry)) {
	for _, part := range [][]*logEntry{l.ring[l.next:], l.ring[:l.next]} {
		for _, e := range part {
			visit(e)
		}
	}
}

// matching copies the entries that a filter takes, oldest first.
func (l *requestLog) matching(filter RequestFilter) []logEntry {
	l.mu.Lock()
	defer l.mu.Unlock()
	var list []logEntry
	l.each(func(e *logEntry) {
		if filter.takes(&e.Request) {
			list = append(list, *e)
		}
	})
	return list
}

// shown are entries as they are shown.
func (l *requestLog) shown(entries []logEntry) []Request {
	list := make([]Request, 0, len(entries))
	for i := range entries {
		list = append(list, entries[i].request(l.secrets))
	}
	return list
}

// redactTarget leaves of the method, the path and the query what can be shown of them. Doing it again changes nothing, unless
// there are more secrets by then.
func (e *logEntry) redactTarget(secrets *secret.Set) {
	e.Method = redactPath(e.Method, secrets)
	e.Path = redactPath(e.Path, secrets)
	e.Query = redactQuery(e.Query, secrets)
}

// request is the entry as it is shown.
func (e *logEntry) request(secrets *secret.Set) Request {
	shown := *e
	shown.redactTarget(secrets)
	if e.raw != nil {
		shown.Body = redactBody(e.raw, secrets)
	} else {
		shown.Body = clip(secrets.Replace(e.Body, redacted)) // what is a secret now may have been none when the body came
	}
	shown.Reason = clip(secrets.Replace(shown.reason(), redacted))
	return shown.Request
}

// reason is the entry's reason, with the near miss where that is an unknown path. It is looked for when the log is read, so
// that an unknown path costs no more than another.
func (e *logEntry) reason() string {
	if e.Reason == "" || e.Status != http.StatusNotFound || e.Route != "" {
		return e.Reason
	}
	if nearest := backend.NearestRoute(e.Method + " " + e.Path); nearest != "" {
		return e.Reason + "; the closest route is " + nearest
	}
	return e.Reason
}

// watch begins to wait for as many finished requests as are missing from n.
func (l *requestLog) watch(filter RequestFilter, n int) *waiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	w := &waiter{filter: filter, left: n, ready: make(chan struct{})}
	l.each(func(e *logEntry) {
		if filter.takes(&e.Request) {
			w.left--
		}
	})
	w.enough = w.left <= 0
	if w.enough || l.retired {
		close(w.ready)
		return w
	}
	l.waiters = append(l.waiters, w)
	return w
}

func (l *requestLog) unwatch(w *waiter) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waiters = slices.DeleteFunc(l.waiters, func(other *waiter) bool { return other == w })
}

// notifyWaiters counts an entry that has finished for those who wait. The caller holds the lock.
func (l *requestLog) notifyWaiters(e *logEntry) {
	l.waiters = slices.DeleteFunc(l.waiters, func(w *waiter) bool {
		if !w.filter.takes(&e.Request) {
			return false
		}
		w.left--
		w.enough = w.left == 0
		if w.enough {
			close(w.ready)
		}
		return w.enough
	})
}

// wakeAll lets those who wait begin anew. The caller holds the lock.
func (l *requestLog) wakeAll() {
	for _, w := range l.waiters {
		close(w.ready)
	}
	l.waiters = nil
}

// retire tells those who wait that another log is there.
func (l *requestLog) retire() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.retired = true
	l.wakeAll()
}

// RequestFilter says which requests of the log are asked for. Its zero value asks for all.
type RequestFilter struct {
	// Routes are those that a request may have matched, as in Requests; the route "" is that of requests that matched none. nil:
	// any.
	Routes []string
	// Statuses are those that a request may have been answered with; 0 is that of an answer that was lost or is still to come.
	// nil: any.
	Statuses []int
	// Since asks for the requests whose N is above it.
	Since uint64
	// Finished leaves out what is still to be answered.
	Finished bool
}

// takes reports whether the filter asks for a request.
func (f RequestFilter) takes(r *Request) bool {
	return r.N > f.Since && (r.Finished || !f.Finished) &&
		(len(f.Routes) == 0 || slices.Contains(f.Routes, r.Route)) &&
		(len(f.Statuses) == 0 || slices.Contains(f.Statuses, r.Status))
}

// Validate says of a route that is not served, which would never have a request, which one was likely meant.
func (f RequestFilter) Validate() error {
	for _, name := range f.Routes {
		if name != "" && !slices.Contains(backend.Routes(), name) {
			return fmt.Errorf("fake: requests: %s", unknownRoute(name))
		}
	}
	return nil
}

// waiter is somebody who waits for requests to finish.
type waiter struct {
	filter RequestFilter
	left   int
	ready  chan struct{} // closed when there are enough, or when there is another log to look at
	enough bool
}
