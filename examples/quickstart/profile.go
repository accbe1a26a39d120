package main

// The Profile API: what a session's user sees and changes of their own, and how a session is renewed.

import (
	"context"
	"time"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/examples/internal/backend"
)

func (w *walk) profile(ctx context.Context) error {
	before, err := w.Client.Profile.Get(ctx, []partnerkit.ProfileField{
		partnerkit.ProfileFieldUsername, partnerkit.ProfileFieldDisplayName, partnerkit.ProfileFieldBiography,
	})
	if err != nil {
		return err
	}
	w.did("Profile.Get", "%s, %s: %q", before.Username, before.DisplayName, before.Biography)

	if err := w.write(ctx, partnerkit.Set("Writes about machines.")); err != nil {
		return err
	}
	w.later(func(ctx context.Context) error {
		if before.Biography == "" {
			return w.write(ctx, partnerkit.Null[string]())
		}
		return w.write(ctx, partnerkit.Set(before.Biography))
	})
	return inTurn(
		func() error { return w.public(ctx, before.Username) },
		func() error { return w.referrals(ctx) },
	)
}

func (w *walk) write(ctx context.Context, biography partnerkit.Opt[string]) error {
	profile, err := w.Client.Profile.Update(ctx, partnerkit.ProfileUpdateParams{Biography: biography})
	if err != nil {
		return err
	}
	w.did("Profile.Update", "%q", profile.Biography)
	return nil
}

func (w *walk) public(ctx context.Context, username string) error {
	container := w.Name(backend.Container)
	public, err := w.Client.Profile.Public(ctx, username, container)
	if err != nil {
		return err
	}
	w.did("Profile.Public", "known as %s: %q", public.Handle, public.Biography)

	_, err = w.Client.Profile.Public(ctx, "nobody", container)
	return w.met("Profile.Public, nobody's", err, partnerkit.ErrUserNotFound)
}

func (w *walk) referrals(ctx context.Context) error {
	referrals, err := w.Client.Profile.Referrals(ctx)
	if err != nil {
		return err
	}
	w.did("Profile.Referrals", "%d people", len(referrals))
	return nil
}

func (w *walk) notifications(ctx context.Context) error {
	unread := partnerkit.NotificationListParams{ContainerID: w.Name(backend.Container)}
	if err := w.countUnread(ctx, unread); err != nil {
		return err
	}
	if w.Name(backend.MarkAllRead) == "" {
		w.did("Notifications.MarkAllRead", "not called: %s is not set", backend.MarkAllRead)
		return nil
	}
	if err := w.Client.Notifications.MarkAllRead(ctx); err != nil {
		return err
	}
	w.did("Notifications.MarkAllRead", "done")
	return w.countUnread(ctx, unread)
}

func (w *walk) countUnread(ctx context.Context, params partnerkit.NotificationListParams) error {
	page, err := w.Client.Notifications.List(ctx, params)
	if err != nil {
		return err
	}
	unread := 0
	for _, notification := range page.Items {
		if !notification.Read {
			unread++
		}
	}
	w.did("Notifications.List", "page %d of %d notifications, %d unread", page.Number, page.Total, unread)
	return nil
}

// session lets a session end, and has it renewed. Only the fake's clock can be moved.
func (w *walk) session(ctx context.Context) error {
	if err := w.Fake.Advance(11 * time.Minute); err != nil {
		return err
	}
	held := w.Fake.Credentials()
	fixed, err := w.Client.With(partnerkit.WithSession(partnerkit.SessionToken(held.SessionToken)))
	if err != nil {
		return err
	}
	_, err = fixed.Profile.Referrals(ctx)
	if err := w.met("with SessionToken", err, partnerkit.ErrSessionExpired); err != nil {
		return err
	}

	keep := func(context.Context, string, string) error {
		w.did("with RefreshingSession", "a new session, for the application to keep")
		return nil
	}
	renewing, err := w.Client.With(partnerkit.WithSession(partnerkit.RefreshingSession(held.SessionToken, held.RefreshToken, keep)))
	if err != nil {
		return err
	}
	referrals, err := renewing.Profile.Referrals(ctx)
	if err != nil {
		return err
	}
	w.did("Profile.Referrals", "%d people, sent twice, asked once", len(referrals))
	return nil
}
