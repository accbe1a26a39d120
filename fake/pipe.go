package fake

// Listeners: the whole net/http stack, over a socket on 127.0.0.1 or over a pipe in memory. Either starts on first use
// and ends with Close.

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"sync"
)

// URL returns the origin of a listener on 127.0.0.1, "http://127.0.0.1:49152", which the first call starts; with WithTLS
// its scheme is https. It has no trailing slash and no /v1. Empty: no port could be had, which ends the test of a server
// made by New, or the server was closed before the first call. Inside testing/synctest use Transport or PipeTransport: a
// socket blocks the bubble.
func (s *Server) URL() string {
	s.tb.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.url != "" || s.isClosed() {
		return s.url
	}
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		_ = s.failTest(err)
		return ""
	}
	scheme := "http://"
	if s.identity != nil {
		scheme = "https://"
		listener = tls.NewListener(listener, s.identity.server)
	}
	s.listenings = append(s.listenings, serveOn(listener, s.Handler()))
	s.url = scheme + listener.Addr().String()
	return s.url
}

// PipeTransport returns a transport whose connections are pipes in memory, with net/http's client on one end and its
// server on the other: framing, keep-alive and truncation are the real ones, and no socket is opened. It answers for
// BaseURL, where it speaks HTTP without TLS, and for URL once that listens; any other host is ErrUnknownHost. Like an
// *http.Transport of one's own it asks for gzip and undoes it. It works in testing/synctest. Each call makes another transport with a pool of its own; Close ends them all.
func (s *Server) PipeTransport() *http.Transport {
	dial := func(scheme string) func(context.Context, string, string) (net.Conn, error) {
		return func(ctx context.Context, _, addr string) (net.Conn, error) { return s.dialPipe(ctx, scheme, addr) }
	}
	transport := &http.Transport{DialContext: dial("http"), DialTLSContext: dial("https"), MaxIdleConnsPerHost: 64}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pools = append(s.pools, transport)
	if s.pipe == nil && !s.isClosed() {
		s.pipe = newPipeListener()
		s.listenings = append(s.listenings, serveOn(s.pipe, s.Handler()))
	}
	return transport
}

func (s *Server) dialPipe(ctx context.Context, scheme, addr string) (net.Conn, error) {
	if err := s.answersFor(scheme, addr); err != nil {
		return nil, err
	}
	s.mu.Lock()
	pipe := s.pipe
	s.mu.Unlock()
	if pipe == nil {
		return nil, dialError(ErrClosed)
	}
	return pipe.dial(ctx)
}

// pipeListener accepts the far ends of the pipes that dial makes.
type pipeListener struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func newPipeListener() *pipeListener {
	return &pipeListener{conns: make(chan net.Conn), done: make(chan struct{})}
}

func (l *pipeListener) dial(ctx context.Context) (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case l.conns <- far:
		return near, nil
	case <-l.done:
		return nil, dialError(ErrClosed)
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// Accept waits for the next connection, until Close.
func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

// Close ends Accept and dial. It may be called more than once.
func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}

// Addr names the fake's host.
func (l *pipeListener) Addr() net.Addr { return fakeAddr{} }
