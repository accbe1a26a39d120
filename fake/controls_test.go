package fake

// What the tests of the server's controls share: a recording TB, the ways in, and one write to do things to.

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// recordingTB is a TB that keeps what it is told instead of failing anything.
type recordingTB struct {
	mu       sync.Mutex
	errors   []string
	fatals   []string
	logs     []string
	cleanups []func()
}

func (r *recordingTB) keep(list *[]string, format string, args []any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	*list = append(*list, fmt.Sprintf(format, args...))
}

func (r *recordingTB) Helper()                           {}
func (r *recordingTB) Name() string                      { return "recorded" }
func (r *recordingTB) Cleanup(f func())                  { r.cleanups = append(r.cleanups, f) }
func (r *recordingTB) Failed() bool                      { return len(r.errors)+len(r.fatals) > 0 }
func (r *recordingTB) Logf(format string, args ...any)   { r.keep(&r.logs, format, args) }
func (r *recordingTB) Errorf(format string, args ...any) { r.keep(&r.errors, format, args) }
func (r *recordingTB) Fatalf(format string, args ...any) { r.keep(&r.fatals, format, args) }

// end runs what was registered with Cleanup, last first.
func (r *recordingTB) end() {
	for i := len(r.cleanups) - 1; i >= 0; i-- {
		r.cleanups[i]()
	}
}

// wayIn is one of the transports, with the base URL that it answers for.
type wayIn struct {
	name    string
	proto   string
	options []Option // what its server needs
	open    func(*Server) (http.RoundTripper, string)
}

// waysInMemory open no socket.
func waysInMemory() []wayIn {
	return []wayIn{
		{"Transport", "HTTP/1.1", nil, func(s *Server) (http.RoundTripper, string) { return s.Transport(), BaseURL }},
		{"PipeTransport", "HTTP/1.1", nil, func(s *Server) (http.RoundTripper, string) { return s.PipeTransport(), BaseURL }},
	}
}

func waysOverSockets() []wayIn {
	client := func(s *Server) (http.RoundTripper, string) { return s.HTTPClient().Transport, s.URL() }
	return []wayIn{
		{"URL", "HTTP/1.1", nil, client},
		{"URL with TLS", "HTTP/1.1", []Option{WithTLS()}, func(s *Server) (http.RoundTripper, string) {
			transport := s.HTTPClient().Transport.(*http.Transport)
			transport.Protocols = new(http.Protocols)
			transport.Protocols.SetHTTP1(true)
			return transport, s.URL()
		}},
		{"URL with TLS and HTTP2", "HTTP/2.0", []Option{WithTLS()}, client},
	}
}

func waysIn() []wayIn { return append(waysInMemory(), waysOverSockets()...) }

// addUser makes a request that adds one user of that name.
func addUser(ctx context.Context, t testing.TB, s *Server, base, name string) *http.Request {
	t.Helper()
	body := strings.NewReader(fmt.Sprintf(`{"email":"%s@example.com"}`, name))
	return partnerRequest(ctx, t, s, http.MethodPost, base+"/v1/users", body)
}

func partnerRequest(ctx context.Context, t testing.TB, s *Server, method, url string, body io.Reader) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, method, url, body)
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+s.Credentials().PartnerKey)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return req
}

// send does a request through Transport, and gives its status and whole body.
func send(t testing.TB, s *Server, req *http.Request) (int, string) {
	t.Helper()
	res, err := s.Transport().RoundTrip(req)
	require.NoError(t, err)
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return res.StatusCode, string(body)
}
