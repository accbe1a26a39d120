package redact

// Where in a text a secret begins. One pass looks up each eight bytes of the text
// among the beginnings of all forms; each form that was met is then followed by
// the algorithm of Knuth, Morris and Pratt. Both take time by the length of the
// text alone, however long a secret is or however often it repeats itself.

import (
	"encoding/binary"
	"slices"
	"strings"
)

// Run is the length of a beginning of a secret that is never shown, and of the
// shortest secret that is looked for.
const Run = 8

// forms are the shapes of all secrets.
type forms struct {
	by     map[uint64][]string // their first Run bytes
	filter [1 << (hashBits - 6)]uint64
}

// hashBits is how much of a hash the filter knows: it spares all but one in a
// hundred lookups in the map.
const hashBits = 13

// filterBit is the word and the bit of the filter for the first bytes of a form.
func filterBit(key uint64) (word, bit uint64) {
	hash := key * 0x9e3779b97f4a7c15 >> (64 - hashBits)
	return hash >> 6, 1 << (hash & 63)
}

func (f *forms) add(form string) {
	if len(form) < Run {
		return
	}
	key := binary.LittleEndian.Uint64([]byte(form[:Run]))
	if !slices.Contains(f.by[key], form) {
		f.by[key] = append(f.by[key], form)
	}
	word, bit := filterBit(key)
	f.filter[word] |= bit
}

// cannotHold reports whether a placeholder and any text around it hold no beginning of a form.
func (f *forms) cannotHold(placeholder string) bool {
	for key := range f.by {
		text := string(binary.LittleEndian.AppendUint64(nil, key))
		if strings.Contains(text, placeholder[:1]) || strings.Contains(text, placeholder[len(placeholder)-1:]) || strings.Contains(placeholder, text) {
			return false
		}
	}
	return true
}

// findEscaped is find for a text of which any character may be escaped. An escape belongs to a run whole, or not
// at all: the rest of one could read as another character.
func (f *forms) findEscaped(text []byte) []bool {
	secretBytes, v := f.find(text), unescape(text)
	if v == nil {
		return secretBytes
	}
	plainBytes := f.find(v.text)
	if secretBytes == nil && plainBytes == nil {
		return nil
	}
	secretBytes = append(secretBytes, make([]bool, len(text)-len(secretBytes))...)
	for i, s := range v.spans {
		written := secretBytes[s.start:s.end]
		if plainBytes != nil && plainBytes[i] || slices.Contains(written, true) {
			copy(written, slices.Repeat([]bool{true}, len(written)))
		}
	}
	return secretBytes
}

// find reports for each byte of a text whether it belongs to a run that begins a
// form and is at least Run bytes long. It returns nil where none does.
func (f *forms) find(text []byte) []bool {
	var secretBytes []bool
	var met map[uint64]bool
	for i := range len(text) - Run + 1 {
		key := binary.LittleEndian.Uint64(text[i:])
		if word, bit := filterBit(key); f.filter[word]&bit == 0 {
			continue
		}
		matching, ok := f.by[key]
		if !ok || met[key] {
			continue
		}
		if secretBytes == nil {
			secretBytes, met = make([]bool, len(text)), make(map[uint64]bool)
		}
		met[key] = true
		for _, form := range matching {
			markMatches(secretBytes[i:], text[i:], form)
		}
	}
	return secretBytes
}

// markMatches marks each run of the text that begins the form and is at least Run bytes long.
func markMatches(secretBytes []bool, text []byte, form string) {
	form = form[:min(len(form), len(text))]
	border := borders(form)
	matched, done := 0, 0 // matched counts the bytes before i that begin the form
	for i, b := range text {
		for matched == len(form) || matched > 0 && form[matched] != b {
			matched = border[matched-1]
		}
		if form[matched] == b {
			matched++
		}
		if matched >= Run {
			for j := max(done, i+1-matched); j <= i; j++ {
				secretBytes[j] = true
			}
			done = i + 1
		}
	}
}

// borders holds for each beginning of a form how long the longest shorter
// beginning is with which it ends.
func borders(form string) []int {
	border := make([]int, len(form))
	for i, length := 1, 0; i < len(form); i++ {
		for length > 0 && form[length] != form[i] {
			length = border[length-1]
		}
		if form[length] == form[i] {
			length++
		}
		border[i] = length
	}
	return border
}
