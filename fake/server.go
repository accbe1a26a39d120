package fake

// Server: the test's controls. It starts and ends the fake, and hands out what it holds. How an API behaves is not
// its business.

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
)

// BaseURL is the origin that Transport and PipeTransport answer for. Nothing listens there: the name cannot exist.
const BaseURL = "https://fake.invalid"

// ErrClosed is the error of a call to a fake that was closed, before it or while it ran.
var ErrClosed = errors.New("fake: server closed")

// ErrUnknownHost is the error of a call, through Transport or PipeTransport, to an address that is not the fake's.
var ErrUnknownHost = errors.New("fake: unknown host")

// Server is one fake: the four APIs on one address, with a state of their own. It is safe for concurrent use. Make
// it with New or Start; inside testing/synctest make it in the bubble.
type Server struct {
	tb       TB // noTest without one
	cfg      config
	seed     func() backend.State
	epoch    atomic.Pointer[epoch]
	changes  *changeCounts
	replace  sync.Mutex // held by what puts another epoch in place of the one there is
	closing  chan struct{}
	identity *identity // nil without WithTLS
	closed   sync.Once

	mu         sync.Mutex // guards what is below
	url        string
	listenings []*listening
	pipe       *pipeListener
	pools      []*http.Transport
}

// New starts a fake for one test. Options that are refused end the test. When the test ends, the server is closed, and
// each injected fault that never fired is an error of the test: it was to show something, and did not.
func New(t TB, opts ...Option) *Server {
	t.Helper()
	s, err := Start(opts...)
	if err != nil {
		t.Fatalf("%v", err)
		return nil
	}
	s.tb = t
	t.Cleanup(func() {
		t.Helper()
		s.Close()
		s.reportUnspent()
	})
	return s
}

// Start starts a fake without a test, for examples and programs. It opens no socket and starts no goroutine. Close
// it in the end.
func Start(opts ...Option) (*Server, error) {
	cfg, err := newConfig(opts)
	if err != nil {
		return nil, err
	}
	s := &Server{tb: noTest{}, cfg: cfg, seed: backend.Default, closing: make(chan struct{}), changes: &changeCounts{}}
	if cfg.state != nil {
		s.seed = func() backend.State { return recordsOf(*cfg.state) }
	}
	first, err := newEpoch(cfg, s.changes, func(c backend.Config) (*backend.Backend, error) { return backend.New(s.seed(), c) })
	if err != nil {
		return nil, err
	}
	s.epoch.Store(first)
	if cfg.tls {
		if s.identity, err = processIdentity(); err != nil {
			return nil, fmt.Errorf("fake: WithTLS: %w", err)
		}
	}
	return s, nil
}

// failTest tells the test about a control that was used wrongly, and gives the error back.
func (s *Server) failTest(err error) error {
	s.tb.Helper()
	if err != nil {
		s.tb.Fatalf("%v", err)
	}
	return err
}

// reportUnspent tells the test about each fault that never fired, with AllFaultsSpent also about each that fired too rarely,
// and where it was injected.
func (s *Server) reportUnspent() {
	s.tb.Helper()
	faults := s.current().faults
	for _, i := range faults.list() {
		switch report := i.report(); {
		case report.Fired == 0:
			s.tb.Errorf("fake: an injected fault never fired: %s; injected at %s", report.Fault, i.at)
		case s.cfg.allSpent && report.Left > 0:
			s.tb.Errorf("fake: an injected fault fired %d times and has %d left: %s; injected at %s", report.Fired, report.Left, report.Fault, i.at)
		}
	}
}

// Credentials returns the first credential of each kind in the state. One that the state has none of is empty.
func (s *Server) Credentials() Credentials {
	var c Credentials
	s.current().backend.View(func(records backend.State) { c = firstCredentials(records) })
	return c
}

// Snapshot returns a deep copy of the state. Marshalled, the same state is the same bytes.
func (s *Server) Snapshot() State {
	var state State
	s.current().backend.View(func(records backend.State) { state = stateOf(records) })
	return state
}

// current is the epoch of a request that comes now.
func (s *Server) current() *epoch { return s.epoch.Load() }

// Restore replaces the state, whole or not at all, and begins new quota windows. Faults, log and clock stay, and ids count
// on: none that the fake made is made again. A state that contradicts itself is refused with an error as WithState's, a line
// for each thing that is wrong; it does not end the test.
//
// It is one moment for every caller. A request that came before it and is not answered yet, because it is delayed, is
// answered from the old state, in the old quota windows, and has no effect on the new state; the log has it all the same.
func (s *Server) Restore(state State) error {
	s.replace.Lock()
	defer s.replace.Unlock()
	before := s.current()
	restored, err := before.backend.Restore(recordsOf(state))
	if err == nil {
		s.epoch.Store(before.withBackend(restored))
		s.changes.state.Add(1)
		s.changes.quotas.Add(1)
	}
	return err
}

// Reset takes everything back to the start: the seed's state, no faults, an empty log, new quota windows, the clock not
// advanced, ids and request ids from the beginning, and chaos and the enforcing of quotas as the options have them. Credentials of
// the states before it stay out of the log.
//
// It is one moment for every caller. A request that came before it and is not answered yet, because it is delayed, is
// answered from the old state by the old clock, and has no effect on anything that there is afterwards: state, log, faults
// and quotas.
func (s *Server) Reset() {
	s.tb.Helper()
	s.replace.Lock()
	defer s.replace.Unlock()
	next, err := newEpoch(s.cfg, s.changes, func(c backend.Config) (*backend.Backend, error) {
		return s.current().backend.Reset(s.seed(), c)
	})
	if s.failTest(err) == nil {
		before := s.current()
		s.epoch.Store(next)
		before.log.retire()
		s.changes.state.Add(1)
		s.changes.faults.Add(1)
		s.changes.clock.Add(1)
		s.changes.quotas.Add(1)
		s.changes.chaos.Add(1)
	}
}

// Close ends the fake. Requests that wait, delayed or stalled, end at once, and within a second no goroutine is left, but
// that of a Match that never returns. It may be called more than once. A Transport that is used afterwards answers
// ErrClosed.
func (s *Server) Close() {
	s.closed.Do(func() {
		close(s.closing)
		s.mu.Lock() // a URL or PipeTransport that waits for the lock then finds the server closed, and starts nothing
		pipe, pools, listenings := s.pipe, s.pools, s.listenings
		s.mu.Unlock()
		if pipe != nil {
			_ = pipe.Close()
		}
		for _, pool := range pools {
			pool.CloseIdleConnections()
		}
		var ended sync.WaitGroup
		for _, l := range listenings {
			ended.Go(l.close)
		}
		ended.Wait()
	})
}

func (s *Server) isClosed() bool {
	select {
	case <-s.closing:
		return true
	default:
		return false
	}
}

// Format keeps the state and its credentials out of every fmt verb.
func (s *Server) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "fake.Server") }
