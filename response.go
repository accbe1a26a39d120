package partnerkit

// What a caller may ask of a single call, and learn of its response.

import (
	"cmp"
	"net/http"
	"time"

	"github.com/partnerkit/partnerkit-go/internal/call"
	"github.com/partnerkit/partnerkit-go/internal/retry"
)

// CallOption changes one call. Every CallOption is an Option, too: given to New or Client.With
// it says what all calls of the client begin with, read-backs and refreshes included, and a call's
// own wins over it. WithResponse and WithRepeat are for one call alone.
type CallOption interface {
	Option

	applyToCall(*callOptions) error
}

// callOption is a CallOption that a client may have, too.
type callOption func(*callOptions) error

func (o callOption) apply(c *config) error            { return o(&c.defaults) }
func (o callOption) applyToCall(c *callOptions) error { return o(c) }

// oneCallOption is a CallOption that makes no sense for all calls of a client.
type oneCallOption struct {
	name string
	set  callOption
}

func (o oneCallOption) apply(*config) error              { return argErr("%s is for one call alone", o.name) }
func (o oneCallOption) applyToCall(c *callOptions) error { return o.set(c) }

// callOptions are what the options of a call came to. A zero of the Policy is the default.
type callOptions struct {
	call.Options

	response *Response // the caller's; nil for none
}

// resolve applies a call's options to what its client begins with.
func resolve(api *call.API, opts []CallOption) callOptions {
	var o callOptions
	if api != nil {
		o.Options = api.Pipeline.Defaults
	}
	if len(opts) > 0 {
		o = o.with(opts)
	}
	if o.ArgErr == nil {
		o.Policy, o.ArgErr = resolvePolicy(o.Policy)
	}
	return o
}

// with applies options; the error of the first that can never be right stays.
func (o callOptions) with(opts []CallOption) callOptions {
	for _, option := range opts {
		err := argErr("a CallOption is nil")
		if option != nil {
			err = option.applyToCall(&o)
		}
		if o.ArgErr == nil {
			o.ArgErr = err
		}
	}
	return o
}

// Retry says how often a call is sent and how long it waits in between. The wait
// before attempt k+1 is uniform in [MinWait, min(MaxWait, MinWait·2^k)], raised
// to the API's Retry-After: a number of seconds, or a date, which is counted from
// the response's own Date. Where a 429 of the Portals API has none, its
// X-RateLimit-Reset stands in. A Retry-After above MaxWait is not waited for: the
// error returns at once, and has it in RetryAfter.
//
// MaxAttempts is also limited by a budget that all calls to an API share. While
// the API is down the budget runs empty; errors then return at once and say that
// it is empty.
type Retry struct {
	MaxAttempts int           // the first one included; 0 means 3, 1 never repeats
	MinWait     time.Duration // 0 means 200 ms, or MaxWait where that is shorter
	MaxWait     time.Duration // 0 means 10 s, or MinWait where that is longer
}

// resolvePolicy replaces the zeros with defaults, or says what can never be right.
func resolvePolicy(p retry.Policy) (retry.Policy, error) {
	resolved, err := p.WithDefaults()
	if err != nil {
		return p, argErr("WithRetry: %s", err)
	}
	return resolved, nil
}

// WithResponse fills r when the call ends. A method that makes several calls (All, FindByEmail,
// Ensure, WaitForWallet) leaves the last one's, but an Ensure that ends with the refusal of a
// creation leaves that of the refusal. It is for one call alone.
func WithResponse(r *Response) CallOption {
	return oneCallOption{"WithResponse", func(o *callOptions) error {
		if r == nil {
			return argErr("WithResponse: the Response is nil")
		}
		*r = Response{}
		o.response, o.CopyResponse = r, true
		return nil
	}}
}

// WithHeader sets a header on every attempt; one of the same name at a call wins over the
// client's. Credentials, idempotency keys, Host and headers that belong to one connection are
// refused with ErrInvalidArgument.
func WithHeader(name, value string) CallOption {
	return callOption(func(o *callOptions) error {
		if err := validateHeader(name, value); err != nil {
			return err
		}
		own := o.Header.Clone()
		if own == nil {
			own = make(http.Header)
		}
		own.Set(name, value)
		o.Header = own
		return nil
	})
}

// WithRetry says how often a call is sent and how long it waits in between. A zero field leaves
// what the client has. A negative field, or a MinWait above MaxWait, is ErrInvalidArgument.
func WithRetry(r Retry) CallOption {
	return callOption(func(o *callOptions) error {
		p := &o.Policy
		p.MaxAttempts, p.MinWait, p.MaxWait = cmp.Or(r.MaxAttempts, p.MaxAttempts), cmp.Or(r.MinWait, p.MinWait), cmp.Or(r.MaxWait, p.MaxWait)
		_, err := resolvePolicy(*p)
		return err
	})
}

// WithTimeout limits each attempt, 30 s without it. The whole call, waits included, is
// limited by its context. If the last attempt ran out of its time, the error
// Is(context.DeadlineExceeded), although the call's context is not over. A time that is not
// above 0 is ErrInvalidArgument.
func WithTimeout(d time.Duration) CallOption {
	return callOption(func(o *callOptions) error {
		if d <= 0 {
			return argErr("WithTimeout: the time is not positive")
		}
		o.Timeout = d
		return nil
	})
}

// WithRepeat accepts "at least once": a write whose outcome is unknown is sent
// again, after a 501 and a success that cannot be read too, where a read is not. A repeated
// Create can make two portal users, and a repeated Update can undo what another writer
// did in between. It is for one call alone.
func WithRepeat() CallOption {
	return oneCallOption{"WithRepeat", func(o *callOptions) error {
		o.Repeat = true
		return nil
	}}
}

// Response tells about the response of a call; WithResponse fills it, also if the call ends
// with an error: then it is the response that the error speaks of. It is what the server said, as
// it came: a credential that the server quotes is not taken out, as it is of an error.
type Response struct {
	Status    int         // the HTTP status; 0 if nothing answered
	Header    http.Header // the response's headers; nil if nothing answered, and where a refresh of the session failed
	RequestID string      // the API's name for the request; empty if it gave none
	Attempts  int         // how often the operation was sent, read-backs and refreshes not counted; 0 if nothing was sent
	ReadBack  bool        // the write's response was lost, and its effect was found by reading; the rest is then the reading's
	Rate      Rate        // the quota's state, if the API sends it
	Body      []byte      // the response's body as it came, after decompression; a copy; nil if nothing answered, and where a refresh of the session failed
}

// Rate is the state of a quota. Its zero means that the API sent none.
type Rate struct {
	Limit     int           // requests in a window; 0 where the API does not say
	Remaining int           // requests left in this window; 0 also where the API does not say
	Reset     time.Duration // until the next window, in whole seconds; 0 where the API does not say
}

func newResponse(r call.Report) Response {
	return Response{
		Status: r.Status, Header: r.Header, RequestID: r.RequestID, Attempts: r.Attempts,
		ReadBack: r.ReadBack, Rate: rateOf(r.Header), Body: r.Body,
	}
}

func rateOf(h http.Header) Rate {
	quota := retry.ReadQuota(h)
	return Rate{Limit: quota.Limit, Remaining: quota.Remaining, Reset: quota.Reset}
}
