package fake

// The connection of Transport, in memory: net/http itself writes each request, and net/http itself reads it, as its client and
// server do over a socket, but in one buffer. So a header, a target or a body that does not survive a socket does not survive
// this either.

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"reflect"
	"strings"
	"sync"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
	"github.com/partnerkit/partnerkit-go/internal/httpfield"
)

const (
	// headLimit is how many bytes of a request line and headers net/http's server takes, with maxHeaderBytes set.
	headLimit = maxHeaderBytes + 4<<10
	// maxKept is how much of a request is kept, head and body. A chunk of one byte takes six on the wire.
	maxKept = headLimit + 6*(backend.MaxBody+1)
	// maxSent is how much of a request is taken before it is answered, however much is still to come.
	maxSent = headLimit + backend.MaxBody + maxDiscarded
	// maxPooled is how large a buffer may have grown that the next request takes over.
	maxPooled = 64 << 10
)

// acceptGzip is the header that net/http's client adds where the caller has no Accept-Encoding.
const acceptGzip = "Accept-Encoding: gzip\r\n"

// brokenConnection is what net/http's client says where a connection ends amid a request.
const brokenConnection = "net/http: HTTP/1.x transport connection broken"

// errAnswered ends the sending of a body that is far too large.
var errAnswered = errors.New("fake: the request was answered before it was sent whole")

// memoryConn carries one request.
type memoryConn struct {
	out   *bufio.Writer // as large as that of net/http's client, which decides what a request that fails has sent
	in    *bufio.Reader
	limit io.LimitedReader
	kept  bytes.Buffer
	sent  int64
}

var memoryConns = sync.Pool{New: func() any { return &memoryConn{out: bufio.NewWriter(nil), in: bufio.NewReader(nil)} }}

func getMemoryConn() *memoryConn {
	c := memoryConns.Get().(*memoryConn)
	c.out.Reset(c)
	return c
}

// release gives the connection to the next request.
func (c *memoryConn) release() {
	if c.kept.Cap() > maxPooled {
		return
	}
	c.kept.Reset()
	c.sent = 0
	memoryConns.Put(c)
}

// Write takes what was written into out.
func (c *memoryConn) Write(p []byte) (int, error) {
	c.sent += int64(len(p))
	if c.sent > maxSent {
		return len(p), errAnswered
	}
	if room := maxKept - c.kept.Len(); room > 0 {
		c.kept.Write(p[:min(len(p), room)])
	}
	return len(p), nil
}

// send writes the request, whose body it closes. A body that blocks is given up when the context ends.
func (c *memoryConn) send(ctx context.Context, req *http.Request) error {
	var watched *watchedReader
	if body := req.Body; body != nil && body != http.NoBody && !inMemory(body) {
		stop := context.AfterFunc(ctx, func() { _ = body.Close() })
		defer stop()
		watched = &watchedReader{ReadCloser: body}
		req = req.WithContext(ctx)
		req.Body = watched
	}
	err := req.Write(c.out)
	if err == nil {
		err = c.out.Flush()
	}
	switch cause := context.Cause(ctx); {
	case cause != nil:
		return cause
	case err == nil, c.sent > maxSent:
		return nil
	case watched != nil && watched.err != nil:
		return watched.err
	case c.sent > 0:
		return fmt.Errorf("%s: %w", brokenConnection, err)
	}
	return err
}

// readRequest reads the request as a server does. Where net/http's server answers itself, the status is not 0.
func (c *memoryConn) readRequest(ctx context.Context, addedGzip bool) (req *http.Request, status int) {
	c.limit = io.LimitedReader{R: &c.kept, N: headLimit}
	if addedGzip {
		c.limit.N -= int64(len(acceptGzip))
	}
	c.in.Reset(&c.limit)
	req, err := http.ReadRequest(c.in)
	switch {
	case err != nil && c.limit.N <= 0:
		return nil, http.StatusRequestHeaderFieldsTooLarge
	case err != nil:
		return nil, http.StatusBadRequest
	}
	c.limit.N = math.MaxInt64
	if addedGzip {
		req.Header["Accept-Encoding"] = append(req.Header["Accept-Encoding"], "gzip")
	}
	req.RemoteAddr = fakeAddr{}.String()
	req = req.WithContext(serverContext{ctx}) //nolint:contextcheck // it is made of ctx
	switch expected := req.Header.Get("Expect"); {
	case expected != "" && !hasToken(expected, "100-continue"):
		return req, http.StatusExpectationFailed
	case req.Method == http.MethodOptions && req.RequestURI == "*":
		return req, http.StatusOK
	}
	return req, 0
}

// serverContext ends with the caller's context and knows none of its values, which no wire carries.
type serverContext struct{ context.Context } //nolint:containedctx // it is one

func (serverContext) Value(any) any { return nil }

// watchedReader keeps the error of a body, which net/http hides.
type watchedReader struct {
	io.ReadCloser
	err error
}

func (r *watchedReader) Read(p []byte) (int, error) {
	n, err := r.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		r.err = err
	}
	return n, err
}

// noClosers are the types that io.NopCloser makes.
var noClosers = [...]reflect.Type{reflect.TypeOf(io.NopCloser(nil)), reflect.TypeOf(io.NopCloser(new(bytes.Buffer)))}

// inMemory tells a body that neither blocks nor fails, of which net/http sends the first part together with the headers.
func inMemory(body io.ReadCloser) bool {
	var reader io.Reader = body
	if v := reflect.ValueOf(body); v.Type() == noClosers[0] || v.Type() == noClosers[1] {
		reader, _ = v.Field(0).Interface().(io.Reader)
	}
	switch reader.(type) {
	case *bytes.Reader, *bytes.Buffer, *strings.Reader:
		return true
	}
	return false
}

// hasToken reports whether a header's value, a list, has the word in it.
func hasToken(value, word string) bool {
	for part := range strings.SplitSeq(value, ",") {
		if strings.EqualFold(strings.Trim(part, " \t"), word) {
			return true
		}
	}
	return false
}

// checkSendable refuses what net/http's client refuses before it looks for a connection, in its words.
func checkSendable(req *http.Request) error {
	switch {
	case req.URL == nil:
		return errors.New("http: nil Request.URL")
	case req.Header == nil:
		return errors.New("http: nil Request.Header")
	case req.URL.Scheme != "http" && req.URL.Scheme != "https":
		return fmt.Errorf("unsupported protocol scheme %q", req.URL.Scheme)
	}
	if wrong := unsendableField(req.Header); wrong != "" {
		return errors.New("net/http: invalid header " + wrong)
	}
	if wrong := unsendableField(req.Trailer); wrong != "" {
		return errors.New("net/http: invalid trailer " + wrong)
	}
	switch {
	case req.Method != "" && !httpfield.IsToken(req.Method):
		return fmt.Errorf("net/http: invalid method %q", req.Method)
	case req.URL.Host == "":
		return errors.New("http: no Host in request URL")
	}
	return nil
}

// unsendableField names a field that no request can have. It does not show the value, which may be a secret.
func unsendableField(h http.Header) string {
	for name, values := range h {
		if !httpfield.IsToken(name) {
			return fmt.Sprintf("field name %q", name)
		}
		for _, value := range values {
			if isUnsendable(value) {
				return fmt.Sprintf("field value for %q", name)
			}
		}
	}
	return ""
}
