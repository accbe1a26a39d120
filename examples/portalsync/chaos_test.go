package main

// The proof: a large file, a backend that fails in every way it can, two interruptions.

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/fake"
)

const (
	chaosSeed = 2026
	chaosRate = 0.15
)

// emailsOf are the e-mails of people.
func emailsOf(first, last int) []string {
	var list []string
	for n := first; n <= last; n++ {
		list = append(list, fmt.Sprintf("person%d@example.com", n))
	}
	return list
}

// crowded is a portal with the first tenth of the people, e-mails in upper case, and as many strangers.
func crowded(rows int) fake.State {
	state := fake.DefaultState()
	users := make([]fake.PortalUser, 0, rows/5)
	for n := 1; n <= rows/10; n++ {
		users = append(users,
			fake.PortalUser{FirstName: "F", LastName: "L", Email: fmt.Sprintf("PERSON%d@EXAMPLE.COM", n), Roles: []string{"role_viewer"}},
			fake.PortalUser{FirstName: "F", LastName: "L", Email: fmt.Sprintf("stranger%d@example.com", n), Roles: []string{"role_viewer"}})
	}
	state.Portals[0].Users = users
	return state
}

// highest is the greatest number that the portal's ids have come to: the fake numbers whom it makes one by one.
func highest(t *testing.T, srv *fake.Server) int {
	t.Helper()
	most := 0
	for _, user := range srv.Snapshot().Portals[0].Users {
		n, err := strconv.Atoi(strings.TrimPrefix(user.ID, "portal_user_"))
		require.NoError(t, err)
		most = max(most, n)
	}
	return most
}

// interruptedAfter runs the program, and presses Ctrl-C at the nth answer to a creation, while others are under way.
func interruptedAfter(t *testing.T, client *partnerkit.Client, file string, n int64) outcome {
	t.Helper()
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	var answers atomic.Int64
	watched, err := client.With(partnerkit.WithMiddleware(counting("PortalUsers.Create", func() {
		if answers.Add(1) == n {
			interrupt()
		}
	})))
	require.NoError(t, err)
	return perform(ctx, watched, file, "-workers", "8")
}

func TestChaosAndInterruptions(t *testing.T) {
	t.Parallel()
	rows := 10_000
	if testing.Short() {
		rows = 1_000
	}
	synctest.Test(t, func(t *testing.T) {
		srv := fake.New(t, fake.WithState(crowded(rows)), fake.Chaos(chaosSeed, chaosRate))
		client, err := srv.Client().With(partnerkit.WithRetry(patience))
		require.NoError(t, err)
		file := header + people(1, rows)
		before := highest(t, srv)

		for range 2 {
			got := interruptedAfter(t, client, file, int64(rows/3))
			require.Equal(t, exitInterrupted, got.code, got.out)
		}
		between := emails(srv)
		require.Greater(t, len(between), rows/2, "the interruptions came in the middle")
		require.NotSubset(t, between, emailsOf(1, rows))

		got := perform(t.Context(), client, file, "-workers", "8")
		require.Equal(t, exitEqual, got.code, got.errOut)

		assert.ElementsMatch(t, emailsOf(1, rows), emails(srv), "the portal equals the file")
		assert.Equal(t, before+rows-rows/10, highest(t, srv), "each was made once: as many ids were given as people were missing")
		for _, user := range srv.Snapshot().Portals[0].Users[:rows/10] {
			assert.Equal(t, strings.ToUpper(user.Email), user.Email, "who was there was left")
		}
		assert.Greater(t, len(srv.ChaosCounts()), 15, "it was chaos: %v", srv.ChaosCounts())

		state := srv.Snapshot()
		got = perform(t.Context(), client, file)
		require.Equal(t, exitEqual, got.code, got.errOut)
		assert.Equal(t, fmt.Sprintf("0 created, 0 deleted, %d left as they were\n", rows), got.out)
		assert.Equal(t, state, srv.Snapshot())
	})
}
