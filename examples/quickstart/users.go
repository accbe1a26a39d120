package main

// The Partner and the App API: a user exists once, and each partner sees them once they are associated with it.

import (
	"context"
	"errors"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/examples/internal/backend"
)

func (w *walk) partners(ctx context.Context) error {
	ada, err := w.create(ctx)
	if err != nil {
		return err
	}
	return inTurn(
		func() error { return w.associate(ctx, ada) },
		func() error { return w.update(ctx, ada) },
		func() error { return w.disconnect(ctx, ada) },
		func() error { return w.find(ctx, ada) },
	)
}

// inTurn takes steps until one fails.
func inTurn(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (w *walk) create(ctx context.Context) (*partnerkit.User, error) {
	params := partnerkit.UserCreateParams{Email: w.Email("ada"), TwitterUsername: "ada", WalletAddress: "0xada"}
	// What makes something is not interrupted: else nobody would know what to take back.
	ada, err := w.Client.Users.Create(context.WithoutCancel(ctx), params)
	if errors.Is(err, partnerkit.ErrOutcomeUnknown) { // the answer was lost, and Ensure finds out
		ada, err = w.Client.Users.Ensure(context.WithoutCancel(ctx), params)
	}
	if err != nil {
		return nil, err
	}
	w.did("Users.Create", "%s, id %s", ada.Email, ada.ID)
	w.later(func(ctx context.Context) error { return w.disassociate(ctx, ada) })

	_, err = w.Client.Users.Create(ctx, params)
	if err := w.met("Users.Create, again", err, partnerkit.ErrUserAlreadyAssociated); err != nil {
		return nil, err
	}
	same, err := w.Client.Users.Ensure(ctx, params)
	if err != nil {
		return nil, err
	}
	w.did("Users.Ensure", "the same user: %t", same.ID == ada.ID)
	return ada, nil
}

// associate lets a second partner create the same user.
func (w *walk) associate(ctx context.Context, ada *partnerkit.User) error {
	key := w.Name(backend.SecondPartnerKey)
	if key == "" {
		w.did("a second partner", "left out: %s is not set", backend.SecondPartnerKey)
		return nil
	}
	second, err := w.Client.With(partnerkit.WithPartnerKey(key))
	if err != nil {
		return err
	}
	_, err = second.Users.Get(ctx, ada.ID)
	if err := w.met("second: Users.Get", err, partnerkit.ErrUserNotFound); err != nil {
		return err
	}
	params := partnerkit.UserCreateParams{Email: ada.Email, TwitterUsername: "ignored"}
	same, err := second.Users.Create(context.WithoutCancel(ctx), params)
	if errors.Is(err, partnerkit.ErrOutcomeUnknown) {
		same, err = second.Users.Ensure(context.WithoutCancel(ctx), params)
	}
	if err != nil {
		return err
	}
	w.did("second: Users.Create", "associated, the same user: %t, twitter still %q", same.ID == ada.ID, same.TwitterUsername)
	w.later(func(ctx context.Context) error { return w.disassociateSecond(ctx, second, ada) })
	return nil
}

func (w *walk) update(ctx context.Context, ada *partnerkit.User) error {
	updated, err := w.Client.Users.Update(ctx, ada.ID, partnerkit.UserUpdateParams{
		TwitterUsername: partnerkit.Null[string](), // cleared; what is not named stays
	})
	if err != nil {
		return err
	}
	w.did("Users.Update", "twitter %q, wallet %q", updated.TwitterUsername, updated.WalletAddress)

	grace, err := w.Client.Users.Ensure(context.WithoutCancel(ctx), partnerkit.UserCreateParams{Email: w.Email("grace")})
	if err != nil {
		return err
	}
	w.did("Users.Ensure", "%s, id %s", grace.Email, grace.ID)
	w.later(func(ctx context.Context) error { return w.Client.Users.Disassociate(ctx, grace.ID) })

	_, err = w.Client.Users.Update(ctx, ada.ID, partnerkit.UserUpdateParams{Email: partnerkit.Set(grace.Email)})
	return w.met("Users.Update, her e-mail", err, partnerkit.ErrEmailInUse)
}

func (w *walk) disconnect(ctx context.Context, ada *partnerkit.User) error {
	user, err := w.Client.Users.DisconnectWallet(ctx, ada.ID)
	if err != nil {
		return err
	}
	w.did("Users.DisconnectWallet", "wallet %q", user.WalletAddress)

	_, err = w.Client.Users.DisconnectWallet(ctx, ada.ID)
	return w.met("Users.DisconnectWallet, again", err, partnerkit.ErrNoWallet)
}

func (w *walk) find(ctx context.Context, ada *partnerkit.User) error {
	user, err := w.Client.Users.Get(ctx, ada.ID)
	if err != nil {
		return err
	}
	w.did("Users.Get", "%s", user.Email)

	if user, err = w.Client.Users.GetByEmail(ctx, ada.Email); err != nil {
		return err
	}
	w.did("Users.GetByEmail", "id %s", user.ID)

	_, err = w.Client.Users.GetByEmail(ctx, w.Email("nobody"))
	return w.met("Users.GetByEmail, nobody's", err, partnerkit.ErrUserNotFound)
}

func (w *walk) disassociate(ctx context.Context, ada *partnerkit.User) error {
	if err := w.Client.Users.Disassociate(ctx, ada.ID); err != nil {
		return err
	}
	w.did("Users.Disassociate", "done; other partners keep the user")
	return w.met("Users.Disassociate, again", w.Client.Users.Disassociate(ctx, ada.ID), partnerkit.ErrAssociationNotFound)
}

// disassociateSecond may find that the second key lacks the permission, which only its owner can mend.
func (w *walk) disassociateSecond(ctx context.Context, second *partnerkit.Client, ada *partnerkit.User) error {
	const call = "second: Users.Disassociate"
	err := second.Users.Disassociate(ctx, ada.ID)
	if errors.Is(err, partnerkit.ErrForbidden) {
		return w.met(call, err, partnerkit.ErrForbidden)
	}
	if err == nil {
		w.did(call, "done")
	}
	return err
}
