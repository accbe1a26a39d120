package promises_test

// The line between middleware and wire: what middleware sees, and what is said of a
// request that it held back, sent twice, or spoke about with an error of its own.

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// before is middleware that does something, and passes the request on unless that fails.
func before(do func(*http.Request) error) partnerkit.Option {
	return partnerkit.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			if err := do(r); err != nil {
				return nil, err
			}
			return next.RoundTrip(r)
		})
	})
}

// after is middleware that does something once the request was sent.
func afterSend(do func(*http.Request, *http.Response) error) partnerkit.Option {
	return partnerkit.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			response, err := next.RoundTrip(r)
			if err != nil {
				return nil, err
			}
			if err := do(r, response); err != nil {
				_ = response.Body.Close()
				return nil, err
			}
			return response, nil
		})
	})
}

// quick makes repeats wait for nothing.
func quick() partnerkit.Option { return partnerkit.WithRetry(partnerkit.Retry{MinWait: 1, MaxWait: 1}) }

// Each attempt has a request of its own: what middleware changes in place is gone.
func TestEachAttemptHasItsOwnRequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		far := scripted(t, actGet, "503 503 ok")
		c := clientOn(t, far, partnerkit.WithUserAgent("own"), before(func(r *http.Request) error {
			r.URL.Path, r.URL.RawPath = "/tenant"+r.URL.Path, ""
			for _, values := range r.Header {
				values[0] += "+"
			}
			return nil
		}))
		require.NoError(t, actGet.run(t.Context(), c, partnerkit.WithHeader("X-Tenant", "a")))
		for _, s := range far.requests() {
			assert.Equal(t, "/tenant/v1/users/"+testUserID, s.uri)
			assert.Equal(t, "a+", s.header.Get("X-Tenant"))
			assert.Equal(t, 1, strings.Count(s.header.Get("User-Agent"), "+"))
			assert.Equal(t, "Bearer "+testKey, s.header.Get("Authorization"))
		}
	})
}

// closedPort is an address that refuses connections: that of a connection's near end, so that nobody comes to listen there.
func closedPort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	conn, err := net.Dial("tcp", listener.Addr().String())
	require.NoError(t, err)
	t.Cleanup(func() { _, _ = conn.Close(), listener.Close() })
	return "http://" + conn.LocalAddr().String()
}

// ownTrip is a request of middleware's own, in the context that it was given.
func ownTrip(ctx context.Context, client *http.Client, url string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, http.NoBody)
	if err != nil {
		return err
	}
	response, err := client.Do(request)
	if err == nil {
		_ = response.Body.Close()
	}
	return err
}

// A token that middleware fetched over a connection of its own says nothing of a request
// that found none.
func TestMiddlewareMaySendRequestsOfItsOwn(t *testing.T) {
	t.Parallel()
	tokens := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(tokens.Close)
	c, err := partnerkit.New(partnerkit.WithPartnerKey(testKey), partnerkit.WithBaseURL(closedPort(t)), quick(), before(func(r *http.Request) error {
		return ownTrip(r.Context(), tokens.Client(), tokens.URL)
	}))
	require.NoError(t, err)
	err = actCreate.run(t.Context(), c)
	require.NotErrorIs(t, err, partnerkit.ErrOutcomeUnknown)
	e, _ := errors.AsType[*partnerkit.Error](err)
	assert.Equal(t, 3, e.Attempts)
}

// Nor does a connection of middleware's own that did not come about say that a write was
// not sent.
func TestMiddlewaresOwnFailureIsNotTheWrites(t *testing.T) {
	t.Parallel()
	closed := closedPort(t)
	limited := clientOn(t, scripted(t, actGet, ""), partnerkit.WithLimiter(&failsSecond{err: errOpen, asked: 1}))
	for name, fail := range map[string]func(r *http.Request) error{
		"no connection":  func(r *http.Request) error { return ownTrip(r.Context(), http.DefaultClient, closed) },
		"a certificate":  func(*http.Request) error { return x509.UnknownAuthorityError{} },
		"a refused call": func(r *http.Request) error { return actGet.run(r.Context(), limited) },
	} {
		for _, mute := range []bool{false, true} {
			far := newFarEnd(t, func(int, seen) reply {
				made := actCreate.reply("ok")
				made.mute = mute
				return made
			})
			c := clientOn(t, far, quick(), afterSend(func(r *http.Request, _ *http.Response) error { return fail(r) }))
			err := actCreate.run(t.Context(), c)
			require.ErrorIs(t, err, partnerkit.ErrOutcomeUnknown, name)
			assert.Len(t, far.requests(), 1, name)
		}
	}
}

// Middleware that makes an error of a refusal does not make the refusal unknown.
func TestMiddlewareMayTurnARefusalIntoAnError(t *testing.T) {
	t.Parallel()
	ours := errors.New("the tenant has no such user")
	c := clientOn(t, scripted(t, actUpdate, "404"), afterSend(func(*http.Request, *http.Response) error { return ours }))
	err := actUpdate.run(t.Context(), c)
	require.ErrorIs(t, err, ours)
	require.NotErrorIs(t, err, partnerkit.ErrOutcomeUnknown)
	e, _ := errors.AsType[*partnerkit.Error](err)
	assert.Equal(t, 1, e.Attempts)
}

var errOpen = errors.New("the circuit is open")

// A breaker's error is final, and nothing was sent.
func TestABreakerEndsACall(t *testing.T) {
	t.Parallel()
	for _, a := range []act{actGet, actCreate, actUpdate, actEnsure, actMarkAllRead} {
		far := scripted(t, a, "")
		err := a.run(t.Context(), clientOn(t, far, before(func(*http.Request) error { return errOpen })))
		require.ErrorIs(t, err, errOpen, a.name)
		require.NotErrorIs(t, err, partnerkit.ErrOutcomeUnknown)
		e, _ := errors.AsType[*partnerkit.Error](err)
		assert.Zero(t, e.Attempts)
		assert.Zero(t, e.Status)
		assert.NotContains(t, e.Error(), "attempt")
	}
}

// A breaker that opens between two attempts does not hide the answer that opened it.
func TestABreakerThatOpensLater(t *testing.T) {
	t.Parallel()
	var tries atomic.Int64
	c := clientOn(t, scripted(t, actGet, "503"), quick(), before(func(*http.Request) error {
		if tries.Add(1) > 1 {
			return errOpen
		}
		return nil
	}))
	err := actGet.run(t.Context(), c)
	require.ErrorIs(t, err, errOpen)
	require.ErrorIs(t, err, partnerkit.ErrServer)
	e, _ := errors.AsType[*partnerkit.Error](err)
	assert.Equal(t, 503, e.Status)
	assert.Equal(t, 1, e.Attempts)
	assert.EqualValues(t, 2, tries.Load())
}

// made is an answer of middleware's own.
func made(status int, body string) *http.Response {
	response := &http.Response{StatusCode: status, Header: http.Header{}}
	if body != "" {
		response.Body = io.NopCloser(strings.NewReader(body))
	}
	return response
}

// What middleware answers by itself was not sent: the answer is final, and never unknown.
func TestMiddlewareThatAnswersByItself(t *testing.T) {
	t.Parallel()
	for status, class := range map[int]error{
		400: partnerkit.ErrBadRequest, 404: partnerkit.ErrNotFound, 409: partnerkit.ErrConflict, 429: partnerkit.ErrRateLimited,
		500: partnerkit.ErrServer, 503: partnerkit.ErrServer,
	} {
		for _, a := range []act{actGet, actCreate, actUpdate} {
			calls := 0
			c := clientOn(t, scripted(t, a, ""), partnerkit.WithMiddleware(func(http.RoundTripper) http.RoundTripper {
				return roundTrip(func(*http.Request) (*http.Response, error) {
					calls++
					return made(status, ""), nil
				})
			}))
			err := a.run(t.Context(), c)
			require.ErrorIs(t, err, class)
			require.NotErrorIs(t, err, partnerkit.ErrOutcomeUnknown)
			e, _ := errors.AsType[*partnerkit.Error](err)
			assert.Zero(t, e.Attempts)
			assert.Equal(t, 1, calls)
		}
	}
	cached := clientOn(t, scripted(t, actGet, ""), partnerkit.WithMiddleware(func(http.RoundTripper) http.RoundTripper {
		return roundTrip(func(*http.Request) (*http.Response, error) { return made(200, partnerUser("null", "null")), nil })
	}))
	require.NoError(t, actGet.run(t.Context(), cached))
}

// Nor does it renew a session: the API has not refused one.
func TestMiddlewareThatSaysExpiredByItself(t *testing.T) {
	t.Parallel()
	for _, a := range []act{actProfileGet, actProfileUpdate} {
		c := clientOn(t, scripted(t, a, ""), partnerkit.WithSession(twoTokens()), partnerkit.WithMiddleware(func(http.RoundTripper) http.RoundTripper {
			return roundTrip(func(*http.Request) (*http.Response, error) { return made(401, expiredBody), nil })
		}))
		err := a.run(t.Context(), c)
		require.ErrorIs(t, err, partnerkit.ErrSessionExpired)
		e, _ := errors.AsType[*partnerkit.Error](err)
		assert.Zero(t, e.Attempts)
	}
}

// An answer that middleware puts in the place of one that was lost proves nothing.
func TestMiddlewareThatAnswersForALostAnswer(t *testing.T) {
	t.Parallel()
	for _, status := range []int{404, 409, 429, 502} {
		c := clientOn(t, scripted(t, actCreate, "drop"), partnerkit.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
			return roundTrip(func(r *http.Request) (*http.Response, error) {
				if response, err := next.RoundTrip(r); err == nil {
					return response, nil
				}
				return made(status, refusalOf(partnerAPI, status)), nil
			})
		}))
		require.ErrorIs(t, actCreate.run(t.Context(), c), partnerkit.ErrOutcomeUnknown, status)
	}
}

// What an error of middleware's is stays findable, and the URL in its words is not shown.
func TestMiddlewaresErrorsAreKept(t *testing.T) {
	t.Parallel()
	sentinel := errors.New("audit: refused")
	closed := closedPort(t)
	c := clientOn(t, scripted(t, actGet, ""), before(func(r *http.Request) error {
		inner := ownTrip(r.Context(), http.DefaultClient, closed+"/audit?email="+testEmail)
		return fmt.Errorf("%w: %w, of %s", sentinel, inner, r.URL)
	}))
	err := actGet.run(t.Context(), c)
	require.ErrorIs(t, err, sentinel)
	var refused *net.OpError
	require.ErrorAs(t, err, &refused)
	assert.Contains(t, err.Error(), "audit: refused: dial tcp")
	for cause := err; cause != nil; cause = errors.Unwrap(cause) {
		assert.NotContains(t, cause.Error(), testEmail)
		assert.NotContains(t, cause.Error(), testUserID)
	}
	e, _ := errors.AsType[*partnerkit.Error](err)
	for _, cause := range e.Unwrap() {
		assert.NotContains(t, cause.Error(), testEmail)
		assert.NotContains(t, cause.Error(), testUserID)
	}
}

// Only the API's answer to the call proves that a user is gone, or was there.
func TestAnotherUsersErrorProvesNothing(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	elsewhere := clientOn(t, newFarEnd(t, func(int, seen) reply { return actGet.reply("404") }))
	conflict := clientOn(t, newFarEnd(t, func(int, seen) reply { return actCreate.reply("409") }))
	lookup := func(r *http.Request) error {
		if r.Method == http.MethodGet {
			return actGet.run(ctx, elsewhere)
		}
		return nil
	}
	for _, a := range []act{actDisassociate, actPortalDelete} {
		err := a.run(ctx, clientOn(t, scripted(t, a, "drop"), before(lookup)))
		require.ErrorIs(t, err, partnerkit.ErrOutcomeUnknown, a.name)
	}
	far := scripted(t, actEnsure, "")
	err := actEnsure.run(ctx, clientOn(t, far, before(func(*http.Request) error { return actCreate.run(ctx, conflict) })))
	require.ErrorIs(t, err, partnerkit.ErrUserAlreadyAssociated)
	assert.Empty(t, far.requests(), "somebody else's conflict asks for nothing")
}

// New builds middleware, once; what With adds is inside, for the copy and its copies alone.
func TestMiddlewareIsBuiltOnce(t *testing.T) {
	t.Parallel()
	built := map[string]int{}
	var way []string
	named := func(name string) partnerkit.Option {
		return partnerkit.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
			built[name]++
			return roundTrip(func(r *http.Request) (*http.Response, error) {
				way = append(way, name)
				return next.RoundTrip(r)
			})
		})
	}
	far := newFarEnd(t, func(int, seen) reply { return actGet.reply("ok") })
	first := clientOn(t, far, named("a"), named("b"))
	second, err := first.With(named("c"))
	require.NoError(t, err)
	third, err := second.With(named("d"), partnerkit.WithUserAgent("third"))
	require.NoError(t, err)
	other := newFarEnd(t, func(int, seen) reply { return actGet.reply("ok") })
	fourth, err := second.With(partnerkit.WithHTTPClient(&http.Client{Transport: other}), named("e"))
	require.NoError(t, err)
	for _, row := range []struct {
		client *partnerkit.Client
		way    string
	}{{first, "a b"}, {second, "a b c"}, {third, "a b c d"}, {fourth, "a b c e"}, {first, "a b"}} {
		way = nil
		require.NoError(t, actGet.run(t.Context(), row.client))
		assert.Equal(t, row.way, strings.Join(way, " "))
	}
	assert.Equal(t, map[string]int{"a": 1, "b": 1, "c": 1, "d": 1, "e": 1}, built)
	assert.Len(t, far.requests(), 4)
	assert.Len(t, other.requests(), 1)
}

// A request that lost its context is not sent, wherever middleware lost it.
func TestMiddlewareThatLosesTheContext(t *testing.T) {
	t.Parallel()
	lose := partnerkit.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			return next.RoundTrip(r.WithContext(context.Background()))
		})
	})
	pass := before(func(*http.Request) error { return nil })
	outer := clientOn(t, scripted(t, actCreate, ""), lose)
	inner, err := outer.With(pass)
	require.NoError(t, err)
	for _, c := range []*partnerkit.Client{outer, inner} {
		err := actCreate.run(t.Context(), c)
		require.ErrorContains(t, err, "lost its context")
		require.NotErrorIs(t, err, partnerkit.ErrOutcomeUnknown)
	}
}
