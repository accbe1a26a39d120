package partnerkit

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"runtime"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func newLimit(parent context.Context, d time.Duration, a *alarm) *limit {
	l := &limit{parent: parent, alarm: a}
	l.begin(d)
	return l
}

func TestLimit(t *testing.T) {
	t.Parallel()
	for name, waits := range map[string]func(context.Context) (context.Context, context.CancelFunc){
		"waited for itself":     func(c context.Context) (context.Context, context.CancelFunc) { return c, func() {} },
		"waited for by a child": context.WithCancel,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l := newLimit(t.Context(), time.Second, new(alarm))
				require.NoError(t, l.Err())
				time.Sleep(400 * time.Millisecond)
				began := time.Now()
				waited, stop := waits(l)
				defer stop()
				<-waited.Done()
				assert.Equal(t, 600*time.Millisecond, time.Since(began), "counted from the beginning, not from the wait")
				assert.ErrorIs(t, l.Err(), context.DeadlineExceeded)
				assert.ErrorIs(t, context.Cause(l), context.DeadlineExceeded)
				l.stop()
			})
		})
	}
}

func TestLimitNobodyWaitsFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLimit(t.Context(), time.Second, new(alarm))
		time.Sleep(time.Second)
		require.ErrorIs(t, l.Err(), context.DeadlineExceeded)
		l.stop()
		assert.ErrorIs(t, l.Err(), context.DeadlineExceeded, "it ended before")
	})
}

func TestLimitEndsWithItsParentAndWhenStopped(t *testing.T) {
	t.Parallel()
	why := errors.New("why")
	parent, cancel := context.WithCancelCause(t.Context())
	l := newLimit(parent, time.Hour, new(alarm))
	at, ok := l.Deadline()
	assert.True(t, ok)
	assert.WithinDuration(t, time.Now().Add(time.Hour), at, time.Minute)
	child, stop := context.WithCancel(l)
	defer stop()
	cancel(why)
	<-child.Done()
	assert.ErrorIs(t, l.Err(), context.Canceled)
	assert.ErrorIs(t, context.Cause(child), why)

	stopped := newLimit(t.Context(), time.Hour, new(alarm))
	stopped.stop()
	<-stopped.Done()
	assert.ErrorIs(t, stopped.Err(), context.Canceled)

	early, done := context.WithTimeout(t.Context(), time.Minute)
	defer done()
	at, _ = newLimit(early, time.Hour, new(alarm)).Deadline()
	want, _ := early.Deadline()
	assert.Equal(t, want, at, "the parent's, where that is earlier")
}

// A child costs no goroutine: package context must be able to hang it below.
func TestLimitsChildCostsNoGoroutine(t *testing.T) { //nolint:paralleltest // it counts the goroutines of the process
	before := runtime.NumGoroutine()
	for range 100 {
		l := newLimit(t.Context(), time.Hour, new(alarm))
		_, stop := context.WithCancel(l)
		defer stop()
		defer l.stop()
	}
	assert.Less(t, runtime.NumGoroutine(), before+50)
}

func TestLimitBeforeItsAttempt(t *testing.T) {
	t.Parallel()
	l := &limit{parent: t.Context(), alarm: new(alarm)}
	require.NoError(t, l.Err())
	_, has := l.Deadline()
	assert.False(t, has)
	select {
	case <-l.Done():
		assert.Fail(t, "it is over")
	default:
	}
	l.stop()
	<-l.Done()

	early, done := context.WithTimeout(t.Context(), time.Minute)
	defer done()
	at, has := (&limit{parent: early}).Deadline()
	want, _ := early.Deadline()
	assert.True(t, has)
	assert.Equal(t, want, at)
}

func TestWhoLeavesALimit(t *testing.T) {
	t.Parallel()
	l := newLimit(t.Context(), time.Hour, new(alarm))
	var called []int
	leave := make([]func() bool, 3)
	for i := range leave {
		leave[i] = l.AfterFunc(func() { called = append(called, i) })
	}
	assert.True(t, leave[1]())
	assert.False(t, leave[1](), "it has left")
	l.stop()
	assert.Equal(t, []int{0, 2}, called, "when stop returns the others are told")
	assert.False(t, leave[0](), "it was told")

	late := make(chan bool)
	assert.False(t, l.AfterFunc(func() { close(late) })(), "the limit is over")
	<-late
}

// By the machine's clock all limits of a client share one timer.
func TestAlarm(t *testing.T) {
	t.Parallel()
	a := new(alarm)
	long := newLimit(t.Context(), time.Hour, a)
	stopped := newLimit(t.Context(), 2*time.Hour, a)
	for _, l := range []*limit{long, stopped} {
		l.Done()
		require.NoError(t, l.Err())
	}
	stopped.stop()
	a.ring() // too early
	require.NoError(t, long.Err())
	assert.Equal(t, []*limit{long}, a.limits)
	assert.Equal(t, long.until, a.at)

	short := newLimit(t.Context(), time.Millisecond, a)
	child, leave := context.WithCancel(short)
	defer leave()
	<-child.Done()
	require.ErrorIs(t, child.Err(), context.DeadlineExceeded)
	require.ErrorIs(t, context.Cause(child), context.DeadlineExceeded)
	require.NoError(t, long.Err())
	a.mu.Lock()
	assert.Equal(t, []*limit{long}, a.limits)
	assert.Equal(t, long.until, a.at, "for the one that is left")
	timer := a.timer
	a.mu.Unlock()

	long.stop()
	a.ring()
	assert.Zero(t, a.at, "nobody waits")
	next := newLimit(t.Context(), time.Millisecond, a)
	<-next.Done()
	require.ErrorIs(t, next.Err(), context.DeadlineExceeded)
	assert.Same(t, timer, a.timer)
}

// Whatever the order in which attempts end, their alarm keeps those that have not.
func TestAlarmKeepsThoseThatLast(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		a, random := new(alarm), rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // the order of a test
		var last []*limit
		for range 8 {
			l := newLimit(t.Context(), time.Hour, a)
			l.Done()
			last = append(last, l)
		}
		newLimit(t.Context(), time.Hour, a).stop() // nobody has waited for it
		for len(last) > 0 {
			assert.ElementsMatch(t, last, a.limits)
			i := random.IntN(len(last))
			last[i].stop()
			last = slices.Delete(last, i, i+1)
		}
		assert.Empty(t, a.limits)
		assert.Equal(t, make([]*limit, 8), a.limits[:8], "an ended attempt is kept alive")
	}
}

// A timer that was made in a bubble of testing/synctest rings for nobody outside.
func TestLimitsOfABubbleHaveTheirOwnTimers(t *testing.T) {
	t.Parallel()
	a := new(alarm)
	for range 2 { // one client, two bubbles
		synctest.Test(t, func(t *testing.T) {
			l := newLimit(t.Context(), time.Minute, a)
			began := time.Now()
			<-l.Done()
			assert.Equal(t, time.Minute, time.Since(began))
			assert.ErrorIs(t, l.Err(), context.DeadlineExceeded)
			assert.Empty(t, a.limits)
		})
	}
	assert.Nil(t, a.timer)
}

// detached has the values of a context and not its end.
type detached struct{ context.Context }

func (detached) Done() <-chan struct{}       { return nil }
func (detached) Err() error                  { return nil }
func (detached) Deadline() (time.Time, bool) { return time.Time{}, false }

// The end of a context that the caller's was cut off from says nothing of an attempt
// that ran out of its time.
func TestAttemptTimeoutBelowAContextThatIsOver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		over, cancel := context.WithCancelCause(t.Context())
		cancel(errors.New("the handler returned"))
		asNetHTTPDoes := sender(func(r *http.Request) (*http.Response, error) {
			ctx, cancel := context.WithCancel(r.Context())
			defer cancel()
			<-ctx.Done()
			return nil, context.Cause(ctx)
		})
		err := actCreate.run(detached{over}, clientOn(t, asNetHTTPDoes), WithTimeout(time.Second))
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.ErrorIs(t, err, ErrOutcomeUnknown)
		assert.NotContains(t, err.Error(), "the handler returned")
	})
}

// In an outage thousands end one after another: the alarm rests between two rings.
func TestAlarmRests(t *testing.T) {
	t.Parallel()
	began := time.Now()
	soon := &limit{}
	a := &alarm{limits: []*limit{soon}, timer: time.NewTimer(time.Hour)}
	soon.until = time.Now().Add(alarmRest / 2)
	a.ring()
	assert.GreaterOrEqual(t, a.at.Sub(began), alarmRest)
}
