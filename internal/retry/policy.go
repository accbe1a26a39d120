// Package retry decides how long a call waits before it is sent again, and at
// whose expense: the jittered backoff, the Retry-After of a response, and the
// budget that keeps an outage from being answered with a storm. It sends nothing
// and knows of no call.
package retry

import (
	"errors"
	"time"
)

// Policy says how often a call is sent and how long it waits in between.
type Policy struct {
	MaxAttempts int // the first one included
	MinWait     time.Duration
	MaxWait     time.Duration
}

const (
	defaultMaxAttempts = 3
	defaultMinWait     = 200 * time.Millisecond
	defaultMaxWait     = 10 * time.Second
)

// WithDefaults returns the policy with its zeros replaced. Its error names the
// field that can never be right.
func (p Policy) WithDefaults() (Policy, error) {
	switch {
	case p.MaxAttempts < 0:
		return p, errors.New("MaxAttempts is negative")
	case p.MinWait < 0 || p.MaxWait < 0:
		return p, errors.New("a wait is negative")
	case p.MaxWait > 0 && p.MinWait > p.MaxWait:
		return p, errors.New("MinWait is longer than MaxWait")
	}
	if p.MaxAttempts == 0 {
		p.MaxAttempts = defaultMaxAttempts
	}
	if p.MinWait == 0 {
		p.MinWait = defaultMinWait
		if p.MaxWait > 0 {
			p.MinWait = min(p.MinWait, p.MaxWait)
		}
	}
	if p.MaxWait == 0 {
		p.MaxWait = max(defaultMaxWait, p.MinWait)
	}
	return p, nil
}

// Wait draws how long to wait after the given number of attempts: uniform in
// [MinWait, min(MaxWait, MinWait·2^attempts)], raised to retryAfter. It is false
// where retryAfter is longer than MaxWait. jitter(n) is uniform in [0, n).
func (p Policy) Wait(attempts int, retryAfter time.Duration, jitter func(n int64) int64) (time.Duration, bool) {
	if retryAfter > p.MaxWait {
		return 0, false
	}
	longest := p.MaxWait
	if doubled := p.MinWait << min(attempts, 62); doubled>>min(attempts, 62) == p.MinWait && doubled > 0 {
		longest = min(longest, doubled)
	}
	wait := p.MinWait
	if span := int64(longest - p.MinWait); span > 0 {
		wait += time.Duration(jitter(span + 1))
	}
	return max(wait, retryAfter), true
}
