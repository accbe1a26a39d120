package fake

// Quotas: what is counted, when a window ends, and what its headers say.

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// rate is an answer's three quota headers and its Retry-After.
func rate(a answer) [4]string {
	return [4]string{a.header.Get("X-RateLimit-Limit"), a.header.Get("X-RateLimit-Remaining"), a.header.Get("X-RateLimit-Reset"), a.header.Get("Retry-After")}
}

func TestAQuotaIsAWindowOfAMinuteFromTheFirstRequest(t *testing.T) {
	t.Parallel()
	b := newBench(t, DefaultState(), enforceQuotas)
	get := probe{"GET", "/v1/users/x", "", asAlpha}
	assert.Equal(t, [4]string{"100", "99", "60", ""}, rate(b.ask(get)))
	b.now = b.now.Add(500 * time.Millisecond)
	for range 98 {
		require.Equal(t, 404, b.ask(get).status)
	}
	assert.Equal(t, [4]string{"100", "0", "60", ""}, rate(b.ask(get)))
	b.now = b.now.Add(29 * time.Second)
	a := b.ask(probe{"POST", "/v1/users", "{", asAlpha})
	checkAnswer(t, a, 429, partnerError("RATE_LIMITED", "Rate limit exceeded"))
	assert.Equal(t, [4]string{"100", "0", "31", "31"}, rate(a), "one window for all routes")
	assert.Equal(t, 404, b.ask(probe{"GET", "/v1/users/x", "", asBeta}).status, "a window for each key")
	b.now = b.now.Add(30 * time.Second)
	assert.Equal(t, "1", b.ask(get).header.Get("Retry-After"))
	b.now = b.now.Add(500 * time.Millisecond)
	assert.Equal(t, [4]string{"100", "99", "60", ""}, rate(b.ask(get)))
}

// A request cannot come before one that was counted, but a clock can be set back.
func TestAClockThatGoesBackBeginsNoWindow(t *testing.T) {
	t.Parallel()
	b := newBench(t, DefaultState(), enforceQuotas)
	get := probe{"GET", "/v1/users/x", "", asAlpha}
	b.ask(get)
	b.now = b.now.Add(-time.Second)
	assert.Equal(t, [4]string{"100", "98", "60", ""}, rate(b.ask(get)))
}

// Whoever waits for the lock is judged by the time at which it gets it.
func TestTheClockIsReadUnderTheLock(t *testing.T) {
	t.Parallel()
	var b *bench
	held := true
	b = newBench(t, DefaultState(), func(cfg *backendConfig) {
		now := cfg.now
		cfg.now = func() time.Time {
			if b != nil && b.mu.TryLock() {
				b.mu.Unlock()
				held = false
			}
			return now()
		}
	})
	b.ask(probe{"GET", "/v1/users/x", "", asAlpha})
	b.fault(&request{method: "GET", rawPath: "/v1/users"}, matchRoute("GET", "/v1/users"), 503, "")
	assert.True(t, held)
}

func TestPortalQuotasAreOfARoute(t *testing.T) {
	t.Parallel()
	b := newBench(t, DefaultState(), enforceQuotas)
	list := probe{"GET", "/v1/partner-portals/portal_1/users", "", asAccount}
	for range 500 {
		require.Equal(t, 200, b.ask(list).status)
	}
	a := b.ask(list)
	checkAnswer(t, a, 429, portalError(429, "Too Many Requests"))
	assert.Equal(t, [4]string{"500", "0", "60", "60"}, rate(a))
	list.target = "/v1/partner-portals/portal_2/users"
	assert.Equal(t, 429, b.ask(list).status, "another portal is the same endpoint")
	list.target = "/v1/partner-portals/portal_1/users/portal_user_1"
	assert.Equal(t, [4]string{"500", "499", "60", ""}, rate(b.ask(list)))
	require.NoError(t, b.restore(b.snapshot()))
	list.target = "/v1/partner-portals/portal_1/users"
	assert.Equal(t, [4]string{"500", "499", "60", ""}, rate(b.ask(list)), "restoring clears the windows")
}

func TestWhatIsNotCounted(t *testing.T) {
	t.Parallel()
	b := newBench(t, DefaultState(), enforceQuotas)
	for range 600 {
		require.Equal(t, 401, b.ask(probe{"GET", "/v1/partner-portals/portal_1/users", "", asAlpha}).status)
		require.Equal(t, 403, b.ask(probe{"POST", "/v1/partner-portals/portal_1/users", "", asReader}).status)
		require.Equal(t, 404, b.ask(probe{"GET", "/v1/partner-portals/x", "", asAccount}).status)
		require.Equal(t, 200, b.ask(probe{"GET", "/v1/user/referrals", "", asAna}).status)
	}
	a := b.ask(probe{"GET", "/v1/partner-portals/portal_1/users", "", nil})
	assert.Equal(t, [4]string{"500", "500", "60", ""}, rate(a))
	assert.Equal(t, [4]string{}, rate(b.ask(probe{"GET", "/v1/user/referrals", "", asAna})))
}

func TestQuotasAreReportedButNotEnforcedUnasked(t *testing.T) {
	t.Parallel()
	b := newBench(t, DefaultState())
	var a answer
	for range 150 {
		a = b.ask(probe{"GET", "/v1/users/" + anaID, "", asAlpha})
		require.Equal(t, 200, a.status)
	}
	assert.Equal(t, [4]string{"100", "0", "60", ""}, rate(a))
}
