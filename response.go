package partnerkit

// What a caller may ask of a single call, and what he may learn of its answer.

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

// CallOption changes one call.
type CallOption func(*callOptions) error

// Response tells about the answer of a call; WithResponse fills it, also where
// the call ends with an error.
type Response struct {
	Status    int         // the HTTP status; 0 where nothing answered
	Header    http.Header // the answer's headers; nil where nothing answered
	RequestID string      // the API's name for the request; empty where it gave none
	Attempts  int         // how often the operation was sent, read-backs and refreshes not counted
	ReadBack  bool        // the write's answer was lost, and its effect was found by reading; the rest is then the reading's
	Rate      Rate        // the quota's state, where the API sends it
	Body      []byte      // the answer's body as it came, after decompression; a copy
}

// Rate is the state of a quota. Its zero means that the API sent none.
type Rate struct {
	Limit     int           // requests in a window
	Remaining int           // requests left in this window
	Reset     time.Duration // until the next window, in whole seconds
}

type callOptions struct {
	retry    Retry
	timeout  time.Duration
	repeat   bool
	look     bool // it looks for the effect of a write
	header   http.Header
	response *Response
	prior    int // sends that an earlier part of the same method made
}

func (o *callOptions) apply(opts []CallOption) error {
	var first error
	for _, option := range opts {
		err := invalid("a CallOption is nil")
		if option != nil {
			err = option(o)
		}
		if first == nil {
			first = err
		}
	}
	return first
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
		if o.header == nil {
			o.header = make(http.Header)
		}
		o.header.Set(name, value)
		return nil
	}
}

// WithCallRetry replaces the client's Retry for the call; its zeros mean what
// they mean for WithRetry.
func WithCallRetry(r Retry) CallOption {
	return func(o *callOptions) (err error) {
		o.retry, err = r.resolved()
		return err
	}
}

// WithTimeout limits each attempt of the call, 30 s without it. The whole call,
// waits included, is limited by its context. An error after an attempt ran out of
// its time Is(context.DeadlineExceeded), though the call's context is not over. Where
// many attempts run out of their time at once, one may end up to 5 ms late.
func WithTimeout(d time.Duration) CallOption {
	return func(o *callOptions) error {
		if d <= 0 {
			return invalid("WithTimeout: the time is not positive")
		}
		o.timeout = d
		return nil
	}
}

// WithRepeat accepts "at least once": a write whose outcome is unknown is sent
// again, as a read would be. A repeated Create can make two portal users, and a
// repeated Update can undo what another writer did in between.
func WithRepeat() CallOption {
	return func(o *callOptions) error {
		o.repeat = true
		return nil
	}
}

// looking makes the call a part of a write's: it is no call of its own to a logger.
func looking(r *Response) CallOption {
	return func(o *callOptions) error {
		o.response, o.look = r, true
		return nil
	}
}

// after counts the sends that an earlier part of the same method made.
func after(sends int) CallOption {
	return func(o *callOptions) error {
		o.prior = sends
		return nil
	}
}

// requestID is the API's name for the last request, from the header or the error.
func (x *exchange) requestID() string {
	id := printable(x.answer.header.Get("X-Request-Id"), maxRequestID)
	if id == "" && x.failure != nil {
		id = x.failure.RequestID
	}
	return id
}

// report tells a caller who asked about the answer.
func (o *callOptions) report(x *exchange) {
	if o.response == nil {
		return
	}
	a := &x.answer
	*o.response = Response{
		Status: a.status, Header: a.header.Clone(), Attempts: x.attempts,
		RequestID: x.requestID(),
		Rate:      rateOf(a.header), Body: slices.Clone(a.body),
	}
}

// rateOf reads the X-RateLimit headers; Reset is in seconds from now.
func rateOf(h http.Header) Rate {
	limit, err := strconv.Atoi(h.Get("X-RateLimit-Limit"))
	if err != nil {
		return Rate{}
	}
	remaining, _ := strconv.Atoi(h.Get("X-RateLimit-Remaining"))
	return Rate{Limit: limit, Remaining: remaining, Reset: parseRetryAfter(h.Get("X-RateLimit-Reset"))}
}
