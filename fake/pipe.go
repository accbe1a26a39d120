package fake

// PipeTransport: the whole net/http stack over pipes in memory. Its server starts on first use and ends with Close.

import (
	"context"
	"net"
	"net/http"
	"sync"
)

// PipeTransport returns a transport whose connections are pipes in memory, with net/http's client on one end and its
// server on the other: framing, keep-alive and truncation are the real ones, and no socket is opened. It answers for
// BaseURL, where it speaks HTTP without TLS, and for URL once that listens; any other host is ErrUnknownHost. Like an
// *http.Transport of one's own it asks for gzip and undoes it. It works in testing/synctest. Each call makes another transport
// with a pool of its own; Close ends them all.
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
