package fake

// An answer means the same on each way in, whatever a fault makes of it. One to CONNECT has no row: there the versions of Go
// differ.

import (
	"bytes"
	"context"
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

// answerRow is a fault, the request that meets it, and what the caller makes of the answer.
type answerRow struct {
	name  string
	fault Fault
	edit  func(*http.Request) // makes the request out of a GET without a header
	want  string              // see answerVerdict
}

// gzippedTea is "tea".
const gzippedTea = "\x1f\x8b\b\x00\x00\x00\x00\x00\x00\xff*IM\x04\x04\x00\x00\xff\xff\xb2\xd7\x86\x8e\x03\x00\x00\x00"

// tea is a fault whose answer has a header.
func tea(name string, values ...string) Fault {
	return Fault{Status: http.StatusTeapot, Body: []byte("tea"), Header: http.Header{name: values}}
}

func answerRows() []answerRow {
	packed := []byte(gzippedTea)
	inGzip := http.Header{"Content-Encoding": {"gzip"}, "Content-Type": {"text/plain"}}
	return []answerRow{
		{"a body", Fault{Status: 418, Body: []byte("tea")}, all(),
			`418 I'm a teapot 3 Content-Type ["text/plain; charset=utf-8"] "tea"`},
		{"an empty body", Fault{Status: 418, Body: []byte{}}, all(), `418 I'm a teapot 0 ""`},
		{"an answer to HEAD", Fault{Status: 418, Body: []byte("tea")}, method("HEAD"),
			`418 I'm a teapot 3 Content-Type ["text/plain; charset=utf-8"] ""`},
		{"an answer to HEAD that is cut", Fault{Status: 418, Body: []byte("tea"), Cut: 1}, method("HEAD"),
			`418 I'm a teapot 3 Content-Type ["text/plain; charset=utf-8"] ""`},
		{"204", Fault{Status: 204}, all(), `204 No Content 0 of no length ""`},
		{"304", Fault{Status: 304}, all(), `304 Not Modified 0 of no length ""`},
		{"204 to HEAD", Fault{Status: 204}, method("HEAD"), `204 No Content -1 ""`},
		{"304 to HEAD", Fault{Status: 304}, method("HEAD"), `304 Not Modified -1 ""`},
		{"304 with a type", Fault{Status: 304, Header: http.Header{"Content-Type": {"text/plain"}, "Etag": {"a"}}}, all(),
			`304 Not Modified 0 of no length Etag ["a"] ""`},
		{"a status without a name", Fault{Status: 299, Body: []byte("tea")}, all(),
			`299 status code 299 3 Content-Type ["text/plain; charset=utf-8"] "tea"`},
		{"a header in lower case", tea("x-lower", "a"), all(),
			`418 I'm a teapot 3 Content-Type ["text/plain; charset=utf-8"] X-Lower ["a"] "tea"`},
		{"spaces around a value", tea("X-A", " a\tb\t", ""), all(),
			`418 I'm a teapot 3 Content-Type ["text/plain; charset=utf-8"] X-A ["a\tb" ""] "tea"`},
		{"a header without values", tea("X-A"), all(), `418 I'm a teapot 3 Content-Type ["text/plain; charset=utf-8"] "tea"`},
		{"a type without values", tea("Content-Type"), all(), `418 I'm a teapot 3 "tea"`},
		{"a Date", tea("Date", "today"), all(),
			`418 I'm a teapot 3 no date Content-Type ["text/plain; charset=utf-8"] Date ["today"] "tea"`},
		{"a Date without values", tea("Date"), all(), `418 I'm a teapot 3 no date Content-Type ["text/plain; charset=utf-8"] "tea"`},
		{"a Trailer", tea("Trailer", "X-End"), all(),
			`418 I'm a teapot 3 Content-Type ["text/plain; charset=utf-8"] Trailer ["X-End"] "tea"`},
		{"a Pragma", tea("Pragma", "no-cache"), all(),
			`418 I'm a teapot 3 Cache-Control ["no-cache"] Content-Type ["text/plain; charset=utf-8"] Pragma ["no-cache"] "tea"`},
		{"Connection: close", tea("Connection", "close"), all(),
			`418 I'm a teapot 3 close Content-Type ["text/plain; charset=utf-8"] "tea"`},
		{"Connection: Close", tea("Connection", "a, Close"), all(),
			`418 I'm a teapot 3 close Content-Type ["text/plain; charset=utf-8"] "tea"`},
		{"Connection: keep-alive", tea("Connection", "keep-alive"), all(),
			`418 I'm a teapot 3 Connection ["keep-alive"] Content-Type ["text/plain; charset=utf-8"] "tea"`},
		{"Connection twice", tea("Connection", "keep-alive", "close"), all(),
			`418 I'm a teapot 3 close Content-Type ["text/plain; charset=utf-8"] "tea"`},
		{"a request that closes", Fault{Status: 418, Body: []byte("tea")}, header("Connection", "close"),
			`418 I'm a teapot 3 close Content-Type ["text/plain; charset=utf-8"] "tea"`},
		{"a request that closes, kept alive", tea("Connection", "keep-alive"), func(r *http.Request) { r.Close = true },
			`418 I'm a teapot 3 close Content-Type ["text/plain; charset=utf-8"] "tea"`},
		{"gzip", Fault{Status: 418, Body: packed, Header: inGzip}, all(),
			`418 I'm a teapot -1 uncompressed Content-Type ["text/plain"] "tea"`},
		{"GZip", Fault{Status: 418, Body: packed, Header: http.Header{"Content-Encoding": {"GZip"}, "Content-Type": {"text/plain"}}}, all(),
			`418 I'm a teapot -1 uncompressed Content-Type ["text/plain"] "tea"`},
		{"gzip that was asked for", Fault{Status: 418, Body: packed, Header: inGzip}, header("Accept-Encoding", "gzip"),
			`418 I'm a teapot 27 Content-Encoding ["gzip"] Content-Type ["text/plain"] "\x1f\x8b\b"`},
		{"gzip of a range", Fault{Status: 418, Body: packed, Header: inGzip}, header("Range", "bytes=0-1"),
			`418 I'm a teapot 27 Content-Encoding ["gzip"] Content-Type ["text/plain"] "\x1f\x8b\b"`},
		{"gzip of HEAD", Fault{Status: 418, Body: packed, Header: inGzip}, method("HEAD"),
			`418 I'm a teapot 27 Content-Encoding ["gzip"] Content-Type ["text/plain"] ""`},
		{"gzip that is none", Fault{Status: 418, Body: []byte("tea"), Header: inGzip}, all(),
			`418 I'm a teapot -1 uncompressed Content-Type ["text/plain"] "" unexpected EOF`},
		{"gzip of no bytes", Fault{Status: 418, Body: []byte{}, Header: inGzip}, all(),
			`418 I'm a teapot 0 Content-Encoding ["gzip"] Content-Type ["text/plain"] ""`},
		{"gzip that is cut", Fault{Status: 418, Body: packed, Header: inGzip, Cut: 20}, all(),
			`418 I'm a teapot -1 uncompressed Content-Type ["text/plain"] "tea" unexpected EOF`},
		{"gzip that is cut in its header", Fault{Status: 418, Body: packed, Header: inGzip, Cut: 5}, all(),
			`418 I'm a teapot -1 uncompressed Content-Type ["text/plain"] "" unexpected EOF`},
		{"gzip with more behind it", Fault{Status: 418, Body: append(bytes.Clone(packed), "more"...), Header: inGzip}, all(),
			`418 I'm a teapot -1 uncompressed Content-Type ["text/plain"] "tea" unexpected EOF`},
		{"gzip twice", Fault{Status: 418, Body: slices.Concat(packed, packed), Header: inGzip}, all(),
			`418 I'm a teapot -1 uncompressed Content-Type ["text/plain"] "tea"`},
		{"another encoding", tea("Content-Encoding", "br"), all(),
			`418 I'm a teapot 3 Content-Encoding ["br"] Content-Type ["text/plain; charset=utf-8"] "tea"`},
		{"a cut", Fault{Status: 418, Body: []byte("tea"), Cut: 2}, all(),
			`418 I'm a teapot 3 Content-Type ["text/plain; charset=utf-8"] "te" unexpected EOF`},
		{"a cut beyond the body", Fault{Status: 418, Body: []byte("tea"), Cut: 9}, all(),
			`418 I'm a teapot 4 Content-Type ["text/plain; charset=utf-8"] "tea" unexpected EOF`},
		{"headers of 9 MB", tea("X-Long", strings.Repeat("a", 9<<20)), all(),
			`418 I'm a teapot 3 Content-Type ["text/plain; charset=utf-8"] X-Long ["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"] "tea"`},
		{"headers of 11 MB", tea("X-Long", strings.Repeat("a", 11<<20)), all(),
			`error: net/http: HTTP/1.x transport connection broken: net/http: server response headers exceeded 10485760 bytes; aborted`},
		{"an upgrade", tea("Connection", "upgrade"), all(),
			`418 I'm a teapot 3 Connection ["upgrade"] Content-Type ["text/plain; charset=utf-8"] "tea"`},
		{"TE", tea("Te", "gzip"), all(), `418 I'm a teapot 3 Content-Type ["text/plain; charset=utf-8"] Te ["gzip"] "tea"`},
	}
}

func TestAnAnswerMeansTheSameEveryWay(t *testing.T) {
	t.Parallel()
	rows := answerRows()
	t.Logf("%d rows", len(rows))
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			for _, way := range append(waysInMemory(), waysOverSockets()[0]) {
				assert.Equal(t, row.want, answerVerdict(t, way, row), way.name)
			}
		})
	}
}

// answerVerdict says what a caller makes of an answer: its status, what is not as in most, its headers, and its body with the
// error that ended it, if one did.
func answerVerdict(t *testing.T, way wayIn, row answerRow) string {
	t.Helper()
	s := New(t)
	transport, base := way.open(s)
	require.NoError(t, s.Inject(row.fault))
	ctx, cancel := context.WithTimeout(t.Context(), wireDeadline)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/v1/users/u", nil)
	require.NoError(t, err)
	row.edit(req)
	res, err := transport.RoundTrip(req)
	if err != nil {
		return "error: " + err.Error()
	}
	body, bodyErr := io.ReadAll(res.Body)
	require.NoError(t, res.Body.Close())
	assert.Same(t, req, res.Request)
	assert.Equal(t, "HTTP/1.1 1 1", fmt.Sprint(res.Proto, " ", res.ProtoMajor, " ", res.ProtoMinor))
	assert.Empty(t, res.TransferEncoding)
	assert.Empty(t, res.Trailer)
	assert.Nil(t, res.TLS)
	words := []string{res.Status, fmt.Sprint(res.ContentLength)}
	if res.Close {
		words = append(words, "close")
	}
	if res.Uncompressed {
		words = append(words, "uncompressed")
	}
	assert.Regexp(t, "^[0-9a-f]{32}$", res.Header.Get("X-Request-Id"))
	for _, name := range []string{"X-Request-Id", "X-Ratelimit-Limit", "X-Ratelimit-Remaining", "X-Ratelimit-Reset"} {
		res.Header.Del(name)
	}
	if date, err := http.ParseTime(res.Header.Get("Date")); err == nil {
		assert.WithinDuration(t, time.Now(), date, time.Minute)
		res.Header.Del("Date")
	} else {
		words = append(words, "no date")
	}
	if res.Header.Get("Content-Length") == fmt.Sprint(res.ContentLength) {
		res.Header.Del("Content-Length")
	} else if res.ContentLength >= 0 {
		words = append(words, "of no length")
	}
	for _, name := range slices.Sorted(maps.Keys(res.Header)) {
		words = append(words, fmt.Sprintf("%s %.30q", name, res.Header[name]))
	}
	words = append(words, fmt.Sprintf("%.3q", body))
	if bodyErr != nil {
		words = append(words, bodyErr.Error())
	}
	if _, err := res.Body.Read(make([]byte, 1)); res.Body != http.NoBody {
		assert.EqualError(t, err, errBodyClosed.Error())
	}
	return strings.Join(words, " ")
}
