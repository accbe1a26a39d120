package fake

// Virtual time: in a synctest bubble every wait of the fake takes no time, in both ways in that need no socket.

import (
	"context"
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// socketless runs a test in a bubble for each way in that opens no socket.
func socketless(t *testing.T, test func(t *testing.T, s *Server, transport http.RoundTripper), opts ...Option) {
	t.Helper()
	for _, way := range waysInMemory() {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := New(t, opts...)
				transport, _ := way.open(s)
				test(t, s, transport)
			})
		})
	}
}

func TestDelayPassesInVirtualTime(t *testing.T) {
	t.Parallel()
	socketless(t, func(t *testing.T, s *Server, transport http.RoundTripper) {
		require.NoError(t, s.Inject(Fault{Delay: time.Hour}))
		begun := time.Now()
		res, err := transport.RoundTrip(addUser(t.Context(), t, s, BaseURL, "grace"))
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		assert.Equal(t, time.Hour, time.Since(begun))
	})
}

func TestLatencyDelaysEveryRequest(t *testing.T) {
	t.Parallel()
	socketless(t, func(t *testing.T, s *Server, transport http.RoundTripper) {
		begun := time.Now()
		for range 3 {
			res, err := transport.RoundTrip(partnerRequest(t.Context(), t, s, http.MethodGet, BaseURL+"/v1/users/x", nil))
			require.NoError(t, err)
			_, err = io.Copy(io.Discard, res.Body)
			require.NoError(t, err)
			require.NoError(t, res.Body.Close())
		}
		assert.Equal(t, 3*time.Minute, time.Since(begun))
	}, WithLatency(time.Minute))
}

func TestNoFaultFiresForACallerWhoDidNotWait(t *testing.T) {
	t.Parallel()
	socketless(t, func(t *testing.T, s *Server, transport http.RoundTripper) {
		require.NoError(t, s.Inject(Fault{Status: 503}))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		require.Error(t, sendAndRead(transport, addUser(ctx, t, s, BaseURL, "grace")))
		synctest.Wait()
		assert.Equal(t, 0, s.Faults()[0].Fired)
		assert.False(t, s.Requests()[0].Faulted)
		res, err := transport.RoundTrip(addUser(t.Context(), t, s, BaseURL, "grace"))
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		assert.Equal(t, 503, res.StatusCode)
	}, WithLatency(time.Minute))
}

func TestWaitEndsWithTheCaller(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]Fault{
		"before the effect": {Delay: time.Hour},
		"after the effect":  {Delay: time.Hour, After: true},
		"stalled body":      {Stall: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			socketless(t, func(t *testing.T, s *Server, transport http.RoundTripper) {
				require.NoError(t, s.Inject(fault))
				users := len(s.Snapshot().Users)
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				begun := time.Now()
				res, err := transport.RoundTrip(addUser(ctx, t, s, BaseURL, "grace"))
				if err == nil {
					_, err = io.ReadAll(res.Body)
					require.NoError(t, res.Body.Close())
				}
				require.ErrorIs(t, err, context.DeadlineExceeded)
				assert.Equal(t, time.Minute, time.Since(begun))
				executed := len(s.Snapshot().Users) - users
				assert.Equal(t, fault.After || fault.Stall, executed == 1)
			})
		})
	}
}

func TestCloseReleasesWhatWaits(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]Fault{
		"delayed": {Delay: 24 * time.Hour, Times: -1},
		"stalled": {Stall: true, Times: -1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			socketless(t, func(t *testing.T, s *Server, transport http.RoundTripper) {
				require.NoError(t, s.Inject(fault))
				ended := make(chan error)
				for range 10 {
					req := addUser(t.Context(), t, s, BaseURL, "grace")
					go func() { ended <- sendAndRead(transport, req) }()
				}
				synctest.Wait()
				begun := time.Now()
				s.Close()
				s.Close()
				for range 10 {
					require.Error(t, <-ended)
				}
				assert.Less(t, time.Since(begun), time.Second)
			})
		})
	}
}

func sendAndRead(transport http.RoundTripper, req *http.Request) error {
	res, err := transport.RoundTrip(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	_, err = io.ReadAll(res.Body)
	return err
}

func TestClosingAStalledBodyEndsItsReader(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := New(t)
		require.NoError(t, s.Inject(Fault{Stall: true, Cut: 4}))
		res, err := s.Transport().RoundTrip(addUser(t.Context(), t, s, BaseURL, "grace"))
		require.NoError(t, err)
		ended := make(chan error)
		go func() {
			_, err := io.ReadAll(res.Body)
			ended <- err
		}()
		synctest.Wait()
		require.NoError(t, res.Body.Close())
		require.ErrorIs(t, <-ended, errBodyClosed)
		_, err = res.Body.Read(make([]byte, 1))
		require.ErrorIs(t, err, errBodyClosed)
	})
}

func TestAdvanceMovesTheClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := New(t)
		begun := time.Now()
		require.NoError(t, s.Advance(11*time.Minute))
		require.NoError(t, s.Advance(0))
		time.Sleep(time.Second)
		send(t, s, addUser(t.Context(), t, s, BaseURL, "grace"))
		assert.Equal(t, begun.Add(11*time.Minute+time.Second), s.Requests()[0].Time)
		assert.Equal(t, begun.Add(time.Second), time.Now(), "nothing waited for it")

		s.Reset()
		send(t, s, addUser(t.Context(), t, s, BaseURL, "grace"))
		assert.Equal(t, time.Now(), s.Requests()[0].Time)
	})
}

func TestAdvanceRefuses(t *testing.T) {
	t.Parallel()
	s, err := Start(WithClock(func() time.Time { return time.Unix(0, 0) }))
	require.NoError(t, err)
	defer s.Close()
	require.ErrorContains(t, s.Advance(-time.Second), "negative duration -1s")
	require.NoError(t, s.Advance(1<<62))
	require.ErrorContains(t, s.Advance(1<<62), "more than a Duration holds")
	assert.Equal(t, time.Unix(0, 1<<62), s.current().clock.now())

	tb := &recordingTB{}
	require.Error(t, New(tb).Advance(-1))
	assert.Len(t, tb.fatals, 1)
	tb.end()
}
