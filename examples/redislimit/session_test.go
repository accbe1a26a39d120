package main

// What a shared session promises, in one process.

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/fake"
)

// stored is a shared session whose tokens are those of a fake, and have ended.
type stored struct {
	*SharedSession
	srv *fake.Server
}

func storedSession(t *testing.T) stored {
	t.Helper()
	session := &SharedSession{Redis: server(t), Key: "partnerkit:test:" + rand.Text()}
	srv := fake.New(t)
	held := srv.Credentials()
	require.NoError(t, session.Put(t.Context(), held.SessionToken, held.RefreshToken))
	require.NoError(t, srv.Advance(11*time.Minute))
	return stored{session, srv}
}

// client makes a client of the fake that has the session.
func (s stored) client(t *testing.T) *partnerkit.Client {
	t.Helper()
	client, err := s.srv.Client().With(partnerkit.WithSession(s))
	require.NoError(t, err)
	return client
}

// tokens are those of the store.
func (s stored) tokens(t *testing.T) [2]string {
	t.Helper()
	session, refresh, err := s.read(context.WithoutCancel(t.Context()))
	require.NoError(t, err)
	return [2]string{session, refresh}
}

func (s stored) assertUnlocked(t *testing.T) {
	t.Helper()
	locks, err := s.Redis.Exists(t.Context(), s.lockKey()).Result()
	require.NoError(t, err)
	assert.Zero(t, locks, "the lock was given back")
}

// giving is a refresh that gives a pair.
func giving(session, refresh string, count *atomic.Int64) partnerkit.RefreshFunc {
	return func(context.Context, string) (string, string, error) {
		count.Add(1)
		return session, refresh, nil
	}
}

func TestSessionIsRefreshedOnce(t *testing.T) {
	t.Parallel()
	session := storedSession(t)
	client := session.client(t)
	errs := make([]error, 64)
	var all sync.WaitGroup
	for n := range errs {
		all.Go(func() { _, errs[n] = client.Profile.Referrals(t.Context()) })
	}
	all.Wait()
	require.NoError(t, errors.Join(errs...))
	assert.Len(t, session.srv.Requests(refreshRoute), 1)
	assert.NotEqual(t, session.srv.Credentials().SessionToken, session.tokens(t)[0])
	assert.NotContains(t, fmt.Sprintf("%+v", session.SharedSession), session.tokens(t)[0])
	session.assertUnlocked(t)
}

func TestTokens(t *testing.T) {
	t.Parallel()
	session := storedSession(t)
	require.NoError(t, session.Put(t.Context(), "fake_old", "fake_refresh_1"))
	var count atomic.Int64

	token, err := session.Token(t.Context(), "", giving("never", "never", &count))
	require.NoError(t, err)
	assert.Equal(t, "fake_old", token)
	token, err = session.Token(t.Context(), "fake_older", giving("never", "never", &count))
	require.NoError(t, err)
	assert.Equal(t, "fake_old", token, "another has refreshed it")
	assert.Zero(t, count.Load())

	token, err = session.Token(t.Context(), "fake_old", giving("fake_new", "fake_refresh_2", &count))
	require.NoError(t, err)
	assert.Equal(t, "fake_new", token)
	assert.Equal(t, [2]string{"fake_new", "fake_refresh_2"}, session.tokens(t), "a new refresh token is kept, too")

	require.NoError(t, session.Put(t.Context(), "", "fake_refresh_3"))
	token, err = session.Token(t.Context(), "", giving("fake_first", "fake_refresh_3", &count))
	require.NoError(t, err)
	assert.Equal(t, "fake_first", token, "an empty session is refreshed before its first use")
	assert.EqualValues(t, 2, count.Load())
}

// Whoever refreshed too slowly for the lock does not overwrite what another has stored since, or bring back a logout.
func TestSlowRefreshOverwritesNothing(t *testing.T) {
	t.Parallel()
	session := storedSession(t)
	require.NoError(t, session.Put(t.Context(), "fake_old", "fake_refresh"))
	token, err := session.Token(t.Context(), "fake_old", func(ctx context.Context, _ string) (string, string, error) {
		return "fake_late", "fake_late", session.Put(ctx, "fake_login", "fake_refresh_2")
	})
	require.NoError(t, err)
	assert.Equal(t, "fake_login", token)
	assert.Equal(t, [2]string{"fake_login", "fake_refresh_2"}, session.tokens(t))

	_, err = session.Token(t.Context(), "fake_login", func(ctx context.Context, _ string) (string, string, error) {
		return "fake_late", "fake_late", session.Redis.Del(ctx, session.key()).Err()
	})
	require.ErrorIs(t, err, errNoSession)
	_, _, err = session.read(t.Context())
	require.ErrorIs(t, err, errNoSession)
}

// The lock of another is not given back, and is waited for.
func TestLockOfAnother(t *testing.T) {
	t.Parallel()
	session := storedSession(t)
	ctx := t.Context()
	require.NoError(t, session.Redis.Set(ctx, session.lockKey(), "another", time.Hour).Err())
	session.unlock(ctx, "me")
	assert.Equal(t, "another", session.Redis.Get(ctx, session.lockKey()).Val())

	var count atomic.Int64
	old := session.tokens(t)[0]
	got := make(chan string, 1)
	go func() {
		token, err := session.Token(ctx, old, giving("never", "never", &count))
		assert.NoError(t, err)
		got <- token
	}()
	require.Eventually(t, func() bool {
		session.mu.Lock()
		defer session.mu.Unlock()
		return session.pending != nil
	}, time.Minute, time.Millisecond)
	require.NoError(t, session.Put(ctx, "fake_other", "fake_refresh"))
	assert.Equal(t, "fake_other", <-got)
	assert.Zero(t, count.Load())

	session.LockFor = time.Second
	_, err := session.Token(ctx, "fake_other", giving("never", "never", &count))
	require.ErrorContains(t, err, "wait for the lock of another process")
}

// A refresh that fails is the call's error, whole, and holds nobody up.
func TestRefreshFails(t *testing.T) {
	t.Parallel()
	session := storedSession(t)
	require.NoError(t, session.srv.Inject(fake.Fault{Route: refreshRoute, Status: http.StatusServiceUnavailable, Times: 3}))
	_, err := session.client(t).Profile.Referrals(t.Context())
	require.ErrorIs(t, err, partnerkit.ErrServer)
	session.assertUnlocked(t)
	_, err = session.client(t).Profile.Referrals(t.Context())
	require.NoError(t, err)

	require.NoError(t, session.srv.Advance(31*24*time.Hour))
	_, err = session.client(t).Profile.Referrals(t.Context())
	require.ErrorIs(t, err, partnerkit.ErrRefreshTokenExpired)
}

// Whoever met the session's end first may leave: the refresh goes on for the others.
func TestCallerLeaves(t *testing.T) {
	t.Parallel()
	session := storedSession(t)
	old := session.tokens(t)[0]
	ctx, leave := context.WithCancel(t.Context())
	gone := make(chan struct{})
	_, err := session.Token(ctx, old, func(ctx context.Context, token string) (string, string, error) {
		leave()
		<-gone
		return "fake_new", token, ctx.Err()
	})
	require.ErrorIs(t, err, context.Canceled)
	session.mu.Lock()
	r := session.pending
	session.mu.Unlock()
	assert.Same(t, r, session.renewal(t.Context(), old, nil), "the others of this process wait for the same")
	close(gone)
	<-r.done
	require.NoError(t, r.err)
	assert.Equal(t, "fake_new", session.tokens(t)[0])
}

func TestStoreWithoutTokens(t *testing.T) {
	t.Parallel()
	session := storedSession(t)
	require.NoError(t, session.Redis.Del(t.Context(), session.key()).Err())
	_, err := session.client(t).Profile.Referrals(t.Context())
	require.ErrorIs(t, err, errNoSession)
	assert.ErrorContains(t, err, session.Key)
	assert.Empty(t, session.srv.Requests())
}

// A store that is down, and one that takes connections and says nothing.
func TestStoreIsDown(t *testing.T) {
	t.Parallel()
	mute, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, mute.Close()) })
	for name, address := range map[string]string{"down": "127.0.0.1:1", "mute": mute.Addr().String()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			connection := redis.NewClient(&redis.Options{Addr: address, MaxRetries: -1, ContextTimeoutEnabled: true})
			t.Cleanup(func() { assert.NoError(t, connection.Close()) })
			session := stored{&SharedSession{Redis: connection, Key: "the-session"}, fake.New(t)}
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
			defer cancel()
			began := time.Now()
			_, err := session.client(t).Profile.Referrals(ctx)
			require.ErrorContains(t, err, "shared session the-session: read")
			assert.Less(t, time.Since(began), 20*time.Second)
			assert.Empty(t, session.srv.Requests(), "nothing is sent without a session")
		})
	}
}
