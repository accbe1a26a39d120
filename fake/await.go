package fake

// Waiting for requests: which ones, and how many. Whoever waits is told by the request that finishes, so that nobody polls,
// and blocks on channels alone, so that in testing/synctest time goes on meanwhile.

import (
	"context"
	"fmt"
)

// Await waits until n requests of a route have finished, each with an answer or with one that was lost, and lists all that the
// log has of them then, oldest first. Those that came before the call count too: ClearRequests forgets them. It ends early with the
// context's error, or ErrClosed, and the requests that there are; where none is missing, nothing is waited for, and that is no
// error. The route "" is that of requests that matched none; one that the fake does not serve is refused like a bad fault. In
// testing/synctest the wait is a durable one.
func (s *Server) Await(ctx context.Context, route string, n int) ([]Request, error) {
	s.tb.Helper()
	return s.AwaitMatching(ctx, RequestFilter{Routes: []string{route}}, n)
}

// AwaitMatching is Await for the requests that a filter asks for, whatever it says of Finished.
func (s *Server) AwaitMatching(ctx context.Context, filter RequestFilter, n int) ([]Request, error) {
	s.tb.Helper()
	if err := filter.Validate(); err != nil {
		return nil, s.failTest(err)
	}
	filter.Finished = true
	for {
		log := s.current().log
		w := log.watch(filter, n)
		err := s.awaitReady(ctx, w)
		if err == nil && !w.enough {
			continue // the log was emptied
		}
		log.unwatch(w)
		list := log.shown(log.matching(filter))
		if err != nil {
			err = fmt.Errorf("fake: await: %d requests of the %d: %w", len(list), n, err)
		}
		return list, err
	}
}

// awaitReady waits for what is watched. What is ready is not lost to a context or a server that has ended, too.
func (s *Server) awaitReady(ctx context.Context, w *waiter) error {
	select {
	case <-w.ready:
		return nil
	default:
	}
	select {
	case <-w.ready:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-s.closing:
		return ErrClosed
	}
}
