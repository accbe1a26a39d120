// Package rawh2 is an HTTP/2 server for tests alone. It speaks the protocol frame by
// frame, and a script says what each request gets: an answer, RST_STREAM or GOAWAY with
// any code, a connection that ends, or silence. It counts what came over the wire, since
// net/http sends some requests again without telling anybody.
package rawh2

import (
	"crypto/tls"
	"net"
	"slices"
	"sync"
	"testing"
)

// Script says what to do with a request that has arrived whole. A server asks for one
// request at a time, so a script can keep state without locks of its own. No step at
// all leaves the request without an answer.
type Script func(Request) []Step

// Request is a request as it came over the wire.
type Request struct {
	N      int    // its place among all requests of the server, from 1
	Conn   int    // the connection that it came on, from 1
	Nth    int    // its place among the requests of that connection: 1 on a fresh one
	Stream uint32 // the id of its stream
	Method string
	Path   string // with the query
	Body   []byte
	Whole  bool // its end has arrived
}

// Counts are figures of what came over the wire.
type Counts struct {
	Connections   int
	Headers       int   // requests that began, whole or not
	PerConnection []int // Headers of each connection, in the order of their arrival
	Bodies        int   // requests that arrived whole and had a body
	Effects       int   // Effect steps taken
}

// Server listens on the loopback interface until its test ends.
type Server struct {
	URL string // its origin, without a slash at the end

	listener net.Listener
	script   Script
	asking   sync.Mutex // held while the script runs
	running  sync.WaitGroup

	mu       sync.Mutex // guards what follows
	closed   bool
	conns    []*conn // all that there were
	requests []*Request
	effects  int
}

// Start starts a server that speaks HTTP/2 over TLS.
func Start(t testing.TB, c *Certificate, script Script) *Server {
	t.Helper()
	return start(t, "https://", script, func(l net.Listener) net.Listener {
		config := c.Server()
		config.NextProtos = []string{"h2"}
		return tls.NewListener(l, config)
	})
}

// StartCleartext starts a server without TLS, for clients that know without asking that
// it speaks HTTP/2.
func StartCleartext(t testing.TB, script Script) *Server {
	t.Helper()
	return start(t, "http://", script, func(l net.Listener) net.Listener { return l })
}

func start(t testing.TB, scheme string, script Script, wrap func(net.Listener) net.Listener) *Server {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("rawh2: %s", err)
	}
	s := &Server{URL: scheme + listener.Addr().String(), listener: wrap(listener), script: script}
	s.running.Go(s.accept)
	t.Cleanup(s.Close)
	return s
}

// Close ends every connection, and returns when nothing of the server runs any more. The
// end of the test closes the server too.
func (s *Server) Close() {
	s.mu.Lock()
	s.closed = true
	conns := slices.Clone(s.conns)
	s.mu.Unlock()
	_ = s.listener.Close()
	for _, c := range conns {
		c.cut()
	}
	s.running.Wait()
}

// Requests are the requests so far, in the order in which they began.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]Request, len(s.requests))
	for i, r := range s.requests {
		list[i] = *r
	}
	return list
}

// Counts are the figures so far.
func (s *Server) Counts() Counts {
	s.mu.Lock()
	defer s.mu.Unlock()
	counts := Counts{
		Connections: len(s.conns), Headers: len(s.requests), Effects: s.effects,
		PerConnection: make([]int, len(s.conns)),
	}
	for _, r := range s.requests {
		counts.PerConnection[r.Conn-1]++
		if r.Whole && len(r.Body) > 0 {
			counts.Bodies++
		}
	}
	return counts
}

func (s *Server) accept() {
	for {
		raw, err := s.listener.Accept()
		if err != nil {
			return // closed
		}
		if c := s.admit(raw); c != nil {
			s.running.Go(c.serve)
		}
	}
}

// admit makes a connection one of the server's; nil if the server is closed.
func (s *Server) admit(raw net.Conn) *conn {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		_ = raw.Close()
		return nil
	}
	c := newConn(s, raw, len(s.conns)+1)
	s.conns = append(s.conns, c)
	return c
}

// begin counts a request whose HEADERS have arrived.
func (s *Server) begin(r *Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, r)
	r.N = len(s.requests)
}

// complete counts a request that has arrived whole.
func (s *Server) complete(r *Request, body []byte) Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	r.Body, r.Whole = body, true
	return *r
}

// decide asks the script.
func (s *Server) decide(r Request) []Step {
	s.asking.Lock()
	defer s.asking.Unlock()
	return s.script(r)
}

func (s *Server) noteEffect() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.effects++
}
