package series

// What every Ensure that looks first has in common: look for the user, create them where there is
// nobody, and look again after a refusal.

import (
	"context"
	"net/http"
	"strings"

	"github.com/partnerkit/partnerkit-go/internal/call"
)

// Ensure is one call of an Ensure.
type Ensure[T any] struct {
	*Requests

	// Find looks for the user: nil and no failure if there is nobody.
	Find func(context.Context) (*T, *call.Failure)
	// Create is the request for a new user. Its ReadBack returns the whole user.
	Create call.Request[T]
	// Complete gets the whole of a new user, of whom the response says a part; nil if it says all.
	Complete func(ctx context.Context, created *T) (*T, *call.Failure)
	// Explain is asked where the API refused to create a user who is not there. It adds to the
	// refusal what it finds out, unless it finds the user, or fails.
	Explain func(ctx context.Context, refusal *call.Failure) (*T, *call.Failure)
}

// Run returns the user who was there or was created.
func (e *Ensure[T]) Run(ctx context.Context) (*T, *call.Failure) {
	user, failure := e.Find(ctx)
	if user != nil || failure != nil {
		return user, failure
	}
	created, failure := Do(ctx, e.Requests, e.Create)
	switch {
	case failure != nil && failure.Status == http.StatusBadRequest && !failure.IsKind(call.OutcomeUnknown):
		return e.findAfter(ctx, failure)
	case failure == nil && e.Complete != nil && !e.Last.ReadBack:
		return e.Complete(ctx, created)
	default:
		return created, failure
	}
}

// findAfter looks for the user after the API refused to create them: somebody may have done so
// meanwhile. If they are not there, the refusal stands. If looking fails, nobody knows whether they
// are there, and that failure is the call's.
func (e *Ensure[T]) findAfter(ctx context.Context, refusal *call.Failure) (*T, *call.Failure) {
	report := e.Last
	user, failure := e.Find(ctx)
	if user == nil && failure == nil {
		user, failure = e.Explain(ctx, refusal)
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
