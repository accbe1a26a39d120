package fake

// Transport: the fake as a RoundTripper. No socket, no goroutine, no pipe; a request means what it means over a connection,
// and the calls, waits, trace events and errors are those of net/http's client.

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
)

// Transport returns a RoundTripper that answers for BaseURL, and for URL once that listens, without a socket. Any
// other host is ErrUnknownHost. What it refuses to send, what it makes of the rest, and how it answers is as with an
// *http.Transport of net/http's over HTTP/1.1 to URL: the same errors, the same headers, 431 for headers beyond 68 KiB. It
// asks for gzip, and undoes it, as that does. A dropped answer is io.EOF, after the httptrace events that a real
// connection fires; a cut one is a body that ends in io.ErrUnexpectedEOF. Every wait ends with the request's context;
// Request.Cancel, which is deprecated, ends none. An Expect of 100-continue is not waited for: the body is sent at once.
func (s *Server) Transport() http.RoundTripper { return &memoryTransport{server: s} }

type memoryTransport struct{ server *Server }

func (t *memoryTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	s, ctx := t.server, req.Context()
	arrival := s.current()
	trace := httptrace.ContextClientTrace(ctx)
	err := checkSendable(req)
	if err == nil {
		err = s.connect(ctx, req.URL, trace)
	}
	if err != nil {
		if req.Body != nil {
			_ = req.Body.Close()
		}
		return nil, err
	}
	conn := getMemoryConn()
	defer conn.release()
	gzip := addsGzip(req)
	if err := conn.send(ctx, req); err != nil {
		if conn.sent > 0 {
			if head, status := conn.readRequest(ctx, gzip); status == 0 {
				arrival.logInterrupted(newRequest(head, nil))
			}
		}
		return nil, err
	}
	arrived, status := conn.readRequest(ctx, gzip)
	out := serverReply(status)
	if status == 0 {
		if out, err = s.serveMemoryConn(ctx, arrival, arrived); err != nil {
			return nil, err
		}
	}
	out.closes = out.closes || conn.sent > maxSent
	if trace != nil && trace.GotFirstResponseByte != nil {
		trace.GotFirstResponseByte()
	}
	return s.response(req, arrived, &out, gzip)
}

// serveMemoryConn is Handler for a request that came over the connection in memory.
func (s *Server) serveMemoryConn(ctx context.Context, arrival *epoch, req *http.Request) (reply, error) {
	body, err := readBody(req)
	if err != nil {
		arrival.logInterrupted(newRequest(req, nil))
		return reply{}, io.EOF // the server cuts the connection
	}
	out, err := s.serve(ctx, arrival, newRequest(req, body), req)
	if err == nil && out.ending == dropped {
		err = io.EOF
	}
	return out, err
}

// addsGzip reports whether net/http's client asks for gzip on its own, and then undoes it.
func addsGzip(req *http.Request) bool {
	return req.Header.Get("Accept-Encoding") == "" && req.Header.Get("Range") == "" && req.Method != http.MethodHead
}

// connect is what comes before a byte is sent.
func (s *Server) connect(ctx context.Context, to *url.URL, trace *httptrace.ClientTrace) error {
	if err := context.Cause(ctx); err != nil {
		return err
	}
	address := addressOf(to)
	if trace != nil && trace.GetConn != nil {
		trace.GetConn(address)
	}
	if s.isClosed() {
		return dialError(ErrClosed)
	}
	if err := s.answersFor(to.Scheme, address); err != nil {
		return err
	}
	if trace != nil && trace.GotConn != nil {
		trace.GotConn(httptrace.GotConnInfo{Conn: noConn{}})
	}
	return nil
}

var defaultPorts = map[string]string{"http": "80", "https": "443"}

// addressOf is the host and port that net/http's client dials.
func addressOf(to *url.URL) string {
	port := to.Port()
	if port == "" {
		port = defaultPorts[to.Scheme]
	}
	return net.JoinHostPort(to.Hostname(), port)
}

// answersFor refuses every origin that is not the fake's.
func (s *Server) answersFor(scheme, address string) error {
	origin := scheme + "://" + strings.TrimSuffix(address, ":"+defaultPorts[scheme])
	if origin == BaseURL || origin == s.listeningURL() {
		return nil
	}
	return dialError(fmt.Errorf("%w: %q is not %s", ErrUnknownHost, origin, BaseURL))
}

// dialError is an error as a connection gives it that could not be made.
func dialError(err error) error {
	return &net.OpError{Op: "dial", Net: "tcp", Addr: fakeAddr{}, Err: err}
}
