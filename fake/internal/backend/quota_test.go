package backend

// Quotas: what is counted, when a window ends, and what its headers say.

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// rate is an answer's three quota headers and its Retry-After.
func rate(res Response) [4]string {
	return [4]string{res.Header.Get("X-RateLimit-Limit"), res.Header.Get("X-RateLimit-Remaining"), res.Header.Get("X-RateLimit-Reset"), res.Header.Get("Retry-After")}
}

func TestAQuotaIsAWindowOfAMinuteFromTheFirstRequest(t *testing.T) {
	t.Parallel()
	b := newBench(t, Default(), enforceQuotas)
	get := probe{"GET", "/v1/users/x", "", asAlpha}
	assert.Equal(t, [4]string{"100", "99", "60", ""}, rate(b.ask(get)))
	b.now = b.now.Add(500 * time.Millisecond)
	for range 98 {
		require.Equal(t, 404, b.ask(get).Status)
	}
	assert.Equal(t, [4]string{"100", "0", "60", ""}, rate(b.ask(get)))
	b.now = b.now.Add(29 * time.Second)
	res := b.ask(probe{"POST", "/v1/users", "{", asAlpha})
	checkResponse(t, res, 429, `{"success":false,"error":{"code":"RATE_LIMITED","message":"Rate limit exceeded"}}`)
	assert.Equal(t, [4]string{"100", "0", "31", "31"}, rate(res), "one window for all routes")
	assert.Equal(t, 404, b.ask(probe{"GET", "/v1/users/x", "", asBeta}).Status, "a window for each key")
	b.now = b.now.Add(30 * time.Second)
	assert.Equal(t, "1", b.ask(get).Header.Get("Retry-After"))
	b.now = b.now.Add(500 * time.Millisecond)
	assert.Equal(t, [4]string{"100", "99", "60", ""}, rate(b.ask(get)))
}

// A request cannot come before one that was counted, but a clock can be set back.
func TestAClockThatGoesBackBeginsNoWindow(t *testing.T) {
	t.Parallel()
	b := newBench(t, Default(), enforceQuotas)
	get := probe{"GET", "/v1/users/x", "", asAlpha}
	b.ask(get)
	b.now = b.now.Add(-time.Second)
	assert.Equal(t, [4]string{"100", "98", "60", ""}, rate(b.ask(get)))
}

// Whoever waits for the lock is served by the time at which it gets it.
func TestTheClockIsReadUnderTheLock(t *testing.T) {
	t.Parallel()
	var b *bench
	held := true
	b = newBench(t, Default(), func(cfg *Config) {
		now := cfg.Now
		cfg.Now = func() time.Time {
			if b != nil && b.mu.TryLock() {
				b.mu.Unlock()
				held = false
			}
			return now()
		}
	})
	b.ask(probe{"GET", "/v1/users/x", "", asAlpha})
	b.Fail(&Request{Method: "GET", RawPath: "/v1/users"}, MatchRoute("GET", "/v1/users", nil), 503, "")
	assert.True(t, held)
}

func TestPortalQuotasAreOfARoute(t *testing.T) {
	t.Parallel()
	b := newBench(t, Default(), enforceQuotas)
	list := probe{"GET", "/v1/partner-portals/portal_1/users", "", asAccount}
	for range 500 {
		require.Equal(t, 200, b.ask(list).Status)
	}
	res := b.ask(list)
	checkResponse(t, res, 429, portalError(429, "Too Many Requests"))
	assert.Equal(t, [4]string{"500", "0", "60", "60"}, rate(res))
	list.target = "/v1/partner-portals/portal_2/users"
	assert.Equal(t, 429, b.ask(list).Status, "another portal is the same endpoint")
	list.target = "/v1/partner-portals/portal_1/users/portal_user_1"
	assert.Equal(t, [4]string{"500", "499", "60", ""}, rate(b.ask(list)))
	b.reload(t)
	list.target = "/v1/partner-portals/portal_1/users"
	assert.Equal(t, [4]string{"500", "499", "60", ""}, rate(b.ask(list)), "restoring clears the windows")
}

func TestWhatIsNotCounted(t *testing.T) {
	t.Parallel()
	b := newBench(t, Default(), enforceQuotas)
	for range 600 {
		require.Equal(t, 401, b.ask(probe{"GET", "/v1/partner-portals/portal_1/users", "", asAlpha}).Status)
		require.Equal(t, 403, b.ask(probe{"POST", "/v1/partner-portals/portal_1/users", "", asReader}).Status)
		require.Equal(t, 404, b.ask(probe{"GET", "/v1/partner-portals/x", "", asAccount}).Status)
		require.Equal(t, 200, b.ask(probe{"GET", "/v1/user/referrals", "", asAna}).Status)
	}
	res := b.ask(probe{"GET", "/v1/partner-portals/portal_1/users", "", nil})
	assert.Equal(t, [4]string{"500", "500", "60", ""}, rate(res))
	assert.Equal(t, [4]string{}, rate(b.ask(probe{"GET", "/v1/user/referrals", "", asAna})))
}
