package partnerkit

// Paging, the same for every list: one page at a time, or an iterator that no
// server can keep busy without getting on.

import (
	"cmp"
	"errors"
	"iter"

	"github.com/partnerkit/partnerkit-go/internal/call"
)

// Page is one page of a list.
type Page[T any] struct {
	Items  []*T   // in the API's order; empty on a page past the end
	Next   string // what to ask for the next page with; empty on the last page
	Number int    // the page's number, from 1; 0 where the API does not number pages
	Total  int    // items on all pages; 0 where the API does not say
}

const (
	allLimit     = 100 // items a page that All asks for
	defaultLimit = 20  // items a page where none are asked for
	maxIdlePages = 100 // pages running that bring nothing new
)

var (
	errCycle      = errors.New("the pages lead in a circle")
	errNothingNew = errors.New("100 pages running were empty or brought nothing new")
)

// expectedItems is how many items a page may well hold.
func expectedItems(limit int) int { return min(cmp.Or(limit, defaultLimit), allLimit) }

// listing is what paginate needs to know of a list.
type listing[T any] struct {
	endpoint *call.Endpoint
	start    string // the cursor of the first page
	fetch    func(cursor string) (*Page[T], error)
	// next is the cursor after a page, "" where the list ends; given is how many items
	// All has yielded.
	next func(page *Page[T], given int) string
	// id names an item of a list whose items move from page to page; nil where each
	// item is on one page alone.
	id func(*T) string
}

// paginate yields the items of page after page, beginning anew on each range. It
// holds one page and the ids of the one before, however long the list is.
func paginate[T any](l listing[T]) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		var (
			before   map[string]bool
			given    int
			progress = progress{moving: l.id != nil}
		)
		for cursor := l.start; ; {
			page, err := l.fetch(cursor)
			if err != nil {
				yield(nil, err)
				return
			}
			fresh := page.Items
			if l.id != nil {
				fresh, before = leaveOut(before, page.Items, l.id)
			}
			for _, item := range fresh {
				if !yield(item, nil) {
					return
				}
			}
			given += len(fresh)
			if cursor = l.next(page, given); cursor == "" {
				return
			}
			mark := cursor
			if l.id != nil && len(fresh) > 0 {
				mark = l.id(fresh[0])
			}
			if err := progress.check(mark, len(fresh)); err != nil {
				yield(nil, newError(call.BadPages(l.endpoint, err)))
				return
			}
		}
	}
}

// leaveOut returns the items that were not on the page before, and the ids of all.
func leaveOut[T any](before map[string]bool, items []*T, id func(*T) string) (fresh []*T, ids map[string]bool) {
	ids = make(map[string]bool, len(items))
	for _, item := range items {
		ids[id(item)] = true
		if !before[id(item)] {
			fresh = append(fresh, item)
		}
	}
	return fresh, ids
}

// progress finds out, in constant memory, that pages get nowhere.
type progress struct {
	moving bool // items move from page to page, as new ones push the old ones down
	idle   int  // pages running that brought nothing new
	cycle  cycleDetector
}

// check looks at each page that another one follows. The mark is the next cursor, or
// the first new item where items move.
func (p *progress) check(mark string, fresh int) error {
	if p.idle++; fresh > 0 {
		p.idle = 0
	}
	tolerated := 0
	switch {
	case p.idle >= maxIdlePages:
		return errNothingNew
	case p.moving && fresh == 0: // as many came as the page before holds, and pushed it down to here
		return nil
	case p.moving: // as many came as several pages hold, which is rare enough to happen once
		tolerated = 1
	}
	if p.cycle.returns(mark) > tolerated {
		return errCycle
	}
	return nil
}

// cycleDetector finds a repeating mark in constant memory, whatever the length of
// the cycle: it compares each mark with one that it keeps, and keeps a new one after
// twice as many steps each time (Brent's algorithm).
type cycleDetector struct {
	kept         string
	seen         int // how often the kept mark has come again
	steps, until int
}

// returns is how often a mark has come again since the detector keeps it.
func (d *cycleDetector) returns(mark string) int {
	d.steps++
	switch {
	case d.until > 0 && mark == d.kept:
		d.seen++
		return d.seen
	case d.steps > d.until:
		d.kept, d.seen, d.steps, d.until = mark, 0, 0, max(1, 2*d.until)
	}
	return 0
}

// pointers are the addresses of a list's items, which stay in one piece of memory.
func pointers[T any](list []T) []*T {
	items := make([]*T, len(list))
	for i := range list {
		items[i] = &list[i]
	}
	return items
}
