package promises_test

// Connections that end or speak up at odd moments: before their first request, while another one
// is asked for, with an alert in the place of an answer, amid a body, after an interim response.

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/internal/rawh2"
)

// awaitClosed returns when net/http has closed a connection.
func awaitClosed(t *testing.T, conn net.Conn) {
	t.Helper()
	assert.Eventually(t, func() bool { return conn.SetWriteDeadline(time.Time{}) != nil }, generous, time.Millisecond)
}

// An HTTP/2 connection that was gone before a request was written on it has carried nothing.
func TestAnHTTP2ConnectionThatEndsBeforeItsFirstRequest(t *testing.T) {
	t.Parallel()
	for _, over := range tlsTransports() {
		for _, call := range calledOverTLS() {
			t.Run(string(over)+", "+call.name, func(t *testing.T) {
				t.Parallel()
				configuration := certificate.Server()
				configuration.NextProtos = []string{"h2"}
				hangUp := make(chan struct{})
				s := newRawTLSSite(t, func(conn net.Conn) {
					if tls.Server(conn, configuration).Handshake() == nil {
						<-hangUp
					}
				})
				ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) {
					hangUp <- struct{}{}
					awaitClosed(t, info.Conn)
				}})
				var told partnerkit.Response
				err := call.run(ctx, newTLSClient(t, over, s.url, nil, quickly), partnerkit.WithResponse(&told))
				require.Error(t, err)
				assert.NotErrorIs(t, err, partnerkit.ErrOutcomeUnknown, "%v", err)
				assert.Equal(t, 3, told.Attempts)
				assert.EqualValues(t, 3, s.connections.Load())
			})
		}
	}
}

// A connection in use ends before a byte of a request goes out, and its host is gone: net/http
// finds no other, and nothing was sent.
func TestAStaleConnectionOfAHostThatIsGone(t *testing.T) {
	t.Parallel()
	for _, call := range wireActs {
		t.Run(call.name, func(t *testing.T) {
			t.Parallel()
			s := newOldServer(t, call)
			client := newWireClient(t, ownTransport, "http://"+s.listener.Addr().String(), quickly)
			var (
				conn  net.Conn
				armed atomic.Bool
			)
			ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
				GotConn: func(info httptrace.GotConnInfo) { conn = info.Conn },
				WroteHeaders: func() { // into a buffer
					if armed.CompareAndSwap(true, false) {
						_ = s.listener.Close()
						s.closeConnections()
						awaitClosed(t, conn)
					}
				},
			})
			_, err := client.Users.Get(ctx, warmID)
			require.NoError(t, err)
			armed.Store(true)
			var told partnerkit.Response
			err = call.run(ctx, client, partnerkit.WithResponse(&told))
			require.Error(t, err)
			require.False(t, armed.Load(), "the connection was not stale")
			assert.NotErrorIs(t, err, partnerkit.ErrOutcomeUnknown, "%v", err)
			assert.Equal(t, 3, told.Attempts)
			assert.Zero(t, s.carriedOut())
		})
	}
}

// garbling is a connection that gives a record that nobody encrypted, once it is told to.
type garbling struct {
	net.Conn
	garble atomic.Bool
}

func (c *garbling) Read(p []byte) (int, error) {
	if c.garble.Load() {
		return copy(p, "\x17\x03\x03\x00\x20"+strings.Repeat("?", 32)), nil // application data, 32 bytes
	}
	return c.Conn.Read(p)
}

// readRequest reads until a request has come, as far as it can be told.
func readRequest(protocol string, conn net.Conn) error {
	if protocol != "h2" {
		_, err := http.ReadRequest(bufio.NewReader(conn))
		return err
	}
	if _, err := io.ReadFull(conn, make([]byte, len(http2.ClientPreface))); err != nil {
		return err
	}
	framer := http2.NewFramer(conn, conn)
	_ = framer.WriteSettings()
	for {
		frame, err := framer.ReadFrame()
		if _, isHeaders := frame.(*http2.HeadersFrame); isHeaders || err != nil {
			return err
		}
	}
}

// An alert that does not speak of the handshake is no verdict: the server may have carried the
// request out before it.
func TestAnotherAlertIsNoVerdict(t *testing.T) {
	t.Parallel()
	for _, protocol := range []string{"http/1.1", "h2"} {
		for _, over := range tlsTransports() {
			for _, call := range calledOverTLS() {
				t.Run(protocol+", "+string(over)+", "+call.name, func(t *testing.T) {
					t.Parallel()
					configuration := certificate.Server()
					configuration.NextProtos = []string{protocol}
					s := newRawTLSSite(t, func(conn net.Conn) {
						garbled := &garbling{Conn: conn}
						secured := tls.Server(garbled, configuration)
						if readRequest(protocol, secured) == nil {
							garbled.garble.Store(true)
							_, _ = io.Copy(io.Discard, secured) // which answers with an alert: bad record MAC
						}
						_, _ = io.Copy(io.Discard, conn)
					})
					var told partnerkit.Response
					err := call.run(t.Context(), newTLSClient(t, over, s.url, nil, quickly), partnerkit.WithResponse(&told))
					require.Error(t, err)
					assert.Equal(t, !call.repeatable, errors.Is(err, partnerkit.ErrOutcomeUnknown), "%v", err)
					attempts := 1
					if call.repeatable {
						attempts = 3
					}
					assert.Equal(t, attempts, told.Attempts, "%v", err)
				})
			}
		}
	}
}

// A connection that goes dead amid an answer is left, as one that goes dead before it is.
func TestAConnectionThatDiesAmidAnAnswerIsLeft(t *testing.T) {
	t.Parallel()
	allAtOnce(t, func(run func(string, func(*testing.T))) {
		for name, begun := range map[string][]rawh2.Step{
			"after the head":   {rawh2.Head(http.StatusOK)},
			"amid the body":    {rawh2.Head(http.StatusOK), rawh2.Data(`{"success":`)},
			"after an interim": {rawh2.Head(http.StatusEarlyHints)},
		} {
			for _, call := range calledOverTLS() {
				run(name+", "+call.name, func(t *testing.T) {
					s := newH2Site(t, ownTransport, call, func(s *h2Site, before int, r rawh2.Request) []rawh2.Step {
						if before > 0 {
							return nil
						}
						return append(append([]rawh2.Step(nil), begun...), freezing(s, 0, r)...)
					}, quickly)
					s.checkLeaves(t)
				})
			}
		}
	})
}

// An answer that came whole says that its connection is well, however long middleware keeps it.
func TestAWholeAnswerSuspectsNobody(t *testing.T) {
	t.Parallel()
	s := newH2Site(t, ownTransport, actGet, func(*h2Site, int, rawh2.Request) []rawh2.Step { return nil }, quickly,
		afterSend(func(r *http.Request, response *http.Response) error {
			if r.URL.Path == warmPath {
				return nil
			}
			body, err := io.ReadAll(response.Body)
			response.Body = io.NopCloser(bytes.NewReader(body))
			<-r.Context().Done()
			return err
		}))
	got := s.run(t, partnerkit.WithTimeout(anAttempt))
	require.Equal(t, outcomeOK, got.outcome, "%v", got.err)
	s.warm(t)
	assert.Equal(t, []int{2}, s.server.Counts().PerConnection)
}

// An interim response is no answer: what net/http would send again after it is kept from the wire
// as before it.
func TestAnInterimResponseIsNoAnswer(t *testing.T) {
	t.Parallel()
	interim := func(frame h2Frame) h2Frame {
		steps := frame.steps
		frame.steps = func(r rawh2.Request, code http2.ErrCode) []rawh2.Step {
			return append([]rawh2.Step{rawh2.Head(http.StatusEarlyHints)}, steps(r, code)...)
		}
		return frame
	}
	for _, row := range replayedRows(wireActs) {
		row.frame = interim(row.frame)
		for _, row.warm = range []bool{false, true} {
			t.Run(row.String(), func(t *testing.T) {
				t.Parallel()
				row.run(t)
			})
		}
	}
}
