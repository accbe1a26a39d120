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
	w := decodeState{Decoder: d, known: map[reflect.Type][]member{}}
	w.value(bytes.TrimSpace(data), reflect.ValueOf(into).Elem())
	return w.errors
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
func (w *decodeState) addErrors(errs ...FieldError) {
	for _, e := range errs {
		if len(w.errors) < cmp.Or(w.MaxErrors, defaultMaxErrors) {
			unread := e.Unread
			if unread == nil {
				unread = e.Path
			}
			w.errors = append(w.errors, FieldError{slices.Concat(w.path, e.Path), e.Message, slices.Concat(w.path, unread)})
		}
	}
}

func (w *decodeState) errorf(format string, args ...any) {
	w.addErrors(FieldError{Message: fmt.Sprintf(format, args...)})
}

// at runs f with one more step on the path.
func (w *decodeState) at(step string, f func()) {
	w.path = append(w.path, step)
	f()
	w.path = w.path[:len(w.path)-1]
}

func (w *decodeState) value(raw []byte, into reflect.Value) {
	null := raw[0] == 'n'
	switch target := into.Addr().Interface().(type) {
	case receiver:
		if value := target.receive(null); value != nil {
			w.value(raw, reflect.ValueOf(value).Elem())
		}
		return
	case *json.RawMessage:
		*target = slices.Clone(raw)
		return
	case Unmarshaler:
		w.addErrors(target.UnmarshalStrict(raw, w.Decoder)...)
		return
	case *time.Time:
		w.time(raw, target)
		return
	case encoding.TextUnmarshaler:
		w.text(raw, target)
		return
	}
	switch into.Kind() {
	case reflect.Pointer:
		if !null {
			into.Set(reflect.New(into.Type().Elem()))
			w.value(raw, into.Elem())
		}
	case reflect.Slice:
		if !null {
			w.list(raw, into)
		}
	case reflect.Struct:
		w.object(raw, into)
	default:
		w.scalar(raw, into)
	}
}

var scalarKinds = map[reflect.Kind]Kind{reflect.String: String, reflect.Bool: Boolean, reflect.Int64: Number, reflect.Int: Number}

func (w *decodeState) scalar(raw []byte, into reflect.Value) {
	if !w.is(raw, scalarKinds[into.Kind()]) {
		return
	}
	if err := json.Unmarshal(raw, into.Addr().Interface()); err != nil {
		w.errorf("must be a whole number of at most 64 bits")
	}
}

func (w *decodeState) time(raw []byte, into *time.Time) {
	if !w.is(raw, String) {
		return
	}
	if err := json.Unmarshal(raw, into); err != nil {
		w.errorf("must be an RFC 3339 time, not %s", w.describe("another text", raw, true))
	}
}

// text decodes a string into a value that is written as text.
func (w *decodeState) text(raw []byte, into encoding.TextUnmarshaler) {
	if !w.is(raw, String) {
		return
	}
	err := into.UnmarshalText([]byte(Unquote(raw)))
	switch {
	case err == nil:
	case w.reveals(true) && len(raw) <= longestShown:
		w.errorf("%s", err)
	default:
		w.errorf("cannot be read")
	}
}

// is reports whether a value has the kind that is wanted, and reports it if not.
func (w *decodeState) is(raw []byte, want Kind) bool {
	got := KindOf(raw)
	if got != want {
		w.errorf("must be %s, not %s", want, w.describe(string(got), raw, !want.isContainer()))
	}
	return got == want
}

// longestShown is how many bytes a value has at most that an error shows. A longer one is not cut: the cut might go through
// something that must be recognized as a secret.
const longestShown = 256

// describe is a value as an error speaks of it: the value itself where it may be shown, else its description.
func (w *decodeState) describe(description string, raw []byte, scalarWanted bool) string {
	if !KindOf(raw).isContainer() && len(raw) <= longestShown && w.reveals(scalarWanted) {
		return string(raw)
	}
	return description
}

// reveals reports whether an error may show the value at the path.
func (w *decodeState) reveals(scalarWanted bool) bool {
	return w.Reveal != nil && len(w.path) > 0 && w.Reveal(w.path, scalarWanted)
}

func (w *decodeState) list(raw []byte, into reflect.Value) {
	if !w.is(raw, List) {
		return
	}
	list := reflect.MakeSlice(into.Type(), 0, 0)
	elements(raw, func(i int, value []byte) {
		list = reflect.Append(list, reflect.Zero(into.Type().Elem()))
		w.at(strconv.Itoa(i), func() { w.value(value, list.Index(i)) })
	})
	into.Set(list)
}

func (w *decodeState) object(raw []byte, into reflect.Value) {
	if !w.is(raw, Object) {
		return
	}
	known := w.membersOf(into.Type())
	var seen []string
	members(raw, func(name string, value []byte) {
		field := slices.IndexFunc(known, func(m member) bool { return m.name == name })
		unknown := field < 0 || name == "" // a field without a name is none of the document's
		switch {
		case unknown && w.AllowUnknown:
		case unknown:
			w.addErrors(w.unknownMember(name, known))
		case slices.Contains(seen, name):
			into.Field(field).SetZero() // nobody knows which of them is meant
			w.addErrors(FieldError{Message: fmt.Sprintf("member %+q occurs twice", name), Unread: []string{name}})
		default:
			seen = append(seen, name)
			if known[field].nullable && KindOf(value) == Null {
				return
			}
			w.at(name, func() { w.value(value, into.Field(field)) })
		}
	})
}

func (w *decodeState) unknownMember(name string, known []member) FieldError {
	for _, exact := range known {
		if name != "" && strings.EqualFold(name, exact.name) {
			return FieldError{Message: fmt.Sprintf("unknown member %+q, exactly %q is known", name, exact.name), Unread: []string{exact.name}}
		}
	}
	shown := name
	if w.Redact != nil {
		shown = w.Redact(name)
	}
	return FieldError{Message: fmt.Sprintf("unknown member %+.64q", shown), Unread: []string{name}}
}

// membersOf gives the member of each field of a struct, in the order of the fields.
func (w *decodeState) membersOf(t reflect.Type) []member {
	list, known := w.known[t]
	if !known {
		for field := range t.Fields() {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			list = append(list, member{name, field.Tag.Get("strict") == "nullable"})
		}
		w.known[t] = list
	}
	return list
}
