package fake

// The clock: time.Now (or the test's own function) plus everything that Advance added. All times that the fake makes or compares
// come from it, but those of JWTs, which go by time.Now. The clock has an end, so that every time can be written.

import (
	"fmt"
	"math"
	"sync/atomic"
	"time"
)

// clockStart and clockEnd are as far as the clock goes. RFC 3339, and so JSON, has the years 0 to 9999 alone, in UTC. What is
// counted from the clock, a refresh token's thirty days at most, then still ends in the last of them.
var (
	clockStart = time.Date(0, time.January, 1, 0, 0, 0, 0, time.UTC)
	clockEnd   = time.Date(9999, time.January, 1, 0, 0, 0, 0, time.UTC)
)

// onClock reports whether the clock can show a time.
func onClock(t time.Time) bool { return !t.Before(clockStart) && !t.After(clockEnd) }

type clock struct {
	base     func() time.Time
	advanced atomic.Int64
}

// now is the time, or the clock's end nearest to it: the function of WithClock may go further.
func (c *clock) now() time.Time {
	t := c.base().Add(time.Duration(c.advanced.Load()))
	switch {
	case t.After(clockEnd):
		return clockEnd
	case t.Before(clockStart):
		return clockStart
	}
	return t
}

// advance refuses to go back, to pass the longest Duration and to pass the clock's end, and changes nothing when it refuses.
func (c *clock) advance(d time.Duration) error {
	if d < 0 {
		return fmt.Errorf("fake: advance: negative duration %v", d)
	}
	for {
		before := c.advanced.Load()
		if int64(d) > math.MaxInt64-before {
			return fmt.Errorf("fake: advance: %v on top of %v is more than a Duration holds", d, time.Duration(before))
		}
		if from := c.base().Add(time.Duration(before)); from.Add(d).After(clockEnd) {
			return fmt.Errorf("fake: advance: %v from %s leads past %s, where the clock ends: JSON has no room for later years",
				d, from.UTC().Format(time.RFC3339), clockEnd.Format(time.RFC3339))
		}
		if c.advanced.CompareAndSwap(before, before+int64(d)) {
			return nil
		}
	}
}
