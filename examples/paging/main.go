// Command paging goes through a list that is longer than a page, in the two ways that there are.
//
// On real APIs it only reads. On the fake it first fills the portal.
package main

import (
	"context"
	"fmt"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/examples/internal/backend"
)

func main() { backend.Main(run, backend.Portal) }

func run(ctx context.Context, b *backend.Backend) error {
	b.Announce("It reads the users of the portal %s, and changes nothing.", b.Name(backend.Portal))
	if b.Fake != nil {
		if err := fill(ctx, b); err != nil {
			return err
		}
	}
	if err := pageByPage(ctx, b); err != nil {
		return err
	}
	return allOfThem(ctx, b)
}

// pageByPage asks for each page with the Next of the page before: for a user interface with a "more" button.
func pageByPage(ctx context.Context, b *backend.Backend) error {
	const most = 3
	params := partnerkit.PortalUserListParams{Limit: 10}
	for number := range most {
		page, err := b.Client.PortalUsers.List(ctx, b.Name(backend.Portal), params)
		if err != nil {
			return err
		}
		b.Say("page %d: %d users, more to come: %t", number+1, len(page.Items), page.Next != "")
		if page.Next == "" {
			break
		}
		params.After = page.Next
	}
	return nil
}

// allOfThem ranges over the users of all pages, one page in memory at a time. An error comes once, and ends the loop.
func allOfThem(ctx context.Context, b *backend.Backend) error {
	everybody := b.Client.PortalUsers.All(ctx, b.Name(backend.Portal), partnerkit.PortalUserListParams{})
	count := 0
	for user, err := range everybody {
		if err != nil {
			return err
		}
		if count == 0 {
			b.Say("the oldest: %s", user.Email)
		}
		count++
	}
	b.Say("all pages: %d users", count)

	// Each range begins anew; one that stops early asks for no further page.
	for user, err := range everybody {
		if err != nil {
			return err
		}
		b.Say("the first again: %s", user.Email)
		break
	}
	return nil
}

func fill(ctx context.Context, b *backend.Backend) error {
	const newcomers = 250
	for n := range newcomers {
		if _, err := b.Client.PortalUsers.Create(ctx, b.Name(backend.Portal), partnerkit.PortalUserCreateParams{
			FirstName: "Newcomer", LastName: fmt.Sprint(n + 1), Email: fmt.Sprintf("newcomer%03d@example.com", n+1),
			Roles: []string{b.Name(backend.Role)},
		}); err != nil {
			return err
		}
	}
	b.Say("%d users were added to %s", newcomers, b.Name(backend.Portal))
	return nil
}
