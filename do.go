package partnerkit

// Where a method's data meets the engine: a request goes down to package call, or several to
// package series; a value or an *Error comes back.

import (
	"context"

	"github.com/partnerkit/partnerkit-go/internal/call"
	"github.com/partnerkit/partnerkit-go/internal/series"
)

// do carries out a request. Its error is an *Error.
func do[T any](ctx context.Context, api *call.API, r call.Request[T], opts []CallOption) (*T, error) {
	o := resolve(api, opts)
	if o.response != nil && o.Report == nil {
		o.Report = new(call.Report)
	}
	value, failure := call.Run(ctx, api, r, o.Options)
	return value, o.end(failure)
}

// doSeries is do for a method that makes several requests: run makes them.
func doSeries[T any](ctx context.Context, api *call.API, opts []CallOption, run func(context.Context, *series.Requests) (*T, *call.Failure)) (*T, error) {
	o := resolve(api, opts)
	requests := series.New(api, o.Options)
	value, failure := run(ctx, requests)
	o.Report = &requests.Last
	return value, o.end(failure)
}

// end fills the caller's Response, and returns the error of a failure, nil for none.
func (o *callOptions) end(failure *call.Failure) error {
	if o.response != nil {
		*o.response = newResponse(*o.Report)
	}
	if failure == nil {
		return nil
	}
	return newError(failure)
}

// apiOf is the API that a service reaches, nil for a service that New did not make.
func apiOf[S ~struct{ api *call.API }](service *S) *call.API {
	if service == nil {
		return nil
	}
	return struct{ api *call.API }(*service).api
}

// OperationFromContext returns the operation's name, such as "Users.Get", to
// middleware and to a Limiter that are handed the context of a call. It is one
// of a small, fixed set, fit for the name of a span or a metric; "" for a
// context of anything else.
func OperationFromContext(ctx context.Context) string { return call.EndpointName(ctx) }
