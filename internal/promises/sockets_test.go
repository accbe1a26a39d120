package promises_test

// The far end behind a real socket: the same script, carried out by net/http's server.

import (
	"bufio"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/internal/rawh2"
)

// listen serves the far end until the test ends. Over HTTP/1.1 a connection serves one request:
// where a server hangs up on a used one, net/http sends a read again by itself, and the script
// would be out of step.
func (f *farEnd) listen(t *testing.T, over carrier) {
	t.Helper()
	f.origin = serve(t, over, certificate, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, over.protocol, r.Proto)
		s := seen{method: r.Method, uri: r.RequestURI, header: r.Header.Clone(), host: r.Host, at: time.Now()}
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		s.body = string(body)
		f.carried(s).write(w, r)
	}))
}

// serve starts a TLS server that speaks one protocol, and returns its origin.
func serve(t *testing.T, over carrier, certificate *rawh2.Certificate, handler http.Handler) string {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.TLS, server.EnableHTTP2 = certificate.Server(), over == overHTTP2
	server.Config.SetKeepAlivesEnabled(over == overHTTP2)
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // it says that connections broke
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.URL
}

// carried is what befalls a request that came over the wire.
func (f *farEnd) carried(s seen) reply {
	f.mu.Lock()
	decided := f.decided
	f.decided = nil
	f.mu.Unlock()
	if decided != nil {
		return *decided
	}
	return f.decide(s)
}

// write does to a response what the reply says, as far as a server can.
func (p reply) write(w http.ResponseWriter, r *http.Request) {
	switch {
	case p.hang:
		<-r.Context().Done()
		return
	case p.err != nil:
		panic(http.ErrAbortHandler)
	}
	response, err := http.ReadResponse(bufio.NewReader(strings.NewReader(p.raw)), r)
	if err != nil {
		panic(err) // the script has a raw answer that is none
	}
	body, cut := io.ReadAll(response.Body) // a cut one ends early
	_ = response.Body.Close()
	for name, values := range response.Header {
		w.Header()[name] = values
	}
	if response.StatusCode == http.StatusNotModified {
		w.Header().Del("Content-Length")
	}
	w.WriteHeader(response.StatusCode)
	_, _ = w.Write(body)
	if cut == nil {
		return
	}
	_ = http.NewResponseController(w).Flush()
	if p.stall {
		<-r.Context().Done()
	}
	panic(http.ErrAbortHandler)
}

// misdirected is a transport that turns some requests to where no connection comes about: a port
// that nobody listens at, or a server whose certificate nobody knows.
type misdirected struct {
	far              *farEnd
	next             http.RoundTripper
	closed, stranger string
}

func newMisdirected(t *testing.T, far *farEnd, next http.RoundTripper) *misdirected {
	t.Helper()
	unknown, err := rawh2.NewCertificate()
	require.NoError(t, err)
	stranger := serve(t, overHTTP1, unknown, http.NotFoundHandler())
	return &misdirected{far, next, strings.TrimPrefix(closedPort(t), "http://"), strings.TrimPrefix(stranger, "https://")}
}

func (m *misdirected) RoundTrip(r *http.Request) (*http.Response, error) {
	s := seen{method: r.Method, uri: r.URL.RequestURI(), header: r.Header.Clone(), host: r.URL.Host, at: time.Now()}
	p := m.far.decide(s)
	turned := r.Clone(r.Context())
	switch {
	case p.tls != nil:
		turned.URL.Host = m.stranger
	case p.unsent:
		turned.URL.Host = m.closed
	default:
		m.far.mu.Lock()
		m.far.decided = &p
		m.far.mu.Unlock()
	}
	return m.next.RoundTrip(turned)
}
