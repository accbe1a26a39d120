package main

// What still comes in when the command stops, in virtual time over connections in memory.

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/fake"
)

// pipes is a listener whose connections are pipes.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.conns:
		return conn, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.done) })
	return nil
}

func (*pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

// stopping is a service in a bubble that is told to stop while a request comes in.
type stopping struct {
	service
	stderr lockedBuffer
	conn   net.Conn
	stop   context.CancelFunc
	code   chan int
}

func newStopping(t *testing.T, faults ...fake.Fault) *stopping {
	t.Helper()
	backend := fake.New(t)
	for _, fault := range faults {
		require.NoError(t, backend.Inject(fault))
	}
	s := &stopping{code: make(chan int, 1)}
	listener := &pipes{conns: make(chan net.Conn), done: make(chan struct{})}
	s.service = newService(controlled(t, backend), listener, backend, newLogger(&s.stderr), grace)
	return s
}

// send starts the service, and sends it a part of a body of the given length.
func (s *stopping) send(t *testing.T, length int, part string) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	s.stop = stop
	go func() { s.code <- s.run(ctx) }()
	near, far := net.Pipe()
	s.listener.(*pipes).conns <- far
	s.conn = near
	t.Cleanup(func() { _ = near.Close() })
	_, err := fmt.Fprintf(near, "POST /v1/users HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n"+
		"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", s.backend.Credentials().PartnerKey, length, part)
	require.NoError(t, err)
}

// halfway starts a service, sends it a part of a body of the given length, and tells it to stop.
func halfway(t *testing.T, length int, part string, faults ...fake.Fault) *stopping {
	t.Helper()
	s := newStopping(t, faults...)
	s.send(t, length, part)
	synctest.Wait()
	s.stop()
	synctest.Wait()
	return s
}

// status reads the answer.
func (s *stopping) status(t *testing.T) int {
	t.Helper()
	res, err := http.ReadResponse(bufio.NewReader(s.conn), nil)
	require.NoError(t, err, s.stderr.String())
	_, err = io.Copy(io.Discard, res.Body)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	return res.StatusCode
}

func TestABodyThatComesSlowlyIsTaken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := halfway(t, len(create), create[:10])
		begun := time.Now()
		for i := range create[10:] {
			time.Sleep(bodyGrace / 2)
			_, err := io.WriteString(s.conn, create[10+i:][:1])
			require.NoError(t, err)
		}
		assert.Equal(t, http.StatusCreated, s.status(t))
		assert.Greater(t, time.Since(begun), 4*bodyGrace, "longer than any one piece may take")
		assert.Equal(t, exitOK, <-s.code)
		assert.NotContains(t, s.stderr.String(), "gave up")
		assert.Zero(t, s.intake.countInFlight(), "an answer that has ended")
	})
}

func TestAnAnswerOutlastsTheWaitForItsRequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := halfway(t, len(create), create[:10], fake.Fault{Delay: 4 * bodyGrace})
		_, err := io.WriteString(s.conn, create[10:])
		require.NoError(t, err)
		assert.Equal(t, http.StatusCreated, s.status(t))
		assert.Equal(t, exitOK, <-s.code)
	})
}

// lateNews is a body whose end is told only once the service has been told to stop.
type lateNews struct {
	io.ReadCloser
	stop func()
}

func (b lateNews) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil {
		b.stop()
		synctest.Wait()
	}
	return n, err
}

// From a body's end on net/http reads what comes next, and ends the answer if that read fails.
func TestAStopAtTheEndOfABodyCutsNoAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStopping(t, fake.Fault{Delay: 4 * bodyGrace})
		watched := s.server.Handler
		s.server.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r = r.WithContext(r.Context())
			r.Body = lateNews{r.Body, s.stop}
			watched.ServeHTTP(w, r)
		})
		s.send(t, len(create), create)
		assert.Equal(t, http.StatusCreated, s.status(t))
		assert.Equal(t, exitOK, <-s.code)
	})
}

func TestABodyThatStopsIsGivenUpSoon(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		s := halfway(t, len(create), create[:10])
		assert.Equal(t, exitOK, <-s.code)
		assert.Less(t, time.Since(begun), time.Second)
		require.Len(t, s.backend.Requests(), 1)
		assert.Equal(t, "the body ended early", s.backend.Requests()[0].Reason)
		assert.NotContains(t, s.stderr.String(), "answer")
	})
}

func TestABodyThatNeverEndsIsNoAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := halfway(t, 1000, create[:10])
		begun := time.Now()
		for err := error(nil); err == nil; _, err = s.conn.Write([]byte(" ")) {
			time.Sleep(bodyGrace / 2)
		}
		assert.Equal(t, exitOK, <-s.code)
		assert.InDelta(t, grace, time.Since(begun), float64(time.Second))
		assert.Contains(t, s.stderr.String(), "gave up on a request that was still coming in after 5s")
		assert.NotContains(t, s.stderr.String(), "answer")
	})
}

func TestAnAnswerThatNeverEndsIsSaidToBeOne(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := halfway(t, len(create), create, fake.Fault{Stall: true})
		begun := time.Now()
		assert.Equal(t, exitOK, <-s.code)
		assert.Equal(t, grace, time.Since(begun))
		assert.Contains(t, s.stderr.String(), "gave up on an answer that did not end in 5s")
	})
}
