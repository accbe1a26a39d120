package promises_test

// Deadlines and cancellation: no wait passes a deadline, the last real answer is
// never lost, and both the context's error and its cause are found.

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// A wait that would pass the deadline is not begun.
func TestDeadlineIsNotSleptPast(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		act      act
		script   string
		deadline time.Duration
		attempts int
		elapsed  time.Duration
		status   int
		ended    bool // the deadline is part of the error
	}{
		"first wait too long":          {actGet, "503", 100 * ms, 1, 0, 503, false},
		"wait ends at the deadline":    {actGet, "503", 200 * ms, 1, 0, 503, false},
		"wait fits":                    {actGet, "503 ok", 201 * ms, 2, 200 * ms, 0, false},
		"second wait too long":         {actGet, "503 500", 300 * ms, 2, 200 * ms, 500, false},
		"Retry-After too long":         {actGet, "429+5", 4 * time.Second, 1, 0, 429, false},
		"Retry-After fits":             {actGet, "429+5 ok", 6 * time.Second, 2, 5 * time.Second, 0, false},
		"refused write":                {actCreate, "429+5", 4 * time.Second, 1, 0, 429, false},
		"never sent":                   {actCreate, "unsent", 100 * ms, 1, 0, 0, false},
		"above the cap":                {actGet, "429+60", 4 * time.Second, 1, 0, 429, false},
		"nothing to wait for":          {actGet, "404", 100 * ms, 1, 0, 404, false},
		"the last attempt":             {actGet, "503 503 503", 450 * ms, 3, 400 * ms, 503, false},
		"a drop after an answer":       {actGet, "503 drop", 300 * ms, 2, 200 * ms, 0, false},
		"repeat of Ensure's get":       {actEnsure, "409 503", 100 * ms, 2, 0, 503, false},
		"MarkAllRead":                  {actMarkAllRead, "502html", 100 * ms, 1, 0, 502, false},
		"deadline in the last attempt": {actGet, "503 hang", 2 * time.Second, 2, 2 * time.Second, 503, true},
		"deadline in the first":        {actGet, "hang", 2 * time.Second, 1, 2 * time.Second, 0, true},
		"deadline in a body":           {actGet, "stall", 2 * time.Second, 1, 2 * time.Second, 200, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), row.deadline)
				defer cancel()
				c := clientOn(t, scripted(t, row.act, row.script), partnerkit.WithRetry(waitsFor(row.script)))
				var response partnerkit.Response
				began := time.Now()
				err := row.act.run(ctx, c, partnerkit.WithResponse(&response))
				assert.Equal(t, row.elapsed, time.Since(began))
				assert.Equal(t, row.attempts, response.Attempts)
				assert.Equal(t, row.ended, errors.Is(err, context.DeadlineExceeded), "%v", err)
				if failure, ok := errors.AsType[*partnerkit.Error](err); ok {
					assert.Equal(t, row.status, failure.Status)
					assert.Equal(t, row.attempts, failure.Attempts)
				}
			})
		})
	}
}

// blocking is a limiter that lets some through and holds the rest back until the
// context ends.
type blocking struct{ free int }

func (l *blocking) Wait(ctx context.Context) error {
	if l.free--; l.free >= 0 {
		return nil
	}
	<-ctx.Done()
	return errors.New("the limiter was interrupted") // hides the context's error
}

// Four kinds of context, ended in each phase of a call.
func TestCancellation(t *testing.T) {
	t.Parallel()
	cause := errors.New("the person went away")
	contexts := map[string]func(context.Context) (context.Context, func()){
		"cancel": context2(context.WithCancel),
		"cancel with cause": func(ctx context.Context) (context.Context, func()) {
			ctx, cancel := context.WithCancelCause(ctx)
			return ctx, func() { cancel(cause) }
		},
		"deadline": func(ctx context.Context) (context.Context, func()) {
			ctx, cancel := context.WithTimeout(ctx, time.Second)
			return ctx, cancel
		},
		"deadline with cause": func(ctx context.Context) (context.Context, func()) {
			ctx, cancel := context.WithTimeoutCause(ctx, time.Second, cause)
			return ctx, cancel
		},
	}
	phases := map[string]struct {
		act     act
		script  string
		status  int // of the last answer, which is kept
		lost    bool
		held    bool   // by the limiter, when the script has ended
		session string // "" is refreshed before its first use
	}{
		"headers":                  {act: actGet, script: "hang"},
		"headers of a repeat":      {act: actGet, script: "503 hang", status: 503},
		"headers of a write":       {act: actCreate, script: "hang", lost: true},
		"body":                     {act: actGet, script: "stall", status: 200},
		"body of a write":          {act: actCreate, script: "stall", status: 201, lost: true},
		"body of a refused write":  {act: actCreate, script: "429 hang", status: 429, lost: true},
		"limiter":                  {act: actGet, held: true},
		"limiter of a write":       {act: actCreate, held: true},
		"limiter of a repeat":      {act: actCreate, script: "429", status: 429, held: true},
		"look after a lost update": {act: actUpdate, script: "502 hang", status: 502, lost: true},
		"refresh":                  {act: actProfileGet, script: "expired hang hang hang", session: testSession},
		"refresh before the first": {act: actProfileUpdate, script: "hang hang hang"},
	}
	for kind, open := range contexts {
		for phase, row := range phases {
			t.Run(kind+"/"+phase, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					ctx, end := open(t.Context())
					if kind == "cancel" || kind == "cancel with cause" {
						time.AfterFunc(time.Second, end)
					}
					opts := []partnerkit.Option{partnerkit.WithSession(partnerkit.RefreshingSession(row.session, testRefresh))}
					if row.held {
						opts = append(opts, partnerkit.WithLimiter(&blocking{free: len(strings.Fields(row.script))}))
					}
					c := clientOn(t, scripted(t, row.act, row.script), opts...)
					began := time.Now()
					err := row.act.run(ctx, c)
					assert.Equal(t, time.Second, time.Since(began))
					checkInterrupted(ctx, t, err, row.status, row.lost)
					end()
					time.Sleep(refreshLimit) // a refresh goes on without whoever asked for it
				})
			})
		}
	}
}

// context2 makes a cancel function a plain one.
func context2(open func(context.Context) (context.Context, context.CancelFunc)) func(context.Context) (context.Context, func()) {
	return func(ctx context.Context) (context.Context, func()) {
		ctx, cancel := open(ctx)
		return ctx, cancel
	}
}

func checkInterrupted(ctx context.Context, t *testing.T, err error, status int, lost bool) {
	t.Helper()
	failure, ok := errors.AsType[*partnerkit.Error](err)
	require.True(t, ok)
	assert.Equal(t, status, failure.Status, "the last answer is kept: %v", err)
	assert.Equal(t, lost, errors.Is(err, partnerkit.ErrOutcomeUnknown), "%v", err)
	assert.NotContains(t, err.Error(), "\n")
	if status == 502 { // the write had ended before the context did
		return
	}
	require.ErrorIs(t, err, ctx.Err())
	require.ErrorIs(t, err, context.Cause(ctx))
}

// Cancelled in its wait, a call leaves within no time.
func TestCancelInBackoff(t *testing.T) {
	t.Parallel()
	for _, a := range []act{actGet, actCreate, actEnsure, actMarkAllRead} {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				cause := errors.New("the person went away")
				ctx, cancel := context.WithCancelCause(t.Context())
				time.AfterFunc(3*time.Second, func() { cancel(cause) })
				began := time.Now()
				err := a.run(ctx, clientOn(t, scripted(t, a, "429+5")))
				assert.Equal(t, 3*time.Second, time.Since(began))
				checkInterrupted(ctx, t, err, 429, false)
				require.ErrorIs(t, err, partnerkit.ErrRateLimited)
				failure, _ := errors.AsType[*partnerkit.Error](err)
				assert.Equal(t, 1, failure.Attempts)
				assert.Equal(t, 5*time.Second, failure.RetryAfter)
			})
		})
	}
}

// A context that is over before the call sends nothing.
func TestOverBeforeItBegan(t *testing.T) {
	t.Parallel()
	cause := errors.New("the person went away")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	for _, a := range append([]act{actGet, actCreate, actEnsure, actProfileGet}, lookedFor...) {
		far := scripted(t, a, "")
		err := a.run(ctx, clientOn(t, far))
		checkInterrupted(ctx, t, err, 0, false)
		failure, _ := errors.AsType[*partnerkit.Error](err)
		assert.Zero(t, failure.Attempts, a.name)
	}
}

// An attempt's own limit is no end of the call: the next attempt has its own.
func TestAttemptTimeout(t *testing.T) {
	t.Parallel()
	quick := []partnerkit.CallOption{partnerkit.WithTimeout(patience)}
	overCarriers(t, []vector{
		{act: actGet, script: "hang ok", attempts: 2, elapsed: patience + 200*ms, left: 500, opts: quick},
		{act: actGet, script: "stall ok", attempts: 2, elapsed: patience + 200*ms, left: 500, opts: quick},
		{act: actGet, script: "hang hang hang", attempts: 3, elapsed: 3*patience + 400*ms, left: 490, opts: quick, errs: is(context.DeadlineExceeded)},
		{act: actCreate, script: "hang", attempts: 1, elapsed: patience, left: 500, opts: quick, errs: is(partnerkit.ErrOutcomeUnknown, context.DeadlineExceeded)},
		{act: actUpdate, script: "hang there", attempts: 1, elapsed: patience, left: 500, opts: quick},
		{act: actUpdate, script: "hang hang absent", attempts: 1, elapsed: 2*patience + 200*ms, left: 495, opts: quick, errs: is(partnerkit.ErrOutcomeUnknown)},
	}, 6, 6)
}

// Outside a bubble the attempts of a client share one timer.
func TestAttemptTimeoutByTheMachinesClock(t *testing.T) {
	t.Parallel()
	c := clientOn(t, scripted(t, actGet, "hang hang ok"), partnerkit.WithRetry(partnerkit.Retry{MinWait: 1, MaxWait: 1}))
	var r partnerkit.Response
	require.NoError(t, actGet.run(t.Context(), c, partnerkit.WithTimeout(time.Millisecond), partnerkit.WithResponse(&r)))
	assert.Equal(t, 3, r.Attempts)
}

// What holds a call back before it is sent does not count against an attempt.
func TestLimiterDoesNotCountAgainstAnAttempt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := clientOn(t, scripted(t, actUpdate, "429 drop there"), partnerkit.WithLimiter(slow(time.Minute)), partnerkit.WithRetry(steady))
		began := time.Now()
		require.NoError(t, actUpdate.run(t.Context(), c, partnerkit.WithTimeout(time.Second)))
		assert.Equal(t, 3*time.Minute+200*ms, time.Since(began), "asked before every send, the look's too")
	})
}

type slow time.Duration

func (s slow) Wait(context.Context) error { time.Sleep(time.Duration(s)); return nil }

// countingLimiter counts what asks it, by operation.
type countingLimiter struct{ calls, refreshes atomic.Int64 }

func (l *countingLimiter) Wait(ctx context.Context) error {
	if partnerkit.OperationFromContext(ctx) == refreshOp {
		l.refreshes.Add(1)
	} else {
		l.calls.Add(1)
	}
	return nil
}

func TestLimiterIsAskedForRefreshes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiter := &countingLimiter{}
		far := newFarEnd(t, newSessionWorld().answer)
		c := clientOn(t, far, partnerkit.WithSession(partnerkit.RefreshingSession(testSession, testRefresh)), partnerkit.WithLimiter(limiter))
		require.NoError(t, actProfileGet.run(t.Context(), c))
		assert.EqualValues(t, 2, limiter.calls.Load(), "the call and its repeat")
		assert.EqualValues(t, 1, limiter.refreshes.Load())
	})
}
