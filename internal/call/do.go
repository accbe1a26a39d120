package call

// What is asked of a call, and the whole of it: prepared, sent, and read back if the
// response of a write was lost.

import (
	"context"

	"github.com/partnerkit/partnerkit-go/internal/jsonread"
)

// Request is one use of an endpoint whose response is decoded into a T.
type Request[T any] struct {
	Params

	Endpoint *Endpoint
	Decode   func(*jsonread.Decoder, *T) error
	// Validate reports what is wrong with a decoded response; nil asks nothing. Its wantID is WantID, the
	// ID or the e-mail that the response must carry.
	Validate func(response *T, wantID string) error
	WantID   string
	// Pending makes the request a poll, which Run carries out: it describes a response that does not
	// yet have what the caller waits for; "" ends the polling. Nil asks once.
	Pending func(response *T) string
	// ReadBack is nil if the effect of the request cannot be told.
	ReadBack ReadBack[T]
}

// ReadBack looks for the effect of a write whose response was lost. It returns nil and no failure
// if the effect is not there.
type ReadBack[T any] func(context.Context, *API, Options) (*T, *Failure)

// Do carries out a request against an API, once. The API is nil for a client that New did not make.
func Do[T any](ctx context.Context, api *API, r Request[T], o Options) (*T, *Failure) {
	target := &typedTarget[T]{wantID: r.WantID, decode: r.Decode, validator: r.Validate}
	c, failure := newCall(ctx, api, r.Endpoint, r.Params, o)
	if failure != nil {
		return nil, failure
	}
	c.target = target
	failure = c.run()
	if failure == nil {
		c.logEnd(nil, false)
		return &target.value, nil
	}
	if value, ok := readBack(c, r.ReadBack); ok {
		c.logEnd(nil, true)
		return value, nil
	}
	c.logEnd(failure, false)
	return nil, failure
}

// readBack looks for the effect of a write whose outcome is unknown. It costs what a
// repeat costs, and is not begun on a context that is over.
func readBack[T any](c *call, find ReadBack[T]) (*T, bool) {
	if find == nil || !c.mayHaveHappened || c.Err() != nil || !c.plan.pay(c.failure) {
		return nil, false
	}
	var report Report
	o := c.options
	o.Report, o.AsReadBack, o.Prepaid, o.PriorAttempts, o.Tokens = &report, true, true, 0, c.redaction.tokens()
	value, failure := find(c.Context, c.request.api, o)
	switch {
	case failure != nil && c.Err() != nil:
		c.failure.AddReason("reading back was not finished")
		c.withContextError(c.failure)
	case failure != nil:
		c.failure.AddReason("reading back failed: " + failure.Summary())
	case value == nil:
		c.failure.AddReason("reading back did not find the effect")
	case c.options.Report != nil:
		*c.options.Report = report
		c.options.Report.ReadBack, c.options.Report.Attempts = true, c.attempts
	}
	return value, value != nil
}

// ReadBackIf reads an object back, and returns it if it has what the write should have set.
func ReadBackIf[T any](get Request[T], matches func(*T) bool) ReadBack[T] {
	return func(ctx context.Context, api *API, o Options) (*T, *Failure) {
		value, failure := Do(ctx, api, get, o)
		if failure != nil || !matches(value) {
			return nil, failure
		}
		return value, nil
	}
}

// ConfirmDeleted reads an object back; the API's own word that there is none, a documented case,
// confirms the delete.
func ConfirmDeleted[T, G any](get Request[G], none error) ReadBack[T] {
	return func(ctx context.Context, api *API, o Options) (*T, *Failure) {
		_, failure := Do(ctx, api, get, o)
		if failure.IsCase(none) {
			return new(T), nil
		}
		return nil, failure
	}
}
