package partnerkit

// The App API's token: the documented vector, when a new one is signed, and that
// the secret stays here.

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	vectorKey    = "test_api_key"
	vectorSecret = "test_api_secret_0123456789abcdef0123456789"
	vectorToken  = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9." +
		"eyJyZXNvdXJjZSI6IioiLCJhY3Rpb24iOiIqIiwidXNlcl9pZCI6IioiLCJhcGlfa2V5IjoidGVzdF9hcGlfa2V5In0." +
		"mcbJ5yh3ODcvZUJC8JjRqHboH7CI3W7PT0tk7Mw7CjA"
)

func TestTheDocumentedToken(t *testing.T) {
	t.Parallel()
	token, err := appToken(vectorKey, vectorSecret, nil)
	require.NoError(t, err)
	assert.Equal(t, vectorToken, token)
}

func TestATokenWithAnEnd(t *testing.T) {
	t.Parallel()
	token, err := appToken(vectorKey, vectorSecret, jwt.NewNumericDate(time.Unix(1700000000, 999)))
	require.NoError(t, err)
	parts := strings.Split(token, ".")
	require.Len(t, parts, 3)
	claims, err := base64.RawURLEncoding.DecodeString(parts[1])
	require.NoError(t, err)
	const want = `{"resource":"*","action":"*","user_id":"*","api_key":"test_api_key","exp":1700000000}`
	assert.Equal(t, want, string(claims)) //nolint:testifylint // the order of the claims is the documents'
	_, err = jwt.Parse(token, func(*jwt.Token) (any, error) { return []byte(vectorSecret), nil },
		jwt.WithValidMethods([]string{"HS256"}), jwt.WithTimeFunc(func() time.Time { return time.Unix(1699999999, 0) }))
	assert.NoError(t, err)
}

// appFarEnd keeps the head of every request and finds nobody.
type appFarEnd struct{ seen []string }

func (f *appFarEnd) RoundTrip(r *http.Request) (*http.Response, error) {
	f.seen = append(f.seen, fmt.Sprint(r.Method, r.URL, r.Header, r.Body))
	body := io.NopCloser(strings.NewReader(`{"success":false,"data":null}`))
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Authorization-Was": r.Header["Authorization"]}, Body: body}, nil
}

// sentToken calls the App API and returns the token that was sent.
func sentToken(t *testing.T, c *Client) string {
	t.Helper()
	var response Response
	_, err := c.AppUsers.GetByExternalID(t.Context(), "x", WithResponse(&response))
	require.ErrorIs(t, err, ErrUserNotFound)
	token, ok := strings.CutPrefix(response.Header.Get("Authorization-Was"), "Bearer ")
	require.True(t, ok)
	return token
}

func endOf(t *testing.T, token string) time.Time {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	require.NoError(t, err)
	var claims struct{ Exp int64 }
	require.NoError(t, json.Unmarshal(raw, &claims))
	return time.Unix(claims.Exp, 0)
}

func TestATokenIsUsedUntilShortlyBeforeItsEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		far := &appFarEnd{}
		client, err := New(WithAppKey(vectorKey, vectorSecret), WithHTTPClient(&http.Client{Transport: far}))
		require.NoError(t, err)
		<-time.After(time.Hour) // a token is signed when it is needed
		first, began := sentToken(t, client), time.Now()
		assert.WithinDuration(t, began.Add(5*time.Minute), endOf(t, first), 0)

		<-time.After(4*time.Minute + 30*time.Second - time.Nanosecond)
		assert.Equal(t, first, sentToken(t, client), "more than 30 s before its end")

		<-time.After(time.Nanosecond)
		second := sentToken(t, client)
		assert.NotEqual(t, first, second, "30 s before its end")
		assert.WithinDuration(t, time.Now().Add(5*time.Minute), endOf(t, second), 0)

		<-time.After(24 * time.Hour)
		assert.NotEqual(t, second, sentToken(t, client))

		assert.Len(t, far.seen, 4)
		for _, request := range far.seen {
			assert.NotContains(t, request, vectorSecret)
			assert.NotContains(t, request, base64.StdEncoding.EncodeToString([]byte(vectorSecret)))
			assert.Contains(t, request, "X-Api-Key:["+vectorKey+"]")
		}
	})
}
