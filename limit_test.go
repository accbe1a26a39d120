package partnerkit

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLimit(t *testing.T) {
	t.Parallel()
	for name, waits := range map[string]func(context.Context) (context.Context, context.CancelFunc){
		"waited for itself":     func(c context.Context) (context.Context, context.CancelFunc) { return c, func() {} },
		"waited for by a child": context.WithCancel,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l := newLimit(t.Context(), time.Second)
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
		l := newLimit(t.Context(), time.Second)
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
	l := newLimit(parent, time.Hour)
	at, ok := l.Deadline()
	assert.True(t, ok)
	assert.WithinDuration(t, time.Now().Add(time.Hour), at, time.Minute)
	child, stop := context.WithCancel(l)
	defer stop()
	cancel(why)
	<-child.Done()
	assert.ErrorIs(t, l.Err(), context.Canceled)
	assert.ErrorIs(t, context.Cause(child), why)

	stopped := newLimit(t.Context(), time.Hour)
	stopped.stop()
	<-stopped.Done()
	assert.ErrorIs(t, stopped.Err(), context.Canceled)

	early, done := context.WithTimeout(t.Context(), time.Minute)
	defer done()
	at, _ = newLimit(early, time.Hour).Deadline()
	want, _ := early.Deadline()
	assert.Equal(t, want, at, "the parent's, where that is earlier")
}

// A child costs no goroutine: package context must find its own in an armed limit.
func TestLimitsChildCostsNoGoroutine(t *testing.T) { //nolint:paralleltest // it counts the goroutines of the process
	before := runtime.NumGoroutine()
	for range 100 {
		l := newLimit(t.Context(), time.Hour)
		_, stop := context.WithCancel(l)
		defer stop()
		defer l.stop()
	}
	assert.Less(t, runtime.NumGoroutine(), before+50)
}
