package fake

// What stays true after a state was replaced by another: its credentials stay hidden, and its cursors are nobody's.

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// statusOf sends a request with a key, and gives the status.
func statusOf(t *testing.T, srv *Server, method, target, key, body string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, BaseURL+target, strings.NewReader(body))
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+key)
	req.Header.Set("Content-Type", "application/json")
	res, err := srv.Transport().RoundTrip(req)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	return res.StatusCode
}

func TestCredentialsOfAReplacedStateStayOutOfTheLog(t *testing.T) {
	t.Parallel()
	srv := New(t)
	hidden := srv.Credentials()
	statusOf(t, srv, "GET", "/v1/users/"+hidden.PartnerKey+"?note="+hidden.ServiceAccountKey, "pk_fake_other", "")
	statusOf(t, srv, "POST", "/v1/users", hidden.PartnerKey, `{"email":"a@example.com","twitterUsername":"`+hidden.RefreshToken+`"}`)
	for range 2 {
		require.NoError(t, srv.Restore(State{}))
		for _, r := range srv.Requests() {
			for _, secret := range []string{hidden.PartnerKey, hidden.ServiceAccountKey, hidden.RefreshToken} {
				assert.NotContains(t, r.Path+r.Query+r.Body, secret)
			}
		}
	}
}

func TestACredentialOfDigitsIsNoNumberInTheLog(t *testing.T) {
	t.Parallel()
	srv := New(t, WithState(State{Partners: []Partner{{ID: "p", APIKey: "1234567890"}}}))
	statusOf(t, srv, "POST", "/v1/users", "pk_fake_other", `{"email":1234567890,"more":[12,-1234567890 ,1.5e3]}`)
	require.Len(t, srv.Requests(), 1)
	assert.Equal(t, `{"email":"[redacted]","more":[12,"[redacted]" ,1.5e3]}`, srv.Requests()[0].Body) //nolint:testifylint // to the byte
}

func TestCursorsOfAnotherStateAreNotOurs(t *testing.T) {
	t.Parallel()
	srv := New(t)
	state := DefaultState()
	key := state.ServiceAccounts[0].Key
	page := "/v1/partner-portals/" + state.Portals[0].ID + "/users?limit=1&after="
	require.NoError(t, srv.Restore(state))
	list, err := srv.Client().PortalUsers.List(t.Context(), state.Portals[0].ID, partnerkit.PortalUserListParams{Limit: 1})
	require.NoError(t, err)
	require.NotEmpty(t, list.Next)
	require.Equal(t, http.StatusOK, statusOf(t, srv, "GET", page+list.Next, key, ""))
	srv.Reset()
	require.NoError(t, srv.Restore(state))
	assert.Equal(t, http.StatusBadRequest, statusOf(t, srv, "GET", page+list.Next, key, ""))
}
