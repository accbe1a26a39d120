package chaos

// Rounds of which every state between two calls is known but for what an unknown outcome leaves open: portal users, Ensure
// and WithRepeat. The last definite word about each object is compared with the fake's state.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"

	"github.com/partnerkit/partnerkit-go"
)

// portalRound makes, reads and deletes one portal user.
func (w *world) portalRound(round int, random *rand.Rand) {
	ctx := context.Background()
	client := w.client(0, round)
	email := fmt.Sprintf("portal-%d@example.com", round)
	_, named := w.begin()
	made, err := client.PortalUsers.Create(ctx, "portal_2", partnerkit.PortalUserCreateParams{
		FirstName: "Chaos", LastName: "User", Email: email, Roles: []string{"role_viewer"},
	}, named)
	if !w.settle("portal/"+email, err, true) {
		return
	}
	_, named = w.begin()
	got, err := client.PortalUsers.Get(ctx, "portal_2", made.ID, named)
	if errors.Is(err, partnerkit.ErrUserNotFound) || err == nil && got.Email != email {
		w.tally.lost.Add(1)
	}
	if random.IntN(2) == 0 {
		return
	}
	_, named = w.begin()
	err = client.PortalUsers.Delete(ctx, "portal_2", made.ID, named)
	w.settle("portal/"+email, err, false)
}

// settle keeps what the answer to a write says of its object: there after a success, as before after a definite
// failure, and nothing after an unknown outcome. It reports whether the write succeeded.
func (w *world) settle(object string, err error, there bool) bool {
	switch {
	case err == nil:
		w.expect(object, there)
	case errors.Is(err, partnerkit.ErrOutcomeUnknown):
		w.tally.unknown.Add(1)
		w.mu.Lock()
		delete(w.expected, object)
		w.mu.Unlock()
	default:
		w.tally.failed.Add(1)
		w.expect(object, !there)
	}
	return err == nil
}

// sequenceRound repeats freely: an acknowledged effect is there in the end, however often the network lied.
func (w *world) sequenceRound(round int, random *rand.Rand) {
	ctx := context.Background()
	client := w.client(0, round)
	email := fmt.Sprintf("sequence-%d@example.com", round)
	w.tally.operations.Add(1)
	user, err := client.Users.Ensure(ctx, partnerkit.UserCreateParams{Email: email})
	if err != nil {
		w.tally.failed.Add(1)
		return
	}
	w.expect("partner/"+email, true)
	w.tally.operations.Add(1)
	updated, err := client.Users.Update(ctx, user.ID, partnerkit.UserUpdateParams{WalletAddress: partnerkit.Set("w")}, partnerkit.WithRepeat())
	if err == nil && updated.WalletAddress != "w" {
		w.tally.lost.Add(1)
	}
	if random.IntN(2) == 0 {
		return
	}
	w.tally.operations.Add(1)
	err = client.Users.Disassociate(ctx, user.ID, partnerkit.WithRepeat())
	w.settle("partner/"+email, err, false)
}

// appUserRound lets callers ensure one user of an app at once: all who are told of a user are told of the same one, who is
// there from then on, and no call can have made two.
func (w *world) appUserRound(round int, _ *rand.Rand) {
	ctx := context.Background()
	client := w.client(0, round)
	params := partnerkit.AppUserCreateParams{
		UserExternalID: fmt.Sprintf("app-%d", round), Email: fmt.Sprintf("app-%d@example.com", round),
	}
	var told [callersARound]string
	together(callersARound, func(caller int) {
		_, named := w.begin()
		user, err := client.AppUsers.Ensure(ctx, params, named)
		switch {
		case err == nil && (user.UserExternalID != params.UserExternalID || user.Email != params.Email):
			w.t.Errorf("Ensure gave %+v for %+v", user, params)
		case err == nil:
			told[caller] = user.UID
			w.expect("app/"+params.UserExternalID, true)
		case errors.Is(err, partnerkit.ErrUserExists), errors.Is(err, partnerkit.ErrUserNotFound):
			w.t.Errorf("Ensure: %v", err)
		default:
			w.tally.failed.Add(1)
		}
	})
	for _, uid := range told {
		if uid == "" {
			continue
		}
		if other := cmp.Or(told[:]...); uid != other {
			w.t.Errorf("%s and %s are the same user", uid, other)
		}
		_, named := w.begin()
		if _, err := client.AppUsers.Get(ctx, uid, named); errors.Is(err, partnerkit.ErrUserNotFound) {
			w.tally.lost.Add(1)
		}
	}
}

// listRound reads lists from end to end: what was there throughout is seen once.
func (w *world) listRound(round int, _ *rand.Rand) {
	client := w.client(0, round)
	w.tally.operations.Add(1)
	seen := map[string]int{}
	for user, err := range client.PortalUsers.All(context.Background(), "portal_1", partnerkit.PortalUserListParams{Limit: 1}) {
		if err != nil {
			w.tally.failed.Add(1)
			return
		}
		seen[user.ID]++
	}
	if len(seen) != 2 || seen["portal_user_1"] != 1 || seen["portal_user_2"] != 1 {
		w.t.Errorf("a listing saw %v", seen)
	}
}
