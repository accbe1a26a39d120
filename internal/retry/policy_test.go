package retry

// The drawn waits, and which policies can never be right.

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Draws of the jitter, at the ends and in the middle of its range.
func lowest(int64) int64    { return 0 }
func middle(n int64) int64  { return n / 2 }
func highest(n int64) int64 { return n - 1 }

func TestWithDefaults(t *testing.T) {
	t.Parallel()
	const ms = time.Millisecond
	for _, row := range []struct{ given, want Policy }{
		{Policy{}, Policy{3, 200 * ms, 10 * time.Second}},
		{Policy{MaxAttempts: 1}, Policy{1, 200 * ms, 10 * time.Second}},
		{Policy{MinWait: time.Second}, Policy{3, time.Second, 10 * time.Second}},
		{Policy{MinWait: time.Minute}, Policy{3, time.Minute, time.Minute}},
		{Policy{MaxWait: time.Minute}, Policy{3, 200 * ms, time.Minute}},
		{Policy{MaxWait: 50 * ms}, Policy{3, 50 * ms, 50 * ms}},
		{Policy{7, ms, ms}, Policy{7, ms, ms}},
	} {
		got, err := row.given.WithDefaults()
		require.NoError(t, err)
		assert.Equal(t, row.want, got)
	}
	for complaint, bad := range map[string]Policy{
		"MaxAttempts is negative":        {MaxAttempts: -1},
		"a wait is negative":             {MinWait: -1},
		"MinWait is longer than MaxWait": {MinWait: 2, MaxWait: 1},
	} {
		_, err := bad.WithDefaults()
		assert.EqualError(t, err, complaint)
	}
	_, err := Policy{MaxWait: -1}.WithDefaults()
	assert.EqualError(t, err, "a wait is negative")
}

func TestWait(t *testing.T) {
	t.Parallel()
	p := Policy{MinWait: time.Second, MaxWait: 10 * time.Second}
	for _, row := range []struct {
		attempts int
		after    time.Duration
		draw     func(int64) int64
		want     time.Duration
	}{
		{1, 0, lowest, time.Second},
		{1, 0, highest, 2 * time.Second},
		{2, 0, highest, 4 * time.Second},
		{3, 0, highest, 8 * time.Second},
		{4, 0, highest, 10 * time.Second},
		{4, 0, lowest, time.Second},
		{1, 5 * time.Second, highest, 5 * time.Second},
		{3, 5 * time.Second, highest, 8 * time.Second},
		{1, 10 * time.Second, lowest, 10 * time.Second},
	} {
		got, ok := p.Wait(row.attempts, row.after, row.draw)
		assert.True(t, ok)
		assert.Equal(t, row.want, got, "%+v", row)
	}
	_, ok := p.Wait(1, 10*time.Second+1, lowest)
	assert.False(t, ok, "longer than MaxWait")
}

// The drawn wait stays in its range for any policy, however large.
func TestWaitStaysInItsRange(t *testing.T) {
	t.Parallel()
	for _, p := range []Policy{
		{MinWait: 1, MaxWait: 1}, {MinWait: 1, MaxWait: math.MaxInt64}, {MinWait: math.MaxInt64, MaxWait: math.MaxInt64},
		{MinWait: math.MaxInt64 / 2, MaxWait: math.MaxInt64}, {MinWait: 200 * time.Millisecond, MaxWait: 10 * time.Second},
	} {
		for _, attempts := range []int{1, 2, 10, 61, 62, 63, 64, 1 << 20} {
			for _, draw := range []func(int64) int64{lowest, middle, highest} {
				wait, ok := p.Wait(attempts, 0, draw)
				assert.True(t, ok)
				assert.GreaterOrEqual(t, wait, p.MinWait)
				assert.LessOrEqual(t, wait, p.MaxWait)
			}
		}
	}
}
