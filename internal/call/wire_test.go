package call

// The line between middleware and wire: the trace that goes out and the one that stays, the
// signed copy, what is refused, and the account of sends.

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheKeyOfTraces(t *testing.T) {
	t.Parallel()
	require.NotNil(t, traceKey, "package httptrace asks for one key")
	trace := &httptrace.ClientTrace{}
	assert.Same(t, trace, httptrace.WithClientTrace(t.Context(), trace).Value(traceKey))
}

// A caller's trace hears about time, and never of header fields.
func TestATraceHidesAndKeepsHooks(t *testing.T) {
	t.Parallel()
	var heard []string
	theirs := &httptrace.ClientTrace{
		GetConn:          func(string) { heard = append(heard, "GetConn") },
		GotConn:          func(httptrace.GotConnInfo) { heard = append(heard, "GotConn") },
		WroteHeaders:     func() { heard = append(heard, "WroteHeaders") },
		WroteHeaderField: func(name string, _ []string) { heard = append(heard, name) },
	}
	type other struct{}
	ctx := httptrace.WithClientTrace(context.WithValue(t.Context(), other{}, "kept"), theirs)
	s := &send{cancel: func() {}}
	ctx = traced(ctx, s)
	assert.Equal(t, "kept", ctx.Value(other{}))
	trace := httptrace.ContextClientTrace(ctx)
	for _, happens := range []event{getConn, got(overHTTP1), pseudoHeader, wroteHeaders} {
		happens(trace)
	}
	assert.Equal(t, []string{"GetConn", "GotConn", "WroteHeaders"}, heard)
	assert.True(t, s.getConn && s.gotConn && s.replayPossible, "the send hears all")
	assert.NotNil(t, theirs.WroteHeaderField, "the caller's own trace stays as it is")
}

func TestATraceOfNobody(t *testing.T) {
	t.Parallel()
	s := &send{ours: true, cancel: func() {}}
	getConn(httptrace.ContextClientTrace(traced(t.Context(), s)))
	assert.True(t, s.getConn)
}

// What is signed is a copy: the request that middleware has gets no credential.
func TestTheSignedCopy(t *testing.T) {
	t.Parallel()
	p := newMiddlewareState(t, &readText, nil)
	theirs := requestOf(t.Context(), p)
	theirs.Header = http.Header{"X-Tenant": {"a"}}
	signed := p.setHeaders(copyOf(traced(theirs.Context(), &send{}), theirs))
	assert.Equal(t, http.Header{"X-Tenant": {"a"}}, theirs.Header)
	assert.Equal(t, "Bearer "+testKey, signed.Header.Get("Authorization"))
	assert.Equal(t, "a", signed.Header.Get("X-Tenant"))
	assert.Equal(t, "identity", signed.Header.Get("Accept-Encoding"))
	assert.NotSame(t, theirs.URL, signed.URL)
	assert.Equal(t, theirs.URL, signed.URL)
	signed.Header.Set("X-Tenant", "b")
	assert.Equal(t, "a", theirs.Header.Get("X-Tenant"))
}

// Without middleware a request is made as it goes out.
func TestTheRequestOfAnAttemptWithoutMiddleware(t *testing.T) {
	t.Parallel()
	var sent *http.Request
	p := newMiddlewareState(t, &readText, roundTrip(func(r *http.Request) (*http.Response, error) {
		sent = r
		getConn(httptrace.ContextClientTrace(r.Context()))
		return nil, errReset
	}))
	_, err := p.direct(t.Context())
	require.ErrorIs(t, err, errReset)
	assert.Equal(t, "Bearer "+testKey, sent.Header.Get("Authorization"))
	assert.Equal(t, "identity", sent.Header.Get("Accept-Encoding"))
	became, _ := p.fate()
	assert.Equal(t, fateNotProcessed, became, "the trace told that no connection came about")
}

func TestTheSignedCopyOfOtherRequests(t *testing.T) {
	t.Parallel()
	list := readText
	list.List = true
	p := newMiddlewareState(t, &list, nil)
	p.authorization = Authorization{}
	bare := requestOf(t.Context(), p)
	bare.Header = nil
	signed := p.setHeaders(copyOf(traced(bare.Context(), &send{}), bare))
	assert.Empty(t, signed.Header, "for a list net/http asks for gzip; without a credential there is none")
	assert.NotNil(t, signed.Header)
}

func TestWhatMiddlewareMayNotSend(t *testing.T) {
	t.Parallel()
	turned := func(text string) func(*http.Request) {
		return func(r *http.Request) { r.URL = mustParse(t, text) }
	}
	with := func(name string) func(*http.Request) {
		return func(r *http.Request) { r.Header[name] = []string{"x"} }
	}
	rows := map[string]struct {
		change func(*http.Request)
		says   string // "" for what may be sent
	}{
		"as it was made":      {func(*http.Request) {}, ""},
		"another path":        {turned(testOrigin + "/other?q=1"), ""},
		"a header":            {with("X-Tenant"), ""},
		"the host, in words":  {func(r *http.Request) { r.Host = "api.example" }, ""},
		"no host":             {func(r *http.Request) { r.Host = "" }, ""},
		"another host":        {turned("https://standby.example/v1/texts/t1"), "another origin"},
		"another port":        {turned("https://api.example:8443/v1/texts/t1"), "another origin"},
		"another scheme":      {turned("http://api.example/v1/texts/t1"), "another origin"},
		"an opaque URL":       {func(r *http.Request) { r.URL.Opaque = "//standby.example/v1/texts/t1" }, "another origin"},
		"another Host header": {func(r *http.Request) { r.Host = "standby.example" }, "another origin"},
	}
	for _, name := range reservedHeaders {
		for _, form := range []string{name, strings.ToLower(name), strings.ToUpper(name)} {
			row := rows[""]
			row.change, row.says = with(form), "header "+http.CanonicalHeaderKey(name)+" may not be set"
			rows["header "+form] = row
		}
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sent := false
			p := newMiddlewareState(t, &readText, roundTrip(func(*http.Request) (*http.Response, error) {
				sent = true
				return &http.Response{StatusCode: 200}, nil
			}))
			request := requestOf(t.Context(), p)
			body := &closeable{}
			request.Body = body
			row.change(request)
			response, err := wireTransport{}.RoundTrip(request)
			if row.says == "" {
				require.NoError(t, err)
				assert.True(t, sent)
				assert.Same(t, request, response.Request, "the response belongs to the request that middleware passed")
				return
			}
			require.ErrorContains(t, err, row.says)
			assert.False(t, sent)
			assert.True(t, body.closed, "a RoundTripper closes the body")
		})
	}
}

// closeable is a body that knows whether it was closed.
type closeable struct{ closed bool }

func (*closeable) Read([]byte) (int, error) { return 0, io.EOF }
func (c *closeable) Close() error           { c.closed = true; return nil }

func TestARequestThatLostItsContext(t *testing.T) {
	t.Parallel()
	p := newMiddlewareState(t, &readText, nil)
	for _, layer := range []http.RoundTripper{wireTransport{}, nextLayer{}} {
		request := requestOf(t.Context(), p).WithContext(context.Background()) //nolint:usetesting // the loss is what is tested
		body := &closeable{}
		request.Body = body
		_, err := layer.RoundTrip(request)
		require.ErrorIs(t, err, errLostContext)
		assert.True(t, body.closed)
	}
}

// What was said of a write stays true: once its attempt is over, it goes out no more.
func TestWhatIsSentAfterTheEnd(t *testing.T) {
	t.Parallel()
	for _, endpoint := range []*Endpoint{&readText, &writeText} {
		p := newMiddlewareState(t, endpoint, roundTrip(func(*http.Request) (*http.Response, error) { return nil, errReset }))
		assert.False(t, p.conclude(), "nothing was sent")
		_, err := wireTransport{}.RoundTrip(requestOf(t.Context(), p))
		if endpoint.Idempotent {
			require.ErrorIs(t, err, errReset)
			assert.True(t, p.conclude())
		} else {
			require.ErrorIs(t, err, errAttemptOver)
			assert.False(t, p.conclude())
		}
	}
}

// The fate of an attempt is the worst of its sends', and one answer is an answer.
func TestTheAccountOfAnAttempt(t *testing.T) {
	t.Parallel()
	refused := func() (*http.Response, error) { return &http.Response{StatusCode: 404}, nil }
	lost := func() (*http.Response, error) { return nil, errReset }
	for name, row := range map[string]struct {
		sends    []func() (*http.Response, error)
		fate     fate
		answered bool
	}{
		"nothing sent":        {nil, fateNotReached, false},
		"refused":             {[]func() (*http.Response, error){refused}, fateRefused, true},
		"lost":                {[]func() (*http.Response, error){lost}, fateUnknown, false},
		"refused, then lost":  {[]func() (*http.Response, error){refused, lost}, fateUnknown, true},
		"lost, then refused":  {[]func() (*http.Response, error){lost, refused}, fateUnknown, true},
		"refused three times": {[]func() (*http.Response, error){refused, refused, refused}, fateRefused, true},
	} {
		n := 0
		p := newMiddlewareState(t, &writeText, roundTrip(func(*http.Request) (*http.Response, error) {
			n++
			return row.sends[n-1]()
		}))
		for range row.sends {
			response, err := wireTransport{}.RoundTrip(requestOf(t.Context(), p)) //nolint:bodyclose // there is none
			assert.Equal(t, err == nil, response != nil)
		}
		became, answered := p.fate()
		assert.Equal(t, row.fate, became, name)
		assert.Equal(t, row.answered, answered, name)
		assert.Equal(t, len(row.sends) > 0, p.conclude(), name)
	}
	none := newMiddlewareState(t, &readText, roundTrip(func(*http.Request) (*http.Response, error) { return nil, errors.New("gone") }))
	none.replaceIfDead() // a stranger's transport has no connections of ours
}
