package fake

// Waiting for requests: which ones, and how many. Whoever waits is told by the request that finishes, so that nobody polls,
// and blocks on channels alone, so that in testing/synctest time goes on meanwhile.

import (
	"context"
	"fmt"
	"slices"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
)

// RequestFilter says which requests of the log are asked for. Its zero value asks for all.
type RequestFilter struct {
	// Routes are those that a request may have matched, as in Requests; the route "" is that of requests that matched none. nil:
	// any.
	Routes []string
	// Statuses are those that a request may have been answered with; 0 is that of an answer that was lost or is still to come.
	// nil: any.
	Statuses []int
	// Since asks for the requests whose N is above it.
	Since uint64
	// Finished leaves out what is still to be answered.
	Finished bool
}

// takes tells whether the filter asks for a request.
func (f RequestFilter) takes(r *Request) bool {
	return r.N > f.Since && (r.Finished || !f.Finished) &&
		(len(f.Routes) == 0 || slices.Contains(f.Routes, r.Route)) &&
		(len(f.Statuses) == 0 || slices.Contains(f.Statuses, r.Status))
}

// Validate says of a route that is not served, which would never have a request, which one was likely meant.
func (f RequestFilter) Validate() error {
	for _, name := range f.Routes {
		if name != "" && !slices.Contains(backend.Routes(), name) {
			return fmt.Errorf("fake: requests: %s", unknownRoute(name))
		}
	}
	return nil
}

// Await waits until n requests of a route have finished, each with an answer or with one that was lost, and lists all that the
// log has of them then, oldest first. Those that came before the call count too: ClearRequests forgets them. It ends early with the
// context's error, or ErrClosed, and the requests that there are. The route "" is that of requests that matched none; one
// that the fake does not serve is refused like a bad fault. In testing/synctest the wait is a durable one.
func (s *Server) Await(ctx context.Context, route string, n int) ([]Request, error) {
	s.tb.Helper()
	return s.AwaitMatching(ctx, RequestFilter{Routes: []string{route}}, n)
}

// AwaitMatching is Await for the requests that a filter asks for, whatever it says of Finished.
func (s *Server) AwaitMatching(ctx context.Context, filter RequestFilter, n int) ([]Request, error) {
	s.tb.Helper()
	if err := filter.Validate(); err != nil {
		return nil, s.refuse(err)
	}
	filter.Finished = true
	for {
		log := s.current().log
		w := log.watch(filter, n)
		var err error
		select {
		case <-w.ready:
			if !w.enough {
				continue // the log was emptied
			}
		case <-ctx.Done():
			err = context.Cause(ctx)
		case <-s.closing:
			err = ErrClosed
		}
		log.unwatch(w)
		list := log.shown(log.matching(filter))
		if err != nil {
			err = fmt.Errorf("fake: await: %d requests of the %d: %w", len(list), n, err)
		}
		return list, err
	}
}

// waiter is somebody who waits for requests to finish.
type waiter struct {
	filter RequestFilter
	left   int
	ready  chan struct{} // closed when there are enough, or when there is another log to look at
	enough bool
}

// watch begins to wait for as many finished requests as are missing from n.
func (l *requestLog) watch(filter RequestFilter, n int) *waiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	w := &waiter{filter: filter, left: n, ready: make(chan struct{})}
	l.each(func(e *logEntry) {
		if filter.takes(&e.Request) {
			w.left--
		}
	})
	w.enough = w.left <= 0
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
	l.waiters = slices.DeleteFunc(l.waiters, func(other *waiter) bool { return other == w })
}

// tell counts an entry that has finished for those who wait. The caller holds the lock.
func (l *requestLog) tell(e *logEntry) {
	l.waiters = slices.DeleteFunc(l.waiters, func(w *waiter) bool {
		if !w.filter.takes(&e.Request) {
			return false
		}
		w.left--
		w.enough = w.left == 0
		if w.enough {
			close(w.ready)
		}
		return w.enough
	})
}

// wakeAll lets those who wait begin anew. The caller holds the lock.
func (l *requestLog) wakeAll() {
	for _, w := range l.waiters {
		close(w.ready)
	}
	l.waiters = nil
}

// retire tells those who wait that another log is there.
func (l *requestLog) retire() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.retired = true
	l.wakeAll()
}
