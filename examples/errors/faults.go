package main

// What only a fake can show at will: errors that pass, and an answer that is lost.

import (
	"context"
	"errors"
	"time"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/examples/internal/backend"
	"github.com/partnerkit/partnerkit-go/fake"
)

const (
	createRoute = "POST /v1/users"
	getRoute    = "GET /v1/users/email/{email}"
)

// whatPasses shows that the client repeats what it may repeat, and gives back what lasts too long.
func whatPasses(ctx context.Context, b *backend.Backend) error {
	ada := partnerkit.UserCreateParams{Email: b.Email("ada")}
	if _, err := b.Client.Users.Create(ctx, ada); err != nil {
		return err
	}
	b.Say("Errors that pass:")
	if err := b.Fake.Inject(fake.Fault{Route: getRoute, Status: 503, Times: 2}); err != nil {
		return err
	}
	var response partnerkit.Response
	if _, err := b.Client.Users.GetByEmail(ctx, ada.Email, partnerkit.WithResponse(&response)); err != nil {
		return err
	}
	b.Say("  a read met two 503, and succeeded after %d attempts", response.Attempts)

	// Longer than Retry.MaxWait is not waited for.
	if err := b.Fake.Inject(fake.Fault{Route: getRoute, Status: 429, RetryAfter: time.Hour}); err != nil {
		return err
	}
	_, err := b.Client.Users.GetByEmail(ctx, ada.Email)
	limited, ok := errors.AsType[*partnerkit.Error](err)
	if !ok || !errors.Is(err, partnerkit.ErrRateLimited) {
		return errors.Join(errors.New("wanted ErrRateLimited"), err)
	}
	b.Say("  ErrRateLimited: come back in %v", limited.RetryAfter)
	return nil
}

// lostAnswer shows the error that needs a decision: the write was sent, and nobody knows what became of it.
func lostAnswer(ctx context.Context, b *backend.Backend) error {
	if err := b.Fake.Inject(fake.Fault{Route: createRoute, Drop: true, After: true}); err != nil {
		return err
	}
	grace := partnerkit.UserCreateParams{Email: b.Email("grace")}
	_, err := b.Client.Users.Create(ctx, grace)
	if !errors.Is(err, partnerkit.ErrOutcomeUnknown) {
		return errors.Join(errors.New("wanted ErrOutcomeUnknown"), err)
	}
	b.Say("A lost answer:")
	b.Say("  Create: %v", partnerkit.ErrOutcomeUnknown)

	// Ensure can be repeated however often the network lies: it makes the user if need be, and finds him otherwise.
	user, err := b.Client.Users.Ensure(ctx, grace)
	if err != nil {
		return err
	}
	b.Say("  Ensure: %s", user.Email)
	return nil
}
