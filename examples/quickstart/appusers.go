package main

// The App API: the users of an app. One is made, waited for until they have a wallet, and found in the three ways that
// there are.

import (
	"context"
	"time"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/examples/internal/backend"
)

// app makes a user on the fake alone: nothing takes an app's user back. With a real account it finds the one it is told of.
func (w *walk) app(ctx context.Context) error {
	externalID := w.Name(backend.ExternalID)
	if w.Fake != nil {
		externalID = "quickstart/ada"
		if err := w.makeAppUser(ctx, externalID); err != nil {
			return err
		}
		if err := w.awaitWallet(ctx, externalID); err != nil {
			return err
		}
	}
	return w.findAppUser(ctx, externalID)
}

func (w *walk) makeAppUser(ctx context.Context, externalID string) error {
	params := partnerkit.AppUserCreateParams{UserExternalID: externalID, Email: w.Email("ada")}
	uid, err := w.Client.AppUsers.Create(ctx, params)
	if err != nil {
		return err
	}
	w.did("AppUsers.Create", "uid %s", uid)

	_, err = w.Client.AppUsers.Create(ctx, params)
	if err := w.met("AppUsers.Create, again", err, partnerkit.ErrUserExists); err != nil {
		return err
	}
	user, err := w.Client.AppUsers.Ensure(ctx, params)
	if err != nil {
		return err
	}
	w.did("AppUsers.Ensure", "the same user: %t, %d wallets", user.UID == uid, len(user.Wallets))
	return nil
}

// awaitWallet lets the time pass that a wallet takes, and waits for it.
func (w *walk) awaitWallet(ctx context.Context, externalID string) error {
	if err := w.Fake.Advance(backend.WalletDelay); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	user, err := w.Client.AppUsers.WaitForWallet(ctx, externalID)
	if err != nil {
		return err
	}
	w.did("AppUsers.WaitForWallet", "%s", user.Wallets[0].Address)
	return nil
}

func (w *walk) findAppUser(ctx context.Context, externalID string) error {
	user, err := w.Client.AppUsers.GetByExternalID(ctx, externalID)
	if err != nil {
		return err
	}
	w.did("AppUsers.GetByExternalID", "%s, uid %s", user.UserExternalID, user.UID)
	for _, wallet := range user.Wallets {
		w.did("", "wallet on %s, chain %d", wallet.Network, wallet.ChainID)
	}
	byUID, err := w.Client.AppUsers.Get(ctx, user.UID)
	if err != nil {
		return err
	}
	w.did("AppUsers.Get", "%s", byUID.UserExternalID)
	if user.Email != "" {
		byEmail, err := w.Client.AppUsers.GetByEmail(ctx, user.Email)
		if err != nil {
			return err
		}
		w.did("AppUsers.GetByEmail", "the same user: %t", byEmail.UID == user.UID)
	}

	// A query that finds nobody is answered with 200 and no data. The error is the same as everywhere.
	_, err = w.Client.AppUsers.GetByExternalID(ctx, "nobody's id")
	return w.met("AppUsers.GetByExternalID, none", err, partnerkit.ErrUserNotFound)
}
