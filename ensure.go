package partnerkit

// What every Ensure that looks first has in common: look for the user, create them where there is
// nobody, and look again after a refusal.

import (
	"context"
	"net/http"
	"strings"

	"github.com/partnerkit/partnerkit-go/internal/call"
)

// ensure is one call of an Ensure. Its requests are a series.
type ensure[T any] struct {
	*series

	// find looks for the user: nil and no failure if there is nobody.
	find func(context.Context) (*T, *call.Failure)
	// create is the request for a new user. Its ReadBack returns the whole user.
	create call.Request[T]
	// complete gets the whole of a new user, of whom the response says a part; nil if it says all.
	complete func(ctx context.Context, created *T) (*T, *call.Failure)
	// explain is asked where the API refused to create a user who is not there. It adds to the
	// refusal what it finds out, unless it finds the user, or fails.
	explain func(ctx context.Context, refusal *call.Failure) (*T, *call.Failure)
}

// run returns the user who was there or was created.
func (e *ensure[T]) run(ctx context.Context) (*T, *call.Failure) {
	user, failure := e.find(ctx)
	if user != nil || failure != nil {
		return user, failure
	}
	created, failure := doNext(ctx, e.series, e.create)
	switch {
	case failure != nil && failure.Status == http.StatusBadRequest && !failure.IsKind(call.OutcomeUnknown):
		return e.findAfter(ctx, failure)
	case failure == nil && e.complete != nil && !e.report.ReadBack:
		return e.complete(ctx, created)
	default:
		return created, failure
	}
}

// findAfter looks for the user after the API refused to create them: somebody may have done so
// meanwhile. If they are not there, the refusal stands. If looking fails, nobody knows whether they
// are there, and that failure is the call's.
func (e *ensure[T]) findAfter(ctx context.Context, refusal *call.Failure) (*T, *call.Failure) {
	report := e.report
	user, failure := e.find(ctx)
	if user == nil && failure == nil {
		user, failure = e.explain(ctx, refusal)
	}
	switch {
	case failure != nil:
		failure.AddReason(strings.TrimSpace("the API had refused to make the user, 400 " + refusal.Code))
		return nil, failure
	case user == nil:
		return nil, e.restore(refusal, report)
	default:
		return user, nil
	}
}
