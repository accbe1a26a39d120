package fake_test

// Why a request was refused, as the log says it: for every status that refuses, and never with a credential.

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/fake"
)

const jsonType = "Content-Type: application/json\r\n"

// sendRaw sends a request, written as on the wire, to the fake's handler, and gives the answer's status.
func sendRaw(t *testing.T, srv *fake.Server, request, headers, body string) int {
	t.Helper()
	raw := fmt.Sprintf("%s HTTP/1.1\r\nHost: fake.invalid\r\nContent-Length: %d\r\n%s\r\n%s", request, len(body), headers, body)
	req, err := http.ReadRequest(bufio.NewReader(strings.NewReader(raw)))
	require.NoError(t, err)
	recorder := httptest.NewRecorder()
	srv.Handler().ServeHTTP(recorder, req.WithContext(t.Context()))
	return recorder.Code
}

func fixtureServer(t *testing.T, opts ...fake.Option) *fake.Server {
	t.Helper()
	clock := fake.WithClock(func() time.Time { return fixtureTime })
	return fake.New(t, append([]fake.Option{fake.WithState(fixture()), clock}, opts...)...)
}

// tokenWith is an app's token with other claims than those it should have.
func tokenWith(t *testing.T, secret string, change func(jwt.MapClaims)) string {
	t.Helper()
	claims := jwt.MapClaims{"resource": "*", "action": "*", "user_id": "*", "api_key": vectorKey}
	change(claims)
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString([]byte(secret))
	require.NoError(t, err)
	return token
}

// tokenOf is an app's token that says it was signed in another way; of nil it does not say in which.
func tokenOf(t *testing.T, algorithm any) string {
	t.Helper()
	token := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{"resource": "*", "action": "*", "user_id": "*"})
	token.Header["alg"] = algorithm
	text, err := token.SignedString([]byte(vectorSecret))
	require.NoError(t, err)
	return text
}

func TestTheLogSaysWhyARequestWasRefused(t *testing.T) {
	t.Parallel()
	const ada, portal, ownName = "GET /v1/users/" + adaID, "GET /v1/partner-portals/", "GET /v1/user/profile?fields=username"
	same := func(jwt.MapClaims) {}
	tests := []struct {
		request, headers, body string
		status                 int
		reason                 string
	}{
		{ada, alpha, "", 200, ""},
		{ada, nobody, "", 401, "there is no Authorization header"},
		{ada, alpha + beta, "", 401, "there are 2 Authorization headers"},
		{ada, "Authorization: pk_fake_alpha\r\n", "", 401, `the Authorization header is not "Bearer" and a credential`},
		{ada, bearer(""), "", 401, `the Authorization header is not "Bearer" and a credential`},
		{ada, bearer("pk_fake_nobody"), "", 401, "nobody has this credential"},
		{ada, account, "", 401, "the credential is a service account's"},
		{portal + "portal_1/users", alpha, "", 401, "the credential is a partner's API key"},
		{portal + "portal_1/users", adaHere, "", 401, "the credential is a session token"},
		{ownName, nobody, "", 401, "there is no Authorization header"},
		{ownName, adaGone, "", 401, "the session token ended at 2024-06-01T"},
		{"POST /v1/user/auth/refresh-session", jsonType, `{"refreshToken":"rt_fake_nobody"}`, 401, "nobody has this refresh token"},
		{"GET /v1/user", nobody, "", 401, "there is no X-API-KEY header, and no Authorization header"},
		{"GET /v1/user", appKey(vectorKey), "", 401, "there is no Authorization header"},
		{"GET /v1/user", bearer(vectorToken), "", 401, "there is no X-API-KEY header"},
		{"GET /v1/user", appKey(vectorKey) + vector, "", 401, "there are 2 X-API-KEY headers"},
		{"GET /v1/user", appKey("") + vector, "", 401, "there are 2 X-API-KEY headers"},
		{"GET /v1/user", bearer("x") + "Authorization:\r\n" + appKey(""), "", 401, "there are 2 Authorization headers"},
		{"GET /v1/user", appKey("") + bearer(vectorToken), "", 401, "there is an empty X-API-KEY header"},
		{"GET /v1/user", appKey(vectorKey) + "Authorization:\r\n", "", 401, "there is an empty Authorization header"},
		{"GET /v1/user", appKey("ak_fake_nobody") + bearer(vectorToken), "", 401, "no app has the key in X-API-KEY"},
		{"GET /v1/user", appKey("ak_fake_nobody") + alpha, "", 401, "the credential is a partner's API key"},
		{ada, vector, "", 401, "the credential is an app's"},
		{"GET /v1/user", vector + bearer(vectorToken), "", 401, "there are 2 Authorization headers"},
		{"GET /v1/user", appKey(vectorKey) + "Authorization: " + vectorToken + "\r\n", "", 401, `the Authorization header is not "Bearer" and a token`},
		{"GET /v1/user", appToken("no.token"), "", 401, "the token in Authorization is no JWT"},
		{"GET /v1/user", appToken(vectorToken + "x"), "", 401, "the token in Authorization is"},
		{"GET /v1/user", appToken(tokenWith(t, otherSecret, same)), "", 401, "the token in Authorization is not signed with HS256 and the app's secret"},
		{"GET /v1/user", appToken(tokenOf(t, "hs256")), "", 401, "the token in Authorization is not signed with HS256 and the app's secret"},
		{"GET /v1/user", appToken(tokenOf(t, nil)), "", 401, "the token in Authorization is not signed with HS256 and the app's secret"},
		{"GET /v1/user", appToken(tokenWith(t, vectorSecret, func(c jwt.MapClaims) { c["exp"] = 1 })), "", 401, "the token in Authorization has expired"},
		{"GET /v1/user", appToken(tokenWith(t, vectorSecret, func(c jwt.MapClaims) { c["nbf"] = 1 << 40 })), "", 401, "the token in Authorization is not valid yet"},
		{"GET /v1/user", appToken(tokenWith(t, vectorSecret, func(c jwt.MapClaims) { c["exp"] = "soon" })), "", 401, "the token in Authorization has claims that cannot be read"},
		{"GET /v1/user", appToken(tokenWith(t, vectorSecret, func(c jwt.MapClaims) { c["action"] = "get" })), "", 401, "the token in Authorization has a scope"},
		{"GET /v1/user", appToken(tokenWith(t, vectorSecret, func(c jwt.MapClaims) { c["api_key"] = otherAppKey })), "", 401, "the token in Authorization names another api_key"},

		{"DELETE /v1/users/" + adaID, reader, "", 403, `partner "partner_reader" lacks the permission user:delete`},
		{portal + "portal_1/users", noAccess, "", 403, "the service account has no access to the portal"},
		{"DELETE /v1/partner-portals/portal_1/users/u", readOnly, "", 403, "the service account may only read"},

		{"GET /v1/users/" + noneID, alpha, "", 404, "there is no such user"},
		{"GET /v1/users/" + cydID, alpha, "", 404, "the user is not associated with the partner"},
		{"GET /v1/users/email/cyd@example.com", alpha, "", 404, "the user is not associated with the partner"},
		{"GET /v1/user/000000000000", vector, "", 404, "the app has no user of this uid"},
		{portal + "nowhere/users", allSeeing, "", 404, "there is no such portal"},
		{portal + "nowhere/users/u", allSeeing, "", 404, "there is no such portal"},
		{portal + "portal_1/users/nobody", allSeeing, "", 404, "the portal has no such user"},
		{"GET /v1/user/by-id/nobody/public?containerId=c", adaHere, "", 404, "there is no such profile"},
		{"GET /v1/user/by-id/ada/public?containerId=nowhere", adaHere, "", 404, "the profile is not in the container"},
		{"GET /v1/user/profil", adaHere, "", 404, "no route has this path; the closest route is GET /v1/user/profile"},
		{"GET /v1/user/816379099131", nobody, "", 404, "no route has this path; the closest route is GET /v1/user/{uid}"},
		{"GET /elsewhere/with/nothing/of/ours/in/it", nobody, "", 404, "no route has this path"},
		{"PATCH /v1/users/" + adaID, alpha, "", 405, "of the methods the path has GET, PUT, DELETE alone"},

		{"POST /v1/users", alpha, `{"email":"a@x.y"}`, 415, "there is a body, and no Content-Type header"},
		{"POST /v1/users", alpha + "Content-Type: text/plain\r\n", `{"email":"a@x.y"}`, 415, `the Content-Type "text/plain" is not JSON`},
		{"POST /v1/users", alpha + jsonType, `{"email":5}`, 400, "email: must be a string, not a number"},
		{"POST /v1/users", alpha + jsonType, `{"Email":"x"}`, 400, `unknown member "Email", exactly "email" is known`},
		{"POST /v1/users", alpha + jsonType, "", 400, "the body is empty: a JSON object is expected"},
		{"POST /v1/users/" + bobID + "/disconnect-wallet", alpha, "", 400, "No wallet connected"},
		{"POST /v1/users", alpha + jsonType, `{"email":"ADA@example.com"}`, 409, "User already associated with partner"},
		{ownName + "&fields=%zz", adaHere, "", 400, "the query is malformed"},
	}
	for _, test := range tests {
		srv := fixtureServer(t)
		status := sendRaw(t, srv, test.request, test.headers, test.body)
		got := srv.Requests()[0]
		assert.Equal(t, test.status, status, "%s with %q: %s", test.request, test.headers, got)
		if test.reason == "" {
			assert.Empty(t, got.Reason)
			continue
		}
		assert.Equal(t, test.reason, got.Reason[:min(len(got.Reason), len(test.reason))], "%s with %q", test.request, test.headers)
		assert.Contains(t, got.String(), ": "+test.reason)
	}
}

func TestTheLogSaysWhenAQuotaIsOver(t *testing.T) {
	t.Parallel()
	srv := fixtureServer(t, fake.WithQuotas())
	for range 101 {
		sendRaw(t, srv, "GET /v1/users/"+adaID, alpha, "")
	}
	assert.Equal(t, "over the quota of 100 requests in a minute", srv.Requests()[100].Reason)
	assert.Empty(t, srv.Requests()[99].Reason)
}

// What a fault answers is no refusal of the fake's.
func TestAFaultHasNoReason(t *testing.T) {
	t.Parallel()
	srv := fixtureServer(t)
	require.NoError(t, srv.Inject(fake.Fault{Status: 401, Times: 2}))
	require.NoError(t, srv.Inject(fake.Fault{Status: 401, After: true}))
	for range 3 {
		sendRaw(t, srv, "GET /v1/users/"+noneID, alpha, "")
	}
	for _, r := range srv.Requests() {
		assert.Equal(t, 401, r.Status)
		assert.Empty(t, r.Reason)
	}
}

// Wherever a credential is put, no reason shows it, also if it is one only later.
func TestNoReasonShowsACredential(t *testing.T) {
	t.Parallel()
	const later, quoted = "pk_fake_of_later", `pk_fake_"é_quoted`
	state := fixture()
	state.Partners = append(state.Partners, fake.Partner{ID: "partner_quoted", APIKey: quoted})
	srv := fixtureServer(t, fake.WithState(state))
	secrets := []string{later, quoted, "pk_fake_alpha", vectorKey, vectorSecret, "sk:fake_account", "st_fake_ada"}
	for _, secret := range secrets {
		inJSON := strings.ReplaceAll(secret, `"`, `\"`)
		inURL := strings.ReplaceAll(strings.ReplaceAll(secret, `"`, "%22"), "é", "%C3%A9")
		for _, headers := range []string{
			alpha, bearer(secret), "Authorization: " + secret + "\r\n", appKey(secret) + bearer(secret), appKey(vectorKey) + bearer(secret),
			alpha + "Content-Type: " + secret + "\r\n", alpha + "Content-Type: x/" + strings.Repeat("y", 50) + secret + "\r\n",
		} {
			for _, target := range []string{"/v1/users", "/v1/users/" + inURL, "/" + inURL, "/v1/user?email=" + inURL, "/v1/partner-portals/" + inURL + "/users"} {
				for _, body := range []string{`{"` + inJSON + `":1}`, `{"` + strings.Repeat("y", 55) + inJSON + `":1}`, `{"email":"` + inJSON + `"}`} {
					if !strings.Contains(headers, "Content-Type") {
						headers += jsonType
					}
					sendRaw(t, srv, "POST "+target, headers, body)
				}
			}
		}
		sendRaw(t, srv, "GET /v1/users/x", bearer(secret), "")
	}
	require.NoError(t, srv.Restore(fake.State{Partners: []fake.Partner{{ID: "p", APIKey: later}}}))
	reasons := map[string]bool{}
	for _, r := range srv.Requests() {
		reasons[r.Reason] = true
		for _, secret := range secrets {
			// What is cut must not show the beginning either, and quotes are escaped where something is quoted.
			assert.NotContains(t, r.String(), secret)
			if secret != later {
				assert.NotContains(t, r.Reason, secret[:min(len(secret), 9)])
			}
		}
	}
	assert.Greater(t, len(reasons), 8)
}

// errorAfter is a body that breaks off.
func errorAfter(text string) io.Reader {
	return io.MultiReader(strings.NewReader(text), iotest.ErrReader(io.ErrUnexpectedEOF))
}

// A request whose body never comes whole is in the log all the same, whatever carries it.
func TestABodyThatEndsEarlyIsInTheLog(t *testing.T) {
	t.Parallel()
	srv := fixtureServer(t)
	for name, length := range map[string]int64{"of known length": 30, "of unknown length": -1} {
		req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/v1/users", errorAfter(`{"email":`))
		req.ContentLength = length
		assert.Panics(t, func() { srv.Handler().ServeHTTP(httptest.NewRecorder(), req) }, name)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, fake.BaseURL+"/v1/users", errorAfter(`{"email":`))
	require.NoError(t, err)
	res, err := srv.Transport().RoundTrip(req)
	if err == nil {
		_ = res.Body.Close()
	}
	require.Error(t, err)
	list := srv.Requests("POST /v1/users")
	require.Len(t, list, 3)
	for i, r := range list {
		assert.Equal(t, 0, r.Status)
		assert.Equal(t, "the body ended early", r.Reason)
		assert.Equal(t, fmt.Sprintf("%032x", i+1), r.RequestID)
		assert.Equal(t, "partner", r.API)
	}
	assert.Len(t, srv.Snapshot().Users, len(fixture().Users))
}
