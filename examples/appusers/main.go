// Command appusers shows the App API: the users of an app, and their wallets, which come later.
//
// On real APIs it makes nobody: the user whom PARTNERKIT_EXAMPLE_EXTERNAL_ID names is there already.
package main

import (
	"context"
	"errors"
	"time"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/examples/internal/backend"
	"github.com/partnerkit/partnerkit-go/fake"
)

func main() { backend.Main(run, backend.ExternalID) }

func run(ctx context.Context, b *backend.Backend) error {
	users := b.Client.AppUsers
	b.Announce("It finds the user %q of the app, waits up to a minute for their wallet, and changes nothing.", b.Name(backend.ExternalID))
	externalID, find := b.Name(backend.ExternalID), found
	if b.Fake != nil {
		externalID, find = "customer-7", ensured
	}
	user, err := find(ctx, b, externalID)
	if err != nil {
		return err
	}
	b.Say("        %d wallets", len(user.Wallets))

	// Nobody's wallet is made at once. The context says how long the program can wait for it.
	if b.Fake != nil {
		if err := b.Fake.Advance(backend.WalletDelay); err != nil {
			return err
		}
	}
	patience, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	user, err = users.WaitForWallet(patience, externalID)
	if errors.Is(err, context.DeadlineExceeded) {
		b.Say("WaitForWallet: %v", err)
		return nil
	}
	if err != nil {
		return err
	}
	b.Say("WaitForWallet: %s on %s", user.Wallets[0].Address, user.Wallets[0].Network)

	byUID, err := users.Get(ctx, user.UID)
	if err != nil {
		return err
	}
	b.Say("Get: the same user: %t", byUID.UserExternalID == externalID)
	return nil
}

// found makes nobody: nothing takes the user of an app back.
func found(ctx context.Context, b *backend.Backend, externalID string) (*partnerkit.AppUser, error) {
	user, err := b.Client.AppUsers.GetByExternalID(ctx, externalID)
	if err != nil {
		return nil, err
	}
	b.Say("GetByExternalID: uid %s", user.UID)
	return user, nil
}

// ensured makes a user, and the answer is lost on its way. Ensure looks before it creates, and again whatever becomes of that.
func ensured(ctx context.Context, b *backend.Backend, externalID string) (*partnerkit.AppUser, error) {
	if err := b.Fake.Inject(fake.Fault{Route: "POST /v1/user", Drop: true, After: true}); err != nil {
		return nil, err
	}
	var response partnerkit.Response
	user, err := b.Client.AppUsers.Ensure(ctx, partnerkit.AppUserCreateParams{UserExternalID: externalID, Email: b.Email("ada")},
		partnerkit.WithResponse(&response))
	if err != nil {
		return nil, err
	}
	b.Say("Ensure: uid %s, read back: %t", user.UID, response.ReadBack)
	return user, nil
}
