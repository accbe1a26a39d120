package promises_test

// Dials that nobody answers: net/http detaches a dial from the request that began it, so that many
// calls that are soon given up could leave many dials behind.

import (
	"context"
	"errors"
	"net/http/httptrace"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// dialCount counts dials, and tells when they are over.
type dialCount struct {
	mu          sync.Mutex
	begun, over int
	changed     chan struct{}
}

// givenUp is a context whose dials are counted, and that ends as its first dial begins.
func (d *dialCount) givenUp(ctx context.Context) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		ConnectStart: func(string, string) {
			d.add(1, 0)
			cancel()
		},
		ConnectDone: func(string, string, error) { d.add(0, 1) },
	})
}

func (d *dialCount) add(begun, over int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.begun, d.over = d.begun+begun, d.over+over
	select {
	case d.changed <- struct{}{}:
	default:
	}
}

func (d *dialCount) figures() (begun, over int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.begun, d.over
}

func TestDialsThatNobodyAnswersEnd(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("dials take ten seconds to end")
	}
	const calls, dialTime = 30, 10 * time.Second
	client := newWireClient(t, ownTransport, "http://"+swallowingHost(t), partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 1}))
	dials := &dialCount{changed: make(chan struct{}, 1)}
	began := time.Now()
	for range calls {
		_, err := client.Users.Create(dials.givenUp(t.Context()), partnerkit.UserCreateParams{Email: testEmail})
		require.ErrorIs(t, err, context.Canceled)
		require.NotErrorIs(t, err, partnerkit.ErrOutcomeUnknown, "no connection came about")
		failure, _ := errors.AsType[*partnerkit.Error](err)
		assert.Equal(t, 1, failure.Attempts)
	}
	begun, over := dials.figures()
	t.Logf("%d calls left %d dials behind after %v", calls, begun-over, time.Since(began).Round(time.Millisecond))
	assert.Positive(t, begun-over)
	deadline := time.After(dialTime + generous)
	for over < begun {
		select {
		case <-dials.changed:
			begun, over = dials.figures()
		case <-deadline:
			require.Fail(t, "dials go on", "%d of %d", begun-over, begun)
		}
	}
	t.Logf("%d dials were over after %v", over, time.Since(began).Round(time.Millisecond))
}
