package signup_test

// How an application tests itself with the fake. Each test has a fake of its own, so all of them run side by side; no
// test opens a socket or waits in wall time.

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
	signup "github.com/partnerkit/partnerkit-go/examples/testing"
	"github.com/partnerkit/partnerkit-go/fake"
)

const (
	createUser   = "POST /v1/users"
	createMember = "POST /v1/partner-portals/{portalId}/users"
	refresh      = "POST /v1/user/auth/refresh-session"
)

var ada = signup.Person{First: "Ada", Last: "Lovelace", Email: "ada@example.com"}

func desk(client *partnerkit.Client) signup.Desk {
	return signup.Desk{Client: client, Portal: "portal_1", Role: "role_viewer"}
}

// members counts the portal's users with an e-mail, in the fake's own state.
func members(srv *fake.Server, email string) int {
	count := 0
	for _, user := range srv.Snapshot().Portals[0].Users {
		if user.Email == email {
			count++
		}
	}
	return count
}

func TestEnroll(t *testing.T) {
	t.Parallel()
	srv := fake.New(t)

	account, err := desk(srv.Client()).Enroll(t.Context(), ada)

	require.NoError(t, err)
	assert.NotEmpty(t, account.UserID)
	assert.Equal(t, 1, members(srv, ada.Email))
}

// An injected fault: the API is down twice, and then heals. A fault that never fires fails the test.
func TestEnrollOutlivesAnOutage(t *testing.T) {
	t.Parallel()
	srv := fake.New(t)
	require.NoError(t, srv.Inject(fake.Fault{Route: createUser, Status: 503, Times: 2}))

	_, err := desk(srv.Client()).Enroll(t.Context(), ada)

	require.NoError(t, err)
	assert.Len(t, srv.Requests(createUser), 3)
}

// A lost answer: the member was made, and the connection broke before anybody said so.
func TestEnrollMakesNobodyTwice(t *testing.T) {
	t.Parallel()
	srv := fake.New(t)
	require.NoError(t, srv.Inject(fake.Fault{Route: createMember, Drop: true, After: true}))

	first, err := desk(srv.Client()).Enroll(t.Context(), ada)
	require.NoError(t, err)
	again, err := desk(srv.Client()).Enroll(t.Context(), ada)
	require.NoError(t, err)

	assert.Equal(t, first, again)
	assert.Equal(t, 1, members(srv, ada.Email))
}

// The request itself is lost: nobody was made, and the caller must know it.
func TestEnrollSaysWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	srv := fake.New(t)
	require.NoError(t, srv.Inject(fake.Fault{Route: createMember, Drop: true}))

	_, err := desk(srv.Client()).Enroll(t.Context(), ada)

	require.ErrorIs(t, err, partnerkit.ErrOutcomeUnknown)
	assert.Zero(t, members(srv, ada.Email))
}

// Virtual time: an hour of Retry-After passes at once.
func TestEnrollWaitsAsLongAsItIsTold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := fake.New(t) // in the bubble
		patient, err := srv.Client().With(partnerkit.WithRetry(partnerkit.Retry{MaxWait: 2 * time.Hour}))
		require.NoError(t, err)
		require.NoError(t, srv.Inject(fake.Fault{Route: createMember, Status: 429, RetryAfter: time.Hour}))

		start := time.Now()
		_, err = desk(patient).Enroll(t.Context(), ada)

		require.NoError(t, err)
		assert.Equal(t, time.Hour, time.Since(start).Truncate(time.Hour))
	})
}

// A session ends after ten minutes, and is renewed without the caller's doing.
func TestSessionIsRenewed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := fake.New(t)
		client := srv.Client()
		time.Sleep(11 * time.Minute) // in the bubble

		_, err := client.Profile.Referrals(t.Context())

		require.NoError(t, err)
		assert.Len(t, srv.Requests(refresh), 1)
	})
}
