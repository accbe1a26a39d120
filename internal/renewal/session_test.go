package renewal

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var (
	errRefused = errors.New("refused")
	errExpired = errors.New("expired")
)

type onChange = func(ctx context.Context, session, refresh string) error

func newSession(onChanges ...onChange) *Session {
	return New("st_fake_1", "rt_fake_1", Config{
		OnChange: onChanges, Expired: errExpired, IsRefused: func(err error) bool { return errors.Is(err, errRefused) },
	})
}

// renewed is a refresh that works.
func renewed(context.Context, string) (session, newRefresh string, err error) {
	return "st_fake_2", "rt_fake_2", nil
}

func TestOneRenewalIsForAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, calls := newSession(), 0
		refresh := func(_ context.Context, token string) (string, string, error) {
			calls++
			<-time.After(time.Second)
			assert.Equal(t, "rt_fake_1", token)
			return renewed(t.Context(), token)
		}
		var callers sync.WaitGroup
		for range 50 {
			callers.Go(func() {
				token, err := s.Token(t.Context(), "st_fake_1", refresh)
				assert.NoError(t, err)
				assert.Equal(t, "st_fake_2", token)
			})
		}
		callers.Wait()
		assert.Equal(t, 1, calls)
		session, token := s.Pair()
		assert.Equal(t, []string{"st_fake_2", "rt_fake_2"}, []string{session, token})
	})
}

func TestATokenThatWasNotRefusedIsUsed(t *testing.T) {
	t.Parallel()
	token, err := newSession().Token(t.Context(), "st_fake_0", nil)
	require.NoError(t, err)
	assert.Equal(t, "st_fake_1", token)
}

func TestARefusedRefreshTokenIsNotSentAgain(t *testing.T) {
	t.Parallel()
	for failure, calls := range map[error]int{errRefused: 1, errors.New("broken"): 3} {
		s, sent := newSession(), 0
		for range 3 {
			_, err := s.Token(t.Context(), "st_fake_1", func(context.Context, string) (string, string, error) {
				sent++
				return "", "", failure
			})
			assert.Equal(t, failure, err)
		}
		assert.Equal(t, calls, sent, failure)
	}
}

func TestWhoWaitsMayLeave(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, free := newSession(), make(chan struct{})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := s.Token(ctx, "st_fake_1", func(ctx context.Context, _ string) (string, string, error) {
			<-free
			assert.NoError(t, ctx.Err(), "the renewal goes on without who began it")
			return renewed(ctx, "")
		})
		assert.ErrorIs(t, err, context.DeadlineExceeded)
		close(free)
		synctest.Wait()
		token, err := s.Token(t.Context(), "st_fake_1", nil)
		require.NoError(t, err)
		assert.Equal(t, "st_fake_2", token)
	})
}

func TestARenewalHasAMinute(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		free, began := make(chan struct{}), time.Now()
		s := newSession(func(context.Context, string, string) error { <-free; return nil })
		_, err := s.Token(t.Context(), "st_fake_1", renewed)
		assert.ErrorIs(t, err, context.DeadlineExceeded)
		assert.ErrorContains(t, err, "onChange has not returned")
		assert.Equal(t, time.Minute, time.Since(began))
		close(free)
	})
}

func TestWhatARenewalCallsBreaks(t *testing.T) {
	t.Parallel()
	for says, broken := range map[string]onChange{
		"onChange: no disk":                               func(context.Context, string, string) error { return errors.New("no disk") },
		"onChange panicked with a string in github.com":   func(_ context.Context, session, _ string) error { panic(session) },
		"(session_test.go:":                               func(context.Context, string, string) error { panic(errRefused) },
		"RefreshingSession: onChange ended its goroutine": func(context.Context, string, string) error { runtime.Goexit(); return nil },
	} {
		told, breaks := 0, true
		s := newSession(func(ctx context.Context, session, refresh string) error {
			if told++; breaks {
				return broken(ctx, session, refresh)
			}
			return nil
		})
		_, err := s.Token(t.Context(), "st_fake_1", renewed)
		require.ErrorContains(t, err, says)
		assert.NotContains(t, err.Error(), "st_fake")
		breaks = false
		token, err := s.Token(t.Context(), "", nil)
		require.NoError(t, err, "the pair that could not be told is told again")
		assert.Equal(t, "st_fake_2", token)
		assert.Equal(t, 2, told)
	}
}

func TestARenewalCallsBack(t *testing.T) {
	t.Parallel()
	var s *Session
	s = newSession(func(ctx context.Context, session, _ string) error {
		token, err := s.Token(ctx, "", nil)
		assert.NoError(t, err)
		assert.Equal(t, session, token)
		_, err = s.Token(ctx, session, nil)
		assert.Equal(t, errExpired, err, "even the new session was refused")
		return nil
	})
	_, err := s.Token(t.Context(), "st_fake_1", func(ctx context.Context, _ string) (string, string, error) {
		_, err := s.Token(ctx, "st_fake_1", nil)
		assert.ErrorIs(t, err, errWithinRefresh)
		return renewed(ctx, "")
	})
	require.NoError(t, err)
}
