package promises_test

// The retry budget: an outage is not answered with a storm, and ends without a
// lasting loss.

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
					before := down.sends.Load()
					err := a.run(t.Context(), c)
					require.Error(t, err)
					if afterwards == 0 && !strings.Contains(err.Error(), "the retry budget is empty") {
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
				assert.Less(t, tokens(t, c, a.api), repeatCost)
			})
		})
	}
}

// Successes give back one each, up to the whole.
func TestSuccessGivesBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		world := &outage{act: actGet}
		c := clientOn(t, newFarEnd(t, world.answer))
		for range 50 {
			require.Error(t, actGet.run(t.Context(), c))
		}
		require.Zero(t, tokens(t, c, partnerAPI), "fifty calls of two repeats each")
		world.up.Store(true)
		for i := range 4 {
			require.NoError(t, actGet.run(t.Context(), c))
			require.Equal(t, i+1, tokens(t, c, partnerAPI))
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
		for range wholeOf {
			require.NoError(t, actGet.run(t.Context(), c))
		}
		assert.Equal(t, wholeOf, tokens(t, c, partnerAPI), "never more than the whole")
	})
}

// An empty budget returns the error at once, says so, and says nothing of a deadline.
func TestEmptyBudgetReturnsAtOnce(t *testing.T) {
	t.Parallel()
	for _, script := range []string{"503", "429+5", "drop", "unsent"} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := clientOn(t, scripted(t, actGet, script))
				leave(t, c, partnerAPI, repeatCost-1)
				began := time.Now()
				err := actGet.run(t.Context(), c)
				require.Error(t, err)
				require.NotErrorIs(t, err, context.DeadlineExceeded)
				assert.Zero(t, time.Since(began))
				assert.Equal(t, 1, strings.Count(err.Error(), "the retry budget is empty"), err.Error())
				failure, _ := errors.AsType[*partnerkit.Error](err)
				assert.Equal(t, 1, failure.Attempts)
			})
		})
	}
}

// What is answered in the end costs nothing, however long it goes on.
func TestAFailureBeforeEachAnswerIsRepeatedForGood(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		act      act
		in, turn string
		left     int
	}{
		"503 and 404 in turn":             {actGet, "503", "404", wholeOf},
		"503 and a success in turn":       {actGet, "503", "ok", wholeOf},
		"429 and 409 in turn":             {actCreate, "429", "409", wholeOf},
		"a lost update and its read-back": {actUpdate, "drop", "there", wholeOf},
		"a lost update that shows not":    {actUpdate, "drop", "absent", wholeOf},
		"a lost deletion and a refusal":   {actDisassociate, "drop", "403", wholeOf},
		"503 and 429 in turn":             {actGet, "503", "429+60", 0},
		"503 and a redirect in turn":      {actGet, "503", "302", 0},
		"503 and a broken body in turn":   {actGet, "503", "chunk", 0},
		"a lost update and 503":           {actUpdate, "drop", "429+60", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				far := newFarEnd(t, func(n int, _ seen) reply { return row.act.reply([]string{row.in, row.turn}[n%2]) })
				c := clientOn(t, far)
				const calls = 300
				for range calls {
					_ = row.act.run(t.Context(), c, partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 2}))
				}
				assert.Equal(t, row.left, tokens(t, c, partnerAPI))
				if row.left > 0 {
					assert.Len(t, far.requests(), 2*calls, "each was repeated, or read back")
				} else {
					assert.Less(t, len(far.requests()), 2*calls)
				}
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
		copied, err := c.With(partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 5, MinWait: time.Millisecond}))
		require.NoError(t, err)
		require.Error(t, actGet.run(t.Context(), copied))
		assert.Equal(t, 480, tokens(t, c, partnerAPI))
		require.Error(t, actGet.run(t.Context(), c))
		assert.Equal(t, 470, tokens(t, copied, partnerAPI))
		for _, other := range []string{appAPI, portalsAPI, profileAPI} {
			assert.Equal(t, wholeOf, tokens(t, c, other))
		}
		stranger := clientOn(t, newFarEnd(t, world.answer))
		assert.Equal(t, wholeOf, tokens(t, stranger, partnerAPI))
	})
}
