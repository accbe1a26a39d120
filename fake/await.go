package fake

// Waiting for requests: which ones, and how many. The request that finishes wakes whoever waits, so that nobody polls, and the
// wait blocks on channels alone, so that in testing/synctest time goes on meanwhile.

import (
	"context"
	"fmt"
)

// Await waits until n requests of a route have finished, answered or with their answer lost, and returns all of them that the
// log holds, oldest first. Requests from before the call count; ClearRequests forgets them. If the context ends or the server
// closes first, Await returns that error (ErrClosed for the server) with the requests so far. If n have finished already, or n
// is not positive, it returns at once and without an error. The route "" means requests that matched none; a route that the fake
// does not serve is refused like a bad fault. In testing/synctest the wait is a durable one.
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
		return receive(ctx, s, w.ready)
	}
}
