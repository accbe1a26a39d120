package main

// What an HTTP handler answers where a call failed: the table of package partnerkit's documentation, asked in its order.
// Each step below is one question, and a step's rules exclude each other, so that only the order of the steps counts.

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/partnerkit/partnerkit-go"
)

// refusal is what a caller is told of a call that failed. Its words are this service's own: those of the API, which
// errors and logs have, are for whoever runs the service.
type refusal struct {
	Status     int                     `json:"-"`
	RetryAfter time.Duration           `json:"-"` // 0: it does not say when
	Message    string                  `json:"error"`
	Fields     []partnerkit.FieldError `json:"fields,omitempty"`
}

// nobodyIsThere says that the caller has left, and gets no answer.
const nobodyIsThere = 0

// badBody is the error of a request's body that cannot be read.
type badBody struct{ error }

// rule is what a name of an error means for the caller.
type rule struct {
	is      error
	status  int
	message string
}

// What the API or the client says of this very request.
var cases = []rule{
	{partnerkit.ErrUserAlreadyAssociated, http.StatusConflict, "somebody has signed up with this e-mail"},
	{partnerkit.ErrUserNotFound, http.StatusNotFound, "nobody has signed up with this e-mail"},
	{partnerkit.ErrRefreshTokenExpired, http.StatusUnauthorized, "the session is over: log in again"},
	{partnerkit.ErrSessionExpired, http.StatusUnauthorized, "the session is over: log in again"},
	{partnerkit.ErrInvalidArgument, http.StatusBadRequest, "the request cannot be right"},
	{partnerkit.ErrNoCredential, http.StatusInternalServerError, "this service is not set up"},
	{partnerkit.ErrNoBaseURL, http.StatusInternalServerError, "this service is not set up"},
}

// What an answer means, whatever was asked. The other classes are the API's fault.
var classes = []rule{
	{partnerkit.ErrBadRequest, http.StatusBadRequest, "the request was refused"},
	{partnerkit.ErrUnauthorized, http.StatusInternalServerError, "this service is not set up"},
	{partnerkit.ErrForbidden, http.StatusInternalServerError, "this service is not set up"},
}

// refusalOf decides by the caller's own context, which is not that of the call, and by the error.
func refusalOf(caller context.Context, err error) refusal {
	if _, ok := errors.AsType[badBody](err); ok {
		return refusal{Status: http.StatusBadRequest, Message: "the body is not the JSON that it must be"}
	}
	e, ok := errors.AsType[*partnerkit.Error](err)
	if !ok { // no error of the client's
		return refusal{Status: http.StatusInternalServerError, Message: "something went wrong"}
	}
	// 1. Was the outcome unknown? Then nobody must send the same again without a look.
	if errors.Is(err, partnerkit.ErrOutcomeUnknown) {
		return refusal{Status: http.StatusBadGateway, Message: "it may have been done: do not send it again before you have looked"}
	}
	// 2. Is the caller's own context over?
	switch caller.Err() {
	case context.Canceled:
		return refusal{Status: nobodyIsThere}
	case context.DeadlineExceeded:
		return refusal{Status: http.StatusGatewayTimeout, Message: "it took too long"}
	}
	// 3. Which case is it?
	if known, ok := find(cases, err); ok {
		return refusal{Status: known.status, Message: known.message, Fields: e.Fields}
	}
	// 4. Was it sent at all? A limiter or a breaker may have its own reason, a deadline's among them.
	if e.Attempts == 0 {
		return refusal{Status: http.StatusServiceUnavailable, Message: "try again later", RetryAfter: e.RetryAfter}
	}
	// 5. Did an attempt run out of its time?
	if errors.Is(err, context.DeadlineExceeded) {
		return refusal{Status: http.StatusGatewayTimeout, Message: "it took too long"}
	}
	// 6. May the same succeed later?
	if e.Retryable() {
		return refusal{Status: http.StatusServiceUnavailable, Message: "try again later", RetryAfter: e.RetryAfter}
	}
	// 7. Which class is it?
	if known, ok := find(classes, err); ok {
		return refusal{Status: known.status, Message: known.message, Fields: e.Fields}
	}
	return refusal{Status: http.StatusBadGateway, Message: "what this service relies on does not work"}
}

func find(rules []rule, err error) (rule, bool) {
	for _, r := range rules {
		if errors.Is(err, r.is) {
			return r, true
		}
	}
	return rule{}, false
}
