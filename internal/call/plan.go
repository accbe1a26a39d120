package call

// Whether there is another attempt, and how long to wait for it.

import (
	"context"
	"slices"
	"time"

	"github.com/partnerkit/partnerkit-go/internal/retry"
)

// retryPlan decides on the attempts of one call after the first.
type retryPlan struct {
	policy    *retry.Policy
	budget    *retry.Budget
	jitter    func(int64) int64
	mayRepeat bool // the endpoint is idempotent, or the caller accepts "at least once"
	taken     int  // what the last repeat took of the budget; 0 once a response gave it back
}

// nextWait decides whether a failure is followed by another attempt, after the given number of
// sends, and how long to wait for it. If only the deadline or the budget is in the way of
// another attempt, the failure says so; where the API asks for too long a wait, its RetryAfter does.
func (p *retryPlan) nextWait(ctx context.Context, o outcome, sent int, f *Failure) (time.Duration, bool) {
	may := o == notProcessed || o == unknown && p.mayRepeat
	if !may || sent >= p.policy.MaxAttempts {
		return 0, false
	}
	wait, ok := p.policy.Wait(sent, f.RetryAfter, p.jitter)
	if !ok {
		return 0, false
	}
	if deadline, has := ctx.Deadline(); has && time.Until(deadline) <= wait {
		f.AddReason("the next attempt would come after the context's deadline, and was not waited for")
		return 0, false
	}
	return wait, p.pay(f)
}

// pay takes what a repeat or a read-back costs. If the budget is empty, the failure says so.
func (p *retryPlan) pay(f *Failure) bool {
	if p.budget.Take() {
		p.taken = retry.Cost
		return true
	}
	if words := retry.ErrBudgetEmpty.Error(); !slices.Contains(f.Reasons, words) {
		f.withCause(words, retry.ErrBudgetEmpty)
	}
	return false
}

// refund gives back what the last repeat took, once a response shows that the API works.
func (p *retryPlan) refund(r *response) {
	if r.bodyErr == nil && retry.Healthy(r.status) {
		p.budget.Refund(p.taken)
		p.taken = 0
	}
}

// pause waits before the next attempt; it ends with the context.
func pause(ctx context.Context, wait time.Duration) error {
	if wait <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
