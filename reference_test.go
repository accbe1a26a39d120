package partnerkit

// A second reader of every answer, by encoding/json alone: an object is a map[string]json.RawMessage, and the member that a
// field's tag names is read into the field. So a name in another case and a member given twice mean here what they mean to
// the decoders, on every version of Go.

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/partnerkit/partnerkit-go/internal/call"
	"github.com/partnerkit/partnerkit-go/internal/jsonread"
)

// misfits are the places of a text whose values do not fit; the text itself, where it is no JSON.
type misfits map[string]bool

func (m misfits) add(place string, err error) {
	if err != nil {
		m[place] = true
	}
}

func (m misfits) String() string { return strings.Join(slices.Sorted(maps.Keys(m)), ", ") }

// within is the place of a member.
func within(place, member string) string {
	if place == "" {
		return member
	}
	return place + "." + member
}

// membersOf reads an object; nil for null, and for what is absent or does not fit.
func (m misfits) membersOf(raw json.RawMessage, place string) (members map[string]json.RawMessage) {
	if len(raw) > 0 {
		m.add(place, json.Unmarshal(raw, &members))
	}
	return members
}

// oddShapes are the members that are read in more shapes than encoding/json knows.
var oddShapes = map[string]func(m misfits, raw json.RawMessage, place string, field any){
	"last_logged_at": func(m misfits, raw json.RawMessage, place string, field any) {
		*field.(*time.Time) = m.looseTime(raw, place)
	},
	"paging": func(m misfits, raw json.RawMessage, place string, field any) { *field.(*string) = m.cursor(raw, place) },
	"dateOfBirth": func(m misfits, raw json.RawMessage, place string, field any) {
		if string(raw) == "null" {
			*field.(*Opt[Date]) = Null[Date]()
			return
		}
		*field.(*Opt[Date]) = Set(m.date(raw, place))
	},
}

// read reads what may be absent into what is zero.
func (m misfits) read(raw json.RawMessage, into reflect.Value, place string) {
	if len(raw) == 0 {
		return
	}
	switch target := into.Addr().Interface().(type) {
	case *time.Time:
		*target = m.time(raw, place)
		return
	case *Opt[string]:
		m.add(place, json.Unmarshal(raw, target))
		return
	}
	switch into.Kind() {
	case reflect.Struct:
		members := m.membersOf(raw, place)
		for i := range into.NumField() {
			field := into.Type().Field(i)
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			odd, member := oddShapes[name], members[name]
			if field.Anonymous {
				m.read(raw, into.Field(i), place)
			} else if !field.IsExported() {
				continue
			} else if odd == nil {
				m.read(member, into.Field(i), within(place, name))
			} else if len(member) > 0 {
				odd(m, member, within(place, name), into.Field(i).Addr().Interface())
			}
		}
	case reflect.Slice:
		var items []json.RawMessage
		m.add(place, json.Unmarshal(raw, &items))
		if items == nil {
			return
		}
		into.Set(reflect.MakeSlice(into.Type(), len(items), len(items)))
		for i, item := range items {
			m.read(item, into.Index(i), place+"["+strconv.Itoa(i)+"]")
		}
	case reflect.Pointer:
		if string(raw) != "null" {
			into.Set(reflect.New(into.Type().Elem()))
			m.read(raw, into.Elem(), place)
		}
	default:
		if err := json.Unmarshal(raw, into.Addr().Interface()); err != nil {
			m.add(place, err)
			into.SetZero()
		}
	}
}

// time reads RFC 3339. encoding/json of Go 1.26 does not unescape a time, that of Go 1.27 does.
func (m misfits) time(raw json.RawMessage, place string) (t time.Time) {
	var text *string
	m.add(place, json.Unmarshal(raw, &text))
	if text != nil && t.UnmarshalText([]byte(*text)) != nil {
		m[place] = true
	}
	return t
}

// looseTime leaves to jsonread, which has tests of its own for them, what texts and numbers mean as times.
func (m misfits) looseTime(raw json.RawMessage, place string) (t time.Time) {
	m.add(place, jsonread.Decode(raw, func(d *jsonread.Decoder) error { return d.LooseTime(&t) }))
	return t
}

func (m misfits) cursor(raw json.RawMessage, place string) (cursor string) {
	for _, name := range []string{"next", "after"} {
		if len(raw) == 0 || raw[0] != '{' {
			break
		}
		raw, place = m.membersOf(raw, place)[name], within(place, name)
	}
	if len(raw) > 0 {
		m.add(place, json.Unmarshal(raw, &cursor))
	}
	return cursor
}

func (m misfits) date(raw json.RawMessage, place string) (date Date) {
	if raw[0] == '{' {
		before := len(m)
		members := m.membersOf(raw, place)
		for name, part := range map[string]any{"year": &date.Year, "month": (*int)(&date.Month), "day": &date.Day} {
			if len(members[name]) > 0 {
				m.add(within(place, name), json.Unmarshal(members[name], part))
			}
		}
		if len(m) == before && !date.valid() {
			m[place] = true
		}
		return date
	}
	var text string
	m.add(place, json.Unmarshal(raw, &text))
	if text == "" {
		return date
	}
	t, err := jsonread.ParseTime(text)
	m.add(place, err)
	if date = DateOf(t); !date.valid() {
		m[place] = true
	}
	return date
}

// success reads a whole body, as the decoders of an API do.
func (m misfits) success(body []byte, wrapped bool, into reflect.Value) (e call.Envelope) {
	switch {
	case !utf8.Valid(body) || !json.Valid(body):
		m[""] = true
	case wrapped:
		around := m.membersOf(body, "")
		var said *bool
		if raw := around["success"]; len(raw) > 0 {
			m.add("success", json.Unmarshal(raw, &said))
		}
		if e.HasSuccess = said != nil; e.HasSuccess {
			e.Success = *said
		}
		e.HasError = len(around["error"]) > 0 && string(around["error"]) != "null"
		e.NullData = string(around["data"]) == "null"
		m.read(around["data"], into, "data")
	default:
		m.read(body, into, "")
	}
	return e
}
