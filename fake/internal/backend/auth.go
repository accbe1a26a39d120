package backend

// Who sends a request: for each API how its credential is read and checked, and what its holder may do. What a caller is
// told about a credential that was refused is the same whether it is unknown or another API's.

import (
	"net/http"
	"slices"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// caller is who sends a request, as far as the API that is asked knows.
type caller struct {
	kind     string // of the credential presented
	quotaKey string // the credential; "" for nobody
	partner  *Partner
	app      *appRecord
	account  *ServiceAccount
	session  *sessionRecord
}

// The permissions of the Portals API. The Partner API's are data of the state.
const (
	readUsers  = "read"
	writeUsers = "write"
)

// What an API says of a credential that is missing or not good, where that is not the usual unauthorized.
var (
	notAuthenticated     = &apiError{status: http.StatusUnauthorized, code: "not_authenticated"}
	authenticationFailed = &apiError{status: http.StatusUnauthorized, code: "authentication_failed"}
	sessionExpired       = &apiError{status: http.StatusUnauthorized, code: "session_token_expired"}
)

// unknownCaller is somebody whom the API that is asked does not know. The kind says whether another API does.
func unknownCaller(s *store, r *Request) caller {
	token := bearer(r.Header)
	switch {
	case r.Header.Get("Authorization") == "" && r.Header.Get("X-API-KEY") == "":
		return caller{kind: kindNone}
	case s.apps.byKey[r.Header.Get("X-API-KEY")] != nil:
		return caller{kind: kindApp}
	case s.partners.partnerByKey[token] != nil:
		return caller{kind: kindPartnerKey}
	case s.portals.accountByKey[token] != nil:
		return caller{kind: kindServiceAccount}
	case s.profiles.byToken[token] != nil:
		return caller{kind: kindSession}
	}
	return caller{kind: kindUnknown}
}

func authenticatePartner(s *store, r *Request) (caller, *apiError) {
	key := bearer(r.Header)
	if partner := s.partners.partnerByKey[key]; partner != nil {
		return caller{kind: kindPartnerKey, quotaKey: key, partner: partner}, nil
	}
	return unknownBearer(s, r)
}

// unknownBearer refuses a request without a bearer token that the API knows.
func unknownBearer(s *store, r *Request) (caller, *apiError) {
	who := unknownCaller(s, r)
	return who, unauthorized.withLogReason("%s", unknownBearerReason(r, who.kind))
}

func partnerMay(who caller, permission string, _ []string) *apiError {
	if slices.Contains(who.partner.Permissions, permission) {
		return nil
	}
	return forbidden.withLogReason("partner %+q lacks the permission %s", who.partner.ID, permission)
}

func authenticateAccount(s *store, r *Request) (caller, *apiError) {
	key := bearer(r.Header)
	if account := s.portals.accountByKey[key]; account != nil {
		return caller{kind: kindServiceAccount, quotaKey: key, account: account}, nil
	}
	return unknownBearer(s, r)
}

// accountMay checks the portal, which is the first parameter of each path, and the permission.
func accountMay(who caller, permission string, pathParams []string) *apiError {
	hasAccess := who.account.AllPortals || slices.Contains(who.account.Portals, pathParams[0])
	switch {
	case !hasAccess:
		return forbidden.withLogReason("the service account has no access to the portal")
	case permission != readUsers && who.account.ReadOnly:
		return forbidden.withLogReason("the service account may only read")
	}
	return nil
}

func authenticateSession(s *store, r *Request) (caller, *apiError) {
	session := s.profiles.byToken[bearer(r.Header)]
	switch {
	case session == nil:
		return unknownBearer(s, r)
	case !r.now.Before(session.expires):
		return caller{kind: kindSession}, sessionExpired.withLogReason("the session token ended at %s", session.expires.Format(time.RFC3339))
	}
	return caller{kind: kindSession, session: session}, nil
}

func authenticateApp(s *store, r *Request) (caller, *apiError) {
	key, token := single(r.Header, "X-API-KEY"), bearer(r.Header)
	if r.Header.Get("X-API-KEY") == "" || r.Header.Get("Authorization") == "" {
		return unknownCaller(s, r), notAuthenticated.withLogReason("%s", noAppCredentialsReason(r.Header))
	}
	app := s.apps.byKey[key]
	if app == nil {
		who := unknownCaller(s, r)
		return who, authenticationFailed.withLogReason("%s", unknownAppReason(r.Header, who.kind))
	}
	if err := checkAppToken(token, key, app.apiSecret, r.RealNow); err != nil {
		return unknownCaller(s, r), authenticationFailed.withLogReason("%s", badAppTokenReason(r.Header, err))
	}
	return caller{kind: kindApp, quotaKey: key, app: app}, nil
}

// anyone authorizes every caller: the App and Profile APIs have no permissions.
func anyone(caller, string, []string) *apiError { return nil }

// checkAppToken checks an app's token: HS256 alone, signed with the app's secret, its three scopes "*", api_key the app's if it is
// named, and exp and nbf honoured if they are there.
func checkAppToken(token, key, secret string, now time.Time) error {
	claims := jwt.MapClaims{}
	_, err := jwt.ParseWithClaims(token, claims, func(*jwt.Token) (any, error) { return []byte(secret), nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Name}),
		jwt.WithTimeFunc(func() time.Time { return now }),
		jwt.WithJSONNumber(), // else an end of 0 would count as none
		jwt.WithStrictDecoding(),
	)
	named, isNamed := claims["api_key"]
	switch {
	case err != nil:
		return err
	case claims["resource"] != "*" || claims["action"] != "*" || claims["user_id"] != "*":
		return errScopes
	case isNamed && named != key:
		return errForeignToken
	}
	return nil
}
