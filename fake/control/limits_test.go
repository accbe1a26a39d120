package control

// How large a body may be, and that what is larger is told so.

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/fake"
)

func TestStatesHaveALimitUnlessTheyWereGiven(t *testing.T) {
	t.Parallel()
	plane := handlerOf(t).plane
	plane.maxState = 100
	ask := func(method, body string) *httptest.ResponseRecorder {
		recorder := httptest.NewRecorder()
		plane.ServeHTTP(recorder, httptest.NewRequestWithContext(t.Context(), method, statePath, strings.NewReader(body)))
		return recorder
	}
	snapshot := `{"users":[{"email":"` + strings.Repeat("a", 100) + `"}]}`
	refused := ask(http.MethodPut, snapshot)
	assert.Equal(t, http.StatusRequestEntityTooLarge, refused.Code)
	assert.JSONEq(t, `{"error":"body: over 100 bytes"}`, refused.Body.String())
	given := ask(http.MethodGet, "").Body.String()
	require.Greater(t, len(given), 100)
	assert.Equal(t, http.StatusNoContent, ask(http.MethodPut, given).Code)
	assert.Equal(t, http.StatusRequestEntityTooLarge, ask(http.MethodPut, given+" ").Code, "a byte more was not given")

	recorder := httptest.NewRecorder()
	plane.ServeHTTP(recorder, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/_fake/faults", strings.NewReader(strings.Repeat(" ", maxBody+1))))
	assert.Equal(t, http.StatusRequestEntityTooLarge, recorder.Code)
	assert.JSONEq(t, `{"error":"body: over 33554432 bytes"}`, recorder.Body.String())
}

func TestFaultsHaveALimit(t *testing.T) {
	t.Parallel()
	srv, err := fake.Start() // what is refused fails no test then
	require.NoError(t, err)
	t.Cleanup(srv.Close)
	handler, err := New(srv)
	require.NoError(t, err)
	t.Cleanup(handler.Close)
	inject := func() *httptest.ResponseRecorder {
		recorder := httptest.NewRecorder()
		handler.plane.ServeHTTP(recorder, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/_fake/faults", strings.NewReader(`{"status":503}`)))
		return recorder
	}
	require.NoError(t, srv.Inject(fake.Fault{ID: "large", Body: make([]byte, 128<<20-3<<10)}))
	require.Equal(t, http.StatusCreated, inject().Code)
	refused := inject()
	assert.Equal(t, http.StatusTooManyRequests, refused.Code)
	assert.JSONEq(t, `{"error":"the faults that the fake holds, spent ones too, may take 128 MiB together, and this one does not fit: DELETE /_fake/faults, or one below it, makes room"}`,
		refused.Body.String())
	assert.Len(t, srv.Faults(), 2)
	assert.Equal(t, http.StatusNoContent, answerTo(handler, http.MethodDelete, "/_fake/faults/large", "localhost").Code)
	assert.Equal(t, http.StatusCreated, inject().Code)
}

// A client that sends its whole body before it reads, as most do outside of Go, gets its answer although nobody wants the body.
func TestWhoSendsALongBodyIsAnswered(t *testing.T) {
	t.Parallel()
	const long = 24 << 20 // more than the system keeps of what nobody reads
	for request, want := range map[string]int{
		"POST /_fake/faults":            http.StatusRequestEntityTooLarge,
		"POST /_fake/reset":             http.StatusNoContent,
		"PUT /_fake/state?dry=run":      http.StatusBadRequest,
		"PUT /_fake/nowhere":            http.StatusNotFound,
		"PATCH /_fake/clock":            http.StatusMethodNotAllowed,
		"PUT /_fakes/ended/_fake/state": http.StatusNotFound,
	} {
		t.Run(request, func(t *testing.T) {
			t.Parallel()
			r := launch(t)
			r.handler.plane.maxBody = 1000
			res, err := sendWhole(t, r, request, "", long)
			require.NoError(t, err)
			assert.Equal(t, want, res.StatusCode)
		})
	}
}

// An answer waits for no body, and who asks before sending one, and is refused, is not waited for either.
func TestNobodyIsMadeToSendALongBody(t *testing.T) {
	t.Parallel()
	r := launch(t)
	res, err := sendWhole(t, r, "PUT /_fake/nowhere", "", 0)
	require.NoError(t, err)
	assert.Equal(t, http.StatusNotFound, res.StatusCode)
	res, err = sendWhole(t, r, "PUT /_fake/nowhere", "Expect: 100-continue\r\nConnection: close\r\n", 0)
	require.NoError(t, err)
	assert.Equal(t, http.StatusNotFound, res.StatusCode)
	_, err = io.ReadAll(res.Body)
	require.NoError(t, err)
	_, err = res.Body.(*connBody).rest.ReadByte()
	assert.ErrorIs(t, err, io.EOF, "the connection has ended")
}

// sendWhole sends a request with a body of zeros, all of it, and reads the answer then. A body of 0 bytes is promised and not
// sent.
func sendWhole(t *testing.T, r *running, request, header string, size int) (*http.Response, error) {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(r.url, "http://"))
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	require.NoError(t, conn.SetDeadline(time.Now().Add(20*time.Second)))
	promised := size
	if size == 0 {
		promised = 1 << 20
	}
	_, err = fmt.Fprintf(conn, "%s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n%s\r\n", request, promised, header)
	require.NoError(t, err)
	if _, err := conn.Write(bytes.Repeat([]byte("0"), size)); err != nil {
		return nil, err
	}
	answer := bufio.NewReader(conn)
	res, err := http.ReadResponse(answer, nil)
	if err == nil {
		res.Body = &connBody{res.Body, answer}
	}
	return res, err
}

// connBody is the body of an answer, and what the connection has after it.
type connBody struct {
	io.ReadCloser
	rest *bufio.Reader
}
