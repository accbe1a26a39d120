package fake

// Bounded, whatever comes: faults that are spent, sessions that are many, lists that are long, and what the log keeps.

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
	"github.com/partnerkit/partnerkit-go/fake/internal/secret"
)

func TestASpentFaultIsNotLookedAt(t *testing.T) {
	t.Parallel()
	s := New(t)
	var looked [5]int
	for i, f := range []Fault{{Status: 501}, {Status: 502, Times: 2}, {Status: 503}, {Status: 504, Skip: 1}, {Status: 505, Times: -1}} {
		f.Match = func(*http.Request) bool { looked[i]++; return true }
		require.NoError(t, s.Inject(f))
	}
	var got []int
	for range 8 {
		status, _ := send(t, s, addUser(t.Context(), t, s, BaseURL, "grace"))
		got = append(got, status)
	}
	// The fourth lets the first request pass that reaches it, which the fifth then takes.
	assert.Equal(t, []int{501, 502, 502, 503, 505, 504, 505, 505}, got)
	assert.Equal(t, [5]int{1, 2, 1, 2, 3}, looked)
	var fired []int
	for _, report := range s.Faults() {
		fired = append(fired, report.Fired)
	}
	assert.Equal(t, []int{1, 2, 1, 1, 3}, fired, "all are reported, in their order")
	s.ClearFaults()
	assert.Empty(t, s.Faults())
}

// Two requests may be compared with a fault at once, and the one that comes second finds it spent.
func TestAFaultThatIsSpentMeanwhileDoesNotFire(t *testing.T) {
	t.Parallel()
	s := New(t)
	nested := false
	require.NoError(t, s.Inject(Fault{Status: 503, Match: func(*http.Request) bool {
		if !nested {
			nested = true
			status, _ := send(t, s, addUser(t.Context(), t, s, BaseURL, "first"))
			assert.Equal(t, 503, status)
		}
		return true
	}}))
	status, _ := send(t, s, addUser(t.Context(), t, s, BaseURL, "second"))
	assert.Equal(t, 201, status)
	assert.Equal(t, 1, s.Faults()[0].Fired)
}

// A fault that is spent goes from the middle of the others while they are compared with other requests.
func TestFaultsAreSpentByManyAtOnce(t *testing.T) {
	t.Parallel()
	const each = 200
	s := New(t)
	for i := range 2 * each {
		method, path, _ := strings.Cut([]string{createRoute, "GET /v1/users/{id}"}[i%2], " ")
		require.NoError(t, s.Inject(Fault{Route: method + " " + path, Status: 503}))
	}
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range each / 8 {
				assert.NoError(t, sendAndRead(s.Transport(), addUser(t.Context(), t, s, BaseURL, "grace")))
				assert.NoError(t, sendAndRead(s.Transport(), partnerRequest(t.Context(), t, s, http.MethodGet, BaseURL+"/v1/users/a", nil)))
			}
		})
	}
	wait.Wait()
	for _, report := range s.Faults() {
		require.Equal(t, 1, report.Fired)
	}
	assert.Empty(t, s.current().faults.live)
	require.NoError(t, s.Inject(Fault{Status: 418}))
	status, _ := send(t, s, addUser(t.Context(), t, s, BaseURL, "grace"))
	assert.Equal(t, 418, status)
}

// took is how long one run took.
func took(f func()) time.Duration {
	begun := time.Now()
	f()
	return time.Since(begun)
}

// assertRatio wants one run to take at most so many times as long as another. It compares the fastest of either, which it takes
// in turn, as whatever else the machine does slows runs down and makes none faster; and before it complains it goes on for a
// while.
func assertRatio(t *testing.T, most float64, name string, small, large func()) {
	t.Helper()
	var ratio float64
	least := [2]time.Duration{time.Hour, time.Hour}
	for round := range 25 {
		least = [2]time.Duration{min(least[0], took(small)), min(least[1], took(large))}
		ratio = float64(least[1]) / float64(least[0])
		if round >= 4 && ratio <= most {
			return
		}
	}
	t.Errorf("%s: %.1f times as long, and at most %.1f was to be expected", name, ratio, most)
}

// A list that is compared with itself takes 64 times as long as 64 lists of a 64th of its length. Both runs are about as
// long where loading is linear, so that other work on the machine slows either down alike; caches and the garbage collector
// alone make the long list dearer.
func TestLoadingTakesTimeByTheLengthOfEachList(t *testing.T) {
	t.Parallel()
	const n, times, slack = 125, 64, 8
	short, long := longLists(n), longLists(n*times)
	for name := range short {
		load := func(state State, repeats int) func() {
			records := recordsOf(state)
			return func() {
				for range repeats {
					_, err := backend.New(records, backend.Config{Now: time.Now})
					require.NoError(t, err)
				}
			}
		}
		assertRatio(t, slack, name, load(short[name], times), load(long[name], 1))
	}
}

func TestManySessionsSlowNobodyDown(t *testing.T) {
	t.Parallel()
	body := `{"email":"ana@example.com","more":"` + strings.Repeat("all work and no play ", 1<<10) + `"}`
	work := func(sessions int) func() {
		s := New(t, WithState(sessionsState(sessions)))
		return func() {
			for range 10 {
				send(t, s, partnerRequest(t.Context(), t, s, http.MethodPost, BaseURL+"/v1/users", strings.NewReader(body)))
				s.Requests()
			}
			s.ClearRequests()
		}
	}
	assertRatio(t, 8, "100,000 sessions", work(1), work(100_000))
}

func TestTheLogBoundsWhatItKeepsOfAURL(t *testing.T) {
	t.Parallel()
	s := New(t)
	long := strings.Repeat("a", shownSize)
	many := strings.Repeat("token=abc&x=%zz&", shownSize)
	for _, test := range []struct{ method, path, query, wantPath, wantQuery string }{
		{"GET", "/v1/users/" + long, "", ("/v1/users/" + long)[:shownSize], ""},
		{"GET", "/v1/users/x", "b=" + long, "/v1/users/x", ("b=" + long)[:shownSize]},
		{"GET", "/v1/users/" + long + "/" + long, long + "&" + long, ("/v1/users/" + long)[:shownSize], long},
		{"GET", "/" + long[:shownSize-10] + "pk_fake_alpha", "", ("/" + long[:shownSize-10] + "[redacted]")[:shownSize], ""},
		{"GET", "/" + long[:shownSize-10] + "pk%5ffake%5falpha", "", ("/" + long[:shownSize-10] + "[redacted]")[:shownSize], ""},
		{"GET", "/", long[:shownSize-9] + "&st_fake_ana", "/", (long[:shownSize-9] + "&[redacted]")[:shownSize]},
		{"GET", "/", many, "/", strings.Repeat("token=[redacted]&x=%zz&", shownSize)[:shownSize]},
		{long, "/", "", "/", ""},
	} {
		req := partnerRequest(t.Context(), t, s, http.MethodGet, BaseURL, nil)
		req.Method = test.method
		req.URL = &url.URL{Scheme: "https", Host: "fake.invalid", Path: test.path, RawPath: test.path, RawQuery: test.query}
		if unescaped, err := url.PathUnescape(test.path); err == nil {
			req.URL.Path = unescaped
		}
		w := &discard{header: http.Header{}}
		s.Handler().ServeHTTP(w, req)
		log := s.Requests()
		last := log[len(log)-1]
		assert.Equal(t, test.wantPath, last.Path)
		assert.Equal(t, test.wantQuery, last.Query)
		assert.LessOrEqual(t, len(last.Method), shownSize)
	}
}

// A reason names the partner who lacks a permission, and a state may have long names.
func TestTheLogBoundsWhatItKeepsOfAReason(t *testing.T) {
	t.Parallel()
	const key = "pk_fake_of_the_long"
	id := strings.Repeat("a", shownSize-len("partner ")-10) + key
	s := New(t, WithState(State{Partners: []Partner{{ID: id, APIKey: key}}}))
	status, _ := send(t, s, partnerRequest(t.Context(), t, s, http.MethodGet, BaseURL+"/v1/users/x", nil))
	require.Equal(t, 403, status)
	kept := s.current().log.ring[0].Reason
	assert.LessOrEqual(t, len(kept), shownSize)
	assert.Equal(t, `partner "`+id[:len(id)-len(key)]+secret.Redacted[:9], kept, "no credential is cut through")
	assert.Equal(t, kept, s.Requests()[0].Reason)
}

func TestTheLogHidesACredentialOfAMethod(t *testing.T) {
	t.Parallel()
	s := New(t)
	for _, method := range []string{"pk_fake_alpha", strings.Repeat("x", shownSize) + "pk_fake_alpha"} {
		req := partnerRequest(t.Context(), t, s, method, BaseURL+"/v1/users", nil)
		send(t, s, req)
	}
	for _, r := range s.Requests() {
		assert.NotContains(t, r.Method, "pk_fake_alpha")
		assert.NotContains(t, r.String(), "pk_fake_alpha")
	}
}

// A long body that came before its words were a credential.
func TestACredentialOfLaterIsHiddenInWhatIsKept(t *testing.T) {
	t.Parallel()
	s := New(t)
	long := strings.Repeat("a", shownSize)
	for _, body := range []string{`{"email":"pk_fake_later"}`, `{"email":"pk_fake_later","x":"` + long + `"}`} {
		send(t, s, partnerRequest(t.Context(), t, s, http.MethodPost, BaseURL+"/v1/users?a=pk_fake_later&b="+long, strings.NewReader(body)))
	}
	require.NoError(t, s.Restore(State{Partners: []Partner{{APIKey: "pk_fake_later"}}}))
	require.Len(t, s.Requests(), 2)
	for _, r := range s.Requests() {
		assert.NotContains(t, r.Query+r.Body, "pk_fake_later")
		assert.LessOrEqual(t, len(r.Body), shownSize)
	}
}

func TestWhatTheLogKeepsOfLongRequestsIsShort(t *testing.T) { //nolint:paralleltest // it measures the whole process
	const requests, size = 32, backend.MaxBody - 1024
	s := New(t)
	before := heap()
	for range requests {
		body := strings.NewReader(`{"email":"` + strings.Repeat("a", size) + `"}`)
		query := strings.Repeat("b=c&", size/4)
		// Handler itself: whatever connection it is behind has a limit of its own.
		s.Handler().ServeHTTP(httptest.NewRecorder(), partnerRequest(t.Context(), t, s, http.MethodPost, fmt.Sprintf("%s/v1/users?%s", BaseURL, query), body))
	}
	require.Len(t, s.Requests(), requests)
	grown := int64(heap() - before)
	assert.Less(t, grown, int64(requests*64<<10), "bytes")
	runtime.KeepAlive(s)
}
