package paging

// Pages that have numbers instead of cursors, and say how many items there are: whether another one follows.

import (
	"math"
	"strconv"
)

// Numbered is a page that has a number, and what it says of itself.
type Numbered struct {
	Number int // from 1
	Items  int // that came
	Limit  int // items a page, as the page says
	Total  int // items on all pages, as the page says
}

// Next is the number of the page after this one, "" for none.
func (p Numbered) Next() string {
	if p.isLast() {
		return ""
	}
	return p.following()
}

// isLast reports whether the page's own numbers say that no other follows. A server
// may cut pages shorter than it was asked to, and than it says: its total and limit
// count where they agree with what came.
func (p Numbered) isLast() bool {
	if p.Items == 0 || p.Number == 1 {
		return p.Items == 0 || p.Items == p.Total
	}
	before := p.Total - p.Items
	return p.Items <= p.Limit && before%p.Limit == 0 && before/p.Limit == p.Number-1
}

// NextSince is where a listing goes on that began at a page and has given so many items: until a page is empty,
// or as many were given as there are. How many stand before a later page than the
// first is not known. A total smaller than the number of items given is ignored.
func (p Numbered) NextSince(first, given int) string {
	if p.Items == 0 || first <= 1 && given == p.Total {
		return ""
	}
	return p.following()
}

// following is the next number, "" after the last one that there is.
func (p Numbered) following() string {
	if p.Number == math.MaxInt {
		return ""
	}
	return strconv.Itoa(p.Number + 1)
}
