package main

// The Portals API: the same person as the user of a portal.

import (
	"context"
	"errors"
	"strings"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/examples/internal/backend"
)

func (w *walk) portal(ctx context.Context) error {
	users, portal := w.Client.PortalUsers, w.Name(backend.Portal)
	params := partnerkit.PortalUserCreateParams{
		FirstName: "Ada", LastName: "Lovelace", Email: w.Email("ada"), Roles: []string{w.Name(backend.Role)},
	}
	ada, err := users.Create(context.WithoutCancel(ctx), portal, params)
	if errors.Is(err, partnerkit.ErrOutcomeUnknown) { // the answer was lost, and only a listing can tell
		ada, err = w.lookFor(context.WithoutCancel(ctx), params.Email, err)
	}
	if err != nil {
		return err
	}
	w.did("PortalUsers.Create", "%s %s, id %s", ada.FirstName, ada.LastName, ada.ID)
	w.later(func(ctx context.Context) error { return w.delete(ctx, ada) })

	// This API documents no code and no case for an e-mail that is taken: what is left is the class.
	_, err = users.Create(ctx, portal, params)
	if err := w.met("PortalUsers.Create, again", err, partnerkit.ErrBadRequest); err != nil {
		return err
	}
	if ada, err = users.Get(ctx, portal, ada.ID); err != nil {
		return err
	}
	w.did("PortalUsers.Get", "%s, logged in yet: %t", ada.Email, !ada.LastLoggedAt.IsZero())
	return w.list(ctx, portal)
}

// lookFor finds the portal's user with an e-mail; where there is none it gives the cause back.
func (w *walk) lookFor(ctx context.Context, email string, cause error) (*partnerkit.PortalUser, error) {
	for user, err := range w.Client.PortalUsers.All(ctx, w.Name(backend.Portal), partnerkit.PortalUserListParams{}) {
		if err != nil {
			return nil, errors.Join(cause, err)
		}
		if strings.EqualFold(user.Email, email) {
			return user, nil
		}
	}
	return nil, cause
}

// list asks for one page, and then goes through the first users of all pages.
func (w *walk) list(ctx context.Context, portal string) error {
	page, err := w.Client.PortalUsers.List(ctx, portal, partnerkit.PortalUserListParams{Limit: 1})
	if err != nil {
		return err
	}
	w.did("PortalUsers.List", "a page of %d, more to come: %t", len(page.Items), page.Next != "")

	const most = 3
	count := 0
	for user, err := range w.Client.PortalUsers.All(ctx, portal, partnerkit.PortalUserListParams{}) {
		if err != nil {
			return err
		}
		if count++; count > most {
			break
		}
		w.did("PortalUsers.All", "%d. %s", count, user.Email)
	}
	return nil
}

func (w *walk) delete(ctx context.Context, ada *partnerkit.PortalUser) error {
	users, portal := w.Client.PortalUsers, w.Name(backend.Portal)
	if err := users.Delete(ctx, portal, ada.ID); err != nil {
		return err
	}
	w.did("PortalUsers.Delete", "done")
	_, err := users.Get(ctx, portal, ada.ID)
	return w.met("PortalUsers.Get, after it", err, partnerkit.ErrUserNotFound)
}
