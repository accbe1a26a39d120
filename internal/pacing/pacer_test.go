package pacing

// Who waits, for how long, and in which order, in virtual time.

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// taken is a reservation that a request uses.
func taken(t *testing.T, p *Pacer, key any) *Reservation {
	t.Helper()
	reservation, err := p.Wait(t.Context(), key)
	require.NoError(t, err)
	require.Same(t, reservation, reservation.Use())
	return reservation
}

// told makes a request whose answer says what is left of a window.
func told(t *testing.T, p *Pacer, key any, limit, remaining int, reset time.Duration) {
	t.Helper()
	taken(t, p, key).Observe(time.Now(), QuotaState{Limit: limit, Remaining: remaining, Reset: reset})
}

func TestWaitingForTheNextWindow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, began := New(), time.Now()
		told(t, p, "a", 2, 0, time.Minute)
		for range 2 {
			taken(t, p, "a")
			assert.Equal(t, time.Minute, time.Since(began))
		}
		told(t, p, "b", 2, 1, time.Minute)
		taken(t, p, "b")
		assert.Equal(t, time.Minute, time.Since(began), "each key has a window of its own")
	})
}

// Those who wait come in in their order, each as soon as there is room.
func TestTheLine(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := New()
		first := taken(t, p, "a")
		told(t, p, "a", 3, 1, time.Minute)
		came := make(chan int, 4)
		for i := range 4 {
			go func() {
				reservation, err := p.Wait(context.Background(), "a")
				assert.NoError(t, err)
				reservation.Return()
				came <- i
			}()
			synctest.Wait()
		}
		assert.Empty(t, came, "the one under way may take the last")
		first.NotSent()
		for i := range 4 {
			assert.Equal(t, i, <-came)
		}
	})
}

func TestAnswersLetOthersIn(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*Reservation){
		"answered": func(r *Reservation) { r.Observe(time.Now(), QuotaState{Limit: 9, Remaining: 2, Reset: time.Minute}) },
		"lost":     func(r *Reservation) { r.Lost() },
		"untold":   func(r *Reservation) { r.Untold() },
		"not sent": func(r *Reservation) { r.NotSent() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p, began := New(), time.Now()
				first, second := taken(t, p, "a"), taken(t, p, "a")
				told(t, p, "a", 9, 2, time.Minute)
				time.AfterFunc(time.Second, func() { end(first) })
				taken(t, p, "a")
				want := time.Second
				if name == "lost" || name == "untold" {
					want = time.Minute // two are left at the most, and one counts as made
				}
				assert.Equal(t, want, time.Since(began))
				second.NotSent()
			})
		})
	}
}

func TestAWaitPastTheDeadlineIsNotBegun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, began := New(), time.Now()
		told(t, p, "a", 1, 0, time.Minute)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		_, err := p.Wait(ctx, "a")
		var noRoom *NoRoomError
		require.ErrorAs(t, err, &noRoom)
		assert.Equal(t, time.Minute, noRoom.Wait)
		require.EqualError(t, err, "the quota has no room for another 1m0s, and the context's deadline comes before")
		assert.Zero(t, time.Since(began))
		longer, cancel := context.WithTimeout(t.Context(), time.Minute+1)
		defer cancel()
		_, err = p.Wait(longer, "a")
		require.NoError(t, err)
	})
}

// Whoever waits for answers that are under way is told as soon as these leave nothing.
func TestAWaitThatBecomesTooLongEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, began := New(), time.Now()
		first := taken(t, p, "a")
		told(t, p, "a", 2, 1, time.Minute)
		time.AfterFunc(time.Second, func() { first.Observe(began, QuotaState{Limit: 2, Reset: time.Minute}) })
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		_, err := p.Wait(ctx, "a")
		var noRoom *NoRoomError
		require.ErrorAs(t, err, &noRoom)
		assert.Equal(t, 59*time.Second, noRoom.Wait)
		assert.Equal(t, time.Second, time.Since(began))
	})
}

func TestTheContextEndsAWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, began := New(), time.Now()
		told(t, p, "a", 1, 0, time.Minute)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		_, err := p.Wait(ctx, "a")
		require.ErrorIs(t, err, context.Canceled)
		assert.Equal(t, time.Second, time.Since(began))
		taken(t, p, "a")
		assert.Equal(t, time.Minute, time.Since(began), "nobody holds the reservation")
	})
}

// A reservation that comes as the context ends is not kept.
func TestAPlaceThatComesTooLateIsGivenBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := New()
		told(t, p, "a", 1, 0, time.Minute)
		reservation, w := p.join(t.Context(), "a")
		require.NotNil(t, w)
		time.Sleep(time.Minute)
		synctest.Wait()
		assert.Equal(t, 1, reservation.quota.underWay)
		p.leave(reservation.quota, w)
		assert.Zero(t, reservation.quota.underWay)
		taken(t, p, "a")
	})
}

func TestPlacesThatAreNotUsed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := New()
		told(t, p, "a", 9, 2, time.Minute)
		for range 3 {
			reservation, err := p.Wait(t.Context(), "a")
			require.NoError(t, err)
			reservation.Return()
			reservation.Return()
		}
		used := taken(t, p, "a")
		used.Return() // the request has it
		assert.Equal(t, 1, p.quotas["a"].underWay)
		again := used.Use()
		assert.NotSame(t, used, again)
		assert.Equal(t, 2, p.quotas["a"].underWay, "another request of the same attempt")
		again.NotSent()
		used.NotSent()
		assert.Equal(t, 0, p.quotas["a"].underWay)
		var none *Reservation
		none.Return()
		assert.Nil(t, none.Use())
	})
}

// Quotas that nobody uses do not add up.
func TestOldQuotasAreForgotten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := New()
		kept := taken(t, p, "under way")
		for i := range 10_000 {
			told(t, p, i, 5, 4, time.Second)
			time.Sleep(time.Second)
			require.LessOrEqual(t, len(p.quotas), 2*minTidy)
		}
		kept.Observe(time.Now(), QuotaState{Limit: 5, Remaining: 0, Reset: time.Minute})
		require.Contains(t, p.quotas, any("under way"))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := p.Wait(ctx, "under way")
		var noRoom *NoRoomError
		require.ErrorAs(t, err, &noRoom)

		told(t, p, "known", 5, 0, time.Minute)
		for i := range 5 * minTidy {
			told(t, p, -1-i, 5, 4, time.Second)
		}
		require.Contains(t, p.quotas, any("known"))
		assert.True(t, p.quotas["known"].isSpent(), "others came meanwhile")
	})
}

// A request that others wait for gets the reservation of whoever waits, once, and only in the same quota.
func TestAPlaceForARequestThatOthersWaitFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := New()
		told(t, p, "a", 2, 1, time.Minute)
		held, err := p.Wait(t.Context(), "a")
		require.NoError(t, err)
		assert.False(t, held.IsUsed())
		assert.Nil(t, p.Within(held, "b"), "of another quota")
		require.NotNil(t, p.Within(held, "a"))
		assert.True(t, held.IsUsed())
		held.Return()
		assert.Equal(t, 1, p.quotas["a"].underWay, "one reservation for both")
		require.NotNil(t, p.Within(held, "a"))
		require.NotNil(t, p.Within(nil, "a"))
		assert.Equal(t, 3, p.quotas["a"].underWay, "reservations that nobody waited for")
		assert.False(t, (*Reservation)(nil).IsUsed())
	})
}

// The limit that one answer said stays known where later answers do not say it.
func TestALimitStaysKnown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, began := New(), time.Now()
		told(t, p, "a", 2, 1, time.Minute)
		told(t, p, "a", 0, 0, time.Minute)
		for range 2 {
			taken(t, p, "a")
			assert.Equal(t, time.Minute, time.Since(began))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := p.Wait(ctx, "a")
		assert.Error(t, err, "the third request of the new window has no reservation")
	})
}

// A request that was lost while another one was under way may have been counted after that one, whose response then says
// more than is left.
func TestALossBesideAResponse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := New()
		told(t, p, "a", 3, 0, time.Minute)
		time.Sleep(time.Minute)
		first, second := taken(t, p, "a"), taken(t, p, "a")
		second.Lost()
		first.Observe(time.Now(), QuotaState{Limit: 3, Remaining: 2, Reset: time.Minute})
		assert.Equal(t, 1, p.quotas["a"].left, "of the new window")
		third, fourth := first.Use(), first.Use()
		third.Lost()
		fourth.Observe(time.Now(), QuotaState{Limit: 3, Remaining: 1, Reset: time.Minute})
		assert.Equal(t, 0, p.quotas["a"].left)
	})
}

// Requests that were lost before another one was sent are in what the response to that one says, if they were counted.
func TestAnOutageIsOverWithItsFirstResponse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := New()
		told(t, p, "a", 2, 1, time.Minute)
		time.Sleep(time.Minute)
		for range 10 {
			lost := taken(t, p, "a")
			time.Sleep(time.Minute)
			lost.Lost()
		}
		told(t, p, "a", 2, 1, time.Minute)
		began := time.Now()
		taken(t, p, "a")
		assert.Zero(t, time.Since(began), "one is left")
	})
}
