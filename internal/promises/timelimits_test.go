package promises_test

// The time limits of a transport's own: what errors say of them.

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"syscall"
	"testing"

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
