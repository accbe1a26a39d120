package fake

// Those who wait for requests to finish, counted down by each request that does. The log's lock guards all of it.

import "slices"

// waiter is somebody who waits for requests to finish.
type waiter struct {
	filter RequestFilter
	left   int
	ready  chan struct{} // closed when there are enough, or when the log was emptied or replaced
	enough bool
}

// newWaiter waits for n finished requests; count takes off those that there are.
func newWaiter(filter RequestFilter, n int) *waiter {
	return &waiter{filter: filter, left: n, ready: make(chan struct{}), enough: n <= 0}
}

// count counts a request that has finished, and reports whether there are enough now.
func (w *waiter) count(r *Request) bool {
	if w.filter.takes(r) {
		w.left--
	}
	w.enough = w.left <= 0
	return w.enough
}

// waiters are all who wait for requests of one log.
type waiters []*waiter

// notify counts a request that has finished, and wakes those who have enough.
func (ws *waiters) notify(r *Request) {
	*ws = slices.DeleteFunc(*ws, func(w *waiter) bool {
		enough := w.count(r)
		if enough {
			close(w.ready)
		}
		return enough
	})
}

// wakeAll lets all of them begin anew.
func (ws *waiters) wakeAll() {
	for _, w := range *ws {
		close(w.ready)
	}
	*ws = nil
}

// remove takes out one who waits no longer.
func (ws *waiters) remove(w *waiter) {
	*ws = slices.DeleteFunc(*ws, func(other *waiter) bool { return other == w })
}
