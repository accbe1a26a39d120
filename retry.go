package partnerkit

// How often, how long and at whose expense a call is repeated.

import (
	"math"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
)

// Retry says how often a call is sent and how long it waits in between. The wait
// before attempt k+1 is uniform in [MinWait, min(MaxWait, MinWait·2^k)], raised
// to the API's Retry-After. A Retry-After above MaxWait is not waited for: the
// error returns at once and says it.
type Retry struct {
	MaxAttempts int           // the first one included; 0 means 3, 1 never repeats
	MinWait     time.Duration // 0 means 200 ms
	MaxWait     time.Duration // 0 means 10 s, or MinWait where that is longer
}

const (
	defaultMaxAttempts    = 3
	defaultMinWait        = 200 * time.Millisecond
	defaultMaxWait        = 10 * time.Second
	defaultAttemptTimeout = 30 * time.Second
)

// resolved puts the defaults in, or says what cannot be.
func (r Retry) resolved() (Retry, error) {
	switch {
	case r.MaxAttempts < 0:
		return r, invalid("Retry: MaxAttempts is negative")
	case r.MinWait < 0 || r.MaxWait < 0:
		return r, invalid("Retry: a wait is negative")
	case r.MaxWait > 0 && r.MinWait > r.MaxWait:
		return r, invalid("Retry: MinWait is longer than MaxWait")
	}
	if r.MaxAttempts == 0 {
		r.MaxAttempts = defaultMaxAttempts
	}
	if r.MinWait == 0 {
		r.MinWait = defaultMinWait
		if r.MaxWait > 0 {
			r.MinWait = min(r.MinWait, r.MaxWait)
		}
	}
	if r.MaxWait == 0 {
		r.MaxWait = max(defaultMaxWait, r.MinWait)
	}
	return r, nil
}

// wait draws how long to wait after the given number of attempts; false says
// that the API asked for longer than MaxWait.
func (r Retry) wait(attempts int, retryAfter time.Duration, jitter func(int64) int64) (time.Duration, bool) {
	if retryAfter > r.MaxWait {
		return 0, false
	}
	upper := r.MaxWait
	if shifted := r.MinWait << min(attempts, 62); shifted>>min(attempts, 62) == r.MinWait && shifted > 0 {
		upper = min(upper, shifted)
	}
	drawn := r.MinWait
	if span := int64(upper - r.MinWait); span > 0 {
		drawn += time.Duration(jitter(span + 1))
	}
	return max(drawn, retryAfter), true
}

// parseRetryAfter reads a Retry-After header: a number of seconds, or a date in
// any of the three forms that HTTP has. It saturates, is never negative, and is
// 0 for anything else.
func parseRetryAfter(value string) time.Duration {
	value = strings.TrimSpace(value)
	if value == "" {
		return 0
	}
	if strings.Trim(value, "0123456789") == "" {
		var seconds int64
		for _, digit := range []byte(value) {
			seconds = seconds*10 + int64(digit-'0')
			if seconds > int64(math.MaxInt64/time.Second) {
				return math.MaxInt64
			}
		}
		return time.Duration(seconds) * time.Second
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	return max(0, time.Until(at))
}

// budget keeps an outage from being answered with a storm: a bucket of tokens
// for each API, from which a repeat or a read-back takes five and into which a
// success puts one back.
type budget struct{ tokens atomic.Int64 }

const (
	budgetSize = 500
	repeatCost = 5
)

func newBudget() *budget {
	b := &budget{}
	b.tokens.Store(budgetSize)
	return b
}

func (b *budget) spend() bool {
	for {
		tokens := b.tokens.Load()
		if tokens < repeatCost {
			return false
		}
		if b.tokens.CompareAndSwap(tokens, tokens-repeatCost) {
			return true
		}
	}
}

func (b *budget) earn() {
	for {
		tokens := b.tokens.Load()
		if tokens >= budgetSize || b.tokens.CompareAndSwap(tokens, tokens+1) {
			return
		}
	}
}
