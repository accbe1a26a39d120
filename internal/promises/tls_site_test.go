package promises_test

// The two ends of a TLS test: servers with which TLS is not agreed on, and clients over the
// client's own transport and a caller's.

import (
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// tlsSite is a server that counts connections and requests.
type tlsSite struct {
	url         string
	connections atomic.Int64
	requests    atomic.Int64
}

// newTLSSite starts net/http's server with a configuration, for clients that are not to reach it.
func newTLSSite(t *testing.T, configuration *tls.Config) *tlsSite {
	t.Helper()
	return newTLSSiteWith(t, configuration, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusInternalServerError)
	})
}

// newTLSSiteWith starts net/http's server with a configuration and a handler.
func newTLSSiteWith(t *testing.T, configuration *tls.Config, handler http.HandlerFunc) *tlsSite {
	t.Helper()
	s := new(tlsSite)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.requests.Add(1)
		handler(w, r)
	}))
	server.TLS = configuration
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // it says that handshakes failed
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			s.connections.Add(1)
		}
	}
	server.StartTLS()
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

// newRawTLSSite starts a listener whose connections are served by a function, and then closed.
func newRawTLSSite(t *testing.T, serve func(net.Conn)) *tlsSite {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s := &tlsSite{url: "https://" + listener.Addr().String()}
	var (
		running sync.WaitGroup
		mu      sync.Mutex
		open    []net.Conn
	)
	running.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			s.connections.Add(1)
			mu.Lock()
			open = append(open, conn)
			mu.Unlock()
			running.Go(func() {
				defer func() { _ = conn.Close() }()
				serve(conn)
			})
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		mu.Lock()
		for _, conn := range open {
			_ = conn.Close()
		}
		mu.Unlock()
		running.Wait()
	})
	return s
}

// refusing serves TLS that refuses the client, and lingers until the client has read the alert
// and closed the connection: net/http's server closes at once, and the alert may then be lost.
func refusing(configuration *tls.Config) func(net.Conn) {
	return func(conn net.Conn) {
		secured := tls.Server(conn, configuration)
		if secured.Handshake() == nil {
			_, _ = io.Copy(io.Discard, secured)
			return
		}
		_, _ = io.Copy(io.Discard, conn)
	}
}

// tlsTransports are the ways to reach a TLS server.
func tlsTransports() []h2Transport { return []h2Transport{ownTransport, callersTransport} }

// newTLSClient is a client of a site; change is for the caller's transport alone.
func newTLSClient(t *testing.T, over h2Transport, url string, change func(*http.Transport), opts ...partnerkit.Option) *partnerkit.Client {
	t.Helper()
	if over == callersTransport {
		transport := &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: certificate.Trust()}
		if change != nil {
			change(transport)
		}
		t.Cleanup(transport.CloseIdleConnections)
		opts = append(opts, withTransport(transport))
	}
	c := newWireClient(t, over, url, opts...)
	t.Cleanup(c.CloseIdleConnections)
	return c
}
