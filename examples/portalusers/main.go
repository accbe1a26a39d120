// Command portalusers shows the Portals API: the users of a partner portal.
//
// On real APIs it makes one user with an address of its own in PARTNERKIT_EXAMPLE_PORTAL, and deletes it again.
package main

import (
	"context"
	"errors"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/examples/internal/backend"
)

func main() { backend.Main(run, backend.Portal, backend.Role) }

func run(ctx context.Context, b *backend.Backend) error {
	users, portal := b.Client.PortalUsers, b.Name(backend.Portal)
	b.Announce("It makes the user %s in the portal %s, and deletes them again.", b.Email("ada"), portal)

	user, err := users.Create(ctx, portal, partnerkit.PortalUserCreateParams{
		FirstName: "Ada", LastName: "Lovelace", Email: b.Email("ada"),
		Roles:  []string{b.Name(backend.Role)},
		Locale: "fr_FR",
	})
	if err != nil {
		return err
	}
	b.Say("Create: %s %s has id %s", user.FirstName, user.LastName, user.ID)
	return errors.Join(look(ctx, b, user.ID), remove(context.WithoutCancel(ctx), b, user.ID))
}

// look reads the user back, and the first page of the portal.
func look(ctx context.Context, b *backend.Backend, id string) error {
	users, portal := b.Client.PortalUsers, b.Name(backend.Portal)

	// WithResponse tells what is beside the result: headers, the number of attempts, the quota.
	var response partnerkit.Response
	user, err := users.Get(ctx, portal, id, partnerkit.WithResponse(&response))
	if err != nil {
		return err
	}
	b.Say("Get: %s, logged in yet: %t", user.Email, !user.LastLoggedAt.IsZero())
	b.Say("      %d of %d requests left in this window", response.Rate.Remaining, response.Rate.Limit)

	page, err := users.List(ctx, portal, partnerkit.PortalUserListParams{Limit: 2})
	if err != nil {
		return err
	}
	b.Say("List: a page of %d, more to come: %t", len(page.Items), page.Next != "")
	return nil
}

// remove deletes the user, and sees that they are gone.
func remove(ctx context.Context, b *backend.Backend, id string) error {
	users, portal := b.Client.PortalUsers, b.Name(backend.Portal)
	if err := users.Delete(ctx, portal, id); err != nil {
		return err
	}
	b.Say("Delete: done")

	_, err := users.Get(ctx, portal, id)
	if !errors.Is(err, partnerkit.ErrUserNotFound) {
		return errors.Join(errors.New("the user is still there"), err)
	}
	b.Say("Get: %v", partnerkit.ErrUserNotFound)
	return nil
}
