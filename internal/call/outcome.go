package call

// What the end of an attempt means: a value, or a failure and what it says of the fate of
// the request.

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"unicode/utf8"

	"github.com/partnerkit/partnerkit-go/internal/jsonread"
	"github.com/partnerkit/partnerkit-go/internal/retry"
)

// outcome says what a failed attempt means for the request.
type outcome int

const (
	final        outcome = iota // a success, or a failure that another attempt would bring again
	notProcessed                // the request was not carried out, whatever the endpoint
	unknown                     // the request may or may not have been carried out
)

// target is the place that a success is decoded to.
type target interface {
	Data

	empty()
	validate() error // what is wrong with what was decoded
}

// attemptResult is an attempt that is over, with all that there is to learn from it.
type attemptResult struct {
	request     *prepared
	response    *response
	target      target
	redaction   *redaction
	attempts    int
	fate        fate
	gotResponse bool // by the wire, whatever middleware made of that
	inDoubt     bool // the request may have been carried out, whatever the response says
}

// interpret says what an attempt brought: nil and final for a success, which is decoded.
func (a *attemptResult) interpret(err error) (*Failure, outcome) {
	if err != nil {
		return a.transportError(err)
	}
	f, o := a.readResponse()
	switch {
	case f == nil:
	case a.fate == fateNotReached: // middleware answered by itself, and will do so again
		o = final
	case a.inDoubt && !a.request.endpoint.Idempotent: // middleware answered in place of a lost response, or after several sends
		o = unknown
	}
	return f, o
}

// transportError reads an error that came in the place of a response, the transport's or
// the middleware's.
func (a *attemptResult) transportError(err error) (*Failure, outcome) {
	f := newFailure(a.request.endpoint, a.attempts)
	if a.fate != fateNotReached && !a.gotResponse { // else it is the middleware's error
		err = asDeadline(err)
		f.addKind(Unavailable)
	}
	f.withCause(a.redaction.cause(err))
	switch a.fate {
	case fateNotProcessed:
		return f, notProcessed
	case fateUnknown:
		return f, unknown
	default:
		return f, final
	}
}

// asDeadline makes a transport's timeout a DeadlineExceeded, which not every one Is. A timeout that
// the operating system reports (an errno) is a broken connection, and stays as it is.
func asDeadline(err error) error {
	_, isErrno := errors.AsType[syscall.Errno](err)
	limit, ok := errors.AsType[net.Error](err)
	if !ok || !limit.Timeout() || isErrno || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return fmt.Errorf("%w: %w", context.DeadlineExceeded, err)
}

func (a *attemptResult) readResponse() (*Failure, outcome) {
	r := a.response
	switch {
	case !r.ok():
		return a.errorResponse()
	case r.bodyErr != nil:
		return a.bodyEnded(a.responseFailure().addKindAndReason(MalformedResponse)), unknown
	case r.tooLarge:
		return a.responseFailure().addKindAndReason(ResponseTooLarge), a.unreadable()
	case r.status == http.StatusPartialContent:
		return a.malformed("a part came where the whole was asked for"), a.unreadable()
	}
	return a.decode()
}

func (a *attemptResult) bodyEnded(f *Failure) *Failure {
	words, cause := a.redaction.cause(a.response.bodyErr)
	return f.withCause("the body ended early: "+words, cause)
}

// unreadable is the outcome of a success that cannot be read: another read would
// bring the same, a write may well have happened.
func (a *attemptResult) unreadable() outcome {
	if a.request.endpoint.Idempotent {
		return final
	}
	return unknown
}

// errorResponse reads a response that is no success.
func (a *attemptResult) errorResponse() (*Failure, outcome) {
	f := a.responseFailure()
	a.decodeErrorBody(f)
	if a.response.tooLarge {
		f.addKindAndReason(ResponseTooLarge)
	}
	if a.response.bodyErr != nil {
		a.bodyEnded(f)
	}
	if f.Status/100 == 3 && f.Status != http.StatusNotModified {
		f.withCause(a.redaction.text("redirect refused"+redirectHost(a.response.header), MaxText), errRedirect)
	}
	switch status := f.Status; {
	case status == http.StatusTooManyRequests:
		return f, notProcessed
	case status == http.StatusRequestTimeout, status < 200, status >= 500:
		if a.request.endpoint.Idempotent && !retryableStatus(status) {
			return f, final
		}
		return f, unknown
	default:
		return f, final
	}
}

var errRedirect = errors.New("redirects are not followed")

// redirectHost names the host of a refused redirect, and nothing more of it.
func redirectHost(h http.Header) string {
	location, err := url.Parse(h.Get("Location"))
	if err != nil || location.Host == "" {
		return ""
	}
	return " (to " + location.Host + ")"
}

// retryableStatus reports whether an idempotent request is repeated after a failure status, which may pass by
// itself. A write is not judged by it: 408 and any 5xx leave its outcome unknown.
func retryableStatus(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusInternalServerError, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// decodeErrorBody fills in what the API itself says, if the body is the API's.
func (a *attemptResult) decodeErrorBody(f *Failure) {
	api := a.request.api
	f.FromAPI = api.ParseError(a.response.body, f)
	if f.FromAPI {
		f.AddCase(a.request.endpoint.Cases[f.Status])
		f.AddCase(api.Cases[f.Code])
	} else {
		f.withCause("the body is not the API's error", errForeignBody)
	}
	if f.Code == "" && !f.FromAPI {
		f.Message, f.Fields = "", nil
	}
	f.Fields = f.Fields[:min(len(f.Fields), maxFields)]
	if shown := a.redaction.text(f.Message, MaxText); shown != f.Message && strings.EqualFold(f.Code, f.Message) {
		f.Code = shown // else it would be the secret in capitals
	}
	f.Code = a.redaction.text(f.Code, MaxText)
	f.Message = a.redaction.text(f.Message, MaxText)
	for i := range f.Fields {
		f.Fields[i].Field = a.redaction.text(f.Fields[i].Field, MaxText)
		f.Fields[i].Message = a.redaction.text(f.Fields[i].Message, MaxText)
	}
	f.RequestID = a.redaction.text(f.RequestID, maxRequestID)
}

var errForeignBody = errors.New("not the API's error body")

// decode reads a success.
func (a *attemptResult) decode() (*Failure, outcome) {
	api, r := a.request.api, a.response
	a.target.empty()
	if r.isBlank() && (a.request.endpoint.AllowEmpty || a.target.IsNothing() && r.status == http.StatusNoContent) {
		return nil, final
	}
	envelope, err := DecodeBody(api.Spec, r.body, a.target)
	if err != nil {
		return a.malformed(a.decodeErrorText(err)), a.unreadable()
	}
	invalid := a.target.validate()
	class, noMatch := api.Classify(envelope, a.target, invalid == nil), a.request.endpoint.NoMatch
	switch {
	case class == Accepted:
		return nil, final
	case class == NoMatch && noMatch != nil:
		f := a.responseFailure()
		f.FromAPI = true
		f.AddCase(noMatch)
		f.Reasons = append(f.Reasons, noMatch.Error())
		return f, final
	case class != Malformed: // an error may stand beside data that is null, too
		f := a.responseFailure()
		a.decodeErrorBody(f)
		if f.FromAPI {
			return f, final
		}
	}
	problem := "the envelope is not that of a success"
	if invalid != nil {
		problem = invalid.Error()
	}
	return a.malformed(problem), a.unreadable()
}

var errNotUTF8 = errors.New("the body is not valid UTF-8")

// DecodeBody reads the whole body of a success. A body that is not UTF-8 is refused: repairing it
// would change a name or a cursor into another one.
func DecodeBody(spec *Spec, body []byte, data Data) (envelope Envelope, err error) {
	if !utf8.Valid(body) {
		return envelope, errNotUTF8
	}
	err = jsonread.Decode(body, func(d *jsonread.Decoder) (err error) {
		envelope, err = spec.Decode(d, data)
		return err
	})
	return envelope, err
}

// decodeErrorText is what may be said of a body that cannot be decoded. The words may hold what was decoded.
func (a *attemptResult) decodeErrorText(err error) string {
	if a.request.endpoint.Sensitive {
		return "the body cannot be decoded"
	}
	return a.redaction.get().Text(err.Error())
}

func (a *attemptResult) malformed(problem string) *Failure {
	return a.responseFailure().addKindAndReason(MalformedResponse).withCause(problem, errors.New(problem))
}

// responseFailure is a failure that had a response.
func (a *attemptResult) responseFailure() *Failure {
	f, header := newFailure(a.request.endpoint, a.attempts), a.response.header
	f.Status = a.response.status
	f.RequestID = a.redaction.text(header.Get("X-Request-Id"), maxRequestID)
	useReset := a.request.api.ResetInSeconds && f.Status == http.StatusTooManyRequests
	f.RetryAfter = retry.After(header, useReset)
	if !a.request.endpoint.Sensitive {
		f.Body = a.redaction.body(a.response.body)
	}
	return f
}

// typedTarget is the target of a request for a T.
type typedTarget[T any] struct {
	value     T
	wantID    string
	decode    func(*jsonread.Decoder, *T) error
	validator func(value *T, wantID string) error // nil asks nothing
}

// Decode reads the value.
func (t *typedTarget[T]) Decode(d *jsonread.Decoder) error { return t.decode(d, &t.value) }

// IsNothing reports whether no data is owed.
func (t *typedTarget[T]) IsNothing() bool {
	_, is := any(&t.value).(*Nothing)
	return is
}

func (t *typedTarget[T]) empty() {
	var zero T
	t.value = zero
}

func (t *typedTarget[T]) validate() error {
	if t.validator == nil {
		return nil
	}
	return t.validator(&t.value, t.wantID)
}

// Nothing is the result of an endpoint whose response has no data.
type Nothing struct{}

// DecodeNothing takes any object for a response that holds no data.
func DecodeNothing(d *jsonread.Decoder, _ *Nothing) error { return d.Members() }
