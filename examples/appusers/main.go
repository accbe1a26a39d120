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
	params := partnerkit.AppUserCreateParams{UserExternalID: b.Name(backend.ExternalID)}
	if b.Fake != nil {
		params = partnerkit.AppUserCreateParams{UserExternalID: "customer-7", Email: b.Email("ada")}
		// The user is made, and the answer is lost on its way.
		if err := b.Fake.Inject(fake.Fault{Route: "POST /v1/user", Drop: true, After: true}); err != nil {
			return err
		}
	}

	// Ensure looks before it creates, and again whatever becomes of that.
	var response partnerkit.Response
	user, err := users.Ensure(ctx, params, partnerkit.WithResponse(&response))
	if err != nil {
		return err
	}
	b.Say("Ensure: uid %s, read back: %t", user.UID, response.ReadBack)
	b.Say("        %d wallets", len(user.Wallets))

	// Nobody's wallet is made at once. The context says how long the program can wait for it.
	if b.Fake != nil {
		if err := b.Fake.Advance(backend.WalletDelay); err != nil {
			return err
		}
	}
	patience, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	user, err = users.WaitForWallet(patience, params.UserExternalID)
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
	b.Say("Get: the same user: %t", byUID.UserExternalID == params.UserExternalID)
	return nil
}
