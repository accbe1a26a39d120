package backend

// Ids count up in the digits that their form documents.

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestIDsCountInDecimalOrHexadecimal(t *testing.T) {
	t.Parallel()
	made := newIDMakers()
	for want, maker := range map[string]*idMaker{
		"partner_20":                           &made.partner,
		"00000000-0000-4000-8000-000000000014": &made.user,
		"00000000-0000-4000-9000-000000000014": &made.payID,
		"100000000020":                         &made.appUser,
		"portal_20":                            &made.portal,
		"portal_user_20":                       &made.portalUser,
		"notification_20":                      &made.notification,
		"st_fake_0000000000000020":             &made.sessionToken,
	} {
		last := ""
		for range 20 {
			last = maker.next()
		}
		assert.Equal(t, want, last)
	}
}

// An id that a state holds is not made again, of whatever kind.
func TestIDsOfAStateAreNotMadeAgain(t *testing.T) {
	t.Parallel()
	made := newIDMakers()
	made.reserveAll(State{
		Partners: ListOf(Partner{ID: "partner_7"}),
		Users: ListOf(User{
			ID: "00000000-0000-4000-8000-00000000000A", PayID: &PayID{ID: "00000000-0000-4000-9000-00000000000A"},
		}),
		Apps:     ListOf(App{Users: ListOf(AppUser{UID: "100000000007"})}),
		Portals:  ListOf(Portal{ID: "portal_7", Users: ListOf(PortalUser{ID: "portal_user_7"})}),
		Profiles: ListOf(Profile{Notifications: []Notification{{ID: "notification_7"}}}),
		Sessions: ListOf(Session{SessionToken: "st_fake_0000000000000007"}),
	})
	for want, maker := range map[string]*idMaker{
		"partner_8":                            &made.partner,
		"00000000-0000-4000-8000-00000000000b": &made.user,
		"00000000-0000-4000-9000-00000000000b": &made.payID,
		"100000000008":                         &made.appUser,
		"portal_8":                             &made.portal,
		"portal_user_8":                        &made.portalUser,
		"notification_8":                       &made.notification,
		"st_fake_0000000000000008":             &made.sessionToken,
	} {
		assert.Equal(t, want, maker.next())
	}
}

// Ids that are not followed stand where counting comes to at last, if those before them are followed.
func TestAnIDThatIsNotFollowedIsNotMadeEither(t *testing.T) {
	t.Parallel()
	b := newBench(t, State{
		Partners: ListOf(Partner{APIKey: "pk_fake_alpha", Permissions: permissions}),
		Users: ListOf(
			User{ID: "00000000-0000-4000-8000-7fffffffffff", Email: "a@example.com"},
			User{ID: "00000000-0000-4000-8000-800000000000", Email: "b@example.com"},
		),
		Apps: ListOf(App{APIKey: vectorKey, APISecret: vectorSecret, Users: ListOf(AppUser{UID: "499999999999"}, AppUser{UID: "500000000000"})}),
		Portals: ListOf(Portal{ID: "p", Roles: []string{"r"}, Users: ListOf(
			PortalUser{ID: "portal_user_4611686018427387903", Email: "a@example.com"}, PortalUser{ID: "portal_user_4611686018427387904", Email: "b@example.com"},
		)}),
		ServiceAccounts: ListOf(ServiceAccount{Key: "sk:fake_alpha", AllPortals: true}),
		Profiles:        ListOf(Profile{Username: "ana"}),
		Sessions: ListOf(
			Session{Username: "ana", SessionToken: "st_fake_4999999999999999", RefreshToken: "rt_fake_ana"},
			Session{Username: "ana", SessionToken: "st_fake_5000000000000000"},
		),
	})
	asVector := http.Header{"X-Api-Key": {vectorKey}, "Authorization": {"Bearer " + vectorToken}}
	for _, p := range []probe{
		{"POST", "/v1/users", `{"email":"new@example.com"}`, asAlpha},
		{"POST", "/v1/user", "", asVector},
		{"POST", "/v1/partner-portals/p/users", `{"first_name":"N","last_name":"N","email":"new@example.com","roles":["r"]}`, asAccount},
		{"POST", "/v1/user/auth/refresh-session", `{"refreshToken":"rt_fake_ana"}`, nil},
	} {
		assert.Less(t, b.ask(p).Status, 300, p.target)
	}
	b.reload(t) // which refuses what is there twice
}

func TestIDsOfTheDefaultState(t *testing.T) {
	t.Parallel()
	var ids []string
	for _, p := range defaultProfiles() {
		for _, n := range p.Notifications {
			ids = append(ids, n.ID)
		}
	}
	assert.Equal(t, []string{"notification_1", "notification_2", "notification_3", "notification_4"}, ids)
}
