package main

// The file as a text, and the hints for whoever saved it in another way: in another encoding, with another separator,
// with other line ends, or not to its end.

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

const maxFile = 64 << 20 // bytes

const asUTF8 = `save it as UTF-8 (a spreadsheet calls that "CSV UTF-8")`

// readText reads a whole file of UTF-8, without the mark that spreadsheets begin one with. Its errors begin with the place.
func readText(in io.Reader) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(in, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf(" %w", err)
	}
	if len(text) > maxFile {
		return nil, fmt.Errorf(" the file is over %d MiB", maxFile>>20)
	}
	if bytes.HasPrefix(text, []byte("\xff\xfe")) || bytes.HasPrefix(text, []byte("\xfe\xff")) {
		return nil, errors.New("1:1: the file is UTF-16: " + asUTF8)
	}
	if bytes.HasPrefix(text, []byte("PK\x03\x04")) {
		return nil, errors.New("1:1: the file is a spreadsheet of its own kind: " + asUTF8)
	}
	if at := bytes.IndexByte(text, 0); at >= 0 {
		return nil, fmt.Errorf("%s: a zero byte: the file is no text, or UTF-16: %s", place(text, at), asUTF8)
	}
	if at := firstInvalid(text); at >= 0 {
		return nil, fmt.Errorf("%s: %s", place(text, at), invalidText(text[at:]))
	}
	if at := bytes.IndexRune(text, utf8.RuneError); at >= 0 {
		return nil, fmt.Errorf("%s: a character was lost when the file was converted, and U+FFFD stands in its place: convert it anew", place(text, at))
	}
	if bytes.Contains(text, []byte("\r")) && !bytes.Contains(text, []byte("\n")) {
		return nil, errors.New("1:1: the lines end with a carriage return alone: save the file with line feeds")
	}
	return bytes.TrimPrefix(text, []byte("\ufeff")), nil
}

// firstInvalid is where a text stops being UTF-8; -1 if it does not.
func firstInvalid(text []byte) int {
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
	return -1
}

func invalidText(rest []byte) string {
	if !utf8.FullRune(rest) {
		return "the file ends in the middle of a character: it is not whole"
	}
	return "not UTF-8; the file looks like Latin-1 or Windows-1252: " + asUTF8
}

// place is "line:column" of a byte, both from 1.
func place(text []byte, at int) string {
	before := text[:at]
	return fmt.Sprintf("%d:%d", bytes.Count(before, []byte("\n"))+1, at-bytes.LastIndexByte(before, '\n'))
}
