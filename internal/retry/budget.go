package retry

// What repeats may cost all callers of an API together.

import (
	"errors"
	"net/http"
	"sync/atomic"
)

// ErrBudgetEmpty is why a call was not sent again, or a write was not read back,
// though its policy would have allowed it.
var ErrBudgetEmpty = errors.New("the retry budget is empty")

const (
	// Capacity is what a full budget holds.
	Capacity = 500
	// Cost is what a repeat or a read-back takes.
	Cost = 5
)

// Budget is a bucket of tokens that all calls to an API share. Each repeat takes
// some, and a healthy response puts some back; while the API is down the bucket
// runs empty and nothing is repeated.
type Budget struct{ tokens atomic.Int64 }

// NewBudget returns a full budget.
func NewBudget() *Budget {
	b := &Budget{}
	b.tokens.Store(Capacity)
	return b
}

// Take takes the cost of a repeat, or nothing and returns false where less than
// that is left.
func (b *Budget) Take() bool {
	for {
		tokens := b.tokens.Load()
		if tokens < Cost {
			return false
		}
		if b.tokens.CompareAndSwap(tokens, tokens-Cost) {
			return true
		}
	}
}

// Refund is called for each healthy response. It puts back what the call's last
// repeat took, or one token where that was nothing, up to the capacity: a repeat
// that was answered costs nothing in the end.
func (b *Budget) Refund(taken int) {
	for {
		tokens := b.tokens.Load()
		refunded := min(Capacity, tokens+int64(max(1, taken)))
		if refunded == tokens || b.tokens.CompareAndSwap(tokens, refunded) {
			return
		}
	}
}

// Healthy reports whether a response with this status shows that the API works,
// whatever it thinks of the request: any 2xx or 4xx but 408 and 429.
func Healthy(status int) bool {
	class := status / 100
	return (class == 2 || class == 4) && status != http.StatusRequestTimeout && status != http.StatusTooManyRequests
}
