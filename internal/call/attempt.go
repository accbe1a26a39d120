package call

// One attempt: what must come before it, its time, its way through the middleware to the
// wire, and the response read whole.

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/partnerkit/partnerkit-go/internal/pacing"
)

// attempt is one try of a call.
type attempt struct {
	request       *prepared
	reservation   *pacing.Reservation // in the API's quota; nil for none
	authorization Authorization
	middleware    *middlewareState // nil before it has begun
	began         time.Time        // zero without a logger
}

// prepare does what comes before an attempt and must not count against its time.
func (a *attempt) prepare(ctx context.Context, refusedToken func() string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	api := a.request.api
	var err error
	if a.reservation, err = api.Pacing.reserve(ctx, a.request.endpoint); err != nil {
		return err
	}
	if limiter := api.Pipeline.Limiter; limiter != nil {
		if err := limiter.Wait(ctx); err != nil {
			return fmt.Errorf("the limiter refused: %w", err)
		}
	}
	if a.request.endpoint.NoAuth {
		return nil
	}
	token := ""
	if refusedToken != nil {
		token = refusedToken()
	}
	authorization, err := api.Credential.Authorize(holding(ctx, a.reservation), api, token)
	if err != nil {
		return err
	}
	a.authorization = authorization
	if a.reservation.IsUsed() { // the renewal of the credential has it
		a.reservation, err = api.Pacing.reserve(ctx, a.request.endpoint)
	}
	if err == nil {
		err = ctx.Err() // what was waited for has outlasted the context
	}
	return err
}

// send passes the request through the middleware, and reads the response. Middleware does
// not see a body that holds a credential.
func (a *attempt) send(callContext context.Context, timeout time.Duration, into *response) error {
	ctx, cancel := context.WithTimeout(callContext, timeout)
	defer cancel()
	if a.request.api.Pipeline.Logger != nil {
		a.began = time.Now()
	}
	a.middleware = &middlewareState{request: a.request, authorization: a.authorization, reservation: a.reservation, cancel: cancel}
	received, err := a.pass(ctx) //nolint:bodyclose // readBody does
	switch {
	case err != nil:
		closeBody(received)
	case received == nil:
		err = errNoResponse
	default:
		into.readBody(received, a.request.endpoint.List)
		into.bodyErr = asTimeout(ctx, into.bodyErr)
	}
	if whole := err == nil && into.bodyErr == nil; !whole && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		a.middleware.replaceIfDead()
	}
	return asTimeout(ctx, err)
}

// pass sends the request on its way, through the middleware where there is any.
func (a *attempt) pass(ctx context.Context) (*http.Response, error) {
	layers := a.request.api.Pipeline.Layers
	if len(layers) == 0 || a.request.endpoint.Sensitive {
		return a.middleware.direct(ctx)
	}
	return layers[0].RoundTrip(&a.request.newRequest(context.WithValue(ctx, middlewareStateKey{}, a.middleware)).Request)
}

var errNoResponse = errors.New("the transport returned no response")

// asTimeout makes a transport's error after the attempt's deadline a DeadlineExceeded: some
// transports return Canceled, or an error of their own, then.
func asTimeout(ctx context.Context, err error) error {
	if err == nil || !errors.Is(ctx.Err(), context.DeadlineExceeded) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if errors.Is(err, context.Canceled) {
		return context.DeadlineExceeded
	}
	return fmt.Errorf("%w: %w", context.DeadlineExceeded, err)
}
