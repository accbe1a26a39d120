package fake

// Guards that no other test would miss.

import (
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
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
