package promises_test

// Where sessions come from: onChange, static tokens, and an application's own
// source that shares one session between replicas.

import (
	"context"
	"errors"
	"net/url"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

func TestOnChangeIsToldBeforeAnyWaiterUsesThePair(t *testing.T) {
	w := newSessionWorld()
	w.renew = func(int, string) reply { return w.handOut(renewedSession, "rt_fake_new") }
	var told []string
	tell := func(_ context.Context, session, refresh string) error {
		time.Sleep(time.Second)
		w.mu.Lock()
		defer w.mu.Unlock()
		told = append(told, session, refresh)
		if w.carried > 0 {
			return errors.New("used before it was told")
		}
		return nil
	}
	inWorld(t, w, partnerkit.RefreshingSession(testSession, testRefresh, tell, tell), func(t *testing.T, c *partnerkit.Client, _ *farEnd) {
		var group sync.WaitGroup
		for range 50 {
			group.Go(func() { assert.NoError(t, actProfileGet.run(t.Context(), c)) })
		}
		group.Wait()
		pair := []string{renewedSession, "rt_fake_new"}
		assert.Equal(t, append(pair, pair...), told, "each once")
		require.NoError(t, actProfileGet.run(t.Context(), c))
		assert.Len(t, told, 4)
	})
}

func TestOnChangeFails(t *testing.T) {
	w := newSessionWorld()
	full := errors.New("the disk is full")
	var told []string
	tell := func(_ context.Context, session, refresh string) error {
		told = append(told, session+" "+refresh)
		if len(told) <= 2 {
			return full
		}
		return nil
	}
	inWorld(t, w, partnerkit.RefreshingSession(testSession, testRefresh, tell), func(t *testing.T, c *partnerkit.Client, far *farEnd) {
		require.ErrorIs(t, actProfileGet.run(t.Context(), c), full, "the call that waited")
		require.ErrorIs(t, actProfileGet.run(t.Context(), c), full, "told again before the next call")
		assert.Len(t, far.requests(), 2, "the second call sent nothing")
		require.NoError(t, actProfileGet.run(t.Context(), c))
		require.NoError(t, actProfileGet.run(t.Context(), c))
		pair := "st_fake_1 " + testRefresh
		assert.Equal(t, []string{pair, pair, pair}, told)
		assert.Len(t, w.refreshes(), 1, "the pair stayed in use")
	})
}

// What an onChange does to its goroutine leaves nobody waiting.
func TestOnChangeNeverReturns(t *testing.T) {
	w := newSessionWorld()
	source := partnerkit.RefreshingSession(testSession, testRefresh, func(context.Context, string, string) error {
		runtime.Goexit()
		return nil
	})
	inWorld(t, w, source, func(t *testing.T, c *partnerkit.Client, _ *farEnd) {
		require.ErrorContains(t, actProfileGet.run(t.Context(), c), "onChange ended its goroutine")
	})
}

// The context of onChange is not the first caller's, and ends.
func TestOnChangeHasTheRefreshsContext(t *testing.T) {
	w := newSessionWorld()
	source := partnerkit.RefreshingSession(testSession, testRefresh, func(ctx context.Context, _, _ string) error {
		<-ctx.Done()
		return ctx.Err()
	})
	inWorld(t, w, source, func(t *testing.T, c *partnerkit.Client, _ *farEnd) {
		began := time.Now()
		require.ErrorIs(t, actProfileGet.run(t.Context(), c), context.DeadlineExceeded)
		assert.Equal(t, refreshLimit, time.Since(began))
	})
}

func TestStaticToken(t *testing.T) {
	w := newSessionWorld()
	inWorld(t, w, partnerkit.SessionToken(testSession), func(t *testing.T, c *partnerkit.Client, far *farEnd) {
		err := actProfileGet.run(t.Context(), c)
		require.ErrorIs(t, err, partnerkit.ErrSessionExpired)
		failure, _ := errors.AsType[*partnerkit.Error](err)
		assert.Equal(t, 1, failure.Attempts)
		assert.Equal(t, 401, failure.Status)
		assert.Equal(t, []string{actProfileGet.line}, far.lines())
		w.mu.Lock()
		w.valid = testSession
		w.mu.Unlock()
		require.NoError(t, actProfileGet.run(t.Context(), c))
	})
}

// store is what replicas of an application share; replica is each one's source.
type store struct {
	turn             chan struct{} // holds one; unlike a mutex, a bubble's clock moves while others wait for it
	session, refresh string
}

type replica struct{ *store }

func (r replica) Token(ctx context.Context, refused string, refresh partnerkit.RefreshFunc) (string, error) {
	r.turn <- struct{}{}
	defer func() { <-r.turn }()
	if r.session != refused {
		return r.session, nil
	}
	session, renewed, err := refresh(ctx, r.refresh)
	if err != nil {
		return "", err
	}
	r.session, r.refresh = session, renewed
	return session, nil
}

func TestTwoReplicasShareOneSession(t *testing.T) {
	w := newSessionWorld()
	w.renew = func(_ int, _ string) reply { return w.handOut(renewedSession, "rt_fake_new") }
	shared := &store{session: testSession, refresh: testRefresh}
	inWorld(t, w, replica{shared}, func(t *testing.T, one *partnerkit.Client, far *farEnd) {
		shared.turn = make(chan struct{}, 1)
		two := clientOn(t, far, partnerkit.WithSession(replica{shared}))
		require.NoError(t, actProfileGet.run(t.Context(), one))
		require.NoError(t, actProfileGet.run(t.Context(), two))
		assert.Equal(t, []string{testRefresh}, w.refreshes(), "the second found what the first had stored")
		assert.Equal(t, "rt_fake_new", shared.refresh)
		w.mu.Lock()
		w.valid = "" // it expires for both at once
		w.mu.Unlock()
		w.renew = func(int, string) reply { return w.handOut("st_fake_third", "rt_fake_third") }
		var group sync.WaitGroup
		for _, c := range []*partnerkit.Client{one, two} {
			for range 100 {
				group.Go(func() { assert.NoError(t, actProfileGet.run(t.Context(), c)) })
			}
		}
		group.Wait()
		assert.Equal(t, []string{testRefresh, "rt_fake_new"}, w.refreshes())
	})
}

// refreshless is a source that never refreshes.
func refreshless(token func(refused string) (string, error)) source {
	return func(_ context.Context, refused string, _ partnerkit.RefreshFunc) (string, error) {
		return token(refused)
	}
}

// A source's error ends the call unsent, whatever it is made of: a write is then
// known not to have happened.
func TestSourceFails(t *testing.T) {
	t.Parallel()
	down := errors.New("the store is down")
	for name, broken := range map[string]error{
		"plain":          down,
		"a URL's":        &url.Error{Op: "Get", URL: "https://store.test/session", Err: down},
		"within another": errors.Join(errors.New("no session"), &url.Error{Op: "Get", URL: "https://store.test", Err: down}),
	} {
		for _, a := range []act{actProfileGet, actProfileUpdate, actMarkAllRead} {
			t.Run(name+"/"+a.name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					far := scripted(t, a, "")
					asked := 0
					c := clientOn(t, far, partnerkit.WithSession(refreshless(func(string) (string, error) { asked++; return "", broken })))
					err := a.run(t.Context(), c)
					require.ErrorIs(t, err, broken)
					require.NotErrorIs(t, err, partnerkit.ErrOutcomeUnknown)
					failure, _ := errors.AsType[*partnerkit.Error](err)
					assert.Zero(t, failure.Attempts)
					assert.Equal(t, 1, asked)
					assert.Equal(t, 500, tokens(t, c, profileAPI))
				})
			})
		}
	}
}

// A token that cannot be in a header is not sent, and not shown.
func TestSourceGivesWhatCannotBeSent(t *testing.T) {
	t.Parallel()
	for _, token := range []string{"", "st_fake\nX-Evil: 1", "st_fake 1", "st_fake_\xff", "st_fake_é"} {
		far := scripted(t, actProfileGet, "")
		c := clientOn(t, far, partnerkit.WithSession(refreshless(func(string) (string, error) { return token, nil })))
		err := actProfileGet.run(t.Context(), c)
		require.ErrorIs(t, err, partnerkit.ErrInvalidArgument)
		if token != "" {
			assert.NotContains(t, err.Error(), token)
		}
	}
}

// A source that has another token at hand is believed once.
func TestSourceWithAnotherToken(t *testing.T) {
	w := newSessionWorld()
	w.valid = renewedSession
	var refusals []string
	source := refreshless(func(refused string) (string, error) {
		refusals = append(refusals, refused)
		if refused == testSession {
			return renewedSession, nil
		}
		return testSession, nil
	})
	inWorld(t, w, source, func(t *testing.T, c *partnerkit.Client, far *farEnd) {
		require.NoError(t, actProfileGet.run(t.Context(), c))
		assert.Equal(t, []string{"", testSession}, refusals)
		assert.Len(t, far.requests(), 2)
	})
}

// A source may be given to another client while it refreshes.
func TestSourceIsSharedWhileItRefreshes(t *testing.T) {
	t.Parallel()
	w := newSessionWorld()
	source := partnerkit.RefreshingSession("", testRefresh)
	c := clientOn(t, newFarEnd(t, w.answer), partnerkit.WithSession(source))
	done := make(chan error)
	go func() { done <- actProfileGet.run(t.Context(), c) }()
	for range 100 {
		_, err := c.With(partnerkit.WithSession(source))
		require.NoError(t, err)
	}
	require.NoError(t, <-done)
}

// An onChange may call the client with the context that it is given: it does not
// wait for itself.
func TestOnChangeCallsTheClient(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newSessionWorld()
		var c *partnerkit.Client
		calls := 0
		c = clientOn(t, newFarEnd(t, w.answer), partnerkit.WithSession(partnerkit.RefreshingSession("", testRefresh, func(ctx context.Context, _, _ string) error {
			calls++
			return actProfileGet.run(ctx, c)
		})))
		began := time.Now()
		require.NoError(t, actProfileGet.run(t.Context(), c))
		require.NoError(t, actProfileGet.run(t.Context(), c))
		assert.Less(t, time.Since(began), refreshLimit)
		assert.Equal(t, 1, calls)
		assert.Len(t, w.refreshes(), 1)
	})
}

// Where even the new session is refused the onChange is told so, and waits for nobody.
func TestOnChangeMeetsARefusedSession(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newSessionWorld()
		var c *partnerkit.Client
		c = clientOn(t, newFarEnd(t, w.answer), partnerkit.WithSession(partnerkit.RefreshingSession("", testRefresh, func(ctx context.Context, _, _ string) error {
			w.mu.Lock()
			w.valid = "st_fake_of_nobody"
			w.mu.Unlock()
			return actProfileGet.run(ctx, c)
		})))
		began := time.Now()
		require.ErrorIs(t, actProfileGet.run(t.Context(), c), partnerkit.ErrSessionExpired)
		assert.Less(t, time.Since(began), refreshLimit)
	})
}
