package renewal

// A session: its tokens, and the one renewal that everybody waits for who meets an ended token.

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

const (
	// renewalLimit bounds a renewal, whoever waits for it.
	renewalLimit = time.Minute
	// refreshGrace is what a refresh whose context has ended gets to return with what it met.
	refreshGrace = time.Second
)

// Refresh exchanges a refresh token for a new session token, and says which refresh token to use from now on.
type Refresh func(ctx context.Context, refreshToken string) (session, newRefresh string, err error)

// Config is what a session is told by whoever knows the API.
type Config struct {
	OnChange  []func(ctx context.Context, session, refresh string) error
	IsRefused func(error) bool // a refresh failed because the API refused the refresh token, which is not sent again
	Expired   error            // what a call from within a renewal fails with where even the new session was refused
}

// Session is a session token and what renews it.
type Session struct {
	config Config

	mu              sync.Mutex
	pair            func() (session, refresh string) // in a closure, which no verb of fmt can look into
	notifyPending   bool                             // OnChange has yet to take the pair
	renewal         *renewal                         // under way; nil for none
	rejectedRefresh func() string                    // a refresh token that the API refused
	rejectedErr     error
}

// New returns a session. An empty token is renewed before its first use.
func New(session, refresh string, c Config) *Session {
	s := &Session{config: c}
	s.keep(session, refresh)
	return s
}

// renewal is a refresh, then each onChange. It runs code that is not ours (a
// transport, a limiter, onChange), so that those who wait may get their result
// before that code has returned.
type renewal struct {
	once sync.Once
	done chan struct{} // closed with the result
	err  error
}

// settle gives those who wait the result; the first one stands.
func (r *renewal) settle(err error) {
	r.once.Do(func() {
		r.err = err
		close(r.done)
	})
}

// expireAfter gives those who wait an error once a step has taken too long.
func (r *renewal) expireAfter(d time.Duration, step string) *time.Timer {
	return time.AfterFunc(d, func() {
		r.settle(fmt.Errorf("RefreshingSession: %s has not returned within %v of the renewal's begin: %w", step, renewalLimit, context.DeadlineExceeded))
	})
}

// renewalKey is the key under which the context of a session's renewal holds that renewal.
type renewalKey struct{ of *Session }

var errWithinRefresh = errors.New("RefreshingSession: the refresh of the session waits for what makes this call")

func (s *Session) keep(session, refresh string) {
	s.pair = func() (string, string) { return session, refresh }
}

// Pair returns the tokens in use.
func (s *Session) Pair() (session, refresh string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pair()
}

// Token returns the session token, after a renewal where it was refused.
func (s *Session) Token(ctx context.Context, refused string, refresh Refresh) (string, error) {
	s.mu.Lock()
	session, refreshToken := s.pair()
	stale := session == refused || session == ""
	if !stale && !s.notifyPending {
		s.mu.Unlock()
		return session, nil
	}
	if own, ok := ctx.Value(renewalKey{s}).(*renewal); ok && own == s.renewal {
		defer s.mu.Unlock()
		return s.tokenWithin(session, stale)
	}
	if s.renewal == nil {
		if stale && s.rejectedRefresh != nil && s.rejectedRefresh() == refreshToken {
			defer s.mu.Unlock()
			return "", s.rejectedErr
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

// tokenWithin is Token for a call that the renewal under way makes itself: it may not wait for that renewal.
func (s *Session) tokenWithin(session string, stale bool) (string, error) {
	switch {
	case !stale:
		return session, nil
	case s.notifyPending:
		return "", s.config.Expired // even the new session was refused
	default:
		return "", errWithinRefresh
	}
}

// renew refreshes a stale session and tells of the new one. It runs on its own
// context: whoever came first may leave. The session is free for another renewal
// only when all that it called has returned.
func (s *Session) renew(ctx context.Context, stale bool, refresh Refresh, r *renewal) {
	ctx, cancel := context.WithTimeout(context.WithValue(ctx, renewalKey{s}, r), renewalLimit)
	defer cancel()
	step, returned := "the refresh", false
	expiry := r.expireAfter(renewalLimit+refreshGrace, step)
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
		err = s.notify(ctx)
	}
	returned = true
}

func (s *Session) replace(ctx context.Context, refresh Refresh) error {
	_, old := s.pair()
	session, renewed, err := refresh(ctx, old)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		if s.config.IsRefused(err) {
			s.rejectedRefresh, s.rejectedErr = func() string { return old }, err
		}
		return err
	}
	s.keep(session, renewed)
	s.notifyPending = len(s.config.OnChange) > 0
	return nil
}

// notify stops where the renewal's time is over: the next renewal tells it all.
func (s *Session) notify(ctx context.Context) error {
	session, refresh := s.pair()
	for _, tell := range s.config.OnChange {
		err := contextErr(ctx)
		if err == nil {
			err = tell(ctx, session, refresh)
		}
		if err != nil {
			return fmt.Errorf("RefreshingSession: onChange: %w", err)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.notifyPending = false
	return nil
}

// contextErr is the error of a context whose time is over, even where its timer has yet to fire.
func contextErr(ctx context.Context) error {
	if until, has := ctx.Deadline(); has && !time.Now().Before(until) {
		return context.DeadlineExceeded
	}
	return ctx.Err()
}
