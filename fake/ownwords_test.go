package fake

// A state whose credentials are short, or words of the APIs' own: what is printed stays readable.

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/fake/internal/secret"
)

func wordsForCredentials() State {
	state := DefaultState()
	state.Partners[0].APIKey = "CONFLICT"
	state.Partners[1].APIKey = "user"
	state.Apps[0].APIKey, state.Apps[0].APISecret = "required", "user_external_id"
	state.ServiceAccounts[0].Key = "sk:id"
	state.Sessions[0].SessionToken, state.Sessions[0].RefreshToken = "session", "refresh-session"
	return state
}

func TestCredentialsThatAreWordsCorruptNothing(t *testing.T) {
	t.Parallel()
	s := New(t, WithState(wordsForCredentials()))
	client, ctx := s.Client(), t.Context()
	_, err := client.Users.Create(ctx, partnerkit.UserCreateParams{Email: DefaultState().Users[0].Email})
	require.ErrorIs(t, err, partnerkit.ErrUserAlreadyAssociated)
	require.ErrorIs(t, err, partnerkit.CodeConflict)
	assert.Contains(t, err.Error(), `409 CONFLICT "User already associated with partner"`)

	require.NoError(t, s.Advance(11*time.Minute))
	_, err = client.Profile.Referrals(ctx)
	require.NoError(t, err)
	_, err = client.AppUsers.Create(ctx, partnerkit.AppUserCreateParams{UserExternalID: DefaultState().Apps[0].Users[0].UserExternalID})
	require.ErrorIs(t, err, partnerkit.ErrUserExists)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, BaseURL+"/v1/user", nil)
	require.NoError(t, err)
	response, err := s.Transport().RoundTrip(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())

	var all []string
	for _, r := range s.Requests() {
		all = append(all, r.String(), r.Body)
	}
	printed := strings.Join(all, "\n")
	assert.Contains(t, printed, "POST /v1/user/auth/refresh-session -> 200")
	assert.Contains(t, printed, `{"user_external_id":"user_external_id_1"}`)
	assert.NotContains(t, strings.ReplaceAll(printed, `{"refreshToken":"[redacted]"}`, ""), secret.Redacted)
}
