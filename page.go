package partnerkit

// Paging, the same for every list: one page at a time, or an iterator over all.

import (
	"cmp"
	"iter"

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

// listing is a list whose pages are a Page each.
type listing[T any] = paging.List[*Page[T], T]

// paginate yields the items of an endpoint's list, page after page.
func paginate[T any](endpoint *call.Endpoint, l listing[T]) iter.Seq2[*T, error] {
	l.AsError = func(err error) error { return newError(call.BadPages(endpoint, err)) }
	return l.All()
}

func itemsOf[T any](page *Page[T]) []*T { return page.Items }

// pointers are the addresses of a list's items, which stay in one piece of memory.
func pointers[T any](list []T) []*T {
	items := make([]*T, len(list))
	for i := range list {
		items[i] = &list[i]
	}
	return items
}
