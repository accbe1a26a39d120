package fake

// Where the clock ends: no time that the fake makes may be one that JSON cannot write.

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// lastHour is an hour before the clock ends.
var lastHour = time.Date(9998, time.December, 31, 23, 0, 0, 0, time.UTC)

func TestTheClockEnds(t *testing.T) {
	t.Parallel()
	s, err := Start(WithClock(func() time.Time { return lastHour.In(time.FixedZone("", 3600)) }), WithWalletDelay(1<<62))
	require.NoError(t, err)
	defer s.Close()

	require.EqualError(t, s.Advance(2*time.Hour),
		"fake: advance: 2h0m0s from 9998-12-31T23:00:00Z leads past 9999-01-01T00:00:00Z, where the clock ends: JSON has no room for later years")
	assert.True(t, s.Now().Equal(lastHour), "what is refused changes nothing")
	require.NoError(t, s.Advance(time.Hour))
	require.ErrorContains(t, s.Advance(1), "where the clock ends")

	writeEverything(t, s)
	before := stateJSON(t, s.Snapshot())
	assert.Contains(t, before, `"walletsAt":"9999-12-31T23:59:59.999999Z"`, "the last time that has a year of four digits")
	state, err := ParseState([]byte(before))
	require.NoError(t, err)
	require.NoError(t, s.Restore(state))
	assert.Equal(t, before, stateJSON(t, s.Snapshot()))
}

// writeEverything makes whatever has a time: a user, an app's user with a wallet to come, a session, a window of a quota.
func writeEverything(t *testing.T, s *Server) {
	t.Helper()
	require.NoError(t, s.Restore(DefaultState()), "the ends of its sessions are counted from now")
	status, body := send(t, s, addUser(t.Context(), t, s, BaseURL, "grace"))
	require.Equal(t, http.StatusCreated, status, body)
	_, err := s.Client().AppUsers.Create(t.Context(), partnerkit.AppUserCreateParams{})
	require.NoError(t, err)
	refresh := strings.NewReader(`{"refreshToken":"` + s.Credentials().RefreshToken + `"}`)
	status, body = send(t, s, partnerRequest(t.Context(), t, s, http.MethodPost, BaseURL+"/v1/user/auth/refresh-session", refresh))
	require.Equal(t, http.StatusOK, status, body)
	assert.Equal(t, s.Now().Add(time.Minute), s.Quotas().Quotas[0].Resets)
}

func TestAClockThatRunsPastItsEndStandsThere(t *testing.T) {
	t.Parallel()
	var years atomic.Int64
	s := New(t, WithClock(func() time.Time { return lastHour.AddDate(int(years.Load()), 0, 0) }))
	for year, want := range map[int64]time.Time{
		1: time.Date(9999, time.January, 1, 0, 0, 0, 0, time.UTC), -9999: time.Date(0, time.January, 1, 0, 0, 0, 0, time.UTC),
	} {
		years.Store(year)
		assert.Equal(t, want, s.Now())
		writeEverything(t, s)
		stateJSON(t, s.Snapshot())
	}
}

func TestAClockMustBeginWhereItsTimesCanBeWritten(t *testing.T) {
	t.Parallel()
	for at, fine := range map[time.Time]bool{
		lastHour: true,
		time.Date(9999, 1, 1, 0, 0, 0, 1, time.UTC):                       false,
		time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC):                          true,
		time.Date(-1, 12, 31, 0, 0, 0, 0, time.UTC):                       false,
		lastHour.In(time.FixedZone("", 14*3600)):                          true,
		time.Date(9998, 12, 31, 23, 0, 0, 0, time.FixedZone("", -3*3600)): false,
	} {
		s, err := Start(WithClock(func() time.Time { return at }))
		if fine {
			require.NoError(t, err)
			s.Close()
			continue
		}
		require.ErrorContains(t, err, "fake: WithClock: ")
		assert.Contains(t, err.Error(), " is not between 0000-01-01T00:00:00Z and 9999-01-01T00:00:00Z")
		assert.NotContains(t, err.Error(), "\n")
	}
}
