package fake

// Clients that a test makes itself: by a program's own constructor, for another partner, and as copies.

import (
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// production makes a client as a program would: with addresses, credentials and repeats of its own.
func production(opts ...partnerkit.Option) (*partnerkit.Client, error) {
	own := []partnerkit.Option{
		partnerkit.WithPartnerKey("pk_fake_of_production"), partnerkit.WithPortalsBaseURL("https://portals.invalid"),
		partnerkit.WithProfileBaseURL("https://profile.invalid"), partnerkit.WithPartnerBaseURL("https://partner.invalid"),
		partnerkit.WithAppBaseURL("https://app.invalid"), partnerkit.WithUserAgent("production"),
		partnerkit.WithHTTPClient(&http.Client{Timeout: time.Second}),
		partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 5, MinWait: time.Hour, MaxWait: 2 * time.Hour}),
	}
	return partnerkit.New(append(own, opts...)...)
}

func TestOptionsWinOverAConstructorsOwn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := New(t)
		client, err := production(s.Options()...)
		require.NoError(t, err)
		for api, err := range oneCallEach(t, s, client) {
			require.NoError(t, err, api)
		}
		require.NoError(t, s.Inject(Fault{Route: "GET /v1/users/{id}", Status: http.StatusServiceUnavailable, Times: 4}))
		begun := time.Now()
		_, err = client.Users.Get(t.Context(), DefaultState().Users[0].ID)
		require.NoError(t, err, "its own number of attempts stands")
		assert.Less(t, time.Since(begun), time.Second, "and nothing is waited for")
	})
}

func TestOptionsLeaveOutWhatIsNotThere(t *testing.T) {
	t.Parallel()
	s := New(t, WithState(State{}))
	client, err := partnerkit.New(s.Options()...)
	require.NoError(t, err)
	for api, err := range oneCallEach(t, s, client) {
		require.ErrorIs(t, err, partnerkit.ErrNoCredential, api)
	}
}

// A copy has no backoff either, whatever it changes, unless it asks for one.
func TestCopiesHaveNoBackoff(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		options []partnerkit.Option
		waits   bool
	}{
		"more attempts":  {options: []partnerkit.Option{partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 4})}},
		"longest wait":   {options: []partnerkit.Option{partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 4, MaxWait: time.Hour})}},
		"asked for":      {options: []partnerkit.Option{partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 4, MinWait: time.Minute, MaxWait: time.Hour})}, waits: true},
		"something else": {options: []partnerkit.Option{partnerkit.WithTimeout(time.Minute), partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 4})}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := New(t)
				client, err := s.Client().With(test.options...)
				require.NoError(t, err)
				require.NoError(t, s.Inject(Fault{Route: "GET /v1/users/{id}", Status: http.StatusServiceUnavailable, Times: 3}))
				begun := time.Now()
				_, err = client.Users.Get(t.Context(), DefaultState().Users[0].ID)
				require.NoError(t, err)
				assert.Equal(t, test.waits, time.Since(begun) > time.Second)
			})
		})
	}
}

func TestClientForAPartner(t *testing.T) {
	t.Parallel()
	s := New(t)
	alpha, beta := DefaultState().Partners[0].ID, DefaultState().Partners[1].ID
	user, err := s.ClientFor(alpha).Users.Create(t.Context(), partnerkit.UserCreateParams{Email: "ada@example.com"})
	require.NoError(t, err)
	_, err = s.ClientFor(beta).Users.Get(t.Context(), user.ID)
	require.ErrorIs(t, err, partnerkit.ErrUserNotFound, "another partner's user")
	again, err := s.ClientFor(beta).Users.Create(t.Context(), partnerkit.UserCreateParams{Email: "ada@example.com"})
	require.NoError(t, err)
	assert.Equal(t, user.ID, again.ID)
	for api, err := range oneCallEach(t, s, s.ClientFor(alpha)) {
		require.NoError(t, err, api)
	}
}

func TestClientForNobody(t *testing.T) {
	t.Parallel()
	s, err := Start()
	require.NoError(t, err)
	t.Cleanup(s.Close)
	_, err = s.ClientFor("partner_gamma").Users.Get(t.Context(), DefaultState().Users[0].ID)
	require.ErrorIs(t, err, partnerkit.ErrNoCredential)
	assert.Empty(t, s.Requests())
}

// The documentation has every route, in the order of Routes.
func TestRoutesAreDocumented(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	_, table, found := strings.Cut(string(text), "// # Routes\n")
	require.True(t, found)
	table, _, _ = strings.Cut(table, "// # Faults\n")
	var documented []string
	for line := range strings.Lines(table) {
		if row, ok := strings.CutPrefix(line, "//\t"); ok {
			name, _, _ := strings.Cut(row, "  ")
			documented = append(documented, name)
		}
	}
	assert.Equal(t, Routes(), documented)
}
