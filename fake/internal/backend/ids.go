package backend

// Deterministic ids: each kind counts up, so the same calls give the same ids. A counter outlives a restore, so that no id is
// made twice, and goes on from the highest id of its own form that a loaded state holds, so nothing made later meets what was
// restored, at the cost of one comparison. Ids in the upper half of what a form can hold are not followed, since going on from
// the last of them would not fit the form. Counting gets there only from an id just below that half, and then passes over those
// that are there.

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// idMaker makes ids that are a prefix and a number in some base, padded with zeros to a width.
type idMaker struct {
	prefix  string
	base    int
	width   int    // of a number that is padded; 0: none is
	highest uint64 // number that the form can hold
	last    uint64
}

// The highest numbers of the forms: any that an int64 holds, twelve hexadecimal digits, twelve and sixteen decimal ones.
const (
	highestNumber   = math.MaxInt64
	highestHex12    = 1<<48 - 1
	highestDigits12 = 1e12 - 1
	highestDigits16 = 1e16 - 1
)

// reserve makes sure that an id which exists already is not made again.
func (m *idMaker) reserve(id string) {
	digits, ours := strings.CutPrefix(id, m.prefix)
	if !ours {
		return
	}
	if n, err := strconv.ParseUint(digits, m.base, 64); err == nil && n <= m.highest/2 {
		m.last = max(m.last, n)
	}
}

func (m *idMaker) next() string {
	m.last++
	return fmt.Sprintf("%s%0*s", m.prefix, m.width, strconv.FormatUint(m.last, m.base))
}

// unusedID is the next id that is not in an index.
func unusedID[V any](m *idMaker, index map[string]V) string {
	for {
		id := m.next()
		if _, used := index[id]; !used {
			return id
		}
	}
}

// orNext gives the id, or the next one where there is none.
func (m *idMaker) orNext(id string) string {
	if id != "" {
		return id
	}
	return m.next()
}

// idMakers are the counters of one store.
type idMakers struct {
	partner, user, payID, appUser, portal, portalUser, notification, sessionToken idMaker
}

func newIDMakers() *idMakers {
	return &idMakers{
		partner:      idMaker{prefix: "partner_", base: 10, highest: highestNumber},
		user:         idMaker{prefix: "00000000-0000-4000-8000-", base: 16, width: 12, highest: highestHex12},
		payID:        idMaker{prefix: "00000000-0000-4000-9000-", base: 16, width: 12, highest: highestHex12},
		appUser:      idMaker{base: 10, width: 12, highest: highestDigits12, last: 100_000_000_000},
		portal:       idMaker{prefix: "portal_", base: 10, highest: highestNumber},
		portalUser:   idMaker{prefix: "portal_user_", base: 10, highest: highestNumber},
		notification: idMaker{prefix: "notification_", base: 10, highest: highestNumber},
		sessionToken: idMaker{prefix: "st_fake_", base: 10, width: 16, highest: highestDigits16},
	}
}

// reserveAll notes every id of a state before the first missing one is made.
func (m *idMakers) reserveAll(s State) {
	for _, p := range s.Partners.All() {
		m.partner.reserve(p.ID)
	}
	for _, u := range s.Users.All() {
		m.user.reserve(strings.ToLower(u.ID))
		if u.PayID != nil {
			m.payID.reserve(strings.ToLower(u.PayID.ID))
		}
	}
	for _, a := range s.Apps.All() {
		for _, u := range a.Users.All() {
			m.appUser.reserve(u.UID)
		}
	}
	for _, p := range s.Portals.All() {
		m.portal.reserve(p.ID)
		for _, u := range p.Users.All() {
			m.portalUser.reserve(u.ID)
		}
	}
	for _, p := range s.Profiles.All() {
		for _, n := range p.Notifications {
			m.notification.reserve(n.ID)
		}
	}
	for _, session := range s.Sessions.All() {
		m.sessionToken.reserve(session.SessionToken)
	}
}
