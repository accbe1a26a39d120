package promises_test

// Connections, bodies and memory: what a failing call leaves behind is nothing,
// and it takes nothing from others.

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// tallied is a server on loopback that counts its connections.
type tallied struct {
	*httptest.Server
	opened, closed atomic.Int64
}

func newTallied(t *testing.T, handler http.HandlerFunc) *tallied {
	s := &tallied{Server: httptest.NewUnstartedServer(handler)}
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		switch state {
		case http.StateNew:
			s.opened.Add(1)
		case http.StateClosed:
			s.closed.Add(1)
		default:
		}
	}
	s.Start()
	t.Cleanup(s.Close)
	return s
}

// client is a client with a transport of its own.
func (s *tallied) client(t *testing.T) *partnerkit.Client {
	c, err := partnerkit.New(partnerkit.WithBaseURL(s.URL), partnerkit.WithPartnerKey(testKey), quick())
	require.NoError(t, err)
	t.Cleanup(c.CloseIdleConnections)
	return c
}

// answerWith writes a literal body.
func answerWith(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

func TestFailingCallsCloseNobodysConnections(t *testing.T) {
	t.Parallel()
	const pool = 20
	var waiting sync.WaitGroup
	waiting.Add(pool)
	s := newTallied(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Fail") != "" {
			answerWith(w, 500, refusalOf(partnerAPI, 500))
			return
		}
		if r.Header.Get("X-Gather") != "" {
			waiting.Done()
			waiting.Wait() // so that each has a connection of its own
		}
		answerWith(w, 200, partnerUser("null", "null"))
	})
	c := s.client(t)
	var group sync.WaitGroup
	for range pool {
		group.Go(func() { assert.NoError(t, actGet.run(t.Context(), c, partnerkit.WithHeader("X-Gather", "1"))) })
	}
	group.Wait()
	require.EqualValues(t, pool, s.opened.Load())
	for range 30 {
		require.Error(t, actGet.run(t.Context(), c, partnerkit.WithHeader("X-Fail", "1")))
		require.Error(t, actCreate.run(t.Context(), c, partnerkit.WithHeader("X-Fail", "1")))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.Error(t, actGet.run(ctx, c))
	limited, err := c.With(partnerkit.WithLimiter(&failsSecond{err: io.ErrNoProgress}))
	require.NoError(t, err)
	require.ErrorIs(t, actGet.run(t.Context(), limited, partnerkit.WithHeader("X-Fail", "1")), io.ErrNoProgress, "a repeat that is not sent")
	for range pool {
		require.NoError(t, actGet.run(t.Context(), c))
	}
	assert.EqualValues(t, pool, s.opened.Load(), "every later call found a connection")
	assert.Zero(t, s.closed.Load())
	c.CloseIdleConnections()
}

// A body is read to its end whatever is in it, so that its connection serves on.
func TestConnectionIsUsedAgain(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		status int
		body   string
	}{
		"success":           {200, partnerUser("null", "null")},
		"not the JSON":      {200, pageHTML},
		"long page":         {502, strings.Repeat(pageHTML, 10_000)},
		"refusal":           {404, refusalOf(partnerAPI, 404)},
		"empty":             {503, ""},
		"JSON and more":     {200, partnerUser("null", "null") + strings.Repeat(" ", 100_000) + "x"},
		"redirect":          {302, strings.Repeat("moved ", 5000)},
		"just in the limit": {500, strings.Repeat("x", 1<<20)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newTallied(t, func(w http.ResponseWriter, _ *http.Request) { answerWith(w, row.status, row.body) })
			c := s.client(t)
			for range 10 {
				_ = actGet.run(t.Context(), c)
				_ = actCreate.run(t.Context(), c)
			}
			assert.EqualValues(t, 1, s.opened.Load())
		})
	}
}

// A body over the limit is not read on: its connection is given up.
func TestEndlessBodyIsGivenUp(t *testing.T) {
	t.Parallel()
	var sent atomic.Int64
	s := newTallied(t, func(w http.ResponseWriter, r *http.Request) {
		chunk := []byte(strings.Repeat(" ", 64<<10))
		for r.Context().Err() == nil {
			n, err := w.Write(chunk)
			sent.Add(int64(n))
			if err != nil {
				return
			}
		}
	})
	require.ErrorIs(t, actGet.run(t.Context(), s.client(t)), partnerkit.ErrResponseTooLarge)
	assert.Less(t, sent.Load(), int64(64<<20))
}

// net/http can rewind every body, and each attempt's is the same.
func TestEveryBodyCanBeRewound(t *testing.T) {
	t.Parallel()
	for _, a := range []act{
		actGet, actCreate, actEnsure, actUpdate, actDisassociate, actDisconnect, actAppGet, actAppCreate,
		actPortalCreate, actPortalDelete, actProfileGet, actProfileUpdate, actMarkAllRead,
	} {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			far := scripted(t, a, "429 429 ok")
			require.NoError(t, a.run(t.Context(), clientOn(t, far, partnerkit.WithRetry(partnerkit.Retry{MinWait: 1, MaxWait: 1}))))
			for _, s := range far.requests() {
				assert.Equal(t, s.body != "", s.rewinds)
				assert.Equal(t, far.requests()[0].body, s.body)
			}
		})
	}
}

// One client for 256 goroutines, over every operation, half of it failing.
func TestManyGoroutinesOnOneClient(t *testing.T) {
	t.Parallel()
	acts := []act{
		actGet, actCreate, actEnsure, actUpdate, actDisassociate, actDisconnect, actAppGet, actAppCreate,
		actPortalCreate, actPortalDelete, actProfileGet, actProfileUpdate, actMarkAllRead,
	}
	byLine := map[string]act{}
	for _, a := range acts {
		byLine[a.line] = a
	}
	far := newFarEnd(t, func(n int, s seen) reply {
		a, known := byLine[s.line()]
		switch {
		case s.line() == actRefresh.line:
			return actRefresh.reply("ok")
		case !known:
			return reply{err: errDropped}
		case a.api == profileAPI && s.header.Get("Authorization") != "Bearer "+renewedSession:
			return a.reply("expired")
		default:
			return a.reply([]string{"ok", "503", "ok", "drop", "429", "cut"}[n%6])
		}
	})
	c := clientOn(t, far, partnerkit.WithSession(twoTokens()), partnerkit.WithRetry(partnerkit.Retry{MinWait: 1, MaxWait: 1}))
	var calls, failed atomic.Int64
	var group sync.WaitGroup
	for g := range 256 {
		group.Go(func() {
			for i := range acts {
				var response partnerkit.Response
				a := acts[(g+i)%len(acts)]
				calls.Add(1)
				if err := a.run(t.Context(), c, partnerkit.WithResponse(&response)); err != nil {
					failed.Add(1)
					_ = fmt.Sprintf("%+v", err)
				}
			}
		})
	}
	group.Wait()
	t.Logf("%d calls, %d failed, %d requests", calls.Load(), failed.Load(), len(far.requests()))
	assert.EqualValues(t, 256*len(acts), calls.Load())
	assert.NotZero(t, failed.Load())
}

// Fifty thousand calls, half of them failing, leave nothing on the heap. It is
// not parallel: others' allocations would count.
func TestHeapDoesNotGrow(t *testing.T) { //nolint:paralleltest // it measures the whole process
	if testing.Short() {
		t.Skip("fifty thousand calls")
	}
	const calls = 50_000
	ok, broken := actGet.reply("ok"), actGet.reply("500")
	tokens := 0
	transport := roundTrip(func(r *http.Request) (*http.Response, error) {
		tokens++
		p := ok
		if tokens%2 == 0 {
			p = broken
		}
		return (&farEnd{}).carryOut(p, r)
	})
	c := clientOn(t, transport, partnerkit.WithRetry(single))
	run := func(n int) (failed int) {
		for range n {
			if actGet.run(t.Context(), c) != nil {
				failed++
			}
		}
		return failed
	}
	run(1000)
	before := heapInUse()
	failed := run(calls)
	grown := heapInUse() - before
	t.Logf("%d calls, %d failed: the heap grew by %d bytes", calls, failed, grown)
	assert.Equal(t, calls/2, failed)
	assert.Less(t, grown, int64(1<<20))
}

func heapInUse() int64 {
	var stats runtime.MemStats
	for range 3 {
		runtime.GC()
	}
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}

func TestNoCookieIsKeptOrSent(t *testing.T) {
	t.Parallel()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	origin, err := url.Parse(testOrigin)
	require.NoError(t, err)
	jar.SetCookies(origin, []*http.Cookie{{Name: "kept", Value: "before"}}) //nolint:gosec // a test's
	far := newFarEnd(t, func(n int, _ seen) reply {
		status := http.StatusOK
		if n < 2 {
			status = http.StatusServiceUnavailable
		}
		return reply{raw: httpAnswer(status, partnerUser("null", "null"), "Set-Cookie: kept=since; Path=/")}
	})
	c := clientOn(t, far, partnerkit.WithHTTPClient(&http.Client{Transport: far, Jar: jar}), partnerkit.WithRetry(partnerkit.Retry{MinWait: 1, MaxWait: 1}))
	require.NoError(t, actGet.run(t.Context(), c))
	require.Len(t, far.requests(), 3)
	for _, request := range far.requests() {
		assert.Empty(t, request.header["Cookie"])
	}
	cookies := jar.Cookies(origin)
	require.Len(t, cookies, 1)
	assert.Equal(t, "before", cookies[0].Value)
}

func TestAHeaderIsOneCallsAlone(t *testing.T) {
	t.Parallel()
	far := newFarEnd(t, func(int, seen) reply { return actGet.reply("ok") })
	c := clientOn(t, far)
	require.NoError(t, actGet.run(t.Context(), c, partnerkit.WithHeader("X-Tenant", "one")))
	require.NoError(t, actGet.run(t.Context(), c))
	requests := far.requests()
	require.Len(t, requests, 2)
	assert.Equal(t, "one", requests[0].header.Get("X-Tenant"))
	assert.Empty(t, requests[1].header["X-Tenant"])
}

// Bodies are read into buffers that calls hand on to each other.
func TestWhatAResponseHoldsStays(t *testing.T) {
	t.Parallel()
	far := newFarEnd(t, func(n int, _ seen) reply {
		if n == 0 {
			return reply{raw: httpAnswer(200, partnerUser(`"first"`, "null"))}
		}
		return reply{raw: httpAnswer(200, partnerUser(`"other"`, "null"))}
	})
	c := clientOn(t, far)
	var first partnerkit.Response
	require.NoError(t, actGet.run(t.Context(), c, partnerkit.WithResponse(&first)))
	for range 100 {
		require.NoError(t, actGet.run(t.Context(), c))
	}
	assert.Equal(t, partnerUser(`"first"`, "null"), string(first.Body))
}
