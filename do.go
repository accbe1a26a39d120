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
	return doWith(ctx, api, r, resolve(api, opts))
}

// doWith is do for a method of several parts, which resolves its options once.
func doWith[T any](ctx context.Context, api *call.API, r call.Request[T], o callOptions) (*T, error) {
	if o.err != nil {
		r.ArgErr = o.err
	}
	if api == nil {
		err := invalid("the client was not made by New")
		return nil, newError(call.BadArgument(r.Endpoint, err, err.Error()))
	}
	if o.response != nil {
		o.Report, o.CopyResponse = new(call.Report), true
	}
	value, failure := carryOut(ctx, api, r, o.Options)
	if o.response != nil {
		*o.response = newResponse(*o.Report)
	}
	if failure != nil {
		return nil, newError(failure)
	}
	return value, nil
}

func carryOut[T any](ctx context.Context, api *call.API, r call.Request[T], o call.Options) (*T, *call.Failure) {
	if r.Await != nil {
		return call.Await(ctx, api, r, o)
	}
	return call.Do(ctx, api, r, o)
}

// after continues the count of sends where an earlier part of the same method ended.
func (o callOptions) after(err error) callOptions {
	if e, ok := errors.AsType[*Error](err); ok {
		o.PriorAttempts = e.Attempts
	}
	return o
}

// series is the requests that one method makes one after the other: its options are resolved
// once, and count the sends of all of them.
type series struct {
	api     *call.API
	options callOptions
}

func newSeries(api *call.API, opts []CallOption) *series {
	s := &series{api, resolve(api, opts)}
	if s.options.response == nil {
		s.options.response = new(Response)
	}
	return s
}

// doNext carries out the next request of a series.
func doNext[T any](ctx context.Context, s *series, r call.Request[T]) (*T, error) {
	value, err := doWith(ctx, s.api, r, s.options)
	s.options.PriorAttempts = s.options.response.Attempts
	return value, err
}

// stands is an earlier refusal as the error of the whole series, with the response that it speaks of.
func (s *series) stands(refused *Error, told Response, reason string) error {
	refused.reasons = append(refused.reasons, reason)
	refused.Attempts = s.options.PriorAttempts
	told.Attempts = refused.Attempts
	*s.options.response = told
	return refused
}

// lookFor reads an object back, and asks whether the effect of a write shows.
func lookFor[T any](api *call.API, get call.Request[T], shows func(*T) bool) func(context.Context, call.Options) (*T, *call.Failure) {
	return func(ctx context.Context, o call.Options) (*T, *call.Failure) {
		value, failure := call.Do(ctx, api, get, o)
		if failure != nil || !shows(value) {
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

// result is an answer decoded into a type of the caller's: a pointer to it, nil before.
type result struct{ decoded any }

// decodeInto reads an answer into a new value of out's type: one that is refused does not touch out.
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

// decodeAnything takes any JSON for an answer that nobody asked for.
func decodeAnything(d *jsonread.Decoder, _ *call.Nothing) error { return d.Skip() }

// OperationFromContext returns the operation's name, such as "Users.Get", to
// middleware and to a Limiter that are handed the context of a call. It is one
// of a small, fixed set, fit for the name of a span or a metric; "" for a
// context of anything else.
func OperationFromContext(ctx context.Context) string { return call.EndpointName(ctx) }
