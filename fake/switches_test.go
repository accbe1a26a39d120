package fake

// Chaos and quotas switched while a server runs: from that moment on, without a trace of what came before, and until Reset.

import (
	"math"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSetChaosIsTheOptionFromThenOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		outcomes := func(s *Server) (list []string) {
			for i := range 40 {
				list = append(list, outcomeOf(s.Transport(), chaosRequest(t, s, i%10)))
			}
			return list
		}
		asked := New(t, Chaos(5, 0.5))
		want := outcomes(asked)
		s := New(t)
		assert.NotEqual(t, want, outcomes(s))
		for range 2 { // it begins anew each time
			require.NoError(t, s.SetChaos(5, 0.5))
			assert.Equal(t, want, outcomes(s))
			assert.Equal(t, asked.Chaos(), s.Chaos())
		}
		require.NoError(t, s.Restore(s.Snapshot()))
		assert.Equal(t, asked.Chaos(), s.Chaos(), "Restore leaves it")
		require.NoError(t, s.SetChaos(5, 0))
		assert.Empty(t, s.ChaosCounts())
		assert.Equal(t, outcomes(New(t)), outcomes(s))

		require.NoError(t, s.SetChaos(6, 1))
		s.Reset()
		assert.Equal(t, ChaosReport{}, s.Chaos(), "Reset goes back to the options")
		require.NoError(t, asked.SetChaos(6, 1))
		asked.Reset()
		assert.Equal(t, want, outcomes(asked))
	})
}

func TestSetChaosRefusesARate(t *testing.T) {
	t.Parallel()
	s, err := Start(Chaos(1, 0.25))
	require.NoError(t, err)
	for _, rate := range []float64{-0.1, 1.1, math.NaN(), math.Inf(1)} {
		require.ErrorContains(t, s.SetChaos(2, rate), "fake: chaos: rate ")
		assert.InDelta(t, 0.25, s.Chaos().Rate, 0)
	}
	recorded := &recordingTB{}
	_ = New(recorded).SetChaos(1, 2)
	assert.Equal(t, []string{"fake: chaos: rate 2 is not between 0 and 1"}, recorded.fatals)
}

func TestEnforceQuotasKeepsWhatIsCounted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := New(t)
		asks := func(status int) {
			t.Helper()
			got, _ := send(t, s, partnerRequest(t.Context(), t, s, http.MethodGet, BaseURL+"/v1/users/nobody", nil))
			require.Equal(t, status, got)
		}
		for range 101 {
			asks(404)
		}
		before := s.Changes().Quotas
		s.EnforceQuotas(true)
		assert.Equal(t, before+1, s.Changes().Quotas)
		assert.True(t, s.Quotas().Enforced)
		asks(429)
		require.NoError(t, s.Advance(time.Minute))
		asks(404)
		for range 99 {
			asks(404)
		}
		asks(429)
		s.EnforceQuotas(false)
		asks(404)
		assert.Equal(t, 102, s.Quotas().Quotas[0].Used)
		s.EnforceQuotas(true)
		require.NoError(t, s.Restore(s.Snapshot()))
		assert.True(t, s.Quotas().Enforced, "Restore leaves it")
		s.Reset()
		assert.False(t, s.Quotas().Enforced, "Reset goes back to the options")
		strict := New(t, WithQuotas())
		strict.EnforceQuotas(false)
		strict.Reset()
		assert.True(t, strict.Quotas().Enforced)
	})
}

// A write that is delayed past a switch has its effect: the switch replaces no state.
func TestASwitchLosesNoWrite(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := New(t)
		require.NoError(t, s.Inject(Fault{Route: createRoute, Delay: time.Minute}))
		sendBeside(s, addUser(t.Context(), t, s, BaseURL, "grace"))
		synctest.Wait()
		s.EnforceQuotas(true)
		require.NoError(t, s.SetChaos(1, 0))
		time.Sleep(time.Hour)
		assert.Contains(t, marshal(t, s.Snapshot()), "grace@example.com")
		assert.Equal(t, 201, lastRequest(t, s).Status)
	})
}
