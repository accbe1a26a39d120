package fake

// A reply as the caller of Transport sees it: the response that net/http's client makes of what net/http's server sends.

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
)

// errBodyClosed is what net/http's client says of a body that is read after it was closed.
var errBodyClosed = errors.New("http: read on closed response body")

// maxResponseHeader is how large the headers of a response may be.
const maxResponseHeader = 10 << 20

// serverReply is what net/http's server answers itself, where a request does not come to its handler.
func serverReply(status int) reply {
	switch status {
	case 0:
		return reply{}
	case http.StatusOK, http.StatusExpectationFailed:
		return reply{status: status, closes: status != http.StatusOK}
	}
	text := strconv.Itoa(status) + " " + http.StatusText(status)
	return reply{
		status: status, closes: true, length: -1, body: []byte(text),
		header: http.Header{"Content-Type": {"text/plain; charset=utf-8"}},
	}
}

// response is the answer to req, which came as arrived; nil if it could not be read.
func (s *Server) response(req, arrived *http.Request, out *reply, gzipped bool) (*http.Response, error) {
	header, err := out.receivedHeader()
	if err != nil {
		return nil, err
	}
	res := &http.Response{
		Status: statusLine(out.status), StatusCode: out.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: header, ContentLength: int64(out.length), Request: req, Body: http.NoBody,
	}
	res.Close = out.closes || arrived.Close || hasToken(strings.Join(header["Connection"], ","), "close")
	if res.Close {
		delete(header, "Connection")
	}
	if req.Method == http.MethodHead && bodyless(out.status) {
		res.ContentLength = -1 // what a GET would have brought is not said
	}
	if req.Method == http.MethodHead || out.length == 0 {
		return res, nil
	}
	switch out.ending {
	case stalled:
		res.Body = s.newStalledBody(req.Context(), out)
	case cut:
		res.Body = &memoryBody{rest: out.body, end: io.ErrUnexpectedEOF, buffer: out.buffer}
	default:
		res.Body = &memoryBody{rest: out.body, end: io.EOF, buffer: out.buffer}
	}
	if gzipped && strings.EqualFold(header.Get("Content-Encoding"), "gzip") {
		delete(header, "Content-Encoding")
		delete(header, "Content-Length")
		res.Body, res.ContentLength, res.Uncompressed = &gzipBody{compressed: res.Body}, -1, true
	}
	return res, nil
}

// statusLine is a response's status with its name; one that has none is named by its number.
func statusLine(status int) string {
	number := strconv.Itoa(status)
	if text := http.StatusText(status); text != "" {
		return number + " " + text
	}
	return number + " status code " + number
}

// receivedHeader is the reply's header as it comes out of a connection: without names that have no values, and values
// without the spaces around them.
func (out *reply) receivedHeader() (http.Header, error) {
	header := make(http.Header, len(out.header)+2)
	out.setHeader(header)
	if _, dated := header["Date"]; !dated && out.length >= 0 {
		header["Date"] = []string{time.Now().UTC().Format(http.TimeFormat)}
	}
	if pragma := header["Pragma"]; len(pragma) > 0 && pragma[0] == "no-cache" && header["Cache-Control"] == nil {
		header["Cache-Control"] = []string{"no-cache"} // net/http reads them so
	}
	size := 0
	for name, values := range header {
		if len(values) == 0 {
			delete(header, name)
		}
		for i, value := range values {
			size += len(name) + len(value) + len(": \r\n")
			if trimmed := strings.Trim(value, " \t"); trimmed != value {
				values[i] = trimmed
			}
		}
	}
	if size > maxResponseHeader {
		return nil, fmt.Errorf("%s: net/http: server response headers exceeded %d bytes; aborted", brokenConnection, maxResponseHeader)
	}
	return header, nil
}

// memoryBody gives its bytes and then its end. One goroutine may close it while another reads, as net/http's.
type memoryBody struct {
	mu     sync.Mutex
	rest   []byte
	end    error
	buffer *bytes.Buffer // see backend.Response
}

func (b *memoryBody) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.rest) == 0 {
		return 0, b.end
	}
	n := copy(p, b.rest)
	b.rest = b.rest[n:]
	return n, nil
}

func (b *memoryBody) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.rest, b.end = nil, errBodyClosed
	backend.PutBuffer(b.buffer)
	b.buffer = nil
	return nil
}

// errStalls is the end of a body that stalls, until it is closed.
var errStalls = errors.New("fake: the body stalls")

// stalledBody gives its bytes and then waits. Closing it while another goroutine reads ends that wait.
type stalledBody struct {
	memoryBody
	server *Server
	hold   time.Duration
	ctx    context.Context //nolint:containedctx // a response's body ends with its request's context, as net/http's does
	cancel context.CancelCauseFunc
}

func (s *Server) newStalledBody(ctx context.Context, out *reply) *stalledBody {
	ctx, cancel := context.WithCancelCause(ctx)
	return &stalledBody{memoryBody: memoryBody{rest: out.body, end: errStalls, buffer: out.buffer}, server: s, hold: out.hold, ctx: ctx, cancel: cancel}
}

func (b *stalledBody) Read(p []byte) (int, error) {
	n, err := b.memoryBody.Read(p)
	if !errors.Is(err, errStalls) {
		return n, err
	}
	if err := b.server.stall(b.ctx, b.hold); err != nil {
		return 0, err
	}
	return 0, io.ErrUnexpectedEOF
}

func (b *stalledBody) Close() error {
	b.cancel(errBodyClosed)
	return b.memoryBody.Close()
}

// gzipBody undoes the gzip that Transport asked for.
type gzipBody struct {
	compressed io.ReadCloser
	closed     atomic.Bool
	plain      *gzip.Reader
	err        error
}

func (b *gzipBody) Read(p []byte) (int, error) {
	if b.closed.Load() {
		return 0, errBodyClosed
	}
	if b.plain == nil && b.err == nil {
		b.plain, b.err = gzip.NewReader(b.compressed)
	}
	if b.err != nil {
		return 0, b.err
	}
	return b.plain.Read(p)
}

func (b *gzipBody) Close() error {
	b.closed.Store(true)
	return b.compressed.Close()
}
