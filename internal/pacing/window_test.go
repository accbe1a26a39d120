package pacing

// What is left of a window, answer by answer.

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

var noon = time.Date(2024, 5, 17, 12, 0, 0, 0, time.UTC)

func at(seconds float64) time.Time { return noon.Add(time.Duration(seconds * float64(time.Second))) }

func says(limit, remaining int, reset float64) QuotaState {
	return QuotaState{Limit: limit, Remaining: remaining, Reset: time.Duration(reset * float64(time.Second))}
}

// room is how many more requests fit at a time; -1 for any number.
func (w *window) room(now time.Time) int {
	w.roll(now)
	if !w.known {
		return -1
	}
	return max(0, w.left-w.underWay)
}

func TestNothingIsKnownBeforeAnAnswer(t *testing.T) {
	t.Parallel()
	w := window{underWay: 1000}
	assert.Equal(t, -1, w.room(at(0)))
	w.lose()
	assert.True(t, w.hasRoom())
	w.learn(at(0), at(1), says(100, 30, 60))
	assert.Equal(t, 0, w.room(at(1)), "those under way may not have been counted")
	w.underWay = 10
	assert.Equal(t, 20, w.room(at(1)))
}

func TestTheLowestAnswerCounts(t *testing.T) {
	t.Parallel()
	var w window
	w.learn(at(0), at(1), says(100, 30, 60))
	w.learn(at(0), at(1), says(100, 50, 60))
	assert.Equal(t, 30, w.room(at(2)))
	w.lose()
	w.learn(at(2), at(2), says(100, 29, 58.5))
	assert.Equal(t, 29, w.room(at(3)), "lost and counted")
	w.learn(at(2), at(2), says(100, 5, 58.5))
	assert.Equal(t, 5, w.room(at(3)))
	assert.Equal(t, at(60.5), w.ends, "the earliest end that an answer allows")
}

func TestAfterTheWindowTheLimitIsLeft(t *testing.T) {
	t.Parallel()
	var w window
	w.learn(at(0), at(0), says(100, 0, 60))
	assert.True(t, w.isSpent())
	assert.Equal(t, 0, w.room(at(59.999)))
	w.underWay = 3
	assert.Equal(t, 97, w.room(at(60)), "one that is late may count in the new window")
	assert.False(t, w.isSpent())
	w.learn(at(59), at(61), says(100, 0, 1))
	assert.Equal(t, 97, w.room(at(61)), "an answer of the window that is over says nothing")
	w.learn(at(60), at(61), says(90, 80, 60))
	assert.Equal(t, 77, w.room(at(61)))
	w.underWay = 0
	assert.Equal(t, 90, w.room(at(121)), "the limit is what the last answer said")
}

func TestAWindowThatBeganBeforeTheOldOneWasKnownToBeOver(t *testing.T) {
	t.Parallel()
	var w window
	w.learn(at(0.9), at(0.9), says(100, 40, 60)) // it may end at 60 already
	assert.Equal(t, 40, w.room(at(60.2)))
	w.learn(at(60.2), at(60.3), says(100, 99, 60))
	assert.Equal(t, 99, w.room(at(60.4)))
	assert.Equal(t, at(120.3), w.ends)
	w.learn(at(59), at(60.5), says(100, 2, 1))
	assert.Equal(t, 99, w.room(at(60.5)), "an answer of the old window came late")
}

func TestA429EmptiesTheWindow(t *testing.T) {
	t.Parallel()
	var w window
	w.learn(at(0), at(0), says(100, 50, 30))
	w.learn(at(1), at(1), QuotaState{Limit: 100, Reset: 29500 * time.Millisecond, OverQuota: true})
	assert.True(t, w.isSpent())
	assert.Equal(t, at(30.5), w.ends, "for as long as it asks, even if the window should end before")
	assert.Equal(t, 100, w.room(at(30.5)))
	w.learn(at(31), at(31), QuotaState{Reset: 10 * time.Second, OverQuota: true})
	assert.Equal(t, 0, w.room(at(40.999)))

	var nothingElse window
	nothingElse.learn(at(0), at(0), QuotaState{Reset: 10 * time.Second, OverQuota: true})
	assert.Equal(t, 0, nothingElse.room(at(9)))
	assert.Equal(t, -1, nothingElse.room(at(10)), "without a limit everything is allowed again")
}

func TestAResetThatIsNoWait(t *testing.T) {
	t.Parallel()
	var w window
	w.learn(at(0), at(0), says(100, 0, 121))
	assert.Equal(t, -1, w.room(at(0)))
	w.learn(at(0), at(0), says(100, 5, 120))
	assert.Equal(t, 5, w.room(at(0)))
	w.learn(at(0), at(0), says(100, 0, 1.7e9))
	assert.Equal(t, 4, w.room(at(0)), "it counts as made")
}

// A window of which every request was lost says nothing of its end: one request at a time finds out.
func TestALostWindowIsAskedFor(t *testing.T) {
	t.Parallel()
	var w window
	w.learn(at(0), at(0), says(1, 0, 60))
	w.roll(at(60))
	assert.True(t, w.hasRoom())
	w.lose()
	assert.True(t, w.hasRoom())
	assert.False(t, w.isSpent())
	w.underWay = 1
	assert.False(t, w.hasRoom())
	w.learn(at(61), at(61), says(1, 0, 59))
	w.underWay = 0
	assert.False(t, w.hasRoom())
	assert.True(t, w.isSpent())
}
