package retry

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestPollWait(t *testing.T) {
	t.Parallel()
	lowest, highest := func(int64) int64 { return 0 }, func(n int64) int64 { return n - 1 }
	for polls, want := range map[int][2]time.Duration{
		1: {time.Second, time.Second}, 2: {time.Second, 2 * time.Second}, 3: {2 * time.Second, 4 * time.Second},
		5: {8 * time.Second, 16 * time.Second}, 6: {15 * time.Second, 30 * time.Second}, 1000: {15 * time.Second, 30 * time.Second},
		math.MaxInt: {15 * time.Second, 30 * time.Second},
	} {
		assert.Equal(t, want, [2]time.Duration{PollWait(polls, 0, lowest), PollWait(polls, 0, highest)}, polls)
	}
	assert.Equal(t, time.Minute, PollWait(1, time.Minute, lowest), "the response asks for more than the longest wait")
	assert.Equal(t, 2*time.Second, PollWait(3, time.Second, lowest), "and for less than the shortest one")
	assert.Equal(t, time.Duration(math.MaxInt64), PollWait(9, math.MaxInt64, highest))
}
