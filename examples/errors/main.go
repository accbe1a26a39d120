// Command errors shows how errors are told apart, and what the client does about those that pass.
//
// On real APIs it only reads what is not there. On the fake it also breaks a few things.
package main

import (
	"context"
	"errors"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/examples/internal/backend"
)

func main() { backend.Main(run) }

const nobody = "ffffffff-ffff-4fff-8fff-ffffffffffff"

func run(ctx context.Context, b *backend.Backend) error {
	b.Announce("It reads users who are not there, and changes nothing.")
	steps := []func(context.Context, *backend.Backend) error{threeLevels, wholeError, beforeTheWire}
	if b.Fake != nil {
		steps = append(steps, whatPasses, lostAnswer)
	}
	for _, step := range steps {
		if err := step(ctx, b); err != nil {
			return err
		}
	}
	return nil
}

// threeLevels asks an error for the API's code, the documented case and the class. Most programs need the case.
func threeLevels(ctx context.Context, b *backend.Backend) error {
	_, err := b.Client.Users.Get(ctx, nobody)
	if !errors.Is(err, partnerkit.ErrNotFound) {
		return errors.Join(errors.New("wanted ErrNotFound"), err)
	}
	b.Say("A user who is not there:")
	b.Say("  the case,  ErrUserNotFound:      %t", errors.Is(err, partnerkit.ErrUserNotFound))
	b.Say("  the class, ErrNotFound:          %t", errors.Is(err, partnerkit.ErrNotFound))
	b.Say("  the code,  CodeResourceNotFound: %t", errors.Is(err, partnerkit.CodeResourceNotFound))
	b.Say("  another case, ErrNoWallet:       %t", errors.Is(err, partnerkit.ErrNoWallet))
	return nil
}

// wholeError looks into the error: what was asked, what was answered, and what to tell the API's support.
func wholeError(ctx context.Context, b *backend.Backend) error {
	_, err := b.Client.Users.GetByEmail(ctx, "not an address")
	apiError, ok := errors.AsType[*partnerkit.Error](err)
	if !ok {
		return errors.Join(errors.New("wanted an *Error"), err)
	}
	b.Say("An *Error, for whom the cases are too coarse:")
	b.Say("  %s, %s %s", apiError.Op, apiError.Method, apiError.Route)
	b.Say("  status %d, code %s, message %q", apiError.Status, apiError.Code, apiError.Message)
	b.Say("  attempts: %d, request id given: %t", apiError.Attempts, apiError.RequestID != "")
	return nil
}

// beforeTheWire shows errors that cost no request.
func beforeTheWire(ctx context.Context, b *backend.Backend) error {
	b.Say("Found out before anything is sent:")
	_, err := b.Client.Users.Get(ctx, "..")
	b.Say("  ErrInvalidArgument: %t", errors.Is(err, partnerkit.ErrInvalidArgument))

	bare, err := partnerkit.New()
	if err != nil {
		return err
	}
	_, err = bare.Users.Get(ctx, nobody)
	b.Say("  ErrNoCredential: %v", err)
	return nil
}
