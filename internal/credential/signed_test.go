package credential

// The App API's token: the documented vector, when a new one is signed, and that
// the secret is not sent.

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/internal/call"
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

// headersOf returns what a credential sets on a request.
func headersOf(t *testing.T, c *call.Credential) http.Header {
	t.Helper()
	authorization, err := c.Authorize(t.Context(), nil, "")
	require.NoError(t, err)
	headers := http.Header{}
	for _, field := range authorization.Fields() {
		headers[field.Name] = append(headers[field.Name], field.Value)
	}
	return headers
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
		credential := Signed(vectorKey, vectorSecret)
		sent := func() string {
			headers := headersOf(t, credential)
			token, ok := strings.CutPrefix(headers.Get("Authorization"), "Bearer ")
			require.True(t, ok)
			for _, secret := range []string{vectorSecret, base64.StdEncoding.EncodeToString([]byte(vectorSecret))} {
				assert.NotContains(t, fmt.Sprint(headers), secret)
			}
			assert.Equal(t, vectorKey, headers.Get("X-Api-Key"))
			return token
		}
		<-time.After(time.Hour) // a token is signed when it is needed
		first, began := sent(), time.Now()
		assert.WithinDuration(t, began.Add(5*time.Minute), endOf(t, first), 0)

		<-time.After(4*time.Minute + 30*time.Second - time.Nanosecond)
		assert.Equal(t, first, sent(), "more than 30 s before its end")

		<-time.After(time.Nanosecond)
		second := sent()
		assert.NotEqual(t, first, second, "30 s before its end")
		assert.WithinDuration(t, time.Now().Add(5*time.Minute), endOf(t, second), 0)

		<-time.After(24 * time.Hour)
		assert.NotEqual(t, second, sent())
	})
}

func TestWhomAKeyCountsFor(t *testing.T) {
	t.Parallel()
	for _, made := range []func(key string) *call.Credential{Bearer, func(key string) *call.Credential { return Signed(key, vectorSecret) }} {
		one, again, other := made("pk_fake_1").Identity, made("pk_fake_1").Identity, made("pk_fake_2").Identity
		assert.Equal(t, one, again)
		assert.NotEqual(t, one, other)
		assert.NotContains(t, fmt.Sprint(one), "pk_fake")
	}
}

func TestWhatIsHidden(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []string{"pk_fake_1"}, Bearer("pk_fake_1").Secrets())
	assert.Equal(t, []string{vectorSecret, vectorKey}, Signed(vectorKey, vectorSecret).Secrets())
	for _, c := range []*call.Credential{Bearer(vectorKey), Signed(vectorKey, vectorSecret)} {
		for _, verb := range []string{"%v", "%+v", "%#v"} {
			printed := fmt.Sprintf(verb, c)
			assert.NotContains(t, printed, vectorKey)
			assert.NotContains(t, printed, vectorSecret)
		}
	}
}

// A middleware that changes the headers of one request changes no other's.
func TestAKeysHeadersAreTheRequestsOwn(t *testing.T) {
	t.Parallel()
	c := Bearer("pk_fake_1")
	headersOf(t, c)["Authorization"][0] = "changed"
	assert.Equal(t, http.Header{"Authorization": {"Bearer pk_fake_1"}}, headersOf(t, c))
}
