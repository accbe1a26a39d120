package redact

// A text as it reads once every escape is undone, since any character of a secret may be escaped, or escaped
// twice: pk%5flive, pk\u005flive, pk&#95;live, pk\_live, pk%255flive.

import (
	"bytes"
	"encoding/hex"
	"html"
)

// view is a text without escapes.
type view struct {
	text  []byte
	spans []span // of each byte of the text: where it stands in the text with escapes
}

type span struct{ start, end int }

// maxEntity is longer than any name of a character in HTML.
const maxEntity = 40

// unescape undoes the escapes of a text, nil where there is none. An escape may be of parts that are escaped
// themselves, so that it is looked for at the end of what has been read, each time a byte was added to that.
func unescape(text []byte) *view {
	if !bytes.ContainsAny(text, `%\&`) {
		return nil
	}
	v := view{make([]byte, 0, len(text)), make([]span, 0, len(text))}
	for i, b := range text {
		v.text, v.spans = append(v.text, b), append(v.spans, span{i, i + 1})
		for v.undoLast() {
		}
	}
	if len(v.text) == len(text) {
		return nil
	}
	return &v
}

// undoLast undoes the escape with which the text ends, and reports whether there was one.
func (v *view) undoLast() bool {
	n := len(v.text)
	last := v.text[n-1]
	if isHexDigit(last) {
		return v.undoNumber(`%`, 2) || v.undoNumber(`\x`, 2) || v.undoNumber(`\u`, 4)
	}
	if last == ';' && v.undoEntity() {
		return true
	}
	if isPunctuation(last) && n > 1 && v.text[n-2] == '\\' {
		v.replace(2, string(last))
		return true
	}
	return false
}

// undoEntity undoes an escape of HTML, which a semicolon ends. HTML knows some names without one, too: these stay as
// they are, since a semicolon further on would decide whether they are read, and it may go with a secret.
func (v *view) undoEntity() bool {
	end := v.text[max(0, len(v.text)-maxEntity):]
	start := bytes.LastIndexByte(end, '&')
	if start < 0 {
		return false
	}
	entity := string(end[start:])
	plain := html.UnescapeString(entity)
	if plain == html.UnescapeString(entity[:len(entity)-1])+";" {
		return false // a name without a semicolon, or none
	}
	v.replace(len(entity), plain)
	return true
}

// undoNumber undoes an escape of a mark and hexadecimal digits.
func (v *view) undoNumber(mark string, digits int) bool {
	start := len(v.text) - digits - len(mark)
	if start < 0 || string(v.text[start:start+len(mark)]) != mark {
		return false
	}
	number, err := hex.DecodeString(string(v.text[start+len(mark):]))
	if err != nil {
		return false
	}
	plain := string(number)
	if digits == 4 {
		plain = string(rune(number[0])<<8 | rune(number[1]))
	}
	v.replace(len(mark)+digits, plain)
	return true
}

// replace puts a plain text in the place of the last n bytes, which stood for it.
func (v *view) replace(n int, plain string) {
	start := len(v.text) - n
	whole := span{v.spans[start].start, v.spans[len(v.spans)-1].end}
	v.text, v.spans = append(v.text[:start], plain...), v.spans[:start]
	for range len(plain) {
		v.spans = append(v.spans, whole)
	}
}

func isHexDigit(b byte) bool { return b >= '0' && b <= '9' || b|0x20 >= 'a' && b|0x20 <= 'f' }

func isPunctuation(b byte) bool {
	isLetter := b|0x20 >= 'a' && b|0x20 <= 'z'
	return b > ' ' && b <= '~' && !isLetter && (b < '0' || b > '9')
}
