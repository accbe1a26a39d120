package call

// A request that is asked again and again, until a response has what is waited for. Each time is a
// call of its own, with its own repeats; the waits in between cost no budget.

import (
	"context"

	"github.com/partnerkit/partnerkit-go/internal/retry"
)

// polling is what the polls of one request share.
type polling struct {
	ctx      context.Context
	api      *API
	endpoint *Endpoint
	params   *Params
}

// poll asks until awaited has nothing to say of a response, or asking fails, or the context ends;
// then the failure also says what was last seen.
func poll[T any](p polling, o Options, ask func(Options) (*T, *Failure), awaited func(*T) string) (*T, *Failure) {
	if o.Report == nil {
		o.Report = new(Report)
	}
	seen := ""
	for polls := 1; ; polls++ {
		value, failure := ask(o)
		switch {
		case failure != nil && seen != "" && p.ctx.Err() != nil:
			return nil, failure.lastSeen(seen)
		case failure != nil:
			return nil, failure
		}
		if seen = awaited(value); seen == "" {
			return value, nil
		}
		o.PriorAttempts = o.Report.Attempts
		wait := retry.PollWait(polls, retry.After(o.Report.Header, false), p.api.Pipeline.Jitter)
		if pause(p.ctx, wait) != nil {
			return nil, p.ended(o.Report).lastSeen(seen)
		}
	}
}

// ended is the failure of polling whose context ended in a wait, after a response that was fine.
func (p *polling) ended(last *Report) *Failure {
	f := &Failure{Endpoint: p.endpoint, Status: last.Status, RequestID: last.RequestID, Attempts: last.Attempts}
	return (&redaction{given: p.params.Secrets, api: p.api}).contextError(p.ctx, f)
}

func (f *Failure) lastSeen(seen string) *Failure {
	f.Reasons = append(f.Reasons, "last seen: "+seen)
	return f
}
