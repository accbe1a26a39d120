package call

// Whether there is another attempt, and when: by the outcome, the policy, the deadline and the budget.

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/internal/retry"
)

// newPlan is that of a call with the default policy, whose draws are given.
func newPlan(t *testing.T, mayRepeat bool, jitter func(int64) int64) *retryPlan {
	t.Helper()
	policy, err := retry.Policy{}.WithDefaults()
	require.NoError(t, err)
	return &retryPlan{policy: &policy, budget: retry.NewBudget(), jitter: jitter, mayRepeat: mayRepeat}
}

func shortest(int64) int64  { return 0 }
func longest(n int64) int64 { return n - 1 }

// leftIn is the number of tokens in a budget, found out by emptying it and giving everything back.
func leftIn(b *retry.Budget) (tokens int) {
	for b.Take() {
		tokens += retry.Cost
	}
	for tokens += retry.Cost; !b.Take(); tokens-- {
		b.Refund(1)
	}
	if tokens > 0 {
		b.Refund(tokens)
	}
	return tokens
}

func TestAnotherAttempt(t *testing.T) {
	t.Parallel()
	const ms = time.Millisecond
	for name, row := range map[string]struct {
		outcome    outcome
		mayRepeat  bool
		sent       int
		jitter     func(int64) int64
		retryAfter time.Duration
		again      bool
		wait       time.Duration
	}{
		"final":                           {outcome: final, mayRepeat: true, sent: 1, jitter: shortest},
		"not processed":                   {outcome: notProcessed, sent: 1, jitter: shortest, again: true, wait: 200 * ms},
		"unknown, of a read":              {outcome: unknown, mayRepeat: true, sent: 1, jitter: shortest, again: true, wait: 200 * ms},
		"unknown, of a write":             {outcome: unknown, sent: 1, jitter: shortest},
		"the longest draw":                {outcome: notProcessed, sent: 1, jitter: longest, again: true, wait: 400 * ms},
		"after two":                       {outcome: notProcessed, sent: 2, jitter: longest, again: true, wait: 800 * ms},
		"after two, the shortest draw":    {outcome: notProcessed, sent: 2, jitter: shortest, again: true, wait: 200 * ms},
		"after as many as may be":         {outcome: notProcessed, sent: 3, jitter: shortest},
		"after none, since none was sent": {outcome: notProcessed, sent: 0, jitter: longest, again: true, wait: 200 * ms},
		"asked to wait":                   {outcome: notProcessed, sent: 1, jitter: longest, retryAfter: 10 * time.Second, again: true, wait: 10 * time.Second},
		"asked to wait for less":          {outcome: notProcessed, sent: 1, jitter: longest, retryAfter: 300 * ms, again: true, wait: 400 * ms},
		"asked to wait too long":          {outcome: notProcessed, sent: 1, jitter: longest, retryAfter: 10*time.Second + 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlan(t, row.mayRepeat, row.jitter)
			f := &Failure{RetryAfter: row.retryAfter}
			wait, again := p.nextWait(t.Context(), row.outcome, row.sent, f)
			assert.Equal(t, row.again, again)
			assert.Equal(t, row.wait, wait)
			assert.Empty(t, f.Reasons)
			assert.Equal(t, row.again, p.taken > 0, "only an attempt that will be made is paid for")
			assert.Equal(t, retry.Capacity-p.taken, leftIn(p.budget))
		})
	}
}

// A wait that ends with the deadline, or after it, is not begun, and says so.
func TestAnotherAttemptBeforeTheDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for deadline, again := range map[time.Duration]bool{
			199 * time.Millisecond: false, 200 * time.Millisecond: false, 200*time.Millisecond + 1: true,
		} {
			ctx, cancel := context.WithTimeout(t.Context(), deadline)
			p, f := newPlan(t, true, shortest), &Failure{}
			_, got := p.nextWait(ctx, unknown, 1, f)
			cancel()
			assert.Equal(t, again, got, deadline)
			assert.Equal(t, !again, len(f.Reasons) > 0, "said in words")
			require.NoError(t, f.Cause, "no time is over yet")
			assert.Equal(t, again, leftIn(p.budget) < retry.Capacity, "what is not begun costs nothing")
		}
	})
}

func TestAnEmptyBudgetIsSaidOnce(t *testing.T) {
	t.Parallel()
	p, f := newPlan(t, true, shortest), &Failure{}
	for p.budget.Take() {
	}
	for range 2 {
		_, again := p.nextWait(t.Context(), unknown, 1, f)
		assert.False(t, again)
		require.ErrorIs(t, f.Cause, retry.ErrBudgetEmpty)
		assert.Equal(t, []string{retry.ErrBudgetEmpty.Error()}, f.Reasons)
	}
}

// What a repeat took comes back with a response that is healthy and whole, once; else one token does.
func TestWhatAResponseGivesBack(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		response response
		first    int // given back after a repeat
		second   int // and by the response that follows
	}{
		"a success":        {response{status: 200}, retry.Cost, 1},
		"a refusal":        {response{status: 404}, retry.Cost, 1},
		"a failure":        {response{status: http.StatusServiceUnavailable}, 0, 0},
		"too many":         {response{status: http.StatusTooManyRequests}, 0, 0},
		"a broken success": {response{status: 200, bodyErr: errReset}, 0, 0},
		"a redirect":       {response{status: 302}, 0, 0},
		"nothing":          {response{}, 0, 0},
	} {
		p := newPlan(t, true, shortest)
		for range 10 {
			require.True(t, p.pay(&Failure{}))
		}
		left := leftIn(p.budget)
		p.refund(&row.response)
		assert.Equal(t, left+row.first, leftIn(p.budget), name)
		p.refund(&row.response)
		assert.Equal(t, left+row.first+row.second, leftIn(p.budget), name)
	}
}

func TestAPauseEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		require.NoError(t, pause(t.Context(), time.Hour))
		assert.Equal(t, time.Hour, time.Since(began))
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		for _, wait := range []time.Duration{-1, 0} {
			require.NoError(t, pause(ctx, wait))
		}
		assert.Equal(t, time.Hour, time.Since(began), "no wait is no time")
		require.ErrorIs(t, pause(ctx, time.Hour), context.DeadlineExceeded)
		assert.Equal(t, time.Hour+time.Minute, time.Since(began))
		require.ErrorIs(t, pause(ctx, 0), context.DeadlineExceeded)
	})
}
