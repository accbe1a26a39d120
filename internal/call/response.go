package call

// A response whose body has been read: whole, within bounds, and out of a gzip that
// nobody asked for.

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
)

// response is the last response of a call.
type response struct {
	status   int // 0 if nothing answered
	header   http.Header
	body     []byte
	buffer   *buffer // holds the body
	bodyErr  error   // why the body ended before its end; nil if it is whole
	tooLarge bool
}

const (
	maxBody         = 1 << 20
	maxListBody     = 16 << 20
	maxPreallocated = 64 << 10 // what a Content-Length alone gets; the buffer grows as bytes come
)

// readBody reads a response to its end and closes it. It takes the place of the response
// that was there.
func (r *response) readBody(received *http.Response, isList bool) {
	r.release()
	*r = response{status: received.StatusCode, header: received.Header}
	if received.Body == nil { // as net/http's client takes it
		return
	}
	defer func() { _ = received.Body.Close() }()
	if r.status < http.StatusOK { // 101: the body is a connection
		return
	}
	body := io.Reader(received.Body)
	if !received.Uncompressed && strings.EqualFold(r.header.Get("Content-Encoding"), "gzip") {
		if body, r.bodyErr = r.gunzip(body); r.bodyErr != nil {
			return
		}
	}
	limit := int64(maxBody)
	if isList {
		limit = maxListBody
	}
	r.buffer = buffers.Get().(*buffer)
	if n := received.ContentLength; n > 0 {
		r.buffer.Grow(int(min(n, maxPreallocated)) + bytes.MinRead)
	}
	r.buffer.limited = io.LimitedReader{R: body, N: limit + 1}
	n, err := r.buffer.ReadFrom(&r.buffer.limited)
	r.body, r.bodyErr, r.tooLarge = r.buffer.Bytes(), err, n > limit
	r.buffer.limited.R = nil
}

// closeBody closes a response that stands beside an error, which no RoundTripper should return and some do.
func closeBody(response *http.Response) {
	if response != nil && response.Body != nil {
		_ = response.Body.Close()
	}
}

// gunzip decompresses a body that came in gzip although nobody asked for it; net/http decompresses
// only what it asked for itself. As net/http does, it removes the headers that no longer fit.
func (r *response) gunzip(packed io.Reader) (io.Reader, error) {
	r.header = r.header.Clone()
	r.header.Del("Content-Encoding")
	r.header.Del("Content-Length")
	unpacked, err := gzip.NewReader(packed)
	if errors.Is(err, io.EOF) { // nothing was packed
		return http.NoBody, nil
	}
	return unpacked, err
}

// ok reports whether the status is a success.
func (r *response) ok() bool { return r.status >= 200 && r.status < 300 }

// isBlank reports whether the body is nothing but white space.
func (r *response) isBlank() bool { return len(bytes.Trim(r.body, " \t\r\n")) == 0 }

// buffer is what a body is read into, and through what.
type buffer struct {
	bytes.Buffer

	limited io.LimitedReader
}

// buffers are used again and again; what outlives a call is copied out.
var buffers = sync.Pool{New: func() any { return new(buffer) }}

// maxKeptBuffer is the largest buffer that is used again: one may have grown for one long response.
const maxKeptBuffer = 1 << 20

// release gives the buffer back; the body is gone then.
func (r *response) release() {
	if r.buffer != nil && r.buffer.Cap() <= maxKeptBuffer {
		r.buffer.Reset()
		buffers.Put(r.buffer)
	}
	r.buffer, r.body = nil, nil
}
