package series

// A search through a list that can be asked for no item alone: page after page, until the item is there.

import (
	"context"
	"errors"

	"github.com/partnerkit/partnerkit-go/internal/call"
	"github.com/partnerkit/partnerkit-go/internal/paging"
)

// Search looks for the first item that matches, in a list whose page is a P. Each run goes on at the last page that the
// one before has seen, since new items come last.
type Search[P, T any] struct {
	Request call.Request[P] // for a page; its query is made for each
	Query   func(cursor string) any
	Items   func(page *P) []*T
	Next    func(page *P) string // the cursor after a page, "" after the last one
	Matches func(*T) bool

	cursor string // of the last page that was seen
}

// Find looks for the item: nil and no failure if there is none.
func (s *Search[P, T]) Find(ctx context.Context, requests *Requests) (*T, *call.Failure) {
	return s.run(&requests.Last, func(r call.Request[P]) (*P, *call.Failure) { return Do(ctx, requests, r) })
}

// Require is Find for an item that must be there: if there is none, the failure is a documented case, and says why.
func (s *Search[P, T]) Require(ctx context.Context, requests *Requests, none error, reason string) (*T, *call.Failure) {
	item, failure := s.Find(ctx, requests)
	if item != nil || failure != nil {
		return item, failure
	}
	failure = call.AfterSuccess(s.Request.Endpoint, &requests.Last)
	failure.FromAPI, failure.Cases, failure.Reasons = true, []error{none}, []string{reason}
	return nil, failure
}

// ReadBack looks for an item whose creation may or may not have happened, as call.Request's ReadBack.
func (s *Search[P, T]) ReadBack(ctx context.Context, api *call.API, o call.Options) (*T, *call.Failure) {
	return s.run(o.Report, func(r call.Request[P]) (*P, *call.Failure) {
		page, failure := call.Do(ctx, api, r, o)
		o.Prepaid = false // of the pages, the first alone was paid for beforehand
		return page, failure
	})
}

// run returns the first item that matches, nil and no failure if there is none. It asks for each
// page by fetch, which leaves the report of its response in last.
func (s *Search[P, T]) run(last *call.Report, fetch func(call.Request[P]) (*P, *call.Failure)) (*T, *call.Failure) {
	var failure *call.Failure // of the page that ended the listing
	pages := paging.List[*P, T]{
		Start: s.cursor,
		Fetch: func(cursor string) (page *P, err error) {
			r := s.Request
			r.Query = s.Query(cursor)
			if page, failure = fetch(r); failure != nil {
				return nil, errNoPage
			}
			s.cursor = cursor
			return page, nil
		},
		Items: s.Items,
		Next:  func(page *P, _ int) string { return s.Next(page) },
		AsError: func(err error) error { // each page was fine, and they are wrong together
			failure = call.BadPages(s.Request.Endpoint, last, err)
			return err
		},
	}
	for item, err := range pages.All() {
		if err != nil {
			return nil, failure
		}
		if s.Matches(item) {
			return item, nil
		}
	}
	return nil, nil
}

var errNoPage = errors.New("the page could not be had")
