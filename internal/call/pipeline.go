package call

// The order of the steps of every call, and what carries them.

import (
	"context"
	"math"
	"net/http"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// Assemble completes a pipeline, so that each call goes the same way:
//
//	newCall              the request prepared, or refused
//	go-retryablehttp     carries attempt after attempt
//	  nextAttempt          one attempt
//	    prepare              the context, the quota, the limiter, the credential
//	    send                 the time limit
//	      Layers               the caller's middleware, outermost first; where there is none, direct
//	        wireTransport        the signed copy, its trace, the account of what was sent
//	          Transport            the wire
//	    readBody             the response, whole
//	    shouldRetry          what the attempt came to, and whether there is another
//	  pause                the wait before the next attempt
//	readBack             a look for the effect of a write whose response was lost
func Assemble(p *Pipeline) *Pipeline {
	p.Retrier = &retryablehttp.Client{
		HTTPClient: &http.Client{Transport: attemptTransport{}},
		RetryMax:   math.MaxInt, // the call counts: it alone knows what was sent
		CheckRetry: func(ctx context.Context, _ *http.Response, _ error) (bool, error) {
			return callOf(ctx).retryPlanned, nil
		},
		// PrepareRetry waits, as it has the context, and Backoff does not.
		Backoff:      func(time.Duration, time.Duration, int, *http.Response) time.Duration { return 0 },
		PrepareRetry: func(r *http.Request) error { c := callOf(r.Context()); return pause(c, c.wait) }, //nolint:contextcheck // the call has it
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}
	return p
}

// attemptTransport makes the attempts. It hides CloseIdleConnections: go-retryablehttp would
// close everybody's when the context of one call ends in a wait.
type attemptTransport struct{}

// RoundTrip makes the next attempt of the call that the context belongs to.
func (attemptTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	callOf(request.Context()).nextAttempt()
	return placeholderResponse, nil
}

// placeholderResponse stands in for the real response or error, which is already stored on the call.
// It has no Location header, so net/http never follows a redirect.
var placeholderResponse = &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}
