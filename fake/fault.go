package fake

// Faults on demand: what one may say, what is refused because it contradicts itself, and the list that decides,
// for each request, whether one fires, and counts it.

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
)

// Fault is one thing that goes wrong, with some requests, a number of times. It is judged right after routing and
// before authentication. Of several, the first injected that matches and has not fired often enough fires.
//
// Without Status and Drop the request is served, so its effect happens, and the fault is done to its answer: it
// comes late, with another Body or more Header, cut short, or it never ends. With Status or Drop the request is
// not served, unless After is set. Over HTTP/2 "connection" means the one stream: it is reset with INTERNAL_ERROR, which
// says nothing about whether the request was processed, and the other streams go on.
type Fault struct {
	// Route is a method and a path template, one of Routes: "GET /v1/users/{id}". Empty: every request, those to unknown
	// paths too. A route that the fake does not serve is refused.
	Route string
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
	// Fault is a copy of what was injected.
	Fault Fault
	// Fired counts the requests that it was done to, from 0.
	Fired int
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

// faultRule is one way for a fault to be wrong, and what is said about it.
type faultRule struct {
	broken  bool
	message string
}

// validate reports everything that is wrong with the fault.
func (f Fault) validate() error {
	answers := f.Status != 0 || f.Body != nil || len(f.Header) > 0
	api, known := backend.RouteAPI(f.Route)
	known = known || f.Route == ""
	rules := []faultRule{
		{!known, "Route: " + unknownRoute(f.Route)},
		{f.Skip < 0, fmt.Sprintf("Skip: negative number %d", f.Skip)},
		{f.Status != 0 && (f.Status < 200 || f.Status > 599), fmt.Sprintf("Status: %d is not between 200 and 599", f.Status)},
		{f.RetryAfter < 0, fmt.Sprintf("RetryAfter: negative duration %v", f.RetryAfter)},
		{f.Delay < 0, fmt.Sprintf("Delay: negative duration %v", f.Delay)},
		{f.Cut < 0, fmt.Sprintf("Cut: negative number %d", f.Cut)},
		{f.Code != "" && f.Status == 0, fmt.Sprintf("Code: %q needs a Status", string(f.Code))},
		{f.Code != "" && api == backend.PortalsAPI, fmt.Sprintf("Code: %q on a route of the Portals API, which has no codes", string(f.Code))},
		{f.Code != "" && f.Body != nil, fmt.Sprintf("Code: %q contradicts Body", string(f.Code))},
		{f.RetryAfter > 0 && f.Status == 0, fmt.Sprintf("RetryAfter: %v needs a Status", f.RetryAfter)},
		{f.Drop && (answers || f.Cut > 0 || f.Stall), "Drop: contradicts Status, Body, Header, Cut and Stall"},
		{bodyless(f.Status) && (f.Cut > 0 || f.Stall || len(f.Body) > 0), fmt.Sprintf("Status: %d has no body to send, cut or stall", f.Status)},
		{bodyless(f.Status) && f.Code != "", fmt.Sprintf("Code: %q needs a body, and status %d has none", string(f.Code), f.Status)},
		{f.After && f.Status == http.StatusTooManyRequests, "After: with Status 429 is a lie that no client can detect"},
		{!answers && !f.Drop && f.Cut == 0 && !f.Stall && f.Delay == 0, "nothing to do: set Status, Body, Header, Delay, Drop, Cut or Stall"},
	}
	rules = append(rules, f.headerRules()...)
	var errs []error
	for _, rule := range rules {
		if rule.broken {
			errs = append(errs, errors.New("fake: fault: "+rule.message))
		}
	}
	return errors.Join(errs...)
}

// unknownRoute says of a route that it is not served, and which one was likely meant.
func unknownRoute(name string) string {
	says := fmt.Sprintf("unknown route %q", name)
	if nearest := backend.NearestRoute(name); nearest != "" {
		says += fmt.Sprintf(", the closest is %q", nearest)
	}
	return says
}

// headerRules are those of each of the fault's headers, in the order of their names.
func (f Fault) headerRules() []faultRule {
	var rules []faultRule
	seen := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(f.Header)) {
		canonical := http.CanonicalHeaderKey(name)
		framing := canonical == "Content-Length" || canonical == "Transfer-Encoding"
		rules = append(rules,
			faultRule{framing, fmt.Sprintf("Header: %q belongs to the framing; use Cut or Stall", name)},
			faultRule{canonical == "Retry-After" && f.RetryAfter > 0, "RetryAfter: contradicts the Retry-After in Header"},
			faultRule{seen[canonical], fmt.Sprintf("Header: %q is there twice", canonical)},
			faultRule{!isToken(name), fmt.Sprintf("Header: %q is no header's name", name)},
			faultRule{slices.ContainsFunc(f.Header[name], isUnsendable), fmt.Sprintf("Header: the value of %q holds a control character", name)})
		seen[canonical] = true
	}
	return rules
}

// isToken tells whether a name is one that a header can have (RFC 9110, section 5.6.2).
func isToken(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(c rune) bool {
		return c <= ' ' || c >= 0x7f || strings.ContainsRune(`()<>@,;:\"/[]?={}`, c)
	})
}

// isUnsendable tells whether a header cannot have the value.
func isUnsendable(value string) bool {
	return strings.ContainsFunc(value, func(c rune) bool { return c < ' ' && c != '\t' || c == 0x7f })
}

// clone makes a copy that shares nothing that can be changed.
func (f Fault) clone() Fault {
	f.Body = bytes.Clone(f.Body)
	f.Header = f.Header.Clone()
	return f
}

// served tells whether the request is handled, so that its effect happens.
func (f *Fault) served() bool { return f.After || (f.Status == 0 && !f.Drop) }

// injected is a fault with its count.
type injected struct {
	fault Fault
	at    string // where a test injected it, "signup_test.go:12"
	mu    sync.Mutex
	seen  int
	fired int
}

// count counts one matching request, and tells whether the fault fires for it and whether that was the last time.
func (i *injected) count() (fires, spent bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.seen++
	often := max(i.fault.Times, 1)
	if i.seen <= i.fault.Skip || (i.fault.Times >= 0 && i.fired >= often) {
		return false, false
	}
	i.fired++
	return true, i.fault.Times >= 0 && i.fired == often
}

func (i *injected) report() FaultReport {
	i.mu.Lock()
	defer i.mu.Unlock()
	return FaultReport{Fault: i.fault.clone(), Fired: i.fired}
}

// faultList holds the faults in the order of injection. What was added to a list stays where it is, so that it can be read
// outside the lock: there Match runs.
type faultList struct {
	mu   sync.RWMutex
	all  []*injected
	live []*injected // those that can fire still, which alone a request is compared with
}

func (l *faultList) add(f Fault, at string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	i := &injected{fault: f.clone(), at: at}
	l.all, l.live = append(l.all, i), append(l.live, i)
}

func (l *faultList) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all, l.live = nil, nil
}

// retire takes a fault that is spent out of the live ones. It is most often the first.
func (l *faultList) retire(spent *injected) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch at := slices.Index(l.live, spent); at {
	case -1: // the faults were cleared
	case 0:
		l.live = l.live[1:]
	default:
		l.live = slices.Concat(l.live[:at], l.live[at+1:])
	}
}

func (l *faultList) list() []*injected {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.all
}

// reports tells of each fault, those that are spent too.
func (l *faultList) reports() []FaultReport {
	all := l.list()
	reports := make([]FaultReport, 0, len(all))
	for _, i := range all {
		reports = append(reports, i.report())
	}
	return reports
}

// pick finds the fault that fires for a request, or nil.
func (l *faultList) pick(route string, req *http.Request, body []byte) *Fault {
	l.mu.RLock()
	live := l.live
	l.mu.RUnlock()
	for _, i := range live {
		if i.fault.Route != "" && i.fault.Route != route {
			continue
		}
		if i.fault.Match != nil && !i.fault.Match(copyRequest(req, body)) {
			continue
		}
		fires, spent := i.count()
		if spent {
			l.retire(i)
		}
		if fires {
			return &i.fault
		}
	}
	return nil
}

// copyRequest gives a request whose body, read already, can be read again.
func copyRequest(req *http.Request, body []byte) *http.Request {
	c := req.Clone(req.Context())
	c.Body = io.NopCloser(bytes.NewReader(body))
	c.ContentLength = int64(len(body))
	return c
}
