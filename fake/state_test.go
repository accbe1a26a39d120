package fake

// What a state may say, how it is read, printed, copied and kept.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// stateClock is the time at which a test's state is loaded.
var stateClock = time.Date(2026, time.March, 1, 9, 0, 0, 123456789, time.UTC)

func atStateClock() Option { return WithClock(func() time.Time { return stateClock }) }

func stateJSON(t testing.TB, s State) string {
	t.Helper()
	text, err := json.Marshal(s)
	require.NoError(t, err)
	return string(text)
}

func TestContradictionsAreRefusedWithPlaceAndValue(t *testing.T) {
	t.Parallel()
	tests := []struct {
		want   string
		change func(s *State)
	}{
		{`partners[1].id: "partner_alpha" occurs twice`, func(s *State) { s.Partners[1].ID = "partner_alpha" }},
		{`partners[0].apiKey: is required`, func(s *State) { s.Partners[0].APIKey = "" }},
		{`partners[1].apiKey: the credential occurs twice`, func(s *State) { s.Partners[1].APIKey = "pk_fake_alpha" }},
		{`partners[1].permissions[0]: unknown permission "user:fly"`, func(s *State) { s.Partners[1].Permissions[0] = "user:fly" }},
		{`partners[1].permissions[1]: "user:read" occurs twice`, func(s *State) { s.Partners[1].Permissions = []string{"user:read", "user:read"} }},
		{`users[0].partners[0]: unknown partner "nobody"`, func(s *State) { s.Users[0].Partners[0] = "nobody" }},
		{`users[0].partners[1]: "partner_alpha" occurs twice`, func(s *State) { s.Users[0].Partners = append(s.Users[0].Partners, "partner_alpha") }},
		{`users[1].id: "123e4567-e89b-12d3-a456-426614174000" occurs twice`, func(s *State) { s.Users[1].ID = strings.ToUpper(s.Users[0].ID) }},
		{`users[1].email: "ANA@example.com" occurs twice`, func(s *State) { s.Users[1].Email = "ANA@example.com" }},
		{`users[0].email: is required`, func(s *State) { s.Users[0].Email = "" }},
		{`users[0].createdAt: year 10000 is not among 0 to 9999`, func(s *State) { s.Users[0].CreatedAt = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }},
		{`apps[1].apiKey: the credential occurs twice`, func(s *State) { s.Apps[1].APIKey = s.Apps[0].APIKey }},
		{`apps[1].apiSecret: is required`, func(s *State) { s.Apps[1].APISecret = "" }},
		{`apps[0].users[1].uid: "816379099131" occurs twice`, func(s *State) { s.Apps[0].Users[1].UID = "816379099131" }},
		{`apps[0].users[1].user_external_id: "user_external_id_1" occurs twice`, func(s *State) { s.Apps[0].Users[1].UserExternalID = "user_external_id_1" }},
		{`apps[0].users[1].email: "ANA@example.com" occurs twice`, func(s *State) { s.Apps[0].Users[1].Email = new("ANA@example.com") }},
		{`apps[0].users[1].walletsAt: year 10000 is not among 0 to 9999`, func(s *State) { s.Apps[0].Users[1].WalletsAt = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }},
		{`apps[1].walletDelay: -1s is negative`, func(s *State) { s.Apps[1].WalletDelay = Duration(-time.Second) }},
		{`serviceAccounts[0].key: is required`, func(s *State) { s.ServiceAccounts[0].Key = "" }},
		{`serviceAccounts[1].portals[0]: unknown portal "portal_9"`, func(s *State) { s.ServiceAccounts[1].Portals[0] = "portal_9" }},
		{"serviceAccounts[0].portals[1]: unknown portal \"portal_2\"\n" + `portals[1].id: "portal_1" occurs twice`, func(s *State) { s.Portals[1].ID = "portal_1" }},
		{`portals[1].roles[0]: unknown role ""`, func(s *State) { s.Portals[1].Roles[0] = "" }},
		{`portals[0].users[1].id: "portal_user_1" occurs twice`, func(s *State) { s.Portals[0].Users[1].ID = "portal_user_1" }},
		{`portals[0].users[1].email: "Ana@Example.com" occurs twice`, func(s *State) { s.Portals[0].Users[1].Email = "Ana@Example.com" }},
		{`portals[0].users[1].email: is required`, func(s *State) { s.Portals[0].Users[1].Email = "" }},
		{`portals[0].users[0].roles[0]: unknown role "role_king"`, func(s *State) { s.Portals[0].Users[0].Roles[0] = "role_king" }},
		{`portals[0].users[0].last_logged_at: year 10000 is not among 0 to 9999`, func(s *State) {
			s.Portals[0].Users[0].LastLoggedAt = new(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC))
		}},
		{"profiles[0].username: is required\n" + `sessions[0].username: unknown profile "ana"`, func(s *State) { s.Profiles[0].Username = "" }},
		{"profiles[1].username: \"ana\" occurs twice\n" + `sessions[1].username: unknown profile "ben"`, func(s *State) { s.Profiles[1].Username = "ana" }},
		{`profiles[1].handle: "ANA.silva" occurs twice`, func(s *State) { s.Profiles[1].Handle = "ANA.silva" }},
		{`profiles[0].dateOfBirth: "17 May" is not a date such as 1990-05-17`, func(s *State) { s.Profiles[0].DateOfBirth = new("17 May") }},
		{`profiles[0].containers[1]: "container_1" occurs twice`, func(s *State) { s.Profiles[0].Containers[1] = "container_1" }},
		{`profiles[0].referrals[0].joinedAt: year 10000 is not among 0 to 9999`, func(s *State) {
			s.Profiles[0].Referrals[0].JoinedAt = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)
		}},
		{`profiles[0].notifications[1].id: "notification_1" occurs twice`, func(s *State) { s.Profiles[0].Notifications[1].ID = "notification_1" }},
		{`profiles[0].notifications[0].containerId: is required`, func(s *State) { s.Profiles[0].Notifications[0].ContainerID = "" }},
		{`sessions[0].username: unknown profile "nobody"`, func(s *State) { s.Sessions[0].Username = "nobody" }},
		{`sessions[1].sessionToken: the credential occurs twice`, func(s *State) { s.Sessions[1].SessionToken = "st_fake_ana" }},
		{`sessions[1].sessionToken: is required`, func(s *State) { s.Sessions[1].SessionToken = "" }},
		{`sessions[1].refreshToken: the credential belongs to profile "ana"`, func(s *State) { s.Sessions[1].RefreshToken = "rt_fake_ana" }},
		{`sessions[0].sessionExpiresAt: year 10000 is not among 0 to 9999`, func(s *State) { s.Sessions[0].SessionExpiresAt = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }},
		{`sessions[0].refreshExpiresAt: year 10000 is not among 0 to 9999`, func(s *State) { s.Sessions[0].RefreshExpiresAt = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }},
		{`sessions[2].refreshExpiresAt: 2020-01-01T00:00:00Z, but the same token ends at 2026-03-31T09:00:00.123456789Z`, func(s *State) {
			s.Sessions[0].RefreshExpiresAt = time.Date(2026, time.March, 31, 9, 0, 0, 123456789, time.UTC)
			s.Sessions = append(s.Sessions, Session{Username: "ana", SessionToken: "st_fake_more", RefreshToken: "rt_fake_ana", RefreshExpiresAt: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)})
		}},
	}
	for _, tt := range tests {
		t.Run(tt.want, func(t *testing.T) {
			t.Parallel()
			srv := New(t, atStateClock())
			before := stateJSON(t, srv.Snapshot())
			s := DefaultState()
			tt.change(&s)
			require.EqualError(t, srv.Restore(s), tt.want)
			assert.Equal(t, before, stateJSON(t, srv.Snapshot()), "nothing of it is taken")
			_, err := Start(WithState(s), atStateClock())
			require.EqualError(t, err, tt.want)
		})
	}
}

func TestParseStateIsStrict(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		`{"users":[{"email":5}]}`:                                                            `users[0].email: must be a string, not 5`,
		`{"partners":[{"apiKey":5}]}`:                                                        `partners[0].apiKey: must be a string, not a number`,
		`{"users":[{"email":null}]}`:                                                         `users[0].email: must be a string, not null`,
		`{"apps":[{"apiKey":"k","apiSecret":"s","walletDelay":"soon"}]}`:                     `apps[0].walletDelay: "soon" is not a duration such as "10m", 2562047h at most`,
		`{"apps":[{"apiKey":"k","apiSecret":"s","walletDelay":600}]}`:                        `apps[0].walletDelay: must be a string, not 600`,
		`{"apps":[{"apiKey":"k","apiSecret":"s","users":[{"walletsAt":"x"}]}]}`:              `apps[0].users[0].walletsAt: must be an RFC 3339 time, not "x"`,
		`{"apps":[{"apiKey":"k","apiSecret":"s","users":[{"user_external_id":5}]}]}`:         `apps[0].users[0].user_external_id: must be a string, not 5`,
		`{"users":[{"Email":"a@b"}]}`:                                                        `users[0]: unknown member "Email", exactly "email" is known`,
		`{"people":[]}`:                                                                      `unknown member "people"`,
		`{"users":[],"users":[]}`:                                                            `member "users" occurs twice`,
		`{"users":{}}`:                                                                       `users: must be a list, not an object`,
		`[]`:                                                                                 `must be an object, not a list`,
		`{"users":[{"email":"a@b","createdAt":"noon"}]}`:                                     `users[0].createdAt: must be an RFC 3339 time, not "noon"`,
		`{"users":[{"email":"a@b","createdAt":"2026-01-31T1:00:00Z"}]}`:                      `users[0].createdAt: must be an RFC 3339 time, not "2026-01-31T1:00:00Z"`,
		`{"users":[{"email":"a@b","updatedAt":"2026-01-31T01:00:00,5Z"}]}`:                   `users[0].updatedAt: must be an RFC 3339 time, not "2026-01-31T01:00:00,5Z"`,
		`{"users":[{"email":"a@b","createdAt":1}]}`:                                          `users[0].createdAt: must be a string, not 1`,
		`{"serviceAccounts":[{"key":"k","readOnly":"yes"}]}`:                                 `serviceAccounts[0].readOnly: must be a boolean, not "yes"`,
		`{"apps":[{"apiKey":"k","apiSecret":"s","users":[{"wallets":[{"chain_id":1.5}]}]}]}`: `apps[0].users[0].wallets[0].chain_id: must be a whole number of at most 64 bits`,
		`{} {}`:                               `is not JSON: invalid character '{' after top-level value`,
		`{`:                                   `is not JSON: unexpected end of JSON input`,
		"{\"a\xff\"":                          `is not valid UTF-8`,
		`{"users":[{"email":"a\ud800@b.c"}]}`: `is not valid Unicode: half of a surrogate pair stands alone`,
		`{"users":[{"email":"\ud83d\u00e9@b.c"}]}`:                           `is not valid Unicode: half of a surrogate pair stands alone`,
		`{"users":[{"email":"\\\udfff@b.c"}]}`:                               `is not valid Unicode: half of a surrogate pair stands alone`,
		`{"serviceAccounts":["sk:fake_slip"]}`:                               `serviceAccounts[0]: must be an object, not a string`,
		`{"sessions":"st_fake_slip"}`:                                        `sessions: must be a list, not a string`,
		`{"apps":[{"apiKey":"k","apiSecret":"s","users":["ak_fake_slip"]}]}`: `apps[0].users[0]: must be an object, not a string`,
		`{"users":[{"email":"a@b","partners":"partner_fake"}]}`:              `users[0].partners: must be a list, not "partner_fake"`,
		`{"users":["a@example.com"]}`:                                        `users[0]: must be an object, not "a@example.com"`,
	}
	for text, want := range tests {
		_, err := ParseState([]byte(text))
		assert.EqualError(t, err, want, text)
	}
}

func TestStatesRoundTripThroughJSONByteForByte(t *testing.T) {
	t.Parallel()
	srv := New(t)
	first := stateJSON(t, srv.Snapshot())
	parsed, err := ParseState([]byte(first))
	require.NoError(t, err)
	require.NoError(t, srv.Advance(time.Hour))
	require.NoError(t, srv.Restore(parsed))
	assert.Equal(t, first, stateJSON(t, srv.Snapshot()))
	assert.NotContains(t, strings.ReplaceAll(first, `":null`, ""), "null", "a list that is empty is []")
}

func TestWhatIsMissingIsMade(t *testing.T) {
	t.Parallel()
	s, err := ParseState([]byte(`{
		"partners": [{"apiKey":"pk_fake_1"},{"id":"partner_1","apiKey":"pk_fake_2","permissions":null}],
		"users": [{"email":"a@x","payId":{"name":"a"},"partners":["partner_2"]},{"id":"00000000-0000-4000-8000-0000000000FF","email":"b@x","updatedAt":"2030-01-01T00:00:00+02:00"}],
		"apps": [{"apiKey":"k","apiSecret":"s","users":[{"user_external_id":"1"}]}],
		"portals": [{"roles":["r"],"users":[{"email":"a@x"},{"email":"b@x"}]}],
		"profiles": [{"username":"u","referrals":[{}],"notifications":[{"containerId":"c"}]}],
		"sessions": [{"username":"u","sessionToken":"st"},{"username":"u","sessionToken":"st2","refreshToken":"rt"},{"username":"u","sessionToken":"st3","refreshToken":"rt"}]}`))
	require.NoError(t, err)
	got := New(t, WithState(s), atStateClock()).Snapshot()
	ms := stateClock.Truncate(time.Millisecond)
	assert.Equal(t, "partner_2", got.Partners[0].ID)
	assert.Equal(t, "00000000-0000-4000-8000-000000000100", got.Users[0].ID)
	assert.Equal(t, "00000000-0000-4000-8000-0000000000ff", got.Users[1].ID)
	assert.Equal(t, "00000000-0000-4000-9000-000000000001", got.Users[0].PayID.ID)
	assert.Equal(t, ms, got.Users[0].CreatedAt)
	assert.Equal(t, ms, got.Users[0].UpdatedAt)
	assert.Equal(t, time.Date(2029, 12, 31, 22, 0, 0, 0, time.UTC), got.Users[1].UpdatedAt)
	assert.Equal(t, "100000000001", got.Apps[0].Users[0].UID)
	assert.Equal(t, stateClock.Truncate(time.Microsecond), got.Apps[0].Users[0].CreatedAt)
	assert.Equal(t, "portal_1", got.Portals[0].ID)
	assert.Equal(t, []string{"portal_user_1", "portal_user_2"}, []string{got.Portals[0].Users[0].ID, got.Portals[0].Users[1].ID})
	assert.Equal(t, "en_US", got.Portals[0].Users[0].Locale)
	assert.Nil(t, got.Portals[0].Users[0].LastLoggedAt)
	assert.Equal(t, "notification_1", got.Profiles[0].Notifications[0].ID)
	assert.Equal(t, ms, got.Profiles[0].Notifications[0].CreatedAt)
	assert.Equal(t, ms, got.Profiles[0].Referrals[0].JoinedAt)
	assert.Nil(t, got.Profiles[0].DateOfBirth)
	assert.Equal(t, stateClock.Add(10*time.Minute), got.Sessions[0].SessionExpiresAt)
	assert.Equal(t, stateClock.Add(30*24*time.Hour), got.Sessions[2].RefreshExpiresAt)
}

func TestOneSessionSaysWhenASharedRefreshTokenEnds(t *testing.T) {
	t.Parallel()
	end := time.Date(2030, time.January, 1, 0, 0, 0, 0, time.UTC)
	sessions := []Session{
		{Username: "u", SessionToken: "st_fake_1", RefreshToken: "rt_fake_1"},
		{Username: "u", SessionToken: "st_fake_2", RefreshToken: "rt_fake_1", RefreshExpiresAt: end},
		{Username: "u", SessionToken: "st_fake_3", RefreshToken: "rt_fake_1"},
	}
	for range sessions {
		sessions = append(sessions[1:], sessions[0])
		got := New(t, WithState(State{Profiles: []Profile{{Username: "u"}}, Sessions: sessions})).Snapshot()
		for _, session := range got.Sessions {
			assert.Equal(t, end, session.RefreshExpiresAt)
		}
	}
}

func TestStatesAreDeepCopiedBothWays(t *testing.T) {
	t.Parallel()
	change := func(mine State) {
		*mine.Users[0].TwitterUsername, mine.Users[0].PayID.Name, mine.Users[0].Partners[0] = "x", "x", "x"
		mine.Partners[0].Permissions[0], mine.Sessions[0].Username = "x", "x"
		*mine.Apps[0].Users[0].Email, *mine.Apps[0].Users[0].Wallets[0].ChainID = "x", 1
		mine.ServiceAccounts[0].Portals[0] = "x"
		mine.Portals[0].Roles[0], mine.Portals[0].Users[0].Roles[0] = "x", "x"
		*mine.Portals[0].Users[0].LastLoggedAt = time.Time{}
		*mine.Profiles[0].Biography, *mine.Profiles[0].DateOfBirth, mine.Profiles[0].Containers[0] = "x", "x", "x"
		mine.Profiles[0].Referrals[0].Username, mine.Profiles[0].Notifications[0].Title = "x", "x"
	}
	seed, restored := DefaultState(), DefaultState()
	srv := New(t, WithState(seed), atStateClock())
	before := stateJSON(t, srv.Snapshot())
	change(seed)
	change(srv.Snapshot())
	assert.Equal(t, before, stateJSON(t, srv.Snapshot()))
	srv.Reset()
	assert.Equal(t, before, stateJSON(t, srv.Snapshot()), "the state that Reset comes back to is a copy")
	require.NoError(t, srv.Restore(restored))
	change(restored)
	assert.Equal(t, before, stateJSON(t, srv.Snapshot()), "a state that is restored is copied")
}

func TestWhatIsWrittenDoesNotReachTheSeed(t *testing.T) {
	t.Parallel()
	srv := New(t, WithState(DefaultState()), atStateClock())
	before := stateJSON(t, srv.Snapshot())
	client := srv.Client()
	require.NoError(t, client.Users.Disassociate(t.Context(), DefaultState().Users[0].ID))
	require.NoError(t, client.Notifications.MarkAllRead(t.Context()))
	assert.NotEqual(t, before, stateJSON(t, srv.Snapshot()))
	srv.Reset()
	assert.Equal(t, before, stateJSON(t, srv.Snapshot()))
}

func TestStatesPrintWithoutCredentials(t *testing.T) {
	t.Parallel()
	s := DefaultState()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		for _, value := range []any{s, &s, s.Partners[0], &s.Sessions[0], s.Apps, s.ServiceAccounts[0]} {
			printed := fmt.Sprintf(verb, value)
			for _, secret := range []string{"pk_fake", "app_fake", "sk:fake", "st_fake", "rt_fake"} {
				assert.NotContains(t, printed, secret, verb)
				assert.NotContains(t, printed, fmt.Sprintf("%x", secret), verb)
			}
		}
	}
	var text bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&text, nil))
	log.Info("x", "state", s, "pointer", &s, "partner", s.Partners[0], "app", s.Apps[0], "account", s.ServiceAccounts[0], "session", s.Sessions[0])
	for _, secret := range []string{"pk_fake", "app_fake", "sk:fake", "st_fake", "rt_fake"} {
		assert.NotContains(t, text.String(), secret)
	}
	assert.Contains(t, text.String(), "partner_alpha")
	assert.Equal(t, `{ID:p APIKey:[redacted] Permissions:[]}`, fmt.Sprintf("%+v", Partner{ID: "p", APIKey: "pk_fake_1"}))
	assert.Equal(t, `{Key: Portals:[] AllPortals:false ReadOnly:false}`, fmt.Sprintf("%+v", ServiceAccount{}))
	assert.Equal(t, `{APIKey:[redacted] APISecret:[redacted] WalletDelay:1s Users:[]}`, fmt.Sprintf("%+v", App{APIKey: "app_fake_1", APISecret: "app_fake_2", WalletDelay: Duration(time.Second)}))
	assert.Contains(t, fmt.Sprintf("%+v", Session{Username: "u", SessionToken: "st_fake_1"}), `{Username:u SessionToken:[redacted] `)
}

func TestRolesAreSharedByThoseWhoHaveTheSame(t *testing.T) {
	t.Parallel()
	odd := [][]string{{"a", "b"}, {"a\x00b"}, {`a""b`}, {"ab"}, {"a", "b"}, {}}
	portal := Portal{ID: "p", Roles: []string{"a", "b", "a\x00b", `a""b`, "ab"}}
	for i, roles := range odd {
		portal.Users = append(portal.Users, PortalUser{Email: fmt.Sprint(i), Roles: roles})
	}
	for i, user := range New(t, WithState(State{Portals: []Portal{portal}})).Snapshot().Portals[0].Users {
		assert.Equal(t, odd[i], user.Roles)
	}
}

func TestMadeIDsKeepTheirForm(t *testing.T) {
	t.Parallel()
	s := State{
		Users:   []User{{ID: "00000000-0000-4000-8000-ffffffffffff", Email: "a@x"}, {Email: "b@x", PayID: &PayID{}}, {Email: "c@x", PayID: &PayID{ID: "00000000-0000-4000-9000-ffffffffffff"}}},
		Apps:    []App{{APIKey: "k", APISecret: "s", Users: []AppUser{{UID: "999999999999", UserExternalID: "1"}, {UserExternalID: "2"}}}},
		Portals: []Portal{{ID: "portal_9223372036854775807"}, {}},
	}
	got := New(t, WithState(s), atStateClock()).Snapshot()
	assert.Equal(t, "00000000-0000-4000-8000-000000000001", got.Users[1].ID)
	assert.Equal(t, "00000000-0000-4000-9000-000000000001", got.Users[1].PayID.ID)
	assert.Equal(t, "100000000001", got.Apps[0].Users[1].UID)
	assert.Equal(t, "portal_1", got.Portals[1].ID)
}
