package partnerkit

// Paging, the same for every list: one page at a time, or an iterator that cannot
// be led in a circle.

import (
	"cmp"
	"errors"
	"iter"
)

// Page is one page of a list.
type Page[T any] struct {
	Items  []*T   // in the API's order; empty on a page past the end
	Next   string // what to ask for the next page with; empty on the last page
	Number int    // the page's number, from 1; 0 where the API does not number pages
	Total  int    // items on all pages; 0 where the API does not say
}

const (
	allLimit      = 100 // items a page that All asks for
	defaultLimit  = 20  // items a page where none are asked for
	maxEmptyPages = 100
)

var (
	errCursorCycle = errors.New("the pages lead in a circle")
	errEmptyPages  = errors.New("100 pages running were empty")
)

// room is where the items of a page are decoded to. The one that is there already
// has no id: it stays, and is complained about, where the list is absent.
func room[T any](limit int) []T {
	return make([]T, 1, max(1, min(cmp.Or(limit, defaultLimit), allLimit)))
}

// walk yields the items of page after page, beginning anew on each range. Where
// items can move from one page to the next, identity names them and what the
// page before had is left out.
func walk[T any](o *operation, start string, identity func(*T) string, fetch func(cursor string) (*Page[T], error)) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		var guard circleGuard
		var before map[string]bool
		cursor, empty := start, 0
		for {
			page, err := fetch(cursor)
			if err != nil {
				yield(nil, err)
				return
			}
			var ids map[string]bool
			if identity != nil {
				ids = make(map[string]bool, len(page.Items))
			}
			for _, item := range page.Items {
				if identity != nil {
					id := identity(item)
					ids[id] = true
					if before[id] {
						continue
					}
				}
				if !yield(item, nil) {
					return
				}
			}
			before = ids
			if page.Next == "" {
				return
			}
			if empty++; len(page.Items) > 0 {
				empty = 0
			}
			if err := guard.check(page.Next, empty); err != nil {
				yield(nil, (&Error{Op: o.name, Method: o.method, Route: o.route}).raise(ErrMalformedResponse).because(err, err.Error()))
				return
			}
			cursor = page.Next
		}
	}
}

// circleGuard finds a repeating cursor in constant memory, whatever the length
// of the circle: it compares each with one that it keeps, and keeps a new one
// after twice as many steps each time (Brent's algorithm).
type circleGuard struct {
	kept         string
	steps, until int
}

func (g *circleGuard) check(cursor string, empty int) error {
	switch {
	case g.until > 0 && cursor == g.kept:
		return errCursorCycle
	case empty >= maxEmptyPages:
		return errEmptyPages
	case g.steps == g.until:
		g.kept, g.steps, g.until = cursor, 0, max(1, 2*g.until)
	}
	g.steps++
	return nil
}
