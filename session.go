package partnerkit

// Sessions of the Profile API: where a token comes from, and how one that has
// ended is replaced once for everybody who waits for it.

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/partnerkit/partnerkit-go/internal/call"
	"github.com/partnerkit/partnerkit-go/internal/jsonwrite"
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
// /v1/user/auth/refresh-session, repeated when the network fails. newRefresh is
// the refresh token to use from now on: the one of the answer, or the one given
// where the answer holds none. Its errors are those of a method; a refresh token
// past its time is ErrRefreshTokenExpired.
type RefreshFunc func(ctx context.Context, refreshToken string) (session, newRefresh string, err error)

// SessionToken is a source of one token that the caller renews themselves. When
// the token is past its time, calls end with ErrSessionExpired.
func SessionToken(token string) SessionSource {
	return staticSession{token: func() string { return token }}
}

type staticSession struct{ token func() string }

func (s staticSession) Token(context.Context, string, RefreshFunc) (string, error) {
	return s.token(), nil
}

func (s staticSession) secrets() []string { return []string{s.token()} }

func (s staticSession) check() error {
	return checkSecret("SessionToken", "session token", s.token())
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
	s := &refreshingSession{onChange: onChange}
	s.keep(session, refresh)
	return s
}

const (
	// refreshLimit bounds a renewal, whoever waits for it.
	refreshLimit = time.Minute
	// refreshGrace is what a refresh whose context has ended gets to return with what it met.
	refreshGrace = time.Second
)

type refreshingSession struct {
	onChange []func(ctx context.Context, session, refresh string) error

	mu      sync.Mutex
	pair    func() (session, refresh string)
	untold  bool          // onChange has yet to take the pair
	renewal *renewal      // under way; nil for none
	dead    func() string // a refresh token that the API refused
	deadErr error
}

// renewal is a refresh, then each onChange. It runs code that is not ours (a
// transport, a limiter, onChange), so that those who wait may get their answer
// before that code has returned.
type renewal struct {
	answer sync.Once
	done   chan struct{} // closed with the answer
	err    error
}

// settle answers those who wait; the first answer stands.
func (r *renewal) settle(err error) {
	r.answer.Do(func() {
		r.err = err
		close(r.done)
	})
}

// expireAfter answers those who wait once a step has taken too long.
func (r *renewal) expireAfter(d time.Duration, step string) *time.Timer {
	return time.AfterFunc(d, func() {
		r.settle(fmt.Errorf("RefreshingSession: %s has not returned within %v of the renewal's begin: %w", step, refreshLimit, context.DeadlineExceeded))
	})
}

// renewalKey is under which the context of a source's renewal holds that renewal.
type renewalKey struct{ source *refreshingSession }

var errWithinRefresh = errors.New("RefreshingSession: the refresh of the session waits for what makes this call")

func (s *refreshingSession) keep(session, refresh string) {
	s.pair = func() (string, string) { return session, refresh }
}

func (s *refreshingSession) secrets() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	session, refresh := s.pair()
	return []string{session, refresh}
}

func (s *refreshingSession) check() error {
	s.mu.Lock()
	session, refresh := s.pair()
	s.mu.Unlock()
	for _, tell := range s.onChange {
		if tell == nil {
			return invalid("RefreshingSession: an onChange is nil")
		}
	}
	if session != "" {
		if err := checkSecret("RefreshingSession", "session token", session); err != nil {
			return err
		}
	}
	return checkSecret("RefreshingSession", "refresh token", refresh)
}

// Token returns the session token, after a renewal where it was refused.
func (s *refreshingSession) Token(ctx context.Context, refused string, refresh RefreshFunc) (string, error) {
	s.mu.Lock()
	session, token := s.pair()
	stale := session == refused || session == ""
	if !stale && !s.untold {
		s.mu.Unlock()
		return session, nil
	}
	if own, ok := ctx.Value(renewalKey{s}).(*renewal); ok && own == s.renewal { // the renewal calls: nobody else would end its wait
		defer s.mu.Unlock()
		switch {
		case !stale:
			return session, nil
		case s.untold:
			return "", ErrSessionExpired // even the new session was refused
		default:
			return "", errWithinRefresh
		}
	}
	if s.renewal == nil {
		if stale && s.dead != nil && s.dead() == token {
			defer s.mu.Unlock()
			return "", s.deadErr
		}
		s.renewal = &renewal{done: make(chan struct{})}
		go s.renew(context.WithoutCancel(ctx), stale, refresh, s.renewal)
	}
	pending := s.renewal
	s.mu.Unlock()
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case <-pending.done:
	}
	if pending.err != nil {
		return "", pending.err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	session, _ = s.pair()
	return session, nil
}

// renew refreshes a stale session and tells of the new one. It runs on its own
// context: whoever came first may leave. The session is free for another renewal
// only when all that it called has returned.
func (s *refreshingSession) renew(ctx context.Context, stale bool, refresh RefreshFunc, r *renewal) {
	ctx, cancel := context.WithTimeout(context.WithValue(ctx, renewalKey{s}, r), refreshLimit)
	defer cancel()
	step, returned := "the refresh", false
	expiry := r.expireAfter(refreshLimit+refreshGrace, step)
	var err error
	defer func() { // nobody stands above this goroutine to recover, or to notice its end
		expiry.Stop()
		if value := recover(); value != nil {
			err = fmt.Errorf("RefreshingSession: %s panicked with a %T%s", step, value, panicSite())
		} else if !returned {
			err = fmt.Errorf("RefreshingSession: %s ended its goroutine", step)
		}
		s.mu.Lock()
		s.renewal = nil
		s.mu.Unlock()
		r.settle(err)
	}()
	if stale {
		err = s.replace(ctx, refresh)
	}
	if err == nil {
		step = "onChange"
		expiry.Stop()
		until, _ := ctx.Deadline()
		expiry = r.expireAfter(time.Until(until), step)
		err = s.tell(ctx)
	}
	returned = true
}

// panicSite names the function and line that panicked. What recovers calls it.
func panicSite() string {
	var callers [64]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(0, callers[:])])
	panicked := false
	for {
		frame, more := frames.Next()
		switch {
		case frame.Function == "runtime.gopanic":
			panicked = true
		case panicked && !strings.HasPrefix(frame.Function, "runtime."):
			return fmt.Sprintf(" in %s (%s:%d)", frame.Function, path.Base(frame.File), frame.Line)
		}
		if !more {
			return ""
		}
	}
}

func (s *refreshingSession) replace(ctx context.Context, refresh RefreshFunc) error {
	_, old := s.pair()
	session, renewed, err := refresh(ctx, old)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		if e := refreshFailure(err); e != nil && e.fromAPI && e.Status == http.StatusUnauthorized {
			s.dead, s.deadErr = func() string { return old }, err
		}
		return err
	}
	s.keep(session, renewed)
	s.untold = len(s.onChange) > 0
	return nil
}

// tell stops where the renewal's time is over: the next renewal tells it all.
func (s *refreshingSession) tell(ctx context.Context) error {
	session, refresh := s.pair()
	for _, tell := range s.onChange {
		err := ended(ctx)
		if err == nil {
			err = tell(ctx, session, refresh)
		}
		if err != nil {
			return fmt.Errorf("RefreshingSession: onChange: %w", err)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.untold = false
	return nil
}

// ended is the error of a context whose time is over, even where its timer has yet to fire.
func ended(ctx context.Context) error {
	if until, has := ctx.Deadline(); has && !time.Now().Before(until) {
		return context.DeadlineExceeded
	}
	return ctx.Err()
}

// The refresh itself, which needs no credential but the refresh token.
var sessionRefresh = call.Endpoint{
	Name: "Session.Refresh", Method: http.MethodPost, Route: "/v1/user/auth/refresh-session",
	Idempotent: true, NoAuth: true, Sensitive: true,
}

type refreshAnswer struct {
	SessionToken string `json:"sessionToken"`
	RefreshToken string `json:"refreshToken"`
}

// refreshSession exchanges a refresh token, as a RefreshFunc does.
func refreshSession(ctx context.Context, api *call.API, refreshToken string) (session, newRefresh string, err error) {
	answer, err := do(ctx, api, call.Request[refreshAnswer]{
		Endpoint: &sessionRefresh,
		Params: call.Params{
			Body:    jsonwrite.Write(func(o *jsonwrite.Object) { o.String("refreshToken", refreshToken) }),
			ArgErr:  checkSecret("RefreshFunc", "refresh token", refreshToken),
			Secrets: []string{refreshToken},
		},
		Decode:   decodeRefreshAnswer,
		Validate: (*refreshAnswer).validate,
	}, nil)
	if err != nil {
		return "", "", err
	}
	if answer.RefreshToken == "" {
		answer.RefreshToken = refreshToken
	}
	return answer.SessionToken, answer.RefreshToken, nil
}

func (r *refreshAnswer) validate(string) error {
	if r.SessionToken == "" || !call.IsPrintableASCII(r.SessionToken) || !call.IsPrintableASCII(r.RefreshToken) {
		return errors.New("a token is missing or cannot be in a header")
	}
	return nil
}

// refreshFailure is the error of a refresh that a source's error is or wraps, nil for none.
func refreshFailure(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok && e.Op == sessionRefresh.Name {
		return e
	}
	return nil
}
