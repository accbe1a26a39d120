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
}

func (p *plan) deletions() int { return len(p.changes) - p.creations }

// compare needs the portal's users to their end: half a listing would create people who are there.
func compare(rows []*row, users iter.Seq2[*partnerkit.PortalUser, error]) (*plan, error) {
	wanted := make(map[string]bool, len(rows))
	for _, person := range rows {
		wanted[keyOf(person.Email)] = true
	}
	present := make(map[string]bool, len(rows))
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
	}
	p := &plan{}
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

// without leaves out the changes that keys name.
func (p *plan) without(keys map[string]error) []change {
	var rest []change
	for _, c := range p.changes {
		if _, out := keys[c.key()]; !out {
			rest = append(rest, c)
		}
	}
	return rest
}
