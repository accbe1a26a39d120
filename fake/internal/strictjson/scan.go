package strictjson

// JSON as bytes: walking over a document that is known to be valid without decoding it, each value as it was written, and
// writing one.

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strconv"
	"unicode"
	"unicode/utf16"
)

// Kind is the kind of a JSON value, as a sentence says it.
type Kind string

// The kinds of values.
const (
	Object  Kind = "an object"
	List    Kind = "a list"
	String  Kind = "a string"
	Boolean Kind = "a boolean"
	Null    Kind = "null"
	Number  Kind = "a number"
)

func (k Kind) isContainer() bool { return k == Object || k == List }

// KindOf tells the kind of a value by its first byte.
func KindOf(raw []byte) Kind {
	switch raw[0] {
	case '{':
		return Object
	case '[':
		return List
	case '"':
		return String
	case 't', 'f':
		return Boolean
	case 'n':
		return Null
	}
	return Number
}

// members calls each for every member of an object, in the order written, also for one that occurs twice.
func members(object []byte, each func(name string, value []byte)) {
	rest := object[1:]
	for {
		name, after := Next(rest)
		if name == nil {
			return
		}
		value, after := Next(after)
		rest = after
		each(Unquote(name), value)
	}
}

// elements calls each for every element of a list.
func elements(list []byte, each func(i int, value []byte)) {
	rest := list[1:]
	for i := 0; ; i++ {
		value, after := Next(rest)
		if value == nil {
			return
		}
		rest = after
		each(i, value)
	}
}

// Next cuts the next value off, skipping the space, commas and colons before it; nil at a closing bracket.
func Next(data []byte) (value, rest []byte) {
	data = bytes.TrimLeft(data, " \t\r\n,:")
	end := 0
	switch data[0] {
	case ']', '}':
		return nil, data
	case '"':
		end = stringEnd(data)
	case '[', '{':
		end = bracketEnd(data)
	default:
		if end = bytes.IndexAny(data, " \t\r\n,:]}"); end < 0 {
			end = len(data)
		}
	}
	return data[:end], data[end:]
}

// stringEnd is the length of the string that data begins with, quotes included.
func stringEnd(data []byte) int {
	i := 1
	for data[i] != '"' {
		if data[i] == '\\' {
			i++
		}
		i++
	}
	return i + 1
}

// bracketEnd is the length of the list or object that data begins with, brackets included.
func bracketEnd(data []byte) int {
	depth := 0
	for i := 0; ; i++ {
		switch data[i] {
		case '"':
			i += stringEnd(data[i:]) - 1
		case '[', '{':
			depth++
		case ']', '}':
			depth--
			if depth == 0 {
				return i + 1
			}
		}
	}
}

// loneSurrogate reports whether a valid document has an escaped half of a surrogate pair without the other, which no text holds.
func loneSurrogate(data []byte) bool {
	for {
		at := bytes.IndexByte(data, '\\')
		if at < 0 {
			return false
		}
		escape := unicodeEscape(data[at:])
		switch {
		case escape < 0:
			data = data[at+2:]
		case !utf16.IsSurrogate(escape):
			data = data[at+escapeSize:]
		case utf16.DecodeRune(escape, unicodeEscape(data[at+escapeSize:])) == unicode.ReplacementChar:
			return true
		default:
			data = data[at+2*escapeSize:]
		}
	}
}

const escapeSize = len(`\u0000`)

// unicodeEscape is what an escape such as \u00e9 at the beginning of the data stands for, -1 if there is none.
func unicodeEscape(data []byte) rune {
	if len(data) < escapeSize || data[0] != '\\' || data[1] != 'u' {
		return -1
	}
	code, _ := strconv.ParseUint(string(data[2:escapeSize]), 16, 16) // cannot fail: the document was found valid
	return rune(code)
}

// dateTime matches a date-time of RFC 3339. Package time alone takes more: an hour of one digit, a comma before the fraction, an
// offset out of range.
var dateTime = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`)

// IsDateTime reports whether a text has the form of a time of RFC 3339. That there is such a time, package time tells.
func IsDateTime(text string) bool { return dateTime.MatchString(text) }

// Unquote decodes a valid JSON string.
func Unquote(quoted []byte) string {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return string(quoted[1 : len(quoted)-1])
	}
	var s string
	_ = json.Unmarshal(quoted, &s) // cannot fail: the document was found valid
	return s
}

// Encode writes a value as JSON, with <, > and & as they are. The value must be one that JSON can hold.
func Encode(v any) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(v)
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}
