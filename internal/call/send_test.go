package call

// What the trace of a send tells of its fate, event by event, and which sends again are stopped.

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"os"
	"slices"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
)

// event is something that net/http tells the trace of a send.
type event func(*httptrace.ClientTrace)

var (
	overHTTP1, overHTTP2 = &conn{}, &conn{negotiated: "h2"}
	otherHTTP2           = &conn{negotiated: "h2"}

	getConn      event = func(trace *httptrace.ClientTrace) { trace.GetConn("api.example:443") }
	wroteHeaders event = func(trace *httptrace.ClientTrace) { trace.WroteHeaders() }
	firstByte    event = func(trace *httptrace.ClientTrace) { trace.GotFirstResponseByte() }
	interim      event = func(trace *httptrace.ClientTrace) { _ = trace.Got1xxResponse(103, nil) }
	pseudoHeader event = func(trace *httptrace.ClientTrace) { trace.WroteHeaderField(":method", []string{"POST"}) }
	plainHeader  event = func(trace *httptrace.ClientTrace) { trace.WroteHeaderField("User-Agent", []string{"x"}) }
)

func got(c net.Conn) event {
	return func(trace *httptrace.ClientTrace) { trace.GotConn(httptrace.GotConnInfo{Conn: c}) }
}

func reused(c net.Conn) event {
	return func(trace *httptrace.ClientTrace) { trace.GotConn(httptrace.GotConnInfo{Conn: c, Reused: true}) }
}

func handshake(err error) event {
	return func(trace *httptrace.ClientTrace) { trace.TLSHandshakeDone(tls.ConnectionState{}, err) }
}

// alert is a TLS alert as crypto/tls reports the server's.
func alert(number uint8) error { return &net.OpError{Op: "remote error", Err: tls.AlertError(number)} }

var (
	errReset = &net.OpError{Op: "read", Err: os.NewSyscallError("read", syscall.ECONNRESET)}
	errIdle  = errors.New("http: server closed idle connection")
)

// traceRow is a send as its events tell it.
type traceRow struct {
	events   []event
	read     bool           // of an endpoint that may be sent again
	ours     bool           // by an OwnTransport
	response *http.Response // what it ends with, or
	err      error

	fate    fate
	stopped bool
	becomes error // what err is replaced by
}

func (row traceRow) play(t *testing.T) {
	t.Helper()
	cancels := 0
	s := &send{idempotent: row.read, ours: row.ours, cancel: func() { cancels++ }, became: fateUnknown}
	trace := s.hooks()
	for _, happens := range row.events {
		happens(trace)
	}
	err := s.end(t.Context(), row.response, row.err)
	if row.becomes == nil {
		row.becomes = row.err
	}
	assert.Equal(t, row.becomes, err)
	assert.Equal(t, row.stopped, cancels > 0, "the attempt was ended")
	became, status := s.fate()
	assert.Equal(t, row.fate, became)
	assert.Equal(t, row.err == nil && row.response != nil, status != 0)
	for _, late := range []event{getConn, got(overHTTP2), wroteHeaders, firstByte, handshake(x509.UnknownAuthorityError{})} {
		late(trace)
	}
	again, _ := s.fate()
	assert.Equal(t, became, again, "what comes late changes nothing")
}

func playTraces(t *testing.T, rows map[string]traceRow) {
	t.Helper()
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			row.play(t)
		})
	}
}

func TestWhatBecameOfASend(t *testing.T) {
	t.Parallel()
	playTraces(t, map[string]traceRow{
		"no events at all":                       {err: errReset, fate: fateUnknown},
		"our transport's own refusal":            {ours: true, err: errReset, fate: fateNotProcessed},
		"no connection":                          {events: []event{getConn}, err: errReset, fate: fateNotProcessed},
		"a connection":                           {events: []event{getConn, got(overHTTP1)}, err: errReset, fate: fateUnknown},
		"its headers were written":               {events: []event{getConn, got(overHTTP1), wroteHeaders}, err: errReset, fate: fateUnknown},
		"HTTP/2, nothing written":                {events: []event{getConn, got(overHTTP2)}, err: errReset, fate: fateNotProcessed},
		"HTTP/2, its headers were written":       {events: []event{getConn, got(overHTTP2), wroteHeaders}, err: errReset, fate: fateUnknown},
		"an idle connection that was closed":     {events: []event{getConn, reused(overHTTP1)}, err: errIdle, fate: fateNotProcessed},
		"the same words after an answer began":   {events: []event{getConn, reused(overHTTP1), wroteHeaders, firstByte}, err: errIdle, fate: fateUnknown},
		"our HTTP/1.1 asks for another one":      {ours: true, events: []event{getConn, got(overHTTP1), wroteHeaders, getConn}, err: errReset, fate: fateNotProcessed},
		"a stranger's HTTP/1.1 asks for another": {events: []event{getConn, got(overHTTP1), wroteHeaders, getConn}, err: errReset, fate: fateUnknown},
		"answered with a success":                {response: &http.Response{StatusCode: 200}, fate: fateUnknown},
		"answered with a refusal":                {response: &http.Response{StatusCode: 404}, fate: fateRefused},
		"answered in vain":                       {response: &http.Response{StatusCode: 408}, fate: fateUnknown},
		"answered with a failure":                {response: &http.Response{StatusCode: 503}, fate: fateUnknown},
		"answered with nothing":                  {fate: fateUnknown},
	})
}

// A send whose context is over may be on the wire, whatever its events say.
func TestASendThatRanOutOfTimeOverHTTP2(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := &send{cancel: func() {}}
	trace := s.hooks()
	getConn(trace)
	got(overHTTP2)(trace)
	_ = s.end(ctx, nil, context.Canceled)
	became, _ := s.fate()
	assert.Equal(t, fateUnknown, became)
}

func TestWhatTLSRefuses(t *testing.T) {
	t.Parallel()
	rows := map[string]traceRow{
		"a certificate":                 {events: []event{getConn, handshake(x509.UnknownAuthorityError{})}, err: x509.UnknownAuthorityError{}, fate: fateTLSRefused},
		"a handshake that was cut off":  {events: []event{getConn, handshake(io.EOF)}, err: io.EOF, fate: fateNotProcessed},
		"a handshake that took long":    {events: []event{getConn, handshake(os.ErrDeadlineExceeded)}, err: os.ErrDeadlineExceeded, fate: fateNotProcessed},
		"a handshake that went well":    {events: []event{getConn, handshake(nil)}, err: errReset, fate: fateNotProcessed},
		"a refusal before another conn": {events: []event{getConn, handshake(x509.UnknownAuthorityError{}), got(overHTTP1)}, err: errReset, fate: fateUnknown},
		"an alert as the answer":        {events: []event{getConn, got(overHTTP1), wroteHeaders}, err: alert(42), fate: fateTLSRefused},
		"an alert after the answer":     {events: []event{getConn, got(overHTTP1), wroteHeaders, firstByte}, err: alert(42), fate: fateUnknown},
		"an alert of our own":           {events: []event{getConn, got(overHTTP1), wroteHeaders}, err: &net.OpError{Op: "local error", Err: tls.AlertError(42)}, fate: fateUnknown},
	}
	for number := range 256 {
		if !slices.Contains([]int{40, 42, 43, 44, 45, 46, 47, 48, 49, 70, 71, 112, 116, 120}, number) {
			assert.False(t, isHandshakeAlert(alert(uint8(number))), "alert %d is about no handshake", number)
			continue
		}
		assert.True(t, isHandshakeAlert(alert(uint8(number))), "alert %d", number)
	}
	playTraces(t, rows)
}

// net/http sends some requests again by itself; a write may be on the wire once.
func TestASendAgainIsStopped(t *testing.T) {
	t.Parallel()
	written := []event{getConn, got(overHTTP2), wroteHeaders}
	then := func(events ...event) []event { return slices.Concat(written, events) }
	onSame := fateUnknown
	ofOurs := errReplayStopped
	if goAwayAlone {
		onSame, ofOurs = fateNotProcessed, errNotProcessed
	}
	playTraces(t, map[string]traceRow{
		"another connection is asked for":          {events: then(getConn), err: context.Canceled, stopped: true, becomes: errReplayStopped, fate: fateUnknown},
		"another connection comes":                 {events: then(got(otherHTTP2)), err: context.Canceled, stopped: true, becomes: errReplayStopped, fate: fateUnknown},
		"the same connection comes":                {events: then(got(overHTTP2)), err: context.Canceled, stopped: true, becomes: errNotProcessed, fate: fateNotProcessed},
		"another connection, of our transport":     {ours: true, events: then(getConn), err: context.Canceled, stopped: true, becomes: ofOurs, fate: onSame},
		"once an answer has begun":                 {events: then(firstByte, getConn), err: errReset, fate: fateUnknown},
		"after an interim answer":                  {events: then(firstByte, interim, getConn), err: context.Canceled, stopped: true, becomes: errReplayStopped, fate: fateUnknown},
		"after an interim answer and the true one": {events: then(firstByte, interim, firstByte, getConn), err: errReset, fate: fateUnknown},
		"HTTP/2 without TLS, told by a header": {
			events: []event{getConn, got(overHTTP1), pseudoHeader, wroteHeaders, getConn}, err: context.Canceled,
			stopped: true, becomes: errReplayStopped, fate: fateUnknown,
		},
		"HTTP/1.1":                      {events: []event{getConn, got(overHTTP1), plainHeader, wroteHeaders, interim, getConn}, err: errReset, fate: fateUnknown},
		"a read, the second time":       {read: true, events: then(getConn, got(otherHTTP2), wroteHeaders), err: errReset, fate: fateUnknown},
		"a read, the third time":        {read: true, events: then(got(otherHTTP2), wroteHeaders, got(overHTTP2), wroteHeaders), err: errReset, fate: fateUnknown},
		"a read, after the third time":  {read: true, events: then(wroteHeaders, wroteHeaders, getConn), err: context.Canceled, stopped: true, becomes: errReplayStopped, fate: fateUnknown},
		"a read, answered all the same": {read: true, events: then(getConn, got(otherHTTP2), wroteHeaders, firstByte), response: &http.Response{StatusCode: 200}, fate: fateUnknown},
	})
}

// The name of a header field is asked for only where nothing else tells HTTP/2: it comes with values.
func TestOurTransportIsAskedForNoHeader(t *testing.T) {
	t.Parallel()
	assert.Nil(t, (&send{ours: true}).hooks().WroteHeaderField)
	assert.NotNil(t, (&send{}).hooks().WroteHeaderField)
}

// HTTP/2 fires events from goroutines of its own, while the send ends.
func TestEventsMayComeAtOnce(t *testing.T) {
	t.Parallel()
	s := &send{cancel: func() {}}
	trace := s.hooks()
	var group sync.WaitGroup
	for _, happens := range []event{getConn, got(overHTTP2), wroteHeaders, firstByte, interim, pseudoHeader, handshake(nil)} {
		group.Go(func() { happens(trace) })
	}
	group.Go(func() { _ = s.end(t.Context(), &http.Response{StatusCode: 404}, nil) })
	group.Go(func() { s.fate(); s.suspect() })
	group.Wait()
	became, status := s.fate()
	assert.Equal(t, 404, status)
	assert.Equal(t, fateRefused, became)
}

// A connection is suspect if it has been silent for half of the time that the request waited.
func TestWhichConnectionIsSuspect(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for name, row := range map[string]struct {
			events []event
			conn   net.Conn
		}{
			"HTTP/2, no answer":                  {[]event{got(overHTTP2), wroteHeaders}, overHTTP2},
			"HTTP/2, nothing written":            {[]event{got(overHTTP2)}, overHTTP2},
			"HTTP/2, an answer began":            {[]event{got(overHTTP2), wroteHeaders, firstByte}, overHTTP2},
			"HTTP/2, an interim answer":          {[]event{got(overHTTP2), wroteHeaders, firstByte, interim}, overHTTP2},
			"HTTP/1.1":                           {[]event{got(overHTTP1), wroteHeaders}, nil},
			"no connection":                      {[]event{getConn}, nil},
			"HTTP/2, a second connection's turn": {[]event{got(overHTTP2), got(otherHTTP2)}, otherHTTP2},
		} {
			s := &send{}
			trace := s.hooks()
			began := time.Now()
			for _, happens := range row.events {
				happens(trace)
			}
			time.Sleep(10 * time.Second)
			suspect, since := s.suspect()
			if row.conn == nil {
				assert.Nil(t, suspect, name)
				continue
			}
			assert.Same(t, row.conn, suspect, name)
			assert.Equal(t, began.Add(5*time.Second), since, name)
		}
	})
}

func TestWhatBreaksAConnection(t *testing.T) {
	t.Parallel()
	for err, broken := range map[error]bool{
		errReset: true, syscall.EPIPE: true, io.EOF: true, io.ErrUnexpectedEOF: true, net.ErrClosed: true, os.ErrDeadlineExceeded: true,
		context.Canceled: true, context.DeadlineExceeded: true, errors.New("tls: bad certificate"): false, alert(42): false,
	} {
		assert.Equal(t, broken, isBrokenConnection(err), "%v", err)
	}
	for err, dead := range map[error]bool{
		errReset: true, io.EOF: true, net.ErrClosed: true, errors.New("http2: client conn could not be established"): true,
		os.ErrDeadlineExceeded: false, context.Canceled: false, context.DeadlineExceeded: false, errors.New("tls: bad certificate"): false,
	} {
		assert.Equal(t, dead, isDead(err), "%v", err)
	}
	assert.NoError(t, pendingAlert(overHTTP1), "no TLS, no last word")
}

// A refusal is the server's word that nothing was carried out. No other status is.
func TestTheFateThatAStatusTells(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]fate{
		200: fateUnknown, 204: fateUnknown, 304: fateUnknown, 399: fateUnknown, 400: fateRefused, 404: fateRefused, 407: fateRefused,
		408: fateUnknown, 409: fateRefused, 429: fateRefused, 499: fateRefused, 500: fateUnknown, 503: fateUnknown, 999: fateUnknown,
	} {
		assert.Equal(t, want, fateOfStatus(status), status)
	}
}
