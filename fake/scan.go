package fake

// Walking over JSON that is known to be valid, without decoding it: the members of an object and the elements of a list,
// each as the bytes that it was written with.

import (
	"bytes"
	"encoding/json"
	"strconv"
	"unicode"
	"unicode/utf16"
)

// members calls each for every member of an object, in the order written, also for one that occurs twice.
func members(object []byte, each func(name string, value []byte)) {
	rest := object[1:]
	for {
		quoted, after := next(rest)
		if quoted == nil {
			return
		}
		value, after := next(after)
		rest = after
		each(unquote(quoted), value)
	}
}

// elements calls each for every element of a list.
func elements(list []byte, each func(i int, value []byte)) {
	rest := list[1:]
	for i := 0; ; i++ {
		value, after := next(rest)
		if value == nil {
			return
		}
		rest = after
		each(i, value)
	}
}

// next cuts the next value off, skipping the space, commas and colons before it; nil at a closing bracket.
func next(data []byte) (value, rest []byte) {
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
		end = bytes.IndexAny(data, " \t\r\n,:]}")
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

// loneSurrogate tells whether a valid document has an escaped half of a surrogate pair without the other, which no text holds.
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

// unicodeEscape is what an escape such as \u00e9 at the beginning of the data stands for, -1 where there is none.
func unicodeEscape(data []byte) rune {
	if len(data) < escapeSize || data[0] != '\\' || data[1] != 'u' {
		return -1
	}
	code, err := strconv.ParseUint(string(data[2:escapeSize]), 16, 16)
	if err != nil {
		return -1
	}
	return rune(code)
}

// unquote decodes a valid JSON string.
func unquote(quoted []byte) string {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return string(quoted[1 : len(quoted)-1])
	}
	var s string
	_ = json.Unmarshal(quoted, &s) // cannot fail: the document was found valid
	return s
}
