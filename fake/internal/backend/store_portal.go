package backend

// The Portals API's part of the store. Users stand in a tree by their sequence of creation, so a page costs the same
// wherever it begins and however many there are, and each keeps the JSON that is sent for them.

import (
	"cmp"
	"encoding/binary"
	"slices"

	"github.com/tidwall/btree"

	"github.com/partnerkit/partnerkit-go/fake/internal/strictjson"
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
	isRole   map[string]bool
	sequence uint64 // of the user made last
	users    btree.Map[uint64, *portalUserRecord]
	byID     map[string]*portalUserRecord
	byEmail  map[string]*portalUserRecord // keyed by the folded email
	shared   map[string][]string          // lists of roles that users have, keyed by their names
}

func (p *portalRecord) portal() Portal {
	users := ListFrom(p.users.Values(), func(u *portalUserRecord) PortalUser { return u.PortalUser })
	return Portal{ID: p.id, Roles: p.roles, Users: users}
}

type portalUserRecord struct {
	PortalUser
	sequence uint64
	wire     []byte // the user as the API sends them
}

type portalUserBody struct {
	ID           string  `json:"id"`
	FirstName    string  `json:"first_name"`
	LastName     string  `json:"last_name"`
	Email        string  `json:"email"`
	LastLoggedAt *string `json:"last_logged_at" format:"date-time"`
}

func encodePortalUser(u PortalUser) []byte {
	body := portalUserBody{ID: u.ID, FirstName: u.FirstName, LastName: u.LastName, Email: u.Email}
	if u.LastLoggedAt != nil {
		body.LastLoggedAt = new(milliseconds(*u.LastLoggedAt))
	}
	return slices.Clone(strictjson.Encode(body)) // without the encoder's spare room
}

const defaultLocale = "en_US"

func loadPortalStore(l loader, s State) (portalStore, error) {
	p := portalStore{
		byKey: make(map[string]*ServiceAccount, s.ServiceAccounts.Len()),
		byID:  make(map[string]*portalRecord, s.Portals.Len()),
	}
	for i, portal := range s.Portals.All() {
		record, err := loadPortal(l, portal)
		if err := cmp.Or(err, insertUnique(p.byID, record.id, record, "id", record.id)); err != nil {
			return p, atIndex("portals", i, err)
		}
		p.portals = append(p.portals, record)
	}
	for i, account := range s.ServiceAccounts.All() {
		account = account.Clone()
		p.accounts = append(p.accounts, &account)
		if err := cmp.Or(
			insertCredential(p.byKey, account.Key, &account, "key"),
			checkRefs("portals", "portal", account.Portals, func(id string) bool { return p.byID[id] != nil }),
		); err != nil {
			return p, atIndex("serviceAccounts", i, err)
		}
	}
	return p, nil
}

func loadPortal(l loader, portal Portal) (*portalRecord, error) {
	p := &portalRecord{
		id:      l.ids.portal.orNext(portal.ID),
		roles:   cloneSlice(portal.Roles),
		isRole:  make(map[string]bool, len(portal.Roles)),
		byID:    make(map[string]*portalUserRecord, portal.Users.Len()),
		byEmail: make(map[string]*portalUserRecord, portal.Users.Len()),
		shared:  map[string][]string{},
	}
	if err := checkRefs("roles", "role", p.roles, func(id string) bool { return id != "" }); err != nil {
		return p, err
	}
	for _, role := range p.roles {
		p.isRole[role] = true
	}
	for i, user := range portal.Users.All() {
		if err := loadPortalUser(l, p, user); err != nil {
			return p, atIndex("users", i, err)
		}
	}
	return p, nil
}

func loadPortalUser(l loader, p *portalRecord, user PortalUser) error {
	user.ID = l.ids.portalUser.orNext(user.ID)
	if user.LastLoggedAt != nil {
		at, err := loadTime("last_logged_at", *user.LastLoggedAt, *user.LastLoggedAt)
		if err != nil {
			return err
		}
		user.LastLoggedAt = &at
	}
	if err := cmp.Or(
		required("email", user.Email),
		checkRefs("roles", "role", user.Roles, func(id string) bool { return p.isRole[id] }),
		checkUnique(p.byID, user.ID, "id", user.ID),
		checkUnique(p.byEmail, fold(user.Email), "email", user.Email),
	); err != nil {
		return err
	}
	p.add(user)
	return nil
}

// add enters a user whose id and email are new, as the last one.
func (p *portalRecord) add(user PortalUser) *portalUserRecord {
	user = p.compact(user)
	p.sequence++
	record := &portalUserRecord{PortalUser: user, sequence: p.sequence, wire: encodePortalUser(user)}
	p.users.Set(record.sequence, record)
	p.byID[user.ID] = record
	key := fold(user.Email)
	if key == user.Email {
		key = user.Email // which is kept anyway
	}
	p.byEmail[key] = record
	return record
}

// compact gives a user whose texts lie in one piece of memory and whose roles are shared, so that a million users are not
// ten million objects for the garbage collector to visit.
func (p *portalRecord) compact(user PortalUser) PortalUser {
	if user.Locale == "" || user.Locale == defaultLocale {
		user.Locale = defaultLocale // the constant, and not an equal text of the request's
	}
	user.Roles = p.sharedRoles(user.Roles)
	text := user.ID + user.FirstName + user.LastName + user.Email
	for _, field := range []*string{&user.ID, &user.FirstName, &user.LastName, &user.Email} {
		*field, text = text[:len(*field)], text[len(*field):]
	}
	return user
}

// maxShared is how many lists of roles are shared. Lists outlive the users that had them, and roles can be listed in any order.
const maxShared = 1024

// sharedRoles gives a list of roles that everybody with the same ones has. Nobody may change it.
func (p *portalRecord) sharedRoles(ids []string) []string {
	key := make([]byte, 0, 64)
	for _, id := range ids {
		key = append(binary.AppendUvarint(key, uint64(len(id))), id...) // an id may hold any character
	}
	if roles, known := p.shared[string(key)]; known {
		return roles
	}
	roles := cloneSlice(ids)
	if len(p.shared) < maxShared {
		p.shared[string(key)] = roles
	}
	return roles
}

func (p *portalRecord) remove(record *portalUserRecord) {
	p.users.Delete(record.sequence)
	delete(p.byID, record.ID)
	delete(p.byEmail, fold(record.Email))
}
