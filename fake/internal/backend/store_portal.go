package backend

// The Portals API's part of the store. Users stand in a tree by their sequence of creation, so a page costs the same
// wherever it begins and however many there are, and each keeps the JSON that is sent for them.

import (
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/tidwall/btree"

	"github.com/partnerkit/partnerkit-go/fake/internal/strictjson"
)

type portalStore struct {
	accounts     []*ServiceAccount
	accountByKey map[string]*ServiceAccount
	portals      []*portalRecord
	portalByID   map[string]*portalRecord
}

type portalRecord struct {
	id          string
	roles       []string
	isRole      map[string]bool
	sequence    uint64 // of the user made last
	users       btree.Map[uint64, *portalUserRecord]
	userByID    map[string]*portalUserRecord
	userByEmail map[string]*portalUserRecord // keyed by the folded email
	shared      map[string][]string          // lists of roles that users have, keyed by their names
}

func (p *portalRecord) portal() Portal {
	users := ListFrom(p.users.Values(), func(u *portalUserRecord) PortalUser { return u.PortalUser })
	return Portal{ID: p.id, Roles: p.roles, Users: users}
}

type portalUserRecord struct {
	PortalUser
	sequence uint64
	encoded  []byte // the user as the API sends them
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

func loadPortalStore(l loader, s State) (portalStore, problems) {
	p := portalStore{
		accountByKey: make(map[string]*ServiceAccount, s.ServiceAccounts.Len()),
		portalByID:   make(map[string]*portalRecord, s.Portals.Len()),
	}
	var ofPortals, ofAccounts problems
	for i, portal := range s.Portals.All() {
		record, wrong := loadPortal(l, portal, len(l.unread) > 0 && l.unread.at(fmt.Sprintf("portals[%d].roles", i)))
		wrong = slices.Concat(checkText("id", record.id), insertUnique(p.portalByID, record.id, record, "id", record.id), wrong)
		ofPortals = append(ofPortals, wrong.under("portals", i)...)
		if ofPortals.tooMany() {
			break // the accounts would miss the other portals
		}
		p.portals = append(p.portals, record)
	}
	known := func(id string) bool { return p.portalByID[id] != nil || id != "" && l.unread.ofEach("portals", "id") }
	for i, account := range s.ServiceAccounts.All() {
		if ofPortals.tooMany() || ofAccounts.tooMany() {
			break
		}
		account = account.Clone()
		p.accounts = append(p.accounts, &account)
		ofAccounts = append(ofAccounts, slices.Concat(
			insertCredential(p.accountByKey, account.Key, &account, "key"),
			checkRefs("portals", "portal", account.Portals, known),
		).under("serviceAccounts", i)...)
	}
	return p, slices.Concat(ofAccounts, ofPortals)
}

// loadPortal checks a portal, but not the roles of its users where some of its own could not be read.
func loadPortal(l loader, portal Portal, unreadRoles bool) (*portalRecord, problems) {
	p := &portalRecord{
		id:          l.ids.portal.orNext(portal.ID),
		roles:       cloneSlice(portal.Roles),
		isRole:      make(map[string]bool, len(portal.Roles)),
		userByID:    make(map[string]*portalUserRecord, portal.Users.Len()),
		userByEmail: make(map[string]*portalUserRecord, portal.Users.Len()),
		shared:      map[string][]string{},
	}
	found := checkRefs("roles", "role", p.roles, func(id string) bool { return id != "" })
	for _, role := range p.roles {
		p.isRole[role] = true
	}
	isRole := func(id string) bool { return id != "" && (p.isRole[id] || unreadRoles) }
	for i, user := range portal.Users.All() {
		found = append(found, loadPortalUser(l, p, user, isRole).under("users", i)...)
		if found.tooMany() {
			break
		}
	}
	return p, found
}

func loadPortalUser(l loader, p *portalRecord, user PortalUser, isRole func(id string) bool) problems {
	user.ID = l.ids.portalUser.orNext(user.ID)
	var found problems
	if user.LastLoggedAt != nil {
		at := *user.LastLoggedAt
		found = loadTime("last_logged_at", &at, at)
		user.LastLoggedAt = &at
	}
	found = slices.Concat(found,
		checkText("id", user.ID),
		checkText("first_name", user.FirstName),
		checkText("last_name", user.LastName),
		checkText("email", user.Email),
		checkText("locale", user.Locale),
		checkUnique(p.userByID, user.ID, "id", user.ID),
		checkEmail(p.userByEmail, user.Email),
		checkRefs("roles", "role", user.Roles, isRole),
	)
	p.add(user)
	return found
}

// add enters a user whose id and email are new, as the last one.
func (p *portalRecord) add(user PortalUser) *portalUserRecord {
	user = p.compact(user)
	p.sequence++
	record := &portalUserRecord{PortalUser: user, sequence: p.sequence, encoded: encodePortalUser(user)}
	p.users.Set(record.sequence, record)
	p.userByID[user.ID] = record
	p.userByEmail[fold(user.Email)] = record
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
	delete(p.userByID, record.ID)
	delete(p.userByEmail, fold(record.Email))
}
