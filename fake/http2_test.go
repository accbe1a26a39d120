package fake

// HTTP/2: a fault is done to one stream, is never told as "not processed", and ends with the server.

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// streamReset is net/http's error of a stream that was reset: errors.As fills in a type that has the same fields.
type streamReset struct {
	StreamID uint32
	Code     uint32
	Cause    error
}

func (e streamReset) Error() string {
	return fmt.Sprintf("stream %d was reset with code %d", e.StreamID, e.Code)
}

// requireStreamReset wants a RST_STREAM of the peer with INTERNAL_ERROR. REFUSED_STREAM would say that the request was not
// processed, and PROTOCOL_ERROR makes net/http of Go 1.26 send it again.
func requireStreamReset(t *testing.T, err error) {
	t.Helper()
	reset, ok := errors.AsType[streamReset](err)
	require.True(t, ok, "%T: %v", err, err)
	const internalError = 2
	assert.EqualValues(t, internalError, reset.Code)
	require.ErrorContains(t, reset.Cause, "received from peer")
}

// onConnection has the request note the connection that it goes out on, by its own end's address.
func onConnection(req *http.Request, used *string) *http.Request {
	return req.WithContext(httptrace.WithClientTrace(req.Context(), &httptrace.ClientTrace{
		GotConn: func(info httptrace.GotConnInfo) { *used = info.Conn.LocalAddr().String() },
	}))
}

func TestAFaultLeavesOtherStreamsAlone(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]Fault{"drop": {Drop: true}, "cut": {Cut: 3}, "drop after": {Drop: true, After: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := New(t, WithTLS())
			arrived, release := make(chan struct{}), make(chan struct{})
			fault.Match = func(r *http.Request) bool {
				if r.Header.Get("X-Held") == "" {
					return true
				}
				close(arrived)
				<-release
				return false
			}
			fault.Times = -1
			require.NoError(t, s.Inject(fault))
			transport := s.HTTPClient().Transport

			var heldOn, faultedOn string
			held := onConnection(addUser(t.Context(), t, s, s.URL(), "held"), &heldOn)
			held.Header.Set("X-Held", "yes")
			type result struct {
				status int
				err    error
			}
			ended := make(chan result, 1)
			go func() {
				res, err := transport.RoundTrip(held)
				if err != nil {
					ended <- result{0, err}
					return
				}
				_, err = io.ReadAll(res.Body)
				ended <- result{res.StatusCode, errors.Join(err, res.Body.Close())}
			}()
			<-arrived
			for i := range 10 {
				res, err := transport.RoundTrip(onConnection(addUser(t.Context(), t, s, s.URL(), fmt.Sprint("user", i)), &faultedOn))
				if err == nil {
					_, err = io.ReadAll(res.Body)
				}
				requireStreamReset(t, err)
				assert.Equal(t, heldOn, faultedOn, "one connection")
			}
			close(release)
			assert.Equal(t, result{http.StatusCreated, nil}, <-ended)
		})
	}
}

// A body that takes many frames, and more than one window, ends where it was told to.
func TestALargeBodyIsCut(t *testing.T) {
	t.Parallel()
	const sent = 6 << 20
	for _, way := range waysIn() {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			s := New(t, way.options...)
			transport, base := way.open(s)
			require.NoError(t, s.Inject(Fault{Body: make([]byte, 2*sent), Cut: sent}))
			res, err := transport.RoundTrip(addUser(t.Context(), t, s, base, "grace"))
			require.NoError(t, err)
			body, err := io.ReadAll(res.Body)
			require.NoError(t, res.Body.Close())
			assert.Len(t, body, sent)
			seenAnswer{bodyErr: err, proto: way.proto}.requireCut(t)
		})
	}
}

// Over HTTP/1.1 net/http sends a read again that was dropped on a connection used before; over HTTP/2 it sends nothing
// again, so that every drop is seen.
func TestADroppedReadIsNotSentAgainOverHTTP2(t *testing.T) {
	t.Parallel()
	for _, way := range waysOverSockets() {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			s := New(t, way.options...)
			transport, base := way.open(s)
			const route = "GET /v1/users/email/{email}"
			read := func() *http.Request {
				return partnerRequest(t.Context(), t, s, http.MethodGet, base+"/v1/users/email/ana@example.com", nil)
			}
			require.NoError(t, sendAndRead(transport, read()))
			require.NoError(t, s.Inject(Fault{Route: route, Drop: true}))
			err := sendAndRead(transport, read())
			if way.proto == "HTTP/1.1" {
				require.NoError(t, err)
				assert.Len(t, s.Requests(route), 3)
				return
			}
			requireStreamReset(t, err)
			assert.Len(t, s.Requests(route), 2)
		})
	}
}

func TestHeadersOfAConnectionAreNotSentOverHTTP2(t *testing.T) {
	t.Parallel()
	headers := http.Header{"Keep-Alive": {"timeout=5"}, "Proxy-Connection": {"close"}, "Upgrade": {"h2c"}, "Te": {"gzip"}, "X-Via": {"proxy"}}
	for _, way := range waysOverSockets() {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			s := New(t, way.options...)
			transport, base := way.open(s)
			require.NoError(t, s.Inject(Fault{Status: 503, Header: headers}))
			res, err := transport.RoundTrip(addUser(t.Context(), t, s, base, "grace"))
			require.NoError(t, err)
			require.NoError(t, res.Body.Close())
			for name := range headers {
				isSent := way.proto == "HTTP/1.1" || name == "X-Via"
				assert.Equal(t, isSent, res.Header.Get(name) != "", name)
			}
			assert.Equal(t, "timeout=5", s.Faults()[0].Fault.Header.Get("Keep-Alive"), "the fault is what it was")
		})
	}
}

// A connection that the fake ends in good order: the answer is whole, and the next request takes another connection.
func TestConnectionCloseEndsTheConnection(t *testing.T) {
	t.Parallel()
	for _, way := range waysOverSockets() {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			s := New(t, way.options...)
			transport, base := way.open(s)
			require.NoError(t, s.Inject(Fault{Header: http.Header{"Connection": {"close"}}}))
			var first, second string
			require.NoError(t, sendAndRead(transport, onConnection(addUser(t.Context(), t, s, base, "first"), &first)))
			require.NoError(t, sendAndRead(transport, onConnection(addUser(t.Context(), t, s, base, "second"), &second)))
			assert.NotEqual(t, first, second)
			assert.Len(t, s.Requests(), 2)
		})
	}
}

// http2InMemory serves s, which needs WithTLS, over TLS on pipes in memory, and gives a transport that speaks HTTP/2 to
// it, all of it inside a bubble of testing/synctest.
func http2InMemory(t *testing.T, s *Server) (transport *http.Transport, base string) {
	t.Helper()
	config := s.identity.server.Clone()
	// A pipe has no buffer. The server would wait for the client to read the tickets, and the client for the server to
	// read its first frames.
	config.SessionTicketsDisabled = true
	pipe := newPipeListener()
	s.listenings = append(s.listenings, serveOn(tls.NewListener(pipe, config), s.Handler()))
	transport = s.HTTPClient().Transport.(*http.Transport)
	transport.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) { return pipe.dial(ctx) }
	return transport, "https://127.0.0.1"
}

// The bubble ends only when its last goroutine has, so this shows that Close leaves none.
func TestCloseWithOpenStreams(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, err := Start(WithTLS())
		require.NoError(t, err)
		require.NoError(t, s.Inject(Fault{Stall: true, Cut: 1}))
		require.NoError(t, s.Inject(Fault{Delay: time.Hour}))
		require.NoError(t, s.Inject(Fault{Drop: true, After: true, Delay: time.Hour}))
		require.NoError(t, s.Inject(Fault{Status: 200, Body: make([]byte, 8<<20)}))
		transport, base := http2InMemory(t, s)
		stalled, err := transport.RoundTrip(addUser(t.Context(), t, s, base, "stalled"))
		require.NoError(t, err)
		assert.Equal(t, "HTTP/2.0", stalled.Proto)
		ended := make(chan error, 2)
		for i := range 2 {
			req := addUser(t.Context(), t, s, base, fmt.Sprint("delayed", i))
			go func() { ended <- sendAndRead(transport, req) }()
		}
		synctest.Wait()
		unread, err := transport.RoundTrip(addUser(t.Context(), t, s, base, "unread"))
		require.NoError(t, err)
		synctest.Wait() // more is waiting to be sent than the client has room for
		require.Len(t, s.Requests(), 4)

		begun := time.Now()
		s.Close()
		assert.Zero(t, time.Since(begun))
		require.Error(t, <-ended)
		require.Error(t, <-ended)
		body, err := io.ReadAll(stalled.Body)
		require.Error(t, err)
		assert.Len(t, body, 1)
		body, err = io.ReadAll(unread.Body)
		require.Error(t, err)
		assert.Less(t, len(body), 8<<20)
		_, err = transport.RoundTrip(addUser(t.Context(), t, s, base, "late"))
		require.ErrorIs(t, err, ErrClosed)
	})
}

// A handler of HTTP/2 may still be at work when its connection has ended.
func TestCloseWaitsForHandlersOfHTTP2(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, err := Start(WithTLS())
		require.NoError(t, err)
		var over atomic.Bool
		require.NoError(t, s.Inject(Fault{Delay: 1, Match: func(r *http.Request) bool {
			<-r.Context().Done()
			time.Sleep(100 * time.Millisecond) // in virtual time
			over.Store(true)
			return false
		}}))
		transport, base := http2InMemory(t, s)
		ended := make(chan error, 1)
		req := addUser(t.Context(), t, s, base, "grace")
		go func() { ended <- sendAndRead(transport, req) }()
		synctest.Wait()
		require.Len(t, s.Requests(), 1)
		s.Close()
		assert.True(t, over.Load())
		require.Error(t, <-ended)
	})
}

// Chaos does to a request over HTTP/2 what it does in memory, and as late.
func TestChaosIsTheSameOverHTTP2(t *testing.T) {
	t.Parallel()
	run := func(open func(*testing.T, *Server) (http.RoundTripper, string)) (seen []string) {
		synctest.Test(t, func(t *testing.T) {
			s, err := Start(WithTLS(), Chaos(3, 1))
			require.NoError(t, err)
			defer s.Close()
			transport, base := open(t, s)
			for i := range 400 {
				begun := time.Now()
				req := partnerRequest(t.Context(), t, s, http.MethodGet, fmt.Sprintf("%s/nowhere/%d", base, i), nil)
				seen = append(seen, fmt.Sprint(outcomeWithoutWords(transport, req), " in ", time.Since(begun)))
			}
			assert.GreaterOrEqual(t, len(s.ChaosCounts()), len(chaosKinds)-1)
		})
		return seen
	}
	memory := run(func(_ *testing.T, s *Server) (http.RoundTripper, string) { return s.Transport(), BaseURL })
	http2 := run(func(t *testing.T, s *Server) (http.RoundTripper, string) { return http2InMemory(t, s) })
	assert.Equal(t, memory, http2)
}

// outcomeWithoutWords is outcomeOf for transports whose errors have different words.
func outcomeWithoutWords(transport http.RoundTripper, req *http.Request) string {
	res, err := transport.RoundTrip(req)
	if err != nil {
		return "no answer"
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	return fmt.Sprintf("%d %s %d bytes, broken %t", res.StatusCode, res.Header.Get("Retry-After"), len(body), err != nil)
}
