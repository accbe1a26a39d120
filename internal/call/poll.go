package call

// A request that is asked once, or again and again, until a response has what is waited for. Each time
// is a call of its own, with its own repeats; the waits in between cost no budget.

import (
	"context"

	"github.com/partnerkit/partnerkit-go/internal/retry"
)

// Run carries out a request once, or where r.Pending is set, again and again until r.Pending returns "" for a
// response, a request fails, or the context ends. Then the failure also says what was last seen.
func Run[T any](ctx context.Context, api *API, r Request[T], o Options) (*T, *Failure) {
	if r.Pending == nil {
		return Do(ctx, api, r, o)
	}
	if o.Report == nil {
		o.Report = new(Report)
	}
	seen := ""
	for polls := 1; ; polls++ {
		value, failure := Do(ctx, api, r, o)
		if failure != nil {
			if seen != "" && ctx.Err() != nil {
				failure.AddReason("last seen: " + seen)
			}
			return nil, failure
		}
		if seen = r.Pending(value); seen == "" {
			return value, nil
		}
		o.PriorAttempts = o.Report.Attempts
		if pause(ctx, retry.PollWait(polls, o.Report.RetryAfter, api.Pipeline.Jitter)) != nil {
			last := AfterSuccess(r.Endpoint, o.Report)
			secrets := redaction{bodySecrets: r.Secrets, api: api}
			secrets.contextError(ctx, last).AddReason("last seen: " + seen)
			return nil, last
		}
	}
}
