package backend

// Ids count up in the digits that their form documents.

import (
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
