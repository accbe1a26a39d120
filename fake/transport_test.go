package fake

// What Transport and Handler owe to net/http: trace events, contexts, bodies, raw paths, hosts.

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// traced records the events of a request.
func traced(ctx context.Context, events *[]string) context.Context {
	note := func(event string) { *events = append(*events, event) }
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn:              func(hostPort string) { note("GetConn " + hostPort) },
		GotConn:              func(info httptrace.GotConnInfo) { note("GotConn " + info.Conn.RemoteAddr().String()) },
		WroteHeaders:         func() { note("WroteHeaders") },
		WroteRequest:         func(httptrace.WroteRequestInfo) { note("WroteRequest") },
		GotFirstResponseByte: func() { note("GotFirstResponseByte") },
	})
}

func TestTransportTracesLikeAConnection(t *testing.T) {
	t.Parallel()
	sent := []string{"GetConn fake.invalid:443", "GotConn fake.invalid:443", "WroteHeaders", "WroteRequest"}
	tests := []struct {
		name  string
		fault Fault
		base  string
		want  []string
	}{
		{"answered", Fault{Status: 503}, BaseURL, append(slices.Clone(sent), "GotFirstResponseByte")},
		{"dropped", Fault{Drop: true}, BaseURL, sent},
		{"unknown host", Fault{Drop: true, Times: -1}, "https://other.invalid", []string{"GetConn other.invalid:443"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s, err := Start()
			require.NoError(t, err)
			defer s.Close()
			require.NoError(t, s.Inject(test.fault))
			var events []string
			res, err := s.Transport().RoundTrip(addUser(traced(t.Context(), &events), t, s, test.base, "grace"))
			if err == nil {
				require.NoError(t, res.Body.Close())
			}
			assert.Equal(t, test.want, events)
		})
	}
}

func TestUnknownHosts(t *testing.T) {
	t.Parallel()
	for _, way := range waysInMemory() {
		for _, base := range []string{"https://api.reveel.id", "http://fake.invalid", "https://fake.invalid:8443", "https://evil.fake.invalid"} {
			t.Run(way.name+" "+base, func(t *testing.T) {
				t.Parallel()
				s := New(t)
				transport, _ := way.open(s)
				_, err := transport.RoundTrip(addUser(t.Context(), t, s, base, "grace"))
				require.ErrorIs(t, err, ErrUnknownHost)
				var op *net.OpError
				require.ErrorAs(t, err, &op)
				assert.Equal(t, "dial", op.Op, "nothing was sent")
				assert.Empty(t, s.Requests())
			})
		}
	}
}

// watchedBody reports whether it was closed, and can fail or block.
type watchedBody struct {
	io.Reader
	closed chan struct{}
}

func watch(r io.Reader) *watchedBody { return &watchedBody{Reader: r, closed: make(chan struct{}, 2)} }

func (b *watchedBody) Close() error {
	b.closed <- struct{}{}
	if pipe, ok := b.Reader.(*io.PipeReader); ok {
		return pipe.Close()
	}
	return nil
}

func TestTransportClosesTheBody(t *testing.T) {
	t.Parallel()
	failing := errors.New("cannot be read")
	tests := []struct {
		name string
		base string
		body io.Reader
		err  error
	}{
		{"answered", BaseURL, strings.NewReader(`{"email":"a@b.example"}`), nil},
		{"unreadable", BaseURL, io.MultiReader(strings.NewReader("{"), errorReader{failing}), failing},
		{"unknown host", "https://other.invalid", strings.NewReader("{}"), ErrUnknownHost},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := New(t)
			body := watch(test.body)
			res, err := s.Transport().RoundTrip(partnerRequest(t.Context(), t, s, http.MethodPost, test.base+"/v1/users", body))
			require.ErrorIs(t, err, test.err)
			if err == nil {
				require.NoError(t, res.Body.Close())
				assert.Equal(t, 201, res.StatusCode)
			}
			assert.NotEmpty(t, body.closed)
		})
	}
}

type errorReader struct{ err error }

func (r errorReader) Read([]byte) (int, error) { return 0, r.err }

func TestTransportGivesUpABodyThatBlocks(t *testing.T) {
	t.Parallel()
	for _, length := range []int64{-1, 10} {
		s := New(t)
		reader, writer := io.Pipe()
		defer func() { _ = writer.Close() }()
		cause := errors.New("the caller has had enough")
		ctx, cancel := context.WithCancelCause(t.Context())
		go func() {
			_, _ = writer.Write([]byte("{")) // returns once the transport reads
			cancel(cause)
		}()
		req := partnerRequest(ctx, t, s, http.MethodPost, BaseURL+"/v1/users", watch(reader))
		req.ContentLength = length
		_, err := s.Transport().RoundTrip(req)
		require.ErrorIs(t, err, cause)
		require.Len(t, s.Requests(), 1)
		assert.Equal(t, "the body ended early", s.Requests()[0].Reason)

		_, err = s.Transport().RoundTrip(addUser(ctx, t, s, BaseURL, "grace"))
		require.ErrorIs(t, err, cause, "a context that has ended sends nothing")
	}
}

func TestPathsArriveAsTheyWereSent(t *testing.T) {
	t.Parallel()
	paths := []string{"/v1/users/a%2Fb", "/v1/users/%2e%2e", "/v1//users", "/v1/users/.", "/v1/users/..", "/v1/users/", "//v1/users", "/"}
	for _, way := range waysIn() {
		for _, path := range paths {
			t.Run(way.name+" "+path, func(t *testing.T) {
				t.Parallel()
				s := New(t, way.options...)
				transport, base := way.open(s)
				res, err := transport.RoundTrip(partnerRequest(t.Context(), t, s, http.MethodGet, base+path+"?a=1", nil))
				require.NoError(t, err)
				require.NoError(t, res.Body.Close())
				log := s.Requests()
				require.Len(t, log, 1)
				assert.Equal(t, path, log[0].Path)
				assert.Equal(t, "a=1", log[0].Query)
				assert.Less(t, 399, res.StatusCode)
				assert.Empty(t, res.Header.Get("Location"))
			})
		}
	}
}

func TestAnswersAreTheSameEveryWay(t *testing.T) {
	t.Parallel()
	var answers []*http.Response
	for _, way := range waysIn() {
		options := append(way.options, WithClock(func() time.Time { return time.Unix(1700000000, 0) }))
		s := New(t, options...)
		transport, base := way.open(s)
		res, err := transport.RoundTrip(addUser(t.Context(), t, s, base, "grace"))
		require.NoError(t, err)
		body, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		res.Body = io.NopCloser(bytes.NewReader(body))
		res.Header.Del("Date") // of net/http's server
		assert.Equal(t, way.proto, res.Proto)
		answers = append(answers, res)
	}
	for _, other := range answers[1:] {
		assert.Equal(t, answers[0].Status, other.Status)
		assert.Equal(t, answers[0].Header, other.Header)
		assert.Equal(t, answers[0].ContentLength, other.ContentLength)
		assert.Equal(t, answers[0].Body, other.Body)
	}
}

func TestHeadHasNoBody(t *testing.T) {
	t.Parallel()
	for _, way := range waysIn() {
		s := New(t, way.options...)
		transport, base := way.open(s)
		res, err := transport.RoundTrip(partnerRequest(t.Context(), t, s, http.MethodHead, base+"/v1/users/x", nil))
		require.NoError(t, err)
		body, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		assert.Empty(t, body)
		assert.Positive(t, res.ContentLength, way.name)
	}
}

func TestHandlerAborts(t *testing.T) {
	t.Parallel()
	s := New(t)
	require.NoError(t, s.Inject(Fault{Drop: true}))
	require.NoError(t, s.Inject(Fault{Cut: 3}))
	for _, sent := range []string{"", `{"s`} {
		recorder := httptest.NewRecorder()
		assert.PanicsWithValue(t, http.ErrAbortHandler, func() {
			s.Handler().ServeHTTP(recorder, addUser(t.Context(), t, s, BaseURL, "grace"))
		})
		assert.Equal(t, sent, recorder.Body.String())
	}
	unreadable := partnerRequest(t.Context(), t, s, http.MethodPost, BaseURL+"/v1/users", errorReader{io.ErrUnexpectedEOF})
	assert.PanicsWithValue(t, http.ErrAbortHandler, func() { s.Handler().ServeHTTP(httptest.NewRecorder(), unreadable) })
	s.Close()
	assert.PanicsWithValue(t, http.ErrAbortHandler, func() {
		s.Handler().ServeHTTP(httptest.NewRecorder(), addUser(t.Context(), t, s, BaseURL, "grace"))
	})
}

func TestMountedHandlerSeesItsOwnPath(t *testing.T) {
	t.Parallel()
	s := New(t)
	recorder := httptest.NewRecorder()
	http.StripPrefix("/prefix", s.Handler()).ServeHTTP(recorder, addUser(t.Context(), t, s, BaseURL+"/prefix", "grace"))
	assert.Equal(t, 201, recorder.Code)
}

func TestRequestWithoutMethodOrPath(t *testing.T) {
	t.Parallel()
	s := New(t)
	res, err := s.Transport().RoundTrip(&http.Request{URL: &url.URL{Scheme: "https", Host: "fake.invalid"}, Header: http.Header{}})
	require.NoError(t, err)
	assert.Equal(t, 404, res.StatusCode)
	assert.Equal(t, "GET", s.Requests()[0].Method)
	assert.Equal(t, "/", s.Requests()[0].Path)
}

func TestBodyAfterClose(t *testing.T) {
	t.Parallel()
	s := New(t)
	res, err := s.Transport().RoundTrip(addUser(t.Context(), t, s, BaseURL, "grace"))
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	_, err = res.Body.Read(make([]byte, 1))
	require.ErrorIs(t, err, errBodyClosed)
}

func TestNoConn(t *testing.T) {
	t.Parallel()
	var conn net.Conn = noConn{}
	_, readErr := conn.Read(nil)
	_, writeErr := conn.Write(nil)
	for _, err := range []error{
		readErr, writeErr, conn.SetDeadline(time.Time{}), conn.SetReadDeadline(time.Time{}), conn.SetWriteDeadline(time.Time{}),
	} {
		require.ErrorIs(t, err, net.ErrClosed)
	}
	require.NoError(t, conn.Close())
	assert.Equal(t, "tcp", conn.LocalAddr().Network())
}

// A body may be closed by one goroutine while another reads it, as net/http's may.
func TestBodyIsClosedWhileItIsRead(t *testing.T) {
	t.Parallel()
	srv := New(t)
	for range 50 {
		req, err := http.NewRequestWithContext(t.Context(), "GET", BaseURL+"/v1/users", nil)
		require.NoError(t, err)
		res, err := srv.Transport().RoundTrip(req)
		require.NoError(t, err)
		read := make(chan error)
		go func() {
			_, err := io.Copy(io.Discard, res.Body)
			read <- err
		}()
		require.NoError(t, res.Body.Close())
		if err := <-read; err != nil {
			assert.ErrorIs(t, err, errBodyClosed)
		}
	}
}

// What a caller does to the headers of an answer changes no later answer.
func TestHeadersOfAFaultAreNobodysToChange(t *testing.T) {
	t.Parallel()
	srv := New(t)
	_ = srv.Inject(Fault{Status: 500, Header: http.Header{"X-A": {"as it was"}}, Times: 2})
	for range 2 {
		req, err := http.NewRequestWithContext(t.Context(), "GET", BaseURL+"/v1/users/u", nil)
		require.NoError(t, err)
		res, err := srv.Transport().RoundTrip(req)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		require.Equal(t, []string{"as it was"}, res.Header["X-A"])
		res.Header["X-A"][0] = "changed"
	}
}

// A body that is far too large is read to its end: who is still sending would see a broken connection, and no answer.
func TestAFarTooLargeBodyIsReadAndRefused(t *testing.T) {
	t.Parallel()
	srv := New(t)
	body := &io.LimitedReader{R: zeros{}, N: 8 << 20}
	req := httptest.NewRequestWithContext(t.Context(), "POST", "/v1/users", body)
	req.Header.Set("Authorization", "Bearer "+srv.Credentials().PartnerKey)
	req.Header.Set("Content-Type", "application/json")
	res := httptest.NewRecorder()
	srv.Handler().ServeHTTP(res, req)
	assert.Equal(t, http.StatusBadRequest, res.Code)
	assert.Zero(t, body.N)
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
