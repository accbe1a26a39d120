package promises_test

// What is left in a client's retry budgets, found out from outside: a copy of the client
// shares them, and spends them on a far end of its own.

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// The budget of an API, as the package documentation has it.
const (
	repeatCost = 5
	wholeOf    = 500
)

// prober calls one API with the budgets of a client.
type prober struct {
	read act
	c    *partnerkit.Client
	down atomic.Bool // nothing answers; middleware may still be sending an attempt that is over
}

func newProber(t *testing.T, c *partnerkit.Client, api string) *prober {
	t.Helper()
	p := &prober{read: map[string]act{partnerAPI: actGet, appAPI: actAppGet, portalsAPI: actPortalGet, profileAPI: actProfileGet}[api]}
	transport := roundTrip(func(r *http.Request) (*http.Response, error) {
		if p.down.Load() {
			return nil, errDropped
		}
		return (&farEnd{}).carryOut(p.read.reply("ok"), r)
	})
	var err error
	p.c, err = c.With(partnerkit.WithHTTPClient(&http.Client{Transport: transport}), partnerkit.WithSession(partnerkit.SessionToken("st_fake_probe")))
	require.NoError(t, err)
	return p
}

// repeats is how often a call that nothing answers is repeated, of so many times at most.
func (p *prober) repeats(t *testing.T, most int) int {
	t.Helper()
	p.down.Store(true)
	err := p.read.run(context.WithoutCancel(t.Context()), p.c, partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 1 + most, MinWait: 1, MaxWait: 1}))
	failure, ok := errors.AsType[*partnerkit.Error](err)
	require.True(t, ok, "%v", err)
	return failure.Attempts - 1
}

// succeed makes calls that are answered, each of which gives one token back.
func (p *prober) succeed(t *testing.T, calls int) {
	t.Helper()
	p.down.Store(false)
	for range calls {
		require.NoError(t, p.read.run(context.WithoutCancel(t.Context()), p.c))
	}
}

// drain tells what was left in the budget of an API, and leaves nothing there.
func drain(t *testing.T, c *partnerkit.Client, api string) int {
	t.Helper()
	p := newProber(t, c, api)
	left := p.repeats(t, wholeOf) * repeatCost
	for missing := 1; missing <= repeatCost; missing++ { // until they buy one more repeat
		p.succeed(t, 1)
		if p.repeats(t, 1) == 1 {
			return left + repeatCost - missing
		}
	}
	assert.Fail(t, "five tokens buy no repeat")
	return left
}

// leave takes all but some tokens out of the budget of an API.
func leave(t *testing.T, c *partnerkit.Client, api string, tokens int) {
	t.Helper()
	drain(t, c, api)
	newProber(t, c, api).succeed(t, tokens)
}

// tokens tells what is left in the budget of an API, and leaves it there.
func tokens(t *testing.T, c *partnerkit.Client, api string) int {
	t.Helper()
	left := drain(t, c, api)
	newProber(t, c, api).succeed(t, left)
	return left
}
