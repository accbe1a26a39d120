package backend

// Why a request was refused, for the log of requests: what production does not say. No reason holds what was sent, unless
// that is a name from which the credentials were taken.

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/golang-jwt/jwt/v5"
)

// withLogReason is the same error with a reason for the log.
func (e *apiError) withLogReason(format string, args ...any) *apiError {
	with := *e
	with.logReason = fmt.Sprintf(format, args...)
	return &with
}

// unknownBearerReason says what is wrong with the credential of an API that wants "Authorization: Bearer".
func unknownBearerReason(r *Request, kind string) string {
	const name = "Authorization"
	switch values := r.Header.Values(name); {
	case len(values) == 0:
		return "there is no Authorization header"
	case len(values) > 1:
		return fmt.Sprintf("there are %d Authorization headers", len(values))
	case bearer(r.Header) == "":
		return `the Authorization header is not "Bearer" and a credential`
	}
	return foreignReasons[kind]
}

// foreignReasons say of a credential that the API does not know whose it is, by its kind.
var foreignReasons = map[string]string{
	kindUnknown:        "nobody has this credential",
	kindPartnerKey:     "the credential is a partner's API key",
	kindApp:            "the credential is an app's",
	kindServiceAccount: "the credential is a service account's",
	kindSession:        "the credential is a session token",
}

// noAppCredentialsReason says which of the App API's two headers is missing, or has nothing in it.
func noAppCredentialsReason(h http.Header) string {
	var missing []string
	for _, name := range []string{"X-API-KEY", "Authorization"} {
		switch values := h.Values(name); {
		case len(values) == 0:
			missing = append(missing, "no "+name+" header")
		case len(values) > 1:
			return fmt.Sprintf("there are %d %s headers", len(values), name)
		case values[0] == "":
			missing = append(missing, "an empty "+name+" header")
		}
	}
	return "there is " + strings.Join(missing, ", and ")
}

// unknownAppReason says why no app is known by the key.
func unknownAppReason(h http.Header, kind string) string {
	if n := len(h.Values("X-API-KEY")); n > 1 {
		return fmt.Sprintf("there are %d X-API-KEY headers", n)
	}
	if kind != kindUnknown {
		return foreignReasons[kind]
	}
	return "no app has the key in X-API-KEY"
}

// What can be wrong with a token that the app signed.
var (
	errScopes       = errors.New(`the token in Authorization has a scope that is not "*": resource, action and user_id must be`)
	errForeignToken = errors.New("the token in Authorization names another api_key")
)

// badAppTokenReason says what is wrong with an app's token. The library's own words are not shown: they quote the token.
func badAppTokenReason(h http.Header, err error) string {
	switch {
	case len(h.Values("Authorization")) > 1:
		return fmt.Sprintf("there are %d Authorization headers", len(h.Values("Authorization")))
	case bearer(h) == "":
		return `the Authorization header is not "Bearer" and a token`
	case errors.Is(err, jwt.ErrTokenMalformed):
		return "the token in Authorization is no JWT"
	case errors.Is(err, jwt.ErrTokenExpired):
		return "the token in Authorization has expired"
	case errors.Is(err, jwt.ErrTokenNotValidYet), errors.Is(err, jwt.ErrTokenUsedBeforeIssued):
		return "the token in Authorization is not valid yet"
	case errors.Is(err, jwt.ErrTokenSignatureInvalid), errors.Is(err, jwt.ErrTokenUnverifiable): // the latter for an unknown "alg", or none
		return "the token in Authorization is not signed with HS256 and the app's secret"
	case errors.Is(err, errForeignToken):
		return errForeignToken.Error()
	case errors.Is(err, errScopes):
		return errScopes.Error()
	}
	return "the token in Authorization has claims that cannot be read"
}
