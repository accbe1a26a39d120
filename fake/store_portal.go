// The Portals API's part of the store. Users stand in a tree by their sequence of creation, so a page costs the same
// wherever it begins and however many there are, and each keeps the JSON that it is answered with.

package fake

import (
	"cmp"
	"slices"

	"github.com/tidwall/btree"
)

type portalStore struct {
	accounts []*ServiceAccount
	byKey    map[string]*ServiceAccount
	portals  []*portalRecord
	byID     map[string]*portalRecord
}

type portalRecord struct {
	id       string
	roles    []string
	sequence uint64 // of the user made last
	users    btree.Map[uint64, *portalUserRecord]
	byID     map[string]*portalUserRecord
	byEmail  map[string]*portalUserRecord // keyed by the folded email
}

type portalUserRecord struct {
	PortalUser
	sequence uint64
	wire     []byte // the user as the API answers it
}

const defaultLocale = "en_US"

func (l loader) portalStore(s State) (portalStore, error) {
	p := portalStore{
		byKey: make(map[string]*ServiceAccount, len(s.ServiceAccounts)),
		byID:  make(map[string]*portalRecord, len(s.Portals)),
	}
	for i, portal := range s.Portals {
		record, err := l.portal(portal)
		if err := cmp.Or(err, claim(p.byID, record.id, record, "id", record.id)); err != nil {
			return p, within("portals", i, err)
		}
		p.portals = append(p.portals, record)
	}
	for i, account := range s.ServiceAccounts {
		account.Portals = list(account.Portals)
		p.accounts = append(p.accounts, &account)
		if err := cmp.Or(
			claimCredential(p.byKey, account.Key, &account, "key"),
			listed("portals", "portal", account.Portals, func(id string) bool { return p.byID[id] != nil }),
		); err != nil {
			return p, within("serviceAccounts", i, err)
		}
	}
	return p, nil
}

func (l loader) portal(portal Portal) (*portalRecord, error) {
	p := &portalRecord{
		id:      l.ids.portal.orNext(portal.ID),
		roles:   list(portal.Roles),
		byID:    make(map[string]*portalUserRecord, len(portal.Users)),
		byEmail: make(map[string]*portalUserRecord, len(portal.Users)),
	}
	if err := listed("roles", "role", p.roles, func(id string) bool { return id != "" }); err != nil {
		return p, err
	}
	for i, user := range portal.Users {
		if err := l.portalUser(p, user); err != nil {
			return p, within("users", i, err)
		}
	}
	return p, nil
}

func (l loader) portalUser(p *portalRecord, user PortalUser) error {
	user.ID = l.ids.portalUser.orNext(user.ID)
	if user.LastLoggedAt != nil {
		seen, err := loadTime("last_logged_at", *user.LastLoggedAt, *user.LastLoggedAt)
		if err != nil {
			return err
		}
		user.LastLoggedAt = &seen
	}
	if err := cmp.Or(
		required("email", user.Email),
		listed("roles", "role", user.Roles, p.hasRole),
		unclaimed(p.byID, user.ID, "id", user.ID),
		unclaimed(p.byEmail, fold(user.Email), "email", user.Email),
	); err != nil {
		return err
	}
	p.add(user)
	return nil
}

func (p *portalRecord) hasRole(id string) bool { return slices.Contains(p.roles, id) }

// add enters a user whose id and email are new, as the last one.
func (p *portalRecord) add(user PortalUser) *portalUserRecord {
	user.Locale = cmp.Or(user.Locale, defaultLocale)
	user.Roles = p.ownRoles(user.Roles)
	p.sequence++
	record := &portalUserRecord{PortalUser: user, sequence: p.sequence, wire: encode(portalUserBody(user))}
	p.users.Set(record.sequence, record)
	p.byID[user.ID] = record
	p.byEmail[fold(user.Email)] = record
	return record
}

// ownRoles gives the portal's own copy of each role, so that a million users do not keep a million.
func (p *portalRecord) ownRoles(ids []string) []string {
	roles := make([]string, 0, len(ids))
	for _, id := range ids {
		roles = append(roles, p.roles[slices.Index(p.roles, id)])
	}
	return roles
}

func (p *portalRecord) remove(record *portalUserRecord) {
	p.users.Delete(record.sequence)
	delete(p.byID, record.ID)
	delete(p.byEmail, fold(record.Email))
}

// after gives up to limit users made later than a sequence, and whether there are more.
func (p *portalRecord) after(sequence uint64, limit int) (page []*portalUserRecord, more bool) {
	page = make([]*portalUserRecord, 0, limit)
	p.users.Ascend(sequence+1, func(_ uint64, user *portalUserRecord) bool {
		more = len(page) == limit
		if !more {
			page = append(page, user)
		}
		return !more
	})
	return page, more
}

func (p *portalStore) dump(s *State) {
	s.ServiceAccounts = make([]ServiceAccount, 0, len(p.accounts))
	for _, account := range p.accounts {
		copied := *account
		copied.Portals = list(account.Portals)
		s.ServiceAccounts = append(s.ServiceAccounts, copied)
	}
	s.Portals = make([]Portal, 0, len(p.portals))
	for _, record := range p.portals {
		portal := Portal{ID: record.id, Roles: list(record.roles), Users: make([]PortalUser, 0, record.users.Len())}
		record.users.Scan(func(_ uint64, user *portalUserRecord) bool {
			copied := user.PortalUser
			copied.LastLoggedAt = clone(copied.LastLoggedAt)
			copied.Roles = list(copied.Roles)
			portal.Users = append(portal.Users, copied)
			return true
		})
		s.Portals = append(s.Portals, portal)
	}
}
