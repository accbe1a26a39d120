package promises_test

// A connection of HTTP/1.1 that the server closed while it was idle. net/http sends a write
// again on another one if no byte of it went out, which is no replay: whoever stops it makes
// an outcome unknown that is known.

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// oldServer speaks HTTP/1.1, and closes the connections that are open when it is told to.
type oldServer struct {
	act
	listener net.Listener
	running  sync.WaitGroup
	mu       sync.Mutex
	conns    []net.Conn
	carried  int // requests of the call that arrived
}

// oldHost is where an oldServer listens: on Linux at an address that no other test uses, so that nobody comes to listen at its
// port once it is closed.
func oldHost() string {
	if runtime.GOOS == "linux" { // all of 127.0.0.0/8 is the machine's own there
		return "127.0.0.2"
	}
	return "127.0.0.1"
}

func newOldServer(t *testing.T, call act) *oldServer {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", oldHost()+":0")
	require.NoError(t, err)
	s := &oldServer{act: call, listener: listener}
	s.running.Go(func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			s.mu.Lock()
			s.conns = append(s.conns, c)
			s.mu.Unlock()
			s.running.Go(func() { s.serve(c) })
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		s.closeConnections()
		s.running.Wait()
	})
	return s
}

func (s *oldServer) serve(c net.Conn) {
	defer func() { _ = c.Close() }()
	reader := bufio.NewReader(c)
	for {
		r, err := http.ReadRequest(reader)
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, r.Body)
		answer := userAnswer(warmID, "null", "null")
		if s.isOf(r.Method, r.URL.Path) {
			s.mu.Lock()
			s.carried++
			s.mu.Unlock()
			answer = s.done
		} else if r.URL.Path != warmPath {
			answer = s.absent
		}
		if _, err := io.WriteString(c, answer.raw()); err != nil {
			return
		}
	}
}

func (s *oldServer) closeConnections() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.conns {
		_ = c.Close()
	}
}

func (s *oldServer) carriedOut() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.carried
}

// watchedConn tells when net/http has closed it, and may have something happen before a
// byte is written.
type watchedConn struct {
	net.Conn
	beforeWrite func(*watchedConn)
	once        sync.Once
	closed      chan struct{}
}

func (c *watchedConn) Write(p []byte) (int, error) {
	c.beforeWrite(c)
	return c.Conn.Write(p)
}

func (c *watchedConn) Close() error {
	defer c.once.Do(func() { close(c.closed) }) // when no byte can be written any more
	return c.Conn.Close()
}

func (c *watchedConn) awaitClose(t *testing.T) {
	select {
	case <-c.closed:
	case <-time.After(generous):
		t.Error("net/http did not see that the server closed the connection")
	}
}

// staleness is when the server closes the connection.
type staleness struct {
	name    string
	written bool // net/http has chosen the connection and counted the request on it; else it has chosen alone
}

func TestAStaleConnectionMakesNothingUnknown(t *testing.T) {
	t.Parallel()
	for _, call := range wireActs {
		for _, moment := range []staleness{{"as its request is written", true}, {"as it is chosen", false}} {
			t.Run(call.name+", closed "+moment.name, func(t *testing.T) {
				t.Parallel()
				s := newOldServer(t, call)
				var armed atomic.Bool
				goStale := func(c *watchedConn) {
					if armed.CompareAndSwap(true, false) {
						s.closeConnections()
						c.awaitClose(t)
					}
				}
				client := moment.client(t, s, goStale)
				ctx := moment.context(t.Context(), goStale)
				_, err := client.Users.Get(ctx, warmID)
				require.NoError(t, err)
				armed.Store(true)
				var told partnerkit.Response
				err = call.run(ctx, client, partnerkit.WithResponse(&told))
				require.False(t, armed.Load(), "the connection was not stale")
				require.NoError(t, err)
				assert.False(t, told.ReadBack)
				assert.Equal(t, 1, s.carriedOut())
			})
		}
	}
}

// client is a client over HTTP/1.1; goStale is called before a connection is written to.
func (m staleness) client(t *testing.T, s *oldServer, goStale func(*watchedConn)) *partnerkit.Client {
	t.Helper()
	beforeWrite := goStale
	if !m.written {
		beforeWrite = func(*watchedConn) {}
	}
	transport := &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := new(net.Dialer).DialContext(ctx, network, address)
		return &watchedConn{Conn: c, beforeWrite: beforeWrite, closed: make(chan struct{})}, err
	}}
	t.Cleanup(transport.CloseIdleConnections)
	return newWireClient(t, callersUnsecured, "http://"+s.listener.Addr().String(), withTransport(transport), quickly)
}

// context is a call's; goStale is called when a connection was chosen.
func (m staleness) context(ctx context.Context, goStale func(*watchedConn)) context.Context {
	if m.written {
		return ctx
	}
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(i httptrace.GotConnInfo) { goStale(i.Conn.(*watchedConn)) },
	})
}
