package backend

// Quotas: fixed windows of a minute, each from the first request that it counts. They are always counted and reported, and
// enforced only if the fake was asked to.

import (
	"net/http"
	"strconv"
	"time"
)

const quotaWindow = time.Minute

// quota is an API's allowance a window. Zero is an API that documents none.
type quota struct {
	limit    int
	perRoute bool
}

// quotaKey says whose window it is. The route is empty for a quota that all routes share.
type quotaKey struct {
	api        API
	credential string
	route      string
}

type window struct {
	start time.Time
	count int
}

// quotas are the windows in use.
type quotas map[quotaKey]window

// current is the window that a request at now falls into, a fresh one if there is none. A clock that was set back stays in
// its window.
func (q quotas) current(key quotaKey, now time.Time) window {
	w, found := q[key]
	if !found || now.Sub(w.start) >= quotaWindow {
		return window{start: now}
	}
	return w
}

// count enters one request and gives the window with it.
func (q quotas) count(key quotaKey, now time.Time) window {
	w := q.current(key, now)
	w.count++
	q[key] = w
	return w
}

// secondsLeft is the time until the window ends, rounded up, 1 to 60.
func (w window) secondsLeft(now time.Time) string {
	left := w.start.Add(quotaWindow).Sub(now)
	seconds := int((left + time.Second - 1) / time.Second)
	return strconv.Itoa(min(max(seconds, 1), 60))
}

// setHeaders writes the three quota headers.
func (w window) setHeaders(h http.Header, limit int, now time.Time) {
	h.Set("X-RateLimit-Limit", strconv.Itoa(limit))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(max(limit-w.count, 0)))
	h.Set("X-RateLimit-Reset", w.secondsLeft(now))
}

// throttled is the error for a request over the quota.
func throttled(w window, limit int, r *Request) *apiError {
	over := &apiError{status: http.StatusTooManyRequests, header: http.Header{"Retry-After": {w.secondsLeft(r.now)}}}
	return over.withLogReason("over the quota of %d requests in a minute", limit)
}
