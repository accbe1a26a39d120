package promises_test

// What middleware may do to an attempt and what it never sees, and what a client
// of the caller's own limits.

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// spy is middleware that keeps what it saw, answers included.
type spy struct {
	mu    sync.Mutex
	lines []string
	words strings.Builder
}

func (s *spy) wrap(next http.RoundTripper) http.RoundTripper {
	return roundTrip(func(r *http.Request) (*http.Response, error) {
		response, err := next.RoundTrip(r)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.lines = append(s.lines, partnerkit.OperationFromContext(r.Context())+" "+r.URL.Path)
		_ = r.Header.Write(&s.words)
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		s.words.Write(body)
		response.Body = io.NopCloser(strings.NewReader(string(body)))
		return response, err
	})
}

// A refresh token, and the pair that it is exchanged for, are credentials.
func TestMiddlewareSeesNoRefresh(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newSessionWorld()
		w.renew = func(int, string) reply { return w.handOut(renewedSession, "rt_fake_new") }
		var watch spy
		far := newFarEnd(t, w.answer)
		require.NoError(t, actProfileGet.run(t.Context(), clientOn(t, far, partnerkit.WithSession(twoTokens()), partnerkit.WithMiddleware(watch.wrap))))
		assert.Equal(t, []string{testRefresh}, w.refreshes())
		assert.Equal(t, []string{actProfileGet.line, actRefresh.line, actProfileGet.line}, far.lines(), "refused, refreshed, repeated")
		seenOf := "Profile.Get /v1/user/profile"
		assert.Equal(t, []string{seenOf, seenOf}, watch.lines)
		for _, secret := range []string{testSession, testRefresh, renewedSession, "rt_fake_new"} {
			assert.NotContains(t, watch.words.String(), secret)
		}
	})
}

// leaver is middleware that leaves a send of the first attempt for later: once the second
// attempt is under way.
type leaver struct {
	tries int
	late  sync.WaitGroup
	err   error // of the late send
}

var errHedge = errors.New("hedge: no answer in time")

// wrap sends the first attempt at once, too, where it is told to.
func (l *leaver) wrap(atOnce bool) func(http.RoundTripper) http.RoundTripper {
	gate := make(chan struct{})
	return func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			l.tries++
			if l.tries > 1 {
				r.Header.Set("X-Try", "second")
				close(gate)
				l.late.Wait()
				return next.RoundTrip(r)
			}
			l.late.Go(func() {
				<-gate
				later := r.Clone(context.WithoutCancel(r.Context()))
				later.Header.Set("X-Try", "late")
				response, err := next.RoundTrip(later)
				if l.err = err; err == nil {
					_ = response.Body.Close()
				}
			})
			if atOnce {
				r.Header.Set("X-Try", "first")
				_, _ = next.RoundTrip(r)
			} else {
				close(gate)
				defer l.late.Wait()
			}
			return nil, errHedge
		})
	}
}

// Middleware may give up on an attempt that it is still sending: that send keeps its own
// credential, whatever the next attempt is given.
func TestALateSendKeepsItsCredential(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tokens := []string{"st_fake_first", "st_fake_second"}
		asked := 0
		source := refreshless(func(string) (string, error) {
			asked++
			return tokens[asked-1], nil
		})
		far := newFarEnd(t, func(n int, _ seen) reply {
			if n == 0 {
				return reply{err: errDropped}
			}
			return actProfileGet.reply("ok")
		})
		var l leaver
		require.NoError(t, actProfileGet.run(t.Context(), clientOn(t, far, partnerkit.WithSession(source), partnerkit.WithMiddleware(l.wrap(true)))))
		require.NoError(t, l.err)
		got := map[string]string{}
		for _, s := range far.requests() {
			got[s.header.Get("X-Try")] = s.header.Get("Authorization")
		}
		assert.Equal(t, map[string]string{"first": "Bearer " + tokens[0], "late": "Bearer " + tokens[0], "second": "Bearer " + tokens[1]}, got)
	})
}

// What was said of a write stays true: once its attempt is over, it does not go out.
func TestALateWriteIsNotSent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gate := make(chan struct{})
		var group sync.WaitGroup
		var lateErr error
		leave := func(next http.RoundTripper) http.RoundTripper {
			return roundTrip(func(r *http.Request) (*http.Response, error) {
				later := r.Clone(context.WithoutCancel(r.Context()))
				group.Go(func() {
					<-gate
					_, lateErr = next.RoundTrip(later) //nolint:bodyclose // none comes
				})
				return nil, errHedge
			})
		}
		far := scripted(t, actCreate, "")
		err := actCreate.run(t.Context(), clientOn(t, far, partnerkit.WithMiddleware(leave)))
		require.ErrorIs(t, err, errHedge)
		require.NotErrorIs(t, err, partnerkit.ErrOutcomeUnknown)
		close(gate)
		group.Wait()
		require.ErrorContains(t, lateErr, "the attempt is over")
		assert.Empty(t, far.requests())
	})
}

// A reserved header is refused however its name is written.
func TestReservedHeadersInAnyCase(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"authorization", "AUTHORIZATION", "x-api-key", "idempotency-key", "accept-encoding", "host"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			far := scripted(t, actCreate, "")
			c := clientOn(t, far, partnerkit.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
				return roundTrip(func(r *http.Request) (*http.Response, error) {
					r.Header[name] = []string{"Bearer tk_fake_other"}
					return next.RoundTrip(r)
				})
			}))
			err := actCreate.run(t.Context(), c)
			require.ErrorContains(t, err, http.CanonicalHeaderKey(name))
			require.NotErrorIs(t, err, partnerkit.ErrOutcomeUnknown)
			assert.NotContains(t, err.Error(), "tk_fake_other")
			assert.Empty(t, far.requests())

			err = actCreate.run(t.Context(), clientOn(t, far), partnerkit.WithHeader(name, "x"))
			require.ErrorIs(t, err, partnerkit.ErrInvalidArgument)
			assert.Empty(t, far.requests())
		})
	}
}

// slowLimiter takes its time before every send.
type slowLimiter time.Duration

func (l slowLimiter) Wait(ctx context.Context) error {
	select {
	case <-time.After(time.Duration(l)):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// The Timeout of a caller's http.Client is an attempt's: it neither runs while a
// limiter waits nor covers the repeats.
func TestAClientsTimeoutIsAnAttempts(t *testing.T) {
	t.Parallel()
	const limit = time.Second
	for _, row := range []struct {
		name    string
		timeout time.Duration // of the http.Client
		limiter time.Duration
		script  string
		opts    []partnerkit.CallOption
		elapsed time.Duration
		lost    bool
	}{
		{"a long wait", limit, 5 * limit, "ok", nil, 5 * limit, false},
		{"a long wait and a repeat", limit, 5 * limit, "hang ok", nil, 11*limit + 200*ms, false},
		{"one attempt", limit, 0, "hang ok", nil, limit + 200*ms, false},
		{"each attempt", limit, 0, "hang hang hang", nil, 3*limit + 400*ms, true},
		{"stalled bodies", limit, 0, "stall stall ok", nil, 2*limit + 400*ms, false},
		{"the call's own is longer", limit, 0, "hang ok", []partnerkit.CallOption{partnerkit.WithTimeout(3 * limit)}, 3*limit + 200*ms, false},
		{"the call's own is shorter", limit, 0, "hang ok", []partnerkit.CallOption{partnerkit.WithTimeout(limit / 4)}, limit/4 + 200*ms, false},
		{"longer than the default", time.Hour, 0, "hang ok", nil, 30*time.Second + 200*ms, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				far := scripted(t, actGet, row.script)
				own := &http.Client{Transport: far, Timeout: row.timeout}
				c := clientOn(t, far, partnerkit.WithHTTPClient(own), partnerkit.WithLimiter(slowLimiter(row.limiter)), partnerkit.WithRetry(steady))
				began := time.Now()
				err := actGet.run(t.Context(), c, row.opts...)
				assert.Equal(t, row.elapsed, time.Since(began), "virtual time")
				assert.Len(t, far.requests(), len(strings.Fields(row.script)))
				assert.Equal(t, row.timeout, own.Timeout, "the caller's stays as it was")
				if row.lost {
					require.ErrorIs(t, err, context.DeadlineExceeded)
					return
				}
				require.NoError(t, err)
			})
		})
	}
}

// A failure of the server that wears an expired session's words is a failure: a
// write is not sent again for it, and nothing is refreshed.
func TestOnlyA401RenewsASession(t *testing.T) {
	t.Parallel()
	for _, status := range []int{500, 503, 408} {
		w := newSessionWorld()
		far := newFarEnd(t, func(n int, s seen) reply {
			switch {
			case s.line() == actRefresh.line:
				return w.handOut(renewedSession, "")
			case n == 0:
				return reply{raw: httpAnswer(status, expiredBody)}
			default:
				return reply{raw: actProfileUpdate.absent.raw()}
			}
		})
		err := actProfileUpdate.run(t.Context(), clientOn(t, far, partnerkit.WithSession(twoTokens())))
		require.ErrorIs(t, err, partnerkit.ErrOutcomeUnknown)
		failure, ok := errors.AsType[*partnerkit.Error](err)
		require.True(t, ok)
		assert.Equal(t, status, failure.Status)
		assert.Equal(t, 1, failure.Attempts)
		lines := far.lines()
		require.Len(t, lines, 2, "the write and one look")
		assert.Equal(t, actProfileUpdate.line, lines[0])
		assert.True(t, strings.HasPrefix(lines[1], "GET /v1/user/profile?"), lines[1])
	}
	refused := newFarEnd(t, func(int, seen) reply { return reply{raw: httpAnswer(403, expiredBody)} })
	require.ErrorIs(t, actProfileUpdate.run(t.Context(), clientOn(t, refused, partnerkit.WithSession(twoTokens()))), partnerkit.ErrForbidden)
	assert.Equal(t, []string{actProfileUpdate.line}, refused.lines())
}

// What net/http refuses by itself, before it looks for a connection, was not sent.
func TestARequestThatNetHTTPRefuses(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the request was sent") }))
	t.Cleanup(server.Close)
	for _, a := range []act{actCreate, actUpdate} {
		c, err := partnerkit.New(partnerkit.WithPartnerKey(testKey), partnerkit.WithBaseURL(server.URL), quick(), before(func(r *http.Request) error {
			r.Header.Set("X-Trace", "two\nlines")
			return nil
		}))
		require.NoError(t, err)
		err = a.run(t.Context(), c)
		require.ErrorContains(t, err, "invalid header field value")
		require.ErrorIs(t, err, partnerkit.ErrUnavailable)
		require.NotErrorIs(t, err, partnerkit.ErrOutcomeUnknown)
	}
}

// Middleware that turns to another place after the first try failed has sent the
// request: that the second try was refused here does not say that nothing happened.
func TestMiddlewareThatTurnsElsewhereTooLate(t *testing.T) {
	t.Parallel()
	failover := func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			if response, err := next.RoundTrip(r); err == nil {
				return response, nil
			}
			second := r.Clone(r.Context())
			second.URL.Host = "standby.invalid"
			return next.RoundTrip(second)
		})
	}
	far := scripted(t, actCreate, "drop")
	err := actCreate.run(t.Context(), clientOn(t, far, partnerkit.WithMiddleware(failover)))
	require.ErrorIs(t, err, partnerkit.ErrOutcomeUnknown)
	e, _ := errors.AsType[*partnerkit.Error](err)
	assert.Equal(t, 1, e.Attempts)
	assert.Contains(t, e.Error(), "turned to another origin")
	assert.Len(t, far.requests(), 1)
}

// A response that stands beside an error is closed, whoever returned the two.
func TestAResponseBesideAnErrorIsClosed(t *testing.T) {
	t.Parallel()
	both := func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			response, _ := next.RoundTrip(r)
			return response, errors.New("beside it")
		})
	}
	for _, a := range []act{actGet, actCreate} {
		for name, client := range map[string]func(*farEnd) *partnerkit.Client{
			"middleware": func(far *farEnd) *partnerkit.Client { return clientOn(t, far, partnerkit.WithMiddleware(both)) },
			"transport":  func(far *farEnd) *partnerkit.Client { return clientOn(t, both(far)) },
		} {
			far := scripted(t, a, "ok") // whose bodies must all be closed
			require.Error(t, a.run(t.Context(), client(far), partnerkit.WithRetry(single)), name)
			assert.Zero(t, far.open.Load(), name)
		}
	}
}
