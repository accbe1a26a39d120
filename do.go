package partnerkit

// Where a method's data meets the engine: a request goes down to package call, a value or
// an *Error comes back.

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"slices"

	"github.com/partnerkit/partnerkit-go/internal/call"
	"github.com/partnerkit/partnerkit-go/internal/jsonread"
)

// do carries out a request. Its error is an *Error.
func do[T any](ctx context.Context, api *call.API, r call.Request[T], opts []CallOption) (*T, error) {
	o := resolve(api, opts)
	if o.response != nil {
		o.Report = new(call.Report)
	}
	value, failure := send(ctx, api, r, &o)
	return value, o.end(failure)
}

// send gives a request to the engine, with options that were resolved.
func send[T any](ctx context.Context, api *call.API, r call.Request[T], o *callOptions) (*T, *call.Failure) {
	if o.err != nil {
		r.ArgErr = o.err
	}
	if r.Pending != nil {
		return call.Poll(ctx, api, r, o.Options)
	}
	return call.Do(ctx, api, r, o.Options)
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

// series is the requests that one method makes one after the other: its options are resolved
// once, and count the sends of all of them.
type series struct {
	callOptions

	api    *call.API
	report call.Report // of the last request
}

func newSeries(api *call.API, opts []CallOption) *series {
	s := &series{callOptions: resolve(api, opts), api: api}
	s.Report = &s.report
	return s
}

// doNext carries out the next request of a series.
func doNext[T any](ctx context.Context, s *series, r call.Request[T]) (*T, *call.Failure) {
	value, failure := send(ctx, s.api, r, &s.callOptions)
	s.PriorAttempts = s.report.Attempts
	return value, failure
}

// restore returns an earlier failure as the result of the whole series, with the report of its response.
func (s *series) restore(failure *call.Failure, report call.Report) *call.Failure {
	failure.Attempts, report.Attempts = s.PriorAttempts, s.PriorAttempts
	s.report = report
	return failure
}

// readBackIf reads an object back, and returns it if it has what the write should have set.
func readBackIf[T any](api *call.API, get call.Request[T], matches func(*T) bool) func(context.Context, call.Options) (*T, *call.Failure) {
	return func(ctx context.Context, o call.Options) (*T, *call.Failure) {
		value, failure := call.Do(ctx, api, get, o)
		if failure != nil || !matches(value) {
			return nil, failure
		}
		return value, nil
	}
}

// confirmDeleted reads an object back; the API's own word that there is no such user
// confirms the delete.
func confirmDeleted[T, G any](api *call.API, get call.Request[G]) func(context.Context, call.Options) (*T, *call.Failure) {
	return func(ctx context.Context, o call.Options) (*T, *call.Failure) {
		_, failure := call.Do(ctx, api, get, o)
		if failure.IsCase(ErrUserNotFound) {
			return new(T), nil
		}
		return nil, failure
	}
}

// endpointOf is an endpoint that this package does not describe.
func endpointOf(method string, discards bool) *call.Endpoint {
	e := &call.Endpoint{Name: "Client.Do", AllowEmpty: discards, NoMatch: ErrNotFound}
	if slices.Contains(methodsOfDo, method) {
		e.Method = method
	}
	e.Idempotent = method == http.MethodGet
	e.List = e.Idempotent // it may be one
	return e
}

// result is a response decoded into a type of the caller's: a pointer to it, nil before.
type result struct{ decoded any }

// decodeInto reads a response into a new value of out's type: one that is refused does not touch out.
func decodeInto(out any) func(*jsonread.Decoder, *result) error {
	return func(d *jsonread.Decoder, r *result) error {
		*r = result{}
		if d.Kind() == jsonread.KindNull {
			return d.Skip()
		}
		decoded := reflect.New(reflect.TypeOf(out).Elem()).Interface()
		err := d.Into(decoded)
		if err == nil {
			r.decoded = decoded
		}
		return err
	}
}

func (r *result) validate(string) error {
	if r.decoded == nil {
		return errors.New("the data is missing or null")
	}
	return nil
}

func (r *result) store(out any) { reflect.ValueOf(out).Elem().Set(reflect.ValueOf(r.decoded).Elem()) }

// decodeAnything accepts any JSON, for a caller who wants no result.
func decodeAnything(d *jsonread.Decoder, _ *call.Nothing) error { return d.Skip() }

// OperationFromContext returns the operation's name, such as "Users.Get", to
// middleware and to a Limiter that are handed the context of a call. It is one
// of a small, fixed set, fit for the name of a span or a metric; "" for a
// context of anything else.
func OperationFromContext(ctx context.Context) string { return call.EndpointName(ctx) }
