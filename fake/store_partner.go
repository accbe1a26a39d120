package fake

// The Partner API's part of the store. A user is in it once for good; what comes and goes are its associations.

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

type partnerStore struct {
	partners []*Partner
	byKey    map[string]*Partner
	users    []*User
	byID     map[string]*User
	byEmail  map[string]*User // keyed by the folded email
}

// partnerPermissions are all that a partner can be allowed.
var partnerPermissions = []string{"user:create", "user:read", "user:update", "user:delete"}

func (l loader) partnerStore(s State) (partnerStore, error) {
	p := partnerStore{
		byKey:   make(map[string]*Partner, len(s.Partners)),
		byID:    make(map[string]*User, len(s.Users)),
		byEmail: make(map[string]*User, len(s.Users)),
	}
	ids := make(map[string]bool, len(s.Partners))
	for i, partner := range s.Partners {
		partner = partner.clone()
		partner.ID = l.ids.partner.orNext(partner.ID)
		p.partners = append(p.partners, &partner)
		if err := cmp.Or(
			claim(ids, partner.ID, true, "id", partner.ID),
			claimCredential(p.byKey, partner.APIKey, &partner, "apiKey"),
			listed("permissions", "permission", partner.Permissions, func(name string) bool { return slices.Contains(partnerPermissions, name) }),
		); err != nil {
			return p, within("partners", i, err)
		}
	}
	for i, user := range s.Users {
		loaded, err := l.user(user)
		if err := cmp.Or(err,
			required("email", loaded.Email),
			claim(p.byID, loaded.ID, loaded, "id", loaded.ID),
			claim(p.byEmail, fold(loaded.Email), loaded, "email", loaded.Email),
			listed("partners", "partner", loaded.Partners, func(id string) bool { return ids[id] }),
		); err != nil {
			return p, within("users", i, err)
		}
		p.users = append(p.users, loaded)
	}
	return p, nil
}

// user is a deep copy of a user with what it lacks made.
func (l loader) user(u User) (*User, error) {
	u = u.clone()
	u.ID = strings.ToLower(l.ids.user.orNext(u.ID))
	if u.PayID != nil {
		u.PayID.ID = strings.ToLower(l.ids.payID.orNext(u.PayID.ID))
	}
	var errs [2]error
	u.CreatedAt, errs[0] = loadTime("createdAt", u.CreatedAt, l.now.Truncate(time.Millisecond))
	u.UpdatedAt, errs[1] = loadTime("updatedAt", u.UpdatedAt, u.CreatedAt)
	return &u, cmp.Or(errs[:]...)
}

func (p Partner) clone() Partner {
	p.Permissions = list(p.Permissions)
	return p
}

func (u User) clone() User {
	u.TwitterUsername = clone(u.TwitterUsername)
	u.WalletAddress = clone(u.WalletAddress)
	u.PayID = clone(u.PayID)
	u.Partners = list(u.Partners)
	return u
}

func (p *partnerStore) dump(s *State) {
	s.Partners = make([]Partner, 0, len(p.partners))
	for _, partner := range p.partners {
		s.Partners = append(s.Partners, partner.clone())
	}
	s.Users = make([]User, 0, len(p.users))
	for _, user := range p.users {
		s.Users = append(s.Users, user.clone())
	}
}

// add enters a user whose id and email are new.
func (p *partnerStore) add(u *User) {
	p.users = append(p.users, u)
	p.byID[u.ID] = u
	p.byEmail[fold(u.Email)] = u
}

// changeEmail moves a user to an email that nobody else has.
func (p *partnerStore) changeEmail(u *User, email string) {
	delete(p.byEmail, fold(u.Email))
	u.Email = email
	p.byEmail[fold(email)] = u
}

func (u *User) associatedWith(partner *Partner) bool { return slices.Contains(u.Partners, partner.ID) }

func (u *User) dissociate(partner *Partner) {
	u.Partners = slices.DeleteFunc(u.Partners, func(id string) bool { return id == partner.ID })
}
