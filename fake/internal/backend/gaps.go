package backend

// Gaps: the places of a state that nobody could read. Of a state with gaps the rest is checked. Nothing is said of the gaps
// themselves, nor of what may be good or bad by what they hide.

import "strings"

// gaps are places such as `users[0].email`. What is below one could not be read either.
type gaps []string

// cover reports whether a place is a gap or in one.
func (g gaps) cover(place string) bool {
	for _, gap := range g {
		if inside(place, gap) {
			return true
		}
	}
	return false
}

// at reports whether something is missing of what a place has: it is in a gap, or a gap in it.
func (g gaps) at(place string) bool {
	for _, gap := range g {
		if inside(place, gap) || inside(gap, place) {
			return true
		}
	}
	return false
}

// ofEach reports whether a member is missing from an element of a list, or an element, or the list.
func (g gaps) ofEach(list, member string) bool {
	for _, gap := range g {
		below, inList := strings.CutPrefix(gap, list+"[")
		_, below, ofElement := strings.Cut(below, "].")
		if gap == list || inList && (!ofElement || inside(below, member)) {
			return true
		}
	}
	return false
}

// inside reports whether a place is another, or below it.
func inside(place, other string) bool {
	below, found := strings.CutPrefix(place, other)
	return found && (below == "" || below[0] == '.' || below[0] == '[')
}
