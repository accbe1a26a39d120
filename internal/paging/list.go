// Package paging goes through a list page after page, and ends where a server's pages lead nowhere: in a circle, or
// from one page of nothing new to the next.
package paging

// The iterator, and what it must be told of a list.

import "iter"

// List is what All needs to know of a list. P is a page of it.
type List[P, T any] struct {
	Start string // the cursor of the first page
	Fetch func(cursor string) (P, error)
	Items func(page P) []*T
	// Next is the cursor after a page, "" where the list ends; given is how many items
	// All has yielded.
	Next func(page P, given int) string
	// ID names an item of a list whose items move from page to page; nil where each
	// item is on one page alone.
	ID func(*T) string
	// AsError makes the caller's own error of pages that are wrong together.
	AsError func(error) error
}

// All yields the items of page after page, beginning anew on each range. It
// holds one page and the ids of the one before, however long the list is.
func (l List[P, T]) All() iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		var (
			before   map[string]bool
			yielded  int
			progress = progress{moving: l.ID != nil}
		)
		for cursor := l.Start; ; {
			page, err := l.Fetch(cursor)
			if err != nil {
				yield(nil, err)
				return
			}
			fresh := l.Items(page)
			if l.ID != nil {
				fresh, before = leaveOut(before, fresh, l.ID)
			}
			for _, item := range fresh {
				if !yield(item, nil) {
					return
				}
			}
			yielded += len(fresh)
			if cursor = l.Next(page, yielded); cursor == "" {
				return
			}
			progressKey := cursor
			if l.ID != nil && len(fresh) > 0 {
				progressKey = l.ID(fresh[0])
			}
			if err := progress.observe(progressKey, len(fresh)); err != nil {
				yield(nil, l.AsError(err))
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
