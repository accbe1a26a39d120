package partnerkit

// The names by which a failure can be asked for: the APIs' own codes, the
// documented cases, the classes, and the errors that this package raises
// itself.

import (
	"errors"
	"net/http"
)

// Code is an error code in the API's own words. It is itself an error, so that
// errors.Is(err, CodeConflict) asks for it. A code that is not listed here is
// kept as it came.
type Code string

// Error returns the code.
func (c Code) Error() string { return string(c) }

// Codes of the Partner API.
const (
	CodeValidationError      Code = "VALIDATION_ERROR"       // 400: invalid data, or no wallet to disconnect
	CodeUnauthorized         Code = "UNAUTHORIZED"           // 401: the API key is missing or wrong
	CodeForbidden            Code = "FORBIDDEN"              // 403: the API key lacks the permission
	CodeResourceNotFound     Code = "RESOURCE_NOT_FOUND"     // 404: no such user, association or path
	CodeMethodNotAllowed     Code = "METHOD_NOT_ALLOWED"     // 405; the Profile API's name for it is the same
	CodeConflict             Code = "CONFLICT"               // 409: already associated, or e-mail in use
	CodeUnsupportedMediaType Code = "UNSUPPORTED_MEDIA_TYPE" // 415; the Profile API's name for it is the same
	CodeRateLimited          Code = "RATE_LIMITED"           // 429: over the quota
	CodeInternalError        Code = "INTERNAL_ERROR"         // 500
)

// Codes of the App API: the detail's code, or the error's type where there is
// no detail.
const (
	CodeAppRequired             Code = "required"               // 400: a parameter is missing or empty
	CodeAppNotAuthenticated     Code = "not_authenticated"      // 401: a credential is missing
	CodeAppAuthenticationFailed Code = "authentication_failed"  // 401: a credential is wrong
	CodeAppNotFound             Code = "not_found"              // 404: no such path
	CodeAppMethodNotAllowed     Code = "method_not_allowed"     // 405
	CodeAppUnsupportedMediaType Code = "unsupported_media_type" // 415
	CodeAppThrottled            Code = "throttled"              // 429
	CodeAppClientError          Code = "client_error"           // a type: the request was at fault
	CodeAppValidationError      Code = "validation_error"       // a type: a parameter was at fault
	CodeAppServerError          Code = "server_error"           // a type: the server was at fault
)

// Codes of the Profile API: the name in its error body, in upper case.
const (
	CodeGenericClientError  Code = "GENERIC_CLIENT_ERROR"  // 400
	CodeGenericUnauthorized Code = "GENERIC_UNAUTHORIZED"  // 401: the token is missing or unknown
	CodeSessionTokenExpired Code = "SESSION_TOKEN_EXPIRED" // 401: the session token is past its time
	CodeRefreshTokenExpired Code = "REFRESH_TOKEN_EXPIRED" // 401: the refresh token is past its time
	CodeGenericNotFound     Code = "GENERIC_NOT_FOUND"     // 404
	CodeTooManyRequests     Code = "TOO_MANY_REQUESTS"     // 429
	CodeInternalServerError Code = "INTERNAL_SERVER_ERROR" // 500
)

// Documented cases: what an answer means for the operation that got it. An
// error is one of them only when the answer has the API's own error shape; a
// proxy's 404 page is ErrNotFound and nothing more.
var (
	// ErrUserAlreadyAssociated: Users.Create met a user who is associated with the partner already.
	ErrUserAlreadyAssociated = errors.New("user already associated with partner")
	// ErrEmailInUse: Users.Update asked for an e-mail that another user has.
	ErrEmailInUse = errors.New("email already in use")
	// ErrUserNotFound: there is no such user, or none that the caller may see.
	ErrUserNotFound = errors.New("user not found")
	// ErrAssociationNotFound: Users.Disassociate met a user who is not associated with the partner.
	ErrAssociationNotFound = errors.New("association not found")
	// ErrNoWallet: Users.DisconnectWallet met a user without a wallet.
	ErrNoWallet = errors.New("no wallet connected")
	// ErrSessionExpired: the session token is past its time, and its source has no other.
	ErrSessionExpired = errors.New("session expired")
	// ErrRefreshTokenExpired: the refresh token is past its time; the person must log in again.
	ErrRefreshTokenExpired = errors.New("refresh token expired")
)

// Classes: what a status means, whatever API and operation it came from.
var (
	// ErrBadRequest is the class of status 400 and of every 4xx without a class of its own, but 408.
	ErrBadRequest = errors.New("bad request")
	// ErrUnauthorized is the class of status 401.
	ErrUnauthorized = errors.New("unauthorized")
	// ErrForbidden is the class of status 403.
	ErrForbidden = errors.New("forbidden")
	// ErrNotFound is the class of status 404, and of an App user whom nobody matched (status 200).
	ErrNotFound = errors.New("not found")
	// ErrConflict is the class of status 409.
	ErrConflict = errors.New("conflict")
	// ErrRateLimited is the class of status 429.
	ErrRateLimited = errors.New("rate limited")
	// ErrServer is the class of status 500 and above.
	ErrServer = errors.New("server error")
)

// Raised before any I/O.
var (
	// ErrNoCredential: the service that was called has no credential; the message names the option to use.
	ErrNoCredential = errors.New("no credential")
	// ErrNoBaseURL: the service that was called has no documented address and was given none; the message names the option to use.
	ErrNoBaseURL = errors.New("no base URL")
	// ErrInvalidArgument: an argument or an option can never be right; nothing was sent.
	ErrInvalidArgument = errors.New("invalid argument")
)

// Raised about the wire.
var (
	// ErrOutcomeUnknown: a write was sent and its answer lost, and looking for its effect did not find it.
	// It may have happened, may happen yet, or may never happen.
	ErrOutcomeUnknown = errors.New("outcome unknown")
	// ErrMalformedResponse: a success status came with a body that cannot be what was asked for.
	ErrMalformedResponse = errors.New("malformed response")
	// ErrResponseTooLarge: a body was longer than 1 MiB (16 MiB for lists), after decompression.
	ErrResponseTooLarge = errors.New("response too large")
)

// classOf returns the class of a status, nil where it has none.
func classOf(status int) error {
	switch status {
	case http.StatusUnauthorized:
		return ErrUnauthorized
	case http.StatusForbidden:
		return ErrForbidden
	case http.StatusNotFound:
		return ErrNotFound
	case http.StatusRequestTimeout:
		return nil
	case http.StatusConflict:
		return ErrConflict
	case http.StatusTooManyRequests:
		return ErrRateLimited
	}
	switch status / 100 {
	case 4:
		return ErrBadRequest
	case 0, 1, 2, 3:
		return nil
	default:
		return ErrServer
	}
}
