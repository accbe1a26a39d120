// Deterministic ids: each kind counts up, so the same calls give the same ids. A counter goes on from the highest id of its
// own form that the loaded state holds, so nothing made later meets what was restored, at the cost of one comparison.

package fake

import (
	"fmt"
	"strconv"
	"strings"
)

// idMaker makes ids that are a prefix and a number in some base, padded with zeros to a width.
type idMaker struct {
	prefix string
	base   int
	width  int
	last   uint64
}

// highestID bounds the numbers that a counter follows, far above what counting can reach and far below overflow.
const highestID = 1 << 53

// reserve makes sure that an id which exists already is not made again.
func (m *idMaker) reserve(id string) {
	digits, ours := strings.CutPrefix(id, m.prefix)
	if !ours {
		return
	}
	if n, err := strconv.ParseUint(digits, m.base, 64); err == nil && n < highestID {
		m.last = max(m.last, n)
	}
}

func (m *idMaker) next() string {
	m.last++
	return fmt.Sprintf("%s%0*s", m.prefix, m.width, strconv.FormatUint(m.last, m.base))
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
		partner:      idMaker{prefix: "partner_", base: 10},
		user:         idMaker{prefix: "00000000-0000-4000-8000-", base: 16, width: 12},
		payID:        idMaker{prefix: "00000000-0000-4000-9000-", base: 16, width: 12},
		appUser:      idMaker{base: 10, width: 12, last: 100_000_000_000},
		portal:       idMaker{prefix: "portal_", base: 10},
		portalUser:   idMaker{prefix: "portal_user_", base: 10},
		notification: idMaker{prefix: "notification_", base: 10},
		sessionToken: idMaker{prefix: "st_fake_", base: 10, width: 16},
	}
}

// reserveAll notes every id of a state before the first missing one is made.
func (m *idMakers) reserveAll(s State) {
	for _, p := range s.Partners {
		m.partner.reserve(p.ID)
	}
	for _, u := range s.Users {
		m.user.reserve(strings.ToLower(u.ID))
		if u.PayID != nil {
			m.payID.reserve(strings.ToLower(u.PayID.ID))
		}
	}
	for _, a := range s.Apps {
		for _, u := range a.Users {
			m.appUser.reserve(u.UID)
		}
	}
	for _, p := range s.Portals {
		m.portal.reserve(p.ID)
		for _, u := range p.Users {
			m.portalUser.reserve(u.ID)
		}
	}
	for _, p := range s.Profiles {
		for _, n := range p.Notifications {
			m.notification.reserve(n.ID)
		}
	}
	for _, session := range s.Sessions {
		m.sessionToken.reserve(session.SessionToken)
	}
}
