package fake

// Listeners: the whole net/http stack, over a socket on 127.0.0.1 or over a pipe in memory. Either starts on first use
// and ends with Close.

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

const (
	readHeaderTimeout = 10 * time.Second
	maxHeaderBytes    = 64 << 10
	closeTimeout      = 900 * time.Millisecond
)

// URL returns the origin of a listener on 127.0.0.1, "http://127.0.0.1:49152", which the first call starts. It has
// no trailing slash and no /v1. Empty: no port could be had, which ends the test of a server made by New, or the
// server was closed before the first call. Inside testing/synctest use Transport or PipeTransport: a socket blocks
// the bubble.
func (s *Server) URL() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.url != "" || s.isClosed() {
		return s.url
	}
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		_ = s.refuse(err)
		return ""
	}
	s.listenings = append(s.listenings, serveOn(listener, s.Handler()))
	s.url = "http://" + listener.Addr().String()
	return s.url
}

// listeningURL is URL without starting anything.
func (s *Server) listeningURL() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.url
}

// PipeTransport returns a transport whose connections are pipes in memory, with net/http's client on one end and its
// server on the other: framing, keep-alive and truncation are the real ones, and no socket is opened. It answers for
// BaseURL, where it speaks HTTP without TLS, and for URL once that listens; any other host is ErrUnknownHost. It works
// in testing/synctest. Each call makes another transport with a pool of its own; Close ends them all.
func (s *Server) PipeTransport() *http.Transport {
	dial := func(scheme string) func(context.Context, string, string) (net.Conn, error) {
		return func(ctx context.Context, _, addr string) (net.Conn, error) { return s.dialPipe(ctx, scheme, addr) }
	}
	transport := &http.Transport{
		DialContext: dial("http"), DialTLSContext: dial("https"),
		DisableCompression: true, MaxIdleConnsPerHost: 64,
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pools = append(s.pools, transport)
	if s.pipe == nil && !s.isClosed() {
		s.pipe = newPipeListener()
		s.listenings = append(s.listenings, serveOn(s.pipe, s.Handler()))
	}
	return transport
}

var defaultPorts = map[string]string{"http": ":80", "https": ":443"}

func (s *Server) dialPipe(ctx context.Context, scheme, addr string) (net.Conn, error) {
	if err := s.answersFor(scheme, strings.TrimSuffix(addr, defaultPorts[scheme])); err != nil {
		return nil, err
	}
	s.mu.Lock()
	pipe := s.pipe
	s.mu.Unlock()
	if pipe == nil {
		return nil, connectionError("dial", ErrClosed)
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
		return nil, connectionError("dial", ErrClosed)
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

// listening is one net/http server on one listener, and what it takes to see the last of its goroutines.
type listening struct {
	server *http.Server
	conns  sync.WaitGroup
	served chan struct{} // closed when the accept loop has ended
}

func serveOn(listener net.Listener, handler http.Handler) *listening {
	l := &listening{served: make(chan struct{})}
	l.server = &http.Server{
		Handler: handler, ReadHeaderTimeout: readHeaderTimeout, MaxHeaderBytes: maxHeaderBytes,
		ErrorLog: log.New(io.Discard, "", 0), ConnState: l.count,
	}
	go func() {
		defer close(l.served)
		_ = l.server.Serve(listener)
	}()
	return l
}

func (l *listening) count(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		l.conns.Add(1)
	case http.StateClosed, http.StateHijacked:
		l.conns.Done()
	default:
	}
}

// close cuts every connection and waits for their goroutines, though not for a Match that never returns.
func (l *listening) close() {
	_ = l.server.Close()
	<-l.served
	_ = l.server.Close() // net/http promises nothing of a connection that is accepted during the first
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		l.conns.Wait()
	}()
	timer := time.NewTimer(closeTimeout)
	defer timer.Stop()
	select {
	case <-ended:
	case <-timer.C:
	}
}
