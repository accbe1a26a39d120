package strictjson

// The decoder: one valid document into Go values, by reflection, gathering what does not fit.

import (
	"bytes"
	"cmp"
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Decoder decodes documents. Its zero value is strict about everything and shows no value in an error.
type Decoder struct {
	// AllowUnknown ignores members that the target does not have.
	AllowUnknown bool
	// Reveal reports whether an error at a path may show the value that it found there; scalar tells that a scalar was
	// expected. Values may be credentials: without Reveal none is shown.
	Reveal func(path []string, scalar bool) bool
	// Redact, where it is set, takes what no error may show out of the name of an unknown member.
	Redact func(name string) string
	// MaxErrors bounds what is said about one document, however much is wrong with it. 0: 16.
	MaxErrors int
}

// Unmarshaler is a value that may be written in several ways, and decodes itself.
type Unmarshaler interface {
	UnmarshalStrict(raw []byte, d Decoder) []FieldError
}

const defaultMaxErrors = 16

// Decode fills the value that into points to. Of a struct, the JSON tags name the only members that are known; null is a value
// of pointers, slices and Members alone, and leaves a field that is tagged strict:"nullable" as it is.
func (d Decoder) Decode(data []byte, into any) []FieldError {
	if !utf8.Valid(data) {
		return []FieldError{{Message: "is not valid UTF-8"}}
	}
	if !json.Valid(data) {
		var nothing json.RawMessage
		return []FieldError{{Message: fmt.Sprintf("is not JSON: %v", json.Unmarshal(data, &nothing))}}
	}
	if loneSurrogate(data) {
		return []FieldError{{Message: "is not valid Unicode: half of a surrogate pair stands alone"}}
	}
	s := decodeState{Decoder: d, known: map[reflect.Type][]member{}}
	s.value(bytes.TrimSpace(data), reflect.ValueOf(into).Elem())
	return s.errors
}

// decodeState is the way through one document.
type decodeState struct {
	Decoder
	path   []string // of the value that is being decoded
	errors []FieldError
	known  map[reflect.Type][]member // see membersOf
}

// member is a member that a struct knows.
type member struct {
	name     string
	nullable bool
}

// addErrors reports what is wrong with the value at the path, or below it.
func (s *decodeState) addErrors(errs ...FieldError) {
	for _, e := range errs {
		if len(s.errors) < cmp.Or(s.MaxErrors, defaultMaxErrors) {
			unread := e.Unread
			if unread == nil {
				unread = e.Path
			}
			s.errors = append(s.errors, FieldError{slices.Concat(s.path, e.Path), e.Message, slices.Concat(s.path, unread)})
		}
	}
}

func (s *decodeState) errorf(format string, args ...any) {
	s.addErrors(FieldError{Message: fmt.Sprintf(format, args...)})
}

// at runs f with one more step on the path.
func (s *decodeState) at(step string, f func()) {
	s.path = append(s.path, step)
	f()
	s.path = s.path[:len(s.path)-1]
}

func (s *decodeState) value(raw []byte, into reflect.Value) {
	null := raw[0] == 'n'
	switch target := into.Addr().Interface().(type) {
	case receiver:
		if value := target.receive(null); value != nil {
			s.value(raw, reflect.ValueOf(value).Elem())
		}
		return
	case *json.RawMessage:
		*target = slices.Clone(raw)
		return
	case Unmarshaler:
		s.addErrors(target.UnmarshalStrict(raw, s.Decoder)...)
		return
	case *time.Time:
		s.time(raw, target)
		return
	case encoding.TextUnmarshaler:
		s.text(raw, target)
		return
	}
	switch into.Kind() {
	case reflect.Pointer:
		if !null {
			into.Set(reflect.New(into.Type().Elem()))
			s.value(raw, into.Elem())
		}
	case reflect.Slice:
		if !null {
			s.list(raw, into)
		}
	case reflect.Struct:
		s.object(raw, into)
	default:
		s.scalar(raw, into)
	}
}

var scalarKinds = map[reflect.Kind]Kind{reflect.String: String, reflect.Bool: Boolean, reflect.Int64: Number, reflect.Int: Number}

func (s *decodeState) scalar(raw []byte, into reflect.Value) {
	if !s.is(raw, scalarKinds[into.Kind()]) {
		return
	}
	if err := json.Unmarshal(raw, into.Addr().Interface()); err != nil {
		s.errorf("must be a whole number of at most 64 bits")
	}
}

func (s *decodeState) time(raw []byte, into *time.Time) {
	if !s.is(raw, String) {
		return
	}
	if err := json.Unmarshal(raw, into); err != nil || !IsDateTime(Unquote(raw)) {
		s.errorf("must be an RFC 3339 time, not %s", s.describe("another text", raw, true))
	}
}

// text decodes a string into a value that is written as text.
func (s *decodeState) text(raw []byte, into encoding.TextUnmarshaler) {
	if !s.is(raw, String) {
		return
	}
	err := into.UnmarshalText([]byte(Unquote(raw)))
	switch {
	case err == nil:
	case s.reveals(true) && len(raw) <= longestShown:
		s.errorf("%s", err)
	default:
		s.errorf("cannot be read")
	}
}

// is reports whether a value has the kind that is wanted, and reports it if not.
func (s *decodeState) is(raw []byte, want Kind) bool {
	got := KindOf(raw)
	if got != want {
		s.errorf("must be %s, not %s", want, s.describe(string(got), raw, !want.isContainer()))
	}
	return got == want
}

// longestShown is how many bytes a value has at most that an error shows. A longer one is not cut: the cut might go through
// something that must be recognized as a secret.
const longestShown = 256

// describe is a value as an error speaks of it: the value itself where it may be shown, else its description.
func (s *decodeState) describe(description string, raw []byte, scalarWanted bool) string {
	if KindOf(raw).isContainer() || len(raw) > longestShown || !s.reveals(scalarWanted) {
		return description
	}
	if bytes.IndexByte(raw, '\\') >= 0 {
		return strconv.QuoteToASCII(Unquote(raw)) // any character may be escaped, and a secret must be recognized
	}
	return string(raw)
}

// reveals reports whether an error may show the value at the path.
func (s *decodeState) reveals(scalarWanted bool) bool {
	return s.Reveal != nil && len(s.path) > 0 && s.Reveal(s.path, scalarWanted)
}

func (s *decodeState) list(raw []byte, into reflect.Value) {
	if !s.is(raw, List) {
		return
	}
	list := reflect.MakeSlice(into.Type(), 0, 0)
	elements(raw, func(i int, value []byte) {
		list = reflect.Append(list, reflect.Zero(into.Type().Elem()))
		s.at(strconv.Itoa(i), func() { s.value(value, list.Index(i)) })
	})
	into.Set(list)
}

func (s *decodeState) object(raw []byte, into reflect.Value) {
	if !s.is(raw, Object) {
		return
	}
	known := s.membersOf(into.Type())
	var seen []string
	members(raw, func(name string, value []byte) {
		field := slices.IndexFunc(known, func(m member) bool { return m.name == name })
		unknown := field < 0 || name == "" // a field without a name is none of the document's
		switch {
		case unknown && s.AllowUnknown:
		case unknown:
			s.addErrors(s.unknownMember(name, known))
		case slices.Contains(seen, name):
			into.Field(field).SetZero() // nobody knows which of them is meant
			s.addErrors(FieldError{Message: fmt.Sprintf("member %+q occurs twice", name), Unread: []string{name}})
		default:
			seen = append(seen, name)
			if known[field].nullable && KindOf(value) == Null {
				return
			}
			s.at(name, func() { s.value(value, into.Field(field)) })
		}
	})
}

func (s *decodeState) unknownMember(name string, known []member) FieldError {
	for _, exact := range known {
		if name != "" && strings.EqualFold(name, exact.name) {
			return FieldError{Message: fmt.Sprintf("unknown member %+q, exactly %q is known", name, exact.name), Unread: []string{exact.name}}
		}
	}
	shown := name
	if s.Redact != nil {
		shown = s.Redact(name)
	}
	return FieldError{Message: fmt.Sprintf("unknown member %+.64q", shown), Unread: []string{name}}
}

// membersOf gives the member of each field of a struct, in the order of the fields.
func (s *decodeState) membersOf(t reflect.Type) []member {
	list, known := s.known[t]
	if !known {
		for field := range t.Fields() {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			list = append(list, member{name, field.Tag.Get("strict") == "nullable"})
		}
		s.known[t] = list
	}
	return list
}
