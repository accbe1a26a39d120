package fake

// A request as the log shows it, and which of them are asked for.

import (
	"fmt"
	"slices"
	"time"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
)

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
	// "session", "unknown"), never its value. Empty: nobody looked, because the request was dropped, or ended, before it was
	// served, or is still to be answered.
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
	// Duration is how long the fake took, its delays included, by the real clock. 0 until the request is finished.
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
