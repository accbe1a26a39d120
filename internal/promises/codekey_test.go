package promises_test

// A key that is one of the API's own codes, as a test's state may have it: what the API says stays as it is.

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/fake"
)

func TestAKeyThatIsACodeHidesNoCode(t *testing.T) {
	t.Parallel()
	state := fake.DefaultState()
	state.Partners[0].APIKey = "CONFLICT"
	state.Sessions[0].RefreshToken = "refresh_token_expired"
	srv := fake.New(t, fake.WithState(state))
	client := srv.Client()
	_, err := client.Users.Create(t.Context(), partnerkit.UserCreateParams{Email: state.Users[0].Email})
	require.ErrorIs(t, err, partnerkit.CodeConflict)
	assert.ErrorContains(t, err, `409 CONFLICT "User already associated with partner"`)

	require.NoError(t, srv.Inject(fake.Fault{Route: "POST /v1/user/auth/refresh-session", Status: 401, Code: partnerkit.CodeRefreshTokenExpired}))
	session, err := client.With(partnerkit.WithSession(partnerkit.RefreshingSession("", "refresh_token_expired")))
	require.NoError(t, err)
	_, err = session.Profile.Referrals(t.Context())
	require.ErrorIs(t, err, partnerkit.CodeRefreshTokenExpired)

	state.Partners[0].APIKey = "pk_fake_CONFLICT"
	require.NoError(t, srv.Restore(state))
	require.NoError(t, srv.Inject(fake.Fault{Route: "POST /v1/users", Status: 409, Body: []byte(
		`{"success":false,"error":{"code":"CONFLICT","message":"for pk_fake_CONFLICT"}}`)}))
	_, err = srv.Client().Users.Create(t.Context(), partnerkit.UserCreateParams{Email: "ada@example.com"})
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "pk_fake_CONFLICT", "a key with a code in it is a key")
}

// The Profile API's code is its message in capitals, and a short token in capitals is not looked for.
func TestACodeMadeOfATokenShowsNone(t *testing.T) {
	t.Parallel()
	transport := roundTrip(func(r *http.Request) (*http.Response, error) {
		return parsed(r, httpAnswer(400, `{"code":1,"message":"st_fake_ab1"}`))
	})
	_, err := tapeClient(t, transport, partnerkit.WithSession(partnerkit.SessionToken("st_fake_ab1"))).Profile.Referrals(t.Context())
	require.ErrorIs(t, err, partnerkit.ErrBadRequest)
	assert.NotContains(t, strings.ToLower(err.Error()), "st_fake_")
}
