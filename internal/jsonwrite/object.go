// Package jsonwrite writes the JSON of a request's body, one small function for each type, to
// the bytes that encoding/json writes of that type:
//
//	func (p point) write(o *jsonwrite.Object) {
//		o.String("name", p.Name)
//		if p.X != 0 {
//			o.Value("x", p.X)
//		}
//	}
package jsonwrite

import (
	"encoding/json"
	"unicode/utf8"
)

// Body is what a request says.
type Body interface {
	// Bytes is the body as JSON.
	Bytes() ([]byte, error)
}

// Any is a value of any type, as encoding/json writes it.
type Any struct{ Value any }

// Bytes is the value as JSON.
func (a Any) Bytes() ([]byte, error) { return json.Marshal(a.Value) }

// Write writes the members of an object.
type Write func(*Object)

// Bytes is the object as JSON. Its error is that of a Value.
func (w Write) Bytes() ([]byte, error) {
	o := new(Object)
	o.text = append(o.inline[:0], '{')
	w(o)
	return append(o.text, '}'), o.err
}

// Object takes the members of an object, each under another name, which needs no escape.
type Object struct {
	text   []byte
	err    error
	inline [192]byte // for the text of most bodies
}

func (o *Object) name(name string) {
	if len(o.text) > 1 {
		o.text = append(o.text, ',')
	}
	o.text = append(o.text, '"')
	o.text = append(o.text, name...)
	o.text = append(o.text, '"', ':')
}

// String writes a text.
func (o *Object) String(name, text string) {
	if !isPlain(text) {
		o.Value(name, text)
		return
	}
	o.name(name)
	o.text = append(o.text, '"')
	o.text = append(o.text, text...)
	o.text = append(o.text, '"')
}

// OptionalString writes a text; an empty one is left out.
func (o *Object) OptionalString(name, text string) {
	if text != "" {
		o.String(name, text)
	}
}

// Value writes any value as encoding/json does.
func (o *Object) Value(name string, value any) {
	text, err := json.Marshal(value)
	if err != nil {
		o.err = err
		return
	}
	o.name(name)
	o.text = append(o.text, text...)
}

// isPlain reports whether encoding/json writes a text as it is.
func isPlain(text string) bool {
	for i := range len(text) {
		switch c := text[i]; {
		case c < ' ', c >= utf8.RuneSelf, c == '"', c == '\\', c == '<', c == '>', c == '&':
			return false
		}
	}
	return true
}
