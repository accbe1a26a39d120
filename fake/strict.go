package fake

// Strict decoding of JSON, of request bodies and of states alike. encoding/json takes members of another case, members
// that occur twice and members that nobody knows; a fake that took them would hide a client's typing errors. What is
// wrong is reported with its place and the expected type; a request's values, which may be credentials, are never shown.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// fieldError is what is wrong at one place of a document; an empty path is the document itself.
type fieldError struct {
	path    []string
	message string
}

// String is the error in a sentence: `roles[0]: must be a string, not a number`.
func (e fieldError) String() string {
	if len(e.path) == 0 {
		return e.message
	}
	return placeOf(e.path) + ": " + e.message
}

// placeOf writes a path as `users[0].email`.
func placeOf(path []string) string {
	var place strings.Builder
	for i, step := range path {
		_, err := strconv.Atoi(step)
		switch {
		case err == nil:
			place.WriteString("[" + step + "]")
		case i > 0:
			place.WriteString("." + step)
		default:
			place.WriteString(step)
		}
	}
	return place.String()
}

// member is a member of a request body that knows whether it was sent, and whether as null.
type member[T any] struct {
	set, null bool
	value     T
}

// receive notes that the member was sent, and gives the place for its value, or nil for null.
func (m *member[T]) receive(null bool) any {
	m.set, m.null = true, null
	if null {
		return nil
	}
	return &m.value
}

// pointer is the member's value as the state keeps it: nil where it is absent or null.
func (m *member[T]) pointer() *T {
	if !m.set || m.null {
		return nil
	}
	return new(m.value)
}

type receiver interface{ receive(null bool) any }

// ownDecoder is a value that may be written in several ways.
type ownDecoder interface {
	decode(raw []byte, lenient bool) []fieldError
}

// strictDecoder fills Go values from one valid document and gathers what does not fit.
type strictDecoder struct {
	lenient bool // takes members that are unknown
	show    bool // shows a scalar of a wrong type, where its place does not hold a credential
	path    []string
	errors  []fieldError
	names   map[reflect.Type][]string
}

// decodeStrict fills the struct that into points to, whose JSON tags are the only members known.
func decodeStrict(data []byte, into any, lenient bool) []fieldError {
	d := strictDecoder{lenient: lenient}
	return d.decode(data, into)
}

func (d *strictDecoder) decode(data []byte, into any) []fieldError {
	if !utf8.Valid(data) {
		return []fieldError{{message: "is not valid UTF-8"}}
	}
	if !json.Valid(data) {
		var nothing json.RawMessage
		return []fieldError{{message: fmt.Sprintf("is not JSON: %v", json.Unmarshal(data, &nothing))}}
	}
	if loneSurrogate(data) {
		return []fieldError{{message: "is not valid Unicode: half of a surrogate pair stands alone"}}
	}
	d.names = map[reflect.Type][]string{}
	d.value(bytes.TrimSpace(data), reflect.ValueOf(into).Elem())
	return d.errors
}

// maxComplaints bounds what is said about one document, however much is wrong with it.
const maxComplaints = 16

func (d *strictDecoder) complain(format string, args ...any) {
	d.adopt([]fieldError{{message: fmt.Sprintf(format, args...)}})
}

// adopt takes over what a value found wrong with itself.
func (d *strictDecoder) adopt(errs []fieldError) {
	for _, e := range errs {
		if len(d.errors) < maxComplaints {
			d.errors = append(d.errors, fieldError{slices.Concat(d.path, e.path), e.message})
		}
	}
}

// at runs f with one more step on the path.
func (d *strictDecoder) at(step string, f func()) {
	d.path = append(d.path, step)
	f()
	d.path = d.path[:len(d.path)-1]
}

func (d *strictDecoder) value(raw []byte, into reflect.Value) {
	null := raw[0] == 'n'
	switch target := into.Addr().Interface().(type) {
	case receiver:
		if value := target.receive(null); value != nil {
			d.value(raw, reflect.ValueOf(value).Elem())
		}
		return
	case *json.RawMessage:
		*target = slices.Clone(raw)
		return
	case ownDecoder:
		d.adopt(target.decode(raw, d.lenient))
		return
	case *time.Time:
		d.time(raw, target)
		return
	}
	switch into.Kind() {
	case reflect.Pointer:
		if !null {
			into.Set(reflect.New(into.Type().Elem()))
			d.value(raw, into.Elem())
		}
	case reflect.Slice:
		if !null {
			d.list(raw, into)
		}
	case reflect.Struct:
		d.object(raw, into)
	default:
		d.scalar(raw, into)
	}
}

func (d *strictDecoder) scalar(raw []byte, into reflect.Value) {
	want := map[reflect.Kind]string{reflect.String: "a string", reflect.Bool: "a boolean", reflect.Int64: "a number", reflect.Int: "a number"}[into.Kind()]
	if !d.is(raw, want) {
		return
	}
	if err := json.Unmarshal(raw, into.Addr().Interface()); err != nil {
		d.complain("must be a whole number of at most 64 bits")
	}
}

func (d *strictDecoder) time(raw []byte, into *time.Time) {
	if !d.is(raw, "a string") {
		return
	}
	if err := json.Unmarshal(raw, into); err != nil {
		d.complain("must be an RFC 3339 time, not %s", d.describe("another text", raw))
	}
}

// is tells whether the value has the kind that is wanted, and complains if not.
func (d *strictDecoder) is(raw []byte, want string) bool {
	got := kindOf(raw)
	switch {
	case got == want:
		return true
	case isContainer(want) && len(d.path) > 0 && slices.Contains(secretHolders, d.path[0]):
		d.complain("must be %s, not %s", want, got) // it may be the key that belonged within
	default:
		d.complain("must be %s, not %s", want, d.describe(got, raw))
	}
	return false
}

// secretMembers hold credentials, whose values no error shows.
var secretMembers = []string{"apiKey", "apiSecret", "key", "sessionToken", "refreshToken"}

// secretHolders are the lists of a state whose objects hold credentials.
var secretHolders = []string{"partners", "apps", "serviceAccounts", "sessions"}

func isContainer(kind string) bool { return kind == "an object" || kind == "a list" }

// describe is a value as an error speaks of it.
func (d *strictDecoder) describe(kind string, raw []byte) string {
	if d.show && !isContainer(kind) && len(d.path) > 0 && !slices.Contains(secretMembers, d.path[len(d.path)-1]) {
		return string(raw)
	}
	return kind
}

func (d *strictDecoder) list(raw []byte, into reflect.Value) {
	if !d.is(raw, "a list") {
		return
	}
	list := reflect.MakeSlice(into.Type(), 0, 0)
	elements(raw, func(i int, value []byte) {
		list = reflect.Append(list, reflect.Zero(into.Type().Elem()))
		d.at(strconv.Itoa(i), func() { d.value(value, list.Index(i)) })
	})
	into.Set(list)
}

func (d *strictDecoder) object(raw []byte, into reflect.Value) {
	if !d.is(raw, "an object") {
		return
	}
	names := d.membersOf(into.Type())
	var seen []string
	members(raw, func(name string, value []byte) {
		field := slices.Index(names, name)
		unknown := field < 0 || name == "" // a field without a name is none of the document's
		switch {
		case unknown && d.lenient:
		case unknown:
			d.complain("%s", unknownMember(name, names))
		case slices.Contains(seen, name):
			d.complain("member %+q occurs twice", name)
		default:
			seen = append(seen, name)
			d.at(name, func() { d.value(value, into.Field(field)) })
		}
	})
}

func unknownMember(name string, known []string) string {
	for _, exact := range known {
		if name != "" && strings.EqualFold(name, exact) {
			return fmt.Sprintf("unknown member %+q, exactly %q is known", name, exact)
		}
	}
	return fmt.Sprintf("unknown member %+.64q", name)
}

// membersOf gives the JSON name of each field of a struct, in the order of the fields.
func (d *strictDecoder) membersOf(t reflect.Type) []string {
	names, known := d.names[t]
	if !known {
		for field := range t.Fields() {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			names = append(names, name)
		}
		d.names[t] = names
	}
	return names
}

// kindOf names the kind of a valid JSON value by its first byte.
func kindOf(raw []byte) string {
	switch raw[0] {
	case '{':
		return "an object"
	case '[':
		return "a list"
	case '"':
		return "a string"
	case 't', 'f':
		return "a boolean"
	case 'n':
		return "null"
	}
	return "a number"
}
