package fake

// Close where it is hard: handlers that do not end, on several listeners, and a connection that comes while it runs.

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCloseTakesOneSecondHoweverManyListenersAreStuck(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, err := Start()
		require.NoError(t, err)
		release := make(chan struct{})
		require.NoError(t, s.Inject(Fault{Status: 500, Match: func(*http.Request) bool { <-release; return false }}))
		for range 2 {
			pipe := newPipeListener()
			s.listenings = append(s.listenings, serveOn(pipe, s.Handler()))
			conn, err := pipe.dial(t.Context())
			require.NoError(t, err)
			_, err = io.WriteString(conn, "GET /v1/users/x HTTP/1.1\r\nHost: x\r\n\r\n")
			require.NoError(t, err)
		}
		synctest.Wait()
		require.Len(t, s.Requests(), 2, "both are in the Match")
		begun := time.Now()
		s.Close()
		assert.Less(t, time.Since(begun), time.Second)
		close(release)
	})
}

// lateListener accepts one connection at the moment when it is closed.
type lateListener struct {
	pipeListener
	late chan net.Conn
}

func (l *lateListener) Accept() (net.Conn, error) {
	<-l.done
	select {
	case conn := <-l.late:
		return conn, nil
	default:
		return nil, net.ErrClosed
	}
}

func TestCloseCutsAConnectionThatComesWhileItRuns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		listener := &lateListener{pipeListener: pipeListener{done: make(chan struct{})}, late: make(chan net.Conn, 1)}
		listener.late <- far
		serving := serveOn(listener, http.NotFoundHandler())
		synctest.Wait()
		begun := time.Now()
		serving.close()
		assert.Zero(t, time.Since(begun), "nothing was left to wait for")
		_, err := near.Read(make([]byte, 1))
		assert.ErrorIs(t, err, io.EOF)
	})
}

func TestNoHandlerBeginsAfterTheStop(t *testing.T) {
	t.Parallel()
	serving := serveOn(newPipeListener(), http.NotFoundHandler())
	serving.close()
	assert.PanicsWithValue(t, http.ErrAbortHandler, func() {
		serving.server.Handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), "GET", "/", nil))
	})
}
