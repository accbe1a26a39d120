package promises_test

// Beside the figures of WithPacing: what a wait is a part of, what gives a place back, and whose quota a send counts in.

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/fake"
)

// spentWindow is a client whose quota has no room for another minute.
func spentWindow(t *testing.T, opts ...partnerkit.Option) (*fake.Server, *partnerkit.Client) {
	t.Helper()
	srv := pacedFake(t)
	client := pacedClient(t, srv, opts...)
	for range 100 {
		require.NoError(t, getAna(t.Context(), client))
	}
	return srv, client
}

func TestAPacedWaitPastTheDeadlineIsNotBegun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, client := spentWindow(t)
		began := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 59*time.Second)
		defer cancel()
		var response partnerkit.Response
		_, err := client.Users.Create(ctx, partnerkit.UserCreateParams{Email: "new@example.com"}, partnerkit.WithResponse(&response))
		require.ErrorIs(t, err, partnerkit.ErrRateLimited)
		assert.Equal(t, decision{0, 0, false, false, false, true}, decisionOf(t, err))
		assert.Equal(t, time.Minute, asError(err).RetryAfter)
		assert.EqualError(t, err, "partnerkit: Users.Create: the quota has no room for another 1m0s, and the context's deadline comes before")
		assert.Equal(t, partnerkit.Response{}, response)
		assert.Zero(t, time.Since(began))
		assert.Len(t, srv.Requests(), 100)
		require.NoError(t, getAna(t.Context(), client))
		assert.Equal(t, time.Minute, time.Since(began))
	})
}

// The wait is outside an attempt's time and draws on no budget; the end of the context in it is the context's error.
func TestAPacedWaitIsNoPartOfAnAttempt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		_, client := spentWindow(t, partnerkit.WithTimeout(time.Second))
		require.NoError(t, getAna(t.Context(), client))

		_, client = spentWindow(t)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		err := getAna(ctx, client)
		require.ErrorIs(t, err, context.Canceled)
		assert.Equal(t, decision{0, 0, false, false, false, false}, decisionOf(t, err))
	})
}

// A repeat waits for room, too; where it may not, the answer before it is what the error speaks of.
func TestARepeatIsPaced(t *testing.T) {
	t.Parallel()
	left := func(remaining int, status int) reply {
		return reply{raw: httpAnswer(status, `{"success":true,"data":{`+aliceOf+`}}`, "X-RateLimit-Limit: 9", fmt.Sprint("X-RateLimit-Remaining: ", remaining), "X-RateLimit-Reset: 30")}
	}
	synctest.Test(t, func(t *testing.T) {
		far := newFarEnd(t, inTurn(left(0, 503), left(8, 200)))
		client, began := clientOn(t, far, partnerkit.WithPacing()), time.Now()
		_, err := client.Users.Get(t.Context(), aliceID)
		require.NoError(t, err)
		assert.Equal(t, 30*time.Second, time.Since(began))

		far = newFarEnd(t, inTurn(left(0, 503)))
		client, began = clientOn(t, far, partnerkit.WithPacing()), time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		_, err = client.Users.Get(ctx, aliceID)
		assert.Equal(t, decision{503, 1, false, false, false, true}, decisionOf(t, err))
		require.ErrorIs(t, err, partnerkit.ErrServer)
		require.ErrorIs(t, err, partnerkit.ErrRateLimited)
		assert.Less(t, asError(err).RetryAfter, 30*time.Second)
		assert.Greater(t, asError(err).RetryAfter, 29*time.Second)
		assert.Less(t, time.Since(began), time.Second)
	})
}

// Whoever does not send gives the place back: a limiter that refuses, a credential that there is not, a breaker.
func TestAPlaceThatIsNotUsedIsGivenBack(t *testing.T) {
	t.Parallel()
	refuses := errors.New("no")
	for name, opt := range map[string]func(*atomic.Bool) partnerkit.Option{
		"limiter": func(on *atomic.Bool) partnerkit.Option {
			return partnerkit.WithLimiter(limiting(func() error {
				if on.Load() {
					return refuses
				}
				return nil
			}))
		},
		"breaker": func(on *atomic.Bool) partnerkit.Option {
			return partnerkit.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
				return roundTrip(func(r *http.Request) (*http.Response, error) {
					if on.Load() {
						return nil, refuses
					}
					return next.RoundTrip(r)
				})
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := pacedFake(t)
				answers := countedOf(srv)
				var on atomic.Bool
				client, began := pacedClient(t, srv, withTape(answers), opt(&on)), time.Now()
				require.NoError(t, getAna(t.Context(), client))
				on.Store(true)
				for range 200 {
					require.ErrorIs(t, getAna(t.Context(), client), refuses)
				}
				on.Store(false)
				for range 99 {
					require.NoError(t, getAna(t.Context(), client))
				}
				assert.Zero(t, time.Since(began))
				assert.Equal(t, map[int]int{200: 100}, answers.statuses)
			})
		})
	}
}

type limiting func() error

func (l limiting) Wait(context.Context) error { return l() }

// A send whose answer is lost counts as made; one that never got a connection does not.
func TestLostSendsCountAsMade(t *testing.T) {
	t.Parallel()
	told := func(remaining int) reply {
		return reply{raw: httpAnswer(200, `{"success":true,"data":{`+aliceOf+`}}`, "X-RateLimit-Limit: 3", fmt.Sprint("X-RateLimit-Remaining: ", remaining), "X-RateLimit-Reset: 60")}
	}
	for name, row := range map[string]struct {
		second reply
		waits  time.Duration
	}{
		"lost":           {reply{err: errDropped}, time.Minute},
		"without a word": {reply{raw: httpAnswer(404, `{}`)}, time.Minute},
		"half a word":    {reply{raw: httpAnswer(404, `{}`, "X-RateLimit-Remaining: 2")}, time.Minute},
		"never sent":     {reply{unsent: true, err: errRefused}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				far := newFarEnd(t, inTurn(told(1), row.second, told(2)))
				client, began := clientOn(t, far, partnerkit.WithPacing(), partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 1})), time.Now()
				for i := range 3 {
					_, err := client.Users.Get(t.Context(), aliceID)
					assert.Equal(t, i == 1, err != nil, "%v", err)
				}
				assert.Equal(t, row.waits, time.Since(began))
			})
		})
	}
}

// Middleware that sends twice takes twice.
func TestEachSendOfAnAttemptCounts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		quiet := reply{raw: httpAnswer(200, `{"success":true,"data":{`+aliceOf+`}}`)}
		told := reply{raw: httpAnswer(200, `{"success":true,"data":{`+aliceOf+`}}`, "X-RateLimit-Limit: 9", "X-RateLimit-Remaining: 3", "X-RateLimit-Reset: 60")}
		sends := 1
		twice := partnerkit.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
			return roundTrip(func(r *http.Request) (response *http.Response, err error) {
				for range sends {
					if response != nil {
						_ = response.Body.Close()
					}
					response, err = next.RoundTrip(r)
				}
				return response, err
			})
		})
		client, began := clientOn(t, newFarEnd(t, inTurn(told, quiet)), partnerkit.WithPacing(), twice), time.Now()
		for i, waits := range []time.Duration{0, 0, 0, time.Minute} {
			sends = 1 + i%2
			_, err := client.Users.Get(t.Context(), aliceID)
			require.NoError(t, err)
			assert.Equal(t, waits, time.Since(began), i)
		}
	})
}

// Each address, key, API and, of the Portals API, route has a window of its own; a copy with the same key shares it.
func TestWhoseQuotaACallCountsIn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, client := spentWindow(t)
		began := time.Now()
		with := func(opts ...partnerkit.Option) *partnerkit.Client {
			other, err := client.With(opts...)
			require.NoError(t, err)
			return other
		}
		require.NoError(t, listPortal(t.Context(), client))
		_, err := client.Profile.Referrals(t.Context())
		require.NoError(t, err)
		require.ErrorIs(t, getAna(t.Context(), with(partnerkit.WithPartnerKey("pk_fake_beta"))), partnerkit.ErrUserNotFound, "another key")
		require.ErrorIs(t, getAna(t.Context(), with(partnerkit.WithBaseURL(fake.BaseURL+"/elsewhere"))), partnerkit.ErrNotFound, "another address")
		assert.Zero(t, time.Since(began))
		srv.Reset() // which the client cannot know
		require.NoError(t, getAna(t.Context(), with(partnerkit.WithPacing(), partnerkit.WithPartnerKey(srv.Credentials().PartnerKey))))
		assert.Equal(t, time.Minute, time.Since(began), "the same key again is the same quota")
	})
	synctest.Test(t, func(t *testing.T) {
		srv := pacedFake(t)
		client, began := pacedClient(t, srv), time.Now()
		for range 500 {
			require.NoError(t, listPortal(t.Context(), client))
		}
		_, err := client.PortalUsers.Get(t.Context(), "portal_1", "portal_user_1")
		require.NoError(t, err)
		assert.Zero(t, time.Since(began), "another route")
		_, err = client.PortalUsers.FindByEmail(t.Context(), "portal_2", "x@example.com")
		require.ErrorIs(t, err, partnerkit.ErrUserNotFound)
		assert.Equal(t, time.Minute, time.Since(began), "the same route, of another method of ours and another portal")
	})
}

// A limiter that waits too long in vain is not asked where there is no room.
func TestTheQuotaIsAskedBeforeTheLimiter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		_, client := spentWindow(t, partnerkit.WithLimiter(limiting(func() error { asked++; return nil })))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		require.ErrorIs(t, getAna(ctx, client), partnerkit.ErrRateLimited)
		assert.Equal(t, 100, asked)
	})
}

// The Retry-After of a 429 empties the window, whatever its other headers say.
func TestA429SaysHowLongAWindowIsEmpty(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ok := reply{raw: httpAnswer(200, `{"success":true,"data":{`+aliceOf+`}}`)}
		far := newFarEnd(t, inTurn(reply{raw: httpAnswer(429, `{}`, "Retry-After: 40", "X-RateLimit-Remaining: 7", "X-RateLimit-Reset: 3")}, ok))
		client, began := clientOn(t, far, partnerkit.WithPacing()), time.Now()
		_, err := client.Users.Get(t.Context(), aliceID)
		require.ErrorIs(t, err, partnerkit.ErrRateLimited)
		assert.Zero(t, time.Since(began), "longer than a call waits")
		_, err = client.Users.Get(t.Context(), aliceID)
		require.NoError(t, err)
		assert.Equal(t, 40*time.Second, time.Since(began))
	})
}

// Of an API that tells its limit in a 429 alone, a window's worth of requests is counted after it, and then no more.
func TestAQuotaThatIsNoLongerToldOf(t *testing.T) {
	t.Parallel()
	for name, header := range map[string]string{"not a word": "X-Other: 1", "a point in time": "X-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: 1900000000"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var sends atomic.Int32
				client := tapeClient(t, roundTrip(func(r *http.Request) (*http.Response, error) {
					if sends.Add(1) == 1 {
						return parsed(r, httpAnswer(429, `{}`, "Retry-After: 1", "X-RateLimit-Limit: 2"))
					}
					time.Sleep(time.Second)
					return parsed(r, httpAnswer(200, `[]`, header))
				}), partnerkit.WithPacing(), partnerkit.WithRetry(partnerkit.Retry{MinWait: time.Second, MaxWait: time.Second}))
				for _, row := range []struct {
					calls int
					takes time.Duration
				}{{1, 2 * time.Second}, {10, 2 * time.Second}, {100, time.Second}} {
					began := time.Now()
					var all sync.WaitGroup
					for range row.calls {
						all.Go(func() {
							_, err := client.Profile.Referrals(t.Context())
							assert.NoError(t, err)
						})
					}
					all.Wait()
					assert.Equal(t, row.takes, time.Since(began), "%d calls at once", row.calls)
				}
			})
		})
	}
}

// Without the option nothing waits but for a 429.
func TestNothingIsPacedUnasked(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		answer := httpAnswer(200, `{"success":true,"data":{`+aliceOf+`}}`, "X-RateLimit-Limit: 9", "X-RateLimit-Remaining: 0", "X-RateLimit-Reset: 60")
		client, began := clientOn(t, newFarEnd(t, inTurn(reply{raw: answer}))), time.Now()
		for range 3 {
			_, err := client.Users.Get(t.Context(), aliceID)
			require.NoError(t, err)
		}
		assert.Zero(t, time.Since(began))
	})
}

// A panic of the transport, which its caller may recover from, is a send whose answer was lost.
func TestATransportThatPanicsKeepsNoPlace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		panics := false
		transport := roundTrip(func(r *http.Request) (*http.Response, error) {
			if panics {
				panic("a fault of the transport's own")
			}
			return parsed(r, httpAnswer(200, `[]`, "X-RateLimit-Limit: 1", "X-RateLimit-Remaining: 0", "X-RateLimit-Reset: 60"))
		})
		client := tapeClient(t, transport, partnerkit.WithPacing())
		get := func() error {
			_, err := client.Profile.Referrals(t.Context())
			return err
		}
		require.NoError(t, get())
		time.Sleep(2 * time.Minute)
		panics = true
		require.Panics(t, func() { _ = get() })
		panics = false
		time.Sleep(2 * time.Minute)
		require.NoError(t, get())
	})
}

// Sends that were lost in an outage hold nothing back once the API says what is left.
func TestAnOutageHoldsNothingBackAfterIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		told := func(remaining int) reply {
			return reply{raw: httpAnswer(200, `{"success":true,"data":{`+aliceOf+`}}`, "X-RateLimit-Limit: 2", fmt.Sprint("X-RateLimit-Remaining: ", remaining), "X-RateLimit-Reset: 60")}
		}
		hang := reply{hang: true}
		far := newFarEnd(t, inTurn(told(1), hang, hang, hang, hang, hang, told(1), told(0)))
		client := clientOn(t, far, partnerkit.WithPacing(), partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 1}))
		for i := range 7 {
			_, err := client.Users.Get(t.Context(), aliceID)
			assert.Equal(t, i > 0 && i < 6, err != nil, "%v", err)
		}
		began := time.Now()
		_, err := client.Users.Get(t.Context(), aliceID)
		require.NoError(t, err)
		assert.Zero(t, time.Since(began))
	})
}
