package main

// The documented table, row by row: each failure is brought about, and the answer compared with the last column.

import (
	"context"
	"errors"
	"net"
	"net/http"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/fake"
)

// situation is a row of the table.
type situation struct {
	faults  []fake.Fault
	options []partnerkit.Option
	write   bool
	within  time.Duration // the caller's deadline; 0: none
	leaves  bool          // the caller does, after a second
	status  int
	after   time.Duration // to be waited
}

// limiterFunc is a limiter.
type limiterFunc func(context.Context) error

func (f limiterFunc) Wait(ctx context.Context) error { return f(ctx) }

// failsFrom is a limiter that lets some sends pass, and then fails.
func failsFrom(passed int, err error) partnerkit.Option {
	return partnerkit.WithLimiter(limiterFunc(func(context.Context) error {
		if passed--; passed >= 0 {
			return nil
		}
		return err
	}))
}

// queue is a limiter in which nobody's turn comes.
func queue(ctx context.Context) error {
	<-ctx.Done()
	return errors.New("left the queue")
}

func dialling(err error) partnerkit.Option {
	return partnerkit.WithHTTPClient(&http.Client{Transport: &http.Transport{
		DialContext: func(context.Context, string, string) (net.Conn, error) { return nil, err },
	}})
}

func breaker(http.RoundTripper) http.RoundTripper { return open503{} }

// open503 is a breaker that lets nothing pass.
type open503 struct{}

func (open503) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("the breaker is open")
}

var (
	once      = partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 1})
	brief     = partnerkit.WithTimeout(time.Second)
	outage    = fake.Fault{Route: byEmail, Status: http.StatusServiceUnavailable}
	stall     = fake.Fault{Route: byEmail, Stall: true}
	stalls    = fake.Fault{Route: create, Stall: true}
	drop      = fake.Fault{Route: byEmail, Drop: true}
	throttled = fake.Fault{Route: byEmail, Status: http.StatusTooManyRequests, RetryAfter: time.Hour}
	refused   = &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
)

// situations are made anew for each test: a limiter counts.
func situations() map[string]situation {
	return map[string]situation{
		"an attempt's time over, read":        {faults: []fake.Fault{stall}, options: []partnerkit.Option{once, brief}, status: 504},
		"an attempt's time over, write":       {faults: []fake.Fault{stalls}, options: []partnerkit.Option{brief}, write: true, status: 502},
		"connection refused, read":            {options: []partnerkit.Option{dialling(refused)}, status: 503},
		"connection refused, write":           {options: []partnerkit.Option{dialling(refused)}, write: true, status: 503},
		"connection broke, read":              {faults: []fake.Fault{drop}, options: []partnerkit.Option{once}, status: 503},
		"connection broke, write":             {faults: []fake.Fault{{Route: create, Drop: true}}, write: true, status: 502},
		"caller's deadline, after an answer":  {faults: []fake.Fault{outage, stall}, within: time.Second, status: 504},
		"caller's deadline, after a break":    {faults: []fake.Fault{drop, stall}, within: time.Second, status: 504},
		"wait not begun after a 429":          {faults: []fake.Fault{throttled}, within: time.Second, status: 503, after: time.Hour},
		"cancelled, read":                     {faults: []fake.Fault{stall}, leaves: true, status: nobodyIsThere},
		"cancelled, write under way":          {faults: []fake.Fault{stalls}, write: true, leaves: true, status: 502},
		"limiter's error, nothing before":     {options: []partnerkit.Option{failsFrom(0, errors.New("full"))}, status: 503},
		"limiter's deadline, nothing before":  {options: []partnerkit.Option{failsFrom(0, context.DeadlineExceeded)}, write: true, status: 503},
		"limiter's error, at the deadline":    {options: []partnerkit.Option{partnerkit.WithLimiter(limiterFunc(queue))}, within: time.Second, status: 504},
		"limiter's error, after a 503":        {faults: []fake.Fault{outage}, options: []partnerkit.Option{failsFrom(1, errors.New("full"))}, status: 503},
		"a breaker's error":                   {options: []partnerkit.Option{partnerkit.WithMiddleware(breaker)}, write: true, status: 503},
		"no credential":                       {options: []partnerkit.Option{partnerkit.WithPartnerKey("pk_fake_unknown")}, status: 500},
		"a server's error that does not pass": {faults: []fake.Fault{{Route: byEmail, Status: http.StatusNotImplemented}}, status: 502},
		"a proxy's page":                      {faults: []fake.Fault{{Route: byEmail, Status: http.StatusNotFound, Body: []byte("<html>")}}, status: 502},
		"a success that cannot be read":       {faults: []fake.Fault{{Route: byEmail, Status: http.StatusOK, Body: []byte("<html>")}}, status: 502},
	}
}

// bring brings a situation about, and gives the caller's context and the error.
func bring(t *testing.T, s situation) (context.Context, error) {
	t.Helper()
	srv := fake.New(t)
	for _, fault := range s.faults {
		require.NoError(t, srv.Inject(fault))
	}
	client, err := srv.Client().With(s.options...)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	if s.within > 0 {
		ctx, cancel = context.WithTimeout(ctx, s.within)
		t.Cleanup(cancel)
	}
	if s.leaves {
		time.AfterFunc(time.Second, cancel)
	}
	if s.write {
		_, err = client.Users.Create(ctx, partnerkit.UserCreateParams{Email: "grace@example.com"})
	} else {
		_, err = client.Users.GetByEmail(ctx, "ana@example.com")
	}
	require.Error(t, err)
	return ctx, err
}

func TestTable(t *testing.T) {
	t.Parallel()
	for name, s := range situations() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, err := bring(t, s)
				got := refusalOf(ctx, err)
				assert.Equal(t, s.status, got.Status, "%v", err)
				assert.Equal(t, s.after, got.RetryAfter, "%v", err)
				assertOneRule(t, err)
			})
		})
	}
}

// A certificate that nobody trusts takes a connection to be seen.
func TestTLSThatIsNotAgreedOn(t *testing.T) {
	t.Parallel()
	srv := fake.New(t, fake.WithTLS())
	client, err := newClient(partnerkit.WithPartnerKey(srv.Credentials().PartnerKey), partnerkit.WithBaseURL(srv.URL()))
	require.NoError(t, err)
	_, err = client.Users.GetByEmail(t.Context(), "ana@example.com")
	require.ErrorIs(t, err, partnerkit.ErrUnavailable)
	assert.Equal(t, http.StatusBadGateway, refusalOf(t.Context(), err).Status)
}

// assertOneRule shows that within a step no order counts.
func assertOneRule(t *testing.T, err error) {
	t.Helper()
	for _, step := range [][]rule{cases, classes} {
		statuses := map[int]bool{}
		for _, r := range step {
			if errors.Is(err, r.is) {
				statuses[r.status] = true
			}
		}
		assert.LessOrEqual(t, len(statuses), 1, "%v", err)
	}
}
