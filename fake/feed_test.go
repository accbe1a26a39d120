package fake

// The feed tells each request once it has finished, says how many it leaves out, and the counts of changes count what they say.

import (
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func numbersOf(batch FeedBatch) string {
	text := ""
	for _, r := range batch.Requests {
		text += fmt.Sprintf("%d:%d ", r.N, r.Status)
	}
	return fmt.Sprintf("%sleft out %d cleared %t", text, batch.LeftOut, batch.Cleared)
}

func TestAFeedTellsWhatIsNew(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := New(t)
		nowhere := func() { send(t, s, partnerRequest(t.Context(), t, s, http.MethodGet, BaseURL+"/nowhere", nil)) }
		nowhere()
		feed := s.Feed()
		assert.Equal(t, "left out 0 cleared false", numbersOf(feed.Next(10)), "what came before is no news")

		require.NoError(t, s.Inject(Fault{Route: createRoute, Delay: time.Minute}))
		sendBeside(s, addUser(t.Context(), t, s, BaseURL, "grace"))
		synctest.Wait()
		nowhere()
		assert.Equal(t, "2:0 3:404 left out 0 cleared false", numbersOf(feed.Next(10)))
		assert.Equal(t, "left out 0 cleared false", numbersOf(feed.Next(10)))
		time.Sleep(time.Hour)
		assert.Equal(t, "2:201 left out 0 cleared false", numbersOf(feed.Next(10)), "told again when it has finished")

		nowhere()
		assert.Equal(t, "left out 1 cleared false", numbersOf(feed.Next(-1)), "a limit below 0 is none of them")
		for range 5 {
			nowhere()
		}
		assert.Equal(t, "8:404 9:404 left out 3 cleared false", numbersOf(feed.Next(2)))
		for range logSize + 5 {
			nowhere()
		}
		batch := feed.Next(2000)
		assert.Len(t, batch.Requests, logSize)
		assert.Equal(t, 5, batch.LeftOut, "those that the log has no more are left out")

		nowhere()
		s.ClearRequests()
		assert.Equal(t, "left out 1 cleared true", numbersOf(feed.Next(10)))
		s.Reset()
		nowhere()
		assert.Equal(t, "1:404 left out 0 cleared true", numbersOf(feed.Next(10)))
	})
}

func TestAFeedTellsTheNewestOfWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := New(t)
		require.NoError(t, s.Inject(Fault{Route: createRoute, Delay: time.Minute, Times: 3}))
		feed := s.Feed()
		for _, name := range []string{"grace", "ada", "alan"} {
			sendBeside(s, addUser(t.Context(), t, s, BaseURL, name))
			synctest.Wait()
		}
		send(t, s, partnerRequest(t.Context(), t, s, http.MethodGet, BaseURL+"/nowhere", nil))
		assert.Equal(t, "3:0 4:404 left out 0 cleared false", numbersOf(feed.Next(2)), "after what has finished, and no more than the limit")
		time.Sleep(time.Hour)
	})
}

func TestASessionThatTimeDropsIsNoChange(t *testing.T) {
	t.Parallel()
	s := New(t)
	for range 17 { // of those that have expired 16 are kept
		send(t, s, newSessionRequest(t))
	}
	before, sessions := s.Changes(), len(s.Snapshot().Sessions)
	require.NoError(t, s.Advance(11*time.Minute))
	assert.Len(t, s.Snapshot().Sessions, sessions-1)
	assert.Equal(t, before.State, s.Changes().State)
}

func TestChangesCount(t *testing.T) {
	t.Parallel()
	s := New(t)
	steps := []struct {
		name string
		do   func()
		want Changes
	}{
		{"a read", func() { send(t, s, partnerRequest(t.Context(), t, s, http.MethodGet, BaseURL+"/nowhere", nil)) }, Changes{}},
		{"a write", func() { send(t, s, addUser(t.Context(), t, s, BaseURL, "grace")) }, Changes{State: 1, Quotas: 1}},
		{"a write that is refused", func() { send(t, s, addUser(t.Context(), t, s, BaseURL, "grace")) }, Changes{State: 1, Quotas: 2}},
		{"Inject", func() { _ = s.Inject(Fault{ID: "a", Status: 500, After: true}) }, Changes{State: 1, Faults: 1, Quotas: 2}},
		{"a fault that fires after the effect", func() { send(t, s, addUser(t.Context(), t, s, BaseURL, "ada")) }, Changes{State: 2, Faults: 2, Quotas: 3}},
		{"RemoveFault", func() { s.RemoveFault("a") }, Changes{State: 2, Faults: 3, Quotas: 3}},
		{"RemoveFault of nothing", func() { s.RemoveFault("a") }, Changes{State: 2, Faults: 3, Quotas: 3}},
		{"ClearFaults", s.ClearFaults, Changes{State: 2, Faults: 4, Quotas: 3}},
		{"Advance", func() { _ = s.Advance(time.Second) }, Changes{State: 2, Faults: 4, Clock: 1, Quotas: 4}},
		{"Restore", func() { _ = s.Restore(DefaultState()) }, Changes{State: 3, Faults: 4, Clock: 1, Quotas: 5}},
		{"Restore of what contradicts itself", func() { _ = s.Restore(State{Users: []User{{}}}) }, Changes{State: 3, Faults: 4, Clock: 1, Quotas: 5}},
		{"Reset", s.Reset, Changes{State: 4, Faults: 5, Clock: 2, Quotas: 6, Chaos: 1}},
	}
	for _, step := range steps {
		step.do()
		assert.Equal(t, step.want, s.Changes(), step.name)
	}
}
