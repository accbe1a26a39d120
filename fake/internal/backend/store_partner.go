package backend

// The Partner API's part of the store. A user is in it once for good; what comes and goes are their associations.

import (
	"slices"
	"strings"
	"time"
)

type partnerStore struct {
	partners     []*Partner
	partnerByKey map[string]*Partner
	users        []*User
	userByID     map[string]*User
	userByEmail  map[string]*User // keyed by the folded email
}

// permissions are all that a partner can be allowed.
var permissions = []string{"user:create", "user:read", "user:update", "user:delete"}

func loadPartnerStore(l loader, s State) (partnerStore, problems) {
	p := partnerStore{
		partnerByKey: make(map[string]*Partner, s.Partners.Len()),
		userByID:     make(map[string]*User, s.Users.Len()),
		userByEmail:  make(map[string]*User, s.Users.Len()),
	}
	var found problems
	ids := make(map[string]bool, s.Partners.Len())
	for i, partner := range s.Partners.All() {
		partner = partner.Clone()
		partner.ID = l.ids.partner.orNext(partner.ID)
		p.partners = append(p.partners, &partner)
		found = append(found, slices.Concat(
			checkText("id", partner.ID),
			insertUnique(ids, partner.ID, true, "id", partner.ID),
			insertCredential(p.partnerByKey, partner.APIKey, &partner, "apiKey"),
			checkRefs("permissions", "permission", partner.Permissions, func(name string) bool { return slices.Contains(permissions, name) }),
		).under("partners", i)...)
		if found.tooMany() {
			return p, found
		}
	}
	known := func(id string) bool { return ids[id] || id != "" && l.unread.ofEach("partners", "id") }
	for i, user := range s.Users.All() {
		loaded, wrong := loadUser(l, user)
		found = append(found, slices.Concat(wrong,
			checkUnique(p.userByID, loaded.ID, "id", loaded.ID),
			checkEmail(p.userByEmail, loaded.Email),
			checkRefs("partners", "partner", loaded.Partners, known),
		).under("users", i)...)
		if found.tooMany() {
			return p, found
		}
		p.add(loaded)
	}
	return p, found
}

// loadUser is a copy of a user, with what is missing made.
func loadUser(l loader, u User) (*User, problems) {
	u = u.Clone()
	found := slices.Concat(
		checkText("id", u.ID),
		checkText("email", u.Email),
		checkOptional("twitterUsername", u.TwitterUsername),
		checkOptional("walletAddress", u.WalletAddress),
	)
	u.ID = strings.ToLower(l.ids.user.orNext(u.ID))
	if u.PayID != nil {
		found = slices.Concat(found, checkText("payId.id", u.PayID.ID), checkText("payId.name", u.PayID.Name))
		u.PayID.ID = strings.ToLower(l.ids.payID.orNext(u.PayID.ID))
	}
	found = append(found, loadTime("createdAt", &u.CreatedAt, l.now.Truncate(time.Millisecond))...)
	return &u, append(found, loadTime("updatedAt", &u.UpdatedAt, u.CreatedAt)...)
}

// add enters a user whose id and email are new.
func (p *partnerStore) add(u *User) {
	p.users = append(p.users, u)
	p.userByID[u.ID] = u
	p.userByEmail[fold(u.Email)] = u
}

// changeEmail moves a user to an email that nobody else has.
func (p *partnerStore) changeEmail(u *User, email string) {
	delete(p.userByEmail, fold(u.Email))
	u.Email = email
	p.userByEmail[fold(email)] = u
}

func associated(u *User, partner *Partner) bool { return slices.Contains(u.Partners, partner.ID) }

func dissociate(u *User, partner *Partner) {
	u.Partners = slices.DeleteFunc(u.Partners, func(id string) bool { return id == partner.ID })
}
