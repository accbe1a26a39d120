// Command notifications shows the Profile API's notifications of the user whose session it is.
//
// On real APIs it only reads, unless PARTNERKIT_EXAMPLE_MARK_ALL_READ is set: then it also marks all of that user's
// notifications read, in every container, which cannot be taken back.
package main

import (
	"context"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/examples/internal/backend"
)

func main() { backend.Main(run, backend.Container) }

func run(ctx context.Context, b *backend.Backend) error {
	container, mark := b.Name(backend.Container), b.Name(backend.MarkAllRead) != ""
	if mark {
		b.Announce("It marks all notifications of the session's user read, in every container. That cannot be taken back.")
	} else {
		b.Announce("It reads the notifications of the session's user in %s, and changes nothing.", container)
	}

	// Pages have numbers here, and a total. Next is the number to ask for next, and empty on the last page.
	page, err := b.Client.Notifications.List(ctx, partnerkit.NotificationListParams{ContainerID: container, Limit: 1})
	if err != nil {
		return err
	}
	b.Say("List: page %d has %d of %d notifications, next page %q", page.Number, len(page.Items), page.Total, page.Next)

	unread, err := countUnread(ctx, b.Client, container)
	if err != nil {
		return err
	}
	b.Say("All: %d unread", unread)

	if !mark {
		b.Say("MarkAllRead: not called, since %s is not set", backend.MarkAllRead)
		return nil
	}
	// MarkAllRead reaches every container of the user.
	if err := b.Client.Notifications.MarkAllRead(ctx); err != nil {
		return err
	}
	if unread, err = countUnread(ctx, b.Client, container); err != nil {
		return err
	}
	b.Say("MarkAllRead: %d unread", unread)
	return nil
}

// countUnread goes through all pages. New notifications push the old ones down; All gives none of them twice in a row.
func countUnread(ctx context.Context, client *partnerkit.Client, container string) (int, error) {
	unread := 0
	for notification, err := range client.Notifications.All(ctx, partnerkit.NotificationListParams{ContainerID: container}) {
		if err != nil {
			return 0, err
		}
		if !notification.Read {
			unread++
		}
	}
	return unread, nil
}
