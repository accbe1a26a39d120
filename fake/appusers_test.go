package fake

// What a test controls of an app's users: when their wallets come, and what a state says of them.

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// standing is a clock that Advance alone moves.
func standing() Option { return WithClock(func() time.Time { return stateClock }) }

// newWallets makes a user with the client, and tells how many wallets they have.
func newWallets(t *testing.T, client *partnerkit.Client) (uid string, wallets func() int) {
	t.Helper()
	uid, err := client.AppUsers.Create(t.Context(), partnerkit.AppUserCreateParams{})
	require.NoError(t, err)
	return uid, func() int {
		user, err := client.AppUsers.Get(t.Context(), uid)
		require.NoError(t, err)
		return len(user.Wallets)
	}
}

func TestAWalletComesByTheClockAlone(t *testing.T) {
	t.Parallel()
	srv := New(t, standing(), WithWalletDelay(time.Hour))
	_, wallets := newWallets(t, srv.Client())
	assert.Zero(t, wallets())
	require.NoError(t, srv.Advance(time.Hour-time.Microsecond))
	assert.Zero(t, wallets())
	require.NoError(t, srv.Advance(time.Microsecond))
	assert.Equal(t, 1, wallets())
}

func TestAnAppsOwnDelayWins(t *testing.T) {
	t.Parallel()
	state := DefaultState()
	state.Apps[0].WalletDelay = Duration(time.Minute)
	srv := New(t, standing(), WithWalletDelay(time.Hour), WithState(state))
	uid, wallets := newWallets(t, srv.Client())
	require.NoError(t, srv.Advance(time.Minute))
	assert.Equal(t, 1, wallets())
	users := srv.Snapshot().Apps[0].Users
	made := users[len(users)-1]
	assert.Equal(t, uid, made.UID)
	assert.Equal(t, made.CreatedAt.Add(time.Minute), made.WalletsAt, "kept once it is past")
}

// The option is the server's, and no part of its state.
func TestTheDelayOfAServerIsKept(t *testing.T) {
	t.Parallel()
	srv := New(t, standing(), WithWalletDelay(time.Hour))
	snapshot := srv.Snapshot()
	assert.Zero(t, snapshot.Apps[0].WalletDelay)
	assert.NotContains(t, stateJSON(t, snapshot), "walletDelay")
	for _, control := range []func(){srv.Reset, func() { require.NoError(t, srv.Restore(snapshot)) }} {
		control()
		_, wallets := newWallets(t, srv.Client())
		assert.Zero(t, wallets())
	}
}

func TestADelayThatIsNegative(t *testing.T) {
	t.Parallel()
	_, err := Start(WithWalletDelay(-1))
	require.EqualError(t, err, "fake: WithWalletDelay: negative duration -1ns")
	state := DefaultState()
	state.Apps[0].WalletDelay = -1
	_, err = Start(WithState(state))
	require.EqualError(t, err, "apps[0].walletDelay: -1ns is negative")
}

func TestAnAppsUsersInJSON(t *testing.T) {
	t.Parallel()
	const seed = `{"apps":[{"apiKey":"ak_fake_1","apiSecret":"as_fake_1","walletDelay":"90m","users":[` +
		`{"user_external_id":null,"email":null,"walletsAt":"2026-03-01T10:00:00Z"},{"email":"a@example.com"},{},{"user_external_id":"x"}]}]}`
	state, err := ParseState([]byte(seed))
	require.NoError(t, err)
	assert.Equal(t, Duration(90*time.Minute), state.Apps[0].WalletDelay)
	srv := New(t, standing(), WithState(state))
	text := stateJSON(t, srv.Snapshot())
	assert.Contains(t, text, `"walletDelay":"1h30m0s"`)
	assert.Contains(t, text, `{"uid":"100000000001","created_at":"2026-03-01T09:00:00.123456Z","email":null,"user_external_id":null,"walletsAt":"2026-03-01T10:00:00Z","wallets":[]}`)
	assert.Contains(t, text, `{"uid":"100000000004","created_at":"2026-03-01T09:00:00.123456Z","email":null,"user_external_id":"x","wallets":[]}`)
	again, err := ParseState([]byte(text))
	require.NoError(t, err)
	require.NoError(t, srv.Restore(again))
	assert.Equal(t, text, stateJSON(t, srv.Snapshot()))
	var plain State
	require.NoError(t, json.Unmarshal([]byte(text), &plain))
	assert.Equal(t, again, plain, "encoding/json reads what ParseState reads")
}

func TestTheSameCallsMakeTheSameUsers(t *testing.T) {
	t.Parallel()
	one, two := New(t, standing()), New(t, standing())
	for _, srv := range []*Server{one, two} {
		for range 3 {
			newWallets(t, srv.Client())
		}
	}
	assert.Equal(t, stateJSON(t, one.Snapshot()), stateJSON(t, two.Snapshot()))
	addresses := map[string]bool{}
	for _, user := range one.Snapshot().Apps[0].Users[2:] {
		require.Len(t, user.Wallets, 1)
		assert.Regexp(t, "^0x[0-9a-f]{40}$", user.Wallets[0].Address)
		addresses[user.Wallets[0].Address] = true
	}
	assert.Len(t, addresses, 3)
}
