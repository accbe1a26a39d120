package main

// The files of a package, who refers to whom, and an order in which few references go back up.

import (
	"maps"
	"slices"
)

// reference is from a file that uses something to the file that has it.
type reference struct{ from, to string }

// graph is a package.
type graph struct {
	pkg   string
	files []string // sorted
	uses  map[reference]map[string]bool
}

func newGraph(pkg string, files []string) *graph {
	return &graph{pkg, slices.Sorted(slices.Values(files)), make(map[reference]map[string]bool)}
}

// add notes that a file uses a name of another; within one file it is nothing.
func (g *graph) add(from, to, name string) {
	r := reference{from, to}
	if from == to {
		return
	}
	if g.uses[r] == nil {
		g.uses[r] = make(map[string]bool)
	}
	g.uses[r][name] = true
}

func (g *graph) size() int                   { return len(g.uses) }
func (g *graph) names(r reference) []string  { return slices.Sorted(maps.Keys(g.uses[r])) }
func (g *graph) refers(from, to string) bool { return g.uses[reference{from, to}] != nil }
func (g *graph) weight(from, to string) (n int) {
	if g.refers(from, to) {
		n = 1
	}
	return n
}

// upward lists the references that go back up in an order, in that order.
func (g *graph) upward(order []string) []reference {
	var list []reference
	for i, from := range order {
		for _, to := range order[:i] {
			if g.refers(from, to) {
				list = append(list, reference{from, to})
			}
		}
	}
	return list
}

// order puts users before those they use, as far as that goes: a greedy order, in which files
// are then moved as long as a move helps.
func (g *graph) order() []string {
	order := g.greedy()
	for improved := true; improved; {
		improved = false
		for _, file := range slices.Clone(order) {
			improved = g.move(order, file) || improved
		}
	}
	return order
}

// greedy takes those that nobody left uses to the front, those that use nobody left to the back,
// and where there are neither the one that uses most and is used least to the front.
func (g *graph) greedy() []string {
	left := slices.Clone(g.files)
	var front, back []string
	for len(left) > 0 {
		best := slices.MaxFunc(left, func(a, b string) int { return g.lead(a, left) - g.lead(b, left) })
		for _, file := range left {
			used, uses := g.counts(file, left)
			if used == 0 || uses == 0 {
				best = file
				break
			}
		}
		if used, uses := g.counts(best, left); uses == 0 && used > 0 {
			back = append([]string{best}, back...)
		} else {
			front = append(front, best)
		}
		left = slices.DeleteFunc(left, func(file string) bool { return file == best })
	}
	return append(front, back...)
}

// counts tells by how many of some files a file is used, and how many it uses.
func (g *graph) counts(file string, among []string) (used, uses int) {
	for _, other := range among {
		used += g.weight(other, file)
		uses += g.weight(file, other)
	}
	return used, uses
}

// lead is by how much more a file uses than is used.
func (g *graph) lead(file string, among []string) int {
	used, uses := g.counts(file, among)
	return uses - used
}

// move puts a file where the fewest references go back up, and reports whether that is fewer
// than before.
func (g *graph) move(order []string, file string) bool {
	at := slices.Index(order, file)
	best, gain, to := 0, 0, at
	for i := at - 1; i >= 0; i-- { // upwards, past order[i]
		gain += g.weight(file, order[i]) - g.weight(order[i], file)
		if gain > best {
			best, to = gain, i
		}
	}
	gain = 0
	for i := at + 1; i < len(order); i++ { // downwards
		gain += g.weight(order[i], file) - g.weight(file, order[i])
		if gain > best {
			best, to = gain, i
		}
	}
	if best == 0 {
		return false
	}
	copy(order, slices.Insert(slices.Delete(slices.Clone(order), at, at+1), to, file))
	return true
}
