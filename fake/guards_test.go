package fake

// Guards that no other test would miss.

import (
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
)

// A client that asks again after a fault must have a chance.
func TestChaosDrawsAnewForEachRepeat(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, err := Start(Chaos(7, 0.5))
		require.NoError(t, err)
		defer s.Close()
		seen := map[string]bool{}
		for range 50 {
			seen[outcomeOf(s.Transport(), chaosRequest(t, s, 1))] = true
		}
		assert.Greater(t, len(seen), 5)
	})
}

// Different requests without end fill no memory.
func TestChaosCountsSoManyRequests(t *testing.T) {
	t.Parallel()
	c := newChaos(1, 0, new(atomic.Uint64))
	for key := range uint64(maxCounted - 2) {
		c.nth[key] = 1
	}
	draw := func(path string) {
		c.draw(&backend.Request{Method: http.MethodGet, RawPath: path}, backend.Match{})
	}
	draw("/a")
	draw("/b")
	draw("/a")
	assert.Len(t, c.nth, maxCounted)
	draw("/c")
	assert.Len(t, c.nth, 1)
}
