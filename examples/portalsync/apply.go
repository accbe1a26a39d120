package main

// One round's changes, a few at a time, and what each answer means for the job.

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/partnerkit/partnerkit-go"
)

// syncer is one run of the job.
type syncer struct {
	options
	users *partnerkit.PortalUsersService
	rows  []*row
	out   *report
	meter *meter

	created, deleted, left int
	open                   map[string]change // of the last round: sent, and nobody knows what became of it
	refused                map[string]error  // what the API will not have, by the e-mail's key
	cause                  error             // the last reason for leaving a change to the next round
}

// verdict is what an answer means.
type verdict int

const (
	later   verdict = iota // the next round looks, and does it where it is still to be done
	done                   // it is so
	refused                // the API will not have it, however often it is asked
	fatal                  // nothing else would fare better
)

// verdicts are the errors that decide; the first that fits does. All others pass: outages, throttling, lost answers.
var verdicts = []struct {
	is   error
	says verdict
}{
	{partnerkit.ErrOutcomeUnknown, later},
	{partnerkit.ErrUserNotFound, done}, // said to a deletion alone: somebody else was faster
	{partnerkit.ErrInvalidArgument, refused},
	{partnerkit.ErrBadRequest, refused}, // an unknown role; or an e-mail that has come about since, as the next listing shows
	{partnerkit.ErrUnauthorized, fatal},
	{partnerkit.ErrForbidden, fatal},
	{partnerkit.ErrNotFound, fatal}, // the portal
	{partnerkit.ErrNoCredential, fatal},
	{partnerkit.ErrNoBaseURL, fatal},
}

func judge(err error) verdict {
	if err == nil {
		return done
	}
	for _, v := range verdicts {
		if errors.Is(err, v.is) {
			return v.says
		}
	}
	return later
}

// result is a change that was tried.
type result struct {
	change
	err error
}

// apply tries every change once. It ends early, with the reason, when ctx does or an answer is fatal. The workers only
// call; everything that is counted is counted here.
func (s *syncer) apply(ctx context.Context, round int, changes []change) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	s.meter.start(fmt.Sprintf("round %d", round), len(changes))
	defer s.meter.end()
	for r := range s.results(ctx, changes) {
		s.meter.step()
		switch says := judge(r.err); {
		case says == done:
			s.count(r.change)
		case says == refused:
			s.refused[r.key()] = fmt.Errorf("%v: %w", r.change, r.err)
		case says == fatal && ctx.Err() == nil:
			stop(fmt.Errorf("%v: %w", r.change, r.err))
		default:
			s.open[r.key()], s.cause = r.change, r.err
		}
	}
	return context.Cause(ctx)
}

// results makes the changes, and is closed when no worker works any more.
func (s *syncer) results(ctx context.Context, changes []change) <-chan result {
	queue, results := make(chan change), make(chan result)
	var workers sync.WaitGroup
	for range min(s.workers, len(changes)) {
		workers.Go(func() {
			for c := range queue {
				results <- result{c, s.make(ctx, c)}
			}
		})
	}
	go func() {
		defer close(results)
		defer workers.Wait()
		defer close(queue)
		for _, c := range changes {
			select {
			case queue <- c:
			case <-ctx.Done():
				return
			}
		}
	}()
	return results
}

func (s *syncer) make(ctx context.Context, c change) error {
	if c.remove != nil {
		return s.users.Delete(ctx, s.portal, c.remove.ID)
	}
	_, err := s.users.Create(ctx, s.portal, c.create.PortalUserCreateParams)
	return err
}

func (s *syncer) count(c change) {
	if c.create != nil {
		s.created++
	} else {
		s.deleted++
	}
}
