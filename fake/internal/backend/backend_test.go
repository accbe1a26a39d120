package backend

// What all four APIs share: routes, credentials, the shape of an error, reasons, ids.

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func portalError(status int, message string) string {
	return fmt.Sprintf(`{"status_code":%d,"message":%q,"request_id":%q}`, status, message, requestID)
}

func TestRoutingErrorsHaveTheirOwnersShape(t *testing.T) {
	t.Parallel()
	const (
		partner404 = `{"success":false,"error":{"code":"RESOURCE_NOT_FOUND","message":"Resource not found"}}`
		partner405 = `{"success":false,"error":{"code":"METHOD_NOT_ALLOWED","message":"Method not allowed"}}`
		app405     = `{"success":false,"error":{"type":"client_error","detail":{"code":"method_not_allowed","message":"Method not allowed."}}}`
		profile404 = `{"code":10006,"message":"generic_not_found"}`
		profile405 = `{"code":10007,"message":"method_not_allowed"}`
	)
	b := newBench(t, State{})
	for _, test := range []struct {
		method, target string
		status         int
		want           string
	}{
		{"GET", "/v1/nothing", 404, partner404},
		{"GET", "/", 404, partner404},
		{"GET", "v1/users/x", 404, partner404},
		{"DELETE", "/v1/users/.", 404, partner404},
		{"DELETE", "/v1/users/%2E%2e", 404, partner404},
		{"POST", "/v1/users/", 404, partner404},
		{"GET", "/v1/users/%zz", 404, partner404},
		{"HEAD", "/v1/users/x", 405, partner405},
		{"PUT", "/v1/user", 405, app405},
		{"GET", "/v1/user/x", 404, profile404},
		{"GET", "/v1/user/", 404, profile404},
		{"PUT", "/v1/user/profile", 405, profile405},
		{"GET", "/v1/partner-portals", 404, portalError(404, "Not Found")},
		{"GET", "/v1/partner-portals//users", 404, portalError(404, "Not Found")},
		{"PUT", "/v1/partner-portals/p/users", 405, portalError(405, "Method Not Allowed")},
	} {
		checkResponse(t, b.ask(probe{method: test.method, target: test.target}), test.status, test.want)
	}
	res := b.ask(probe{method: "PATCH", target: "/v1/users/email/disconnect-wallet"})
	assert.Equal(t, "POST, GET", res.Header.Get("Allow"), "a path of two routes has the methods of both")
}

func TestRoutesAreMatchedByTheirOwnName(t *testing.T) {
	t.Parallel()
	require.Len(t, Routes(), 20)
	for _, name := range Routes() {
		method, path, _ := strings.Cut(name, " ")
		header := http.Header{}
		if api, known := RouteAPI(name); assert.True(t, known) && api == AppAPI {
			header.Set("X-API-KEY", "")
		}
		m := MatchRoute(method, strings.NewReplacer("{", "%7B", "}", "x").Replace(path), header)
		assert.Equal(t, name, m.Route)
		assert.Len(t, m.pathParams, strings.Count(path, "{"))
	}
	m := MatchRoute("GET", "/v1/users/email/a%2Fb%40x", nil)
	assert.Equal(t, []string{"a/b@x"}, m.pathParams)
}

func TestForeignCredentialsAreUnauthorized(t *testing.T) {
	t.Parallel()
	targets := map[string]string{
		"/v1/users/x":                  `{"success":false,"error":{"code":"UNAUTHORIZED","message":"Authentication failed"}}`,
		"/v1/partner-portals/p/users":  portalError(401, "Unauthorized"),
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
	b := newBench(t, Default())
	for target, want := range targets {
		for _, h := range holders {
			if target == h.own {
				continue
			}
			res := b.ask(probe{method: "GET", target: target, header: h.header})
			checkResponse(t, res, 401, want)
			assert.Equal(t, h.kind, res.Credential)
		}
	}
	assert.Equal(t, "app", b.ask(probe{method: "GET", target: "/v1/users/x", header: asApp(t)}).Credential)
}

func TestFailuresHaveTheOwnersShape(t *testing.T) {
	t.Parallel()
	b := newBench(t, Default())
	tests := []struct {
		target string
		status int
		code   string
		want   string
	}{
		{"/v1/users/x", 500, "", `{"success":false,"error":{"code":"INTERNAL_ERROR","message":"Server error"}}`},
		{"/v1/users/x", 503, "", `{"success":false,"error":{"code":"SERVICE_UNAVAILABLE","message":"Service Unavailable"}}`},
		{"/v1/users/x", 404, "CONFLICT", `{"success":false,"error":{"code":"CONFLICT","message":"Conflict"}}`},
		{"/v1/users/x", 410, "", `{"success":false,"error":{"code":"GONE","message":"Gone"}}`},
		{"/v1/users/x", 418, "", `{"success":false,"error":{"code":"IM_A_TEAPOT","message":"I'm a teapot"}}`},
		{"/v1/users/x", 599, "", `{"success":false,"error":{"code":"UNKNOWN_STATUS","message":"Unknown status"}}`},
		{"/v1/users/x", 400, "NEW_CODE", `{"success":false,"error":{"code":"NEW_CODE","message":"Bad Request"}}`},
		{"/v1/user", 502, "", `{"success":false,"error":{"type":"server_error","detail":{"code":"bad_gateway","message":"Bad Gateway"}}}`},
		{"/v1/user", 403, "", `{"success":false,"error":{"type":"client_error","detail":{"code":"forbidden","message":"Forbidden"}}}`},
		{"/v1/partner-portals/p/users", 503, "", portalError(503, "Service Unavailable")},
		{"/v1/user/profile", 401, "SESSION_TOKEN_EXPIRED", `{"code":10004,"message":"session_token_expired"}`},
		{"/v1/user/profile", 503, "", `{"code":10000,"message":"service_unavailable"}`},
	}
	for _, tt := range tests {
		r := &Request{Method: "GET", RawPath: tt.target, RealNow: b.now, ID: requestID}
		res := b.Fail(r, MatchRoute("GET", tt.target, nil), tt.status, tt.code)
		checkResponse(t, res, tt.status, tt.want)
		assert.Equal(t, "none", res.Credential)
	}
}

// A status alone gives the code that the API documents for it, and a name of its own where there is none.
func TestAStatusAloneHasItsCode(t *testing.T) {
	t.Parallel()
	b := newBench(t, Default())
	for target, codes := range map[string]map[int]string{
		"/v1/users/x": {
			400: "VALIDATION_ERROR", 401: "UNAUTHORIZED", 403: "FORBIDDEN", 404: "RESOURCE_NOT_FOUND", 405: "METHOD_NOT_ALLOWED", 408: "REQUEST_TIMEOUT",
			409: "CONFLICT", 410: "GONE", 415: "UNSUPPORTED_MEDIA_TYPE", 429: "RATE_LIMITED", 500: "INTERNAL_ERROR", 501: "NOT_IMPLEMENTED",
		},
		"/v1/user": {
			400: "required", 401: "not_authenticated", 403: "forbidden", 404: "not_found", 405: "method_not_allowed", 408: "request_timeout",
			409: "conflict", 415: "unsupported_media_type", 429: "throttled", 500: "error", 501: "not_implemented",
		},
		"/v1/user/profile": {
			400: "generic_client_error", 401: "generic_unauthorized", 403: "forbidden", 404: "generic_not_found", 405: "method_not_allowed", 408: "request_timeout",
			409: "conflict", 415: "unsupported_media_type", 429: "too_many_requests", 500: "internal_server_error", 501: "not_implemented",
		},
	} {
		for status, code := range codes {
			r := &Request{Method: "GET", RawPath: target, RealNow: b.now, ID: requestID}
			res := b.Fail(r, MatchRoute("GET", target, nil), status, "")
			assert.Equal(t, status, res.Status)
			assert.Contains(t, string(res.Body), `"`+code+`"`, "%s %d", target, status)
		}
	}
}

func TestIDsAreDeterministicAndNeverThoseRestored(t *testing.T) {
	t.Parallel()
	create := func(b *bench, n int) string {
		body := fmt.Sprintf(`{"email":"new%d@example.com"}`, n)
		return decoded[struct{ Data struct{ ID string } }](t, b.ask(probe{"POST", "/v1/users", body, asAlpha})).Data.ID
	}
	a, b := newBench(t, Default()), newBench(t, Default())
	seen := map[string]bool{}
	for n := range 20 {
		id := create(a, n)
		assert.Equal(t, id, create(b, n))
		seen[id] = true
		if n == 10 {
			b.reload(t)
		}
	}
	assert.Len(t, seen, 20)
}

func TestTextsFoldAlikeOnlyByCase(t *testing.T) {
	t.Parallel()
	for _, alike := range [][2]string{{"ana", "ANA"}, {"é", "É"}, {"σς", "ΣΣ"}, {"k", "\u212a"}, {"ǆ", "ǅ"}} {
		assert.Equal(t, fold(alike[0]), fold(alike[1]))
	}
	for _, different := range [][2]string{{"i", "ı"}, {"i", "İ"}, {"I", "İ"}, {"e", "é"}, {"ss", "ß"}} {
		assert.NotEqual(t, fold(different[0]), fold(different[1]))
	}
	assert.Equal(t, "ana.silva-1@example.com", fold("Ana.Silva-1@Example.com"))
}
