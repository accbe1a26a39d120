package backend

// The store: a state indexed for look-ups. It has no lock, since the backend holds one around every request. Each API has
// its own part, in store_<api>.go.

import (
	"slices"
	"time"
)

type store struct {
	ids      *idMakers
	partners partnerStore
	apps     appStore
	portals  portalStore
	profiles profileStore
}

// newStore indexes a copy of a state, or says all that contradicts itself in it. Ids that the state leaves out are made.
func newStore(s State, now time.Time, ids *idMakers, unread gaps) (*store, problems) {
	l := loader{ids, now.UTC().Round(0), unread}
	l.ids.reserveAll(s)
	loaded := &store{ids: l.ids}
	var found [4]problems
	loaded.partners, found[0] = loadPartnerStore(l, s)
	loaded.apps, found[1] = loadAppStore(l, s)
	loaded.portals, found[2] = loadPortalStore(l, s)
	loaded.profiles, found[3] = loadProfileStore(l, s)
	return loaded, slices.Concat(found[:]...).outside(unread)
}

// view is all that the store knows, everything in its order of creation. Its records stay the store's.
func (s *store) view() State {
	return State{
		Partners:        ListFrom(s.partners.partners, valueOf),
		Users:           ListFrom(s.partners.users, valueOf),
		Apps:            ListFrom(s.apps.apps, (*appRecord).app),
		ServiceAccounts: ListFrom(s.portals.accounts, valueOf),
		Portals:         ListFrom(s.portals.portals, (*portalRecord).portal),
		Profiles:        ListFrom(s.profiles.profiles, func(p *profileRecord) Profile { return p.Profile }),
		Sessions:        ListFrom(s.profiles.list(), (*sessionRecord).session),
	}
}
