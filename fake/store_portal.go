package fake

// The Portals API's part of the store. Users stand in a tree by their sequence of creation, so a page costs the same
// wherever it begins and however many there are, and each keeps the JSON that it is answered with.

import (
	"cmp"
	"slices"
	"strconv"

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
	shared   map[string][]string          // lists of roles that users have, keyed by their names
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
		account = account.clone()
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
		shared:  map[string][]string{},
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
	user = p.packed(user)
	p.sequence++
	record := &portalUserRecord{PortalUser: user, sequence: p.sequence, wire: slices.Clone(encode(portalUserBody(user)))}
	p.users.Set(record.sequence, record)
	p.byID[user.ID] = record
	key := fold(user.Email)
	if key == user.Email {
		key = user.Email // which is kept anyway
	}
	p.byEmail[key] = record
	return record
}

// packed gives a user whose texts lie in one piece of memory and whose roles are shared, so that a million users are not
// ten million objects for the collector to visit.
func (p *portalRecord) packed(user PortalUser) PortalUser {
	if user.Locale == "" || user.Locale == defaultLocale {
		user.Locale = defaultLocale // the constant, and not a text of the request's that is equal to it
	}
	user.Roles = p.sharedRoles(user.Roles)
	text := user.ID + user.FirstName + user.LastName + user.Email
	for _, field := range []*string{&user.ID, &user.FirstName, &user.LastName, &user.Email} {
		*field, text = text[:len(*field)], text[len(*field):]
	}
	return user
}

// sharedRoles gives a list of roles that everybody with the same ones has. Nobody may change it.
func (p *portalRecord) sharedRoles(ids []string) []string {
	key := make([]byte, 0, 64)
	for _, id := range ids {
		key = strconv.AppendQuote(key, id) // it may hold any character
	}
	if roles, known := p.shared[string(key)]; known {
		return roles
	}
	p.shared[string(key)] = list(ids)
	return p.shared[string(key)]
}

func (p *portalRecord) remove(record *portalUserRecord) {
	p.users.Delete(record.sequence)
	delete(p.byID, record.ID)
	delete(p.byEmail, fold(record.Email))
}

func (p *portalStore) dump(s *State) {
	s.ServiceAccounts = make([]ServiceAccount, 0, len(p.accounts))
	for _, account := range p.accounts {
		s.ServiceAccounts = append(s.ServiceAccounts, account.clone())
	}
	s.Portals = make([]Portal, 0, len(p.portals))
	for _, record := range p.portals {
		portal := Portal{ID: record.id, Roles: list(record.roles), Users: make([]PortalUser, 0, record.users.Len())}
		record.users.Scan(func(_ uint64, user *portalUserRecord) bool {
			portal.Users = append(portal.Users, user.clone())
			return true
		})
		s.Portals = append(s.Portals, portal)
	}
}

func (s ServiceAccount) clone() ServiceAccount {
	s.Portals = list(s.Portals)
	return s
}

func (p Portal) clone() Portal {
	p.Roles = list(p.Roles)
	p.Users = clones(p.Users, PortalUser.clone)
	return p
}

func (u PortalUser) clone() PortalUser {
	u.LastLoggedAt = clone(u.LastLoggedAt)
	u.Roles = list(u.Roles)
	return u
}
