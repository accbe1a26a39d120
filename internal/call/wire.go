package call

// The line between middleware and wire. Above the line a request has no credential and
// belongs to the middleware; below it a copy is signed, traced and sent, and nobody else
// sees it. Whether something was sent is known here, and from here alone.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"slices"
	"sync"

	"github.com/partnerkit/partnerkit-go/internal/pacing"
)

// passage is one attempt's way through the middleware to the wire: the credential that it will
// get below, and the account of what was sent. Middleware may still be sending when the attempt
// is over.
type passage struct {
	request       *prepared
	authorization Authorization
	place         *pacing.Place      // in the API's quota; nil for none
	cancel        context.CancelFunc // ends the attempt

	mu    sync.Mutex
	over  bool // the attempt has ended, and the call has judged what became of it
	sends []*send
	first send // most attempts have one alone, and need no more room
	room  [1]*send
}

// Format keeps what a call holds out of every fmt verb: contexts carry passages.
func (p *passage) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, "partnerkit attempt") }

type passageKey struct{}

// passageOf returns the passage that a request belongs to, nil for none.
func passageOf(ctx context.Context) *passage {
	p, _ := ctx.Value(passageKey{}).(*passage)
	return p
}

// line is the innermost RoundTripper, the line between middleware and wire.
type line struct{}

// RoundTrip sends a signed copy of the request, and gives its response to the request that
// middleware passed.
func (line) RoundTrip(request *http.Request) (*http.Response, error) {
	p := passageOf(request.Context())
	if p == nil {
		return nil, refuse(request, errLostContext)
	}
	if err := p.validate(request); err != nil {
		return nil, refuse(request, err)
	}
	s, err := p.enter()
	if err != nil {
		return nil, refuse(request, err)
	}
	response, err := p.transmit(s, p.signedCopy(request, s))
	if response != nil {
		response.Request = request
	}
	return response, err
}

// direct sends the request of an attempt that no middleware sees.
func (p *passage) direct(ctx context.Context) (*http.Response, error) {
	s, err := p.enter()
	if err != nil {
		return nil, err
	}
	return p.transmit(s, p.sign(p.request.newRequest(traced(ctx, s))))
}

// transmit gives a signed request to the transport.
func (p *passage) transmit(s *send, signed *http.Request) (*http.Response, error) {
	paced := beginPaced(p.place)
	response, err := p.request.api.Pipeline.Transport.RoundTrip(signed)
	err = s.end(signed.Context(), response, err)
	if paced != nil {
		became, _ := s.fate()
		paced.ended(p.request.api.Pacing, became == fateNotProcessed || became == fateTLSRefused, response)
	}
	if err != nil {
		return nil, err
	}
	return response, nil
}

var (
	errLostContext = errors.New("middleware: the request has lost its context")
	errTurned      = errors.New("middleware: the request was turned to another origin, where its credential may not go")
	errOver        = errors.New("middleware: the attempt is over, and a write is not sent after it")
)

// refuse closes a request that is not sent, as a RoundTripper must.
func refuse(request *http.Request, err error) error {
	if request.Body != nil {
		_ = request.Body.Close()
	}
	return err
}

// validate refuses what middleware has turned to another place, or signed itself.
func (p *passage) validate(request *http.Request) error {
	if !p.request.api.Base.isOrigin(request.URL) || cmp.Or(request.Host, request.URL.Host) != request.URL.Host {
		return errTurned
	}
	for name := range request.Header {
		if IsReservedHeader(name) {
			return errors.New("middleware: header " + http.CanonicalHeaderKey(name) + " may not be set")
		}
	}
	return nil
}

// reservedHeaders are not the caller's to set: credentials, what net/http would
// take as leave to repeat a write, the host, and what belongs to one hop.
var reservedHeaders = []string{
	"Authorization", "X-Api-Key", "Idempotency-Key", "X-Idempotency-Key", "Host",
	"Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization",
	"Te", "Trailer", "Transfer-Encoding", "Upgrade", "Content-Length", "Accept-Encoding",
}

// IsReservedHeader reports whether a header is not the caller's to set.
func IsReservedHeader(name string) bool {
	return slices.Contains(reservedHeaders, http.CanonicalHeaderKey(name))
}

// enter lets a request out to the wire, and keeps account of it. After the end of its attempt a
// write may not go out: the call has judged already whether it was sent.
func (p *passage) enter() (*send, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	once := !p.request.endpoint.Idempotent
	if p.over && once {
		return nil, errOver
	}
	s := &p.first
	if len(p.sends) == 0 {
		p.sends = p.room[:0]
	} else {
		s = new(send)
	}
	s.once, s.ours, s.cancel, s.became = once, p.request.api.Pipeline.own() != nil, p.cancel, fateUnknown
	p.sends = append(p.sends, s)
	return s, nil
}

// conclude ends the account, and reports whether anything was sent.
func (p *passage) conclude() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.over = true
	return len(p.sends) > 0
}

// fate is what became of the attempt, the worst of what became of its sends, and whether
// any of them was answered. Without a passage there was no attempt.
func (p *passage) fate() (worst fate, answered bool) {
	if p == nil {
		return fateNotReached, false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.sends {
		became, status := s.fate()
		worst, answered = max(worst, became), answered || status != 0
	}
	return worst, answered
}

// inDoubt reports whether the request may have been carried out, whatever a response with a
// status says: because it is middleware's own, or because there was another send.
func (p *passage) inDoubt(status int) bool {
	if p == nil {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.ContainsFunc(p.sends, func(s *send) bool {
		became, got := s.fate()
		return became == fateUnknown && (got != status || len(p.sends) > 1)
	})
}

// leaveSuspects takes the package's own transport away from connections that have gone
// dead under this attempt.
func (p *passage) leaveSuspects() {
	own := p.request.api.Pipeline.own()
	if own == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.sends {
		own.leave(s.suspect())
	}
}

// signedCopy is middleware's request as it goes out: with headers and a URL that are nobody
// else's, the credential among them, and a trace of its own.
func (p *passage) signedCopy(request *http.Request, s *send) *http.Request {
	signed := request.WithContext(traced(request.Context(), s))
	u := *request.URL
	signed.URL, signed.Header = &u, request.Header.Clone()
	if signed.Header == nil {
		signed.Header = make(http.Header)
	}
	return p.sign(signed)
}

// sign puts on a request what only the wire may see.
func (p *passage) sign(request *http.Request) *http.Request {
	if p.authorization.SetHeaders != nil {
		p.authorization.SetHeaders(request.Header)
	}
	if !p.request.endpoint.List { // for a list, net/http asks for gzip
		request.Header["Accept-Encoding"] = []string{"identity"}
	}
	return request
}

// traced hangs the send's trace into a context. Of a trace that is there already the
// hooks about time are kept, and the one that is told header fields is not: the
// credential is one of them.
func traced(ctx context.Context, s *send) context.Context {
	if theirs := httptrace.ContextClientTrace(ctx); theirs != nil {
		timing := *theirs
		timing.WroteHeaderField = nil
		ctx = httptrace.WithClientTrace(untraced{ctx}, &timing)
	}
	return httptrace.WithClientTrace(ctx, s.hooks())
}

// untraced is a context that hides the trace in it.
type untraced struct{ context.Context }

// Value hides what httptrace.ContextClientTrace would find.
func (u untraced) Value(key any) any {
	if key == traceKey {
		return nil
	}
	return u.Context.Value(key)
}

// traceKey is under which package httptrace keeps a trace: the one key that it asks for.
var traceKey = func() any {
	var asked keyCatcher
	httptrace.ContextClientTrace(&asked)
	return asked.key
}()

type keyCatcher struct {
	context.Context
	key any
}

// Value notes the key.
func (c *keyCatcher) Value(key any) any {
	c.key = key
	return nil
}
