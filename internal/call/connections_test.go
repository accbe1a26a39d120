package call

// The client's own transport: which connections are watched, and when the transport is replaced by
// a fresh one.

import (
	"context"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// overTLS is a connection with another below it.
type overTLS struct{ net.Conn }

func (o overTLS) NetConn() net.Conn { return o.Conn }

// reading is a connection that something comes over.
type reading struct{ net.Conn }

func (reading) Read(p []byte) (int, error) { return copy(p, "x"), nil }

// silent is a connection that nothing comes over any more.
type silent struct{ net.Conn }

func (silent) Read([]byte) (int, error) { return 0, errReset }

// Over a socket the end of a dial is waited for among the promises.
func TestADialHasItsTime(t *testing.T) {
	t.Parallel()
	assert.Equal(t, 10*time.Second, NewOwnTransport().dialer.Timeout)
}

func TestWhenATransportIsReplaced(t *testing.T) {
	t.Parallel()
	before, later := time.Now(), time.Now().Add(time.Hour)
	heard, failed := &watchedConn{Conn: reading{}}, &watchedConn{Conn: silent{}}
	_, err := heard.Read(make([]byte, 1))
	require.NoError(t, err)
	_, err = failed.Read(make([]byte, 1))
	require.ErrorIs(t, err, errReset)
	first := NewOwnTransport().current.Load()
	heard.transport, failed.transport = first, first
	for name, row := range map[string]struct {
		conn     net.Conn
		since    time.Time
		replaced bool
	}{
		"no connection":                   {nil, before, false},
		"a stranger's":                    {overHTTP2, before, false},
		"never heard of":                  {&watchedConn{transport: first}, before, true},
		"never heard of, below TLS":       {overTLS{overTLS{&watchedConn{transport: first}}}, before, true},
		"heard of since":                  {heard, before, false},
		"heard of before":                 {heard, later, true},
		"a read that brought nothing":     {failed, before, true},
		"of a transport replaced already": {&watchedConn{transport: NewOwnTransport().current.Load()}, before, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			own := NewOwnTransport()
			own.current.Store(first)
			own.replaceIfDead(row.conn, row.since)
			assert.Equal(t, row.replaced, own.current.Load() != first)
			second := own.current.Load()
			own.replaceIfDead(row.conn, row.since)
			assert.Same(t, second, own.current.Load(), "one connection has its transport replaced once")
		})
	}
}

// Of many attempts that ran out of time on one connection, one has the transport replaced.
func TestManyLeaveOnce(t *testing.T) {
	t.Parallel()
	own := NewOwnTransport()
	conn := &watchedConn{transport: own.current.Load()}
	seen := make([]*http.Transport, 50)
	var group sync.WaitGroup
	for i := range seen {
		group.Go(func() {
			own.replaceIfDead(conn, time.Now())
			seen[i] = own.current.Load()
		})
	}
	group.Wait()
	for _, transport := range seen {
		assert.NotSame(t, conn.transport, transport)
		assert.Same(t, own.current.Load(), transport)
	}
}

// Whoever leaves a dead connection goes on with a fresh transport, even while somebody else is replacing the old one.
func TestWhoeverLeavesGoesOnWithAFreshTransport(t *testing.T) {
	t.Parallel()
	var late atomic.Int64
	for range 2000 {
		own := NewOwnTransport()
		first := own.current.Load()
		conn := &watchedConn{transport: first}
		start := make(chan struct{})
		var group sync.WaitGroup
		for range 4 {
			group.Go(func() {
				<-start
				own.replaceIfDead(conn, time.Now())
				if own.current.Load() == first {
					late.Add(1)
				}
			})
		}
		close(start)
		group.Wait()
	}
	assert.Zero(t, late.Load(), "calls that went on with the old one")
}

// What is dialled is watched, and belongs to the transport that dialled.
func TestWhatIsDialledIsWatched(t *testing.T) {
	t.Parallel()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = listener.Close() }()
	own := NewOwnTransport()
	first := own.current.Load()
	for range 2 { // the second time, it is replaced already
		dialled, err := first.DialContext(t.Context(), "tcp", listener.Addr().String())
		require.NoError(t, err)
		watched := watchedOf(overTLS{dialled})
		require.NotNil(t, watched)
		assert.Same(t, first, watched.transport)
		require.NoError(t, dialled.Close())
		own.replaceIfDead(watched, time.Now())
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = own.current.Load().DialContext(ctx, "tcp", listener.Addr().String())
	require.ErrorIs(t, err, context.Canceled)
}

// Nothing that a host can do keeps a goroutine for good.
func TestEveryStepOfAConnectionHasItsTime(t *testing.T) {
	t.Parallel()
	own := NewOwnTransport()
	transport := own.current.Load()
	assert.Positive(t, transport.TLSHandshakeTimeout)
	assert.Positive(t, transport.IdleConnTimeout)
	assert.Positive(t, transport.ExpectContinueTimeout)
	assert.Positive(t, transport.HTTP2.SendPingTimeout)
	assert.Positive(t, dialTimeout)
	assert.Positive(t, transport.MaxResponseHeaderBytes)
	assert.True(t, transport.ForceAttemptHTTP2)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "ftp://h", http.NoBody)
	require.NoError(t, err)
	_, err = own.RoundTrip(request) //nolint:bodyclose // there is none
	require.ErrorContains(t, err, "unsupported protocol scheme", "it is the transport's to refuse")
	own.CloseIdleConnections()
}
