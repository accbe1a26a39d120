package fake

// One moment for many at once: callers with delays of every kind, while resets and restores replace what they work with.

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const stormCallers = 64

// storm is one run. moment counts the beginnings and the ends of the replacements, so it is odd while one goes on.
type storm struct {
	s      *Server
	moment atomic.Int64
	begun  sync.Map // by email: the moment at which the request is known to have come
	done   atomic.Bool
	calls  atomic.Int64
	failed sync.Map // what calls ended with that were not answered as they ought to be
	late   atomic.Int64
}

// canary is in every credential.
const canary = "canary"

// stormState is a state with a credential that no other has.
func stormState(n int) State {
	state := DefaultState()
	state.Partners[0].APIKey = "pk_fake_" + canary
	state.Partners[1].APIKey = fmt.Sprintf("pk_fake_%s_%d", canary, n)
	state.Apps, state.ServiceAccounts = nil, nil
	state.Sessions = []Session{{Username: "ana", SessionToken: "st_" + canary + "_ana", RefreshToken: "rt_" + canary + "_ana"}}
	return state
}

// arrivingBody notes the moment when it is first read, which is after its request has come.
type arrivingBody struct {
	io.Reader
	note func()
}

func (b *arrivingBody) Read(p []byte) (int, error) {
	b.note()
	return b.Reader.Read(p)
}

// caller makes users until the storm is over, each with credentials in the query and the body.
func (st *storm) caller(t *testing.T, id int, transport http.RoundTripper, answered func(answer) bool) {
	for i := 0; !st.done.Load(); i++ {
		email := fmt.Sprintf("c%d_%d@example.com", id, i)
		secret := fmt.Sprintf("pk_fake_%s_%d", canary, st.moment.Load()/4)
		body := fmt.Sprintf(`{"email":%q,"twitterUsername":%q}`, email, secret)
		note := sync.OnceFunc(func() { st.begun.Store(email, st.moment.Load()) })
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, BaseURL+"/v1/users?note=rt_"+canary+"_ana", &arrivingBody{strings.NewReader(body), note})
		if !assert.NoError(t, err) {
			return
		}
		req.ContentLength = int64(len(body))
		req.Header.Set("Authorization", "Bearer pk_fake_"+canary)
		req.Header.Set("Content-Type", "application/json")
		got := answerOf(transport, req)
		st.calls.Add(1)
		if !answered(got) {
			st.failed.Store(fmt.Sprint(got.status, got.err), got.body)
		}
		if begun, _ := st.begun.Load(email); begun != nil && st.moment.Load() > begun.(int64)+1 {
			st.late.Add(1)
		}
	}
}

// check looks for what is left of the time before the nth replacement, which is of the state, and the mth, which was of the log.
func (st *storm) check(t *testing.T, n, m int64) {
	t.Helper()
	for _, user := range st.s.Snapshot().Users {
		if begun, ours := st.begun.Load(user.Email); ours {
			require.GreaterOrEqual(t, begun, 2*n-1, "an effect of before replacement %d: %s", n, user.Email)
		}
	}
	for _, r := range st.s.Requests() {
		require.NotContains(t, r.Method+r.Path+r.Query+r.Body, canary)
		_, rest, _ := strings.Cut(r.Body, `"email":"`)
		email, _, _ := strings.Cut(rest, `"`)
		if begun, ours := st.begun.Load(email); ours {
			require.GreaterOrEqual(t, begun, 2*m-1, "an entry of before replacement %d: %s", m, email)
		}
	}
}

func (st *storm) run(t *testing.T, faults []Fault, transport http.RoundTripper, replacements int, answered func(answer) bool) {
	t.Helper()
	var ended sync.WaitGroup
	for id := range stormCallers {
		ended.Go(func() { st.caller(t, id, transport, answered) })
	}
	random := rand.New(rand.NewPCG(1, 2))
	lastReset := int64(0)
	for n := int64(1); n <= int64(replacements); n++ {
		time.Sleep(time.Duration(random.IntN(4)) * time.Millisecond)
		st.moment.Add(1)
		if n%2 == 1 {
			st.s.Reset()
			lastReset = n
		} else {
			require.NoError(t, st.s.Restore(stormState(int(n/2))))
		}
		st.moment.Add(1)
		if n == lastReset {
			require.Empty(t, st.s.Faults())
			for _, f := range faults {
				require.NoError(t, st.s.Inject(f))
			}
		}
		st.check(t, n, lastReset)
	}
	st.done.Store(true)
	ended.Wait()
	st.check(t, int64(replacements), lastReset)
	st.failed.Range(func(what, body any) bool { return assert.Fail(t, "a call was not answered", "%v: %v", what, body) })
	t.Logf("%d calls, %d of them answered after a replacement that they came before", st.calls.Load(), st.late.Load())
	assert.Greater(t, st.late.Load(), int64(stormCallers), "or the test shows nothing")
}

func TestAThousandReplacementsAmongDelayedCallers(t *testing.T) {
	t.Parallel()
	created := func(a answer) bool { return a.err == nil && a.status == 201 }
	answeredSomehow := func(answer) bool { return true } // it ended: chaos drops and cuts, too
	delays := []Fault{{Delay: 5 * time.Millisecond, Times: 20}, {Delay: 3 * time.Millisecond, After: true, Times: -1}}
	for _, row := range []struct {
		name         string
		replacements int
		options      []Option
		faults       []Fault
		pipe         bool
		answered     func(answer) bool
	}{
		{"Delay", 1000, nil, delays, false, created},
		{"Chaos", 1000, []Option{WithLatency(time.Millisecond), Chaos(7, 0.3)}, nil, false, answeredSomehow},
		{"WithLatency", 200, []Option{WithLatency(2 * time.Millisecond)}, nil, false, created},
		{"WithLatency over a pipe", 50, []Option{WithLatency(2 * time.Millisecond)}, nil, true, created},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, err := Start(append(row.options, WithState(stormState(0)))...)
				require.NoError(t, err)
				defer s.Close()
				transport := s.Transport()
				if row.pipe {
					transport = s.PipeTransport()
				}
				for _, f := range row.faults {
					require.NoError(t, s.Inject(f))
				}
				(&storm{s: s}).run(t, row.faults, transport, row.replacements, row.answered)
			})
		})
	}
}
