package fake

// The App API: its look-up, and the tokens that it takes and refuses.

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func appError(kind, code, message, field string) string {
	return fmt.Sprintf(`{"success":false,"error":{"type":%q,"detail":{"code":%q,"message":%q%s}}}`, kind, code, message, field)
}

func TestAppAPI(t *testing.T) {
	t.Parallel()
	me := asApp(t)
	const fieldName = `,"field_name":"user_external_id"`
	required := appError("validation_error", "required", "This field is required.", fieldName)
	checkRows(t, []row{
		{"found", probe{"GET", "/v1/user?user_external_id=user_external_id_1&unknown=1", "", me}, 200, `{"success":true,"data":{
			"uid":"816379099131","created_at":"2023-01-10T12:00:00.000000Z","email":"ana@example.com","user_external_id":"user_external_id_1",
			"wallets":[{"address":"0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045","explorer_url":"https://amoy.polygonscan.com/address/0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045","network":"Polygon","chain_id":80002}],
			"client_id":"user_external_id_1"}}`},
		{"unset members", probe{"GET", "/v1/user?user_external_id=user_external_id_2", "", me}, 200, `{"success":true,"data":{
			"uid":"816379099132","created_at":"2023-01-11T12:00:00.000000Z","email":null,"user_external_id":"user_external_id_2","wallets":[],"client_id":"user_external_id_2"}}`},
		{"nobody", probe{"GET", "/v1/user?user_external_id=USER_external_id_1", "", me}, 200, `{"success":false,"data":null}`},
		{"missing", probe{"GET", "/v1/user", "", me}, 400, required},
		{"empty", probe{"GET", "/v1/user?user_external_id=", "", me}, 400, required},
		{"twice", probe{"GET", "/v1/user?user_external_id=a&user_external_id=b", "", me}, 400, appError("validation_error", "invalid", "Enter a valid value.", fieldName)},
		{"malformed", probe{"GET", "/v1/user?user_external_id=%zz", "", me}, 400, appError("validation_error", "invalid", "Enter a valid value.", "")},
	})
}

func TestExternalIDsArriveIntact(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"a/b", "a b", "a+b", "a&b=c", "a#b", "a%2Fb", "é漢", "..", " "} {
		s := DefaultState()
		s.Apps[0].Users[1].UserExternalID = id
		a := newBench(t, s).ask(probe{"GET", "/v1/user?user_external_id=" + url.QueryEscape(id), "", asApp(t)})
		assert.Equal(t, id, decoded[struct{ Data map[string]any }](t, a).Data["user_external_id"], id)
	}
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
	now := caseClock
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
		assert.Equal(t, tt.want, validAppToken(tt.token, vectorKey, vectorSecret, now), tt.name)
	}
}

func TestAppCredentialsNeedBothHeaders(t *testing.T) {
	t.Parallel()
	good := asApp(t)
	with := func(change func(http.Header)) http.Header {
		h := good.Clone()
		change(h)
		return h
	}
	absent := appError("client_error", "not_authenticated", "Authentication credentials were not provided.", "")
	wrong := appError("client_error", "authentication_failed", "Incorrect authentication credentials.", "")
	checkRows(t, []row{
		{"no key", probe{"GET", "/v1/user", "", with(func(h http.Header) { h.Del("X-API-KEY") })}, 401, absent},
		{"no token", probe{"GET", "/v1/user", "", with(func(h http.Header) { h.Del("Authorization") })}, 401, absent},
		{"unknown key", probe{"GET", "/v1/user", "", with(func(h http.Header) { h.Set("X-API-KEY", "nobody") })}, 401, wrong},
		{"another app's key", probe{"GET", "/v1/user", "", with(func(h http.Header) { h.Set("X-API-KEY", "app_fake_beta") })}, 401, wrong},
		{"key twice", probe{"GET", "/v1/user", "", with(func(h http.Header) { h.Add("X-API-KEY", "app_fake_alpha") })}, 401, wrong},
	})
}

func FuzzAppToken(f *testing.F) {
	f.Add(vectorToken)
	f.Add("eyJhbGciOiJub25lIn0.eyJyZXNvdXJjZSI6IioiLCJhY3Rpb24iOiIqIiwidXNlcl9pZCI6IioifQ.")
	f.Add("..")
	f.Add("e30.bnVsbA.AA")
	f.Fuzz(func(t *testing.T, token string) {
		if validAppToken(token, vectorKey, vectorSecret, caseClock) {
			parsed, err := jwt.Parse(token, func(*jwt.Token) (any, error) { return []byte(vectorSecret), nil })
			require.NoError(t, err)
			assert.Equal(t, "HS256", parsed.Method.Alg())
			assert.False(t, validAppToken(token, vectorKey, "another secret", caseClock))
		}
	})
}
