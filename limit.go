package partnerkit

// The time limit of an attempt: a context that costs nothing until somebody waits
// for its end, and then shares one timer with all others of its client.

import (
	"context"
	"sync"
	"time"
)

// limit ends after a time, or with its parent. It begins to watch both when
// somebody first waits for it, as a connection does; a transport that answers at
// once never waits.
type limit struct {
	parent context.Context
	until  time.Time // zero before the attempt begins
	alarm  *alarm
	place  int // among the alarm's, from 1; 0 where it is not there

	mu       sync.Mutex
	over     error         // why it ended; nil while it lasts
	done     chan struct{} // nil until somebody waits
	children []func()      // what cancels each context below; nil where one has left
	room     [1]func()     // for the only child that most have
	timer    *time.Timer   // of its own, where the alarm's cannot be shared
	leave    func() bool   // stops watching the parent; nil where that has no end
}

// begin starts the time. Nobody may be waiting yet.
func (l *limit) begin(d time.Duration) { l.until = time.Now().Add(d) }

func (l *limit) begun() bool { return !l.until.IsZero() }

// stop ends the context and whatever waits for it.
func (l *limit) stop() { _ = l.end(context.Canceled) }

func (l *limit) expire() { _ = l.end(context.DeadlineExceeded) }

// end gives the context its end, unless it has one, and returns the one it has.
func (l *limit) end(why error) error {
	l.mu.Lock()
	if l.over != nil {
		defer l.mu.Unlock()
		return l.over
	}
	l.over = why
	if l.done != nil {
		close(l.done)
		l.unwatch()
	}
	children := l.children
	l.children = nil
	l.mu.Unlock()
	for _, cancel := range children {
		if cancel != nil {
			cancel()
		}
	}
	return why
}

// Deadline is the earlier of the limit's and the parent's.
func (l *limit) Deadline() (time.Time, bool) {
	if at, ok := l.parent.Deadline(); !l.begun() || ok && at.Before(l.until) {
		return at, ok
	}
	return l.until, true
}

// Done starts the watch.
func (l *limit) Done() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.done == nil {
		l.done = make(chan struct{})
		l.watch()
	}
	return l.done
}

// watch sees to it that the context ends in time. The caller holds the lock.
func (l *limit) watch() {
	if l.over == nil {
		l.over = l.parent.Err()
	}
	if l.over != nil {
		close(l.done)
		return
	}
	if l.parent.Done() != nil {
		l.leave = context.AfterFunc(l.parent, func() { _ = l.end(l.parent.Err()) })
	}
	switch {
	case !l.begun():
	case isVirtual(l.until):
		l.timer = time.AfterFunc(time.Until(l.until), l.expire)
	default:
		l.alarm.set(l)
	}
}

// unwatch takes back what watch did. The caller holds the lock.
func (l *limit) unwatch() {
	if l.leave != nil {
		l.leave()
	}
	if l.timer != nil {
		l.timer.Stop()
		return
	}
	l.alarm.unset(l)
}

// Err is nil until the time is over, the parent has ended or the attempt has.
func (l *limit) Err() error {
	l.mu.Lock()
	over := l.over
	l.mu.Unlock()
	if over == nil {
		over = l.parent.Err()
	}
	if over == nil && l.begun() && !time.Now().Before(l.until) {
		over = context.DeadlineExceeded
	}
	if over == nil {
		return nil
	}
	return l.end(over)
}

// Value finds what the parent has.
func (l *limit) Value(key any) any { return l.parent.Value(key) }

// AfterFunc lets package context hang its own contexts below this one without a
// goroutine for each. It passes what cancels a context and never blocks, so that it
// is called where the end is met.
func (l *limit) AfterFunc(cancel func()) (stop func() bool) {
	l.Done()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.over != nil {
		go cancel()
		return func() bool { return false }
	}
	if l.children == nil {
		l.children = l.room[:0]
	}
	at := len(l.children)
	l.children = append(l.children, cancel)
	return func() bool { return l.leaves(at) }
}

// leaves lets the child at a place go, and reports whether it was still there.
func (l *limit) leaves(at int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.children == nil || l.children[at] == nil {
		return false
	}
	l.children[at] = nil
	return true
}

// alarm ends the limits of all attempts under way with one timer. A timer for each
// would wake a thread of the scheduler each time, to wait for it: that costs more
// than all else this package does on a call. One that is set stays set when its
// attempt ends, and serves the next.
type alarm struct {
	mu     sync.Mutex
	limits []*limit // those that somebody waits for, in no order
	timer  *time.Timer
	at     time.Time // when the timer rings; zero where it is not set
}

func (a *alarm) set(l *limit) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.limits = append(a.limits, l)
	l.place = len(a.limits)
	if a.at.IsZero() || l.until.Before(a.at) {
		a.ringAt(l.until)
	}
}

func (a *alarm) unset(l *limit) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if l.place == 0 {
		return
	}
	end := len(a.limits) - 1
	last := a.limits[end]
	a.limits[l.place-1], last.place = last, l.place
	a.limits[end], a.limits, l.place = nil, a.limits[:end], 0
}

// ringAt sets the timer. The caller holds the lock.
func (a *alarm) ringAt(at time.Time) {
	a.at = at
	if a.timer == nil {
		a.timer = time.AfterFunc(time.Until(at), a.ring)
		return
	}
	a.timer.Reset(time.Until(at))
}

// alarmRest is how long the alarm rests between two rings, and how late a limit can
// end for it: in an outage thousands end one after another, and each ring looks at all.
const alarmRest = 5 * time.Millisecond

// ring ends the limits whose time is over, and sets the timer for the next.
func (a *alarm) ring() {
	var over []*limit
	var next time.Time
	a.mu.Lock()
	now := time.Now()
	for _, l := range a.limits {
		switch {
		case !now.Before(l.until):
			over = append(over, l)
		case next.IsZero() || l.until.Before(next):
			next = l.until
		}
	}
	a.at = time.Time{}
	if soonest := now.Add(alarmRest); !next.IsZero() {
		if next.Before(soonest) {
			next = soonest
		}
		a.ringAt(next)
	}
	a.mu.Unlock()
	for _, l := range over {
		l.expire()
	}
}

// isVirtual reports whether a time is not of the machine's clock: testing/synctest
// has none that runs monotonically. A timer of a bubble is that bubble's alone.
func isVirtual(t time.Time) bool {
	return t == t.Round(0) //nolint:staticcheck // Equal leaves the monotonic reading out, which is what is asked for
}
