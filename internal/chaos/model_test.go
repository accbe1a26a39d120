package chaos

// What a history can mean: models of a user of the Partner API and of a profile, for porcupine. A call whose outcome is
// unknown may have happened at any time from its beginning on, or never.

import (
	"math"

	"github.com/anishathalye/porcupine"
)

const partnerCount = 2

// userState is one e-mail's user.
type userState struct {
	exists          bool
	associated      [partnerCount]bool
	twitter, wallet string
}

// action is what a call asks of a user.
type action struct {
	kind            string // "create", "get", "twitter", "wallet", "disassociate", "disconnect"
	partner         int
	twitter, wallet string // to create with, or to set
}

// result is what a call answered.
type result struct {
	kind            string // "ok", "unknown", or the documented case: "associated", "missing", "no wallet"
	seen            bool   // an ok that shows the user
	twitter, wallet string
}

// userModel says for each state, action and result which states can follow.
var userModel = porcupine.NondeterministicModel{
	Init: func() []any { return []any{userState{}} },
	Step: func(state, input, output any) []any {
		return stepUser(state.(userState), input.(action), output.(result))
	},
	Equal: func(a, b any) bool { return a == b },
}

func stepUser(s userState, a action, r result) []any {
	next, refusal := a.apply(s)
	switch {
	case r.kind == "unknown" && refusal == "":
		return []any{s, next}
	case r.kind == "unknown":
		return []any{s}
	case r.kind != "ok" && r.kind == refusal:
		return []any{s}
	case r.kind == "ok" && refusal == "" && (!r.seen || r.twitter == next.twitter && r.wallet == next.wallet):
		return []any{next}
	default:
		return nil
	}
}

// apply is what the API does: the state that follows, or the documented case that refuses it.
func (a action) apply(s userState) (userState, string) {
	mine := s.associated[a.partner]
	switch a.kind {
	case "create":
		if mine {
			return s, "associated"
		}
		if !s.exists {
			s = userState{exists: true, twitter: a.twitter, wallet: a.wallet}
		}
		s.associated[a.partner] = true
		return s, ""
	case "gone": // a read that found nobody
		if mine {
			return s, "there"
		}
		return s, ""
	}
	if !mine {
		return s, "missing"
	}
	switch a.kind {
	case "twitter":
		s.twitter = a.twitter
	case "wallet":
		s.wallet = a.wallet
	case "disassociate":
		s.associated[a.partner] = false
	case "disconnect":
		if s.wallet == "" {
			return s, "no wallet"
		}
		s.wallet = ""
	}
	return s, ""
}

// profileState is one profile.
type profileState struct{ display, biography string }

// edit is what a call asks of a profile; a nil member is left alone, and an edit of nothing reads.
type edit struct{ display, biography *string }

// shown is what a call answered; unknown means that nobody knows.
type shown struct {
	unknown bool
	profileState
}

var profileStart = profileState{"Start", ""}

var profileModel = porcupine.NondeterministicModel{
	Init: func() []any { return []any{profileStart} },
	Step: func(state, input, output any) []any {
		s, e, o := state.(profileState), input.(edit), output.(shown)
		next := e.apply(s)
		switch {
		case o.unknown:
			return []any{s, next}
		case o.profileState == next:
			return []any{next}
		default:
			return nil
		}
	},
	Equal: func(a, b any) bool { return a == b },
}

func (e edit) apply(s profileState) profileState {
	if e.display != nil {
		s.display = *e.display
	}
	if e.biography != nil {
		s.biography = *e.biography
	}
	return s
}

// forever is the return of a call that may happen at any time.
const forever = math.MaxInt64
