package chaos

// What the callers do: rounds of a few calls each on an object of their own, some by three callers at once.

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"

	"github.com/partnerkit/partnerkit-go"
)

const (
	callersARound = 3
	callsAUser    = 8
	callsAProfile = 4
)

type userCall struct {
	action      action
	result      result
	begin, done int64
}

type profileCall struct {
	edit        edit
	shown       shown
	begin, done int64
}

// together runs a round's callers and waits for them.
func together(callers int, call func(caller int)) {
	var wait sync.WaitGroup
	for caller := range callers {
		wait.Go(func() { call(caller) })
	}
	wait.Wait()
}

// outcome reads an error as the model words it.
func outcome(err error) string {
	switch {
	case err == nil:
		return "ok"
	case errors.Is(err, partnerkit.ErrOutcomeUnknown):
		return "unknown"
	case errors.Is(err, partnerkit.ErrUserAlreadyAssociated):
		return "associated"
	case errors.Is(err, partnerkit.ErrUserNotFound), errors.Is(err, partnerkit.ErrAssociationNotFound):
		return "missing"
	case errors.Is(err, partnerkit.ErrNoWallet):
		return "no wallet"
	default:
		return "failed" // it says that nothing happened
	}
}

// userRound lets three callers of two partners loose on one e-mail.
func (w *world) userRound(round int, random *rand.Rand) {
	email := fmt.Sprintf("user-%d@example.com", round)
	var id string // known once somebody has seen the user
	var mu sync.Mutex
	var calls []userCall
	seeds := [callersARound]uint64{random.Uint64(), random.Uint64(), random.Uint64()}
	together(callersARound, func(caller int) {
		random := rand.New(rand.NewPCG(seeds[caller], 1))
		partner := caller % partnerCount
		client := w.client(partner, round)
		for n := range callsAUser {
			mu.Lock()
			known := id
			mu.Unlock()
			a := pickAction(random, known, partner, fmt.Sprintf("%d_%d_%d", round, caller, n))
			begin, named := w.begin()
			var response partnerkit.Response
			user, err := perform(client.Users, a, email, known, named, partnerkit.WithResponse(&response))
			done := w.end()
			r := result{kind: outcome(err)}
			if user != nil {
				r.seen, r.twitter, r.wallet = true, user.TwitterUsername, user.WalletAddress
			}
			mu.Lock()
			if user != nil {
				id = user.ID
			}
			calls = append(calls, w.record(a, r, response.ReadBack, begin, done)...)
			mu.Unlock()
		}
	})
	w.mu.Lock()
	w.users[email] = calls
	w.mu.Unlock()
}

// record turns a call into what the model can say of it. A success that was read back is a write that may have
// happened at any time, and a read of its effect.
func (w *world) record(a action, r result, readBack bool, begin, done int64) []userCall {
	switch {
	case r.kind == "unknown":
		w.tally.unknown.Add(1)
		return []userCall{{a, r, begin, forever}}
	case r.kind == "failed":
		w.tally.failed.Add(1)
		return nil // a read, or a write that was never carried out: the other calls show whether it was
	case readBack:
		w.tally.readBack.Add(1)
		read := action{kind: "get", partner: a.partner}
		if a.kind == "disassociate" {
			read.kind = "gone"
		}
		return []userCall{{a, result{kind: "unknown"}, begin, forever}, {read, r, begin, done}}
	default:
		return []userCall{{a, r, begin, done}}
	}
}

func pickAction(random *rand.Rand, id string, partner int, value string) action {
	kinds := []string{"create", "get", "twitter", "wallet", "disassociate", "disconnect", "get by email", "twitter"}
	kind := kinds[random.IntN(len(kinds))]
	if id == "" && kind != "get by email" {
		kind = "create"
	}
	a := action{kind: kind, partner: partner}
	switch kind {
	case "create":
		a.twitter, a.wallet = "t"+value, "w"+value
	case "twitter":
		a.twitter = "t" + value
	case "wallet":
		a.wallet = "w" + value
	}
	return a
}

func perform(users *partnerkit.UsersService, a action, email, id string, opts ...partnerkit.CallOption) (*partnerkit.User, error) {
	ctx := context.Background()
	switch a.kind {
	case "create":
		return users.Create(ctx, partnerkit.UserCreateParams{Email: email, TwitterUsername: a.twitter, WalletAddress: a.wallet}, opts...)
	case "get":
		return users.Get(ctx, id, opts...)
	case "get by email":
		return users.GetByEmail(ctx, email, opts...)
	case "twitter":
		return users.Update(ctx, id, partnerkit.UserUpdateParams{TwitterUsername: partnerkit.Set(a.twitter)}, opts...)
	case "wallet":
		return users.Update(ctx, id, partnerkit.UserUpdateParams{WalletAddress: partnerkit.Set(a.wallet)}, opts...)
	case "disconnect":
		return users.DisconnectWallet(ctx, id, opts...)
	default:
		return nil, users.Disassociate(ctx, id, opts...)
	}
}

// profileRound lets three callers loose on one profile, whose session ends now and then.
func (w *world) profileRound(round int, random *rand.Rand) {
	var mu sync.Mutex
	var calls []profileCall
	client := w.client(0, round)
	seeds := [callersARound]uint64{random.Uint64(), random.Uint64(), random.Uint64()}
	together(callersARound, func(caller int) {
		random := rand.New(rand.NewPCG(seeds[caller], 2))
		for n := range callsAProfile {
			value := fmt.Sprintf("%d_%d", caller, n)
			var e edit
			switch random.IntN(3) {
			case 0:
				e.display = new("d" + value)
			case 1:
				e.biography = new("b" + value)
			}
			begin, named := w.begin()
			var response partnerkit.Response
			profile, err := change(client, e, named, partnerkit.WithResponse(&response))
			done := w.end()
			mu.Lock()
			calls = append(calls, w.recordProfile(e, profile, err, response.ReadBack, begin, done)...)
			mu.Unlock()
		}
	})
	w.mu.Lock()
	w.profiles[personName(round)] = calls
	w.mu.Unlock()
	w.soft(client, random)
}

func change(client *partnerkit.Client, e edit, opts ...partnerkit.CallOption) (*partnerkit.Profile, error) {
	ctx := context.Background()
	switch {
	case e.display != nil:
		return client.Profile.Update(ctx, partnerkit.ProfileUpdateParams{DisplayName: partnerkit.Set(*e.display)}, opts...)
	case e.biography != nil:
		return client.Profile.Update(ctx, partnerkit.ProfileUpdateParams{Biography: partnerkit.Set(*e.biography)}, opts...)
	default:
		return client.Profile.Get(ctx, []partnerkit.ProfileField{partnerkit.ProfileFieldDisplayName, partnerkit.ProfileFieldBiography}, opts...)
	}
}

func (w *world) recordProfile(e edit, p *partnerkit.Profile, err error, readBack bool, begin, done int64) []profileCall {
	switch {
	case errors.Is(err, partnerkit.ErrOutcomeUnknown):
		w.tally.unknown.Add(1)
		return []profileCall{{e, shown{unknown: true}, begin, forever}}
	case err != nil:
		w.tally.failed.Add(1)
		return nil
	}
	seen := shown{profileState: profileState{p.DisplayName, p.Biography}}
	if readBack {
		w.tally.readBack.Add(1)
		return []profileCall{{e, shown{unknown: true}, begin, forever}, {edit{}, seen, begin, done}}
	}
	return []profileCall{{e, seen, begin, done}}
}

// soft makes the calls that may be repeated freely: their errors say nothing, and must say nothing wrong.
func (w *world) soft(client *partnerkit.Client, random *rand.Rand) {
	ctx := context.Background()
	for _, call := range []func(...partnerkit.CallOption) error{
		func(o ...partnerkit.CallOption) error { return client.Notifications.MarkAllRead(ctx, o...) },
		func(o ...partnerkit.CallOption) error {
			_, err := client.Notifications.List(ctx, partnerkit.NotificationListParams{ContainerID: "container_1"}, o...)
			return err
		},
		func(o ...partnerkit.CallOption) error { _, err := client.Profile.Referrals(ctx, o...); return err },
		func(o ...partnerkit.CallOption) error {
			_, err := client.Profile.Public(ctx, "person_0", "container_1", o...)
			return err
		},
		func(o ...partnerkit.CallOption) error {
			_, err := client.AppUsers.GetByExternalID(ctx, fmt.Sprintf("user_external_id_%d", 1+random.IntN(2)), o...)
			return err
		},
	} {
		w.tally.operations.Add(1)
		if err := call(); err != nil {
			w.tally.failed.Add(1)
			if errors.Is(err, partnerkit.ErrOutcomeUnknown) || errors.Is(err, partnerkit.ErrUserNotFound) {
				w.t.Errorf("a call that may be repeated: %v", err)
			}
		}
	}
}
