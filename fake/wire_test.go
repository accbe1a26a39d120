package fake

// A request means the same on each way in: in memory, over a pipe, over a socket. Each row is sent on all three with one
// verdict, and over HTTP/2, where net/http itself differs here and there.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// wireRow is one request and what becomes of it.
type wireRow struct {
	name string
	edit func(*http.Request) // makes the request out of a GET /v1/users/u without a header
	want string              // see wireVerdict
	h2   string              // what it is over HTTP/2; "": the same
}

// What net/http's server answers itself over HTTP/1.1.
const (
	badRequest        = `400 "400 Bad Request", length -1, type "text/plain; charset=utf-8", close true`
	expectationFailed = `417 "", length 0, type "", close true`
	tooLarge          = `431 "431 Request Header Fields Too Large", length -1, type "text/plain; charset=utf-8", close true`
)

// refusedOverHTTP2 is the verdict on headers that are too large there: the client knows the server's limit, or the server ends
// the connection.
const refusedOverHTTP2 = "refused"

// unanswered is the verdict on a request that net/http of Go 1.26 sends over HTTP/2 again and again, since the server resets
// its stream with PROTOCOL_ERROR, and of which Go 1.27 says so.
const unanswered = "unanswered"

// tornAmidWriting is what net/http may say, too, where it gives a request up over a pipe or a socket while it writes: its two
// loops race for the words.
const tornAmidWriting = `^error: (net/http: HTTP/1.x transport connection broken: .*|.*(read/write on closed pipe|closed network connection|connection reset by peer|broken pipe))$`

const (
	wireDeadline       = 30 * time.Second
	unansweredDeadline = 200 * time.Millisecond
)

var errBroken = errors.New("the body cannot be read")

func TestARequestMeansTheSameEveryWay(t *testing.T) {
	t.Parallel()
	ways := append(waysInMemory(), waysOverSockets()[0])
	overHTTP2 := waysOverSockets()[2]
	rows := wireRows()
	t.Logf("%d rows", len(rows))
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			for i, way := range ways {
				got := wireVerdict(t, way, row.edit, wireDeadline)
				if i > 0 && got != row.want && strings.HasPrefix(row.want, "error: ") {
					assert.Regexp(t, tornAmidWriting, got, way.name)
					continue
				}
				assert.Equal(t, row.want, got, way.name)
			}
			want, deadline := row.want, wireDeadline
			if row.h2 != "" {
				want = row.h2
			}
			if want == unanswered {
				deadline = unansweredDeadline
			}
			got := wireVerdict(t, overHTTP2, row.edit, deadline)
			if want == refusedOverHTTP2 {
				assert.Regexp(t, "^error: http2: (request header list larger|server sent GOAWAY)", got)
				return
			}
			assert.Equal(t, want, got, overHTTP2.name)
		})
	}
}

// wireVerdict sends a request and says what became of it: the error; or what net/http's server answered itself; or what the
// fake saw, by the eyes of a Match.
func wireVerdict(t *testing.T, way wayIn, edit func(*http.Request), deadline time.Duration) string {
	t.Helper()
	s, err := Start(way.options...)
	require.NoError(t, err)
	defer s.Close()
	transport, base := way.open(s)
	var seen string
	require.NoError(t, s.Inject(Fault{Status: http.StatusTeapot, Times: -1, Match: func(r *http.Request) bool {
		seen = describe(r)
		return true
	}}))
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/v1/users/u", nil)
	require.NoError(t, err)
	scheme, host := req.URL.Scheme, req.URL.Host
	edit(req)
	res, err := transport.RoundTrip(req)
	verdict := seen
	switch {
	case errors.Is(err, context.DeadlineExceeded), err != nil && strings.HasSuffix(err.Error(), "PROTOCOL_ERROR; received from peer"):
		verdict = unanswered
	case errors.Is(err, errBroken):
		verdict = "error: " + errBroken.Error() // the pipe and the socket have more to say of it
	case err != nil:
		assert.Nil(t, res)
		verdict = "error: " + err.Error()
	default:
		body, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		assert.Same(t, req, res.Request)
		if res.StatusCode != http.StatusTeapot {
			verdict = fmt.Sprintf("%d %q, length %d, type %q, close %t",
				res.StatusCode, body, res.ContentLength, res.Header.Get("Content-Type"), res.Close)
		}
	}
	if err == nil {
		assert.Len(t, s.Requests(), map[bool]int{true: 1}[seen != ""], "what net/http's server answers is in no log")
	}
	return strings.NewReplacer(` host "`+host+`"`, "", host, "HOST", scheme+"://", "SCHEME://").Replace(verdict)
}

// describe says of a request what is not as it is in most: the method, the target, the host, headers, the body.
func describe(r *http.Request) string {
	body, err := io.ReadAll(r.Body)
	words := []string{r.Method, r.RequestURI}
	add := func(when bool, format string, args ...any) {
		if when {
			words = append(words, fmt.Sprintf(format, args...))
		}
	}
	usual := map[string]string{
		"User-Agent": fmt.Sprintf("Go-http-client/%d.%d", r.ProtoMajor, r.ProtoMinor), "Accept-Encoding": "gzip",
	}
	add(err != nil, "error %v", err)
	add(r.Host != r.URL.Host, "host %q", r.Host)
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		value := strings.Join(r.Header[name], `", "`)
		add(value != usual[name], "%s %.25q", name, r.Header[name])
		delete(usual, name)
	}
	for _, name := range slices.Sorted(maps.Keys(usual)) {
		add(true, "no %s", name)
	}
	add(len(body) > 0, "body %.10q", body)
	add(r.ContentLength > 0, "of %d", r.ContentLength)
	add(len(r.TransferEncoding) > 0, "%s", r.TransferEncoding)
	add(r.Close, "close")
	add(len(r.Trailer) > 0, "trailer %q", r.Trailer)
	return strings.Join(words, " ")
}

// Whatever becomes of a request, its body is closed, as a RoundTripper must.
func TestEveryWayClosesTheBody(t *testing.T) {
	t.Parallel()
	for _, row := range wireRows() {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			for _, way := range append(waysInMemory(), waysOverSockets()[0]) {
				s, err := Start()
				require.NoError(t, err)
				defer s.Close()
				transport, base := way.open(s)
				req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/v1/users/u", nil)
				require.NoError(t, err)
				row.edit(req)
				body := watch(strings.NewReader("abc"))
				if req.Body != nil {
					body.Reader = req.Body
				} else {
					req.ContentLength = 3
				}
				req.Body = body
				res, err := transport.RoundTrip(req)
				if err == nil {
					require.NoError(t, res.Body.Close())
				}
				if way.name == waysInMemory()[0].name {
					assert.NotEmpty(t, body.closed)
					continue
				}
				select {
				case <-body.closed: // net/http may close it a little later
				case <-time.After(wireDeadline):
					t.Error(way.name)
				}
			}
		})
	}
}
