package fake

// The server's life: options, isolation, restore and reset, close, and what it never prints.

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestOptionsAreChecked(t *testing.T) {
	t.Parallel()
	bad := map[string]Option{
		"option 0 is nil":                         nil,
		"WithClock: nil function":                 WithClock(nil),
		"WithLatency: negative duration -1s":      WithLatency(-time.Second),
		"Chaos: rate 1.5 is not between 0 and 1":  Chaos(1, 1.5),
		"Chaos: rate -0.1 is not between 0 and 1": Chaos(1, -0.1),
		"Chaos: rate NaN is not between 0 and 1":  Chaos(1, math.NaN()),
	}
	for says, option := range bad {
		t.Run(says, func(t *testing.T) {
			t.Parallel()
			_, err := Start(option)
			require.ErrorContains(t, err, says)
			tb := &recordingTB{}
			assert.Nil(t, New(tb, option))
			require.Len(t, tb.fatals, 1)
			assert.Contains(t, tb.fatals[0], says)
		})
	}
	_, err := Start(WithClock(nil), WithLatency(-1))
	require.ErrorContains(t, err, "WithClock")
	require.ErrorContains(t, err, "WithLatency", "all of them are reported")
}

func TestStartRefusesAStateThatContradictsItself(t *testing.T) {
	t.Parallel()
	state := DefaultState()
	state.Users = append(state.Users, state.Users[0])
	_, err := Start(WithState(state))
	require.ErrorContains(t, err, "users[")
}

func TestStateIsCopiedBothWays(t *testing.T) {
	t.Parallel()
	state := DefaultState()
	email := state.Users[0].Email
	s := New(t, WithState(state), Lenient(), WithQuotas())
	state.Users[0].Email = "changed@example.com"
	snapshot := s.Snapshot()
	snapshot.Users[0].Email = "changed@example.com"
	assert.Equal(t, email, s.Snapshot().Users[0].Email)
	s.Reset()
	assert.Equal(t, email, s.Snapshot().Users[0].Email)
}

func TestRestoreAndReset(t *testing.T) {
	t.Parallel()
	s := New(t, WithClock(func() time.Time { return time.Unix(1700000000, 0) }))
	first := marshal(t, s.Snapshot())
	send(t, s, addUser(t.Context(), t, s, BaseURL, "grace"))
	second := marshal(t, s.Snapshot())
	assert.NotEqual(t, first, second)

	var state State
	require.NoError(t, json.Unmarshal([]byte(first), &state))
	require.NoError(t, s.Restore(state))
	assert.Equal(t, first, marshal(t, s.Snapshot()))
	assert.Len(t, s.Requests(), 1, "restoring leaves the log")

	broken := s.Snapshot()
	broken.Users = append(broken.Users, broken.Users[0])
	require.Error(t, s.Restore(broken))
	assert.Equal(t, first, marshal(t, s.Snapshot()), "nothing of a refused state is taken")

	require.NoError(t, s.Inject(Fault{Status: 500}))
	require.NoError(t, s.Advance(time.Hour))
	s.Reset()
	assert.Equal(t, first, marshal(t, s.Snapshot()))
	assert.Empty(t, s.Requests())
	assert.Empty(t, s.Faults())
	assert.Equal(t, time.Unix(1700000000, 0), s.current().clock.now())
	send(t, s, addUser(t.Context(), t, s, BaseURL, "grace"))
	assert.Equal(t, requestID(1), s.Requests()[0].RequestID)
	assert.Equal(t, second, marshal(t, s.Snapshot()), "the same calls give the same ids")
}

func marshal(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	require.NoError(t, err)
	return string(text)
}

// The bubble ends only when its last goroutine has, so this shows that none is left.
func TestFiveThousandFakesAtOnce(t *testing.T) {
	t.Parallel()
	const fakes = 5000
	synctest.Test(t, func(t *testing.T) {
		servers := make([]*Server, fakes)
		for i := range servers {
			s, err := Start()
			require.NoError(t, err)
			servers[i] = s
		}
		var done sync.WaitGroup
		for i, s := range servers {
			done.Go(func() {
				for range i % 3 {
					req := addUser(t.Context(), t, s, BaseURL, fmt.Sprintf("user%d", i))
					assert.NoError(t, sendAndRead(s.Transport(), req))
				}
			})
		}
		done.Wait()
		users := len(DefaultState().Users)
		for i, s := range servers {
			log := s.Requests()
			require.Len(t, log, i%3, "fake %d", i)
			for _, r := range log {
				require.Contains(t, r.Body, fmt.Sprintf("user%d@", i))
			}
			require.Len(t, s.Snapshot().Users, users+min(i%3, 1), "fake %d", i)
			require.Empty(t, s.listeningURL(), "no socket")
			require.Empty(t, s.listenings, "no goroutine")
			s.Close()
		}
	})
}

func TestCloseOnASocketWithStuckHandlers(t *testing.T) {
	t.Parallel()
	for _, way := range waysOverSockets() {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			s, err := Start(way.options...)
			require.NoError(t, err)
			require.NoError(t, s.Inject(Fault{Stall: true}))
			require.NoError(t, s.Inject(Fault{Delay: time.Hour, Times: -1}))
			transport, base := way.open(s)

			stalled, err := transport.RoundTrip(addUser(t.Context(), t, s, base, "stalled"))
			require.NoError(t, err)
			defer func() { _ = stalled.Body.Close() }()
			ended := make(chan error, 1)
			delayed := addUser(t.Context(), t, s, base, "delayed")
			go func() { ended <- sendAndRead(transport, delayed) }()
			require.Eventually(t, func() bool { return len(s.Requests()) == 2 }, 30*time.Second, time.Millisecond)

			begun := time.Now()
			s.Close()
			assert.Less(t, time.Since(begun), 20*time.Second, "it waits for no delay") // for how long exactly is seen in virtual time
			require.Error(t, <-ended)
			_, err = io.ReadAll(stalled.Body)
			require.Error(t, err)
			s.Close()
		})
	}
}

func TestAfterClose(t *testing.T) {
	t.Parallel()
	for _, way := range waysIn() {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			s, err := Start(way.options...)
			require.NoError(t, err)
			transport, base := way.open(s)
			s.Close()
			_, err = transport.RoundTrip(addUser(t.Context(), t, s, base, "grace"))
			require.Error(t, err)
			if base == BaseURL {
				require.ErrorIs(t, err, ErrClosed)
			}
		})
	}
	s, err := Start()
	require.NoError(t, err)
	s.Close()
	assert.Empty(t, s.URL())
	_, err = s.PipeTransport().RoundTrip(addUser(t.Context(), t, s, BaseURL, "grace"))
	require.ErrorIs(t, err, ErrClosed)
}

func TestURLStartsOneListener(t *testing.T) {
	t.Parallel()
	s := New(t)
	urls := make([]string, 16)
	var wait sync.WaitGroup
	for i := range urls {
		wait.Go(func() { urls[i] = s.URL() })
	}
	wait.Wait()
	for _, url := range urls {
		assert.Equal(t, urls[0], url)
	}
	assert.Regexp(t, `^http://127\.0\.0\.1:\d+$`, urls[0])
	status, err := s.Transport().RoundTrip(addUser(t.Context(), t, s, s.URL(), "grace"))
	require.NoError(t, err, "Transport answers for URL, too")
	require.NoError(t, status.Body.Close())
}

func TestCredentialsAreTheFirstOfEachKind(t *testing.T) {
	t.Parallel()
	assert.Equal(t, Credentials{"pk_fake_alpha", "app_fake_alpha", "app_fake_secret_alpha_0123456789abcdef", "sk:fake_alpha", "st_fake_ana", "rt_fake_ana"},
		New(t).Credentials())
	assert.Equal(t, Credentials{}, New(t, WithState(State{})).Credentials())
}

func TestNothingPrintsACredential(t *testing.T) {
	t.Parallel()
	s := New(t)
	c := s.Credentials()
	var text strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		fmt.Fprintf(&text, verb+verb+verb, s, c, &c)
	}
	slog.New(slog.NewTextHandler(&text, nil)).Info("x", "server", s, "credentials", c)
	for _, secret := range []string{c.PartnerKey, c.AppKey, c.AppSecret, c.ServiceAccountKey, c.SessionToken, c.RefreshToken} {
		if secret != "" {
			assert.NotContains(t, text.String(), secret)
		}
	}
	assert.Contains(t, marshal(t, c), c.PartnerKey)
}

// The option takes the copy, and not each server that is started with it: an option may be kept, and used again.
func TestAnOptionKeepsItsOwnState(t *testing.T) {
	t.Parallel()
	state := DefaultState()
	option := WithState(state)
	want := New(t, option).Snapshot()
	state.Users[0].Email = "changed@example.com"
	*state.Apps[0].Users[0].Wallets[0].ChainID++
	state.Portals[0].Roles[0] = "changed"
	s := New(t, option)
	assert.Equal(t, want.Users[0].Email, s.Snapshot().Users[0].Email)
	assert.Equal(t, want.Apps[0].Users[0].Wallets, s.Snapshot().Apps[0].Users[0].Wallets)
	send(t, s, addUser(t.Context(), t, s, BaseURL, "grace"))
	assert.Equal(t, want.Portals[0].Roles, New(t, option).Snapshot().Portals[0].Roles)
	assert.Len(t, New(t, option).Snapshot().Users, len(want.Users), "what happens in one server shows in no other")
}
