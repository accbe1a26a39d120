package promises_test

// What fmt shows of a client, and of the context that its middleware is handed.

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

func TestAClientShowsItsNameAlone(t *testing.T) {
	t.Parallel()
	client := tapeClient(t, tapeOf(httpAnswer(200, aliceBody)))
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d"} {
		assert.Equal(t, "partnerkit.Client", fmt.Sprintf(verb, client))
		assert.Equal(t, "partnerkit.Client", fmt.Sprintf(verb, *client))
	}
}

// shownTo is a limiter that prints its context.
type shownTo struct{ shown *string }

func (s shownTo) Wait(ctx context.Context) error {
	for _, verb := range []string{"%v", "%+v", "%#v"} {
		*s.shown += fmt.Sprintf(verb, ctx)
	}
	return nil
}

func TestTheContextOfACallShowsNothingOfIt(t *testing.T) {
	t.Parallel()
	shown := ""
	p := tapeOf(httpAnswer(200, aliceBody))
	transport := roundTrip(func(r *http.Request) (*http.Response, error) {
		_ = shownTo{&shown}.Wait(r.Context())
		return p.RoundTrip(r)
	})
	_, err := tapeClient(t, transport, partnerkit.WithLimiter(shownTo{&shown})).Users.Get(t.Context(), aliceID)
	require.NoError(t, err)
	assert.NotEmpty(t, shown)
	assert.NotContains(t, shown, aliceID, "the path of the request")
	assert.NotContains(t, shown, tapePartner)
}

// An error shows no token that its attempt was signed with, named as one or not.
func TestASignedTokenIsNotShown(t *testing.T) {
	t.Parallel()
	token := ""
	p := &tape{reply: func(_ int, r *http.Request) string {
		token = strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		return httpAnswer(400, `{"success":false,"error":{"type":"client_error","detail":{"code":"invalid","message":"got `+token+`"}}}`)
	}}
	_, err := tapeClient(t, p).AppUsers.GetByExternalID(t.Context(), "ext-1")
	require.ErrorIs(t, err, partnerkit.ErrBadRequest)
	require.NotEmpty(t, token)
	assert.NotContains(t, err.Error(), token[:20])
	assert.NotContains(t, string(asError(err).Body), token[:20])
}
