package contract

// The rows, in the contract's order. One that writes cleans up after itself as far as the API lets it.

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"

	"github.com/partnerkit/partnerkit-go"
)

func rows() []row {
	return slices.Concat(partnerRows, appRows, portalRows, profileRows)
}

func user(f Fixture) []string    { return []string{f.UserID, f.UserEmail} }
func appUser(f Fixture) []string { return []string{f.ExternalID} }
func portal(f Fixture) []string  { return []string{f.PortalID, f.RoleID} }
func person(f Fixture) []string  { return []string{f.Username, f.ContainerID} }

const nobody = "00000000-0000-4000-8000-000000000000"

// freshEmail is an address that nobody has.
func freshEmail() string { return "contract-" + strings.ToLower(rand.Text()) + "@example.com" }

// newUser makes a user who is disassociated in the end.
func (p *probe) newUser(params partnerkit.UserCreateParams) *partnerkit.User {
	p.Helper()
	made, err := p.client.Users.Create(p.Context(), params)
	p.ok(err)
	p.cleanUp(func(ctx context.Context) error {
		err := p.client.Users.Disassociate(ctx, made.ID)
		if errors.Is(err, partnerkit.ErrAssociationNotFound) {
			return nil
		}
		return err
	})
	return made
}

var partnerRows = []row{
	{section: "1 get", name: "a user is found by id", needs: user, check: func(p *probe) {
		got, err := p.client.Users.Get(p.Context(), p.UserID)
		p.ok(err)
		equal(p, "email", got.Email, p.UserEmail)
	}},
	{section: "1 get", name: "an id is matched without regard to case", needs: user, check: func(p *probe) {
		got, err := p.client.Users.Get(p.Context(), strings.ToUpper(p.UserID))
		p.ok(err)
		equal(p, "id", got.ID, strings.ToLower(p.UserID))
	}},
	{section: "1 get", name: "an unknown id is 404", check: func(p *probe) {
		_, err := p.client.Users.Get(p.Context(), nobody)
		p.fails(err, partnerkit.ErrUserNotFound, partnerkit.ErrNotFound, partnerkit.CodeResourceNotFound)
	}},
	{section: "1 get", name: "a malformed id is 404", check: func(p *probe) {
		_, err := p.client.Users.Get(p.Context(), "not-a-uuid")
		p.fails(err, partnerkit.ErrUserNotFound)
	}},
	{section: "1 email", name: "a user is found by e-mail in any case", needs: user, check: func(p *probe) {
		got, err := p.client.Users.GetByEmail(p.Context(), strings.ToUpper(p.UserEmail))
		p.ok(err)
		equal(p, "id", got.ID, strings.ToLower(p.UserID))
		equal(p, "email", got.Email, p.UserEmail)
	}},
	{section: "1 email", name: "an unknown e-mail is 404", check: func(p *probe) {
		_, err := p.client.Users.GetByEmail(p.Context(), freshEmail())
		p.fails(err, partnerkit.ErrUserNotFound)
	}},
	{section: "1 create", name: "a user is made with what was given", writes: true, check: func(p *probe) {
		email := freshEmail()
		made := p.newUser(partnerkit.UserCreateParams{Email: email, TwitterUsername: "contract", WalletAddress: "0x1"})
		equal(p, "email", made.Email, email)
		equal(p, "twitterUsername", made.TwitterUsername, "contract")
		equal(p, "updatedAt is absent", made.UpdatedAt.IsZero(), true)
	}},
	{section: "1 create", name: "an associated user is a conflict, in any case", writes: true, check: func(p *probe) {
		made := p.newUser(partnerkit.UserCreateParams{Email: freshEmail()})
		_, err := p.client.Users.Create(p.Context(), partnerkit.UserCreateParams{Email: strings.ToUpper(made.Email)})
		p.fails(err, partnerkit.ErrUserAlreadyAssociated, partnerkit.ErrConflict, partnerkit.CodeConflict)
	}},
	{section: "1 create", name: "an invalid e-mail is 400", writes: true, check: func(p *probe) {
		_, err := p.client.Users.Create(p.Context(), partnerkit.UserCreateParams{Email: "no address"})
		p.fails(err, partnerkit.ErrBadRequest, partnerkit.CodeValidationError)
	}},
	{section: "1 create", name: "a user comes back as the same", writes: true, check: func(p *probe) {
		made := p.newUser(partnerkit.UserCreateParams{Email: freshEmail(), TwitterUsername: "first"})
		p.ok(p.client.Users.Disassociate(p.Context(), made.ID))
		again := p.newUser(partnerkit.UserCreateParams{Email: made.Email, TwitterUsername: "second"})
		equal(p, "id", again.ID, made.ID)
		equal(p, "twitterUsername", again.TwitterUsername, "first")
		equal(p, "createdAt is the same", again.CreatedAt.Equal(made.CreatedAt), true)
	}},
	{section: "1 update", name: "members that are not given stay", writes: true, check: func(p *probe) {
		made := p.newUser(partnerkit.UserCreateParams{Email: freshEmail(), TwitterUsername: "stays", WalletAddress: "0x1"})
		got, err := p.client.Users.Update(p.Context(), made.ID, partnerkit.UserUpdateParams{WalletAddress: partnerkit.Set("0x2")})
		p.ok(err)
		equal(p, "twitterUsername", got.TwitterUsername, "stays")
		equal(p, "walletAddress", got.WalletAddress, "0x2")
	}},
	{section: "1 update", name: "null clears", writes: true, check: func(p *probe) {
		made := p.newUser(partnerkit.UserCreateParams{Email: freshEmail(), TwitterUsername: "goes"})
		got, err := p.client.Users.Update(p.Context(), made.ID, partnerkit.UserUpdateParams{TwitterUsername: partnerkit.Null[string]()})
		p.ok(err)
		equal(p, "twitterUsername", got.TwitterUsername, "")
	}},
	{section: "1 update", name: "another's e-mail is a conflict", writes: true, check: func(p *probe) {
		one := p.newUser(partnerkit.UserCreateParams{Email: freshEmail()})
		two := p.newUser(partnerkit.UserCreateParams{Email: freshEmail()})
		_, err := p.client.Users.Update(p.Context(), two.ID, partnerkit.UserUpdateParams{Email: partnerkit.Set(one.Email)})
		p.fails(err, partnerkit.ErrEmailInUse, partnerkit.CodeConflict)
	}},
	{section: "1 update", name: "an unknown user is 404", writes: true, check: func(p *probe) {
		_, err := p.client.Users.Update(p.Context(), nobody, partnerkit.UserUpdateParams{TwitterUsername: partnerkit.Set("x")})
		p.fails(err, partnerkit.ErrUserNotFound)
	}},
	{section: "1 delete", name: "a disassociated user is not seen", writes: true, check: func(p *probe) {
		made := p.newUser(partnerkit.UserCreateParams{Email: freshEmail()})
		p.ok(p.client.Users.Disassociate(p.Context(), made.ID))
		_, err := p.client.Users.Get(p.Context(), made.ID)
		p.fails(err, partnerkit.ErrUserNotFound)
	}},
	{section: "1 delete", name: "a second time is 404", writes: true, check: func(p *probe) {
		made := p.newUser(partnerkit.UserCreateParams{Email: freshEmail()})
		p.ok(p.client.Users.Disassociate(p.Context(), made.ID))
		p.fails(p.client.Users.Disassociate(p.Context(), made.ID), partnerkit.ErrAssociationNotFound, partnerkit.ErrNotFound)
	}},
	{section: "1 disconnect-wallet", name: "the wallet goes", writes: true, check: func(p *probe) {
		made := p.newUser(partnerkit.UserCreateParams{Email: freshEmail(), WalletAddress: "0x1"})
		got, err := p.client.Users.DisconnectWallet(p.Context(), made.ID)
		p.ok(err)
		equal(p, "walletAddress", got.WalletAddress, "")
	}},
	{section: "1 disconnect-wallet", name: "no wallet is 400", writes: true, check: func(p *probe) {
		made := p.newUser(partnerkit.UserCreateParams{Email: freshEmail()})
		_, err := p.client.Users.DisconnectWallet(p.Context(), made.ID)
		p.fails(err, partnerkit.ErrNoWallet, partnerkit.ErrBadRequest)
	}},
}

var appRows = []row{
	{section: "2 get", name: "a user is found by external id", needs: appUser, check: func(p *probe) {
		got, err := p.client.AppUsers.GetByExternalID(p.Context(), p.ExternalID)
		p.ok(err)
		equal(p, "user_external_id", got.UserExternalID, p.ExternalID)
	}},
	{section: "2 get", name: "nobody is a 200 without data", check: func(p *probe) {
		var response partnerkit.Response
		_, err := p.client.AppUsers.GetByExternalID(p.Context(), "nobody "+rand.Text(), partnerkit.WithResponse(&response))
		p.fails(err, partnerkit.ErrUserNotFound, partnerkit.ErrNotFound)
		equal(p, "status", response.Status, 200)
	}},
	{section: "2 get", name: "a user is found by uid", needs: appUser, check: func(p *probe) {
		want, err := p.client.AppUsers.GetByExternalID(p.Context(), p.ExternalID)
		p.ok(err)
		got, err := p.client.AppUsers.Get(p.Context(), want.UID)
		p.ok(err)
		equal(p, "user_external_id", got.UserExternalID, p.ExternalID)
	}},
	{section: "2 get", name: "a user is found by e-mail in any case", needs: appUser, check: func(p *probe) {
		want, err := p.client.AppUsers.GetByExternalID(p.Context(), p.ExternalID)
		p.ok(err)
		if want.Email == "" {
			p.Skip("the user has no e-mail")
		}
		got, err := p.client.AppUsers.GetByEmail(p.Context(), strings.ToUpper(want.Email))
		p.ok(err)
		equal(p, "uid", got.UID, want.UID)
		equal(p, "email", got.Email, want.Email)
	}},
	{section: "2 get", name: "an unknown uid is 404", check: func(p *probe) {
		_, err := p.client.AppUsers.Get(p.Context(), "nobody")
		p.fails(err, partnerkit.ErrUserNotFound, partnerkit.ErrNotFound, partnerkit.CodeAppNotFound)
	}},
	{section: "2 get", name: "an unknown e-mail is a 200 without data", check: func(p *probe) {
		var response partnerkit.Response
		_, err := p.client.AppUsers.GetByEmail(p.Context(), freshEmail(), partnerkit.WithResponse(&response))
		p.fails(err, partnerkit.ErrUserNotFound)
		equal(p, "status", response.Status, 200)
	}},
	{section: "2 create", name: "a user is made with what was given", writes: true, check: func(p *probe) {
		params := partnerkit.AppUserCreateParams{UserExternalID: "contract " + rand.Text(), Email: freshEmail()}
		uid, err := p.client.AppUsers.Create(p.Context(), params)
		p.ok(err)
		got, err := p.client.AppUsers.Get(p.Context(), uid)
		p.ok(err)
		equal(p, "user_external_id", got.UserExternalID, params.UserExternalID)
		equal(p, "email", got.Email, params.Email)
	}},
	{section: "2 create", name: "a user is made of nothing", writes: true, check: func(p *probe) {
		uid, err := p.client.AppUsers.Create(p.Context(), partnerkit.AppUserCreateParams{})
		p.ok(err)
		got, err := p.client.AppUsers.Get(p.Context(), uid)
		p.ok(err)
		equal(p, "user_external_id", got.UserExternalID, "")
		equal(p, "email", got.Email, "")
	}},
	{section: "2 create", name: "an external id and an e-mail are taken once", writes: true, check: func(p *probe) {
		params := partnerkit.AppUserCreateParams{UserExternalID: "contract " + rand.Text(), Email: freshEmail()}
		_, err := p.client.AppUsers.Create(p.Context(), params)
		p.ok(err)
		for _, again := range []partnerkit.AppUserCreateParams{{UserExternalID: params.UserExternalID}, {Email: strings.ToUpper(params.Email)}} {
			_, err = p.client.AppUsers.Create(p.Context(), again)
			p.fails(err, partnerkit.ErrUserExists, partnerkit.ErrBadRequest)
		}
	}},
	{section: "2 create", name: "an invalid e-mail is 400", writes: true, check: func(p *probe) {
		_, err := p.client.AppUsers.Create(p.Context(), partnerkit.AppUserCreateParams{Email: "no address"})
		p.fails(err, partnerkit.ErrBadRequest, partnerkit.CodeAppInvalid)
	}},
	{section: "2 get", name: "an odd id arrives whole", check: func(p *probe) {
		_, err := p.client.AppUsers.GetByExternalID(p.Context(), "a/b c+d&e=f#g%h é "+rand.Text())
		p.fails(err, partnerkit.ErrUserNotFound)
	}},
}

// newPortalUser makes a portal user who is deleted in the end.
func (p *probe) newPortalUser() *partnerkit.PortalUser {
	p.Helper()
	made, err := p.client.PortalUsers.Create(p.Context(), p.PortalID, partnerkit.PortalUserCreateParams{
		FirstName: "Contract", LastName: "Row", Email: freshEmail(), Roles: []string{p.RoleID},
	})
	p.ok(err)
	p.cleanUp(func(ctx context.Context) error {
		err := p.client.PortalUsers.Delete(ctx, p.PortalID, made.ID)
		if errors.Is(err, partnerkit.ErrNotFound) {
			return nil
		}
		return err
	})
	return made
}

var portalRows = []row{
	{section: "3 list", name: "pages have their limit and lead on", needs: portal, check: func(p *probe) {
		page, err := p.client.PortalUsers.List(p.Context(), p.PortalID, partnerkit.PortalUserListParams{Limit: 1})
		p.ok(err)
		equal(p, "at most one", len(page.Items) <= 1, true)
		if page.Next == "" {
			p.Skip("the portal has no second page")
		}
		next, err := p.client.PortalUsers.List(p.Context(), p.PortalID, partnerkit.PortalUserListParams{Limit: 1, After: page.Next})
		p.ok(err)
		equal(p, "users on the first page", len(page.Items), 1)
		equal(p, "users on the second page", len(next.Items), 1)
		if !p.Failed() {
			equal(p, "the second user is the first one again", next.Items[0].ID == page.Items[0].ID, false)
		}
	}},
	{section: "3 list", name: "a limit over 100 is 400", needs: portal, check: func(p *probe) {
		_, err := p.client.PortalUsers.List(p.Context(), p.PortalID, partnerkit.PortalUserListParams{Limit: 101})
		p.fails(err, partnerkit.ErrBadRequest)
	}},
	{section: "3 list", name: "a foreign cursor is 400", needs: portal, check: func(p *probe) {
		_, err := p.client.PortalUsers.List(p.Context(), p.PortalID, partnerkit.PortalUserListParams{After: "not a cursor"})
		p.fails(err, partnerkit.ErrBadRequest)
	}},
	{section: "3 list", name: "the quota is told", needs: portal, check: func(p *probe) {
		var response partnerkit.Response
		_, err := p.client.PortalUsers.List(p.Context(), p.PortalID, partnerkit.PortalUserListParams{}, partnerkit.WithResponse(&response))
		p.ok(err)
		equal(p, "limit", response.Rate.Limit, 500)
		equal(p, "a request id is there", response.RequestID != "", true)
	}},
	{section: "3 get", name: "an unknown user is 404", needs: portal, check: func(p *probe) {
		_, err := p.client.PortalUsers.Get(p.Context(), p.PortalID, nobody)
		p.fails(err, partnerkit.ErrUserNotFound, partnerkit.ErrNotFound)
	}},
	{section: "3 create", name: "a user is made, found and last in the list", writes: true, needs: portal, check: func(p *probe) {
		made := p.newPortalUser()
		got, err := p.client.PortalUsers.Get(p.Context(), p.PortalID, made.ID)
		p.ok(err)
		equal(p, "email", got.Email, made.Email)
		equal(p, "never logged in", got.LastLoggedAt.IsZero(), true)
		var last string
		for user, err := range p.client.PortalUsers.All(p.Context(), p.PortalID, partnerkit.PortalUserListParams{}) {
			p.ok(err)
			last = user.ID
		}
		equal(p, "the last id", last, made.ID)
	}},
	{section: "3 create", name: "an e-mail is unique in the portal", writes: true, needs: portal, check: func(p *probe) {
		made := p.newPortalUser()
		_, err := p.client.PortalUsers.Create(p.Context(), p.PortalID, partnerkit.PortalUserCreateParams{
			FirstName: "Contract", LastName: "Row", Email: strings.ToUpper(made.Email), Roles: []string{p.RoleID},
		})
		p.fails(err, partnerkit.ErrBadRequest)
	}},
	{section: "3 create", name: "an unknown role is 400", writes: true, needs: portal, check: func(p *probe) {
		_, err := p.client.PortalUsers.Create(p.Context(), p.PortalID, partnerkit.PortalUserCreateParams{
			FirstName: "Contract", LastName: "Row", Email: freshEmail(), Roles: []string{"no_such_role"},
		})
		p.fails(err, partnerkit.ErrBadRequest)
	}},
	{section: "3 delete", name: "a deleted user is gone", writes: true, needs: portal, check: func(p *probe) {
		made := p.newPortalUser()
		p.ok(p.client.PortalUsers.Delete(p.Context(), p.PortalID, made.ID))
		_, err := p.client.PortalUsers.Get(p.Context(), p.PortalID, made.ID)
		p.fails(err, partnerkit.ErrUserNotFound)
		p.fails(p.client.PortalUsers.Delete(p.Context(), p.PortalID, made.ID), partnerkit.ErrNotFound)
	}},
}

var profileRows = []row{
	{section: "4 profile", name: "only the asked members come", needs: person, check: func(p *probe) {
		got, err := p.client.Profile.Get(p.Context(), []partnerkit.ProfileField{partnerkit.ProfileFieldUsername})
		p.ok(err)
		equal(p, "profile", *got, partnerkit.Profile{Username: p.Username})
	}},
	{section: "4 profile", name: "an unknown field is 400", check: func(p *probe) {
		_, err := p.client.Profile.Get(p.Context(), []partnerkit.ProfileField{"shoeSize"})
		p.fails(err, partnerkit.ErrBadRequest, partnerkit.CodeGenericClientError)
	}},
	{section: "4 public", name: "a username is found in its container", needs: person, check: func(p *probe) {
		got, err := p.client.Profile.Public(p.Context(), p.Username, p.ContainerID)
		p.ok(err)
		equal(p, "username", got.Username, p.Username)
	}},
	{section: "4 public", name: "a stranger is 404", needs: person, check: func(p *probe) {
		_, err := p.client.Profile.Public(p.Context(), "nobody-"+strings.ToLower(rand.Text()), p.ContainerID)
		p.fails(err, partnerkit.ErrNotFound, partnerkit.CodeGenericNotFound)
	}},
	{section: "4 update", name: "members that are not given stay", writes: true, check: func(p *probe) {
		all := []partnerkit.ProfileField{partnerkit.ProfileFieldDisplayName, partnerkit.ProfileFieldBiography}
		before, err := p.client.Profile.Get(p.Context(), all)
		p.ok(err)
		p.cleanUp(func(ctx context.Context) error {
			back := partnerkit.Set(before.Biography)
			if before.Biography == "" {
				back = partnerkit.Null[string]()
			}
			_, err := p.client.Profile.Update(ctx, partnerkit.ProfileUpdateParams{Biography: back})
			return err
		})
		got, err := p.client.Profile.Update(p.Context(), partnerkit.ProfileUpdateParams{Biography: partnerkit.Set("Written by a contract row.")})
		p.ok(err)
		equal(p, "biography", got.Biography, "Written by a contract row.")
		equal(p, "displayName", got.DisplayName, before.DisplayName)
	}},
	{section: "4 update", name: "an invalid handle is 400", writes: true, check: func(p *probe) {
		_, err := p.client.Profile.Update(p.Context(), partnerkit.ProfileUpdateParams{Handle: partnerkit.Set("a b")})
		p.fails(err, partnerkit.ErrBadRequest)
	}},
	{section: "4 referrals", name: "the session's own come", check: func(p *probe) {
		_, err := p.client.Profile.Referrals(p.Context())
		p.ok(err)
	}},
	{section: "4 notifications", name: "a page past the end is empty", needs: person, check: func(p *probe) {
		page, err := p.client.Notifications.List(p.Context(), partnerkit.NotificationListParams{ContainerID: p.ContainerID, Page: 100000, Limit: 100})
		p.ok(err)
		equal(p, "items", len(page.Items), 0)
		equal(p, "next", page.Next, "")
	}},
	{section: "4 notifications", name: "a limit over 100 is 400", needs: person, check: func(p *probe) {
		_, err := p.client.Notifications.List(p.Context(), partnerkit.NotificationListParams{ContainerID: p.ContainerID, Limit: 101})
		p.fails(err, partnerkit.ErrBadRequest)
	}},
	{section: "4 notifications/read", name: "afterwards none is unread", writes: true, needs: person, check: func(p *probe) {
		p.ok(p.client.Notifications.MarkAllRead(p.Context()))
		for n, err := range p.client.Notifications.All(p.Context(), partnerkit.NotificationListParams{ContainerID: p.ContainerID}) {
			p.ok(err)
			equal(p, "read", n.Read, true)
		}
	}},
}
