package call

// The state of one call: its request, attempt after attempt, and what they came to.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/partnerkit/partnerkit-go/internal/retry"
)

// call is the state of one call, and the context of all that the call does. Only its own goroutine uses it.
type call struct {
	context.Context // the caller's

	carrierRequest http.Request // see retryableRequest
	request        prepared
	options        Options
	target         target
	plan           retryPlan
	redaction      redaction
	began          time.Time // zero without a logger: asking for the time is a part of what a call takes

	attempt         attempt
	response        response      // the last one
	failure         *Failure      // the last attempt's, nil after a success
	attempts        int           // sends of the endpoint's request
	renewals        int           // attempts that followed the renewal of a credential, which the policy does not count
	refusedToken    func() string // the token that the API refused; nil for none
	retryPlanned    bool          // another attempt was decided on
	wait            time.Duration // before that attempt
	mayHaveHappened bool          // the outcome of some attempt of a write was unknown, whatever came later
}

type callKey struct{}

// Value finds the call, and whatever the caller's context has.
func (c *call) Value(key any) any {
	if key == (callKey{}) {
		return c
	}
	return c.Context.Value(key)
}

// callOf returns the call that a context belongs to, nil for none.
func callOf(ctx context.Context) *call {
	c, _ := ctx.Value(callKey{}).(*call)
	return c
}

// EndpointName is the name of the endpoint that is called in a context, "" for a context
// of anything else.
func EndpointName(ctx context.Context) string {
	if ctx == nil {
		return ""
	}
	if c := callOf(ctx); c != nil {
		return c.request.endpoint.Name
	}
	return ""
}

// Format prints a fixed text: fmt prints a context with its values, and this one leads to credentials.
func (c *call) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, "partnerkit call") }

// newCall prepares the request, or says why it can never be sent.
func newCall(ctx context.Context, api *API, endpoint *Endpoint, params Params, o Options) (*call, *Failure) {
	c := &call{
		Context: ctx, options: o, attempts: o.PriorAttempts,
		request: prepared{endpoint: endpoint, api: api, header: o.Header},
	}
	if o.ArgErr != nil {
		params.ArgErr = o.ArgErr
	}
	c.redaction = redaction{bodySecrets: params.Secrets, api: api, earlier: o.Tokens}
	err := checkCall(ctx, api, endpoint, &params)
	if err == nil {
		err = c.request.prepare(&params)
	}
	if err != nil {
		c.failure = BadArgument(endpoint, err, c.redaction.text(err.Error(), MaxText))
		c.failure.Attempts = c.attempts
		c.report()
		return nil, c.failure
	}
	c.attempt.request = &c.request
	c.plan = retryPlan{policy: &c.options.Policy, budget: api.Budget, jitter: api.Pipeline.Jitter, mayRepeat: endpoint.Idempotent || o.Repeat}
	if o.Prepaid {
		c.plan.taken = retry.Cost
	}
	return c, nil
}

// checkCall refuses what can never be sent.
func checkCall(ctx context.Context, api *API, endpoint *Endpoint, params *Params) error {
	switch {
	case ctx == nil:
		return argErr("the context is nil")
	case params.ArgErr != nil:
		return params.ArgErr
	case api == nil:
		return argErr("the client was not made by New")
	case api.Credential == nil && !endpoint.NoAuth:
		return fmt.Errorf("%w for the %s: use %s", NoCredential, api.Name, api.CredentialOption)
	case api.Base == nil:
		return fmt.Errorf("%w for the %s: use %s", NoBaseURL, api.Name, api.BaseURLOption)
	}
	return nil
}

// run sends the request, as often as its promise allows. It returns nil when the response
// was decoded.
func (c *call) run() *Failure {
	if c.request.api.Pipeline.Logger != nil {
		c.began = time.Now()
	}
	response, err := c.request.api.Pipeline.Retrier.Do(c.retryableRequest())
	if response != nil {
		_ = response.Body.Close() // the placeholder's
	}
	if err != nil { // the context ended the wait for another attempt
		c.forgetRefusal()
		c.failure = c.withContextError(c.failure)
	}
	if c.failure != nil && c.mayHaveHappened {
		c.failure.addKindAndReason(OutcomeUnknown)
		c.failure.Retryable = false
	}
	c.report()
	c.response.release()
	return c.failure
}

// retryableRequest is what go-retryablehttp sends again and again: its context leads to the call,
// and each attempt makes a request of its own.
func (c *call) retryableRequest() *retryablehttp.Request {
	plain := http.Request{Method: c.request.endpoint.Method, URL: noURL, Header: noHeader}
	c.carrierRequest = *plain.WithContext(c)
	return &retryablehttp.Request{Request: &c.carrierRequest}
}

// noURL and noHeader are what net/http's client sees, which would copy each header of a
// request in case of a redirect.
var (
	noURL    = new(url.URL)
	noHeader = http.Header{}
)

// nextAttempt makes an attempt, and decides whether there is another.
func (c *call) nextAttempt() { c.retryPlanned = c.shouldRetry(c.try()) }

// try makes an attempt. It returns the error that kept the attempt from beginning, or that of the
// transport or the middleware.
func (c *call) try() error {
	c.attempt.middleware = nil
	defer func() { c.attempt.reservation.Return() }() // where no send has used it
	err := c.attempt.prepare(c, c.refusedToken)
	c.redaction.nextToken(c.attempt.authorization.Token)
	if err != nil {
		return err
	}
	err = c.attempt.send(c, c.options.Timeout, &c.response)
	if c.attempt.middleware.conclude() {
		c.attempts++
	}
	return err
}

// shouldRetry says what the attempt came to, and reports whether there is another.
func (c *call) shouldRetry(err error) bool {
	failure, outcome := c.interpret(err)
	if failure == nil {
		c.failure = nil
		return false
	}
	if outcome == unknown && !c.request.endpoint.Idempotent {
		c.mayHaveHappened = true
	}
	if c.Err() != nil && (outcome != final || err != nil) {
		c.failure = c.withContextError(c.lastAnswered(failure))
		return false
	}
	c.failure = failure
	return c.planRetry(outcome)
}

// interpret says what the attempt brought.
func (c *call) interpret(err error) (*Failure, outcome) {
	if c.attempt.middleware == nil { // the attempt has not begun
		return c.notSent(err), final
	}
	fate, gotResponse := c.attempt.middleware.fate()
	if err == nil && gotResponse {
		c.plan.refund(&c.response)
	}
	result := attemptResult{
		request: &c.request, response: &c.response, target: c.target, redaction: &c.redaction, attempts: c.attempts,
		fate: fate, gotResponse: gotResponse, inDoubt: c.attempt.middleware.inDoubt(c.response.status),
	}
	failure, outcome := result.interpret(err)
	switch {
	case fate != fateNotReached:
		c.record(failure).write(c, "partnerkit attempt", c.attempt.began)
		if failure != nil {
			failure.Retryable = outcome == notProcessed || outcome == unknown && c.request.endpoint.Idempotent
		}
	case err != nil:
		c.forgetRefusal()
		if c.failure != nil { // the response that led to this attempt says more
			failure = c.failure.withCause(c.redaction.cause(err))
		}
	}
	return failure, outcome
}

// notSent is the failure where an attempt could not begin. It speaks of the renewal of the
// credential, if that failed; else of the response that had led to the attempt, if there was one.
func (c *call) notSent(err error) *Failure {
	words, cause := c.redaction.cause(err)
	api := c.request.api
	if api.Credential != nil && api.Credential.AsFailure != nil {
		if renewal := api.Credential.AsFailure(err); renewal != nil {
			return c.renewalFailed(renewal).withCause(words, cause)
		}
	}
	if !errors.Is(err, api.Renews) { // where there is no other session, the API's refusal stands
		c.forgetRefusal()
	}
	if c.failure == nil {
		c.failure = newFailure(c.request.endpoint, c.attempts)
	}
	return c.failure.withCause(words, cause).withQuotaWait(err)
}

// renewalFailed is a failure of the call with the response of the renewal that it
// needed. The renewal did not know all of the call's secrets.
func (c *call) renewalFailed(renewal *Failure) *Failure {
	c.response.release()
	c.response = response{status: renewal.Status}
	f := newFailure(c.request.endpoint, c.attempts)
	f.Status, f.RetryAfter, f.Retryable = renewal.Status, renewal.RetryAfter, renewal.Retryable
	f.Code = c.redaction.text(renewal.Code, MaxText)
	f.Message = c.redaction.text(renewal.Message, MaxText)
	f.RequestID = c.redaction.text(renewal.RequestID, maxRequestID)
	return f
}

// forgetRefusal forgets the response that refused the session, once that is being
// renewed: whatever ends the call now, that response is not why.
func (c *call) forgetRefusal() {
	if c.refusedToken != nil && c.failure.IsCase(c.request.api.Renews) {
		c.failure = nil
		c.response.release()
		c.response = response{}
	}
}

// lastAnswered is the last failure that had a response, so that the end of a context
// does not hide it.
func (c *call) lastAnswered(failure *Failure) *Failure {
	if failure.Status == 0 {
		c.forgetRefusal()
		if c.failure != nil {
			failure = c.failure
		}
	}
	failure.Attempts = c.attempts
	return failure
}

// planRetry decides on another attempt, and how long to wait for it.
func (c *call) planRetry(o outcome) bool {
	if c.sessionExpired(o) {
		c.wait = 0
		c.renewals++
		c.refusedToken = c.attempt.authorization.Token
		return true
	}
	wait, ok := c.plan.nextWait(c, o, c.attempts-c.renewals-c.options.PriorAttempts, c.failure)
	c.wait = wait
	return ok
}

// sessionExpired reports whether the failure is the API's word that the token is
// past its time, met for the first time. It is not where middleware answered by
// itself, nor where another send of the attempt may have carried a write out.
func (c *call) sessionExpired(o outcome) bool {
	expired := c.attempt.authorization.Token != nil && c.renewals == 0 &&
		c.failure.Status == http.StatusUnauthorized && c.failure.IsCase(c.request.api.Renews)
	if !expired || o != final && !c.plan.mayRepeat {
		return false
	}
	fate, _ := c.attempt.middleware.fate()
	return fate != fateNotReached
}

// withContextError says that the context ended the call, and why.
func (c *call) withContextError(f *Failure) *Failure {
	if f == nil {
		f = newFailure(c.request.endpoint, c.attempts)
	}
	f.Retryable = false
	if errors.Is(c.Err(), context.Canceled) { // the caller's doing, and no fault of the far end
		f.Kinds = slices.DeleteFunc(f.Kinds, func(kind Kind) bool { return kind == Unavailable })
		if errors.Is(f.Cause, context.DeadlineExceeded) { // of an attempt; the reasons still tell of it
			f.Cause = nil
		}
	}
	return c.redaction.contextError(c, f)
}

// report tells a caller who asked about the response that the call came to: of a failure,
// the one that the failure speaks of.
func (c *call) report() {
	if c.options.Report == nil {
		return
	}
	r := c.options.Report
	*r = Report{Attempts: c.attempts, RequestID: c.requestID(c.failure)}
	if c.failure == nil && r.RequestID != "" {
		id, redaction := c.response.header.Get("X-Request-Id"), c.redaction
		r.shownRequestID = func() string { return redaction.text(id, maxRequestID) }
	}
	if c.failure != nil && c.failure.Status == 0 {
		return
	}
	r.Status, r.RetryAfter = c.response.status, retry.After(c.response.header, false)
	if c.options.CopyResponse {
		r.Header, r.Body = c.response.header.Clone(), slices.Clone(c.response.body)
	}
}

// requestID is the API's name for the request that ended with a failure, nil for none.
func (c *call) requestID(failure *Failure) string {
	if failure != nil {
		return failure.RequestID
	}
	return Printable(c.response.header.Get("X-Request-Id"), maxRequestID)
}

// logEnd writes the record of the whole call. A read-back is part of the write's call and has no
// record of its own.
func (c *call) logEnd(failure *Failure, readBack bool) {
	if !c.options.AsReadBack {
		c.record(failure).write(c, "partnerkit call", c.began, slog.Bool("read_back", readBack))
	}
}

// record is what there is to log of an attempt or a call that ended with a failure, nil for none.
func (c *call) record(failure *Failure) record {
	r := record{c.request.api.Pipeline, c.request.endpoint, c.response.status, c.attempts, "", failure}
	if failure != nil {
		r.status = failure.Status
	}
	if r.pipeline.Logger != nil {
		r.requestID = c.redaction.text(c.requestID(failure), maxRequestID)
	}
	return r
}
