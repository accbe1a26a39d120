package chaos

// The run: rounds by many callers at once in virtual time, then the judgement of everything that was recorded.

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/anishathalye/porcupine"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/partnerkit/partnerkit-go/fake"
)

var (
	operations = flag.Int("ops", 0, "operations of a run; 0: 100,000, or 10,000 with -short")
	seed       = flag.Uint64("seed", 1, "seed of a run")
)

const (
	rate          = 0.2
	groups        = 16
	callsInARound = 12 // on average, to find the number of rounds
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// run lets the callers loose until the operations are done, and returns what was recorded.
func run(t *testing.T, total int, naive bool) (w *world, state fake.State, virtual time.Duration) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		rounds := total/callsInARound*2 + groups
		w = newWorld(t, *seed, rate, rounds, naive)
		kinds := []func(int, *rand.Rand){w.userRound, w.userRound, w.profileRound, w.portalRound, w.sequenceRound, w.listRound}
		var next atomic.Int64
		var wait sync.WaitGroup
		for range groups {
			wait.Go(func() {
				for w.tally.operations.Load() < int64(total) {
					round := int(next.Add(1)) - 1
					if round >= rounds {
						t.Errorf("more than %d rounds", rounds)
						return
					}
					random := rand.New(rand.NewPCG(*seed, uint64(round)))
					kinds[round%len(kinds)](round, random)
				}
			})
		}
		wait.Wait()
		virtual = time.Since(began)
		state = w.srv.Snapshot()
		w.srv.Close()
	})
	return w, state, virtual
}

// verdict is what the judgement of a run came to.
type verdict struct {
	histories, notLinearizable, repeated, lost, falselyFailed int
}

func judge(w *world, state fake.State) verdict {
	v := verdict{repeated: w.handled.repeated(), lost: int(w.tally.lost.Load())}
	users := map[string]fake.User{}
	there := map[string]bool{}
	for _, u := range state.Users {
		users[u.Email] = u
		for _, partner := range u.Partners {
			there["partner/"+u.Email] = there["partner/"+u.Email] || partner == "partner_alpha"
		}
	}
	for _, portal := range state.Portals {
		for _, u := range portal.Users {
			there["portal/"+u.Email] = true
		}
	}
	for object, expected := range w.expected {
		switch {
		case expected && !there[object]:
			v.lost++
		case !expected && there[object]:
			v.falselyFailed++
		}
	}
	for email, calls := range w.users {
		v.check(userModel.ToModel(), userHistory(append(calls, finalReads(users[email], w.end(), w.end())...)))
	}
	for _, p := range state.Profiles {
		if calls, touched := w.profiles[p.Username]; touched {
			final := profileState{display: p.DisplayName}
			if p.Biography != nil {
				final.biography = *p.Biography
			}
			v.check(profileModel.ToModel(), profileHistory(append(calls, profileCall{edit{}, shown{profileState: final}, w.end(), w.end()})))
		}
	}
	return v
}

// finalReads are what each partner sees in the end.
func finalReads(u fake.User, begin, done int64) (reads []userCall) {
	for partner, id := range []string{"partner_alpha", "partner_beta"} {
		r := userCall{action{kind: "gone", partner: partner}, result{kind: "ok"}, begin, done}
		for _, associated := range u.Partners {
			if associated == id {
				r.action.kind = "get"
				r.result = result{"ok", true, text(u.TwitterUsername), text(u.WalletAddress)}
			}
		}
		reads = append(reads, r)
	}
	return reads
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func userHistory(calls []userCall) (history []porcupine.Operation) {
	for _, c := range calls {
		history = append(history, porcupine.Operation{Input: c.action, Output: c.result, Call: c.begin, Return: c.done})
	}
	return history
}

func profileHistory(calls []profileCall) (history []porcupine.Operation) {
	for _, c := range calls {
		history = append(history, porcupine.Operation{Input: c.edit, Output: c.shown, Call: c.begin, Return: c.done})
	}
	return history
}

// check counts a history that is not linearizable; one that could not be decided in time counts, too.
func (v *verdict) check(model porcupine.Model, history []porcupine.Operation) {
	v.histories++
	if porcupine.CheckOperationsTimeout(model, history, 30*time.Second) != porcupine.Ok {
		v.notLinearizable++
	}
}

func total() int {
	switch {
	case *operations > 0:
		return *operations
	case testing.Short():
		return 10_000
	default:
		return 100_000
	}
}

func TestPromisesHoldUnderChaos(t *testing.T) {
	t.Parallel()
	w, state, virtual := run(t, total(), false)
	v := judge(w, state)
	t.Log(report(w, v, virtual))
	assert.Equal(t, verdict{histories: v.histories}, v, "duplicates, lost writes, false failures, histories that cannot be")
	assert.GreaterOrEqual(t, len(w.srv.ChaosCounts()), 12, "kinds of faults")
	assert.Positive(t, w.tally.readBack.Load())
	assert.Positive(t, w.tally.unknown.Load())
}

// The checker must see what a client does that repeats every write.
func TestCheckerSeesANaiveClient(t *testing.T) {
	t.Parallel()
	w, state, virtual := run(t, min(total(), 10_000), true)
	v := judge(w, state)
	t.Log(report(w, v, virtual))
	require.Positive(t, v.repeated, "calls that may have been carried out twice")
	require.Positive(t, v.notLinearizable, "histories that cannot be")
	require.Positive(t, v.falselyFailed, "failures that happened")
}

func report(w *world, v verdict, virtual time.Duration) string {
	faults := 0
	for _, n := range w.srv.ChaosCounts() {
		faults += n
	}
	return fmt.Sprintf("%d operations in %v of virtual time, %d faults of %d kinds: %v\n"+
		"%d read back, %d unknown, %d failed for certain\n"+
		"%d histories, %d not linearizable; %d calls carried out twice, %d acknowledged writes lost, %d wrong \"it failed\"",
		w.tally.operations.Load(), virtual.Round(time.Second), faults, len(w.srv.ChaosCounts()), w.srv.ChaosCounts(),
		w.tally.readBack.Load(), w.tally.unknown.Load(), w.tally.failed.Load(),
		v.histories, v.notLinearizable, v.repeated, v.lost, v.falselyFailed)
}
