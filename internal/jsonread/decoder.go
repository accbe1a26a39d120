// Package jsonread reads the JSON of a response into typed values, one small function for each type:
//
//	func decodePoint(d *jsonread.Decoder, p *Point) error {
//		*p = Point{}
//		return d.Members(jsonread.Int("x", &p.X), jsonread.Int("y", &p.Y))
//	}
//
// What such a function decides is what encoding/json decides of a map[string]json.RawMessage, each of whose members
// is then read alone: a member counts under its exact name, the last of several of one name counts whole, and null is
// the zero value. A function therefore empties its target before anything else.
//
// A value that is JSON, but not what its place takes, is read to its end and reported as a *ValueError. Reading goes on
// behind it, so that whoever is content with the members that fit can have them. Any other error means that the text is no JSON.
//
// The tokens are github.com/go-faster/jx's; nothing outside of this package sees that.
package jsonread

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"sync"

	"github.com/go-faster/jx"
)

// Decoder reads one text. It is positioned before a value; each method reads that value to its end.
type Decoder struct {
	tokens    jx.Decoder
	escapes   bool            // there is a backslash in the text
	chunkSize int             // of a piece of memory for what is kept
	kept      strings.Builder // the last piece
}

// maxChunkSize bounds what a caller who keeps a single text of a long list holds with it.
const maxChunkSize = 1 << 10

// decoders are our own: jx's pool would hand the text that a Decoder last read, as room to write to, to anybody.
var decoders = sync.Pool{New: func() any { return new(Decoder) }}

var errTrailing = errors.New("something follows the value")

// Decode calls read with a Decoder of the text, which must be one JSON value and nothing else. What read keeps is
// never a part of the text.
func Decode(text []byte, read func(*Decoder) error) error {
	d := decoders.Get().(*Decoder)
	d.tokens.ResetBytes(text)
	d.escapes = bytes.IndexByte(text, '\\') >= 0
	d.chunkSize = min(len(text)/2, maxChunkSize) // half of a response is names and signs
	err := read(d)
	if !isSyntax(err) {
		if end := d.tokens.Skip(); end != io.EOF { //nolint:errorlint // half a value ends in a wrapped one
			err = errTrailing
		}
	}
	d.tokens.ResetBytes(nil)
	d.kept = strings.Builder{} // else whoever keeps a text of the next response would hold those of this one
	decoders.Put(d)
	if isSyntax(err) {
		return inWords(text, err)
	}
	return err
}

// isSyntax reports whether an error ends the reading.
func isSyntax(err error) bool {
	if err == nil {
		return false
	}
	_, isValue := errors.AsType[*ValueError](err)
	return !isValue
}

// inWords says why a text is no JSON in the words of encoding/json, where it finds none either.
func inWords(text []byte, err error) error {
	if plain := json.Unmarshal(text, new(json.RawMessage)); plain != nil {
		return plain
	}
	return err
}

// Kind is what a value begins as.
type Kind = jx.Type

// The kinds of JSON; what begins as no JSON is of none of them.
const (
	KindNull   = jx.Null
	KindBool   = jx.Bool
	KindNumber = jx.Number
	KindString = jx.String
	KindList   = jx.Array
	KindObject = jx.Object
)

// Kind is the kind of the value.
func (d *Decoder) Kind() Kind { return d.tokens.Next() }

// Skip passes over the value.
func (d *Decoder) Skip() error { return d.tokens.Skip() }

// raw reads the value as it is written, which is good until the next reading.
func (d *Decoder) raw() ([]byte, error) { return d.tokens.Raw() }

// keep copies a text out of what is read. Short texts share a piece of memory, which is cheaper than one for each.
func (d *Decoder) keep(text []byte) string {
	if len(text) > d.kept.Cap()-d.kept.Len() {
		if len(text) > d.chunkSize {
			return string(text)
		}
		d.kept = strings.Builder{}
		d.kept.Grow(d.chunkSize)
	}
	d.kept.Write(text)
	return d.kept.String()[d.kept.Len()-len(text):]
}

// Text reads a string's text, which is good until the next reading. What is escaped is left to encoding/json: after
// half a pair of surrogates, jx does not see the pair that follows.
func (d *Decoder) Text() ([]byte, error) {
	if !d.escapes {
		return d.tokens.StrBytes()
	}
	quoted, err := d.raw()
	if err != nil {
		return nil, err
	}
	text := quoted[1 : len(quoted)-1]
	if bytes.IndexByte(text, '\\') < 0 {
		return text, nil
	}
	var unescaped string
	err = json.Unmarshal(quoted, &unescaped)
	return []byte(unescaped), err
}
