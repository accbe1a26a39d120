package promises_test

// A renewal runs code that is not ours: onChange, a transport, a limiter. Whatever
// that code does, those who wait get an answer in time, and life goes on.

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// told is what an onChange is given.
type told func(ctx context.Context, session, refresh string) error

// breakage is how code in a renewal can break; says is what the error then says.
type breakage struct {
	name, says string
	act        func(words string)
}

func breakages() []breakage {
	return []breakage{
		{"a text", "panicked with a string", func(words string) { panic(words) }},
		{"an error", "panicked with a *fmt.wrapError", func(words string) { panic(fmt.Errorf("%s: %w", words, errDropped)) }},
		{"a struct", "panicked with a struct { Pair []string }", func(words string) { panic(struct{ Pair []string }{[]string{words}}) }},
		{"no map", "panicked with a runtime.plainError", func(words string) { noPairs()[words] = true }},
		{"no place in a list", "panicked with a runtime.boundsError", func(words string) { _ = []string{}[len(words)] }},
		{"nil", "panicked with a *runtime.PanicNilError", func(string) { panic(nil) }},
		{"Goexit", "ended its goroutine", func(string) { runtime.Goexit() }},
	}
}

func noPairs() map[string]bool { return nil }

// assertKeepsQuiet finds no part of a pair in whatever an error shows.
func assertKeepsQuiet(t *testing.T, err error) {
	t.Helper()
	for _, verb := range []string{"%v", "%+v", "%#v"} {
		for _, secret := range []string{testSession, testRefresh, renewedSession, "rt_fake_new"} {
			assert.NotContains(t, fmt.Sprintf(verb, err), secret)
		}
	}
}

func TestOnChangeBreaks(t *testing.T) {
	t.Parallel()
	for _, row := range breakages() {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newSessionWorld()
				w.renew = func(int, string) reply { return w.handOut(renewedSession, "rt_fake_new") }
				calls, broken := 0, true
				tell := func(_ context.Context, session, refresh string) error {
					if calls++; broken {
						row.act(session + " " + refresh)
					}
					return nil
				}
				c := clientOn(t, newFarEnd(t, w.answer), partnerkit.WithSession(partnerkit.RefreshingSession(testSession, testRefresh, tell)))
				check := func() {
					err := actProfileGet.run(t.Context(), c)
					if assert.ErrorContains(t, err, "onChange "+row.says) && row.name != "Goexit" {
						assert.ErrorContains(t, err, "renewal_test.go:", "where it panicked")
					}
					assertKeepsQuiet(t, err)
					failure, ok := errors.AsType[*partnerkit.Error](err)
					assert.True(t, ok)
					assert.Equal(t, 0, failure.Status)
				}
				var group sync.WaitGroup
				for range 20 {
					group.Go(check)
				}
				group.Wait()
				assert.Equal(t, 1, calls, "for all who waited")
				check()
				assert.Equal(t, 2, calls, "told again before the next call")
				broken = false
				require.NoError(t, actProfileGet.run(t.Context(), c))
				assert.Len(t, w.refreshes(), 1, "the pair stayed in use")
			})
		})
	}
}

// breakingLimiter breaks where a refresh asks it, while it is told to.
type breakingLimiter struct {
	act func(ctx context.Context) error
}

func (l *breakingLimiter) Wait(ctx context.Context) error {
	if l.act != nil && partnerkit.OperationFromContext(ctx) == refreshOp {
		return l.act(ctx)
	}
	return nil
}

func TestARefreshBreaks(t *testing.T) {
	t.Parallel()
	for _, row := range breakages() {
		for _, session := range []string{testSession, ""} {
			t.Run(row.name+"/"+session, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					w := newSessionWorld()
					limiter := &breakingLimiter{act: func(context.Context) error { row.act(testRefresh); return nil }}
					c := clientOn(t, newFarEnd(t, w.answer), partnerkit.WithSession(partnerkit.RefreshingSession(session, testRefresh)), partnerkit.WithLimiter(limiter))
					var group sync.WaitGroup
					for range 20 {
						group.Go(func() {
							err := actProfileGet.run(t.Context(), c)
							assert.ErrorContains(t, err, "the refresh "+row.says)
							assert.NotErrorIs(t, err, partnerkit.ErrSessionExpired)
							assertKeepsQuiet(t, err)
						})
					}
					group.Wait()
					limiter.act = nil
					require.NoError(t, actProfileGet.run(t.Context(), c))
					assert.Len(t, w.refreshes(), 1)
				})
			})
		}
	}
}

// A source may be asked without a client, and the transport be anybody's.
func TestARefreshFuncPanics(t *testing.T) {
	t.Parallel()
	source := partnerkit.RefreshingSession("", testRefresh)
	_, err := source.Token(t.Context(), "", func(context.Context, string) (string, string, error) { panic(testRefresh) })
	require.ErrorContains(t, err, "the refresh panicked with a string in ")
	assertKeepsQuiet(t, err)
	session, err := source.Token(t.Context(), "", func(_ context.Context, refresh string) (string, string, error) { return "st_fake_later", refresh, nil })
	require.NoError(t, err)
	assert.Equal(t, "st_fake_later", session)
}

// late is an onChange that returns when it is released, whatever its context says.
type late struct {
	release chan error
	running atomic.Int64
	calls   atomic.Int64
	crowd   atomic.Bool // two ran at once
}

func newLate() *late { return &late{release: make(chan error)} }

func (l *late) tell(context.Context, string, string) error {
	if l.running.Add(1) > 1 {
		l.crowd.Store(true)
	}
	defer l.running.Add(-1)
	l.calls.Add(1)
	return <-l.release
}

// assertOverdue is what a call ends with where an onChange has not returned in time.
func assertOverdue(t *testing.T, err error) {
	t.Helper()
	assert.ErrorIs(t, err, context.DeadlineExceeded)
	assert.ErrorContains(t, err, "onChange has not returned within 1m0s")
	assert.NotErrorIs(t, err, partnerkit.ErrSessionExpired)
	failure, ok := errors.AsType[*partnerkit.Error](err)
	assert.True(t, ok)
	assert.Equal(t, 0, failure.Status)
}

func TestOnChangeDoesNotReturn(t *testing.T) {
	t.Parallel()
	broken := errors.New("the disk is full")
	for name, row := range map[string]struct {
		returns error
		calls   int64 // of onChange, the next call's among them
	}{"returns late": {nil, 1}, "fails late": {broken, 2}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newSessionWorld()
				slow := newLate()
				far := newFarEnd(t, w.answer)
				c := clientOn(t, far, partnerkit.WithSession(partnerkit.RefreshingSession("", testRefresh, slow.tell)))
				began := time.Now()
				var group sync.WaitGroup
				for range 50 {
					group.Go(func() {
						assertOverdue(t, actProfileGet.run(t.Context(), c))
						assert.Equal(t, refreshLimit, time.Since(began))
					})
				}
				group.Wait()
				time.Sleep(time.Hour)
				began = time.Now()
				for range 50 {
					group.Go(func() { assertOverdue(t, actProfileGet.run(t.Context(), c)) })
				}
				group.Wait()
				assert.Zero(t, time.Since(began), "later calls do not wait for what is late")
				assert.EqualValues(t, 1, slow.calls.Load())
				assert.Len(t, far.requests(), 1, "the pair is used by nobody before it is told")

				slow.release <- row.returns
				synctest.Wait()
				close(slow.release)
				require.NoError(t, actProfileGet.run(t.Context(), c))
				assert.Equal(t, row.calls, slow.calls.Load())
				assert.False(t, slow.crowd.Load(), "two at once")
				assert.Len(t, w.refreshes(), 1)
			})
		})
	}
}

// An onChange that calls the client with a context of its own waits for itself: that
// ends with the renewal's minute.
func TestOnChangeCallsTheClientWithAnotherContext(t *testing.T) {
	t.Parallel()
	for _, session := range []string{"", testSession} {
		t.Run(session, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newSessionWorld()
				var (
					c     *partnerkit.Client
					inner error
					calls int
				)
				c = clientOn(t, newFarEnd(t, w.answer), partnerkit.WithSession(partnerkit.RefreshingSession(session, testRefresh, func(context.Context, string, string) error {
					if calls++; calls > 1 {
						return nil
					}
					inner = actProfileGet.run(context.Background(), c)
					return inner
				})))
				began := time.Now()
				var group sync.WaitGroup
				for range 10 {
					group.Go(func() {
						assertOverdue(t, actProfileGet.run(t.Context(), c))
						assert.Equal(t, refreshLimit, time.Since(began))
					})
				}
				group.Wait()
				synctest.Wait()
				assertOverdue(t, inner)
				require.NoError(t, actProfileGet.run(t.Context(), c), "once it has returned, life goes on")
				assert.Equal(t, 2, calls)
				assert.Len(t, w.refreshes(), 1)
			})
		})
	}
}

// Where the first onChange takes all the time, the second is not told in a hurry.
func TestTheSecondOnChangeIsToldInTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newSessionWorld()
		slow := newLate()
		var left []time.Duration
		second := func(ctx context.Context, _, _ string) error {
			until, _ := ctx.Deadline()
			left = append(left, time.Until(until))
			return ctx.Err()
		}
		c := clientOn(t, newFarEnd(t, w.answer), partnerkit.WithSession(partnerkit.RefreshingSession("", testRefresh, slow.tell, second)))
		assertOverdue(t, actProfileGet.run(t.Context(), c))
		synctest.Wait() // the context of onChange ends in this moment, too
		slow.release <- nil
		synctest.Wait()
		assert.Empty(t, left)
		close(slow.release)
		require.NoError(t, actProfileGet.run(t.Context(), c))
		assert.EqualValues(t, 2, slow.calls.Load())
		assert.Equal(t, []time.Duration{refreshLimit}, left)
	})
}

// deaf is a transport that does not hear the end of its context.
type deaf struct {
	next    http.RoundTripper
	release chan struct{}
}

func (d deaf) RoundTrip(r *http.Request) (*http.Response, error) {
	if partnerkit.OperationFromContext(r.Context()) == refreshOp {
		<-d.release
	}
	return d.next.RoundTrip(r.WithContext(context.WithoutCancel(r.Context())))
}

func TestARefreshDoesNotReturn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newSessionWorld()
		release := make(chan struct{})
		var calls []string
		tell := func(_ context.Context, session, _ string) error {
			calls = append(calls, session)
			return nil
		}
		c := clientOn(t, deaf{newFarEnd(t, w.answer), release}, partnerkit.WithSession(partnerkit.RefreshingSession("", testRefresh, tell)))
		began := time.Now()
		check := func() {
			err := actProfileGet.run(t.Context(), c)
			assert.ErrorIs(t, err, context.DeadlineExceeded)
			assert.ErrorContains(t, err, "the refresh has not returned within 1m0s")
		}
		check()
		assert.Equal(t, refreshLimit+refreshGrace, time.Since(began))
		began = time.Now()
		check()
		assert.Zero(t, time.Since(began))
		close(release)
		time.Sleep(2 * time.Second) // the answer comes
		require.NoError(t, actProfileGet.run(t.Context(), c))
		assert.Len(t, w.refreshes(), 1, "what came late is kept")
		assert.Equal(t, []string{"st_fake_1"}, calls)
	})
}

// A limiter that calls the client while a refresh asks it does not wait for itself.
func TestALimiterCallsTheClient(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		open func(context.Context) context.Context
		took time.Duration
		says string
	}{
		"with its context":        {func(ctx context.Context) context.Context { return ctx }, 0, "the refresh of the session waits for what makes this call"},
		"with a context, bounded": {func(context.Context) context.Context { return context.Background() }, refreshLimit + refreshGrace, "the refresh has not returned"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newSessionWorld()
				limiter := &breakingLimiter{}
				c := clientOn(t, newFarEnd(t, w.answer), partnerkit.WithSession(partnerkit.RefreshingSession("", testRefresh)), partnerkit.WithLimiter(limiter))
				limiter.act = func(ctx context.Context) error { return actProfileGet.run(row.open(ctx), c) }
				began := time.Now()
				err := actProfileGet.run(t.Context(), c)
				assert.Equal(t, row.took, time.Since(began))
				require.ErrorContains(t, err, row.says)
				require.NotErrorIs(t, err, partnerkit.ErrSessionExpired)
				synctest.Wait()
				limiter.act = nil
				require.NoError(t, actProfileGet.run(t.Context(), c))
			})
		})
	}
}

// Of two sources each has its own renewal, also where one waits for the other.
func TestOnChangeCallsAClientWhoseOnChangeCallsBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		one, two := newSessionWorld(), newSessionWorld()
		var first, second *partnerkit.Client
		through := func(c **partnerkit.Client) told {
			return func(ctx context.Context, _, _ string) error { return actProfileGet.run(ctx, *c) }
		}
		first = clientOn(t, newFarEnd(t, one.answer), partnerkit.WithSession(partnerkit.RefreshingSession("", testRefresh, through(&second))))
		second = clientOn(t, newFarEnd(t, two.answer), partnerkit.WithSession(partnerkit.RefreshingSession("", testRefresh, through(&first))))
		began := time.Now()
		require.NoError(t, actProfileGet.run(t.Context(), first))
		assert.Less(t, time.Since(began), refreshLimit)
		assert.Equal(t, 2, one.carried)
		assert.Equal(t, 1, two.carried)
	})
}
