// Package series carries out a method that needs several requests: one after the other, with one set of options and one
// count of sends. It knows no service and no type of the public package, as package call, which carries out each request.
package series

// The requests, and the one that asks whether somebody is there.

import (
	"context"

	"github.com/partnerkit/partnerkit-go/internal/call"
)

// Requests are those that one call of a method makes.
type Requests struct {
	API     *call.API
	Options call.Options // of each request
	Last    call.Report  // of the last request; its attempts are those of all
}

// New begins the requests of a method.
func New(api *call.API, o call.Options) *Requests {
	s := &Requests{API: api, Options: o}
	s.Options.Report = &s.Last
	return s
}

// Do carries out the next request.
func Do[T any](ctx context.Context, s *Requests, r call.Request[T]) (*T, *call.Failure) {
	value, failure := call.Do(ctx, s.API, r, s.Options)
	s.Options.PriorAttempts = s.Last.Attempts
	return value, failure
}

// Find is Do for a request that may find nobody: nil and no failure if the API says so, by a documented case.
func Find[T any](ctx context.Context, s *Requests, r call.Request[T], nobody error) (*T, *call.Failure) {
	value, failure := Do(ctx, s, r)
	if failure.IsCase(nobody) {
		return nil, nil
	}
	return value, failure
}

// restore returns an earlier failure as the result of all requests, with the report of its response.
func (s *Requests) restore(failure *call.Failure, report call.Report) *call.Failure {
	attempts := s.Options.PriorAttempts
	failure.Attempts, report.Attempts = attempts, attempts
	s.Last = report
	return failure
}
