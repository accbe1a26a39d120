// Command users shows the Partner API: users of a partner account, and the App API's look-up by external id. Command appusers
// shows more of the App API.
//
// On real APIs it makes one user with an address of its own, and ends the association with it again.
package main

import (
	"context"
	"errors"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/examples/internal/backend"
)

func main() { backend.Main(run) }

func run(ctx context.Context, b *backend.Backend) (err error) {
	users := b.Client.Users
	b.Announce("It makes the user %s of the partner, and ends the association again. The user stays in the system.", b.Email("ada"))

	// Create is sent once. Were its answer lost, the error would be ErrOutcomeUnknown.
	user, err := users.Create(ctx, partnerkit.UserCreateParams{Email: b.Email("ada"), WalletAddress: "0xada"})
	if err != nil {
		return err
	}
	b.Say("Create: %s has id %s", user.Email, user.ID)

	// Disassociate ends the association; the user stays in the system. It is done even when ctx is over.
	defer func() {
		if gone := users.Disassociate(context.WithoutCancel(ctx), user.ID); gone != nil {
			err = errors.Join(err, gone)
			return
		}
		b.Say("Disassociate: done")
	}()

	// Ensure asks for the same as Create, and takes "already associated" for an answer: it can be repeated freely.
	again, err := users.Ensure(ctx, partnerkit.UserCreateParams{Email: user.Email})
	if err != nil {
		return err
	}
	b.Say("Ensure: the same user: %t", again.ID == user.ID)

	// An update leaves what it does not name. Set gives a value, Null clears one.
	if user, err = users.Update(ctx, user.ID, partnerkit.UserUpdateParams{
		TwitterUsername: partnerkit.Set("ada_lovelace"),
	}); err != nil {
		return err
	}
	b.Say("Update: twitter %q, wallet %q", user.TwitterUsername, user.WalletAddress)

	disconnected, err := users.DisconnectWallet(ctx, user.ID)
	if err != nil {
		return err
	}
	b.Say("DisconnectWallet: wallet %q", disconnected.WalletAddress)

	return find(ctx, b, user)
}

// find looks a user up by everything that they are known by.
func find(ctx context.Context, b *backend.Backend, user *partnerkit.User) error {
	byID, err := b.Client.Users.Get(ctx, user.ID)
	if err != nil {
		return err
	}
	b.Say("Get: %s", byID.Email)

	byEmail, err := b.Client.Users.GetByEmail(ctx, user.Email)
	if err != nil {
		return err
	}
	b.Say("GetByEmail: the same user: %t", byEmail.ID == byID.ID)

	// External ids are an app's own, and belong to the App API: another credential, another kind of user.
	externalID := b.Name(backend.ExternalID)
	if externalID == "" {
		b.Say("GetByExternalID: left out, %s is not set", backend.ExternalID)
		return nil
	}
	appUser, err := b.Client.AppUsers.GetByExternalID(ctx, externalID)
	if err != nil {
		return err
	}
	b.Say("GetByExternalID: uid %s with %d wallets", appUser.UID, len(appUser.Wallets))
	return nil
}
