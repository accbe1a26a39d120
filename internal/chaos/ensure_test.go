package chaos

// Rounds of PortalUsers.Ensure: eight callers at once on the same e-mails, in portals whose listings have several pages.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/fake"
)

const (
	ensureCallers = 8
	ensureEmails  = 3
	ensurePortals = 64 // so that a listing of a long run has a few pages, and not hundreds
	ensureSeeded  = 95 // users of each portal from the beginning on: with some more, the first page is full
)

// ensuredPortals are the portals of these rounds, as the state has them.
func ensuredPortals() (portals []fake.Portal) {
	for i := range ensurePortals {
		p := fake.Portal{ID: ensuredPortal(i), Roles: []string{"role_viewer"}}
		for n := range ensureSeeded {
			p.Users = append(p.Users, fake.PortalUser{
				ID: fmt.Sprintf("%s_%d", p.ID, n), FirstName: "Seeded", LastName: "User", Email: fmt.Sprintf("seeded-%d@example.com", n), Roles: p.Roles,
			})
		}
		portals = append(portals, p)
	}
	return portals
}

func ensuredPortal(round int) string { return fmt.Sprintf("portal_ensure_%d", round%ensurePortals) }

// portalEnsureRound lets callers make sure of the same users at once, whose e-mails they write in different cases: all who
// are told of a user are told of the same one, who is there from then on.
func (w *world) portalEnsureRound(round int, _ *rand.Rand) {
	ctx := context.Background()
	client, portal := w.client(0, round), ensuredPortal(round)
	var told [ensureEmails][ensureCallers]string
	together(ensureCallers, func(caller int) {
		for i := range ensureEmails {
			i = (i + caller) % ensureEmails
			params := partnerkit.PortalUserCreateParams{FirstName: "Chaos", LastName: "User", Email: ensuredEmail(round, i), Roles: []string{"role_viewer"}}
			if caller%2 == 1 {
				params.Email = strings.ToUpper(params.Email)
			}
			_, named := w.begin()
			var response partnerkit.Response
			user, err := client.PortalUsers.Ensure(ctx, portal, params, named, partnerkit.WithResponse(&response))
			told[i][caller] = w.ensured(ensuredEmail(round, i), user, response, err)
		}
	})
	for _, ids := range told {
		w.sameUser(ctx, client, portal, ids[:])
	}
}

func ensuredEmail(round, i int) string { return fmt.Sprintf("ensure-%d-%d@example.com", round, i) }

// ensured keeps what an answer says of the user with the e-mail, and returns the id of whom the caller was told.
func (w *world) ensured(email string, user *partnerkit.PortalUser, response partnerkit.Response, err error) string {
	if response.ReadBack {
		w.tally.readBack.Add(1)
	}
	switch {
	case err == nil && !strings.EqualFold(user.Email, email):
		w.t.Errorf("Ensure gave %+v for %s", user, email)
	case err == nil:
		w.expect("portal/"+email, true)
		return user.ID
	case errors.Is(err, partnerkit.ErrUserNotFound), errors.Is(err, partnerkit.ErrBadRequest):
		w.t.Errorf("Ensure: %v", err)
	case errors.Is(err, partnerkit.ErrOutcomeUnknown):
		w.tally.unknown.Add(1)
	default:
		w.tally.failed.Add(1)
	}
	return ""
}

// sameUser holds the ids of whom the callers were told against each other, and against the API.
func (w *world) sameUser(ctx context.Context, client *partnerkit.Client, portal string, ids []string) {
	first := cmp.Or(ids...)
	if first == "" {
		return
	}
	for _, id := range ids {
		if id != "" && id != first {
			w.t.Errorf("%s and %s are the same user", id, first)
		}
	}
	_, named := w.begin()
	if _, err := client.PortalUsers.Get(ctx, portal, first, named); errors.Is(err, partnerkit.ErrUserNotFound) {
		w.tally.lost.Add(1)
	}
}
