package fake

// The http.Handler: what srv.URL and PipeTransport serve, and what a test may mount itself. It has no mux, because
// a mux cleans and redirects paths, and production refuses them.

import (
	"cmp"
	"io"
	"net/http"
	"net/url"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
)

// Handler returns the fake as an http.Handler. A dropped, cut or stalled answer ends in panic(http.ErrAbortHandler),
// which net/http's server turns into a cut connection, and over HTTP/2 into a reset of the one stream (INTERNAL_ERROR).
//
// Mind that net/http's client itself sends a GET again when a connection of HTTP/1.1 that it had used before is cut ahead
// of the headers: a Drop that fires once on such a connection is then seen by the fake alone.
func (s *Server) Handler() http.Handler { return http.HandlerFunc(s.serveHTTP) }

func (s *Server) serveHTTP(w http.ResponseWriter, req *http.Request) {
	if s.isClosed() {
		panic(http.ErrAbortHandler)
	}
	arrival := s.current()
	body, err := readBody(req)
	if err != nil {
		arrival.logInterrupted(newRequest(req, nil))
		panic(http.ErrAbortHandler)
	}
	out, err := s.serve(req.Context(), arrival, newRequest(req, body), req)
	if err != nil || out.ending == dropped {
		panic(http.ErrAbortHandler)
	}
	out.setHeader(w.Header())
	if req.ProtoMajor == 2 {
		removeConnectionHeaders(w.Header())
	}
	w.WriteHeader(out.status)
	if _, err := w.Write(out.body); err != nil && len(out.body) > 0 {
		return // and the buffer with it: over HTTP/2 another goroutine may still be reading that
	}
	backend.PutBuffer(out.buffer)
	if out.ending == whole {
		return
	}
	_ = http.NewResponseController(w).Flush()
	if out.ending == stalled {
		_ = s.stall(req.Context(), out.hold)
	}
	panic(http.ErrAbortHandler)
}

// removeConnectionHeaders takes out the headers of a fault that speak of an HTTP/1.1 connection. HTTP/2 has none of them, and
// its clients reset a stream that brings one (RFC 9113, section 8.2.2). Of Connection itself net/http takes care: there
// "close" ends the connection once its streams have ended.
func removeConnectionHeaders(h http.Header) {
	for _, name := range []string{"Keep-Alive", "Proxy-Connection", "Te", "Upgrade"} {
		h.Del(name)
	}
}

// newRequest is the backend's view of a request. Its path is routed as it was sent, escapes and all.
func newRequest(req *http.Request, body []byte) *backend.Request {
	method := req.Method
	if method == "" {
		method = http.MethodGet
	}
	return &backend.Request{Method: method, RawPath: sentPath(req.URL), RawQuery: req.URL.RawQuery, Header: req.Header, Body: body}
}

// sentPath is the path as it was sent. EscapedPath alone would encode anew, escaped slashes decoded, a path that holds what
// ought to have been escaped, such as plain UTF-8.
func sentPath(u *url.URL) string {
	if decoded, err := url.PathUnescape(u.RawPath); u.RawPath != "" && err == nil && decoded == u.Path {
		return u.RawPath
	}
	return cmp.Or(u.EscapedPath(), "/")
}

// maxDiscarded is how much of a body that is too large is read and discarded: who is still sending would else see a broken
// connection, and not the answer.
const maxDiscarded = 64 << 20

// readBody reads one byte more than is allowed, so that too much can be told from enough.
func readBody(req *http.Request) ([]byte, error) {
	if req.Body == nil || req.Body == http.NoBody {
		return nil, nil
	}
	if size := req.ContentLength; size > 0 && size <= backend.MaxBody {
		body := make([]byte, size)
		_, err := io.ReadFull(req.Body, body)
		return body, err
	}
	body, err := io.ReadAll(io.LimitReader(req.Body, backend.MaxBody+1))
	if len(body) > backend.MaxBody {
		_, _ = io.CopyN(io.Discard, req.Body, maxDiscarded)
	}
	return body, err
}
