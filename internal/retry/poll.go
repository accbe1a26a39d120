package retry

// How long to wait between two polls.

import "time"

const (
	firstPollWait = time.Second
	maxPollWait   = 30 * time.Second
)

// PollWait draws how long to wait after the given number of polls: a second after the first one, then
// up to twice as long each time and at least half of that, at most 30 s; and as long as the response
// asks, where that is longer. jitter(n) is uniform in [0, n).
func PollWait(polls int, retryAfter time.Duration, jitter func(n int64) int64) time.Duration {
	wait := min(maxPollWait, firstPollWait<<min(polls-1, 30))
	if polls > 1 {
		wait = wait/2 + time.Duration(jitter(int64(wait/2)+1))
	}
	return max(wait, retryAfter)
}
