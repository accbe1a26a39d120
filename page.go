package partnerkit

// Paging, the same for every list: one page at a time, or an iterator over all.

import (
	"cmp"
	"iter"
	"slices"

	"github.com/partnerkit/partnerkit-go/internal/call"
	"github.com/partnerkit/partnerkit-go/internal/paging"
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
)

// expectedItems is how many items a page may well hold.
func expectedItems(limit int) int { return min(cmp.Or(limit, defaultLimit), allLimit) }

// listing is a list whose pages are a Page each, and a call each.
type listing[T any] struct {
	endpoint *call.Endpoint
	opts     []CallOption // of each call
	start    string       // the cursor of the first page
	fetch    func(cursor string, opts []CallOption) (*Page[T], error)
	next     func(page *Page[T], given int) string // see paging.List, and id too
	id       func(*T) string
}

// all yields the items, page after page.
func (l listing[T]) all() iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		var last call.Report // of each range by itself
		opts := append(slices.Clip(l.opts), reportTo(&last))
		pages := paging.List[*Page[T], T]{
			Start: l.start, Next: l.next, ID: l.id,
			Fetch:   func(cursor string) (*Page[T], error) { return l.fetch(cursor, opts) },
			Items:   func(page *Page[T]) []*T { return page.Items },
			AsError: func(err error) error { return newError(call.BadPages(l.endpoint, &last, err)) },
		}
		pages.All()(yield)
	}
}

// reportTo has the engine's report of a call's response left in r.
func reportTo(r *call.Report) CallOption {
	return callOption(func(o *callOptions) error {
		o.Report = r
		return nil
	})
}

// pointers are the addresses of a list's items, which stay in one piece of memory.
func pointers[T any](list []T) []*T {
	items := make([]*T, len(list))
	for i := range list {
		items[i] = &list[i]
	}
	return items
}
