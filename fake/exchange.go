package fake

// One request's way through the fake, the same whatever carries it: routing, the fault that takes it, the waits, the
// protocol, the log. What comes out is a reply, which a carrier (a RoundTripper or an http.Handler) acts out.

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// ending is how a reply ends.
type ending int

const (
	whole   ending = iota
	dropped        // cut before the headers
	cut            // cut after the body's last byte that is sent
	stalled        // nothing more comes, and the connection stays
)

// reply is what a carrier sends.
type reply struct {
	status int
	header http.Header
	body   []byte        // what is sent of it
	lent   *bytes.Buffer // see answer
	length int           // what Content-Length says
	ending ending
	hold   time.Duration // how long a stall lasts; 0: until the caller gives up or the server closes
}

// plan is what goes wrong with one request. The zero value is a request with which nothing does.
type plan struct {
	fault   Fault
	faulted bool
	hold    time.Duration // see reply
}

func (s *Server) plan(r *request, m match, req *http.Request) plan {
	if f := s.faults.pick(m.route, req, r.body); f != nil {
		return plan{fault: *f, faulted: true}
	}
	if s.cfg.chaos != nil {
		return s.cfg.chaos.draw(r, m)
	}
	return plan{}
}

// exchange answers a request. An error means that the wait for the answer ended without one.
func (s *Server) exchange(ctx context.Context, r *request, req *http.Request) (reply, error) {
	r.id = requestID(s.requests.Add(1))
	m := matchRoute(r.method, r.rawPath)
	entry := s.log.open(s.clock.now(), r, m)
	if err := s.wait(ctx, s.cfg.latency); err != nil {
		return reply{}, err
	}
	p := s.plan(r, m, req)
	if p.faulted {
		s.log.markFaulted(entry)
	}
	out, credential, err := s.act(ctx, r, m, p)
	s.log.close(entry, out.status, credential)
	return out, err
}

// act serves the request and does to it what was planned.
func (s *Server) act(ctx context.Context, r *request, m match, p plan) (reply, string, error) {
	f := &p.fault
	before, after := f.Delay, time.Duration(0)
	if f.After {
		before, after = after, before
	}
	if err := s.wait(ctx, before); err != nil {
		return reply{}, "", err
	}
	r.realNow = time.Now()
	var a answer
	if f.served() {
		a = s.backend.serve(r, m)
	}
	if err := s.wait(ctx, after); err != nil {
		return reply{}, a.credential, err
	}
	if f.Drop {
		return reply{ending: dropped}, a.credential, nil
	}
	if f.Status != 0 {
		credential := a.credential
		a = s.backend.fault(r, m, f.Status, f.Code)
		if credential != "" {
			a.credential = credential
		}
	}
	return p.shape(a), a.credential, nil
}

// shape makes the reply out of an answer: the fault's headers and body, and where it ends.
func (p plan) shape(a answer) reply {
	f := &p.fault
	out := reply{status: a.status, header: a.header, body: a.body, lent: a.lent, hold: p.hold}
	if out.header == nil {
		out.header = http.Header{}
	}
	if p.faulted {
		out.header = out.header.Clone()
		f.dress(&out)
	}
	if bodyless(out.status) {
		out.body = nil
		out.header.Del("Content-Type")
	}
	out.length = len(out.body)
	if f.Cut > 0 || f.Stall {
		out.truncate(f)
	}
	return out
}

// dress puts the fault's own body and headers on the reply.
func (f *Fault) dress(out *reply) {
	if f.Body != nil {
		out.body = f.Body
		out.header.Del("Content-Type")
		if len(f.Body) > 0 {
			out.header.Set("Content-Type", typeOfBody(f.Body))
		}
	}
	if f.RetryAfter > 0 {
		out.header.Set("Retry-After", wholeSeconds(f.RetryAfter))
	}
	for name, values := range f.Header {
		out.header[http.CanonicalHeaderKey(name)] = slices.Clone(values)
	}
}

// truncate lets the reply end early, with a Content-Length that always says more than is sent.
func (out *reply) truncate(f *Fault) {
	if bodyless(out.status) {
		out.ending = dropped
		return
	}
	out.ending = cut
	if f.Stall {
		out.ending = stalled
	}
	out.body = out.body[:min(f.Cut, len(out.body))]
	out.length = max(out.length, len(out.body)+1)
}

// wait passes d, unless the caller gives up or the server closes first.
func (s *Server) wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return context.Cause(ctx)
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-s.closing:
		return ErrClosed
	}
}

// stall waits as long as a stalled reply lasts.
func (s *Server) stall(ctx context.Context, hold time.Duration) error {
	if hold > 0 {
		return s.wait(ctx, hold)
	}
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-s.closing:
		return ErrClosed
	}
}

// bodyless tells the statuses whose answers have no body.
func bodyless(status int) bool {
	return status == http.StatusNoContent || status == http.StatusNotModified
}

func typeOfBody(body []byte) string {
	if json.Valid(body) {
		return "application/json"
	}
	return http.DetectContentType(body)
}

func wholeSeconds(d time.Duration) string {
	return strconv.FormatInt(int64((d-1)/time.Second)+1, 10)
}

// requestID is the nth request's id, 32 hex digits.
func requestID(n uint64) string {
	var raw [16]byte
	binary.BigEndian.PutUint64(raw[8:], n)
	return hex.EncodeToString(raw[:])
}

// setHeader copies a reply's headers into h, Content-Length among them.
func (out *reply) setHeader(h http.Header) {
	maps.Copy(h, out.header)
	if !bodyless(out.status) {
		h["Content-Length"] = []string{strconv.Itoa(out.length)}
	}
}
