package fake

// The real client against the fake: every credential, and hours of waiting that take no time.

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// oneCallEach makes a call of each of the four APIs.
func oneCallEach(t *testing.T, s *Server, client *partnerkit.Client) map[string]error {
	t.Helper()
	state, errs := s.Snapshot(), map[string]error{}
	_, errs["partner"] = client.Users.Get(t.Context(), DefaultState().Users[0].ID)
	_, errs["app"] = client.AppUsers.GetByExternalID(t.Context(), DefaultState().Apps[0].Users[0].UserExternalID)
	_, errs["portals"] = client.PortalUsers.List(t.Context(), DefaultState().Portals[0].ID, partnerkit.PortalUserListParams{})
	_, errs["profile"] = client.Profile.Referrals(t.Context())
	assert.Equal(t, state, s.Snapshot())
	return errs
}

func TestClientHoldsEveryCredential(t *testing.T) {
	t.Parallel()
	s := New(t)
	for api, err := range oneCallEach(t, s, s.Client()) {
		require.NoError(t, err, api)
	}
	kinds := map[string]string{}
	for _, r := range s.Requests() {
		kinds[r.API] = r.Credential
	}
	assert.Len(t, kinds, 4)
	for api, kind := range kinds {
		assert.NotContains(t, []string{"", "none", "unknown"}, kind, api)
	}
	one, other := s.Client(), s.Client()
	assert.NotSame(t, one, other, "each call makes another")
}

func TestClientLeavesOutWhatIsNotThere(t *testing.T) {
	t.Parallel()
	s := New(t, WithState(State{}))
	assert.Equal(t, Credentials{}, s.Credentials())
	for api, err := range oneCallEach(t, s, s.Client()) {
		require.ErrorIs(t, err, partnerkit.ErrNoCredential, api)
	}
	assert.Empty(t, s.Requests())
}

func TestClientLeavesOutWhatItWouldNotTake(t *testing.T) {
	t.Parallel()
	state := DefaultState()
	state.Partners[0].APIKey = "pk fake with spaces"
	s := New(t, WithState(state))
	errs := oneCallEach(t, s, s.Client())
	require.ErrorIs(t, errs["partner"], partnerkit.ErrNoCredential)
	delete(errs, "partner")
	for api, err := range errs {
		require.NoError(t, err, api)
	}
}

func TestHourOfRetryAfter(t *testing.T) {
	t.Parallel()
	socketlessClient(t, func(t *testing.T, s *Server, client *partnerkit.Client) {
		require.NoError(t, s.Inject(Fault{Route: createRoute, Status: http.StatusTooManyRequests, RetryAfter: time.Hour}))
		begun := time.Now()
		_, err := client.Users.Create(t.Context(), partnerkit.UserCreateParams{Email: "grace@example.com"})
		require.NoError(t, err)
		assert.GreaterOrEqual(t, time.Since(begun), time.Hour)
		assert.Len(t, s.Requests(createRoute), 2)
	})
}

func TestSessionExpires(t *testing.T) {
	t.Parallel()
	for name, pass := range map[string]func(*Server){
		"slept":    func(*Server) { time.Sleep(11 * time.Minute) },
		"advanced": func(s *Server) { _ = s.Advance(11 * time.Minute) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			socketlessClient(t, func(t *testing.T, s *Server, client *partnerkit.Client) {
				_, err := client.Profile.Referrals(t.Context())
				require.NoError(t, err)
				pass(s)
				_, err = client.Profile.Referrals(t.Context())
				require.NoError(t, err, "the client refreshed its session")
				assert.Len(t, s.Requests("POST /v1/user/auth/refresh-session"), 1)
				for _, r := range s.Requests("POST /v1/user/auth/refresh-session") {
					assert.JSONEq(t, `{"refreshToken":"[redacted]"}`, r.Body)
				}
			})
		})
	}
}

func TestQuotaWindowPasses(t *testing.T) {
	t.Parallel()
	socketlessClient(t, func(t *testing.T, s *Server, client *partnerkit.Client) {
		begun := time.Now()
		for range 101 {
			_, err := client.Users.Get(t.Context(), DefaultState().Users[0].ID)
			require.NoError(t, err)
		}
		assert.InDelta(t, time.Minute, time.Since(begun), float64(2*time.Second))
		assert.Len(t, s.Requests("GET /v1/users/{id}"), 102, "one was throttled and came again")
	})
}

// socketlessClient gives a client that waits as long as it is told, over each way in that needs no socket.
func socketlessClient(t *testing.T, test func(*testing.T, *Server, *partnerkit.Client)) {
	t.Helper()
	socketless(t, func(t *testing.T, s *Server, transport http.RoundTripper) {
		client, err := s.Client().With(
			partnerkit.WithHTTPClient(&http.Client{Transport: transport}),
			partnerkit.WithRetry(partnerkit.Retry{MinWait: 1, MaxWait: 2 * time.Hour}),
		)
		require.NoError(t, err)
		test(t, s, client)
	}, WithQuotas())
}
