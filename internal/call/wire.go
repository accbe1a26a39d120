package call

// Between the middleware and the transport. Above, a request has no credential and belongs to
// the middleware; below, a copy is signed, traced and sent, and nobody else sees it. Whether
// something was sent is known here, and from here alone.

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/partnerkit/partnerkit-go/internal/pacing"
)

// middlewareState is what one attempt has on its way through the middleware: the credential that its
// requests get below, and the account of what was sent. Middleware may still be sending when the
// attempt is over.
type middlewareState struct {
	request       *prepared
	authorization Authorization
	reservation   *pacing.Reservation // in the API's quota; nil for none
	cancel        context.CancelFunc  // ends the attempt

	mu          sync.Mutex
	over        bool // the attempt has ended, and the call has judged what became of it
	sends       []*send
	first       send // most attempts have one alone, which needs no memory of its own
	inlineSends [1]*send
}

// Format prints a fixed text: fmt prints a context with its values, and this one leads to credentials.
func (m *middlewareState) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, "partnerkit attempt") }

type middlewareStateKey struct{}

// middlewareStateOf returns the state of the attempt that a context belongs to, nil for none.
func middlewareStateOf(ctx context.Context) *middlewareState {
	m, _ := ctx.Value(middlewareStateKey{}).(*middlewareState)
	return m
}

// wireTransport is the innermost RoundTripper, between the middleware and the wire.
type wireTransport struct{}

// RoundTrip sends a signed copy of the request, and gives its response to the request that
// middleware passed.
func (wireTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	m := middlewareStateOf(request.Context())
	if m == nil {
		return nil, closeUnsent(request, errLostContext)
	}
	if err := m.validate(request); err != nil {
		return nil, closeUnsent(request, err)
	}
	s, err := m.beginSend()
	if err != nil {
		return nil, closeUnsent(request, err)
	}
	response, err := m.transmit(s, copyOf(traced(request.Context(), s), request))
	if response != nil {
		response.Request = request
	}
	return response, err
}

// direct sends the request of an attempt that no middleware sees. Its URL was made from the API's base, so that its
// origin needs no check.
func (m *middlewareState) direct(ctx context.Context) (*http.Response, error) {
	s, err := m.beginSend()
	if err != nil {
		return nil, err
	}
	return m.transmit(s, m.request.newRequest(traced(ctx, s)))
}

// transmit signs a request, and gives it to the transport, unless middleware has outlasted the attempt.
func (m *middlewareState) transmit(s *send, o *outgoing) (response *http.Response, err error) {
	signed := m.setHeaders(o)
	if err := signed.Context().Err(); err != nil {
		s.notBegun()
		return nil, closeUnsent(signed, err)
	}
	if m.reservation != nil {
		used, began := m.reservation.Use(), time.Now()
		defer func() { // also where the transport panics
			became, _ := s.fate()
			m.request.api.Pacing.ended(used, began, became == fateNotProcessed || became == fateTLSRefused, response)
		}()
	}
	response, err = m.request.api.Pipeline.Transport.RoundTrip(signed)
	if err = s.end(signed.Context(), response, err); err != nil {
		closeBody(response)
		return nil, withSchemeMismatch(err)
	}
	return response, nil
}

// withSchemeMismatch adds what http.Client says of a server that answers a TLS handshake in plain HTTP:
// the client that carries the attempts does not see their errors.
func withSchemeMismatch(err error) error {
	if record, ok := errors.AsType[tls.RecordHeaderError](err); ok && string(record.RecordHeader[:]) == "HTTP/" {
		return fmt.Errorf("%w: %w", http.ErrSchemeMismatch, err)
	}
	return err
}

var (
	errLostContext   = errors.New("middleware: the request has lost its context")
	errNoURL         = errors.New("middleware: the request has lost its URL")
	errForeignOrigin = errors.New("middleware: the request was turned to another origin, where its credential may not go")
	errAttemptOver   = errors.New("middleware: the attempt is over, and a write is not sent after it")
)

// closeUnsent closes a request that is not sent, as a RoundTripper must.
func closeUnsent(request *http.Request, err error) error {
	if request.Body != nil {
		_ = request.Body.Close()
	}
	return err
}

// validate refuses what middleware has turned to another place, or signed itself.
func (m *middlewareState) validate(request *http.Request) error {
	if request.URL == nil {
		return errNoURL
	}
	if !m.request.api.Base.isOrigin(request.URL) || cmp.Or(request.Host, request.URL.Host) != request.URL.Host {
		return errForeignOrigin
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

// beginSend registers a send. A write may not be sent after its attempt has ended: the call has
// already decided whether it was sent.
func (m *middlewareState) beginSend() (*send, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	idempotent := m.request.endpoint.Idempotent
	if m.over && !idempotent {
		return nil, errAttemptOver
	}
	s := &m.first
	if len(m.sends) == 0 {
		m.sends = m.inlineSends[:0]
	} else {
		s = new(send)
	}
	s.idempotent, s.ours, s.cancel, s.became = idempotent, m.request.api.Pipeline.own() != nil, m.cancel, fateUnknown
	m.sends = append(m.sends, s)
	return s, nil
}

// conclude ends the account, and reports whether anything was sent.
func (m *middlewareState) conclude() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.over = true
	return len(m.sends) > 0
}

// fate is what became of the attempt, the worst of what became of its sends, and whether
// any of them got a response.
func (m *middlewareState) fate() (worst fate, gotResponse bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range m.sends {
		became, status := s.fate()
		worst, gotResponse = max(worst, became), gotResponse || status != 0
	}
	return worst, gotResponse
}

// inDoubt reports whether the request may have been carried out although a response with the status
// came: it is middleware's own, or one of several sends got it.
func (m *middlewareState) inDoubt(status int) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.ContainsFunc(m.sends, func(s *send) bool {
		became, got := s.fate()
		return became == fateUnknown && (got != status || len(m.sends) > 1)
	})
}

// replaceIfDead has the package's own transport replaced if one of its connections has gone dead
// under this attempt.
func (m *middlewareState) replaceIfDead() {
	own := m.request.api.Pipeline.own()
	if own == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range m.sends {
		own.replaceIfDead(s.suspect())
	}
}

// setHeaders puts on a request the headers that only the wire may see: the credential's, and the encoding.
func (m *middlewareState) setHeaders(o *outgoing) *http.Request {
	if m.authorization.Fields != nil {
		for _, field := range m.authorization.Fields() {
			o.set(field.Name, field.Value)
		}
	}
	if !m.request.endpoint.List { // for a list, net/http asks for gzip
		o.set("Accept-Encoding", "identity")
	}
	return &o.Request
}
