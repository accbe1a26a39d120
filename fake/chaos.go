package fake

// Chaos: for each request, a failure or none, drawn from a hash of the seed and the request itself, so that two runs
// of the same calls fail alike however their goroutines are interleaved.

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"maps"
	"math"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
)

// ChaosReport is what Server.Chaos tells. Its zero value is that of a server without chaos.
type ChaosReport struct {
	// Seed and Rate are what Chaos or SetChaos was given. A Rate of 0 is no chaos.
	Seed uint64
	Rate float64
	// Counts says how many requests met each kind of chaos, as ChaosCounts does. Kinds that were not drawn are in it, too, with 0.
	// It is nil without chaos: neither the option nor, since the last Reset, SetChaos.
	Counts map[string]int
}

// chaosKind is one way to fail. Most statuses appear twice: before the effect, and after it.
type chaosKind struct {
	name       string
	newFailure func(*rand.Rand) failure
}

var chaosKinds = []chaosKind{
	{"408 before", always(Fault{Status: http.StatusRequestTimeout})},
	{"408 after", always(Fault{Status: http.StatusRequestTimeout, After: true})},
	{"429 with Retry-After", throttled},
	{"500 before", always(Fault{Status: http.StatusInternalServerError})},
	{"500 after", always(Fault{Status: http.StatusInternalServerError, After: true})},
	{"502 before", always(Fault{Status: http.StatusBadGateway})},
	{"502 after", always(Fault{Status: http.StatusBadGateway, After: true})},
	{"502 HTML before", always(Fault{Status: http.StatusBadGateway, Body: proxyPage})},
	{"502 HTML after", always(Fault{Status: http.StatusBadGateway, Body: proxyPage, After: true})},
	{"503 before", always(Fault{Status: http.StatusServiceUnavailable})},
	{"503 after", always(Fault{Status: http.StatusServiceUnavailable, After: true})},
	{"503 with Retry-After after", always(Fault{Status: http.StatusServiceUnavailable, RetryAfter: time.Second, After: true})},
	{"504 before", always(Fault{Status: http.StatusGatewayTimeout})},
	{"504 after", always(Fault{Status: http.StatusGatewayTimeout, After: true})},
	{"drop before", always(Fault{Drop: true})},
	{"drop after", always(Fault{Drop: true, After: true})},
	{"cut at the first byte", always(Fault{Cut: 1, After: true})},
	{"cut in the body", cutInside},
	{"stall", stallInside},
	{"latency before", delayed(false)},
	{"latency after", delayed(true)},
}

var proxyPage = []byte("<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n")

func always(f Fault) func(*rand.Rand) failure {
	return func(*rand.Rand) failure { return failure{fault: f, faulted: true} }
}

func throttled(r *rand.Rand) failure {
	return failure{fault: Fault{Status: http.StatusTooManyRequests, RetryAfter: time.Duration(1+r.IntN(3)) * time.Second}, faulted: true}
}

func cutInside(r *rand.Rand) failure {
	return failure{fault: Fault{Cut: 2 + r.IntN(62), After: true}, faulted: true}
}

// stallInside lasts longer than a careful client waits, and not forever.
func stallInside(r *rand.Rand) failure {
	return failure{fault: Fault{Cut: r.IntN(16), Stall: true, After: true}, faulted: true, hold: time.Duration(35+r.IntN(6)) * time.Second}
}

func delayed(after bool) func(*rand.Rand) failure {
	return func(r *rand.Rand) failure {
		return failure{fault: Fault{Delay: time.Duration(10+r.IntN(4990)) * time.Millisecond, After: after}, faulted: true}
	}
}

// chaos draws, and counts what it drew.
type chaos struct {
	seed    uint64
	rate    float64
	changes *atomic.Uint64 // counts what is drawn

	mu     sync.Mutex
	nth    map[uint64]uint64 // how many requests of each hash were seen
	counts map[string]int
}

// checkRate refuses a share that is none.
func checkRate(rate float64) error {
	if math.IsNaN(rate) || rate < 0 || rate > 1 {
		return fmt.Errorf("rate %v is not between 0 and 1", rate)
	}
	return nil
}

func newChaos(seed uint64, rate float64, changes *atomic.Uint64) *chaos {
	return &chaos{seed: seed, rate: rate, changes: changes, nth: map[uint64]uint64{}, counts: map[string]int{}}
}

// maxCounted is how many different requests are counted before counting starts over, so that a soak test may last.
const maxCounted = 1 << 20

// golden spreads consecutive numbers over all 64 bits.
const golden = 0x9e3779b97f4a7c15

// counted is how often each kind was drawn.
func (c *chaos) counted() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.counts)
}

// report is the chaos as Server.Chaos reports it.
func (c *chaos) report() ChaosReport {
	counts := c.counted()
	for _, kind := range chaosKinds {
		counts[kind.name] += 0 // is there, if it was not
	}
	return ChaosReport{Seed: c.seed, Rate: c.rate, Counts: counts}
}

// draw decides what happens to a request.
func (c *chaos) draw(r *backend.Request, m backend.Match) failure {
	key := requestHash(r, m)
	c.mu.Lock()
	defer c.mu.Unlock()
	n := c.nth[key]
	if n == 0 && len(c.nth) == maxCounted {
		clear(c.nth)
	}
	c.nth[key] = n + 1
	random := rand.New(rand.NewPCG(c.seed, key^(n*golden))) //nolint:gosec // it must be repeatable
	if random.Float64() >= c.rate {
		return failure{}
	}
	kind := chaosKinds[random.IntN(len(chaosKinds))]
	c.counts[kind.name]++
	c.changes.Add(1)
	return kind.newFailure(random)
}

// requestHash tells requests apart by what they ask. Of the App API's two credentials it takes the key alone: the
// token beside it has its time in it, and would be another in every run.
func requestHash(r *backend.Request, m backend.Match) uint64 {
	credential := r.Header.Get("X-Api-Key")
	if credential == "" {
		credential = r.Header.Get("Authorization")
	}
	h := fnv.New64a()
	var size [8]byte
	for _, part := range [][]byte{
		[]byte(r.Method), []byte(m.Route), []byte(r.RawPath), []byte(r.RawQuery), []byte(credential), r.Body,
	} {
		binary.LittleEndian.PutUint64(size[:], uint64(len(part)))
		_, _ = h.Write(size[:])
		_, _ = h.Write(part)
	}
	return h.Sum64()
}
