package fake

// Transport: the fake as a RoundTripper. No socket, no goroutine, no framing; the calls, waits, trace events and errors
// are those of a real connection.

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"os"
	"strconv"
	"sync"
	"syscall"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
)

// Transport returns a RoundTripper that answers for BaseURL, and for URL once that listens, without a socket. Any
// other host is ErrUnknownHost. A dropped answer is a *net.OpError, connection reset, after the httptrace events that a
// real connection fires; a cut one is a body that ends in io.ErrUnexpectedEOF. Every wait ends with the request's
// context.
func (s *Server) Transport() http.RoundTripper { return &memoryTransport{server: s} }

type memoryTransport struct{ server *Server }

func (t *memoryTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	s, ctx := t.server, req.Context()
	arrival := s.current()
	if req.Body != nil {
		defer func() { _ = req.Body.Close() }()
	}
	trace := httptrace.ContextClientTrace(ctx)
	if err := s.connect(ctx, req.URL, trace); err != nil {
		return nil, err
	}
	body, err := sendBody(ctx, req)
	traceWritten(trace, err)
	if err != nil {
		arrival.interrupted(newRequest(req, nil))
		return nil, err
	}
	out, err := s.exchange(ctx, arrival, newRequest(req, body), req)
	if err != nil {
		return nil, err
	}
	if out.ending == dropped {
		return nil, connectionError("read", os.NewSyscallError("read", syscall.ECONNRESET))
	}
	if trace != nil && trace.GotFirstResponseByte != nil {
		trace.GotFirstResponseByte()
	}
	return s.response(req, &out), nil
}

// connect is what comes before a byte is sent.
func (s *Server) connect(ctx context.Context, to *url.URL, trace *httptrace.ClientTrace) error {
	if trace != nil && trace.GetConn != nil {
		trace.GetConn(to.Host)
	}
	if err := context.Cause(ctx); err != nil {
		return err
	}
	if s.isClosed() {
		return connectionError("dial", ErrClosed)
	}
	if err := s.answersFor(to.Scheme, to.Host); err != nil {
		return err
	}
	if trace != nil && trace.GotConn != nil {
		trace.GotConn(httptrace.GotConnInfo{Conn: noConn{}})
	}
	return nil
}

// answersFor refuses every origin that is not the fake's.
func (s *Server) answersFor(scheme, host string) error {
	origin := scheme + "://" + host
	if origin == BaseURL || origin == s.listeningURL() {
		return nil
	}
	return connectionError("dial", fmt.Errorf("%w: %q is not %s", ErrUnknownHost, origin, BaseURL))
}

// sendBody reads the body as a connection would send it. A body of unknown length may block; the context ends that.
func sendBody(ctx context.Context, req *http.Request) ([]byte, error) {
	if req.Body == nil || req.Body == http.NoBody {
		return nil, nil
	}
	if req.ContentLength <= 0 {
		stop := context.AfterFunc(ctx, func() { _ = req.Body.Close() })
		defer stop()
	}
	body, err := readBody(req)
	if cause := context.Cause(ctx); cause != nil {
		return nil, cause
	}
	return body, err
}

func traceWritten(trace *httptrace.ClientTrace, err error) {
	if trace == nil {
		return
	}
	if trace.WroteHeaders != nil {
		trace.WroteHeaders()
	}
	if trace.WroteRequest != nil {
		trace.WroteRequest(httptrace.WroteRequestInfo{Err: err})
	}
}

func (s *Server) response(req *http.Request, out *reply) *http.Response {
	res := &http.Response{
		Status:     strconv.Itoa(out.status) + " " + http.StatusText(out.status),
		StatusCode: out.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: make(http.Header, len(out.header)+1), ContentLength: int64(out.length), Request: req,
	}
	out.setHeader(res.Header)
	switch {
	case req.Method == http.MethodHead:
		res.Body = http.NoBody
	case out.ending == stalled:
		res.Body = &stalledBody{memoryBody: memoryBody{rest: out.body}, server: s, ctx: req.Context(), out: out}
	case out.ending == cut:
		res.Body = &memoryBody{rest: out.body, end: io.ErrUnexpectedEOF, buffer: out.buffer}
	case len(out.body) == 0:
		res.Body = http.NoBody
	default:
		res.Body = &memoryBody{rest: out.body, end: io.EOF, buffer: out.buffer}
	}
	return res
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
	b.rest, b.end = nil, http.ErrBodyReadAfterClose
	backend.PutBuffer(b.buffer)
	b.buffer = nil
	return nil
}

// stalledBody gives its bytes and then waits. Closing it while another goroutine reads ends that wait.
type stalledBody struct {
	memoryBody
	server *Server
	ctx    context.Context //nolint:containedctx // a response's body ends with its request's context, as net/http's does
	out    *reply

	mu     sync.Mutex
	cancel context.CancelFunc
	closed bool
}

func (b *stalledBody) Read(p []byte) (int, error) {
	ctx, cancel := context.WithCancel(b.ctx)
	defer cancel()
	b.mu.Lock()
	if b.closed {
		b.mu.Unlock()
		return 0, http.ErrBodyReadAfterClose
	}
	if len(b.rest) > 0 {
		defer b.mu.Unlock()
		return b.memoryBody.Read(p)
	}
	b.cancel = cancel
	b.mu.Unlock()
	if err := b.server.stall(ctx, b.out.hold); err != nil {
		return 0, b.endedBy(err)
	}
	return 0, io.ErrUnexpectedEOF
}

// endedBy says whether it was Close that ended the wait.
func (b *stalledBody) endedBy(err error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return http.ErrBodyReadAfterClose
	}
	return err
}

func (b *stalledBody) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	if b.cancel != nil {
		b.cancel()
	}
	return nil
}

// connectionError is an error as a real connection gives it.
func connectionError(op string, err error) error {
	return &net.OpError{Op: op, Net: "tcp", Addr: fakeAddr{}, Err: err}
}
