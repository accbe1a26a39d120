package chaos

// The run: rounds by many callers at once, then the judgement of everything that was recorded.

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/partnerkit/partnerkit-go/fake"
)

var (
	operations = flag.Int("ops", 0, "operations of a run; 0: as many as its wire has by default, fewer with -short")
	seed       = flag.Uint64("seed", 1, "seed of a run")
	only       = flag.String("wire", "", "the wire that runs are over, pipe or h2; empty: each of them")
	onlyRounds = flag.String("rounds", "", "the rounds of a run: user, profile, portal, ensure, sequence, app or list; empty: all in turn")
)

const (
	rate          = 0.2
	callsInARound = 12               // on average, to find the number of rounds
	roundTakes    = 40 * time.Second // by the fake's clock, beside what it takes anyway, so that sessions end within each run
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// run lets the callers loose until the operations are done, and returns what was recorded, and how long it took in the wire's
// time.
func run(t *testing.T, via wire, total int, naive bool) (w *world, state fake.State, took time.Duration) {
	via.inTime(t, func(t *testing.T) {
		began := time.Now()
		rounds := total/callsInARound*2 + via.groups
		w = newWorld(t, via, *seed, rate, rounds, naive)
		kinds := w.kinds()
		require.NotEmpty(t, kinds, "-rounds %s are none", *onlyRounds)
		var next atomic.Int64
		var wait sync.WaitGroup
		for range via.groups {
			wait.Go(func() {
				for w.tally.operations.Load() < int64(total) {
					round := int(next.Add(1)) - 1
					if round >= rounds {
						t.Errorf("more than %d rounds", rounds)
						return
					}
					random := rand.New(rand.NewPCG(*seed, uint64(round)))
					kinds[round%len(kinds)](round, random)
					assert.NoError(t, w.srv.Advance(roundTakes))
				}
			})
		}
		wait.Wait()
		took = time.Since(began)
		state = w.srv.Snapshot()
		w.srv.Close()
	})
	return w, state, took
}

// kinds are the rounds that a run has in turn, users' twice.
func (w *world) kinds() (rounds []func(int, *rand.Rand)) {
	for _, kind := range []struct {
		name  string
		round func(int, *rand.Rand)
	}{
		{"user", w.userRound}, {"user", w.userRound}, {"profile", w.profileRound}, {"portal", w.portalRound}, {"ensure", w.portalEnsureRound},
		{"sequence", w.sequenceRound}, {"app", w.appUserRound}, {"list", w.listRound},
	} {
		if *onlyRounds == "" || *onlyRounds == kind.name {
			rounds = append(rounds, kind.round)
		}
	}
	return rounds
}

// verdict is what the judgement of a run came to.
type verdict struct {
	histories, notLinearizable, repeated, lost, falselyFailed, twice int
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
	for _, app := range state.Apps {
		for _, u := range app.Users {
			there["app/"+u.UserExternalID] = true
		}
	}
	for _, portal := range state.Portals {
		seen := map[string]bool{}
		for _, u := range portal.Users {
			email := strings.ToLower(u.Email)
			if seen[email] {
				v.twice++
			}
			seen[email], there["portal/"+email] = true, true
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

func TestPromisesHoldUnderChaos(t *testing.T) {
	t.Parallel()
	overEachWire(t, func(t *testing.T, via wire) {
		w, state, took := run(t, via, via.total(), false)
		v := judge(w, state)
		t.Log(report(w, v, took))
		assert.Equal(t, verdict{histories: v.histories}, v, "duplicates, lost writes, false failures, histories that cannot be")
		assert.GreaterOrEqual(t, len(w.srv.ChaosCounts()), 12, "kinds of faults")
		assert.Equal(t, []string{via.protocol}, slices.Collect(maps.Keys(w.handled.protocols)))
		if *onlyRounds == "" { // some rounds have none of these
			assert.Positive(t, w.tally.readBack.Load())
			assert.Positive(t, w.tally.unknown.Load())
			assert.Positive(t, w.handled.refreshes, "sessions that ended")
		}
	})
}

// The checker must see what a client does that repeats every write.
func TestCheckerSeesANaiveClient(t *testing.T) {
	t.Parallel()
	overEachWire(t, func(t *testing.T, via wire) {
		total := min(via.total(), via.naiveOperations)
		w, state, took := run(t, via, total, true)
		v := judge(w, state)
		t.Log(report(w, v, took))
		require.Positive(t, v.repeated, "calls that may have been carried out twice")
		if total >= 10_000 { // a shorter run may have none of these
			require.Positive(t, v.notLinearizable, "histories that cannot be")
			require.Positive(t, v.falselyFailed, "failures that happened")
		}
	})
}

func report(w *world, v verdict, took time.Duration) string {
	faults := 0
	for _, n := range w.srv.ChaosCounts() {
		faults += n
	}
	return fmt.Sprintf("%d operations over %s in %v of its time, %d faults of %d kinds: %v\n"+
		"%d read back, %d unknown, %d failed for certain\n"+
		"%d histories, %d not linearizable; %d calls carried out twice, %d acknowledged writes lost, %d wrong \"it failed\", %d users twice",
		w.tally.operations.Load(), w.via.protocol, took.Round(time.Second), faults, len(w.srv.ChaosCounts()), w.srv.ChaosCounts(),
		w.tally.readBack.Load(), w.tally.unknown.Load(), w.tally.failed.Load(),
		v.histories, v.notLinearizable, v.repeated, v.lost, v.falselyFailed, v.twice)
}
