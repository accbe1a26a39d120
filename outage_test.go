package partnerkit

// The retry budget: an outage is not answered with a storm, and ends without a
// lasting loss.

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// outage counts what comes, and answers 503 or a success of the act.
type outage struct {
	sends atomic.Int64
	act   act
	up    atomic.Bool
}

func (o *outage) answer(int, seen) reply {
	o.sends.Add(1)
	if o.up.Load() {
		return o.act.reply("ok")
	}
	return o.act.reply("503")
}

func TestOutageCostsLittle(t *testing.T) {
	t.Parallel()
	calls := 10_000
	if testing.Short() {
		calls = 2_000
	}
	for _, a := range []act{actGet, actUpdate} {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				down := &outage{act: a}
				far := newFarEnd(t, down.answer)
				c := clientOn(t, far)
				began := time.Now()
				untilSpent, afterwards := 0, int64(0)
				for range calls {
					spent := c.tokens(a.api) < repeatCost
					before := down.sends.Load()
					require.Error(t, a.run(t.Context(), c))
					if !spent {
						untilSpent++
						continue
					}
					afterwards += down.sends.Load() - before
				}
				perCall := float64(down.sends.Load()) / float64(calls)
				later := float64(afterwards) / float64(calls-untilSpent)
				t.Logf("%d calls against 503: %d requests, %.4f a call; budget spent after %d calls, then %.4f a call; %s of virtual time",
					calls, down.sends.Load(), perCall, untilSpent, later, time.Since(began))
				assert.LessOrEqual(t, perCall, 1.05, "over the whole outage")
				assert.LessOrEqual(t, later, 1.0, "once the budget is spent")
				assert.Less(t, c.tokens(a.api), repeatCost)
			})
		})
	}
}

// Successes give back one each, up to the whole.
func TestSuccessGivesBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		world := &outage{act: actGet}
		c := clientOn(t, newFarEnd(t, world.answer)).withJitter(lowest)
		for range 50 {
			require.Error(t, actGet.run(t.Context(), c))
		}
		require.Zero(t, c.tokens(partnerAPI), "fifty calls of two repeats each")
		world.up.Store(true)
		for i := range 4 {
			require.NoError(t, actGet.run(t.Context(), c))
			require.Equal(t, i+1, c.tokens(partnerAPI))
		}
		world.up.Store(false)
		before := world.sends.Load()
		require.Error(t, actGet.run(t.Context(), c))
		assert.EqualValues(t, 1, world.sends.Load()-before, "four tokens buy no repeat")
		world.up.Store(true)
		require.NoError(t, actGet.run(t.Context(), c))
		world.up.Store(false)
		before = world.sends.Load()
		require.Error(t, actGet.run(t.Context(), c))
		assert.EqualValues(t, 2, world.sends.Load()-before, "five buy one")
		world.up.Store(true)
		for range budgetSize {
			require.NoError(t, actGet.run(t.Context(), c))
		}
		assert.Equal(t, budgetSize, c.tokens(partnerAPI), "never more than the whole")
	})
}

// An empty budget returns the error at once, and says nothing of a deadline.
func TestEmptyBudgetReturnsAtOnce(t *testing.T) {
	t.Parallel()
	for _, script := range []string{"503", "429+5", "drop", "unsent"} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := clientOn(t, scripted(t, actGet, script))
				c.config.budgets[partnerAPI].tokens.Store(repeatCost - 1)
				began := time.Now()
				err := actGet.run(t.Context(), c)
				require.Error(t, err)
				require.NotErrorIs(t, err, context.DeadlineExceeded)
				assert.Zero(t, time.Since(began))
				failure, _ := errors.AsType[*Error](err)
				assert.Equal(t, 1, failure.Attempts)
			})
		})
	}
}

// Copies share each API's budget; the APIs share none.
func TestWithCopiesShareBudgets(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		world := &outage{act: actGet}
		c := clientOn(t, newFarEnd(t, world.answer))
		copied, err := c.With(WithRetry(Retry{MaxAttempts: 5, MinWait: time.Millisecond}))
		require.NoError(t, err)
		require.Error(t, actGet.run(t.Context(), copied))
		assert.Equal(t, 480, c.tokens(partnerAPI))
		require.Error(t, actGet.run(t.Context(), c))
		assert.Equal(t, 470, copied.tokens(partnerAPI))
		for _, other := range []apiID{appAPI, portalsAPI, profileAPI} {
			assert.Equal(t, budgetSize, c.tokens(other))
		}
		stranger := clientOn(t, newFarEnd(t, world.answer))
		assert.Equal(t, budgetSize, stranger.tokens(partnerAPI))
	})
}

// The bucket under contention: never below nothing, never above the whole.
func TestBudgetUnderContention(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBudget()
		var bought atomic.Int64
		for range 64 {
			go func() {
				for range 100 {
					if b.spend() {
						bought.Add(1)
					}
				}
			}()
		}
		synctest.Wait()
		assert.EqualValues(t, budgetSize/repeatCost, bought.Load())
		assert.Zero(t, b.tokens.Load())
		for range 64 {
			go func() {
				for range 100 {
					b.earn()
				}
			}()
		}
		synctest.Wait()
		assert.EqualValues(t, budgetSize, b.tokens.Load())
	})
}
