package partnerkit

// Sessions of the Profile API: where a token comes from, and the call that exchanges
// one that has ended. How that is done once for everybody who waits is package renewal's.

import (
	"context"
	"errors"
	"net/http"

	"github.com/partnerkit/partnerkit-go/internal/call"
	"github.com/partnerkit/partnerkit-go/internal/credential"
	"github.com/partnerkit/partnerkit-go/internal/jsonwrite"
	"github.com/partnerkit/partnerkit-go/internal/renewal"
)

// SessionSource gives the session token. It is asked before every attempt;
// refused is the token that the API just refused as past its time, or "" where
// it refused none. Returning the refused token again means that there is no
// other: the call ends with ErrSessionExpired.
//
// Replicas of an application share one session by implementing Token over their
// own store: read the store again, and call refresh only if it still holds the
// refused token. The client passes refresh on each call, because a source exists
// before the client that knows where to refresh.
//
// Token is called by many goroutines at once. Its error ends the call unsent, and
// the call's error Is that error. Where it is a failed refresh, or wraps one, the
// call's Status, Code, RequestID and RetryAfter are those of the refresh.
type SessionSource interface {
	Token(ctx context.Context, refused string, refresh RefreshFunc) (string, error)
}

// RefreshFunc exchanges a refresh token for a new session token: POST
// /v1/user/auth/refresh-session, repeated freely. newRefresh is the refresh token
// to use from now on: the response's, or the one given if the response has none. Its
// errors are those of a method; a refresh token past its time is ErrRefreshTokenExpired, and
// a response whose tokens are no printable ASCII of at most 16 KiB is ErrMalformedResponse.
type RefreshFunc func(ctx context.Context, refreshToken string) (session, newRefresh string, err error)

// SessionToken is a source that always gives the same token. When the token is past
// its time, calls end with ErrSessionExpired.
func SessionToken(token string) SessionSource {
	return staticSession{token: func() string { return token }}
}

type staticSession struct{ token func() string }

func (s staticSession) Token(context.Context, string, RefreshFunc) (string, error) {
	return s.token(), nil
}

func (s staticSession) secrets() []string { return []string{s.token()} }

func (s staticSession) validate() error {
	return validateSecret("SessionToken", "session token", s.token())
}

// RefreshingSession is a source that refreshes a session token once it is
// refused as past its time: once for all goroutines that meet it, whoever of
// them leaves meanwhile. An empty session is refreshed before its first use.
//
// Where a refresh fails, each call that waits for it ends with an error whose
// Status, Code, RequestID and RetryAfter are those of the refresh, as are the names
// that errors.Is finds: ErrServer for a passing 503, ErrRefreshTokenExpired where
// the person must log in again. ErrSessionExpired says that even a new session was
// refused. A refresh token that the API refuses with 401 is not sent again; after
// any other failure the next call refreshes anew.
//
// Each onChange is told the new pair before a waiting call uses it, so that an
// application can keep it, and no two run at once. Where one returns an error,
// panics or ends its goroutine, the calls that wait end with an error that says so
// (a panic's value, which may hold a token, is not shown); the new pair stays in use,
// and onChange is told of it again before the next call.
//
// A renewal has a minute. The context of onChange ends with it, and so does every
// call that waits, with an error that Is context.DeadlineExceeded; until an onChange
// that is late has returned, further calls end with that error at once. An onChange
// may call the client, which uses the new pair, with the context that it was given.
// With another context that call waits for the renewal that waits for it, until
// the minute is over.
func RefreshingSession(session, refresh string, onChange ...func(ctx context.Context, session, refresh string) error) SessionSource {
	s := renewal.New(session, refresh, renewal.Config{OnChange: onChange, IsRefused: isRefusedRefresh, Expired: ErrSessionExpired})
	return &refreshingSession{s, onChange}
}

type refreshingSession struct {
	renewing *renewal.Session
	onChange []func(ctx context.Context, session, refresh string) error
}

// Token returns the session token, after a renewal where it was refused.
func (s *refreshingSession) Token(ctx context.Context, refused string, refresh RefreshFunc) (string, error) {
	return s.renewing.Token(ctx, refused, renewal.Refresh(refresh))
}

func (s *refreshingSession) secrets() []string {
	session, refresh := s.renewing.Pair()
	return []string{session, refresh}
}

func (s *refreshingSession) validate() error {
	for _, tell := range s.onChange {
		if tell == nil {
			return argErr("RefreshingSession: an onChange is nil")
		}
	}
	session, refresh := s.renewing.Pair()
	if session != "" {
		if err := validateSecret("RefreshingSession", "session token", session); err != nil {
			return err
		}
	}
	return validateSecret("RefreshingSession", "refresh token", refresh)
}

// isRefusedRefresh reports whether a refresh failed because the API itself refused the refresh token.
func isRefusedRefresh(err error) bool {
	e := refreshFailure(err)
	return e != nil && e.fromAPI && e.Status == http.StatusUnauthorized
}

// secretsOf gives the tokens that one of this package's own sources holds. Of any
// other source, each attempt's token is known to its call.
func secretsOf(source SessionSource) []string {
	if holder, ok := source.(interface{ secrets() []string }); ok {
		return holder.secrets()
	}
	return nil
}

// sessionCredential asks a source for its token before every attempt.
func sessionCredential(source SessionSource) *call.Credential {
	return credential.Session(credential.Source{
		Token: func(ctx context.Context, api *call.API, refused string) (string, error) {
			return source.Token(ctx, refused, func(ctx context.Context, refreshToken string) (session, newRefresh string, err error) {
				return refreshSession(ctx, api, refreshToken, refused)
			})
		},
		Validate:  func(token string) error { return validateSecret("SessionSource", "session token", token) },
		Expired:   ErrSessionExpired,
		Secrets:   func() []string { return secretsOf(source) },
		AsFailure: func(err error) *call.Failure { return refreshFailure(err).asFailure() },
	})
}

// The refresh itself, which needs no credential but the refresh token.
var sessionRefresh = call.Endpoint{
	Name: "Session.Refresh", Method: http.MethodPost, Route: "/v1/user/auth/refresh-session",
	Idempotent: true, NoAuth: true, Sensitive: true,
}

type refreshResponse struct {
	SessionToken string `json:"sessionToken"`
	RefreshToken string `json:"refreshToken"`
}

// refreshSession exchanges a refresh token, as a RefreshFunc does. The session token that the API refused is not sent, and
// not shown either.
func refreshSession(ctx context.Context, api *call.API, refreshToken, refused string) (session, newRefresh string, err error) {
	refreshed, err := do(ctx, api, call.Request[refreshResponse]{
		Endpoint: &sessionRefresh,
		Params: call.Params{
			Body:    jsonwrite.Write(func(o *jsonwrite.Object) { o.String("refreshToken", refreshToken) }),
			ArgErr:  validateSecret("RefreshFunc", "refresh token", refreshToken),
			Secrets: []string{refreshToken, refused},
		},
		Decode:   decodeRefreshResponse,
		Validate: (*refreshResponse).validate,
	}, nil)
	if err != nil {
		return "", "", err
	}
	if refreshed.RefreshToken == "" {
		refreshed.RefreshToken = refreshToken
	}
	return refreshed.SessionToken, refreshed.RefreshToken, nil
}

func (r *refreshResponse) validate(string) error {
	if credential.Problem(r.SessionToken) != "" || r.RefreshToken != "" && credential.Problem(r.RefreshToken) != "" {
		return errors.New("a token is missing, cannot be in a header or is too long")
	}
	return nil
}

// refreshFailure is the error of a refresh that a source's error is or wraps, nil for none. The source may wrap the
// error of another call before it.
func refreshFailure(err error) *Error {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Op == sessionRefresh.Name {
		return e
	}
	switch wrapper := err.(type) { //nolint:errorlint // each one of the tree is looked at by itself
	case interface{ Unwrap() error }:
		return refreshFailure(wrapper.Unwrap())
	case interface{ Unwrap() []error }:
		for _, inner := range wrapper.Unwrap() {
			if e := refreshFailure(inner); e != nil {
				return e
			}
		}
	}
	return nil
}
