package promises_test

// The time limits of a transport's own, and time that is over before anything is sent: what errors say of them.

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// slowHandshake is as net/http's error of a TLS handshake: a timeout that is no context.DeadlineExceeded.
type slowHandshake struct{}

func (slowHandshake) Error() string   { return "net/http: TLS handshake timeout" }
func (slowHandshake) Timeout() bool   { return true }
func (slowHandshake) Temporary() bool { return true }

func TestATransportsTimeLimitIsADeadline(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		err      error
		deadline bool
	}{
		"a TLS handshake's":   {slowHandshake{}, true},
		"a connection's":      {&net.OpError{Op: "read", Net: "tcp", Err: os.ErrDeadlineExceeded}, true},
		"the system's":        {&net.OpError{Op: "read", Net: "tcp", Err: os.NewSyscallError("read", syscall.ETIMEDOUT)}, false},
		"no limit, but a cut": {&net.OpError{Op: "read", Net: "tcp", Err: os.NewSyscallError("read", syscall.ECONNRESET)}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			transport := roundTrip(func(*http.Request) (*http.Response, error) { return nil, row.err })
			_, err := tapeClient(t, transport, once()).Profile.Referrals(t.Context())
			require.ErrorIs(t, err, partnerkit.ErrUnavailable)
			require.ErrorIs(t, err, row.err)
			assert.Equal(t, row.deadline, errors.Is(err, context.DeadlineExceeded))

			breaker := partnerkit.WithMiddleware(func(http.RoundTripper) http.RoundTripper { return transport })
			_, err = tapeClient(t, nil, once(), breaker).Profile.Referrals(t.Context())
			require.ErrorIs(t, err, row.err)
			assert.NotErrorIs(t, err, context.DeadlineExceeded, "middleware's error is its own")
		})
	}
}

// once is a client's option to send once.
func once() partnerkit.Option { return partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 1}) }

// cancelling is a limiter and a session's source that have the caller's context end, and say nothing of that.
type cancelling struct{ cancel context.CancelFunc }

func (c cancelling) Wait(context.Context) error {
	c.cancel()
	return nil
}

func (c cancelling) Token(context.Context, string, partnerkit.RefreshFunc) (string, error) {
	c.cancel()
	return testSession, nil
}

// neverAsked is a transport that must not be asked to send, and would send on a context that is over.
func neverAsked(t *testing.T) http.RoundTripper {
	return roundTrip(func(*http.Request) (*http.Response, error) {
		t.Error("the request was sent")
		return nil, io.ErrUnexpectedEOF
	})
}

func TestAWriteThatWasNotSentHasAKnownOutcome(t *testing.T) {
	t.Parallel()
	for name, ending := range map[string]func(cancelling) partnerkit.Option{
		"a limiter": func(c cancelling) partnerkit.Option { return partnerkit.WithLimiter(c) },
		"a source":  func(c cancelling) partnerkit.Option { return partnerkit.WithSession(c) },
	} {
		t.Run(name+" outlasts the context", func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			_, err := tapeClient(t, neverAsked(t), ending(cancelling{cancel})).Profile.Update(ctx, partnerkit.ProfileUpdateParams{Handle: partnerkit.Set("ada")})
			require.ErrorIs(t, err, context.Canceled)
			require.NotErrorIs(t, err, partnerkit.ErrOutcomeUnknown)
			assert.Zero(t, asError(err).Attempts)
		})
	}
	t.Run("middleware outlasts the attempt", func(t *testing.T) {
		t.Parallel()
		late := partnerkit.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
			return roundTrip(func(r *http.Request) (*http.Response, error) {
				<-r.Context().Done()
				return next.RoundTrip(r)
			})
		})
		client := tapeClient(t, neverAsked(t), late, partnerkit.WithTimeout(time.Millisecond), once())
		_, err := client.Users.Create(t.Context(), partnerkit.UserCreateParams{Email: "ada@example.com"})
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.NotErrorIs(t, err, partnerkit.ErrOutcomeUnknown)
		assert.True(t, asError(err).Retryable())
	})
}
