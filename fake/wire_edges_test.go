package fake

// What of the wire no row can say: bodies without end, contexts, ports, and what one request leaves to the next.

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A body without end is answered as one that is too large, and little of it is kept.
func TestABodyWithoutEndIsAnswered(t *testing.T) {
	t.Parallel()
	for _, way := range waysInMemory() {
		s := New(t)
		transport, base := way.open(s)
		req := partnerRequest(t.Context(), t, s, http.MethodPost, base+"/v1/users", zeros{})
		res, err := transport.RoundTrip(req)
		require.NoError(t, err, way.name)
		require.NoError(t, res.Body.Close())
		assert.Equal(t, http.StatusBadRequest, res.StatusCode, way.name)
		assert.True(t, res.Close, way.name)
		assert.NotEmpty(t, res.Header.Get("X-Request-Id"), "of the API, not of its server")
	}
}

func TestOfABodyWithoutEndLittleIsKept(t *testing.T) {
	t.Parallel()
	conn := getMemoryConn()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, BaseURL, zeros{})
	require.NoError(t, err)
	require.NoError(t, conn.send(t.Context(), req))
	assert.Equal(t, maxKept, conn.kept.Len())
	received, status := conn.readRequest(t.Context(), false)
	require.Zero(t, status)
	body, err := readBody(received)
	require.NoError(t, err)
	assert.Len(t, body, 1<<20+1, "a byte more than is allowed")
}

// oneByte gives a body a byte at a time, so that on the wire each has a chunk of its own.
type oneByte struct{ rest int }

func (r *oneByte) Read(p []byte) (int, error) {
	if r.rest == 0 {
		return 0, io.EOF
	}
	r.rest--
	p[0] = ' '
	return 1, nil
}

func TestABodyOfManyChunksIsReadWhole(t *testing.T) {
	t.Parallel()
	for _, size := range []int{1 << 20, 1<<20 + 1} {
		conn := getMemoryConn()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, BaseURL, &oneByte{size})
		require.NoError(t, err)
		require.NoError(t, conn.send(t.Context(), req))
		received, _ := conn.readRequest(t.Context(), false)
		body, err := readBody(received)
		require.NoError(t, err)
		assert.Len(t, body, size)
		conn.release()
	}
}

type contextKey struct{}

// A Match that went by a value of the caller's context would do so in memory alone.
func TestAMatchSeesNoValueOfTheCallersContext(t *testing.T) {
	t.Parallel()
	for _, way := range waysIn() {
		s := New(t, way.options...)
		transport, base := way.open(s)
		var seen any
		require.NoError(t, s.Inject(Fault{Status: 503, Match: func(r *http.Request) bool {
			seen = r.Context().Value(contextKey{})
			return true
		}}))
		ctx := context.WithValue(t.Context(), contextKey{}, "mine")
		require.NoError(t, sendAndRead(transport, addUser(ctx, t, s, base, "grace")))
		assert.Nil(t, seen, way.name)
	}
}

func TestTheDefaultPortMayBeNamed(t *testing.T) {
	t.Parallel()
	for _, way := range waysInMemory() {
		s := New(t)
		transport, base := way.open(s)
		for _, port := range []string{"", ":", ":443"} {
			require.NoError(t, sendAndRead(transport, addUser(t.Context(), t, s, base+port, "grace")), way.name+port)
		}
		assert.Len(t, s.Requests(), 3)
	}
}

// Requests share what carries them, one after the other.
func TestNoRequestMeetsWhatIsLeftOfAnother(t *testing.T) {
	t.Parallel()
	s := New(t)
	require.NoError(t, s.Inject(Fault{Status: 418, Times: -1, Match: func(r *http.Request) bool {
		body, _ := io.ReadAll(r.Body)
		return r.Method == http.MethodPost && string(body) == strings.TrimPrefix(r.URL.Path, "/")
	}}))
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() {
			for j := range 50 {
				text := strings.Repeat(fmt.Sprint(i), 1+j*150)
				req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, BaseURL+"/"+text, strings.NewReader(text))
				assert.NoError(t, err)
				if j%5 == 0 {
					req.ContentLength++ // refused, and half sent
				}
				res, err := s.Transport().RoundTrip(req)
				if j%5 == 0 {
					assert.ErrorContains(t, err, "ContentLength=")
					continue
				}
				assert.NoError(t, err)
				assert.Equal(t, 418, res.StatusCode)
				assert.NoError(t, res.Body.Close())
			}
		})
	}
	wait.Wait()
}
