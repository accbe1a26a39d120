package partnerkit

// What a caller may ask of a single call, and learn of its response.

import (
	"net/http"
	"strconv"
	"time"

	"github.com/partnerkit/partnerkit-go/internal/call"
	"github.com/partnerkit/partnerkit-go/internal/retry"
)

// CallOption changes one call.
type CallOption func(*callOptions) error

// callOptions are what the options of a call came to.
type callOptions struct {
	call.Options

	response *Response // the caller's; nil for none
	err      error     // the first option's that can never be right
}

// resolve applies a call's options to the defaults of its client.
func resolve(api *call.API, opts []CallOption) callOptions {
	var o callOptions
	if api != nil {
		o.Policy, o.Timeout = api.Pipeline.Policy, api.Pipeline.Timeout
	}
	if len(opts) == 0 {
		return o
	}
	return o.with(opts)
}

// with applies options; the error of the first that can never be right stays.
func (o callOptions) with(opts []CallOption) callOptions {
	for _, option := range opts {
		err := invalid("a CallOption is nil")
		if option != nil {
			err = option(&o)
		}
		if o.err == nil {
			o.err = err
		}
	}
	return o
}

// Retry says how often a call is sent and how long it waits in between. The wait
// before attempt k+1 is uniform in [MinWait, min(MaxWait, MinWait·2^k)], raised
// to the API's Retry-After: a number of seconds, or a date, which is counted from
// the response's own Date. Where a 429 of the Portals API has none, its
// X-RateLimit-Reset stands in. A Retry-After above MaxWait is not waited for: the
// error returns at once and says it.
//
// MaxAttempts is also limited by a budget that all calls to an API share. While
// the API is down the budget runs empty; errors then return at once and say that
// it is empty.
type Retry struct {
	MaxAttempts int           // the first one included; 0 means 3, 1 never repeats
	MinWait     time.Duration // 0 means 200 ms
	MaxWait     time.Duration // 0 means 10 s, or MinWait where that is longer
}

// policy replaces the zeros with defaults, or says what can never be right.
func (r Retry) policy() (retry.Policy, error) {
	policy, err := retry.Policy(r).WithDefaults()
	if err != nil {
		return policy, invalid("Retry: %s", err)
	}
	return policy, nil
}

// WithResponse fills r when the call ends. A method that makes several calls
// (All, Ensure) leaves the last one's.
func WithResponse(r *Response) CallOption {
	return func(o *callOptions) error {
		if r == nil {
			return invalid("WithResponse: the Response is nil")
		}
		*r = Response{}
		o.response = r
		return nil
	}
}

// WithHeader sets a header on every attempt of the call. Credentials,
// idempotency keys, Host and headers that belong to one connection are refused
// with ErrInvalidArgument.
func WithHeader(name, value string) CallOption {
	return func(o *callOptions) error {
		if err := checkHeader(name, value); err != nil {
			return err
		}
		if o.Header == nil {
			o.Header = make(http.Header)
		}
		o.Header.Set(name, value)
		return nil
	}
}

// WithCallRetry replaces the client's Retry for the call; its zeros mean what
// they mean for WithRetry.
func WithCallRetry(r Retry) CallOption {
	return func(o *callOptions) error {
		policy, err := r.policy()
		o.Policy = policy
		return err
	}
}

// WithTimeout limits each attempt of the call, 30 s without it. The whole call,
// waits included, is limited by its context. An error after an attempt ran out of
// its time Is(context.DeadlineExceeded), though the call's context is not over.
func WithTimeout(d time.Duration) CallOption {
	return func(o *callOptions) error {
		if d <= 0 {
			return invalid("WithTimeout: the time is not positive")
		}
		o.Timeout = d
		return nil
	}
}

// WithRepeat accepts "at least once": a write whose outcome is unknown is sent
// again, as a read would be. A repeated Create can make two portal users, and a
// repeated Update can undo what another writer did in between.
func WithRepeat() CallOption {
	return func(o *callOptions) error {
		o.Repeat = true
		return nil
	}
}

// Response tells about the response of a call; WithResponse fills it, also if the call ends
// with an error: then it is the response that the error speaks of.
type Response struct {
	Status    int         // the HTTP status; 0 if nothing answered
	Header    http.Header // the response's headers; nil if nothing answered
	RequestID string      // the API's name for the request; empty if it gave none
	Attempts  int         // how often the operation was sent, read-backs and refreshes not counted
	ReadBack  bool        // the write's response was lost, and its effect was found by reading; the rest is then the reading's
	Rate      Rate        // the quota's state, if the API sends it
	Body      []byte      // the response's body as it came, after decompression; a copy
}

// Rate is the state of a quota. Its zero means that the API sent none.
type Rate struct {
	Limit     int           // requests in a window
	Remaining int           // requests left in this window
	Reset     time.Duration // until the next window, in whole seconds
}

func newResponse(r call.Report) Response {
	return Response{
		Status: r.Status, Header: r.Header, RequestID: r.RequestID, Attempts: r.Attempts,
		ReadBack: r.ReadBack, Rate: rateOf(r.Header), Body: r.Body,
	}
}

// rateOf reads the X-RateLimit headers; Reset is in seconds from now.
func rateOf(h http.Header) Rate {
	limit, err := strconv.Atoi(h.Get("X-RateLimit-Limit"))
	if err != nil {
		return Rate{}
	}
	remaining, _ := strconv.Atoi(h.Get("X-RateLimit-Remaining"))
	reset, _ := retry.Seconds(h.Get("X-RateLimit-Reset"))
	return Rate{Limit: limit, Remaining: remaining, Reset: reset}
}
