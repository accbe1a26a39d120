package promises_test

// What is asked for again, and what that costs, where an answer is not what it seems.

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

func TestASuccessThatCannotBeReadIsNotAskedForAgain(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{"success":true,"data":{}}`, "[]", "", "<html>"} {
		p := tapeOf(httpAnswer(200, body))
		_, err := tapeClient(t, p, partnerkit.WithRetry(partnerkit.Retry{MinWait: 1, MaxWait: 1})).Users.Get(t.Context(), aliceID)
		require.ErrorIs(t, err, partnerkit.ErrMalformedResponse)
		assert.Len(t, p.requests(), 1, "the same would come again")
	}
}

// everySecond is middleware that answers every second request by itself.
func everySecond(next http.RoundTripper) http.RoundTripper {
	asked := 0
	return roundTrip(func(r *http.Request) (*http.Response, error) {
		if asked++; asked%2 == 0 {
			return &http.Response{StatusCode: http.StatusNotFound, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("{}")), Request: r}, nil
		}
		return next.RoundTrip(r)
	})
}

func TestWhatMiddlewareAnswersDoesNotFillTheBudget(t *testing.T) {
	t.Parallel()
	p := tapeOf(httpAnswer(503, "{}"))
	client := tapeClient(t, p, partnerkit.WithMiddleware(everySecond), partnerkit.WithRetry(partnerkit.Retry{MinWait: 1, MaxWait: 1}))
	for range 100 {
		_, err := client.Users.Get(t.Context(), aliceID)
		require.ErrorIs(t, err, partnerkit.ErrNotFound)
	}
	_, err := client.Users.Get(t.Context(), aliceID)
	require.ErrorIs(t, err, partnerkit.ErrServer)
	assert.ErrorContains(t, err, "the retry budget is empty")
}
