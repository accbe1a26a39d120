package partnerkit

// A method is data: what it is called, where it goes, and what a repeat of it
// means. do carries any of them out.

import (
	"context"
	"encoding/json"
	"net/url"
	"reflect"
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
	path    [2]string // the route's parameters, in order; no route has more
	query   any       // for go-querystring; nil for none
	body    any       // sent as JSON; nil for none
	refuse  error     // what was wrong with an argument: nothing is sent
	secrets []string  // values of the body that no error may show
}

// call is one use of an operation whose answer is decoded into a T.
type call[T any] struct {
	operation *operation
	input     input
	// lacks says what is wrong with a decoded answer, "" where it is whole; nil asks
	// nothing. It is told want, the id that the answer must have.
	lacks func(answer *T, want string) string
	want  string
	// prepare makes room in the place that an answer is decoded to; nil for none.
	prepare func(*T)
	// readBack looks for the effect of a write whose answer was lost, and reports
	// whether it is there; nil where that cannot be told.
	readBack func(context.Context, []CallOption) (*T, bool)
}

// do carries out a call against an API.
func do[T any](ctx context.Context, a *api, c call[T], opts []CallOption) (*T, error) {
	answer := &slot[T]{prepare: c.prepare, check: c.lacks, want: c.want}
	x, failure := begin(ctx, a, c.operation, &c.input, opts)
	if failure != nil {
		return nil, failure
	}
	x.result = answer
	failure = x.run()
	if failure == nil {
		x.logCall(nil, false)
		return &answer.value, nil
	}
	if seen, ok := lookBack(ctx, x, c.readBack, opts); ok {
		x.logCall(nil, true)
		return seen, nil
	}
	x.logCall(failure, false)
	return nil, failure
}

// result is where an answer is decoded to.
type result interface {
	empty() any    // the address to decode to, emptied
	makeRoom()     // before decoding
	lacks() string // what is wrong with what was decoded, "" where it is whole
}

type slot[T any] struct {
	value   T
	prepare func(*T)
	check   func(*T, string) string
	want    string
}

func (s *slot[T]) empty() any {
	var zero T
	s.value = zero
	return &s.value
}

func (s *slot[T]) makeRoom() {
	if s.prepare != nil {
		s.prepare(&s.value)
	}
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
	var write, read Response
	told := x.options.response
	if told == nil {
		told = &write
	}
	write = *told // looking empties it, since the caller's options are the look's, too
	seen, ok := look(ctx, append(opts[:len(opts):len(opts)], looking(&read)))
	*told = write
	if ok {
		*told = read
		told.ReadBack, told.Attempts = true, x.attempts
	}
	return seen, ok
}

// pathRoom is what most escaped paths fit in.
const pathRoom = 96

// target builds the URL of an operation.
func (o *operation) target(base *baseURL, in *input) (url.URL, error) {
	path, err := o.path(in)
	if err != nil || in.query == nil {
		return base.url(path, ""), err
	}
	values, err := query.Values(in.query)
	if err != nil {
		return url.URL{}, invalid("the query cannot be written: %s", err)
	}
	for name, texts := range values {
		for _, text := range texts {
			if !utf8.ValidString(text) {
				return url.URL{}, invalid("%s is not valid UTF-8", name)
			}
		}
	}
	return base.url(path, values.Encode()), nil
}

// path fills a route's parameters in, escaped. One that could address anything
// but its own place is refused.
func (o *operation) path(in *input) (string, error) {
	var path strings.Builder
	path.Grow(pathRoom)
	rest := o.route
	for _, parameter := range in.path {
		before, after, found := strings.Cut(rest, "{")
		if !found {
			break
		}
		name, after, _ := strings.Cut(after, "}")
		if complaint := unsafeSegment(parameter); complaint != "" {
			return "", invalid("%s %s", name, complaint)
		}
		path.WriteString(before)
		path.WriteString(url.PathEscape(parameter))
		rest = after
	}
	path.WriteString(rest)
	return path.String(), nil
}

// encode writes a body. Text that is not UTF-8 is refused: encoding/json would
// send U+FFFD in its place.
func (in *input) encode() ([]byte, error) {
	if in.body == nil {
		return nil, nil
	}
	body, err := json.Marshal(in.body)
	switch {
	case err != nil:
		return nil, invalid("the body cannot be written as JSON: %s", err)
	case holdsReplacement(body) && !new(textWalk).isText(reflect.ValueOf(in.body)), !utf8.Valid(body):
		return nil, invalid("a text in the body is not valid UTF-8")
	default:
		return body, nil
	}
}
