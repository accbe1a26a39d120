package jsonread

// What each kind of JSON is read into. Null is the zero value of them all.

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/go-faster/jx"
)

// begins reports whether a value of the kind is next. Null it reads, and a value of any other kind too, as an error.
func (d *Decoder) begins(kind Kind) (bool, error) {
	switch d.Kind() {
	case kind:
		return true, nil
	case KindNull:
		return false, d.Skip()
	default:
		return false, d.wrongKind(kind)
	}
}

// wrongKind passes over a value of another kind than the wanted one.
func (d *Decoder) wrongKind(wanted Kind) error {
	kind := d.Kind()
	if err := d.Skip(); err != nil {
		return err
	}
	return &ValueError{Problem: "must be " + kindNames[wanted] + ", not " + kindNames[kind]}
}

var kindNames = map[Kind]string{
	KindNull: "null", KindBool: "a boolean", KindNumber: "a number", KindString: "a string", KindList: "a list", KindObject: "an object",
}

// Object calls member for each member of an object, which reads the member's value. The name is good until member returns.
func (d *Decoder) Object(member func(name []byte) error) error {
	if ok, err := d.begins(KindObject); !ok {
		return err
	}
	var wrong faults
	err := d.tokens.ObjBytes(func(_ *jx.Decoder, name []byte) error {
		err := member(name)
		if err == nil && len(wrong) == 0 {
			return nil
		}
		return wrong.note(string(name), err)
	})
	if err != nil {
		return err
	}
	return wrong.first()
}

// ReadList reads a list, item by item. It preallocates as many as are expected when the first one comes.
func ReadList[T any](d *Decoder, list *[]T, expected int, item func(*Decoder, *T) error) error {
	*list = nil
	if ok, err := d.begins(KindList); !ok {
		return err
	}
	var wrong *ValueError
	items := []T{}
	err := d.tokens.Arr(func(*jx.Decoder) error {
		last := len(items)
		if last == 0 {
			items = make([]T, 0, max(1, expected))
		}
		items = slices.Grow(items, 1)[:last+1]
		err := item(d, &items[last])
		value, isValue := err.(*ValueError) //nolint:errorlint // what a Decoder returns is not wrapped
		if !isValue {
			return err
		}
		if wrong == nil {
			wrong = value.prefixPath("[" + strconv.Itoa(last) + "]")
		}
		return nil
	})
	*list = items
	if err != nil || wrong == nil {
		return err
	}
	return wrong
}

// ReadPointer reads what may be absent: nil for null.
func ReadPointer[T any](d *Decoder, pointer **T, read func(*Decoder, *T) error) error {
	*pointer = nil
	if d.Kind() == KindNull {
		return d.Skip()
	}
	*pointer = new(T)
	return read(d, *pointer)
}

// String reads a string.
func (d *Decoder) String(s *string) error {
	*s = ""
	if ok, err := d.begins(KindString); !ok {
		return err
	}
	text, err := d.Text()
	*s = d.keep(text)
	return err
}

// StringAt reads a string at a path of members: {"next":{"after":"…"}} at "next", "after". Null, or an absent member at
// any depth, is an empty one.
func (d *Decoder) StringAt(s *string, path ...string) error {
	*s = ""
	if len(path) == 0 || d.Kind() != KindObject {
		return d.String(s)
	}
	return d.Object(func(name []byte) error {
		if string(name) == path[0] {
			return d.StringAt(s, path[1:]...)
		}
		return d.Skip()
	})
}

// Words reads a string, or any other value as it is written.
func (d *Decoder) Words(s *string) error {
	*s = ""
	if d.Kind() == KindString {
		return d.String(s)
	}
	written, err := d.raw()
	*s = d.keep(written)
	return err
}

// Bool reads true or false.
func (d *Decoder) Bool(b *bool) error {
	*b = false
	if ok, err := d.begins(KindBool); !ok {
		return err
	}
	var err error
	*b, err = d.tokens.Bool()
	return err
}

// Int64 reads a whole number, written without a point or an exponent.
func (d *Decoder) Int64(n *int64) error { return d.whole(n, 64) }

// Int reads a whole number, written without a point or an exponent.
func (d *Decoder) Int(n *int) error {
	var wide int64
	err := d.whole(&wide, strconv.IntSize)
	*n = int(wide)
	return err
}

func (d *Decoder) whole(n *int64, bits int) error {
	*n = 0
	if ok, err := d.begins(KindNumber); !ok {
		return err
	}
	digits, err := d.raw()
	if err != nil {
		return err
	}
	parsed, err := strconv.ParseInt(string(digits), 10, bits)
	if err != nil {
		return &ValueError{Problem: "must be a whole number of " + strconv.Itoa(bits) + " bits"}
	}
	*n = parsed
	return nil
}

// Float64 reads a number.
func (d *Decoder) Float64(n *float64) error {
	*n = 0
	if ok, err := d.begins(KindNumber); !ok {
		return err
	}
	digits, err := d.raw()
	if err != nil {
		return err
	}
	parsed, err := strconv.ParseFloat(string(digits), 64)
	if err != nil {
		return &ValueError{Problem: "must be a number of 64 bits"}
	}
	*n = parsed
	return nil
}

// Time reads a time as RFC 3339 writes it.
func (d *Decoder) Time(t *time.Time) error {
	*t = time.Time{}
	if ok, err := d.begins(KindString); !ok {
		return err
	}
	text, err := d.Text()
	if err != nil {
		return err
	}
	var read time.Time
	if read.UnmarshalText(text) != nil {
		return &ValueError{Problem: "must be a time as in RFC 3339"}
	}
	*t = read
	return nil
}

// Into reads the value with encoding/json, into a pointer to a type that has no function here.
func (d *Decoder) Into(pointer any) error {
	written, err := d.raw()
	if err != nil {
		return err
	}
	err = json.Unmarshal(written, pointer)
	if _, isSyntax := errors.AsType[*json.SyntaxError](err); err == nil || isSyntax {
		return err
	}
	return &ValueError{Problem: "cannot be decoded: " + err.Error()}
}
