package fake

// One request's way through the fake, the same whatever carries it: routing, the failure that takes it, the waits, the
// backend, the log.

import (
	"cmp"
	"context"
	"encoding/binary"
	"encoding/hex"
	"net/http"
	"time"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
)

// serve answers a request from the epoch that was current when it came. An error means that the wait for the answer ended
// without one.
func (s *Server) serve(ctx context.Context, e *epoch, r *backend.Request, req *http.Request) (reply, error) {
	r.ID = requestID(e.requests.Add(1))
	m := backend.MatchRoute(r.Method, r.RawPath, r.Header)
	entry := e.log.open(e.clock.now(), r, m)
	if err := s.wait(ctx, s.cfg.latency); err != nil {
		e.log.finish(entry, 0, outcome{})
		return reply{}, err
	}
	f := e.failureOf(r, m, req)
	if f.faulted {
		e.log.markFaulted(entry)
	}
	out, logged, err := s.execute(ctx, e.backend, r, m, f)
	e.log.finish(entry, out.status, logged)
	return out, err
}

// logInterrupted logs a request whose body never came whole.
func (e *epoch) logInterrupted(r *backend.Request) {
	r.ID = requestID(e.requests.Add(1))
	entry := e.log.open(e.clock.now(), r, backend.MatchRoute(r.Method, r.RawPath, r.Header))
	e.log.finish(entry, 0, outcome{reason: "the body ended early"})
}

// failureOf finds what goes wrong with a request: an injected fault, else what chaos draws.
func (e *epoch) failureOf(r *backend.Request, m backend.Match, req *http.Request) failure {
	if f := e.faults.pick(m.Route, r, req); f != nil {
		return failure{fault: *f, faulted: true}
	}
	if e.chaos != nil {
		return e.chaos.draw(r, m)
	}
	return failure{}
}

// execute serves the request with its failure, and gives its outcome for the log.
func (s *Server) execute(ctx context.Context, b *backend.Backend, r *backend.Request, m backend.Match, f failure) (reply, outcome, error) {
	before, after := f.delays()
	if err := s.wait(ctx, before); err != nil {
		return reply{}, outcome{}, err
	}
	r.RealNow = time.Now()
	var res backend.Response
	if f.fault.served() {
		res = b.Serve(r, m)
		if r.Method != http.MethodGet && res.Status < http.StatusMultipleChoices {
			s.changes.state.Add(1)
		}
		if res.Counted {
			s.changes.quotas.Add(1)
		}
	}
	logged := outcome{res.Credential, res.Reason}
	if err := s.wait(ctx, after); err != nil {
		return reply{}, logged, err
	}
	if f.fault.Drop {
		return reply{ending: dropped}, logged, nil
	}
	if f.fault.Status != 0 {
		res = b.Fail(r, m, f.fault.Status, string(f.fault.Code))
		logged = outcome{cmp.Or(logged.credential, res.Credential), res.Reason}
	}
	return f.reply(res), logged, nil
}

// wait passes d, unless the caller gives up or the server closes first.
func (s *Server) wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return context.Cause(ctx)
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	return receive(ctx, s, timer.C)
}

// stall waits as long as a stalled reply lasts.
func (s *Server) stall(ctx context.Context, hold time.Duration) error {
	if hold > 0 {
		return s.wait(ctx, hold)
	}
	return receive[any](ctx, s, nil) // nothing ever comes
}

// receive waits for a channel, unless the caller gives up or the server closes first.
func receive[T any](ctx context.Context, s *Server, channel <-chan T) error {
	select {
	case <-channel:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-s.closing:
		return ErrClosed
	}
}

// requestID is the nth request's id, 32 hex digits.
func requestID(n uint64) string {
	var raw [16]byte
	binary.BigEndian.PutUint64(raw[8:], n)
	return hex.EncodeToString(raw[:])
}
