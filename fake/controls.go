package fake

// The controls: what a test does to a server that runs, and asks of it. How each works is in the file of its own.

import (
	"fmt"
	"path/filepath"
	"runtime"
	"time"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
)

// Routes lists the routes that the fake serves, as Fault.Route and Requests name them.
func Routes() []string { return backend.Routes() }

// Inject adds a fault. One that contradicts itself, names a route that is not served, does nothing, or has the ID of another
// that Faults reports is refused at once, and nothing changes: a server made by New fails its test with Fatalf at the line of
// the call, and the error, which names the closest route where there is one, is returned in any case. A fault that the server
// has no room for is refused in the same way, with ErrTooManyFaults.
func (s *Server) Inject(f Fault) error {
	s.tb.Helper()
	if f.size() > maxFaultBytes { // before its query is taken apart
		return s.failTest(ErrTooManyFaults)
	}
	if err := f.validate(); err != nil {
		return s.failTest(err)
	}
	return s.failTest(s.current().faults.add(f, callSite()))
}

// callSite is where the caller of the function that calls it stands.
func callSite() string {
	const ofTheCaller = 2
	_, file, line, _ := runtime.Caller(ofTheCaller)
	return fmt.Sprintf("%s:%d", filepath.Base(file), line)
}

// Faults reports the injected faults in their order, those that are spent too.
func (s *Server) Faults() []FaultReport { return s.current().faults.reports() }

// ClearFaults forgets every injected fault. One that never fired then no longer fails the test.
func (s *Server) ClearFaults() { s.current().faults.clear() }

// RemoveFault forgets the fault with an ID, and reports whether there was one. If it never fired, that no longer fails the test.
func (s *Server) RemoveFault(id string) bool { return s.current().faults.remove(id) }

// ChaosCounts says how many requests met each kind of chaos since the start, the last Reset or SetChaos, by the kind's name.
// A kind that was not drawn is absent; without chaos the map is empty.
func (s *Server) ChaosCounts() map[string]int {
	chaos := s.current().chaos
	if chaos == nil {
		return map[string]int{}
	}
	return chaos.counted()
}

// Chaos reports the chaos that there is, and how many requests met each of its kinds.
func (s *Server) Chaos() ChaosReport {
	chaos := s.current().chaos
	if chaos == nil {
		return ChaosReport{}
	}
	return chaos.report()
}

// SetChaos begins chaos as the Chaos option does, in the place of what there is. Nothing is counted yet, neither requests nor
// kinds, and a rate of 0 leaves requests alone. It is one moment for every caller, as Restore is, and holds until Reset, which
// goes back to the option. A rate that is not between 0 and 1 is refused like a bad fault.
func (s *Server) SetChaos(seed uint64, rate float64) error {
	s.tb.Helper()
	if err := checkRate(rate); err != nil {
		return s.failTest(fmt.Errorf("fake: chaos: %w", err))
	}
	s.replace.Lock()
	defer s.replace.Unlock()
	s.epoch.Store(s.current().withChaos(newChaos(seed, rate, &s.changes.chaos)))
	s.changes.chaos.Add(1)
	return nil
}

// EnforceQuotas begins to refuse requests over a quota, as WithQuotas asks, or ends that. The windows that are running and what
// they have counted stay. It is one moment for every caller, as Restore is, and holds until Reset, which goes back to the option.
func (s *Server) EnforceQuotas(on bool) {
	s.replace.Lock()
	defer s.replace.Unlock()
	before := s.current()
	s.epoch.Store(before.withBackend(before.backend.Enforcing(on)))
	s.changes.quotas.Add(1)
}

// Advance moves the fake's clock forward by d: sessions and quota windows end d earlier. Nothing waits and no
// timer fires. JWT times are not touched; they go by time.Now. A negative d, one that overflows, or one that leads past
// the year 9998, where the clock ends, is refused like a bad fault: Fatalf on the TB if there is one, and the error is returned.
//
// It holds for requests that are delayed, too: each reads the clock when it is served. Reset takes the clock back for the
// requests that come after it, while those that came before go by the clock as it was.
func (s *Server) Advance(d time.Duration) error {
	s.tb.Helper()
	err := s.current().clock.advance(d)
	if err == nil {
		s.changes.clock.Add(1)
		s.changes.quotas.Add(1)
	}
	return s.failTest(err)
}

// Now is the time by the fake's clock.
func (s *Server) Now() time.Time { return s.current().clock.now() }

// Requests lists the requests that came, oldest first: of the given routes, or all without one. The route "" is
// that of requests that matched none. The log keeps the last 1,024 requests; Reset empties it. A route that the
// fake does not serve gives none of them, and fails the test of a server made by New.
func (s *Server) Requests(route ...string) []Request {
	s.tb.Helper()
	return s.RequestsMatching(RequestFilter{Routes: route})
}

// RequestsMatching lists the requests that a filter asks for, oldest first. It refuses what Requests does.
func (s *Server) RequestsMatching(filter RequestFilter) []Request {
	s.tb.Helper()
	_ = s.failTest(filter.Validate())
	log := s.current().log
	return log.shown(log.matching(filter))
}

// DroppedRequests is how many requests the log had to let go for newer ones, since it was last empty.
func (s *Server) DroppedRequests() int { return s.current().log.droppedEntries() }

// ClearRequests empties the log.
func (s *Server) ClearRequests() { s.current().log.clear() }

// dumpSize is how many requests LogRequests writes.
const dumpSize = 50

// LogRequests writes the last 50 requests to t's log, oldest first, a line each and the body below: what to call
// when a test has failed.
func (s *Server) LogRequests(t TB) {
	t.Helper()
	list := s.Requests()
	list = list[max(0, len(list)-dumpSize):]
	t.Logf("fake: the last %d requests", len(list))
	for _, r := range list {
		t.Logf("%s", r)
		if r.Body != "" {
			t.Logf("    %s", r.Body)
		}
	}
}
