package promises_test

// AppUsers.WaitForWallet: how often it asks, what it waits for, and what ends it. Time is virtual.

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/fake"
)

// waited is a WaitForWallet for a user who was just made, and what it came to.
type waited struct {
	srv   *fake.Server
	user  *partnerkit.AppUser
	err   error
	took  time.Duration
	asked []fake.Request
}

// wait makes a user whose wallet comes after the delay, and waits for it in virtual time.
func wait(t *testing.T, ctx context.Context, delay time.Duration, prepare func(*fake.Server), opts ...partnerkit.CallOption) (w waited) { //nolint:revive // t comes first
	t.Helper()
	w.srv = fake.New(t, fake.WithWalletDelay(delay))
	client := w.srv.Client()
	_, err := client.AppUsers.Create(ctx, partnerkit.AppUserCreateParams{UserExternalID: "new"})
	require.NoError(t, err)
	if prepare != nil {
		prepare(w.srv)
	}
	began := time.Now()
	w.user, w.err = client.AppUsers.WaitForWallet(ctx, "new", opts...)
	w.took = time.Since(began)
	w.asked = w.srv.Requests("GET /v1/user")
	return w
}

func inject(t *testing.T, faults ...fake.Fault) func(*fake.Server) {
	return func(srv *fake.Server) {
		for _, f := range faults {
			require.NoError(t, srv.Inject(f))
		}
	}
}

func TestAnHourOfWaitingForAWallet(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var response partnerkit.Response
		w := wait(t, t.Context(), time.Hour, nil, partnerkit.WithResponse(&response))
		require.NoError(t, w.err)
		assert.NotEmpty(t, w.user.Wallets[0].Address)
		assert.GreaterOrEqual(t, w.took, time.Hour)
		assert.LessOrEqual(t, w.took, time.Hour+30*time.Second)
		assert.Equal(t, len(w.asked), response.Attempts)
		longest := time.Second // until the next request
		for i := 1; i < len(w.asked); i++ {
			between := w.asked[i].Time.Sub(w.asked[i-1].Time)
			assert.GreaterOrEqual(t, between, longest/2, i)
			assert.LessOrEqual(t, between, longest, i)
			longest = min(2*longest, 30*time.Second)
		}
		assert.Equal(t, time.Second, w.asked[1].Time.Sub(w.asked[0].Time))
		assert.Less(t, len(w.asked), 250)
	})
}

func TestAWalletThatIsThereIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := wait(t, t.Context(), 0, nil)
		require.NoError(t, w.err)
		assert.Zero(t, w.took)
		assert.Len(t, w.asked, 1)
	})
}

func TestWaitingObeysRetryAfter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := wait(t, t.Context(), time.Hour, inject(t, fake.Fault{Route: "GET /v1/user", Header: http.Header{"Retry-After": {"3600"}}}))
		require.NoError(t, w.err)
		assert.Equal(t, time.Hour, w.took)
		assert.Len(t, w.asked, 2)
	})
}

func TestTheContextEndsWaiting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		var response partnerkit.Response
		w := wait(t, ctx, time.Hour, nil, partnerkit.WithResponse(&response))
		e, ok := w.err.(*partnerkit.Error) //nolint:errorlint // the type itself is promised
		require.True(t, ok, "%v", w.err)
		require.ErrorIs(t, e, context.DeadlineExceeded)
		assert.Equal(t, 10*time.Minute, w.took)
		assert.Equal(t, "AppUsers.WaitForWallet", e.Op)
		assert.Equal(t, http.StatusOK, e.Status)
		assert.Equal(t, response.RequestID, e.RequestID)
		assert.Equal(t, len(w.asked), e.Attempts)
		assert.Equal(t, e.Attempts, response.Attempts)
		assert.ErrorContains(t, e, "last seen: a user without a wallet")
		for _, sentinel := range everySentinel {
			assert.NotErrorIs(t, e, sentinel)
		}
	})
}

func TestACauseEndsWaiting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shutdown := errors.New("shutting down")
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(90*time.Second, func() { cancel(shutdown) })
		w := wait(t, ctx, time.Hour, nil)
		require.ErrorIs(t, w.err, context.Canceled)
		require.ErrorIs(t, w.err, shutdown)
		assert.Equal(t, 90*time.Second, w.took)
	})
}

// A request that is under way when the context ends has seen nothing; those before it have.
func TestTheContextEndsWhileAsking(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for name, row := range map[string]struct {
			skip int
			said bool
		}{"the first": {0, false}, "the second": {1, true}} {
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			w := wait(t, ctx, time.Hour, inject(t, fake.Fault{Route: "GET /v1/user", Skip: row.skip, Delay: time.Hour}))
			cancel()
			require.ErrorIs(t, w.err, context.DeadlineExceeded, name)
			assert.Equal(t, 10*time.Second, w.took, name)
			if row.said {
				assert.ErrorContains(t, w.err, "last seen: a user without a wallet", name)
			} else {
				assert.NotContains(t, w.err.Error(), "last seen", name)
			}
		}
	})
}

func TestNobodyIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := fake.New(t)
		began := time.Now()
		_, err := srv.Client().AppUsers.WaitForWallet(t.Context(), "nobody")
		require.ErrorIs(t, err, partnerkit.ErrUserNotFound)
		assert.Zero(t, time.Since(began))
		assert.Len(t, srv.Requests(), 1)

		time.AfterFunc(time.Minute, func() {
			assert.NoError(t, srv.Restore(fake.State{Apps: []fake.App{{
				APIKey: srv.Credentials().AppKey, APISecret: fake.DefaultState().Apps[0].APISecret,
			}}}))
		})
		_, err = srv.Client().AppUsers.WaitForWallet(t.Context(), "user_external_id_2")
		require.ErrorIs(t, err, partnerkit.ErrUserNotFound, "who went while we waited")
		assert.NotContains(t, err.Error(), "last seen", "that is not why it ended")
	})
}

func TestAWalletWithoutAnAddressIsWaitedFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		state := fake.DefaultState()
		state.Apps[0].Users[1].Wallets = []fake.Wallet{{Network: "Polygon"}, {Network: "Solana"}}
		srv := fake.New(t, fake.WithState(state))
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		_, err := srv.Client().AppUsers.WaitForWallet(ctx, "user_external_id_2")
		require.ErrorContains(t, err, "last seen: a user with 2 wallets, none of which has an address")

		state.Apps[0].Users[1].Wallets[1].Address = "9xQeWvG816bUx9EPjHmaT23yvVM2ZWbrrpZb9PusVFin"
		time.AfterFunc(time.Minute, func() { assert.NoError(t, srv.Restore(state)) })
		user, err := srv.Client().AppUsers.WaitForWallet(t.Context(), "user_external_id_2")
		require.NoError(t, err)
		assert.Equal(t, "Solana", user.Wallets[1].Network)
	})
}

func TestAnErrorEndsWaiting(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		fault fake.Fault
		is    error // nil: the waiting goes on
		asked int   // until then
	}{
		"repeated in vain":     {fake.Fault{Status: 503, Skip: 1, Times: 3}, partnerkit.ErrServer, 4},
		"refused":              {fake.Fault{Status: 401, Skip: 1}, partnerkit.ErrUnauthorized, 2},
		"not readable":         {fake.Fault{Body: []byte("<html>"), Skip: 1}, partnerkit.ErrMalformedResponse, 2},
		"asked to wait longer": {fake.Fault{Status: 429, RetryAfter: time.Minute, Skip: 1}, partnerkit.ErrRateLimited, 2},
		"a passing 503":        {fake.Fault{Status: 503, Skip: 1, Times: 2}, nil, 0},
		"a passing 429":        {fake.Fault{Status: 429, RetryAfter: time.Second, Skip: 2, Times: 1}, nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				row.fault.Route = "GET /v1/user"
				w := wait(t, t.Context(), 5*time.Minute, inject(t, row.fault))
				if row.is == nil {
					require.NoError(t, w.err)
					return
				}
				require.ErrorIs(t, w.err, row.is)
				assert.Len(t, w.asked, row.asked)
				assert.Equal(t, row.asked, asError(w.err).Attempts)
				assert.Less(t, w.took, 10*time.Second)
			})
		})
	}
}
