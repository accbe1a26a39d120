package promises_test

// WithPacing: calls that wait for room in the window of a quota, as the API tells of it, in virtual time.

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/fake"
)

// pacedCalls makes calls by a number of goroutines, each asking one of the clients in turn, and returns how long that took.
func pacedCalls(t *testing.T, goroutines, calls int, clients []*partnerkit.Client, call func(context.Context, *partnerkit.Client) error) time.Duration {
	t.Helper()
	began := time.Now()
	var wait sync.WaitGroup
	var next, lost atomic.Int64
	for i := range goroutines {
		wait.Go(func() {
			for next.Add(1) <= int64(calls) {
				if err := call(t.Context(), clients[i%len(clients)]); err != nil {
					lost.Add(1)
					t.Errorf("a call was lost: %v", err)
				}
			}
		})
	}
	wait.Wait()
	assert.Zero(t, lost.Load(), "lost calls")
	return time.Since(began)
}

// counted is a transport that counts the answers, by status.
type counted struct {
	http.RoundTripper

	mu       sync.Mutex
	statuses map[int]int
}

func countedOf(srv *fake.Server) *counted {
	return &counted{RoundTripper: srv.Transport(), statuses: map[int]int{}}
}

func (c *counted) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := c.RoundTripper.RoundTrip(r)
	if err == nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.statuses[response.StatusCode]++
	}
	return response, err
}

func pacedFake(t *testing.T, options ...fake.Option) *fake.Server {
	t.Helper()
	srv, err := fake.Start(append(options, fake.WithQuotas())...)
	require.NoError(t, err)
	t.Cleanup(func() { srv.Close() })
	return srv
}

// pacedClient is a client of a fake that keeps to its quotas, and waits as long as in production.
func pacedClient(t *testing.T, srv *fake.Server, opts ...partnerkit.Option) *partnerkit.Client {
	t.Helper()
	c := srv.Credentials()
	client, err := partnerkit.New(append([]partnerkit.Option{
		partnerkit.WithBaseURL(fake.BaseURL), partnerkit.WithHTTPClient(&http.Client{Transport: srv.Transport()}), partnerkit.WithPacing(),
		partnerkit.WithPartnerKey(c.PartnerKey), partnerkit.WithServiceAccountKey(c.ServiceAccountKey), partnerkit.WithAppKey(c.AppKey, c.AppSecret),
		partnerkit.WithSession(partnerkit.SessionToken(c.SessionToken)),
	}, opts...)...)
	require.NoError(t, err)
	return client
}

func getAna(ctx context.Context, c *partnerkit.Client) error {
	_, err := c.Users.GetByEmail(ctx, "ana@example.com")
	return err
}

func listPortal(ctx context.Context, c *partnerkit.Client) error {
	_, err := c.PortalUsers.List(ctx, "portal_1", partnerkit.PortalUserListParams{})
	return err
}

// Two thousand calls of 64 goroutines: no 429, and at most one second a window slower than the quota.
func TestPacingKeepsToTheQuota(t *testing.T) {
	t.Parallel()
	const calls, goroutines = 2000, 64
	for name, row := range map[string]struct {
		quota   int
		latency time.Duration
		copies  int
		call    func(context.Context, *partnerkit.Client) error
	}{
		"partner":                {quota: 100, call: getAna},
		"partner, from far away": {quota: 100, latency: 333 * time.Millisecond, call: getAna},
		"partner, copies":        {quota: 100, latency: 7 * time.Millisecond, copies: 4, call: getAna},
		"portals":                {quota: 500, call: listPortal},
		"portals, from far away": {quota: 500, latency: 200 * time.Millisecond, call: listPortal},
		"portals, all of one path": {quota: 500, call: func(ctx context.Context, c *partnerkit.Client) error {
			return c.Do(ctx, partnerkit.PortalsAPI, "GET", "/v1/partner-portals/portal_1/users", nil, nil)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := pacedFake(t, fake.WithLatency(row.latency))
				answers := countedOf(srv)
				clients := []*partnerkit.Client{pacedClient(t, srv, withTape(answers))}
				for i := range row.copies {
					other, err := clients[0].With(partnerkit.WithUserAgent(fmt.Sprint("copy", i)))
					require.NoError(t, err)
					clients = append(clients, other)
				}
				took := pacedCalls(t, goroutines, calls, clients, row.call)
				windows := (calls+row.quota-1)/row.quota - 1 // that must be over before the last call
				limit := time.Duration(windows) * (time.Minute + time.Second)
				t.Logf("%d calls took %v: %d windows, %v a window over the quota", calls, took, windows, (took-time.Duration(windows)*time.Minute)/time.Duration(windows))
				assert.GreaterOrEqual(t, took, time.Duration(windows)*time.Minute)
				assert.LessOrEqual(t, took, limit)
				assert.Equal(t, map[int]int{200: calls}, answers.statuses)
			})
		})
	}
}

// Another client with the same key takes of the quota what nobody knows: 429s come, and are repeated.
func TestPacingBesideAnotherClient(t *testing.T) {
	t.Parallel()
	for name, paced := range map[string]bool{"that is paced": true, "that is not": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := pacedFake(t, fake.WithLatency(10*time.Millisecond))
				answers := countedOf(srv)
				patient := partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 50, MaxWait: 2 * time.Minute})
				one, other := pacedClient(t, srv, withTape(answers), patient), pacedClient(t, srv, withTape(answers), patient)
				if !paced {
					c := srv.Credentials()
					var err error
					other, err = partnerkit.New(partnerkit.WithBaseURL(fake.BaseURL), withTape(answers), partnerkit.WithPartnerKey(c.PartnerKey), patient)
					require.NoError(t, err)
				}
				const calls = 2000
				took := pacedCalls(t, 64, calls, []*partnerkit.Client{one, other}, getAna)
				t.Logf("%d calls took %v: %v", calls, took, answers.statuses)
				assert.Equal(t, calls, answers.statuses[200])
				assert.Positive(t, answers.statuses[429])
				assert.Len(t, answers.statuses, 2)
			})
		})
	}
}
