package partnerkit

// The one error type of this package: what was asked, what was answered, and the names under
// which errors.Is finds it: the APIs' own codes, the documented cases, the classes, and what
// this package raises itself.

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/partnerkit/partnerkit-go/internal/call"
)

// Error is the error of every service method and of Client.Do. The errors of New and
// Client.With are ErrInvalidArgument and no *Error. Status is 0 where nothing answered: a
// refused argument, a missing credential, a connection that broke.
//
// errors.Is answers at three levels: the API's code (CodeConflict), the
// documented case (ErrEmailInUse) and the class (ErrConflict). Besides these it
// finds what this package raised (ErrInvalidArgument, ErrOutcomeUnknown, …) and
// the cause, such as context.DeadlineExceeded.
type Error struct {
	Op         string        // the operation, "Users.Get"
	Method     string        // the HTTP method; empty only where Client.Do was given one that it does not send
	Route      string        // the path's template, "/v1/users/{id}"; never the path; empty for Client.Do
	Status     int           // the HTTP status; 0 where nothing answered
	Code       Code          // the API's own code; empty where it gave none
	Message    string        // the API's own words, at most 512 bytes; empty where it gave none, or the body has neither the API's shape nor a code
	Fields     []FieldError  // which members or arguments were wrong, and how; at most 100; nil if none was named
	RequestID  string        // the API's name for this request; empty where it gave none
	RetryAfter time.Duration // how long the API asked to wait; 0 where it did not ask
	Attempts   int           // how often the operation was sent, read-backs and refreshes not counted; 0 if nothing was sent
	Body       []byte        `json:"-"` // the response's body for a debugger, at most 64 KiB, without credentials; in no output of this type

	kinds   []error // case, class, and what this package raised
	cause   error
	reasons []string // what this package says of it, the cause's words among them, without credentials
	retry   bool     // see Retryable
	fromAPI bool     // the API itself said it, in its own shape
}

// FieldError says what is wrong with one member of a request, or with one argument of the call.
type FieldError struct {
	Field   string `json:"field"`   // the member or argument, "email"; parts of a deeper path are joined with dots
	Message string `json:"message"` // what is wrong with it
}

// Error says the operation, status, code, message, the first three members that were wrong, the
// reasons, the request ID and the attempts; never a query, a header or a body.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("partnerkit: ")
	b.WriteString(e.Op)
	b.WriteString(":")
	if e.Status != 0 {
		b.WriteString(" " + strconv.Itoa(e.Status))
	}
	if e.Code != "" {
		b.WriteString(" " + call.Printable(string(e.Code), call.MaxText))
	}
	if e.Message != "" {
		b.WriteString(` "` + call.Printable(e.Message, call.MaxText) + `"`)
	}
	if e.fromAPI {
		b.WriteString(e.members())
	}
	for i, reason := range e.reasons {
		if i > 0 || e.Status != 0 {
			b.WriteString(";")
		}
		b.WriteString(" " + reason)
	}
	return b.String() + e.suffix()
}

// maxShownFields is how many members the error's line names.
const maxShownFields = 3

// members says which members were wrong, the first of them.
func (e *Error) members() string {
	var b strings.Builder
	for i, f := range e.Fields[:min(len(e.Fields), maxShownFields)] {
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString(" " + call.Printable(f.Field, call.MaxText) + ": " + strconv.Quote(call.Printable(f.Message, call.MaxText)))
	}
	if more := len(e.Fields) - maxShownFields; more > 0 {
		b.WriteString(", and " + strconv.Itoa(more) + " more")
	}
	return b.String()
}

func (e *Error) suffix() string {
	var parts []string
	if e.RequestID != "" {
		parts = append(parts, "request "+call.Printable(e.RequestID, call.MaxText))
	}
	switch {
	case e.Attempts == 1:
		parts = append(parts, "1 attempt")
	case e.Attempts > 1:
		parts = append(parts, strconv.Itoa(e.Attempts)+" attempts")
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

// Unwrap returns the code if there is one, the case, the class, what this
// package says of the failure, and the cause.
func (e *Error) Unwrap() []error {
	all := make([]error, 0, len(e.kinds)+2)
	if e.Code != "" {
		all = append(all, e.Code)
	}
	all = append(all, e.kinds...)
	if e.cause != nil {
		all = append(all, e.cause)
	}
	return all
}

// Format prints the error's one line under every verb: %+v and %#v show no
// body, header or cause that could hold a credential.
func (e Error) Format(s fmt.State, verb rune) {
	line := e.Error()
	if verb == 'q' {
		line = strconv.Quote(line)
	}
	_, _ = s.Write([]byte(line))
}

// LogValue gives the error's members to slog, without the body.
func (e Error) LogValue() slog.Value {
	attrs := []slog.Attr{slog.String("op", e.Op), slog.Int("status", e.Status), slog.Int("attempts", e.Attempts)}
	for _, optional := range []slog.Attr{
		slog.String("route", strings.TrimSpace(e.Method+" "+e.Route)), slog.String("code", string(e.Code)),
		slog.String("message", e.Message), slog.String("request_id", e.RequestID),
		slog.String("fields", strings.TrimSpace(e.members())), slog.String("reason", strings.Join(e.reasons, "; ")),
	} {
		if optional.Value.String() != "" {
			attrs = append(attrs, optional)
		}
	}
	if e.RetryAfter > 0 {
		attrs = append(attrs, slog.Duration("retry_after", e.RetryAfter))
	}
	return slog.GroupValue(attrs...)
}

// newError is the public error of a failure: the one place where one becomes the other.
func newError(f *call.Failure) *Error {
	e := &Error{
		Op: f.Endpoint.Name, Method: f.Endpoint.Method, Route: f.Endpoint.Route,
		Status: f.Status, Code: Code(f.Code), Message: f.Message, RequestID: f.RequestID,
		RetryAfter: f.RetryAfter, Attempts: f.Attempts, Body: f.Body,
		kinds: slices.Clone(f.Cases), cause: f.Cause, reasons: f.Reasons, retry: f.Retryable, fromAPI: f.FromAPI,
	}
	for _, field := range f.Fields {
		e.Fields = append(e.Fields, FieldError(field))
	}
	if slices.Contains(f.Cases, ErrUserNotFound) {
		e.addKind(ErrNotFound) // also where the status is 200
	}
	e.addKind(classOf(f.Status))
	for _, kind := range f.Kinds {
		e.addKind(kindErrors[kind])
	}
	return e
}

// kindErrors are the sentinels for the kinds of package call.
var kindErrors = map[call.Kind]error{
	call.InvalidArgument:   ErrInvalidArgument,
	call.NoCredential:      ErrNoCredential,
	call.NoBaseURL:         ErrNoBaseURL,
	call.OutcomeUnknown:    ErrOutcomeUnknown,
	call.MalformedResponse: ErrMalformedResponse,
	call.ResponseTooLarge:  ErrResponseTooLarge,
	call.Unavailable:       ErrUnavailable,
	call.RateLimited:       ErrRateLimited,
}

// asFailure is a refresh's error as the failure of the call that needed the refresh; nil for nil. The
// sentinels are not copied: errors.Is finds them in the error, which becomes the failure's cause.
func (e *Error) asFailure() *call.Failure {
	if e == nil {
		return nil
	}
	return &call.Failure{Status: e.Status, Code: string(e.Code), Message: e.Message, RequestID: e.RequestID, RetryAfter: e.RetryAfter, Retryable: e.retry, Reasons: e.reasons}
}

// addKind adds a name under which errors.Is finds the error; nil adds nothing.
func (e *Error) addKind(kind error) {
	if kind != nil && !slices.Contains(e.kinds, kind) {
		e.kinds = append(e.kinds, kind)
	}
}

// Retryable reports whether the same call may succeed later and can be made again without harm. It is false once the context is over, false with ErrOutcomeUnknown but
// for that of PortalUsers.Ensure, and false for a response that would be the same again. RetryAfter
// says how long the API asked to wait.
func (e *Error) Retryable() bool { return e.retry }

// argErr is the cause of an error about an argument: what was wrong, and with what.
func argErr(format string, args ...any) error {
	return &call.ArgumentError{Kind: ErrInvalidArgument, Problem: fmt.Sprintf(format, args...)}
}

// namedArgErr is argErr for a single argument.
func namedArgErr(argument, problem string) error {
	return &call.ArgumentError{Kind: ErrInvalidArgument, Argument: argument, Problem: problem}
}

// Code is an error code in the API's own words. It is itself an error, so that
// errors.Is(err, CodeConflict) asks for it. A code that is not listed here is
// kept as it came.
type Code string

// Error returns the code.
func (c Code) Error() string { return string(c) }

// codeTexts returns the codes as strings, as package call has them.
func codeTexts(codes ...Code) []string {
	texts := make([]string, len(codes))
	for i, code := range codes {
		texts[i] = string(code)
	}
	return texts
}

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
	CodeAppInvalid              Code = "invalid"                // 400: a parameter or a member cannot be what it is
	CodeAppBlank                Code = "blank"                  // 400: a member is empty
	CodeAppAlreadyExists        Code = "already_exists"         // 400: another user has the external id or the e-mail
	CodeAppNotAuthenticated     Code = "not_authenticated"      // 401: a credential is missing
	CodeAppAuthenticationFailed Code = "authentication_failed"  // 401: a credential is wrong
	CodeAppNotFound             Code = "not_found"              // 404: no such user or path
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

// Documented cases: what a response means for the operation that got it. An
// error is one of them only when the response has the API's own error shape; a
// proxy's 404 page is ErrNotFound and nothing more.
var (
	// ErrUserAlreadyAssociated: Users.Create met a user who is associated with the partner already.
	ErrUserAlreadyAssociated = errors.New("user already associated with partner")
	// ErrUserExists: AppUsers.Create or Ensure met another user who has the external id or the e-mail.
	ErrUserExists = errors.New("user already exists")
	// ErrEmailInUse: Users.Update asked for an e-mail that another user has.
	ErrEmailInUse = errors.New("email already in use")
	// ErrUserNotFound: there is no such user, or none that the caller may see, or none in a listing.
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
	// ErrNotFound is the class of status 404, and of a user whom nobody matched (status 200).
	ErrNotFound = errors.New("not found")
	// ErrConflict is the class of status 409.
	ErrConflict = errors.New("conflict")
	// ErrRateLimited is the class of status 429, and of a call that WithPacing did not send.
	ErrRateLimited = errors.New("rate limited")
	// ErrServer is the class of status 500 and above.
	ErrServer = errors.New("server error")
	// ErrUnavailable is the class of what nobody answered: no connection came about, one broke, an
	// attempt ran out of its time, or TLS was not agreed on. Of a write that may have been carried out
	// the error Is ErrOutcomeUnknown, too: ask for that first.
	ErrUnavailable = errors.New("unavailable")
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
	// ErrOutcomeUnknown: a write was sent and its response lost, and looking for its effect did not find it.
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
