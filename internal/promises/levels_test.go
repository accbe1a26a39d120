package promises_test

// errors.Is at its three levels, for every documented refusal of each API: an
// error goes by exactly the names of its row, and by no other.

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// everySentinel holds all the names but the codes.
var everySentinel = []error{
	partnerkit.ErrUserAlreadyAssociated, partnerkit.ErrEmailInUse, partnerkit.ErrUserNotFound, partnerkit.ErrAssociationNotFound, partnerkit.ErrNoWallet,
	partnerkit.ErrUserExists, partnerkit.ErrSessionExpired, partnerkit.ErrRefreshTokenExpired,
	partnerkit.ErrBadRequest, partnerkit.ErrUnauthorized, partnerkit.ErrForbidden, partnerkit.ErrNotFound, partnerkit.ErrConflict,
	partnerkit.ErrRateLimited, partnerkit.ErrServer,
	partnerkit.ErrNoCredential, partnerkit.ErrNoBaseURL, partnerkit.ErrInvalidArgument,
	partnerkit.ErrOutcomeUnknown, partnerkit.ErrMalformedResponse, partnerkit.ErrResponseTooLarge,
}

var everyCode = []partnerkit.Code{
	partnerkit.CodeValidationError, partnerkit.CodeUnauthorized, partnerkit.CodeForbidden, partnerkit.CodeResourceNotFound, partnerkit.CodeMethodNotAllowed,
	partnerkit.CodeConflict, partnerkit.CodeUnsupportedMediaType, partnerkit.CodeRateLimited, partnerkit.CodeInternalError,
	partnerkit.CodeAppRequired, partnerkit.CodeAppInvalid, partnerkit.CodeAppBlank, partnerkit.CodeAppAlreadyExists,
	partnerkit.CodeAppNotAuthenticated, partnerkit.CodeAppAuthenticationFailed, partnerkit.CodeAppNotFound,
	partnerkit.CodeAppMethodNotAllowed, partnerkit.CodeAppUnsupportedMediaType, partnerkit.CodeAppThrottled, partnerkit.CodeAppClientError,
	partnerkit.CodeAppValidationError, partnerkit.CodeAppServerError,
	partnerkit.CodeGenericClientError, partnerkit.CodeGenericUnauthorized, partnerkit.CodeSessionTokenExpired, partnerkit.CodeRefreshTokenExpired,
	partnerkit.CodeGenericNotFound, partnerkit.CodeTooManyRequests, partnerkit.CodeInternalServerError,
}

// namedRefusal is one refused call and the names of its error.
type namedRefusal struct {
	call   string // of documentedCalls
	status int
	code   partnerkit.Code // "" where the API has none
	body   string          // "" builds the API's usual one
	names  []error         // case and class, and what else
}

func partnerRefusals() []namedRefusal {
	bad, unauthorized, forbidden := partnerkit.ErrBadRequest, partnerkit.ErrUnauthorized, partnerkit.ErrForbidden
	notFound, conflictError, limited, server := partnerkit.ErrNotFound, partnerkit.ErrConflict, partnerkit.ErrRateLimited, partnerkit.ErrServer
	user, unknown := partnerkit.ErrUserNotFound, partnerkit.ErrOutcomeUnknown
	return []namedRefusal{
		{"Users.Create", 400, partnerkit.CodeValidationError, "", []error{bad}},
		{"Users.Create", 401, partnerkit.CodeUnauthorized, "", []error{unauthorized}},
		{"Users.Create", 403, partnerkit.CodeForbidden, "", []error{forbidden}},
		{"Users.Create", 404, partnerkit.CodeResourceNotFound, "", []error{notFound}},
		{"Users.Create", 405, partnerkit.CodeMethodNotAllowed, "", []error{bad}},
		{"Users.Create", 409, partnerkit.CodeConflict, "", []error{partnerkit.ErrUserAlreadyAssociated, conflictError}},
		{"Users.Create", 415, partnerkit.CodeUnsupportedMediaType, "", []error{bad}},
		{"Users.Create", 429, partnerkit.CodeRateLimited, "", []error{limited}},
		{"Users.Create", 500, partnerkit.CodeInternalError, "", []error{server, unknown}},
		{"Users.Create", 418, "TEAPOT", "", []error{bad}},
		{"Users.Get", 401, partnerkit.CodeUnauthorized, "", []error{unauthorized}},
		{"Users.Get", 404, partnerkit.CodeResourceNotFound, "", []error{user, notFound}},
		{"Users.Get", 500, partnerkit.CodeInternalError, "", []error{server}},
		{"Users.GetByEmail", 403, partnerkit.CodeForbidden, "", []error{forbidden}},
		{"Users.GetByEmail", 404, partnerkit.CodeResourceNotFound, "", []error{user, notFound}},
		{"Users.Update", 400, partnerkit.CodeValidationError, "", []error{bad}},
		{"Users.Update", 404, partnerkit.CodeResourceNotFound, "", []error{user, notFound}},
		{"Users.Update", 409, partnerkit.CodeConflict, "", []error{partnerkit.ErrEmailInUse, conflictError}},
		{"Users.Update", 500, partnerkit.CodeInternalError, "", []error{server, unknown}},
		{"Users.Disassociate", 404, partnerkit.CodeResourceNotFound, "", []error{partnerkit.ErrAssociationNotFound, notFound}},
		{"Users.Disassociate", 403, partnerkit.CodeForbidden, "", []error{forbidden}},
		{"Users.Disassociate", 500, partnerkit.CodeInternalError, "", []error{server, unknown}},
		{"Users.DisconnectWallet", 400, partnerkit.CodeValidationError, "", []error{partnerkit.ErrNoWallet, bad}},
		{"Users.DisconnectWallet", 404, partnerkit.CodeResourceNotFound, "", []error{user, notFound}},
		{"Users.DisconnectWallet", 429, partnerkit.CodeRateLimited, "", []error{limited}},
	}
}

func appRefusals() []namedRefusal {
	bad, unauthorized, server := partnerkit.ErrBadRequest, partnerkit.ErrUnauthorized, partnerkit.ErrServer
	get := func(status int, code partnerkit.Code, body string, names ...error) namedRefusal {
		return namedRefusal{"AppUsers.GetByExternalID", status, code, body, names}
	}
	of := func(call string, status int, code partnerkit.Code, body string, names ...error) namedRefusal {
		return namedRefusal{"AppUsers." + call, status, code, body, names}
	}
	const getMiss, createMiss = `{"success":false,"data":null}`, `{"success":true,"data":null}`
	bare := func(kind string) string { return `{"success":false,"error":{"type":"` + kind + `"}}` }
	list := `{"success":false,"error":{"type":"validation_error","detail":[{"code":"required","message":"m","field_name":"user_external_id"},{"code":"x"}]}}`
	return []namedRefusal{
		get(400, partnerkit.CodeAppRequired, "", bad),
		get(400, partnerkit.CodeAppRequired, list, bad),
		get(401, partnerkit.CodeAppNotAuthenticated, "", unauthorized),
		get(401, partnerkit.CodeAppAuthenticationFailed, "", unauthorized),
		get(404, partnerkit.CodeAppNotFound, "", partnerkit.ErrNotFound),
		get(405, partnerkit.CodeAppMethodNotAllowed, "", bad),
		get(415, partnerkit.CodeAppUnsupportedMediaType, "", bad),
		get(429, partnerkit.CodeAppThrottled, "", partnerkit.ErrRateLimited),
		get(400, partnerkit.CodeAppClientError, bare("client_error"), bad),
		get(400, partnerkit.CodeAppValidationError, bare("validation_error"), bad),
		get(500, partnerkit.CodeAppServerError, bare("server_error"), server),
		get(200, "", `{"success":false,"data":null}`, partnerkit.ErrUserNotFound, partnerkit.ErrNotFound),
		get(200, "", `{"success":true,"data":null}`, partnerkit.ErrUserNotFound, partnerkit.ErrNotFound),
		get(200, partnerkit.CodeAppServerError, bare("server_error")),
		get(200, "", `{"success":true}`, partnerkit.ErrMalformedResponse),
		of("Get", 401, partnerkit.CodeAppNotAuthenticated, "", unauthorized),
		of("Get", 404, partnerkit.CodeAppNotFound, "", partnerkit.ErrUserNotFound, partnerkit.ErrNotFound),
		of("Get", 200, "", getMiss, partnerkit.ErrUserNotFound, partnerkit.ErrNotFound),
		of("Get", 500, partnerkit.CodeAppServerError, bare("server_error"), server),
		of("GetByEmail", 400, partnerkit.CodeAppRequired, "", bad),
		of("GetByEmail", 404, partnerkit.CodeAppNotFound, "", partnerkit.ErrNotFound),
		of("GetByEmail", 200, "", getMiss, partnerkit.ErrUserNotFound, partnerkit.ErrNotFound),
		of("Create", 400, partnerkit.CodeAppAlreadyExists, "", partnerkit.ErrUserExists, bad),
		of("Create", 400, partnerkit.CodeAppInvalid, "", bad),
		of("Create", 400, partnerkit.CodeAppBlank, "", bad),
		of("Create", 400, partnerkit.CodeAppClientError, bare("client_error"), bad),
		of("Create", 401, partnerkit.CodeAppAuthenticationFailed, "", unauthorized),
		of("Create", 404, partnerkit.CodeAppNotFound, "", partnerkit.ErrNotFound),
		of("Create", 429, partnerkit.CodeAppThrottled, "", partnerkit.ErrRateLimited),
		of("Create", 500, partnerkit.CodeAppServerError, bare("server_error"), server, partnerkit.ErrOutcomeUnknown),
		of("Create", 201, "", createMiss, partnerkit.ErrMalformedResponse, partnerkit.ErrOutcomeUnknown),
		of("Create", 201, "", getMiss, partnerkit.ErrMalformedResponse, partnerkit.ErrOutcomeUnknown),
		of("Create", 201, partnerkit.CodeAppServerError, `{"success":false,"data":null,"error":{"type":"server_error"}}`),
	}
}

func portalRefusals() []namedRefusal {
	get := func(call string, status int, names ...error) namedRefusal {
		return namedRefusal{call, status, "", "", names}
	}
	user, notFound, bad := partnerkit.ErrUserNotFound, partnerkit.ErrNotFound, partnerkit.ErrBadRequest
	return []namedRefusal{
		get("PortalUsers.List", 400, bad), get("PortalUsers.List", 401, partnerkit.ErrUnauthorized), get("PortalUsers.List", 403, partnerkit.ErrForbidden),
		get("PortalUsers.List", 404, notFound), get("PortalUsers.List", 429, partnerkit.ErrRateLimited), get("PortalUsers.List", 500, partnerkit.ErrServer),
		get("PortalUsers.Get", 401, partnerkit.ErrUnauthorized), get("PortalUsers.Get", 403, partnerkit.ErrForbidden),
		get("PortalUsers.Get", 404, user, notFound),
		get("PortalUsers.Create", 400, bad), get("PortalUsers.Create", 401, partnerkit.ErrUnauthorized), get("PortalUsers.Create", 403, partnerkit.ErrForbidden),
		get("PortalUsers.Create", 404, notFound), get("PortalUsers.Create", 502, partnerkit.ErrServer, partnerkit.ErrOutcomeUnknown),
		get("PortalUsers.Delete", 401, partnerkit.ErrUnauthorized), get("PortalUsers.Delete", 403, partnerkit.ErrForbidden),
		get("PortalUsers.Delete", 404, user, notFound),
	}
}

func profileRefusals() []namedRefusal {
	var rows []namedRefusal
	for _, call := range profileCalls() {
		for _, row := range []namedRefusal{
			{"", 400, partnerkit.CodeGenericClientError, "", []error{partnerkit.ErrBadRequest}},
			{"", 401, partnerkit.CodeGenericUnauthorized, "", []error{partnerkit.ErrUnauthorized}},
			{"", 401, partnerkit.CodeSessionTokenExpired, "", []error{partnerkit.ErrSessionExpired, partnerkit.ErrUnauthorized}},
			{"", 401, partnerkit.CodeSessionTokenExpired, `{"code":10004,"message":"SESSION_TOKEN_EXPIRED"}`, []error{partnerkit.ErrSessionExpired, partnerkit.ErrUnauthorized}},
			{"", 401, partnerkit.CodeRefreshTokenExpired, "", []error{partnerkit.ErrRefreshTokenExpired, partnerkit.ErrUnauthorized}},
			{"", 404, partnerkit.CodeGenericNotFound, "", []error{partnerkit.ErrNotFound}},
			{"", 405, partnerkit.CodeMethodNotAllowed, "", []error{partnerkit.ErrBadRequest}},
			{"", 415, partnerkit.CodeUnsupportedMediaType, "", []error{partnerkit.ErrBadRequest}},
			{"", 429, partnerkit.CodeTooManyRequests, "", []error{partnerkit.ErrRateLimited}},
			{"", 500, partnerkit.CodeInternalServerError, "", []error{partnerkit.ErrServer}},
		} {
			row.call = call.name
			switch {
			case row.status == 404 && call.name == "Profile.Public":
				row.names = append(row.names, partnerkit.ErrUserNotFound)
			case row.status == 500 && call.name == "Profile.Update":
				row.names = append(row.names, partnerkit.ErrOutcomeUnknown)
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// usualBody is an error body in an API's own shape.
func usualBody(api string, status int, code partnerkit.Code) string {
	switch api {
	case "partner":
		return fmt.Sprintf(`{"success":false,"error":{"code":%q,"message":"m"}}`, code)
	case "app":
		return fmt.Sprintf(`{"success":false,"error":{"type":"client_error","detail":{"code":%q,"message":"m","field_name":""}}}`, code)
	case "portals":
		return fmt.Sprintf(`{"status_code":%d,"message":"m","request_id":"0123456789abcdef0123456789abcdef"}`, status)
	default:
		return fmt.Sprintf(`{"code":1,"message":%q}`, strings.ToLower(string(code)))
	}
}

func theCall(t *testing.T, name string) documentedCall {
	t.Helper()
	calls := documentedCalls()
	i := slices.IndexFunc(calls, func(d documentedCall) bool { return d.name == name })
	require.GreaterOrEqual(t, i, 0, name)
	return calls[i]
}

func allRefusals() []namedRefusal {
	return slices.Concat(partnerRefusals(), appRefusals(), portalRefusals(), profileRefusals())
}

// namesOf returns the sentinels and codes that errors.Is finds.
func namesOf(err error) (names []error) {
	for _, sentinel := range everySentinel {
		if errors.Is(err, sentinel) {
			names = append(names, sentinel)
		}
	}
	for _, code := range everyCode {
		if errors.Is(err, code) {
			names = append(names, code)
		}
	}
	return names
}

// refusedBy makes a call that is answered with a refusal.
func refusedBy(t *testing.T, row namedRefusal, body string) *partnerkit.Error {
	t.Helper()
	p := tapeOf(httpAnswer(row.status, body))
	client := tapeClient(t, p, partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 1}))
	_, err := theCall(t, row.call).call(t.Context(), client)
	e, ok := err.(*partnerkit.Error) //nolint:errorlint // the type itself is promised
	require.True(t, ok, "%v", err)
	return e
}

func TestTheThreeLevelsOfEveryRefusal(t *testing.T) {
	t.Parallel()
	for _, row := range allRefusals() {
		t.Run(fmt.Sprint(row.call, row.status, row.code, len(row.body)), func(t *testing.T) {
			t.Parallel()
			body := row.body
			if body == "" {
				body = usualBody(theCall(t, row.call).api, row.status, row.code)
			}
			e := refusedBy(t, row, body)
			want := slices.Clone(row.names)
			if slices.Contains(everyCode, row.code) {
				want = append(want, row.code)
			}
			assert.ElementsMatch(t, want, namesOf(e))
			assert.Equal(t, row.code, e.Code)
			assert.Equal(t, row.call, e.Op)
			assert.Equal(t, row.status, e.Status)
			assert.NotZero(t, e.Attempts)
			assert.Equal(t, body, string(e.Body))
			if row.code != "" {
				require.ErrorIs(t, e, row.code, "a code is an error, known or not")
				assert.Equal(t, error(row.code), e.Unwrap()[0])
			}
		})
	}
}

// A body that is not the API's own has its class and proves nothing.
func TestForeignBodiesHaveTheirClassAlone(t *testing.T) {
	t.Parallel()
	class := func(names []error) []error {
		return slices.DeleteFunc(slices.Clone(names), func(name error) bool { return slices.Contains(everySentinel[:8], name) })
	}
	for _, row := range allRefusals() {
		if row.status < 400 {
			continue
		}
		for _, body := range []string{"", "<html>502</html>", "null", "[]", "{}", `"CONFLICT"`, `{"error":null}`, `{"error":"no"}`, `{"message":"no"}`, `{"code":409}`, `{"status_code":1}`} {
			t.Run(fmt.Sprint(row.call, row.status, row.code, body), func(t *testing.T) {
				t.Parallel()
				e := refusedBy(t, row, body)
				assert.ElementsMatch(t, class(row.names), namesOf(e))
				assert.Empty(t, e.Code)
				assert.Empty(t, e.Fields)
			})
		}
	}
}

func TestTheFieldsOfARefusal(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		namedRefusal
		want []partnerkit.FieldError
	}{
		{namedRefusal{call: "Users.Create", status: 400, body: `{"success":false,"error":{"code":"VALIDATION_ERROR","message":"Invalid request data","details":{"errors":[` +
			`{"path":["email"],"message":"Invalid email"},{"path":["a",0,"b"],"message":"no"}]}}}`},
			[]partnerkit.FieldError{{Field: "email", Message: "Invalid email"}, {Field: "a.0.b", Message: "no"}}},
		{namedRefusal{call: "AppUsers.GetByExternalID", status: 400, body: `{"error":{"type":"validation_error","detail":{"code":"required","message":"Required.","field_name":"user_external_id"}}}`},
			[]partnerkit.FieldError{{Field: "user_external_id", Message: "Required."}}},
		{namedRefusal{call: "AppUsers.GetByExternalID", status: 400, body: `{"error":{"type":"validation_error","detail":[{"code":"a","message":"A","field_name":"x"},{"code":"b","message":"B","field_name":"y"}]}}`},
			[]partnerkit.FieldError{{Field: "x", Message: "A"}, {Field: "y", Message: "B"}}},
	} {
		assert.Equal(t, row.want, refusedBy(t, row.namedRefusal, row.body).Fields)
	}
}

func TestACodeIsAnError(t *testing.T) {
	t.Parallel()
	assert.EqualError(t, partnerkit.CodeConflict, "CONFLICT")
	assert.NotErrorIs(t, context.Canceled, partnerkit.CodeConflict)
}
