package fake

// What is wrong with a state is told all at once, each thing with its place and value, within bounds, and with no credential.

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEverythingThatContradictsItselfIsToldAtOnce(t *testing.T) {
	t.Parallel()
	late := time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)
	s := DefaultState()
	s.Partners[1].APIKey, s.Partners[1].Permissions = s.Partners[0].APIKey, []string{"user:fly", "user:read", "user:read"}
	s.Users[0].Partners, s.Users[0].CreatedAt = []string{"nobody", "partner_alpha", "no one"}, late
	s.Users[1].Email = "ANA@example.com"
	s.Apps[0].WalletDelay, s.Apps[0].Users[1].UID = Duration(-time.Second), s.Apps[0].Users[0].UID
	s.Apps[1].APISecret = ""
	s.ServiceAccounts[1].Portals = []string{"portal_8", "portal_9"}
	s.Portals[0].Users[0].Email, s.Portals[0].Users[1].Roles = "", []string{"role_king"}
	s.Portals[1].Roles = []string{"role_viewer", "role_viewer"}
	s.Profiles[0].DateOfBirth, s.Profiles[0].Notifications[0].ContainerID = new("17 May"), ""
	s.Profiles[1].Handle = strings.ToUpper(s.Profiles[0].Handle)
	s.Sessions[0].Username, s.Sessions[1].SessionToken = "nobody", ""
	want := []string{
		`partners[1].apiKey: the credential occurs twice`,
		`partners[1].permissions[0]: unknown permission "user:fly"`,
		`partners[1].permissions[2]: "user:read" occurs twice`,
		`users[0].createdAt: year 10000 is not among 0 to 9999`,
		`users[0].partners[0]: unknown partner "nobody"`,
		`users[0].partners[2]: unknown partner "no one"`,
		`users[1].email: "ANA@example.com" occurs twice`,
		`apps[0].walletDelay: -1s is negative`,
		`apps[0].users[1].uid: "816379099131" occurs twice`,
		`apps[1].apiSecret: is required`,
		`serviceAccounts[1].portals[0]: unknown portal "portal_8"`,
		`serviceAccounts[1].portals[1]: unknown portal "portal_9"`,
		`portals[0].users[0].email: is required`,
		`portals[0].users[1].roles[0]: unknown role "role_king"`,
		`portals[1].roles[1]: "role_viewer" occurs twice`,
		`profiles[0].dateOfBirth: "17 May" is not a date such as 1990-05-17`,
		`profiles[0].notifications[0].containerId: is required`,
		`profiles[1].handle: "ANA.SILVA" occurs twice`,
		`sessions[0].username: unknown profile "nobody"`,
		`sessions[1].sessionToken: is required`,
	}
	srv := New(t)
	before := stateJSON(t, srv.Snapshot())
	err := srv.Restore(s)
	require.Error(t, err)
	assert.Equal(t, want, strings.Split(err.Error(), "\n"))
	assert.Equal(t, before, stateJSON(t, srv.Snapshot()), "nothing of it is taken")
	_, started := Start(WithState(s))
	assert.EqualError(t, started, err.Error())
}

// A state of a million mistakes is refused in a few lines.
func TestStateErrorsAreBounded(t *testing.T) {
	t.Parallel()
	const many = 20_000
	repeated := make([]string, many)
	states := map[string]State{
		"users":              {Users: make([]User, many)},
		"app users":          {Apps: []App{{APIKey: "app_fake", APISecret: "secret_fake", Users: sameUID(many)}}},
		"partners of a user": {Users: []User{{Email: "a@x", Partners: repeated}}},
		"portal users":       {Portals: []Portal{{Users: make([]PortalUser, many)}}},
		"partners":           {Partners: make([]Partner, many)},
		"apps":               {Apps: make([]App, many)},
		"accounts":           {ServiceAccounts: make([]ServiceAccount, many)},
		"profiles":           {Profiles: make([]Profile, many)},
		"notifications":      {Profiles: []Profile{{Username: "u", Notifications: make([]Notification, many)}}},
		"sessions":           {Sessions: make([]Session, many)},
	}
	for name, s := range states {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Start(WithState(s))
			require.Error(t, err)
			lines := strings.Split(err.Error(), "\n")
			assert.Len(t, lines, 101)
			assert.Equal(t, "and more than these 100", lines[100])
		})
	}
	_, err := ParseState([]byte(`{"users":[` + strings.Repeat(`{"email":1},`, many) + `{}]}`))
	require.Error(t, err)
	lines := strings.Split(err.Error(), "\n")
	assert.Len(t, lines, 101)
	assert.Equal(t, "users[99].email: must be a string, not 1", lines[99])
	assert.Equal(t, "and more than these 100", lines[100])
}

func sameUID(n int) []AppUser {
	users := make([]AppUser, n)
	for i := range users {
		users[i].UID = "1"
	}
	return users
}

func TestParseStateTellsEverythingAtOnce(t *testing.T) {
	t.Parallel()
	_, err := ParseState([]byte(`{"people":[],"users":[{"email":5},{"Email":"a@x"}],"partners":[{"apiKey":7}]}`))
	require.EqualError(t, err, strings.Join([]string{
		`unknown member "people"`,
		`users[0].email: must be a string, not 5`,
		`users[1]: unknown member "Email", exactly "email" is known`,
		`partners[0].apiKey: must be a string, not a number`,
	}, "\n"))
}

func TestAByteOrderMarkAtTheHeadIsPassedOver(t *testing.T) {
	t.Parallel()
	got, err := ParseState([]byte("\ufeff" + `{"users":[{"email":"a@x"}]}`))
	require.NoError(t, err)
	assert.Equal(t, "a@x", got.Users[0].Email)
	for _, text := range []string{"\ufeff\ufeff{}", "{}\ufeff", "{\ufeff}", "\ufeff"} {
		_, err := ParseState([]byte(text))
		assert.Error(t, err, "%q", text)
	}
}

// Each text of a state is one that JSON can give back.
func TestTextsThatAreNotUTF8AreRefused(t *testing.T) {
	t.Parallel()
	const broken = "a\xffb"
	changes := map[string]func(s *State){
		`partners[2].id: %q`:                           func(s *State) { s.Partners = append(s.Partners, Partner{ID: broken, APIKey: "pk_fake_new"}) },
		`users[0].id: %q`:                              func(s *State) { s.Users[0].ID = broken },
		`users[0].email: %q`:                           func(s *State) { s.Users[0].Email = broken },
		`users[0].twitterUsername: %q`:                 func(s *State) { s.Users[0].TwitterUsername = new(broken) },
		`users[0].walletAddress: %q`:                   func(s *State) { s.Users[0].WalletAddress = new(broken) },
		`users[0].payId.id: %q`:                        func(s *State) { s.Users[0].PayID = &PayID{ID: broken} },
		`users[0].payId.name: %q`:                      func(s *State) { s.Users[0].PayID = &PayID{Name: broken} },
		`users[0].partners[0]: %q`:                     func(s *State) { s.Users[0].Partners[0] = broken },
		`apps[0].users[0].uid: %q`:                     func(s *State) { s.Apps[0].Users[0].UID = broken },
		`apps[0].users[0].email: %q`:                   func(s *State) { s.Apps[0].Users[0].Email = new(broken) },
		`apps[0].users[0].user_external_id: %q`:        func(s *State) { s.Apps[0].Users[0].UserExternalID = broken },
		`apps[0].users[0].wallets[0].address: %q`:      func(s *State) { s.Apps[0].Users[0].Wallets[0].Address = broken },
		`apps[0].users[0].wallets[0].explorer_url: %q`: func(s *State) { s.Apps[0].Users[0].Wallets[0].ExplorerURL = broken },
		`apps[0].users[0].wallets[0].network: %q`:      func(s *State) { s.Apps[0].Users[0].Wallets[0].Network = broken },
		`portals[1].id: %q`:                            func(s *State) { s.Portals[1].ID, s.ServiceAccounts[0].Portals = broken, nil },
		`portals[1].roles[0]: %q`:                      func(s *State) { s.Portals[1].Roles[0] = broken },
		`portals[0].users[0].id: %q`:                   func(s *State) { s.Portals[0].Users[0].ID = broken },
		`portals[0].users[0].first_name: %q`:           func(s *State) { s.Portals[0].Users[0].FirstName = broken },
		`portals[0].users[0].last_name: %q`:            func(s *State) { s.Portals[0].Users[0].LastName = broken },
		`portals[0].users[0].email: %q`:                func(s *State) { s.Portals[0].Users[0].Email = broken },
		`portals[0].users[0].locale: %q`:               func(s *State) { s.Portals[0].Users[0].Locale = broken },
		`profiles[2].username: %q`:                     func(s *State) { s.Profiles = append(s.Profiles, Profile{Username: broken}) },
		`profiles[0].displayName: %q`:                  func(s *State) { s.Profiles[0].DisplayName = broken },
		`profiles[0].handle: %q`:                       func(s *State) { s.Profiles[0].Handle = broken },
		`profiles[0].biography: %q`:                    func(s *State) { s.Profiles[0].Biography = new(broken) },
		`profiles[0].containers[0]: %q`:                func(s *State) { s.Profiles[0].Containers[0] = broken },
		`profiles[0].referrals[0].username: %q`:        func(s *State) { s.Profiles[0].Referrals[0].Username = broken },
		`profiles[0].referrals[0].displayName: %q`:     func(s *State) { s.Profiles[0].Referrals[0].DisplayName = broken },
		`profiles[0].notifications[0].id: %q`:          func(s *State) { s.Profiles[0].Notifications[0].ID = broken },
		`profiles[0].notifications[0].containerId: %q`: func(s *State) { s.Profiles[0].Notifications[0].ContainerID = broken },
		`profiles[0].notifications[0].type: %q`:        func(s *State) { s.Profiles[0].Notifications[0].Type = broken },
		`profiles[0].notifications[0].title: %q`:       func(s *State) { s.Profiles[0].Notifications[0].Title = broken },
		`profiles[0].notifications[0].message: %q`:     func(s *State) { s.Profiles[0].Notifications[0].Message = broken },
		`partners[1].apiKey: the credential`:           func(s *State) { s.Partners[1].APIKey = broken },
		`apps[1].apiKey: the credential`:               func(s *State) { s.Apps[1].APIKey = broken },
		`apps[1].apiSecret: the credential`:            func(s *State) { s.Apps[1].APISecret = broken },
		`serviceAccounts[1].key: the credential`:       func(s *State) { s.ServiceAccounts[1].Key = broken },
		`sessions[1].sessionToken: the credential`:     func(s *State) { s.Sessions[1].SessionToken = broken },
		`sessions[1].refreshToken: the credential`:     func(s *State) { s.Sessions[1].RefreshToken = broken },
	}
	for want, change := range changes {
		s := DefaultState()
		change(&s)
		_, err := Start(WithState(s))
		if strings.Contains(want, "%q") {
			want = fmt.Sprintf(want, broken)
		}
		if assert.Error(t, err, want) {
			assert.Equal(t, want+" is not valid UTF-8", err.Error())
		}
	}
}
