package main

// The session: what partnerkit asks before every attempt, answered by a Redis that all replicas ask. Whoever meets the
// session's end first refreshes it, under a lock that ends by itself, and the others take what they find then.

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/partnerkit/partnerkit-go"
)

// SharedSession is a partnerkit.SessionSource whose tokens are in Redis, where Put has put them. When Redis does not
// answer nothing is sent: the error is the call's. Make one for each process and session, and give it to all clients.
type SharedSession struct {
	Redis redis.UniversalClient
	// Key names the session. Everybody who shares it must give the same.
	Key string
	// LockFor is how long a refresh may take: 30 s where it is 0. A process that dies while it refreshes holds up the
	// others for so long at most.
	LockFor time.Duration

	mu      sync.Mutex
	pending *renewal // under way in this process; nil for none
}

// renewal is the search for a session that replaces a refused one. All calls of a process wait for the same.
type renewal struct {
	done    chan struct{} // closed once the rest is set
	session string
	err     error
}

// What is in the store: a hash, and beside it, in the same slot of a cluster, the lock.
const (
	sessionField = "session"
	refreshField = "refresh"
)

var errNoSession = errors.New("the store has no session: somebody must log in, and Put it there")

func (s *SharedSession) key() string     { return "{" + s.Key + "}:tokens" }
func (s *SharedSession) lockKey() string { return "{" + s.Key + "}:lock" }

func (s *SharedSession) lockFor() time.Duration {
	if s.LockFor > 0 {
		return s.LockFor
	}
	return 30 * time.Second
}

// Put stores the tokens of a login. All replicas use them from their next call on.
func (s *SharedSession) Put(ctx context.Context, session, refresh string) error {
	return s.failed("write", s.Redis.HSet(ctx, s.key(), sessionField, session, refreshField, refresh).Err())
}

// Token returns the session of the store, after a renewal where the store still holds the refused one.
func (s *SharedSession) Token(ctx context.Context, refused string, refresh partnerkit.RefreshFunc) (string, error) {
	session, _, err := s.read(ctx)
	if err != nil || isOther(session, refused) {
		return session, s.failed("read", err)
	}
	r := s.renewal(ctx, refused, refresh)
	select {
	case <-r.done:
		return r.session, r.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// renewal is the one under way, or a new one. It does not end with the call that came first, for which others wait, too.
func (s *SharedSession) renewal(ctx context.Context, refused string, refresh partnerkit.RefreshFunc) *renewal {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pending != nil {
		return s.pending
	}
	r := &renewal{done: make(chan struct{}), err: errors.New("shared session: the refresh has not returned")}
	s.pending = r
	go func() {
		defer func() {
			s.mu.Lock()
			s.pending = nil
			s.mu.Unlock()
			close(r.done)
		}()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*s.lockFor())
		defer cancel()
		r.session, r.err = s.renew(ctx, refused, refresh)
	}()
	return r
}

// renew waits for the lock, or for a session that another process put into the store.
func (s *SharedSession) renew(ctx context.Context, refused string, refresh partnerkit.RefreshFunc) (string, error) {
	owner, doing := rand.Text(), "lock"
	for {
		locked, err := s.lock(ctx, owner)
		if locked {
			return s.refreshOnce(ctx, owner, refused, refresh)
		}
		session := ""
		if err == nil {
			doing = "wait for the lock of another process" // in whatever step the time runs out
			session, _, err = s.read(ctx)
		}
		if err == nil && !isOther(session, refused) {
			if err = pause(ctx, pollEvery()); err == nil {
				continue
			}
		}
		return session, s.failed(doing, err)
	}
}

// refreshOnce has the lock. It reads the store again, since whoever had the lock before may have refreshed.
func (s *SharedSession) refreshOnce(ctx context.Context, owner, refused string, refresh partnerkit.RefreshFunc) (string, error) {
	defer s.unlock(ctx, owner)
	session, token, err := s.read(ctx)
	if err != nil || isOther(session, refused) {
		return session, s.failed("read", err)
	}
	return s.replace(ctx, session, token, refresh)
}

// isOther reports whether a session can be used after one was refused. An empty one is yet to be made by a refresh.
func isOther(session, refused string) bool { return session != "" && session != refused }

// pollEvery is how long one waits to ask again who has the lock. It differs, so that replicas do not ask in step.
func pollEvery() time.Duration {
	return 20*time.Millisecond + mathrand.N(30*time.Millisecond) //nolint:gosec // it is no secret
}

// replace refreshes the session, and stores the new pair unless somebody has stored another meanwhile.
func (s *SharedSession) replace(ctx context.Context, old, token string, refresh partnerkit.RefreshFunc) (string, error) {
	limited, cancel := context.WithTimeout(ctx, s.lockFor()) // longer than that the lock is not ours
	defer cancel()
	session, renewed, err := refresh(limited, token)
	if err != nil {
		return "", err
	}
	stored, err := swap.Run(ctx, s.Redis, []string{s.key()}, old, session, renewed).Text()
	if errors.Is(err, redis.Nil) {
		err = errNoSession
	}
	return stored, s.failed("write", err)
}

// swap stores a pair where the session is still the one that was read, and returns the session that is there then: nil
// where the tokens were taken out, as by a logout.
var swap = redis.NewScript(`
local held = redis.call("HGET", KEYS[1], "session")
if held ~= ARGV[1] then return held end
redis.call("HSET", KEYS[1], "session", ARGV[2], "refresh", ARGV[3])
return ARGV[2]`)

func (s *SharedSession) read(ctx context.Context) (session, refresh string, err error) {
	pair, err := s.Redis.HGetAll(ctx, s.key()).Result()
	if err != nil {
		return "", "", err
	}
	if pair[refreshField] == "" {
		return "", "", errNoSession
	}
	return pair[sessionField], pair[refreshField], nil
}

// lock takes the lock where nobody has it.
func (s *SharedSession) lock(ctx context.Context, owner string) (bool, error) {
	err := s.Redis.SetArgs(ctx, s.lockKey(), owner, redis.SetArgs{Mode: "NX", TTL: s.lockFor()}).Err()
	if errors.Is(err, redis.Nil) {
		return false, nil
	}
	return err == nil, err
}

// unlock gives the lock back where it is still the owner's. Where that fails the lock ends by itself.
func (s *SharedSession) unlock(ctx context.Context, owner string) {
	_ = release.Run(ctx, s.Redis, []string{s.lockKey()}, owner).Err()
}

var release = redis.NewScript(`
if redis.call("GET", KEYS[1]) == ARGV[1] then return redis.call("DEL", KEYS[1]) end
return 0`)

// failed says what could not be done with which session; nil for nil.
func (s *SharedSession) failed(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("shared session %s: %s: %w", s.Key, what, err)
}
