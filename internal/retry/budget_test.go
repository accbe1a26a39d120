package retry

// The budget: what is taken, what comes back, and many callers at once.

import (
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
)

func TestTake(t *testing.T) {
	t.Parallel()
	b := NewBudget()
	for range Capacity / Cost {
		assert.True(t, b.Take())
	}
	assert.Zero(t, int(b.tokens.Load()))
	for tokens := range Cost {
		assert.False(t, b.Take(), "%d tokens buy no repeat", tokens)
		assert.Equal(t, tokens, int(b.tokens.Load()), "and stay")
		b.Refund(0)
	}
	assert.True(t, b.Take(), "five buy one")
	assert.Zero(t, int(b.tokens.Load()))
}

func TestRefund(t *testing.T) {
	t.Parallel()
	b := NewBudget()
	b.Refund(0)
	b.Refund(Cost)
	assert.Equal(t, Capacity, int(b.tokens.Load()), "never more than the whole")
	for range 3 {
		b.Take()
	}
	for _, row := range []struct{ taken, left int }{{0, 486}, {1, 487}, {Cost, 492}, {Cost, 497}, {Cost, 500}} {
		b.Refund(row.taken)
		assert.Equal(t, row.left, int(b.tokens.Load()))
	}
}

// A failure before each success costs nothing, however long that goes on; an
// outage without an answer does.
func TestARepeatThatIsAnsweredIsFree(t *testing.T) {
	t.Parallel()
	b := NewBudget()
	for range 10_000 {
		assert.True(t, b.Take())
		b.Refund(Cost)
	}
	assert.Equal(t, Capacity, int(b.tokens.Load()))
}

// The bucket under contention: never below nothing, never above the whole.
func TestBudgetUnderContention(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := NewBudget()
		var bought atomic.Int64
		for range 64 {
			go func() {
				for range 100 {
					if b.Take() {
						bought.Add(1)
					}
				}
			}()
		}
		synctest.Wait()
		assert.EqualValues(t, Capacity/Cost, bought.Load())
		assert.Zero(t, int(b.tokens.Load()))
		for _, taken := range []int{0, Cost} {
			for range 64 {
				go func() {
					for range 100 {
						b.Refund(taken)
					}
				}()
			}
		}
		synctest.Wait()
		assert.Equal(t, Capacity, int(b.tokens.Load()))
	})
}

func TestHealthy(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 201, 204, 206, 299, 400, 401, 403, 404, 407, 409, 422, 428, 430, 499} {
		assert.True(t, Healthy(status), status)
	}
	for _, status := range []int{0, 100, 101, 199, 300, 301, 304, 308, 399, 408, 429, 500, 501, 503, 599, 600, 999} {
		assert.False(t, Healthy(status), status)
	}
}
