package partnerkit

// Sessions of the Profile API: where a token comes from, and how one that has
// ended is replaced once for everybody who waits for it.

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"
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
// Token is called by many goroutines at once. An error of its ends the call
// unsent.
type SessionSource interface {
	Token(ctx context.Context, refused string, refresh RefreshFunc) (string, error)
}

// RefreshFunc exchanges a refresh token for a new session token: POST
// /v1/user/auth/refresh-session, repeated when the network fails. newRefresh is
// the refresh token to use from now on: the one of the answer, or the one given
// where the answer holds none. Its errors are those of a method; a refresh token
// past its time is ErrRefreshTokenExpired.
type RefreshFunc func(ctx context.Context, refreshToken string) (session, newRefresh string, err error)

// SessionToken is a source of one token that the caller renews himself. When it
// is past its time, calls end with ErrSessionExpired.
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
// them leaves meanwhile. An empty session is refreshed before its first use. A
// refresh token that the API refuses is not sent again.
//
// Each onChange is told the new pair before a waiting call uses it, so that an
// application can keep it. Where one returns an error, the calls that wait end
// with it; the new pair stays in use, and onChange is told of it again before
// the next call. An onChange may call the client, which uses the new pair, with
// the context that it was given and no other.
func RefreshingSession(session, refresh string, onChange ...func(ctx context.Context, session, refresh string) error) SessionSource {
	s := &refreshingSession{onChange: onChange}
	s.keep(session, refresh)
	return s
}

// refreshLimit bounds a refresh with all its repeats, whoever waits for it.
const refreshLimit = time.Minute

type refreshingSession struct {
	onChange []func(ctx context.Context, session, refresh string) error

	mu      sync.Mutex
	pair    func() (session, refresh string)
	untold  bool          // onChange has yet to take the pair
	renewal *renewal      // under way; nil for none
	dead    func() string // a refresh token that the API refused
	deadErr error
}

// renewal is a refresh under way.
type renewal struct {
	done chan struct{}
	err  error
}

// renewalKey is under which the context of an onChange holds the renewal that it is told of.
type renewalKey struct{}

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
	if own, ok := ctx.Value(renewalKey{}).(*renewal); ok && own == s.renewal { // onChange calls: nobody else would end its wait
		defer s.mu.Unlock()
		if stale {
			return "", ErrSessionExpired
		}
		return session, nil
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
// context: whoever came first may leave.
func (s *refreshingSession) renew(ctx context.Context, stale bool, refresh RefreshFunc, r *renewal) {
	ctx, cancel := context.WithTimeout(ctx, refreshLimit)
	defer cancel()
	err := errRenewalBroke // stays, should refresh or onChange end the goroutine
	defer func() {
		s.mu.Lock()
		r.err, s.renewal = err, nil
		s.mu.Unlock()
		close(r.done)
	}()
	if stale {
		if failed := s.replace(ctx, refresh); failed != nil {
			err = failed
			return
		}
	}
	err = s.tell(context.WithValue(ctx, renewalKey{}, r))
}

var errRenewalBroke = errors.New("the session's renewal broke off")

func (s *refreshingSession) replace(ctx context.Context, refresh RefreshFunc) error {
	_, old := s.pair()
	session, renewed, err := refresh(ctx, old)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		if e, ok := errors.AsType[*Error](err); ok && e.owned && errors.Is(e, ErrUnauthorized) {
			s.dead, s.deadErr = func() string { return old }, err
		}
		return err
	}
	s.keep(session, renewed)
	s.untold = len(s.onChange) > 0
	return nil
}

func (s *refreshingSession) tell(ctx context.Context) error {
	session, refresh := s.pair()
	for _, tell := range s.onChange {
		if err := tell(ctx, session, refresh); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.untold = false
	return nil
}

// The refresh itself, which needs no credential but the refresh token.
var sessionRefresh = operation{
	name: "Session.Refresh", method: http.MethodPost, route: "/v1/user/auth/refresh-session",
	repeat: harmless, anonymous: true, hushed: true,
}

type refreshParams struct {
	RefreshToken string `json:"refreshToken"`
}

type refreshAnswer struct {
	SessionToken string `json:"sessionToken"`
	RefreshToken string `json:"refreshToken"`
}

// refresh is the RefreshFunc of an API.
func (a *api) refresh(ctx context.Context, refreshToken string) (session, newRefresh string, err error) {
	answer, err := do(ctx, a, call[refreshAnswer]{
		operation: &sessionRefresh,
		input: input{
			body:    refreshParams{refreshToken},
			refuse:  checkSecret("RefreshFunc", "refresh token", refreshToken),
			secrets: []string{refreshToken},
		},
		lacks: func(r *refreshAnswer, _ string) string {
			if r.SessionToken == "" || !isPrintableASCII(r.SessionToken) || !isPrintableASCII(r.RefreshToken) {
				return "a token is missing or cannot be in a header"
			}
			return ""
		},
	}, nil)
	if err != nil {
		return "", "", err
	}
	if answer.RefreshToken == "" {
		answer.RefreshToken = refreshToken
	}
	return answer.SessionToken, answer.RefreshToken, nil
}
