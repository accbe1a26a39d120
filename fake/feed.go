package fake

// What is new on a server, for whoever shows it as it happens: the log's changes a batch at a time, and counts of all other
// changes. Nobody is called back and nothing is kept for a reader, so that no reader can hold a request up.

import "slices"

// Changes counts the changes of a server since its start, but for its log, which Feed reads: an equal count means that no
// change of its kind was counted in between.
type Changes struct {
	// State counts what may have changed Snapshot: each write that succeeded, Restore and Reset. A session that is dropped because
	// time passed is not counted.
	State uint64
	// Faults counts what changed Faults: Inject, RemoveFault, ClearFaults, Reset, and each time that a fault fired.
	Faults uint64
	// Clock counts Advance and Reset.
	Clock uint64
	// Quotas counts what changed Quotas: each request that a quota counted, EnforceQuotas, Advance, Restore and Reset. A window that
	// ends as time passes by itself is not counted.
	Quotas uint64
	// Chaos counts what changed Chaos: each request that met some, SetChaos and Reset.
	Chaos uint64
}

// Changes counts what has changed so far.
func (s *Server) Changes() Changes {
	c := s.changes
	return Changes{State: c.state.Load(), Faults: c.faults.Load(), Clock: c.clock.Load(), Quotas: c.quotas.Load(), Chaos: c.chaos.Load()}
}

// Feed reads a server's log as it grows. It is for one goroutine at a time.
type Feed struct {
	server   *Server
	log      *requestLog
	changed  uint64
	finished uint64
	cleared  uint64
}

// FeedBatch is what a Feed has to tell.
type FeedBatch struct {
	// Requests came or finished since the batch before, oldest first. One that was told while it was still to be answered is told
	// again, with the same N, once it has finished.
	Requests []Request
	// LeftOut is how many more have finished since the batch before.
	LeftOut int
	// Cleared tells that the log was emptied since the batch before, and has no older requests any more.
	Cleared bool
}

// Feed begins to read the log with what comes from now on.
func (s *Server) Feed() *Feed {
	f := &Feed{server: s, log: s.current().log}
	f.log.mu.Lock()
	defer f.log.mu.Unlock()
	f.changed, f.finished, f.cleared = f.log.changed, f.log.finished, f.log.cleared
	return f
}

// Next gives what is new, at most limit requests of it: the newest of those that have finished, then those that have not. A
// limit below 0 is none of them.
func (f *Feed) Next(limit int) FeedBatch {
	limit = max(limit, 0)
	var batch FeedBatch
	if log := f.server.current().log; log != f.log {
		f.log, f.changed, f.finished, f.cleared = log, 0, 0, 0
		batch.Cleared = true
	}
	entries, finished, cleared := f.advance(limit)
	batch.Requests = f.log.shown(entries)
	batch.LeftOut = finished
	batch.Cleared = batch.Cleared || cleared
	return batch
}

// advance takes the entries that are new, and counts those that have finished without being among them.
func (f *Feed) advance(limit int) (entries []logEntry, leftOut int, cleared bool) {
	l := f.log
	l.mu.Lock()
	defer l.mu.Unlock()
	var finished, pending []*logEntry
	if l.changed != f.changed {
		l.each(func(e *logEntry) {
			switch {
			case e.changed <= f.changed:
			case e.Finished:
				finished = append(finished, e)
			default:
				pending = append(pending, e)
			}
		})
	}
	finished = finished[max(0, len(finished)-limit):]
	pending = pending[max(0, len(pending)-(limit-len(finished))):]
	leftOut = int(l.finished-f.finished) - len(finished) //nolint:gosec // as many as came in a moment
	cleared = l.cleared != f.cleared
	f.changed, f.finished, f.cleared = l.changed, l.finished, l.cleared
	batch := slices.Concat(finished, pending)
	slices.SortFunc(batch, func(a, b *logEntry) int { return int(a.N) - int(b.N) }) //nolint:gosec // both are of one log
	for _, e := range batch {
		entries = append(entries, *e)
	}
	return entries, leftOut, cleared
}
