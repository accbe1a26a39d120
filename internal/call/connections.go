package call

// The transport of a client that was given none, which is replaced once an HTTP/2 connection
// of it has gone dead.

import (
	"context"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// dialTimeout ends a dial, which net/http detaches from the request that began it.
const dialTimeout = 10 * time.Second

// OwnTransport sends with one http.Transport at a time. A dead HTTP/2 connection would take
// every attempt until its ping is missed, and closing it would break other requests that may
// be well: so the next requests get a fresh transport, and the old one drains.
type OwnTransport struct {
	dialer  net.Dialer
	current atomic.Pointer[http.Transport]
}

// NewOwnTransport makes a transport.
func NewOwnTransport() *OwnTransport {
	t := &OwnTransport{dialer: net.Dialer{Timeout: dialTimeout, KeepAlive: 30 * time.Second}}
	t.current.Store(t.newTransport())
	return t
}

// newTransport is made for many calls to few hosts, and closes idle connections before a
// balancer does. Where more calls are under way than it keeps connections, it closes those
// that its next calls would have used.
func (t *OwnTransport) newTransport() *http.Transport {
	transport := &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		ForceAttemptHTTP2:      true,
		MaxIdleConns:           1024,
		MaxIdleConnsPerHost:    512,
		IdleConnTimeout:        30 * time.Second,
		TLSHandshakeTimeout:    10 * time.Second,
		ExpectContinueTimeout:  time.Second,
		MaxResponseHeaderBytes: 256 << 10,
		HTTP2:                  &http.HTTP2Config{SendPingTimeout: 15 * time.Second}, // ends what a dead connection still holds
	}
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := t.dialer.DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &watchedConn{Conn: conn, transport: transport}, nil
	}
	return transport
}

// RoundTrip sends with the transport of the moment.
func (t *OwnTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	return t.current.Load().RoundTrip(request)
}

// CloseIdleConnections closes those of the transport of the moment; one that was replaced has closed its own.
func (t *OwnTransport) CloseIdleConnections() { t.current.Load().CloseIdleConnections() }

// replaceIfDead goes on with a fresh transport if a connection of the current one has read nothing
// since a time. A nil connection is none. When it returns the fresh one is there, whoever has made it:
// many calls leave a connection at the same moment, and go on at once.
func (t *OwnTransport) replaceIfDead(conn net.Conn, since time.Time) {
	watched := watchedOf(conn)
	if watched == nil || watched.lastRead.Load() > int64(since.Sub(watchBegan)) {
		return
	}
	if t.current.CompareAndSwap(watched.transport, t.newTransport()) { // else it was replaced already
		watched.transport.CloseIdleConnections()
	}
}

// watchBegan is what the times of watched connections count from.
var watchBegan = time.Now()

// watchedConn is a connection that knows when it last read something, and that can be read to its
// end after it was closed.
type watchedConn struct {
	net.Conn

	transport *http.Transport // that dialled
	lastRead  atomic.Int64    // a time.Duration since watchBegan; 0 before the first

	mu       sync.Mutex
	received []byte // before the connection was closed, and not read yet
}

// maxReceived is more than an alert of TLS takes.
const maxReceived = 512

// Read reads, and notes the time.
func (c *watchedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 {
		c.lastRead.Store(int64(time.Since(watchBegan)))
	}
	if err != nil && n == 0 {
		c.mu.Lock()
		defer c.mu.Unlock()
		if n = copy(p, c.received); n > 0 {
			c.received, err = c.received[n:], nil
		}
	}
	return n, err
}

// Close closes the connection, and keeps what was received and not read yet. A server that refuses
// a client's certificate says so in an alert, and closes the connection; net/http may meet the
// closed connection as it writes, and close its own end before it has read why.
func (c *watchedConn) Close() error {
	c.mu.Lock()
	if c.received == nil {
		buffer := make([]byte, maxReceived)
		c.received = buffer[:unread(c.Conn, buffer)]
	}
	c.mu.Unlock()
	return c.Conn.Close()
}

// watchedOf finds the watched connection below TLS, through a proxy's TLS, too; nil for none.
func watchedOf(conn net.Conn) *watchedConn {
	for {
		switch c := conn.(type) {
		case *watchedConn:
			return c
		case interface{ NetConn() net.Conn }:
			conn = c.NetConn()
		default:
			return nil
		}
	}
}
