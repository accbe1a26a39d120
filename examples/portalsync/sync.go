package main

// The job, in rounds: look, compare, change, and look again until there is no difference. A lost answer needs no care
// of its own: nobody is created before a listing that began after the last try has shown that they are not there. This
// relies on a listing that shows what was written before it.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/partnerkit/partnerkit-go"
)

// idleRounds is how many rounds in a row may bring nothing before the job gives up.
const idleRounds = 3

func newSyncer(users *partnerkit.PortalUsersService, o options, rows []*row, out io.Writer, m *meter) *syncer {
	return &syncer{options: o, users: users, rows: rows, out: &report{out: out}, meter: m, refused: map[string]error{}}
}

// run reports whether the portal equals the file.
func (s *syncer) run(ctx context.Context) (equal bool, err error) {
	if s.dryRun {
		return s.preview(ctx)
	}
	err = s.converge(ctx)
	s.out.say("%d created, %d deleted, %d left as they were", s.created, s.deleted, s.left)
	if len(s.open) > 0 {
		s.out.say("in doubt until the next run looks: %d", len(s.open))
	}
	err = cmp.Or(err, s.out.err)
	return err == nil, err
}

// preview says what would be done, and why a run would not do it.
func (s *syncer) preview(ctx context.Context) (equal bool, err error) {
	p, err := s.look(ctx)
	if err != nil {
		return false, err
	}
	for _, c := range p.changes {
		s.out.say("%v", c)
	}
	s.out.say("%d to create, %d to delete, %d to leave; nothing was done", p.creations, p.deletions(), p.leaves)
	if reason := p.tooManyDeletions(s.maxDelete, 0); reason != "" {
		return false, fmt.Errorf("a run would do nothing: %s", reason)
	}
	return len(p.changes) == 0, s.out.err
}

func (s *syncer) look(ctx context.Context) (*plan, error) {
	return compare(s.rows, s.users.All(ctx, s.portal, partnerkit.PortalUserListParams{}))
}

// converge goes on until nothing is to be done but what the API refuses.
func (s *syncer) converge(ctx context.Context) error {
	idle, fewest := 0, 0
	for round := 1; ; round++ {
		p, err := s.look(ctx)
		if err != nil {
			return err
		}
		s.settle(p)
		changes, pending := p.next(s.refused), len(without(p.changes, s.refused))
		if round == 1 {
			s.left, fewest = p.leaves, pending
		}
		if len(changes) == 0 {
			return s.refusals(p.deletions())
		}
		if reason := p.tooManyDeletions(s.maxDelete, s.deleted); reason != "" {
			return fmt.Errorf("%s: %s", reason, s.soFar())
		}
		switch {
		case round == 1:
		case pending < fewest:
			idle, fewest = 0, pending
		default:
			if idle++; idle == idleRounds {
				return fmt.Errorf("%d changes do not come about: %w", pending, s.cause)
			}
		}
		s.out.say("round %d: %d to create, %d to delete, %d to leave", round, p.creations, p.deletions(), p.leaves)
		if err := s.apply(ctx, round, changes); err != nil {
			return err
		}
	}
}

func (s *syncer) soFar() string {
	if s.created+s.deleted == 0 {
		return "nothing was done"
	}
	return "the run ends here"
}

// settle learns from a listing what became of the changes in doubt, and of those that were refused.
func (s *syncer) settle(p *plan) {
	missing := make(map[string]bool, len(p.changes))
	for _, c := range p.changes {
		missing[c.key()] = true
	}
	happened := 0
	for key, c := range s.open {
		if !missing[key] {
			s.count(c)
			happened++
		}
	}
	if len(s.open) > 0 {
		s.out.say("of what was in doubt, %d of %d had happened", happened, len(s.open))
	}
	s.open = map[string]change{}
	for key := range s.refused {
		if !missing[key] {
			delete(s.refused, key)
		}
	}
}

// refusals is what the API would not have, in the order of the e-mails, and who stays for that; nil for nothing.
func (s *syncer) refusals(staying int) error {
	var errs []error
	for _, err := range s.refused {
		errs = append(errs, err)
	}
	slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	if len(errs) > 0 && staying > 0 {
		errs = append(errs, fmt.Errorf("%d to delete were left, since others could not be created", staying))
	}
	return errors.Join(errs...)
}
