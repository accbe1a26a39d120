package fake

// A request as the log keeps it. What could be a secret in a query or a body is taken out when the log is read, so that keeping
// a request costs next to nothing. What is long is cut when it comes, and so that no secret is cut through, the secrets are
// taken out before.

import (
	"net/http"
	"strings"
	"time"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
	"github.com/partnerkit/partnerkit-go/fake/internal/secret"
)

// logEntry is a Request as it is kept: what is short still raw.
type logEntry struct {
	Request
	raw     []byte // the body; nil if Body is what can be shown of it
	begun   time.Time
	changed uint64 // the log's count of changes when this entry last did
	cleared uint64 // the log's count of clearings when it came
}

// newLogEntry is the entry of a request that has arrived.
func newLogEntry(now time.Time, r *backend.Request, m backend.Match, secrets *secret.Set) *logEntry {
	e := &logEntry{raw: r.Body, Request: Request{
		Method: r.Method, Path: r.RawPath, Route: m.Route, Query: r.RawQuery, API: string(m.API),
		Time: now, RequestID: r.ID,
	}, begun: time.Now()}
	if cap(r.Body) > shownSize {
		e.Body, e.raw = redactBody(r.Body, secrets), nil
	}
	if len(r.Method)+len(r.RawPath)+len(r.RawQuery) > shownSize {
		e.redactTarget(secrets)
		for _, text := range []*string{&e.Method, &e.Path, &e.Query} {
			*text = strings.Clone(*text) // it may be a piece of the long one
		}
	}
	return e
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
		shown.Body = clip(secrets.Replace(e.Body, secret.Redacted)) // what is a secret now may have been none when the body came
	}
	shown.Reason = clip(secrets.Replace(shown.reason(), secret.Redacted))
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
