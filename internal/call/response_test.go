package call

// A body, read whole and within bounds: what is kept of each, and what goes back to the pool.

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// packed is a text as gzip has it.
func packed(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := io.WriteString(w, text)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.String()
}

// bodyOf is a body that knows whether it was closed, and that breaks where it is told to.
type bodyOf struct {
	io.Reader
	closed bool
}

func (b *bodyOf) Close() error { b.closed = true; return nil }

type brokenReader struct{ err error }

func (b brokenReader) Read([]byte) (int, error) { return 0, b.err }

func TestReadingABody(t *testing.T) {
	t.Parallel()
	gzipped := http.Header{"Content-Encoding": {"GZIP"}, "Content-Length": {"9"}, "X-Kept": {"1"}}
	whole := strings.Repeat("x", maxBody)
	for name, row := range map[string]struct {
		status       int
		header       http.Header
		body         io.Reader
		uncompressed bool
		isList       bool

		want     string
		err      error
		tooLarge bool
	}{
		"a text":                          {status: 200, body: strings.NewReader("text"), want: "text"},
		"nothing":                         {status: 204, body: strings.NewReader("")},
		"a connection":                    {status: 101, body: brokenReader{errReset}},
		"one that breaks":                 {status: 200, body: io.MultiReader(strings.NewReader("te"), brokenReader{errReset}), want: "te", err: errReset},
		"gzip":                            {status: 200, header: gzipped, body: strings.NewReader(packed(t, "text")), want: "text"},
		"gzip of nothing":                 {status: 200, header: gzipped, body: strings.NewReader("")},
		"gzip that is none":               {status: 200, header: gzipped, body: strings.NewReader("text, no gzip"), err: gzip.ErrHeader},
		"gzip that breaks":                {status: 200, header: gzipped, body: strings.NewReader(packed(t, "text")[:20]), want: "text", err: io.ErrUnexpectedEOF},
		"gzip that was unpacked":          {status: 200, header: gzipped, body: strings.NewReader("text"), uncompressed: true, want: "text"},
		"the limit":                       {status: 200, body: strings.NewReader(whole), want: whole},
		"over the limit":                  {status: 200, body: strings.NewReader(whole + "y"), want: whole + "y", tooLarge: true},
		"over the limit, packed":          {status: 200, header: gzipped, body: strings.NewReader(packed(t, whole+"yz")), want: whole + "y", tooLarge: true},
		"a list over an object's limit":   {status: 200, isList: true, body: strings.NewReader(whole + "y"), want: whole + "y"},
		"a break at the end of the limit": {status: 200, body: io.MultiReader(strings.NewReader(whole), brokenReader{errReset}), want: whole, err: errReset},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			header := row.header.Clone()
			body := &bodyOf{Reader: row.body}
			var r response
			r.readBody(&http.Response{StatusCode: row.status, Header: header, Body: body, Uncompressed: row.uncompressed}, row.isList)
			assert.True(t, string(r.body) == row.want, "%d bytes", len(r.body)) //nolint:testifylint // a megabyte is not to be printed
			assert.Equal(t, row.tooLarge, r.tooLarge)
			require.ErrorIs(t, r.bodyErr, row.err)
			assert.True(t, body.closed)
			assert.Equal(t, row.status, r.status)
			assert.Equal(t, row.header, header, "the transport's header is not ours to change")
			if row.header != nil && !row.uncompressed {
				assert.Equal(t, http.Header{"X-Kept": {"1"}}, r.header)
			}
			r.release()
			assert.Nil(t, r.body)
			r.release() // a second time is nothing
		})
	}
}

// The response of a transport may have no body, and a Content-Length that is a lie.
func TestOddResponses(t *testing.T) { //nolint:paralleltest // a buffer that went back could be taken by another test
	var r response
	r.readBody(&http.Response{StatusCode: 200}, false)
	assert.Empty(t, r.body)
	require.NoError(t, r.bodyErr)
	r.readBody(&http.Response{StatusCode: 200, ContentLength: 1 << 40, Body: io.NopCloser(strings.NewReader("{}"))}, true)
	assert.Equal(t, "{}", string(r.body))
	assert.LessOrEqual(t, r.buffer.Cap(), maxKeptBuffer, "room comes with the bytes, or was there")
	first := r.buffer
	r.readBody(&http.Response{StatusCode: 500, Body: io.NopCloser(brokenReader{errors.New("gone")})}, false)
	assert.Equal(t, 500, r.status, "a new response takes the place of the one before")
	assert.Empty(t, r.body)
	assert.Empty(t, first.Bytes(), "whose buffer went back")
}

func TestStatusesAndBlanks(t *testing.T) {
	t.Parallel()
	for status, ok := range map[int]bool{0: false, 101: false, 199: false, 200: true, 204: true, 299: true, 300: false, 404: false, 500: false} {
		assert.Equal(t, ok, (&response{status: status}).ok(), status)
	}
	for body, blank := range map[string]bool{"": true, " \t\r\n": true, "\v": false, " x ": false, "\u00a0": false} {
		assert.Equal(t, blank, (&response{body: []byte(body)}).isBlank(), "%q", body)
	}
}

// A buffer that grew for one long response is not kept for the next.
func TestOnlySmallBuffersAreKept(t *testing.T) { //nolint:paralleltest // a buffer that went back could be taken by another test
	for _, size := range []int{1, maxKeptBuffer, maxKeptBuffer + 1} {
		r := response{buffer: &buffer{Buffer: *bytes.NewBuffer(make([]byte, size))}}
		buffer := r.buffer
		r.release()
		assert.Equal(t, size <= maxKeptBuffer, buffer.Len() == 0, "%d bytes", size)
	}
}
