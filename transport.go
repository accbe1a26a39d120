package partnerkit

// The way of one attempt. The first is made at once, retryablehttp carries those
// after it, and each passes through readying (limiter, credential, time limit),
// the caller's middleware, and last the credential, put on a copy that nobody else
// sees.

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"log/slog"
	"maps"
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/httptrace"
	"slices"
	"sync/atomic"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// Limiter holds back what is sent, as golang.org/x/time/rate.Limiter does. It is
// asked before every send, read-backs and refreshes included; an error of its
// keeps the send from happening.
type Limiter interface {
	Wait(ctx context.Context) error
}

// wire is what the four APIs of one client share.
type wire struct {
	attempts           attemptTransport
	retrier            *retryablehttp.Client // carries the attempts after the first
	retry              Retry
	timeout            time.Duration // of an attempt
	limiter            Limiter
	logger             *slog.Logger
	header, bodyHeader http.Header         // of every request without and with a body; never changed
	jitter             func(n int64) int64 // uniform in [0, n)
	alarm              alarm               // ends attempts in time
}

// newWire puts the chain together. The caller's client is copied; its transport
// stays its own.
func newWire(c *config) (*wire, error) {
	client := *c.httpClient
	if client.Transport == nil {
		client.Transport = http.DefaultTransport
	}
	var chain http.RoundTripper
	if len(c.middleware) > 0 {
		chain = credentialTransport{client.Transport}
	}
	for _, wrap := range slices.Backward(c.middleware) {
		if chain = wrap(chain); chain == nil {
			return nil, invalid("WithMiddleware: a middleware returned nil")
		}
	}
	attempts := attemptTransport{base: client.Transport, middleware: chain}
	client.Transport = attempts
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	client.Jar = nil
	timeout := defaultAttemptTimeout
	if client.Timeout > 0 { // it is an attempt's, which has a limit of its own
		timeout = min(timeout, client.Timeout)
	}
	client.Timeout = 0
	header := http.Header{"Accept": {"application/json"}, "User-Agent": {userAgent(c.userAgent)}}
	bodyHeader := header.Clone()
	bodyHeader["Content-Type"] = []string{"application/json"}
	return &wire{
		attempts: attempts,
		retrier: &retryablehttp.Client{
			HTTPClient: &client,
			RetryMax:   math.MaxInt, // CheckRetry counts
			CheckRetry: func(ctx context.Context, _ *http.Response, err error) (bool, error) {
				return exchangeOf(ctx).judge(err), nil
			},
			Backoff:      func(_, _ time.Duration, _ int, _ *http.Response) time.Duration { return 0 }, // PrepareRetry waits: it has the context
			PrepareRetry: func(r *http.Request) error { return exchangeOf(r.Context()).pause() },
			ErrorHandler: retryablehttp.PassthroughErrorHandler,
		},
		retry: c.retry, timeout: timeout, limiter: c.limiter, logger: c.logger,
		header: header, bodyHeader: bodyHeader,
		jitter: rand.Int64N,
	}, nil
}

// newTransport is the transport of a client that was given none: for many calls
// to few hosts, and closing idle connections before a balancer does. Where more
// calls are under way than it keeps connections, it closes those that its next
// calls would have used.
func newTransport() *http.Transport {
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		ForceAttemptHTTP2:      true,
		MaxIdleConns:           1024,
		MaxIdleConnsPerHost:    512,
		IdleConnTimeout:        30 * time.Second,
		TLSHandshakeTimeout:    10 * time.Second,
		ExpectContinueTimeout:  time.Second,
		MaxResponseHeaderBytes: 256 << 10,
		HTTP2:                  &http.HTTP2Config{SendPingTimeout: 15 * time.Second}, // else a dead connection takes every attempt
	}
}

// attemptTransport makes an attempt ready, limits its time, and reads its answer
// whole. It is the outermost, and hides CloseIdleConnections: retryablehttp
// would close everybody's when a call fails.
type attemptTransport struct {
	base       http.RoundTripper
	middleware http.RoundTripper // ends in a credentialTransport over base; nil for none
}

// first makes the first attempt, which most calls have alone. It goes no way round by
// go-retryablehttp and net/http's client: those have nothing to add to it.
func (t attemptTransport) first(x *exchange) error {
	request := x.newRequest(&x.limit)
	if x.body != nil {
		request.ContentLength = int64(len(x.body))
		request.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(x.body)), nil }
		request.Body, _ = request.GetBody() // which never fails
	}
	return t.attempt(x, request, &x.limit)
}

// RoundTrip makes one of the other attempts. It has a request of its own: a transport
// may still be sending those before, and what is signed is kept nowhere.
func (t attemptTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	x := exchangeOf(request.Context())
	limit := &limit{parent: request.Context(), alarm: &x.api.wire.alarm}
	if err := t.attempt(x, request.WithContext(limit), limit); err != nil {
		return nil, err
	}
	return answered, nil
}

// answered is what net/http is told of every answer: nothing, so that it sees no
// redirect to follow. The exchange has the answer.
var answered = &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}

// attempt sends a request, and reads the answer into the exchange.
func (t attemptTransport) attempt(x *exchange, request *http.Request, limit *limit) error {
	x.waiting = false
	if err := x.ready(); err != nil {
		return err
	}
	limit.begin(x.options.timeout)
	defer limit.stop()
	x.attempts++
	x.began = x.api.wire.stopwatch()
	response, err := t.send(x, request) //nolint:bodyclose // receive does
	if _, unsent := errors.AsType[*unsentError](err); unsent {
		x.attempts--
		return err
	}
	if err != nil {
		return x.late(err, limit)
	}
	if response == nil {
		return errors.New("the transport returned no response")
	}
	if response.Body == nil {
		response.Body = http.NoBody // as net/http's client takes it
	}
	most := int64(maxBody)
	if x.operation.list {
		most = maxListBody
	}
	x.answer.receive(response, most)
	x.answer.cut = x.late(x.answer.cut, limit)
	return nil
}

// late is an error after the attempt ran out of its time. A transport may give the
// cause of a context that the caller's has cut itself off from.
func (x *exchange) late(err error, limit *limit) error {
	if err != nil && x.ctx.Err() == nil && errors.Is(limit.Err(), context.DeadlineExceeded) && !errors.Is(err, context.DeadlineExceeded) {
		return context.DeadlineExceeded
	}
	return err
}

// send passes an attempt through the middleware, if there is some, or signs it
// where it is. Middleware does not see what holds a credential in its body. The
// grant is the attempt's own: middleware may still be sending it when the next
// one begins.
func (t attemptTransport) send(x *exchange, attempt *http.Request) (*http.Response, error) {
	if t.middleware == nil || x.operation.hushed {
		attempt.Header = x.headers()
		x.grant.sign(attempt, x.operation)
		return t.base.RoundTrip(attempt)
	}
	pass := &passage{grant: x.grant}
	attempt = attempt.WithContext(context.WithValue(attempt.Context(), passageKey{}, pass))
	attempt.Header = x.headers().Clone()
	response, err := t.middleware.RoundTrip(attempt)
	if refused, ok := errors.AsType[*unsentError](err); ok && pass.sent.Load() {
		err = refused.err // it was sent before it was refused
	}
	return response, err
}

// ready does what comes before an attempt and must not count against its time.
func (x *exchange) ready() error {
	x.forms = nil
	if err := x.ctx.Err(); err != nil {
		return &unsentError{err}
	}
	if limiter := x.api.wire.limiter; limiter != nil {
		if err := limiter.Wait(x.ctx); err != nil {
			return unsent("the limiter refused: %w", err)
		}
	}
	if !x.operation.anonymous {
		granted, err := x.api.credential.grant(x)
		if err != nil {
			return &unsentError{err}
		}
		x.grant = granted
	}
	x.answer.release()
	x.answer = answer{}
	x.trace.reset()
	return nil
}

// passage is what an attempt takes through the middleware.
type passage struct {
	grant grant
	sent  atomic.Bool // it has come out at the other end, once at least
}

type passageKey struct{}

// credentialTransport is the innermost where there is middleware: it puts the
// credential on a copy of the request, and sends nothing that middleware has
// turned to another place.
type credentialTransport struct{ base http.RoundTripper }

// RoundTrip sends the request with its credential.
func (t credentialTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	x := exchangeOf(request.Context())
	if x == nil {
		return nil, unsent("middleware: the request has lost its context")
	}
	if !x.api.base.isOrigin(request.URL) || cmp.Or(request.Host, request.URL.Host) != request.URL.Host {
		return nil, unsent("middleware: the request was turned to another origin, where its credential may not go")
	}
	for name := range request.Header {
		if slices.Contains(reservedHeaders, http.CanonicalHeaderKey(name)) {
			return nil, unsent("middleware: header %s may not be set", http.CanonicalHeaderKey(name))
		}
	}
	pass, ok := request.Context().Value(passageKey{}).(*passage)
	if !ok {
		return nil, unsent("middleware: the request has lost its context")
	}
	sent := *request
	pass.grant.sign(&sent, x.operation)
	pass.sent.Store(true)
	return t.base.RoundTrip(&sent)
}

// sign gives a request headers of its own, with the credential among them, and says
// how the answer may be packed.
func (g grant) sign(request *http.Request, o *operation) {
	signed := make(http.Header, len(request.Header)+3)
	maps.Copy(signed, request.Header)
	if g.apply != nil {
		g.apply(signed)
	}
	if !o.list { // of a list, net/http asks for it in gzip
		signed["Accept-Encoding"] = identity
	}
	request.Header = signed
}

// identity asks for an answer as it is: one user is hardly shorter in gzip, which
// costs both ends more.
var identity = []string{"identity"}

// connectionTrace tells a request that never reached a connection from one that
// may have been read.
type connectionTrace struct{ wanted, got atomic.Bool }

func (t *connectionTrace) reset() {
	t.wanted.Store(false)
	t.got.Store(false)
}

func (t *connectionTrace) hooks() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn: func(string) { t.wanted.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { t.got.Store(true) },
	}
}

// neverSent is false where no trace event fired at all: a mock, or middleware
// that answers by itself, tells nothing.
func (t *connectionTrace) neverSent() bool { return t.wanted.Load() && !t.got.Load() }
