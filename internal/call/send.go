package call

// One send: what an attempt puts on the wire below the middleware, and what the
// trace of its connection tells of its fate. Everything here belongs to this send
// alone, since HTTP/2 fires trace events late and from other goroutines.

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"strings"
	"sync"
	"time"
)

// fate is what became of a request, from the best to the worst that a write can meet.
type fate int

const (
	fateNotReached   fate = iota // never came out of the middleware
	fateNotProcessed             // no connection came about, or the server said that it did nothing
	fateTLSRefused               // TLS was not agreed on: nothing was sent, and trying again brings the same
	fateRefused                  // the server answered with a refusal
	fateUnknown                  // on the wire, and perhaps carried out
)

// send is one request on the wire.
type send struct {
	cancel     func() // ends the attempt
	trace      httptrace.ClientTrace
	idempotent bool // a request that is not may be on the wire once
	ours       bool // by an OwnTransport

	mu             sync.Mutex
	conn           net.Conn  // the one that the request went out on; nil before GotConn
	getConn        bool      // a connection was asked for
	gotConn        bool      // there was one
	fresh          bool      // nobody had used it before
	http2          bool      // and it speaks HTTP/2
	replayPossible bool      // another connection event is a replay: HTTP/2 headers are out, and no response has begun
	headers        int       // how often the headers went out
	since          time.Time // when they last did, or the connection was got
	firstByte      bool      // a response began
	stopped        bool      // a replay was kept from happening
	sameConn       bool      // the replay that was stopped was for the same connection
	tlsRefused     bool      // a handshake failed over what TLS says

	became fate // fateUnknown until the transport has come back
	status int  // of the response that it came back with; 0 for none
}

// maxSendsOfARead is how often net/http may put one send of a read on the wire, each attempt anew. Middleware that
// sends again has another send, with a count of its own.
const maxSendsOfARead = 3

// hooks are the events that the send listens to. The name of a header field is asked for only
// where nothing else tells HTTP/2 from HTTP/1.1.
func (s *send) hooks() *httptrace.ClientTrace {
	s.trace = httptrace.ClientTrace{
		GetConn:              s.onGetConn,
		GotConn:              s.onGotConn,
		TLSHandshakeDone:     s.onTLSHandshakeDone,
		WroteHeaders:         s.onWroteHeaders,
		GotFirstResponseByte: s.onFirstResponseByte,
		Got1xxResponse:       s.onInterimResponse,
	}
	if !s.ours {
		s.trace.WroteHeaderField = s.onWroteHeaderField
	}
	return &s.trace
}

func (s *send) onGetConn(string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.getConn = true
	if s.ours && !s.replayPossible {
		s.gotConn = false // over HTTP/1.1 net/http asks for another connection only where no byte went out on the last
	}
	s.stopReplay()
}

func (s *send) onGotConn(info httptrace.GotConnInfo) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.replayPossible {
		s.sameConn = info.Conn != nil && info.Conn == s.conn
		s.stopReplay()
		if s.stopped {
			return
		}
	}
	s.gotConn, s.conn, s.fresh, s.since = true, info.Conn, !info.Reused, time.Now()
	s.http2 = negotiatedHTTP2(info.Conn)
}

// stopReplay ends the attempt where net/http is about to send the request again by
// itself: at once for a write, after three times for a read. It is asked at each
// connection event.
func (s *send) stopReplay() {
	if s.replayPossible && (!s.idempotent || s.headers >= maxSendsOfARead) {
		s.stopped = true
		s.cancel()
	}
}

func (s *send) onWroteHeaderField(name string, _ []string) {
	if strings.HasPrefix(name, ":") {
		s.mu.Lock()
		s.http2 = true
		s.mu.Unlock()
	}
}

func (s *send) onWroteHeaders() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.headers++
	s.since = time.Now()
	s.replayPossible = s.http2
}

func (s *send) onFirstResponseByte() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.firstByte, s.replayPossible = true, false
}

// onInterimResponse takes back what the first byte said: a 1xx is not the response.
func (s *send) onInterimResponse(int, textproto.MIMEHeader) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.firstByte, s.replayPossible = false, s.http2
	return nil
}

func (s *send) onTLSHandshakeDone(_ tls.ConnectionState, err error) {
	if err == nil || isBrokenConnection(err) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tlsRefused = true
}

// negotiatedHTTP2 reports whether a connection's TLS agreed on HTTP/2.
func negotiatedHTTP2(conn net.Conn) bool {
	secure, ok := conn.(interface{ ConnectionState() tls.ConnectionState })
	return ok && secure.ConnectionState().NegotiatedProtocol == "h2"
}

// notBegun says that the transport was not asked to send the request.
func (s *send) notBegun() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.became = fateNotProcessed
}

// end says what became of the request, and puts the reason in the place of a
// cancellation of this package's own.
func (s *send) end(ctx context.Context, response *http.Response, err error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	tlsErr := s.tlsFailure(err)
	switch {
	case err == nil:
		if response != nil {
			s.status = response.StatusCode
		}
		s.became = fateOfStatus(s.status)
	case s.stopped && (s.sameConn || s.ours && goAwayAlone):
		s.became, err = fateNotProcessed, errNotProcessed
	case s.stopped:
		s.became, err = fateUnknown, errReplayStopped
	case tlsErr != nil:
		s.became, err = fateTLSRefused, tlsErr
	case !s.gotConn && (s.getConn || s.ours), s.http2 && s.headers == 0 && ctx.Err() == nil, !s.firstByte && wasIdle(err):
		s.became = fateNotProcessed
	default: // a transport of the caller's without trace events included: it tells nothing
		s.became = fateUnknown
	}
	return err
}

// wasIdle reports whether the server had closed an idle connection before a byte of the
// request went out. net/http has no type for it, and repeats it for reads alone.
func wasIdle(err error) bool { return err.Error() == "http: server closed idle connection" }

// tlsFailure returns the error if the request was not processed because TLS was not agreed on, else
// nil. Where HTTP/2's error hides the alert, the connection's alert is added.
func (s *send) tlsFailure(err error) error {
	switch {
	case err == nil, s.stopped: // the server has said something else
		return nil
	case !s.gotConn && s.tlsRefused, s.gotConn && !s.firstByte && isHandshakeAlert(err):
		return err
	case s.gotConn && !s.firstByte && s.fresh && isDead(err):
		if alert := pendingAlert(s.conn); isHandshakeAlert(alert) {
			return fmt.Errorf("%w, seen as: %w", alert, err)
		}
	}
	return nil
}

var (
	errNotProcessed  = errors.New("the server did not process the request, and said so over HTTP/2")
	errReplayStopped = errors.New("the server gave the request up over HTTP/2, and it was not sent again")
)

func fateOfStatus(status int) fate {
	if status/100 == 4 && status != http.StatusRequestTimeout {
		return fateRefused
	}
	return fateUnknown
}

// fate is what became of the request, and the status of the response, 0 for none.
func (s *send) fate() (became fate, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.became, s.status
}

// suspect is the HTTP/2 connection of a request that ran out of its time before its response was
// whole, nil for none, and since when the connection must have been silent to be taken for dead:
// for half of the time, since a server that dies may have acknowledged the request before, and
// begun to answer.
func (s *send) suspect() (net.Conn, time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.http2 {
		return nil, time.Time{}
	}
	return s.conn, s.since.Add(time.Since(s.since) / 2)
}
