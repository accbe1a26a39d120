package promises_test

// What one answer must not lend to another, and which of several words an error repeats.

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

func TestAnAnswerHoldsNothingOfTheOneBefore(t *testing.T) {
	t.Parallel()
	p := tapeOf(
		httpAnswer(201, `{"success":false,"data":{"id":"`+aliceID+`","email":"ada@example.com"}}`),
		httpAnswer(201, `{"success":true}`),
	)
	_, err := tapeClient(t, p).Users.Create(t.Context(), partnerkit.UserCreateParams{Email: "ada@example.com"},
		partnerkit.WithRepeat(), partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 2, MinWait: 1, MaxWait: 1}))
	require.ErrorIs(t, err, partnerkit.ErrMalformedResponse, "the second answer has no user")
	assert.Len(t, p.requests(), 2)
}

func TestTheFirstDetailNamesAnError(t *testing.T) {
	t.Parallel()
	p := tapeOf(httpAnswer(400, `{"success":false,"error":{"type":"validation_error","detail":[`+
		`{"code":"required","message":"First."},{"code":"invalid","message":"Second.","field_name":"uid"}]}}`))
	_, err := tapeClient(t, p).AppUsers.GetByExternalID(t.Context(), "ext-1")
	assert.Equal(t, partnerkit.CodeAppRequired, asError(err).Code)
	assert.Equal(t, "First.", asError(err).Message)
	assert.Equal(t, []partnerkit.FieldError{{Field: "uid", Message: "Second."}}, asError(err).Fields)
}

// leavingSource has one token, and ends the call's context when that is refused.
type leavingSource struct{ leave context.CancelFunc }

// Token gives the same token again.
func (s leavingSource) Token(_ context.Context, refused string, _ partnerkit.RefreshFunc) (string, error) {
	if refused != "" {
		s.leave()
	}
	return tapeSession, nil
}

func TestASourceWithoutASessionSaysSoOnAContextThatEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	p := tapeOf(httpAnswer(401, `{"code":401,"message":"session_token_expired"}`))
	client := tapeClient(t, p, partnerkit.WithSession(leavingSource{cancel}))
	_, err := client.Profile.Get(ctx, []partnerkit.ProfileField{partnerkit.ProfileFieldUsername})
	require.ErrorIs(t, err, partnerkit.ErrSessionExpired)
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, 401, asError(err).Status)
	assert.Len(t, p.requests(), 1)
}

// An answer with data and an error of no known shape is neither.
func TestAnErrorThatIsNotTheAPIsUnderAGoodStatus(t *testing.T) {
	t.Parallel()
	p := tapeOf(httpAnswer(201, `{"success":true,"data":{"id":"`+aliceID+`"},"error":{"reason":"none"}}`))
	_, err := tapeClient(t, p).Users.Create(t.Context(), partnerkit.UserCreateParams{Email: "ada@example.com"})
	require.ErrorIs(t, err, partnerkit.ErrMalformedResponse)
	require.ErrorIs(t, err, partnerkit.ErrOutcomeUnknown)
}

func TestAProfileHasOneOfTheMembersAskedFor(t *testing.T) {
	t.Parallel()
	for body, whole := range map[string]bool{`{}`: false, `{"handle":"ada"}`: false, `{"biography":null}`: true, `{"biography":"b"}`: true} {
		p := tapeOf(httpAnswer(200, body))
		_, err := tapeClient(t, p).Profile.Get(t.Context(), []partnerkit.ProfileField{partnerkit.ProfileFieldBiography})
		if whole {
			require.NoError(t, err, body)
		} else {
			require.ErrorIs(t, err, partnerkit.ErrMalformedResponse, body)
		}
	}
}

// A body in the API's shape that says nothing is anybody's.
func TestABodyThatSaysNothingIsNotTheAPIs(t *testing.T) {
	t.Parallel()
	app := tapeOf(httpAnswer(404, `{"success":false,"error":{"detail":{}}}`))
	_, err := tapeClient(t, app).AppUsers.GetByExternalID(t.Context(), "ext-1")
	require.ErrorContains(t, err, "the body is not the API's error")
	portals := tapeOf(httpAnswer(404, `{"status_code":404,"message":""}`))
	_, err = tapeClient(t, portals).PortalUsers.Get(t.Context(), "portal_1", "pu_1")
	require.ErrorIs(t, err, partnerkit.ErrNotFound)
	require.NotErrorIs(t, err, partnerkit.ErrUserNotFound)
}

// A server may have cut the pages before shorter than those from here on.
func TestAListingFromALaterPageOnIsWhole(t *testing.T) {
	t.Parallel()
	says := map[string]int{"limit": 3, "total": 8}
	p := tapeOf(notificationAnswer(says, "c", "d", "e"), notificationAnswer(says, "f", "g", "h"), notificationAnswer(says))
	names, err := allNotifications(t, p, pageOf(3, 3))
	require.NoError(t, err)
	assert.Equal(t, []string{"c", "d", "e", "f", "g", "h"}, names)
}
