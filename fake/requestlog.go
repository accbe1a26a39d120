package fake

// The log of requests: the last 1,024, in order of arrival.

import (
	"sync"
	"time"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
	"github.com/partnerkit/partnerkit-go/fake/internal/secret"
)

// logSize is how many requests the log keeps.
const logSize = 1024

type requestLog struct {
	secrets *secret.Set

	mu       sync.Mutex
	ring     []*logEntry
	next     int // where the next entry goes once the ring is full, which is where the oldest is
	opened   uint64
	finished uint64
	changed  uint64 // counts what came and what finished
	cleared  uint64
	dropped  int // how many entries had to go since the log was last empty
	waiters  waiters
	retired  bool // a Reset has put another log in its place
}

// open records a request that has arrived.
func (l *requestLog) open(now time.Time, r *backend.Request, m backend.Match) *logEntry {
	e := newLogEntry(now, r, m, l.secrets)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.opened++
	l.changed++
	e.N, e.changed, e.cleared = l.opened, l.changed, l.cleared
	if len(l.ring) < logSize {
		l.ring = append(l.ring, e)
		return e
	}
	l.ring[l.next] = e
	l.next = (l.next + 1) % logSize
	l.dropped++
	return e
}

// markFaulted records that a fault or chaos was done to the request.
func (l *requestLog) markFaulted(e *logEntry) {
	l.mu.Lock()
	defer l.mu.Unlock()
	e.Faulted = true
}

// outcome is what the log is told of a request that was served: the kind of credential that came with it, and why it was
// refused.
type outcome struct{ credential, reason string }

// finish records a request's outcome and counts it for the waiters.
func (l *requestLog) finish(e *logEntry, status int, o outcome) {
	took := time.Since(e.begun)
	if len(o.reason) > shownSize { // it may name a partner, as long as the state has them
		o.reason = clip(l.secrets.Replace(o.reason, secret.Redacted))
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	e.Status, e.Credential, e.Reason = status, o.credential, o.reason
	e.Finished, e.Duration = true, took
	l.finished++
	l.changed++
	e.changed = l.changed
	if e.cleared == l.cleared {
		l.waiters.notify(&e.Request)
	}
}

func (l *requestLog) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ring, l.next, l.dropped = nil, 0, 0
	l.cleared++
	l.waiters.wakeAll()
}

// droppedEntries is how many entries had to go for newer ones since the log was last empty.
func (l *requestLog) droppedEntries() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.dropped
}

// each calls visit with the entries, oldest first. The caller holds the lock.
func (l *requestLog) each(visit func(*logEntry)) {
	for _, part := range [][]*logEntry{l.ring[l.next:], l.ring[:l.next]} {
		for _, e := range part {
			visit(e)
		}
	}
}

// matching copies the entries that a filter takes, oldest first.
func (l *requestLog) matching(filter RequestFilter) []logEntry {
	l.mu.Lock()
	defer l.mu.Unlock()
	var list []logEntry
	l.each(func(e *logEntry) {
		if filter.takes(&e.Request) {
			list = append(list, *e)
		}
	})
	return list
}

// shown are entries as they are shown.
func (l *requestLog) shown(entries []logEntry) []Request {
	list := make([]Request, 0, len(entries))
	for i := range entries {
		list = append(list, entries[i].request(l.secrets))
	}
	return list
}

// watch begins to wait for as many finished requests as are missing from n.
func (l *requestLog) watch(filter RequestFilter, n int) *waiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	w := newWaiter(filter, n)
	l.each(func(e *logEntry) { w.count(&e.Request) })
	if w.enough || l.retired {
		close(w.ready)
		return w
	}
	l.waiters = append(l.waiters, w)
	return w
}

func (l *requestLog) unwatch(w *waiter) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waiters.remove(w)
}

// retire tells those who wait that another log is there.
func (l *requestLog) retire() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.retired = true
	l.waiters.wakeAll()
}
