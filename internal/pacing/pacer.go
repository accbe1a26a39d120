// Package pacing holds requests back while the window of a quota, as an API told of it, has no
// room. It sends nothing and knows no HTTP: whoever sends waits for a Reservation first, and says what
// came of it.
package pacing

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"
)

// Pacer keeps the windows of any number of quotas. Each is named by a key, of any comparable type.
type Pacer struct {
	mu     sync.Mutex
	quotas map[any]*quota
	tidyAt int // from this many quotas on, those that can be forgotten are
}

// minTidy is how many quotas are kept before any is forgotten.
const minTidy = 64

// New makes a pacer that knows of no quota yet.
func New() *Pacer { return &Pacer{quotas: map[any]*quota{}, tidyAt: minTidy} }

// quota is a window, and those who wait for room in it, in their order. The pacer's lock guards it.
type quota struct {
	window

	waiting []*waiter
	timer   *time.Timer // at the window's end, for those who wait; nil before anybody did
}

// waiter is one call of Wait.
type waiter struct {
	deadline time.Time  // zero for none
	ready    chan error // nil with a reservation
}

// NoRoomError is the error of a wait that was not begun, since it would pass the context's deadline.
type NoRoomError struct{ Wait time.Duration }

// Error says how long the wait would be.
func (e *NoRoomError) Error() string {
	return fmt.Sprintf("the quota has no room for another %s, and the context's deadline comes before", e.Wait.Round(time.Millisecond))
}

// Reservation is room for one request in the window of a quota. A nil Reservation is that of no quota.
type Reservation struct {
	pacer      *Pacer
	quota      *quota
	used       bool
	lostBefore int // the quota's lost, when the request went out
}

// Wait waits until the quota has room, and takes it. Its error is the context's, or a *NoRoomError.
func (p *Pacer) Wait(ctx context.Context, key any) (*Reservation, error) {
	reservation, w := p.join(ctx, key)
	if w == nil {
		return reservation, nil
	}
	var err error
	select {
	case err = <-w.ready:
	case <-ctx.Done():
		err = ctx.Err()
		p.leave(reservation.quota, w)
	}
	if err != nil {
		return nil, err
	}
	return reservation, nil
}

// Within reserves at once, without waiting: it is for a request on which those who hold reservations
// wait. It takes over the reservation held if no request has used that, else it adds one. It is nil if
// the one held is of another quota.
func (p *Pacer) Within(held *Reservation, key any) *Reservation {
	p.mu.Lock()
	defer p.mu.Unlock()
	q := p.quotaOf(key)
	switch {
	case held != nil && held.quota != q:
		return nil
	case held != nil && !held.used:
		held.used = true
	default:
		q.underWay++
	}
	return &Reservation{pacer: p, quota: q}
}

// join takes a reservation at once, where the waiter is nil, or one in the queue of waiters.
func (p *Pacer) join(ctx context.Context, key any) (*Reservation, *waiter) {
	p.mu.Lock()
	defer p.mu.Unlock()
	q := p.quotaOf(key)
	q.roll(time.Now())
	reservation := &Reservation{pacer: p, quota: q}
	if len(q.waiting) == 0 && q.hasRoom() {
		q.underWay++
		return reservation, nil
	}
	w := &waiter{ready: make(chan error, 1)}
	w.deadline, _ = ctx.Deadline()
	q.waiting = append(q.waiting, w)
	p.settle(q)
	return reservation, w
}

// leave takes a waiter whose context has ended out of the queue of waiters, and gives back a reservation that came too late.
func (p *Pacer) leave(q *quota, w *waiter) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if i := slices.Index(q.waiting, w); i >= 0 {
		q.waiting = slices.Delete(q.waiting, i, i+1)
	} else if err := <-w.ready; err == nil {
		q.underWay--
	}
	p.settle(q)
}

// settle lets in whom there is room for, tells those whose deadline comes before the window's end,
// and sees to it that somebody looks again at that end.
func (p *Pacer) settle(q *quota) {
	now := time.Now()
	q.roll(now)
	for len(q.waiting) > 0 && q.hasRoom() {
		q.underWay++
		q.waiting[0].ready <- nil
		q.waiting = slices.Delete(q.waiting, 0, 1)
	}
	q.waiting = slices.DeleteFunc(q.waiting, func(w *waiter) bool {
		tooLong := q.isTooLong(w)
		if tooLong {
			w.ready <- &NoRoomError{q.ends.Sub(now)}
		}
		return tooLong
	})
	switch {
	case len(q.waiting) == 0 || q.ends.IsZero(): // nobody to wake, or a response that is under way will
		if q.timer != nil {
			q.timer.Stop()
		}
	case q.timer == nil:
		q.timer = time.AfterFunc(q.ends.Sub(now), func() {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.settle(q)
		})
	default:
		q.timer.Reset(q.ends.Sub(now))
	}
}

// isTooLong reports whether there is no room before a waiter's deadline.
func (q *quota) isTooLong(w *waiter) bool {
	return q.isSpent() && !w.deadline.IsZero() && !w.deadline.After(q.ends)
}

// quotaOf is the quota of a key. Those that nobody uses, and of which nothing is known but the
// limit, are forgotten as others come, so that they do not add up.
func (p *Pacer) quotaOf(key any) *quota {
	q := p.quotas[key]
	if q != nil {
		return q
	}
	if len(p.quotas) >= p.tidyAt {
		now := time.Now()
		for key, old := range p.quotas {
			old.roll(now)
			if old.underWay == 0 && len(old.waiting) == 0 && old.ends.IsZero() {
				delete(p.quotas, key)
			}
		}
		p.tidyAt = max(minTidy, 2*len(p.quotas))
	}
	q = &quota{}
	p.quotas[key] = q
	return q
}

// Use takes a reservation for a request that goes out: the first one gets this reservation, each further one
// another that nobody waited for.
func (r *Reservation) Use() *Reservation {
	if r == nil {
		return nil
	}
	r.pacer.mu.Lock()
	defer r.pacer.mu.Unlock()
	if !r.used {
		r.used, r.lostBefore = true, r.quota.lost
		return r
	}
	r.quota.underWay++
	return &Reservation{pacer: r.pacer, quota: r.quota, used: true, lostBefore: r.quota.lost}
}

// Return gives back a reservation that no request has used; else it does nothing.
func (r *Reservation) Return() {
	if r == nil {
		return
	}
	r.pacer.mu.Lock()
	defer r.pacer.mu.Unlock()
	if !r.used {
		r.used = true
		r.free()
	}
}

// IsUsed reports whether a request has the reservation, or it was given back.
func (r *Reservation) IsUsed() bool {
	if r == nil {
		return false
	}
	r.pacer.mu.Lock()
	defer r.pacer.mu.Unlock()
	return r.used
}

// NotSent gives back a used reservation whose request did not reach the API.
func (r *Reservation) NotSent() {
	r.pacer.mu.Lock()
	defer r.pacer.mu.Unlock()
	r.free()
}

// Lost ends a used reservation whose request got no response: the request counts as made.
func (r *Reservation) Lost() {
	r.pacer.mu.Lock()
	defer r.pacer.mu.Unlock()
	r.quota.lose()
	r.free()
}

// Untold ends a used reservation whose request got a response that says nothing of the quota: the request counts as
// made, and the quota is forgotten in the end.
func (r *Reservation) Untold() {
	r.pacer.mu.Lock()
	defer r.pacer.mu.Unlock()
	r.quota.untold()
	r.free()
}

// Observe takes in what a response said of the quota; the request of a used reservation went out at sent
// or later. What was lost before that is in the response, if the API ever counted it; what was lost since may
// have been counted afterwards.
func (r *Reservation) Observe(sent time.Time, state QuotaState) {
	r.pacer.mu.Lock()
	defer r.pacer.mu.Unlock()
	now := time.Now()
	r.quota.roll(now)
	state.Remaining -= r.quota.lost - r.lostBefore
	r.quota.learn(sent, now, state)
	r.free()
}

// free ends the reservation, and lets others in.
func (r *Reservation) free() {
	r.quota.underWay--
	r.pacer.settle(r.quota)
}
