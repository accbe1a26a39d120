package backend

// Credentials: the scheme, and the tokens that the App API takes and refuses.

import (
	"maps"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAuthorizationSchemeAndRepetition(t *testing.T) {
	t.Parallel()
	b := newBench(t, Default())
	get := func(values ...string) int {
		return b.ask(probe{method: "GET", target: "/v1/users/email/ana@example.com", header: http.Header{"Authorization": values}}).Status
	}
	assert.Equal(t, 200, get("bEaReR  pk_fake_alpha"))
	assert.Equal(t, 401, get("Bearer pk_fake_alpha", "Bearer pk_fake_alpha"))
	assert.Equal(t, 401, get("Bearer"))
}

const (
	vectorKey    = "test_api_key"
	vectorSecret = "test_api_secret_0123456789abcdef0123456789"
	vectorToken  = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJyZXNvdXJjZSI6IioiLCJhY3Rpb24iOiIqIiwidXNlcl9pZCI6IioiLCJhcGlfa2V5IjoidGVzdF9hcGlfa2V5In0.mcbJ5yh3ODcvZUJC8JjRqHboH7CI3W7PT0tk7Mw7CjA"
)

func TestAppTokens(t *testing.T) {
	t.Parallel()
	sign := func(method jwt.SigningMethod, key any, change map[string]any) string {
		claims := appClaims()
		claims["api_key"] = vectorKey
		maps.Copy(claims, change)
		for name, value := range claims {
			if value == "absent" {
				delete(claims, name)
			}
		}
		token, err := jwt.NewWithClaims(method, claims).SignedString(key)
		require.NoError(t, err)
		return token
	}
	hs256 := func(change map[string]any) string { return sign(jwt.SigningMethodHS256, []byte(vectorSecret), change) }
	now := startTime
	tests := []struct {
		name, token string
		want        bool
	}{
		{"the vector", vectorToken, true},
		{"no key", hs256(map[string]any{"api_key": "absent"}), true},
		{"another key", hs256(map[string]any{"api_key": "other"}), false},
		{"null key", hs256(map[string]any{"api_key": nil}), false},
		{"ends later", hs256(map[string]any{"exp": now.Add(time.Minute).Unix()}), true},
		{"ended", hs256(map[string]any{"exp": now.Add(-time.Minute).Unix()}), false},
		{"ended in 1970", hs256(map[string]any{"exp": 0}), false},
		{"end is no number", hs256(map[string]any{"exp": "soon"}), false},
		{"no resource", hs256(map[string]any{"resource": "absent"}), false},
		{"one action", hs256(map[string]any{"action": "read"}), false},
		{"one user", hs256(map[string]any{"user_id": "1"}), false},
		{"another secret", sign(jwt.SigningMethodHS256, []byte("sk_fake_other"), nil), false},
		{"HS512", sign(jwt.SigningMethodHS512, []byte(vectorSecret), nil), false},
		{"none", sign(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, nil), false},
		{"extra dot", vectorToken + ".", false},
		{"padded", vectorToken + "=", false},
		{"empty", "", false},
	}
	for _, tt := range tests {
		assert.Equal(t, tt.want, checkAppToken(tt.token, vectorKey, vectorSecret, now) == nil, tt.name)
	}
}

func FuzzAppToken(f *testing.F) {
	f.Add(vectorToken)
	f.Add("eyJhbGciOiJub25lIn0.eyJyZXNvdXJjZSI6IioiLCJhY3Rpb24iOiIqIiwidXNlcl9pZCI6IioifQ.")
	f.Add("..")
	f.Add("e30.bnVsbA.AA")
	f.Fuzz(func(t *testing.T, token string) {
		if checkAppToken(token, vectorKey, vectorSecret, startTime) == nil {
			parsed, err := jwt.Parse(token, func(*jwt.Token) (any, error) { return []byte(vectorSecret), nil })
			require.NoError(t, err)
			assert.Equal(t, "HS256", parsed.Method.Alg())
			assert.Error(t, checkAppToken(token, vectorKey, "another secret", startTime))
		}
	})
}

func TestExternalIDsArriveIntact(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"a/b", "a b", "a+b", "a&b=c", "a#b", "a%2Fb", "é漢", "..", " "} {
		s := State{Apps: ListOf(App{
			APIKey: "app_fake_alpha", APISecret: "app_fake_secret_alpha_0123456789abcdef",
			Users: ListOf(AppUser{UserExternalID: id}),
		})}
		res := newBench(t, s).ask(probe{"GET", "/v1/user?user_external_id=" + url.QueryEscape(id), "", asApp(t)})
		assert.Equal(t, id, decoded[struct{ Data map[string]any }](t, res).Data["user_external_id"], id)
	}
}
