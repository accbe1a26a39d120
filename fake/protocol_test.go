package fake

// The harness of the protocol's tests, which speak to a backend without any HTTP, and what all four APIs share.

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	partnerkit "github.com/partnerkit/partnerkit-go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// caseClock is the time that a protocol test begins at.
var caseClock = time.Date(2026, time.March, 1, 9, 0, 0, 123456789, time.UTC)

// bench is a backend under test, with a clock that the test moves.
type bench struct {
	*backend
	now time.Time
}

func newBench(t testing.TB, s State, configure ...func(*backendConfig)) *bench {
	t.Helper()
	b := &bench{now: caseClock}
	cfg := backendConfig{now: func() time.Time { return b.now }}
	for _, set := range configure {
		set(&cfg)
	}
	var err error
	b.backend, err = newBackend(s, cfg)
	require.NoError(t, err)
	return b
}

func enforceQuotas(cfg *backendConfig) { cfg.quotas = true }
func takeUnknown(cfg *backendConfig)   { cfg.lenient = true }

// probe is one request of a test; a target is a path with an optional query.
type probe struct {
	method, target, body string
	header               http.Header
}

func (b *bench) ask(p probe) answer {
	path, query, _ := strings.Cut(p.target, "?")
	header := p.header.Clone()
	if header == nil {
		header = http.Header{}
	}
	if p.body != "" && header.Get("Content-Type") == "" {
		header.Set("Content-Type", "application/json")
	}
	r := &request{method: p.method, rawPath: path, rawQuery: query, header: header, body: []byte(p.body), realNow: b.now, id: strings.Repeat("ab", 16)}
	return b.serve(r, matchRoute(p.method, path))
}

func bearerOf(token string) http.Header { return http.Header{"Authorization": {"Bearer " + token}} }

var (
	asAlpha   = bearerOf("pk_fake_alpha")
	asBeta    = bearerOf("pk_fake_beta")
	asAccount = bearerOf("sk:fake_alpha")
	asReader  = bearerOf("sk:fake_beta")
	asAna     = bearerOf("st_fake_ana")
)

func appClaims() jwt.MapClaims {
	return jwt.MapClaims{"resource": "*", "action": "*", "user_id": "*", "api_key": "app_fake_alpha"}
}

func asApp(t testing.TB) http.Header {
	t.Helper()
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, appClaims()).SignedString([]byte("app_fake_secret_alpha_0123456789abcdef"))
	require.NoError(t, err)
	h := bearerOf(token)
	h.Set("X-API-KEY", "app_fake_alpha")
	return h
}

// row is one request and what it is answered with; want is JSON, or "" for no body.
type row struct {
	name   string
	probe  probe
	status int
	want   string
}

// checkRows asks each row of a fresh default backend.
func checkRows(t *testing.T, rows []row) {
	t.Helper()
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			checkAnswer(t, newBench(t, DefaultState()).ask(r.probe), r.status, r.want)
		})
	}
}

func checkAnswer(t testing.TB, a answer, status int, want string) {
	t.Helper()
	require.Equal(t, status, a.status, "%s", a.body)
	assert.Equal(t, strings.Repeat("ab", 16), a.header.Get("X-Request-Id"))
	if want == "" {
		assert.Empty(t, a.body)
		return
	}
	assert.JSONEq(t, want, string(a.body))
	assert.Equal(t, "application/json", a.header.Get("Content-Type"))
}

func TestRoutingErrorsHaveTheirOwnersShape(t *testing.T) {
	t.Parallel()
	const portalError = `{"status_code":%d,"message":%q,"request_id":"abababababababababababababababab"}`
	partner404 := `{"success":false,"error":{"code":"RESOURCE_NOT_FOUND","message":"Resource not found"}}`
	app405 := `{"success":false,"error":{"type":"client_error","detail":{"code":"method_not_allowed","message":"Method not allowed."}}}`
	profile404 := `{"code":10006,"message":"generic_not_found"}`
	portal404 := fmt.Sprintf(portalError, 404, "Not Found")
	checkRows(t, []row{
		{"partner unknown", probe{method: "GET", target: "/v1/nothing"}, 404, partner404},
		{"partner root", probe{method: "GET", target: "/"}, 404, partner404},
		{"no leading slash", probe{method: "GET", target: "v1/users/x"}, 404, partner404},
		{"partner dot", probe{method: "DELETE", target: "/v1/users/."}, 404, partner404},
		{"partner escaped dots", probe{method: "DELETE", target: "/v1/users/%2E%2e"}, 404, partner404},
		{"partner trailing slash", probe{method: "POST", target: "/v1/users/"}, 404, partner404},
		{"partner bad escape", probe{method: "GET", target: "/v1/users/%zz"}, 404, partner404},
		{"partner head", probe{method: "HEAD", target: "/v1/users/x"}, 405, `{"success":false,"error":{"code":"METHOD_NOT_ALLOWED","message":"Method not allowed"}}`},
		{"app method", probe{method: "POST", target: "/v1/user"}, 405, app405},
		{"profile unknown", probe{method: "GET", target: "/v1/user/x"}, 404, profile404},
		{"profile trailing slash", probe{method: "GET", target: "/v1/user/"}, 404, profile404},
		{"profile method", probe{method: "PUT", target: "/v1/user/profile"}, 405, `{"code":10007,"message":"method_not_allowed"}`},
		{"portals unknown", probe{method: "GET", target: "/v1/partner-portals"}, 404, portal404},
		{"portals double slash", probe{method: "GET", target: "/v1/partner-portals//users"}, 404, portal404},
		{"portals method", probe{method: "PUT", target: "/v1/partner-portals/p/users"}, 405, fmt.Sprintf(portalError, 405, "Method Not Allowed")},
	})
	a := newBench(t, State{}).ask(probe{method: "PATCH", target: "/v1/users/email/disconnect-wallet"})
	assert.Equal(t, "POST, GET", a.header.Get("Allow"), "a path of two routes has the methods of both")
}

func TestRoutesAreMatchedByTheirOwnName(t *testing.T) {
	t.Parallel()
	require.Len(t, routes(), 18)
	for _, name := range routes() {
		method, path, _ := strings.Cut(name, " ")
		m := matchRoute(method, strings.NewReplacer("{", "%7B", "}", "x").Replace(path))
		assert.Equal(t, name, m.route)
		assert.Len(t, m.params, strings.Count(path, "{"))
	}
	m := matchRoute("GET", "/v1/users/email/a%2Fb%40x")
	assert.Equal(t, []string{"a/b@x"}, m.params)
}

func TestForeignCredentialsAreUnauthorized(t *testing.T) {
	t.Parallel()
	targets := map[string]string{
		"/v1/users/x":                  `{"success":false,"error":{"code":"UNAUTHORIZED","message":"Authentication failed"}}`,
		"/v1/partner-portals/p/users":  `{"status_code":401,"message":"Unauthorized","request_id":"abababababababababababababababab"}`,
		"/v1/user/referrals":           `{"code":10003,"message":"generic_unauthorized"}`,
		"/v1/user?user_external_id=ab": `{"success":false,"error":{"type":"client_error","detail":{"code":"not_authenticated","message":"Authentication credentials were not provided."}}}`,
	}
	holders := []struct {
		kind, own string
		header    http.Header
	}{
		{"none", "", nil},
		{"unknown", "", bearerOf("nobody")},
		{"unknown", "", http.Header{"Authorization": {"Basic pk_fake_alpha"}}},
		{"bearer", "/v1/users/x", asAlpha},
		{"service_account", "/v1/partner-portals/p/users", asAccount},
		{"session", "/v1/user/referrals", asAna},
	}
	b := newBench(t, DefaultState())
	for target, want := range targets {
		for _, h := range holders {
			if target == h.own {
				continue
			}
			a := b.ask(probe{method: "GET", target: target, header: h.header})
			checkAnswer(t, a, 401, want)
			assert.Equal(t, h.kind, a.credential)
		}
	}
	assert.Equal(t, "app", b.ask(probe{method: "GET", target: "/v1/users/x", header: asApp(t)}).credential)
}

func TestAuthorizationSchemeAndRepetition(t *testing.T) {
	t.Parallel()
	b := newBench(t, DefaultState())
	get := func(values ...string) int {
		return b.ask(probe{method: "GET", target: "/v1/users/email/ana@example.com", header: http.Header{"Authorization": values}}).status
	}
	assert.Equal(t, 200, get("bEaReR  pk_fake_alpha"))
	assert.Equal(t, 401, get("Bearer pk_fake_alpha", "Bearer pk_fake_alpha"))
	assert.Equal(t, 401, get("Bearer"))
}

func TestFaultsHaveTheOwnersShape(t *testing.T) {
	t.Parallel()
	b := newBench(t, DefaultState())
	tests := []struct {
		target string
		status int
		code   string
		want   string
	}{
		{"/v1/users/x", 500, "", `{"success":false,"error":{"code":"INTERNAL_ERROR","message":"Server error"}}`},
		{"/v1/users/x", 503, "", `{"success":false,"error":{"code":"SERVICE_UNAVAILABLE","message":"Service Unavailable"}}`},
		{"/v1/users/x", 404, "CONFLICT", `{"success":false,"error":{"code":"CONFLICT","message":"Conflict"}}`},
		{"/v1/users/x", 418, "", `{"success":false,"error":{"code":"IM_A_TEAPOT","message":"I'm a teapot"}}`},
		{"/v1/users/x", 599, "", `{"success":false,"error":{"code":"UNKNOWN_STATUS","message":"Unknown status"}}`},
		{"/v1/users/x", 400, "NEW_CODE", `{"success":false,"error":{"code":"NEW_CODE","message":"Bad Request"}}`},
		{"/v1/user", 502, "", `{"success":false,"error":{"type":"server_error","detail":{"code":"bad_gateway","message":"Bad Gateway"}}}`},
		{"/v1/user", 403, "", `{"success":false,"error":{"type":"client_error","detail":{"code":"forbidden","message":"Forbidden"}}}`},
		{"/v1/partner-portals/p/users", 503, "", `{"status_code":503,"message":"Service Unavailable","request_id":"ab"}`},
		{"/v1/user/profile", 401, "SESSION_TOKEN_EXPIRED", `{"code":10004,"message":"session_token_expired"}`},
		{"/v1/user/profile", 503, "", `{"code":10000,"message":"service_unavailable"}`},
	}
	for _, tt := range tests {
		m := matchRoute("GET", tt.target)
		a := b.fault(&request{method: "GET", rawPath: tt.target, realNow: b.now, id: "ab"}, m, tt.status, partnerkit.Code(tt.code))
		assert.Equal(t, tt.status, a.status)
		assert.JSONEq(t, tt.want, string(a.body))
		assert.Equal(t, "none", a.credential)
	}
}

func TestFirstCredentials(t *testing.T) {
	t.Parallel()
	assert.Equal(t, Credentials{"pk_fake_alpha", "app_fake_alpha", "app_fake_secret_alpha_0123456789abcdef", "sk:fake_alpha", "st_fake_ana", "rt_fake_ana"},
		newBench(t, DefaultState()).firstCredentials())
	assert.Equal(t, Credentials{}, newBench(t, State{}).firstCredentials())
}

// decoded reads the JSON of an answer.
func decoded[T any](t testing.TB, a answer) T {
	t.Helper()
	var v T
	require.NoError(t, json.Unmarshal(a.body, &v), "%s", a.body)
	return v
}
