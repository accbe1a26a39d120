package fake

// The clock: time.Now (or the test's own function) plus everything that Advance added. All times that the fake makes or compares
// come from it, but those of JWTs, which go by time.Now.

import (
	"fmt"
	"math"
	"sync/atomic"
	"time"
)

type clock struct {
	base     func() time.Time
	advanced atomic.Int64
}

func (c *clock) now() time.Time {
	return c.base().Add(time.Duration(c.advanced.Load()))
}

// advance refuses to go back and to pass the longest Duration, and changes nothing when it refuses.
func (c *clock) advance(d time.Duration) error {
	if d < 0 {
		return fmt.Errorf("fake: advance: negative duration %v", d)
	}
	for {
		before := c.advanced.Load()
		if int64(d) > math.MaxInt64-before {
			return fmt.Errorf("fake: advance: %v on top of %v is more than a Duration holds", d, time.Duration(before))
		}
		if c.advanced.CompareAndSwap(before, before+int64(d)) {
			return nil
		}
	}
}
