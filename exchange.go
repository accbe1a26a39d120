package partnerkit

// One call under way: how it begins, what each attempt's answer means, and
// whether there is another attempt.

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// exchange is the state of one call. Only the goroutine of the call uses it,
// but for the connection's trace.
type exchange struct {
	scope     scope
	ctx       context.Context // the scope
	api       *api
	operation *operation
	options   callOptions
	secrets   []string
	url       url.URL
	body      []byte // nil for none
	limit     limit  // the first attempt's, whose parent is that of all
	result    result
	envelope  envelope

	attempts  int       // sends of the operation
	replays   int       // of these, those after a session was renewed; they count against nothing
	failure   *Error    // the last attempt's, nil after a success
	began     time.Time // of the attempt under way
	callBegan time.Time
	wait      time.Duration // before the next attempt
	waiting   bool          // another attempt was decided on and has not begun
	lost      bool          // some attempt of a write had an unknown outcome
	answer    answer
	trace     connectionTrace
	grant     grant         // the credential of the attempt under way
	refused   func() string // the token that the API refused; nil for none
	forms     []string      // of every secret of the attempt, for its errors; nil until an error asks
}

// scope is a call's context: the caller's, and the exchange that it belongs to.
type scope struct {
	context.Context
	exchange *exchange
}

type exchangeKey struct{}

// Value finds the exchange, and whatever the caller's context has.
func (s *scope) Value(key any) any {
	if key == (exchangeKey{}) {
		return s.exchange
	}
	return s.Context.Value(key)
}

// exchangeOf returns the exchange that a request belongs to, nil for none.
func exchangeOf(ctx context.Context) *exchange {
	x, _ := ctx.Value(exchangeKey{}).(*exchange)
	return x
}

// OperationFromContext returns the operation's name, such as "Users.Get", to
// middleware and to a Limiter that are handed the context of a call. It is one
// of a small, fixed set, fit for the name of a span or a metric; "" for a
// context of anything else.
func OperationFromContext(ctx context.Context) string {
	if ctx == nil {
		return ""
	}
	if x := exchangeOf(ctx); x != nil {
		return x.operation.name
	}
	return ""
}

// begin checks what a caller gave and makes the request out.
func begin(ctx context.Context, a *api, o *operation, in *input, opts []CallOption) (*exchange, *Error) {
	x := &exchange{api: a, operation: o, secrets: in.secrets}
	err := x.admit(ctx, in, opts)
	if err == nil {
		err = x.makeRequest(in)
	}
	if err != nil {
		return nil, x.newFailure().because(err, x.scrub(err.Error()))
	}
	return x, nil
}

// admit refuses what can never be sent.
func (x *exchange) admit(ctx context.Context, in *input, opts []CallOption) error {
	a := x.api
	if a == nil {
		return invalid("the client was not made by New")
	}
	x.options = callOptions{retry: a.wire.retry, timeout: a.wire.timeout}
	err := x.options.apply(opts)
	x.attempts = x.options.prior
	switch {
	case err != nil:
		return err
	case ctx == nil:
		return invalid("the context is nil")
	case in.refuse != nil:
		return in.refuse
	case a.credential == nil && !x.operation.anonymous:
		return &setupError{ErrNoCredential, a.name, a.credentialOption}
	case a.base == nil:
		return &setupError{ErrNoBaseURL, a.name, a.baseURLOption}
	}
	x.scope = scope{ctx, x}
	x.ctx = &x.scope
	return nil
}

// setupError names the option that a client lacks for a call.
type setupError struct {
	kind        error
	api, option string
}

func (e *setupError) Error() string {
	return e.kind.Error() + " for the " + e.api + ": use " + e.option
}
func (e *setupError) Unwrap() error { return e.kind }

func (x *exchange) makeRequest(in *input) error {
	var err error
	if x.url, err = x.operation.target(x.api.base, in); err != nil {
		return err
	}
	if x.body, err = in.encode(); err != nil {
		return err
	}
	ctx := x.ctx
	if x.operation.repeat == once {
		ctx = httptrace.WithClientTrace(ctx, x.trace.hooks())
	}
	x.limit.parent, x.limit.alarm = ctx, &x.api.wire.alarm
	return nil
}

// newRequest is the request as every attempt begins with it, but for its body.
func (x *exchange) newRequest(ctx context.Context) *http.Request {
	plain := http.Request{
		Method: x.operation.method, URL: &x.url, Host: x.url.Host, Header: noHeader,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}
	return plain.WithContext(ctx)
}

// noHeader is what net/http's client sees, which would copy each header of a
// request in case of a redirect: attempts bring their own.
var noHeader = http.Header{}

// headers are those of an attempt, without its credential. All calls share them,
// but for those that have some of their own: nobody may change what it gets.
func (x *exchange) headers() http.Header {
	shared := x.api.wire.header
	if x.body != nil {
		shared = x.api.wire.bodyHeader
	}
	if x.options.header == nil {
		return shared
	}
	merged := shared.Clone()
	maps.Copy(merged, x.options.header)
	return merged
}

// run sends the request, as often as its promise allows. It returns nil when
// the answer was decoded.
func (x *exchange) run() *Error {
	x.callBegan = x.api.wire.stopwatch()
	err := x.api.wire.attempts.first(x)
	if x.judge(err) {
		err = x.repeat()
	}
	if x.waiting && err != nil {
		x.failure = x.interrupted(x.failure)
	}
	if x.failure != nil && x.lost {
		x.failure.raise(ErrOutcomeUnknown)
	}
	x.options.report(x)
	x.answer.release()
	return x.failure
}

// repeat sends the request again, until judge finds that there is no other attempt.
func (x *exchange) repeat() error {
	if err := x.pause(); err != nil {
		return err
	}
	request := retryablehttp.Request{Request: x.newRequest(x.limit.parent)}
	if x.body != nil {
		_ = request.SetBody(x.body) // which never fails with bytes
	}
	response, err := x.api.wire.retrier.Do(&request)
	if response != nil {
		_ = response.Body.Close() // read to its end already
	}
	return err
}

// judge is asked after each attempt whether there is another.
func (x *exchange) judge(err error) bool {
	failure, outcome := x.read(err)
	if _, unsent := errors.AsType[*unsentError](err); !unsent {
		x.logAttempt(failure)
	}
	if failure == nil {
		x.failure = nil
		x.api.budget.earn()
		return false
	}
	if outcome == lost && x.operation.repeat == once {
		x.lost = true
	}
	if x.ctx.Err() != nil && (outcome != final || err != nil) {
		x.failure = x.interrupted(x.latest(failure))
		return false
	}
	x.failure = failure
	x.waiting = x.again(outcome)
	return x.waiting
}

// latest is the last failure that had an answer, so that the end of a context
// does not hide it.
func (x *exchange) latest(failure *Error) *Error {
	if failure.Status == 0 && x.failure != nil {
		failure = x.failure
	}
	failure.Attempts = x.attempts
	return failure
}

// again decides on another attempt, and how long to wait for it.
func (x *exchange) again(o outcome) bool {
	x.wait = 0
	if x.renewable() {
		x.replays++
		x.refused = x.grant.token
		return true
	}
	may := o == notDone || o == lost && (x.operation.repeat == harmless || x.options.repeat)
	sent := x.attempts - x.replays - x.options.prior
	if !may || sent >= x.options.retry.MaxAttempts {
		return false
	}
	wait, ok := x.options.retry.wait(sent, x.failure.RetryAfter, x.api.wire.jitter)
	if !ok {
		return false
	}
	if deadline, has := x.ctx.Deadline(); has && time.Until(deadline) <= wait {
		x.failure.because(context.DeadlineExceeded, "the next attempt would come after the context's deadline")
		return false
	}
	if !x.api.budget.spend() {
		return false
	}
	x.wait = wait
	return true
}

// renewable reports whether the failure is the API's word that the token is
// past its time, met for the first time.
func (x *exchange) renewable() bool {
	return x.grant.token != nil && x.replays == 0 && x.failure.Status == http.StatusUnauthorized && x.failure.is(ErrSessionExpired)
}

// pause waits before the next attempt; it ends with the context.
func (x *exchange) pause() error {
	if x.wait <= 0 {
		return x.ctx.Err()
	}
	timer := time.NewTimer(x.wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-x.ctx.Done():
		return x.ctx.Err()
	}
}

// interrupted says that the context ended the call, and why.
func (x *exchange) interrupted(e *Error) *Error {
	for _, end := range []error{x.ctx.Err(), context.Cause(x.ctx)} {
		if !errors.Is(e, end) {
			e.because(end, x.scrub(end.Error()))
		}
	}
	return e
}

// newFailure is an Error that says what was called, and nothing yet of why.
func (x *exchange) newFailure() *Error {
	return &Error{Op: x.operation.name, Method: x.operation.method, Route: x.operation.route, Attempts: x.attempts}
}
