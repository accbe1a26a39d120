package partnerkit

// What one attempt brought: a body read whole and within bounds, then decoded
// once, or a failure and what it says of the request's fate.

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

// answer is a response whose body has been read.
type answer struct {
	status   int // 0 where nothing answered
	header   http.Header
	body     []byte
	buffer   *bytes.Buffer    // holds the body
	limited  io.LimitedReader // reads it
	cut      error            // why the body ended before its end; nil where it is whole
	tooLarge bool
}

const (
	maxBody     = 1 << 20
	maxListBody = 16 << 20
)

// receive reads a response to its end and closes it.
func (a *answer) receive(response *http.Response, limit int64) {
	defer func() { _ = response.Body.Close() }()
	a.status, a.header = response.StatusCode, response.Header
	if a.status < http.StatusOK { // 101: the body is a connection
		return
	}
	body := io.Reader(response.Body)
	if !response.Uncompressed && strings.EqualFold(a.header.Get("Content-Encoding"), "gzip") {
		if body, a.cut = a.unpack(body); a.cut != nil {
			return
		}
	}
	a.buffer = buffers.Get().(*bytes.Buffer)
	if n := response.ContentLength; n > 0 && n <= limit {
		a.buffer.Grow(int(n) + bytes.MinRead)
	}
	a.limited = io.LimitedReader{R: body, N: limit + 1}
	n, err := a.buffer.ReadFrom(&a.limited)
	a.body, a.cut, a.tooLarge = a.buffer.Bytes(), err, n > limit
	a.limited.R = nil
}

// unpack takes a body out of gzip that nobody asked for: what net/http asked for, it
// unpacks itself. The headers are then those that it would leave.
func (a *answer) unpack(packed io.Reader) (io.Reader, error) {
	a.header = a.header.Clone()
	a.header.Del("Content-Encoding")
	a.header.Del("Content-Length")
	unpacked, err := gzip.NewReader(packed)
	if errors.Is(err, io.EOF) { // nothing was packed
		return http.NoBody, nil
	}
	return unpacked, err
}

// buffers are what bodies are read into; what outlives a call is copied out.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// A buffer that grew beyond this for one long answer is not kept.
const maxKeptBuffer = 1 << 20

// release gives the buffer back; the body is gone then.
func (a *answer) release() {
	if a.buffer != nil && a.buffer.Cap() <= maxKeptBuffer {
		a.buffer.Reset()
		buffers.Put(a.buffer)
	}
	a.buffer, a.body = nil, nil
}

func (a *answer) ok() bool { return a.status >= 200 && a.status < 300 }

// outcome says what a failed attempt means for the request.
type outcome int

const (
	final   outcome = iota // asking again would bring the same
	notDone                // it was not carried out, whatever the operation
	lost                   // it may or may not have been carried out
)

// read makes out what an attempt brought; err is the transport's.
func (x *exchange) read(err error) (*Error, outcome) {
	a := &x.answer
	switch {
	case err != nil:
		return x.readBreak(err)
	case !a.ok():
		return x.readRefusal()
	case a.cut != nil:
		return x.answered().raise(ErrMalformedResponse).because(a.cut, x.scrub("the body ended early: "+a.cut.Error())), lost
	case a.tooLarge:
		return x.answered().raise(ErrResponseTooLarge), x.unreadable()
	case a.status == http.StatusPartialContent:
		return x.malformed("a part came where the whole was asked for"), x.unreadable()
	}
	return x.decode()
}

// unreadable is the outcome of a success that cannot be read: another read would
// bring the same, a write may well have happened.
func (x *exchange) unreadable() outcome {
	if x.operation.repeat == once {
		return lost
	}
	return final
}

// readBreak reads a transport's error.
func (x *exchange) readBreak(err error) (*Error, outcome) {
	unsent, isUnsent := errors.AsType[*unsentError](err)
	if isUnsent {
		err = unsent.err
	}
	bare := withoutURL(err)
	words := x.scrub(bare.Error())
	if !isUnsent { // what a source or a limiter said stays whole
		err = bare
	} else if x.failure != nil { // the answer that led to this attempt says more
		return x.failure.because(err, words), final
	}
	e := x.newFailure().because(err, words)
	switch {
	case isUnsent || isCertificateError(err):
		return e, final
	case x.trace.neverSent():
		return e, notDone
	default:
		return e, lost
	}
}

// withoutURL takes the *url.Error away, which prints the whole URL.
func withoutURL(err error) error {
	for inner, ok := errors.AsType[*url.Error](err); ok; inner, ok = errors.AsType[*url.Error](err) {
		err = inner.Err
	}
	return err
}

func isCertificateError(err error) bool {
	_, verification := errors.AsType[*tls.CertificateVerificationError](err)
	_, authority := errors.AsType[x509.UnknownAuthorityError](err)
	_, hostname := errors.AsType[x509.HostnameError](err)
	_, certificate := errors.AsType[x509.CertificateInvalidError](err)
	return verification || authority || hostname || certificate
}

// readRefusal reads an answer that is no success.
func (x *exchange) readRefusal() (*Error, outcome) {
	e := x.answered()
	x.readShape(e)
	if x.answer.tooLarge {
		e.raise(ErrResponseTooLarge)
	}
	if x.answer.cut != nil {
		e.because(x.answer.cut, x.scrub("the body ended early: "+x.answer.cut.Error()))
	}
	if e.Status/100 == 3 && e.Status != http.StatusNotModified {
		e.because(errRedirect, x.scrub("redirect refused"+redirectHost(x.answer.header)))
	}
	switch status := e.Status; {
	case status == http.StatusTooManyRequests:
		return e, notDone
	case status == http.StatusRequestTimeout, status < 200, status >= 500:
		if x.operation.repeat == harmless && !passing(status) {
			return e, final
		}
		return e, lost
	default:
		return e, final
	}
}

var errRedirect = errors.New("redirects are not followed")

// redirectHost names the host of a refused redirect, and nothing more of it.
func redirectHost(h http.Header) string {
	target, err := url.Parse(h.Get("Location"))
	if err != nil || target.Host == "" {
		return ""
	}
	return " (to " + target.Host + ")"
}

// passing reports whether a failure status is one that may pass by itself.
func passing(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusInternalServerError, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// readShape fills in what the API itself says, if the body is the API's.
func (x *exchange) readShape(e *Error) {
	e.owned = x.api.refusal(x.answer.body, e)
	if e.owned {
		e.mark(x.operation.cases[e.Status]).mark(x.api.cases[e.Code])
	} else {
		e.because(errForeignBody, "the body is not the API's error")
	}
	if e.Code == "" && !e.owned {
		e.Message, e.Fields = "", nil
	}
	e.mark(classOf(e.Status))
	e.Fields = e.Fields[:min(len(e.Fields), maxFields)]
	e.Code = Code(printable(x.scrub(string(e.Code)), maxErrorText))
	e.Message = printable(x.scrub(e.Message), maxErrorText)
	for i := range e.Fields {
		e.Fields[i].Field = printable(x.scrub(e.Fields[i].Field), maxErrorText)
		e.Fields[i].Message = printable(x.scrub(e.Fields[i].Message), maxErrorText)
	}
	e.RequestID = printable(x.scrub(e.RequestID), maxRequestID)
}

var errForeignBody = errors.New("not the API's error body")

// decode reads a success.
func (x *exchange) decode() (*Error, outcome) {
	a := &x.answer
	body := bytes.TrimSpace(a.body)
	into := x.result.empty()
	_, noResult := into.(*nothing)
	if len(body) == 0 && (x.operation.mayBeBare || noResult && a.status == http.StatusNoContent) {
		return nil, final
	}
	x.result.makeRoom()
	target := into
	if x.api.wrapped {
		x.envelope = newEnvelope(into)
		target = &x.envelope
	}
	if err := unmarshal(body, target); err != nil {
		return x.malformed(x.hush(err.Error())), x.unreadable()
	}
	complaint := x.result.lacks()
	switch x.api.verdict(&x.envelope, complaint == "") {
	case accepted:
		return nil, final
	case missed:
		return x.answered().raise(ErrUserNotFound).mark(ErrNotFound), final
	case refused:
		e := x.answered()
		x.readShape(e)
		if e.owned {
			return e, final
		}
	case malformed:
	}
	return x.malformed(cmp.Or(complaint, "the envelope is not that of a success")), x.unreadable()
}

func (x *exchange) malformed(complaint string) *Error {
	return x.answered().raise(ErrMalformedResponse).because(errors.New(complaint), complaint)
}

// hush keeps words away that could hold what was decoded, where that is secret.
func (x *exchange) hush(words string) string {
	if x.operation.hushed {
		return "the body cannot be decoded"
	}
	return x.scrub(words)
}

// answered is a failure that had an answer.
func (x *exchange) answered() *Error {
	e := x.newFailure()
	e.Status = x.answer.status
	e.RequestID = printable(x.scrub(x.answer.header.Get("X-Request-Id")), maxRequestID)
	e.RetryAfter = parseRetryAfter(x.answer.header.Get("Retry-After"))
	if !x.operation.hushed {
		e.Body = x.scrubBody(x.answer.body)
	}
	return e
}

// unsentError wraps what kept an attempt from being sent.
type unsentError struct{ err error }

func (e *unsentError) Error() string { return e.err.Error() }
func (e *unsentError) Unwrap() error { return e.err }

// unsent is the error of an attempt that was not sent.
func unsent(format string, args ...any) error { return &unsentError{fmt.Errorf(format, args...)} }
