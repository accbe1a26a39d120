package partnerkit

// The time limit of an attempt: a context that costs a timer only where somebody
// waits for its end.

import (
	"context"
	"sync"
	"time"
)

// limit ends after a time, or with its parent. It becomes an ordinary context with
// a deadline when somebody first waits for it, as a connection does; a transport
// that answers at once never waits.
type limit struct {
	context.Context // the parent
	until           time.Time

	mu      sync.Mutex
	armed   context.Context // nil until somebody waits
	cancel  context.CancelFunc
	stopped bool
}

func newLimit(parent context.Context, d time.Duration) *limit {
	return &limit{Context: parent, until: time.Now().Add(d)}
}

// stop ends the context and frees its timer.
func (l *limit) stop() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stopped = true
	if l.armed != nil {
		l.cancel()
	}
}

func (l *limit) arm() context.Context {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.armed == nil {
		l.armed, l.cancel = context.WithDeadline(l.Context, l.until)
		if l.stopped {
			l.cancel()
		}
	}
	return l.armed
}

// current is what answers now: the parent, as long as nobody waits.
func (l *limit) current() context.Context {
	l.mu.Lock()
	idle := l.armed == nil && !l.stopped
	l.mu.Unlock()
	if idle && time.Now().Before(l.until) {
		return l.Context
	}
	return l.arm()
}

// Deadline is the earlier of the limit's and the parent's.
func (l *limit) Deadline() (time.Time, bool) {
	if at, ok := l.Context.Deadline(); ok && at.Before(l.until) {
		return at, true
	}
	return l.until, true
}

// Done starts the timer.
func (l *limit) Done() <-chan struct{} { return l.arm().Done() }

// Err is nil until the time is over, the parent has ended or the attempt has.
func (l *limit) Err() error { return l.current().Err() }

// Value finds what the parent has.
func (l *limit) Value(key any) any {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.armed != nil {
		return l.armed.Value(key) // package context finds its own there
	}
	return l.Context.Value(key)
}
