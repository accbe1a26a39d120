package fake

// Faults on demand: what one may say. What is refused because it contradicts itself is in fault_rules.go, which requests a fault is
// about in fault_match.go, and the list that decides whether one fires in fault_list.go.

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/partnerkit/partnerkit-go"
)

// Fault is one thing that goes wrong, with some requests, a number of times. Whether it fires is decided right after routing and
// before authentication. Of several, the first injected that matches and has not fired often enough fires.
//
// Without Status and Drop the request is served, so its effect happens, and the fault is done to its answer: it
// comes late, with another Body or more Header, cut short, or it never ends. With Status or Drop the request is
// not served, unless After is set. Over HTTP/2 "connection" means the one stream: it is reset with INTERNAL_ERROR, which
// says nothing about whether the request was processed, and the other streams go on.
type Fault struct {
	// ID names the fault for RemoveFault and FaultReport: 1 to 64 letters, digits, "-", "_" and ".", the first a letter or a
	// digit. One that another fault has, a spent one too, is refused. Empty: one is made.
	ID string
	// Route is a method and a path template, one of Routes: "GET /v1/users/{id}". Empty: every request, those to unknown
	// paths too. A route that the fake does not serve is refused.
	Route string
	// Path, when set, is the whole path that the request must have, as it is sent or decoded: "/v1/users/a%20b". One that Route
	// does not cover is refused.
	Path string
	// Query, when set, holds parameters that the request must have, in any order and among others: "page=2&limit=10". One
	// without "=" may have any value.
	Query string
	// BodyContains, when set, must stand in the request's body as it was sent.
	BodyContains string
	// Match, when set, must also say yes. It gets a copy of the request as it came over the wire, body included, and may be
	// called from several goroutines at once; it sees credentials, and no value of the caller's context. It must not inject or
	// clear faults. A fault that has fired Times times asks no more.
	Match func(*http.Request) bool
	// Skip lets that many matching requests pass first; those that an earlier fault took are not counted. 0: none.
	Skip int
	// Times is how often the fault fires. 0: once; negative: always.
	Times int

	// Status answers with that status in the error shape of the API that owns the path, and in the words that the API
	// usually has for that status, which need not be the operation's own. 200 to 599; 0: see above. A 429 has a Retry-After
	// only if RetryAfter is set.
	Status int
	// Code is the machine code that such an answer carries. Empty: the one that the API uses with that status.
	// It needs a Status, and cannot go with a Body. It is refused with a Route of the Portals API, which has no codes, and
	// is ignored there when Route is empty.
	Code partnerkit.Code
	// RetryAfter is sent as Retry-After in whole seconds, rounded up. It needs a Status. 0: not sent.
	RetryAfter time.Duration
	// Body is sent in place of the answer's body; its Content-Type is found by looking at it, unless Header has one.
	// nil: the body is the API's own. An empty Body that is not nil sends none.
	Body []byte
	// Header is added to the answer's, replacing members of the same name.
	Header http.Header

	// Delay waits before the request is served or, with After, between the effect and the answer. 0: no wait.
	Delay time.Duration
	// Drop cuts the connection before the headers: over HTTP/1.1 the caller's error is io.EOF. Nothing else of an answer can
	// be said beside it.
	Drop bool
	// Cut sends that many bytes of the body and then cuts the connection, while Content-Length says more. 0: no cut,
	// unless Stall is set.
	Cut int
	// Stall sends the headers and Cut bytes of the body, and then nothing, until the caller gives up or the server
	// closes.
	Stall bool
	// After lets the effect happen, and then loses or replaces the answer. It is refused with Status 429, which says
	// that nothing happened: no client could detect that lie.
	After bool
}

// FaultReport says of one injected fault how often it has fired.
type FaultReport struct {
	// Fault is a copy of what was injected, with the ID that was made if none was given.
	Fault Fault
	// Fired counts the requests that it was done to, from 0.
	Fired int
	// Left is how often it can still fire; -1: always.
	Left int
}

// String names the fault in a few words, for a test's output. It has no header and no body in it.
func (f Fault) String() string {
	words := []string{"any route"}
	if f.Route != "" {
		words[0] = f.Route
	}
	add := func(when bool, format string, args ...any) {
		if when {
			words = append(words, fmt.Sprintf(format, args...))
		}
	}
	add(f.Path != "", "path %s", f.Path)
	add(f.Query != "", "a query")
	add(f.BodyContains != "", "a part of the body")
	add(f.Status != 0, "status %d", f.Status)
	add(f.Code != "", "code %s", string(f.Code))
	add(f.RetryAfter != 0, "retry after %v", f.RetryAfter)
	add(f.Body != nil, "body of %d bytes", len(f.Body))
	add(len(f.Header) > 0, "%d headers", len(f.Header))
	add(f.Delay != 0, "delay %v", f.Delay)
	add(f.Drop, "drop")
	add(f.Cut != 0, "cut after %d bytes", f.Cut)
	add(f.Stall, "stall")
	add(f.After, "after the effect")
	add(f.Match != nil, "with a Match")
	add(f.Skip != 0, "skip %d", f.Skip)
	add(f.Times != 0, "times %d", f.Times)
	return strings.Join(words, ", ")
}

// clone makes a copy that shares nothing that can be changed.
func (f Fault) clone() Fault {
	f.Body = bytes.Clone(f.Body)
	f.Header = f.Header.Clone()
	return f
}

// served reports whether the request is handled, so that its effect happens.
func (f *Fault) served() bool { return f.After || (f.Status == 0 && !f.Drop) }
