package fake

// Waiting for requests: it ends with the request that was missing, blocks durably, and follows the log through Reset.

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// sendBeside sends a request, and does not wait for its answer.
func sendBeside(s *Server, req *http.Request) {
	go func() {
		if res, err := s.Transport().RoundTrip(req); err == nil {
			_ = res.Body.Close()
		}
	}()
}

func TestAwaitEndsWithTheRequestThatWasMissing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := New(t)
		require.NoError(t, s.Inject(Fault{Route: createRoute, Delay: time.Hour, Skip: 1}))
		begun := time.Now()
		for _, name := range []string{"grace", "ada"} {
			sendBeside(s, addUser(t.Context(), t, s, BaseURL, name))
			synctest.Wait()
		}
		send(t, s, partnerRequest(t.Context(), t, s, http.MethodGet, BaseURL+"/nowhere", nil))
		list, err := s.Await(t.Context(), createRoute, 2)
		require.NoError(t, err)
		require.Len(t, list, 2)
		assert.Equal(t, time.Hour, time.Since(begun), "the second answer is late, and nothing polls for it")
		assert.True(t, list[1].Finished)
		assert.Equal(t, time.Hour, list[1].Duration)
		assert.Equal(t, []uint64{1, 2}, []uint64{list[0].N, list[1].N})
		list, err = s.Await(t.Context(), "", 1)
		require.NoError(t, err, "what came before the call counts")
		assert.EqualValues(t, 3, list[0].N)
	})
}

func TestAwaitEndsEarly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := New(t)
		send(t, s, addUser(t.Context(), t, s, BaseURL, "grace"))
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		list, err := s.Await(ctx, createRoute, 2)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.EqualError(t, err, "fake: await: 1 requests of the 2: context deadline exceeded")
		assert.Len(t, list, 1)
		assert.Empty(t, s.current().log.waiters, "nobody is kept who waits no longer")
		time.AfterFunc(time.Second, s.Close)
		_, err = s.Await(t.Context(), createRoute, 2)
		require.ErrorIs(t, err, ErrClosed)
	})
}

// A test that looks once more after its context has ended gets what is there, and not an error now and then.
func TestAwaitHasNoErrorWhereNothingIsMissing(t *testing.T) {
	t.Parallel()
	s := New(t)
	over, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.Await(over, createRoute, 0)
	require.NoError(t, err, "of an empty log")
	send(t, s, addUser(t.Context(), t, s, BaseURL, "grace"))
	for range 64 { // select would choose either
		list, err := s.Await(over, createRoute, 1)
		require.NoError(t, err)
		require.Len(t, list, 1)
		list, err = s.Await(over, "DELETE /v1/users/{id}", 0)
		require.NoError(t, err)
		require.Empty(t, list)
	}
	_, err = s.Await(over, createRoute, 2)
	require.ErrorIs(t, err, context.Canceled)
	s.Close()
	for range 64 {
		_, err := s.Await(t.Context(), createRoute, 1)
		require.NoError(t, err)
	}
	_, err = s.Await(t.Context(), createRoute, 2)
	require.ErrorIs(t, err, ErrClosed)
}

func TestAwaitCountsNothingThatTheLogForgot(t *testing.T) {
	t.Parallel()
	for name, forget := range map[string]func(*Server){"reset": (*Server).Reset, "clear": (*Server).ClearRequests} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := New(t)
				require.NoError(t, s.Inject(Fault{Route: createRoute, Delay: time.Minute, Skip: 1}))
				send(t, s, addUser(t.Context(), t, s, BaseURL, "grace"))
				sendBeside(s, addUser(t.Context(), t, s, BaseURL, "ada"))
				synctest.Wait()
				var list []Request
				done := make(chan error, 1)
				go func() {
					var err error
					list, err = s.Await(t.Context(), createRoute, 3)
					done <- err
				}()
				synctest.Wait()
				forget(s)
				time.Sleep(time.Hour) // the delayed one ends, and is in no log
				for _, name := range []string{"eve", "bob", "kim"} {
					require.Empty(t, done)
					send(t, s, addUser(t.Context(), t, s, BaseURL, name))
					synctest.Wait()
				}
				require.NoError(t, <-done)
				assert.Len(t, list, 3)
			})
		})
	}
}

func TestAwaitRefusesAnUnknownRoute(t *testing.T) {
	t.Parallel()
	s, err := Start()
	require.NoError(t, err)
	defer s.Close()
	_, err = s.Await(t.Context(), "GET /v1/usres/{id}", 1)
	require.ErrorContains(t, err, `the closest is "GET /v1/users/{id}"`)
}

func TestRequestsAreFiltered(t *testing.T) {
	t.Parallel()
	s := New(t)
	send(t, s, addUser(t.Context(), t, s, BaseURL, "grace"))
	send(t, s, addUser(t.Context(), t, s, BaseURL, "grace"))
	send(t, s, partnerRequest(t.Context(), t, s, http.MethodGet, BaseURL+"/nowhere", nil))
	numbers := func(f RequestFilter) []uint64 {
		var list []uint64
		for _, r := range s.RequestsMatching(f) {
			list = append(list, r.N)
		}
		return list
	}
	assert.Equal(t, []uint64{1, 2, 3}, numbers(RequestFilter{}))
	assert.Equal(t, []uint64{3}, numbers(RequestFilter{Since: 2}))
	assert.Equal(t, []uint64{1, 3}, numbers(RequestFilter{Statuses: []int{201, 404}}))
	assert.Equal(t, []uint64{2}, numbers(RequestFilter{Routes: []string{createRoute}, Since: 1, Finished: true}))
	s.ClearRequests()
	send(t, s, addUser(t.Context(), t, s, BaseURL, "ada"))
	assert.Equal(t, []uint64{4}, numbers(RequestFilter{}), "numbers count on")
}

func TestDroppedEntriesAreCounted(t *testing.T) {
	t.Parallel()
	s := New(t)
	for range logSize + 3 {
		send(t, s, partnerRequest(t.Context(), t, s, http.MethodGet, BaseURL+"/nowhere", nil))
	}
	assert.Equal(t, 3, s.DroppedRequests())
	assert.Len(t, s.RequestsMatching(RequestFilter{Since: 3}), logSize)
	s.ClearRequests()
	assert.Zero(t, s.DroppedRequests())
}

// A caller who gives up while the fake's latency passes is answered nothing, and the log says that it has ended.
func TestAnEndedWaitIsFinished(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := New(t, WithLatency(time.Minute))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := s.Transport().RoundTrip(addUser(ctx, t, s, BaseURL, "grace"))
		require.Error(t, err)
		list, err := s.Await(t.Context(), createRoute, 1)
		require.NoError(t, err)
		assert.Equal(t, time.Second, list[0].Duration)
		assert.Zero(t, list[0].Status)
	})
}
