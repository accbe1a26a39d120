package partnerkit

// A method is data: what it is called, where it goes, and what a repeat of it
// means. do carries any of them out.

import (
	"bytes"
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/google/go-querystring/query"
)

// repeat says what sending an operation a second time means.
type repeat int

const (
	// once is a write: a repeat could do it twice, or undo what another writer did since.
	once repeat = iota
	// harmless is a read, or a write of which two are the same as one.
	harmless
)

// operation is one documented call, the same for every client.
type operation struct {
	name   string // "Users.Get"
	method string
	route  string // "/v1/users/{id}"
	repeat repeat
	cases  map[int]error // documented cases that the status tells for this operation

	list      bool // the answer is a list: up to 16 MiB
	mayBeBare bool // a success may come without a body
	anonymous bool // no credential is sent
	hushed    bool // the answer holds a credential: no error keeps any of it
}

// input is what a caller gave to a call.
type input struct {
	path    []string // the route's parameters, in order
	query   any      // for go-querystring; nil for none
	body    any      // sent as JSON; nil for none
	refuse  error    // what was wrong with an argument: nothing is sent
	secrets []string // values of the body that no error may show
}

// call is one use of an operation whose answer is decoded into a T.
type call[T any] struct {
	operation *operation
	input     input
	// lacks says what is wrong with a decoded answer, "" where it is whole; nil asks
	// nothing. It is told want, the id that the answer must have.
	lacks func(answer *T, want string) string
	want  string
	// readBack looks for the effect of a write whose answer was lost, and reports
	// whether it is there; nil where that cannot be told.
	readBack func(context.Context, []CallOption) (*T, bool)
}

// do carries out a call against an API.
func do[T any](ctx context.Context, a *api, c call[T], opts []CallOption) (*T, error) {
	answer := &slot[T]{check: c.lacks, want: c.want}
	x, failure := begin(ctx, a, c.operation, &c.input, opts)
	if failure != nil {
		return nil, failure
	}
	x.result = answer
	failure = x.run()
	if failure == nil {
		return &answer.value, nil
	}
	if seen, ok := lookBack(ctx, x, c.readBack, opts); ok {
		return seen, nil
	}
	return nil, failure
}

// result is where an answer is decoded to.
type result interface {
	fresh() any    // the address to decode to, emptied
	lacks() string // what is wrong with what was decoded, "" where it is whole
}

type slot[T any] struct {
	value T
	check func(*T, string) string
	want  string
}

func (s *slot[T]) fresh() any {
	var zero T
	s.value = zero
	return &s.value
}

func (s *slot[T]) lacks() string {
	if s.check == nil {
		return ""
	}
	return s.check(&s.value, s.want)
}

// lookBack asks for the effect of a write whose outcome is unknown. It costs
// what a repeat costs, and is not begun on a context that is over.
func lookBack[T any](ctx context.Context, x *exchange, look func(context.Context, []CallOption) (*T, bool), opts []CallOption) (*T, bool) {
	if look == nil || !x.lost || ctx.Err() != nil || !x.api.budget.spend() {
		return nil, false
	}
	var response Response
	seen, ok := look(ctx, append(opts[:len(opts):len(opts)], WithResponse(&response)))
	switch {
	case !ok:
		x.options.report(x) // looking emptied what the caller had been told
	case x.options.response != nil:
		*x.options.response = response
		x.options.response.ReadBack, x.options.response.Attempts = true, x.attempts
	}
	return seen, ok
}

// pathRoom is what most escaped paths fit in.
const pathRoom = 96

// target builds the URL of an operation. A path parameter that could address
// anything but its own place is refused.
func (o *operation) target(base *baseURL, in *input) (*url.URL, error) {
	var path strings.Builder
	path.Grow(pathRoom)
	rest := o.route
	for _, parameter := range in.path {
		before, after, _ := strings.Cut(rest, "{")
		name, after, _ := strings.Cut(after, "}")
		if complaint := unsafeSegment(parameter); complaint != "" {
			return nil, invalid("%s %s", name, complaint)
		}
		path.WriteString(before)
		path.WriteString(url.PathEscape(parameter))
		rest = after
	}
	path.WriteString(rest)
	if in.query == nil {
		return base.url(path.String(), ""), nil
	}
	values, err := query.Values(in.query)
	if err != nil {
		return nil, invalid("the query cannot be written: %s", err)
	}
	for name, texts := range values {
		for _, text := range texts {
			if !utf8.ValidString(text) {
				return nil, invalid("%s is not valid UTF-8", name)
			}
		}
	}
	return base.url(path.String(), values.Encode()), nil
}

// encode writes a body. Text that is not UTF-8 is refused: encoding/json would
// send U+FFFD in its place, which it alone writes as an escape.
func (in *input) encode() ([]byte, error) {
	if in.body == nil {
		return nil, nil
	}
	body, err := json.Marshal(in.body)
	switch {
	case err != nil:
		return nil, invalid("the body cannot be written as JSON: %s", err)
	case bytes.Contains(bytes.ReplaceAll(body, []byte(`\\`), nil), []byte(`\ufffd`)), !utf8.Valid(body):
		return nil, invalid("a text in the body is not valid UTF-8")
	default:
		return body, nil
	}
}
