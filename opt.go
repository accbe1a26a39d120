package partnerkit

// Opt tells three wishes for one member of an update apart: leave it (the zero
// Opt), clear it (Null), and give it a value (Set).

import (
	"encoding/json"
	"fmt"

	"github.com/partnerkit/partnerkit-go/internal/jsonread"
	"github.com/partnerkit/partnerkit-go/internal/jsonwrite"
)

// Opt is an optional value of an update. Its zero leaves the member as it is
// and sends nothing; Null clears the member and sends null; Set gives it a
// value.
type Opt[T any] struct {
	value T
	state optState
}

type optState uint8

const (
	optAbsent optState = iota
	optNull
	optSet
)

// Set returns an Opt that gives the member the value v.
func Set[T any](v T) Opt[T] { return Opt[T]{value: v, state: optSet} }

// Null returns an Opt that clears the member.
func Null[T any]() Opt[T] { return Opt[T]{state: optNull} }

// Get returns the value and whether there is one; it is the zero T and false
// for an absent or a null Opt.
func (o Opt[T]) Get() (T, bool) { return o.value, o.state == optSet }

// IsNull reports whether o clears the member.
func (o Opt[T]) IsNull() bool { return o.state == optNull }

// IsZero reports whether o leaves the member as it is; the omitzero option of
// encoding/json asks it.
func (o Opt[T]) IsZero() bool { return o.state == optAbsent }

// String is the value, "null", or "" where o leaves the member as it is.
func (o Opt[T]) String() string {
	switch o.state {
	case optSet:
		return fmt.Sprint(o.value)
	case optNull:
		return "null"
	default:
		return ""
	}
}

// MarshalJSON writes the value, or null where there is none.
func (o Opt[T]) MarshalJSON() ([]byte, error) {
	if o.state != optSet {
		return []byte("null"), nil
	}
	return json.Marshal(o.value)
}

// write writes the member where there is something to send.
func (o Opt[T]) write(object *jsonwrite.Object, name string, set func(name string, value T)) {
	switch o.state {
	case optSet:
		set(name, o.value)
	case optNull:
		object.Value(name, nil)
	case optAbsent:
	}
}

// UnmarshalJSON reads a value or null; a member that is absent is never read
// and stays the zero Opt.
func (o *Opt[T]) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*o = Null[T]()
		return nil
	}
	var v T
	if err := json.Unmarshal(data, &v); err != nil {
		return err
	}
	*o = Set(v)
	return nil
}

// optMember is a member of an object that has a value or null, read by the decoder of its type.
func optMember[T any](d *jsonread.Decoder, name string, o *Opt[T], decode func(*jsonread.Decoder, *T) error) jsonread.Member {
	return jsonread.Value(name, func() error {
		if d.Kind() == jsonread.KindNull {
			*o = Null[T]()
			return d.Skip()
		}
		*o = Opt[T]{state: optSet}
		return decode(d, &o.value)
	})
}

// matches reports whether a field that reads as got shows what o asked for: the
// value that was set, or the zero value where the member was cleared. An absent
// Opt asked for nothing.
func matches[T comparable](o Opt[T], got T) bool {
	var zero T
	switch o.state {
	case optSet:
		return got == o.value
	case optNull:
		return got == zero
	default:
		return true
	}
}
