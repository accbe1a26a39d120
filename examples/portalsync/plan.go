package main

// What is to be done: the difference between the file and a whole listing of the portal.

import (
	"fmt"
	"iter"

	"github.com/partnerkit/partnerkit-go"
)

// change is one thing to do. Of the two, one is set.
type change struct {
	create *row                   // somebody who is in the file alone
	remove *partnerkit.PortalUser // somebody who is in the portal alone
}

func (c change) key() string {
	if c.create != nil {
		return keyOf(c.create.Email)
	}
	return keyOf(c.remove.Email)
}

func (c change) String() string {
	if c.create != nil {
		return fmt.Sprintf("create %s (line %d)", c.create.Email, c.create.line)
	}
	return fmt.Sprintf("delete %s (%s)", c.remove.Email, c.remove.ID)
}

// plan is the difference.
type plan struct {
	changes           []change // creations in the order of the file, then deletions in the order of the portal
	creations, leaves int
	size              int // of the portal
}

func (p *plan) deletions() int { return len(p.changes) - p.creations }

// tooManyDeletions says why a run must not delete as many as it would, with those whom it has deleted; "" if it may.
// A file that is not whole, or another portal's, would delete most of the users.
func (p *plan) tooManyDeletions(limit, deleted int) string {
	all := deleted + p.deletions()
	if limit != usualLimit {
		if all <= limit {
			return ""
		}
		return fmt.Sprintf("%d would be deleted, and -max-delete is %d", all, limit)
	}
	if all <= min(usualDeletions, (p.size+deleted)/usualShare) {
		return ""
	}
	return fmt.Sprintf("%d of the portal's %d would be deleted, and without -max-delete that is at most %d, and at most a tenth (-max-delete %d allows it)",
		all, p.size+deleted, usualDeletions, all)
}

// What a run may delete that was told nothing of it: so many, and at most one in so many.
const (
	usualDeletions = 10
	usualShare     = 10
)

// compare needs the portal's users to their end: half a listing would create people who are there.
func compare(rows []*row, users iter.Seq2[*partnerkit.PortalUser, error]) (*plan, error) {
	wanted := make(map[string]bool, len(rows))
	for _, person := range rows {
		wanted[keyOf(person.Email)] = true
	}
	present := make(map[string]bool, len(rows))
	p := &plan{}
	var deletions []change
	for user, err := range users {
		if err != nil {
			return nil, err
		}
		key := keyOf(user.Email)
		if !wanted[key] {
			deletions = append(deletions, change{remove: user})
		}
		present[key] = true
		p.size++
	}
	for _, person := range rows {
		if !present[keyOf(person.Email)] {
			p.changes = append(p.changes, change{create: person})
		}
	}
	p.creations = len(p.changes)
	p.leaves = len(rows) - p.creations
	p.changes = append(p.changes, deletions...)
	return p, nil
}

// next is what a round does: the creations that were not refused. Deletions wait until nobody is to be created any more,
// so that whoever takes another's place is there before the other goes, and a refusal costs nobody their access.
func (p *plan) next(refused map[string]error) []change {
	if p.creations > 0 {
		return without(p.changes[:p.creations], refused)
	}
	return without(p.changes, refused)
}

// without leaves out the changes that keys name.
func without(changes []change, keys map[string]error) []change {
	var rest []change
	for _, c := range changes {
		if _, out := keys[c.key()]; !out {
			rest = append(rest, c)
		}
	}
	return rest
}
