// Command profile shows the Profile API: the profile of the user whose session it is.
//
// On real APIs it changes that user's biography, and changes it back.
package main

import (
	"context"
	"errors"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/examples/internal/backend"
)

func main() { backend.Main(run, backend.Container) }

func run(ctx context.Context, b *backend.Backend) error {
	b.Announce("It changes the biography of the session's user, and changes it back.")
	// Get returns the members that it is asked for. The others are zero.
	before, err := b.Client.Profile.Get(ctx, []partnerkit.ProfileField{
		partnerkit.ProfileFieldUsername, partnerkit.ProfileFieldBiography, partnerkit.ProfileFieldDateOfBirth,
	})
	if err != nil {
		return err
	}
	b.Say("Get: %s, born %q: %q", before.Username, before.DateOfBirth, before.Biography)

	return errors.Join(
		update(ctx, b, partnerkit.Set("Writes about machines.")),
		look(ctx, b, before.Username),
		update(context.WithoutCancel(ctx), b, biographyOf(before)),
	)
}

// update changes the biography alone: the members that are not named stay as they are.
func update(ctx context.Context, b *backend.Backend, biography partnerkit.Opt[string]) error {
	profile, err := b.Client.Profile.Update(ctx, partnerkit.ProfileUpdateParams{Biography: biography})
	if err != nil {
		return err
	}
	b.Say("Update: %q", profile.Biography)
	return nil
}

// look shows what others see of the user, and whom they brought.
func look(ctx context.Context, b *backend.Backend, username string) error {
	public, err := b.Client.Profile.Public(ctx, username, b.Name(backend.Container))
	if err != nil {
		return err
	}
	b.Say("Public: %s, known as %s: %q", public.DisplayName, public.Handle, public.Biography)

	referrals, err := b.Client.Profile.Referrals(ctx)
	if err != nil {
		return err
	}
	b.Say("Referrals: %d", len(referrals))
	for _, referral := range referrals {
		b.Say("  %s joined on %s", referral.Username, referral.JoinedAt.Format("2 January 2006"))
	}
	return nil
}

// biographyOf is the update that brings a biography back: Null where there was none.
func biographyOf(profile *partnerkit.Profile) partnerkit.Opt[string] {
	if profile.Biography == "" {
		return partnerkit.Null[string]()
	}
	return partnerkit.Set(profile.Biography)
}
