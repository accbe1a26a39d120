package fake

// Chaos: the same seed gives the same run in any order, at the asked rate, and never a lie.

import (
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
)

// chaosRun sends n different requests, several times each, and says what became of each.
func chaosRun(t *testing.T, seed uint64, order []int, parallel bool) (map[int]string, map[string]int) {
	t.Helper()
	const repeats = 3
	results := make(map[int]string, len(order))
	var counts map[string]int
	synctest.Test(t, func(t *testing.T) {
		s, err := Start(Chaos(seed, 0.5))
		require.NoError(t, err)
		defer s.Close()
		transport := s.Transport()
		var mu sync.Mutex
		var wait sync.WaitGroup
		one := func(i int) {
			seen := ""
			for range repeats {
				seen += outcomeOf(transport, chaosRequest(t, s, i)) + ";"
			}
			mu.Lock()
			defer mu.Unlock()
			results[i] = seen
		}
		for _, i := range order {
			if parallel {
				wait.Go(func() { one(i) })
			} else {
				one(i)
			}
		}
		wait.Wait()
		counts = s.ChaosCounts()
	})
	return results, counts
}

// chaosRequest reads a user who is not there, so that the answer does not depend on who came before.
func chaosRequest(t *testing.T, s *Server, i int) *http.Request {
	t.Helper()
	return partnerRequest(t.Context(), t, s, http.MethodGet, fmt.Sprintf("%s/nowhere/%d", BaseURL, i), nil)
}

func outcomeOf(transport http.RoundTripper, req *http.Request) string {
	res, err := transport.RoundTrip(req)
	if err != nil {
		return err.Error()
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	return fmt.Sprintf("%d %s %d %v", res.StatusCode, res.Header.Get("Retry-After"), len(body), err)
}

func TestSameSeedSameRun(t *testing.T) {
	t.Parallel()
	order := make([]int, 300)
	for i := range order {
		order[i] = i
	}
	first, firstCounts := chaosRun(t, 7, order, false)
	shuffled := slices.Clone(order)
	rand.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	for _, parallel := range []bool{false, true} {
		again, counts := chaosRun(t, 7, shuffled, parallel)
		assert.Equal(t, first, again)
		assert.Equal(t, firstCounts, counts)
	}
	other, _ := chaosRun(t, 8, order, false)
	assert.NotEqual(t, first, other)

	total := 0
	for _, n := range firstCounts {
		total += n
	}
	assert.InDelta(t, 0.5, float64(total)/900, 0.06)
	assert.Len(t, firstCounts, len(chaosKinds), "every kind is drawn: %v", firstCounts)
}

func TestChaosRates(t *testing.T) {
	t.Parallel()
	for rate, want := range map[float64]int{0: 0, 1: 40} {
		synctest.Test(t, func(t *testing.T) {
			s := New(t, Chaos(1, rate))
			for i := range 40 {
				outcomeOf(s.Transport(), chaosRequest(t, s, i))
			}
			total := 0
			for n := range maps.Values(s.ChaosCounts()) {
				total += n
			}
			assert.Equal(t, want, total)
			faulted := 0
			for _, r := range s.Requests() {
				if r.Faulted {
					faulted++
				}
			}
			assert.Equal(t, want, faulted)
			s.Reset()
			assert.Empty(t, s.ChaosCounts())
		})
	}
	assert.Empty(t, New(t).ChaosCounts())
}

func TestChaosTellsWhatItDrew(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := New(t, Chaos(9, 0.75))
		before := s.Changes().Chaos
		for i := range 40 {
			outcomeOf(s.Transport(), chaosRequest(t, s, i))
		}
		report := s.Chaos()
		assert.EqualValues(t, 9, report.Seed)
		assert.InDelta(t, 0.75, report.Rate, 0)
		assert.Len(t, report.Counts, len(chaosKinds), "those that were not drawn, too")
		drawn := uint64(0)
		for kind, n := range report.Counts {
			assert.Equal(t, s.ChaosCounts()[kind], n, kind)
			drawn += uint64(n) //nolint:gosec // a count
		}
		assert.NotZero(t, drawn)
		assert.Equal(t, drawn, s.Changes().Chaos-before, "each is a change")
		s.Reset()
		assert.Equal(t, drawn+1, s.Changes().Chaos-before)
		assert.InDelta(t, 0.75, s.Chaos().Rate, 0)
		for kind, n := range s.Chaos().Counts {
			assert.Zero(t, n, kind)
		}
	})
	assert.Equal(t, ChaosReport{}, New(t).Chaos())
}

func TestResetStartsChaosOver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := New(t, Chaos(3, 0.5))
		list := func() (outcomes []string) {
			for range 20 {
				outcomes = append(outcomes, outcomeOf(s.Transport(), chaosRequest(t, s, 1)))
			}
			return outcomes
		}
		before := list()
		require.NoError(t, s.Restore(s.Snapshot()))
		s.Reset()
		assert.Equal(t, before, list())
	})
}

func TestChaosComesAfterInjectedFaults(t *testing.T) {
	t.Parallel()
	s := New(t, Chaos(1, 1))
	require.NoError(t, s.Inject(Fault{Status: 418}))
	status, _ := send(t, s, chaosRequest(t, s, 1))
	assert.Equal(t, 418, status)
	assert.Empty(t, s.ChaosCounts())
}

// assertNamed compares a kind's fault with what its name says.
func assertNamed(t *testing.T, name string, f Fault) {
	t.Helper()
	status, _ := strconv.Atoi(name[:3])
	assert.Equal(t, status, f.Status, name)
	before := strings.HasSuffix(name, " before") || strings.HasPrefix(name, "429")
	assert.Equal(t, before, !f.After, name)
	assert.Equal(t, strings.Contains(name, "Retry-After"), f.RetryAfter > 0, name)
	assert.Equal(t, strings.Contains(name, "HTML"), f.Body != nil, name)
	assert.Equal(t, strings.HasPrefix(name, "drop"), f.Drop, name)
	assert.Equal(t, strings.HasPrefix(name, "latency"), f.Delay > 0, name)
	assert.Equal(t, name == "stall", f.Stall, name)
	if strings.HasPrefix(name, "cut") {
		assert.Equal(t, name == "cut at the first byte", f.Cut == 1, name)
	}
}

// Each kind is a fault that Inject would take, and none loses an effect behind an answer that denies it.
func TestChaosTellsNoLie(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	names := map[string]bool{}
	for _, kind := range chaosKinds {
		assert.False(t, names[kind.name], "%s occurs twice", kind.name)
		names[kind.name] = true
		for range 100 {
			p := kind.newFailure(random)
			require.NoError(t, p.fault.validate(), kind.name)
			assert.True(t, p.faulted, kind.name)
			assertNamed(t, kind.name, p.fault)
			detectable := p.fault.Drop || p.fault.Cut > 0 || p.fault.Stall || p.fault.Status == 0 ||
				p.fault.Status == http.StatusRequestTimeout || p.fault.Status >= 500
			assert.True(t, !p.fault.After || detectable, kind.name)
			assert.Equal(t, p.fault.Stall, p.hold > 0, "a stall ends by itself")
		}
	}
}

func TestChaosTellsRequestsApart(t *testing.T) {
	t.Parallel()
	base := func() *backend.Request {
		header := http.Header{"Authorization": {"Bearer pk_fake_a"}}
		return &backend.Request{Method: "POST", RawPath: "/v1/users", Header: header, Body: []byte("{}")}
	}
	m := backend.Match{Route: createRoute}
	hash := requestHash(base(), m)
	assert.Equal(t, hash, requestHash(base(), m))
	for name, change := range map[string]func(*backend.Request){
		"method":     func(r *backend.Request) { r.Method = "PUT" },
		"path":       func(r *backend.Request) { r.RawPath = "/v1/users/" },
		"query":      func(r *backend.Request) { r.RawQuery = "a=1" },
		"credential": func(r *backend.Request) { r.Header.Set("Authorization", "Bearer pk_fake_b") },
		"app key":    func(r *backend.Request) { r.Header.Set("X-Api-Key", "ak_fake") },
		"body":       func(r *backend.Request) { r.Body = []byte("[]") },
		"boundary":   func(r *backend.Request) { r.RawPath, r.RawQuery = "/v1/user", "s" },
	} {
		r := base()
		change(r)
		assert.NotEqual(t, hash, requestHash(r, m), name)
	}
	withApp := func(token string) uint64 {
		r := base()
		r.Header = http.Header{"X-Api-Key": {"ak_fake"}, "Authorization": {token}}
		return requestHash(r, m)
	}
	assert.Equal(t, withApp("Bearer one"), withApp("Bearer two"), "a token's time does not count")
}
