package backend

// Gaps: the places of a state that nobody could read. A state with gaps is judged by what there is. Nothing is said of the gaps
// themselves, nor of what may be good or bad by what they hide.

import (
	"strings"
	"time"

	"github.com/partnerkit/partnerkit-go/fake/internal/secret"
)

// redacted stands where a credential stood.
const redacted = "[redacted]"

// gaps are places such as `users[0].email`. What is below one could not be read either.
type gaps []string

// Contradictions lists what contradicts itself in a state that has gaps, a line each. They are more than a hundred only where not
// all were looked for. A credential may show.
func Contradictions(s State, unread []string) []string {
	_, found := newStore(s, time.Time{}, newIDMakers(), unread)
	lines := make([]string, 0, len(found))
	for _, p := range found {
		lines = append(lines, p.String())
	}
	return lines
}

// SecretsOf are the credentials of a state, which no text may show.
func SecretsOf(s State) *secret.Set {
	secrets := new(secret.Set)
	secrets.Spare(ownWords())
	for _, partner := range s.Partners.All() {
		secrets.Add(partner.APIKey)
	}
	for _, app := range s.Apps.All() {
		secrets.Add(app.APIKey, app.APISecret)
	}
	for _, account := range s.ServiceAccounts.All() {
		secrets.Add(account.Key)
	}
	for _, session := range s.Sessions.All() {
		secrets.Add(session.SessionToken, session.RefreshToken)
	}
	return secrets
}

// without leaves out what is said of gaps.
func (g gaps) without(found problems) problems {
	if len(g) == 0 {
		return found
	}
	var told problems
	for _, p := range found {
		if !g.cover(p.place) {
			told = append(told, p)
		}
	}
	return told
}

// cover tells whether a place is a gap or in one.
func (g gaps) cover(place string) bool {
	for _, gap := range g {
		if inside(place, gap) {
			return true
		}
	}
	return false
}

// at tells whether something is missing of what a place has: it is in a gap, or a gap in it.
func (g gaps) at(place string) bool {
	for _, gap := range g {
		if inside(place, gap) || inside(gap, place) {
			return true
		}
	}
	return false
}

// ofEach tells whether a member is missing from an element of a list, or an element, or the list.
func (g gaps) ofEach(list, member string) bool {
	for _, gap := range g {
		below, inList := strings.CutPrefix(gap, list+"[")
		_, below, ofElement := strings.Cut(below, "].")
		if gap == list || inList && (!ofElement || inside(below, member)) {
			return true
		}
	}
	return false
}

// inside tells whether a place is another, or below it.
func inside(place, other string) bool {
	below, found := strings.CutPrefix(place, other)
	return found && (below == "" || below[0] == '.' || below[0] == '[')
}
