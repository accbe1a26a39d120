// Package secret finds secrets in a text, however many there are. A Set keeps no secret, only its hash, so one costs the
// same few bytes whatever its length.
//
// The redaction of the client, internal/redact, is another: of a few secrets it finds every encoding, and every piece that
// is long enough. Here there may be a million secrets that begin alike, and only whole ones are looked for.
package secret

import (
	"slices"
	"strings"
	"sync"
)

// Redacted stands where a secret stood.
const Redacted = "[redacted]"

// Shortest is how many bytes a secret has that is looked for. A shorter one would be found in ordinary words.
const Shortest = 8

// prefixLen is how many first bytes of a secret are looked for before the whole of it.
const prefixLen = 7

// Set is a set of secrets. Its zero value is empty. It is safe for concurrent use.
type Set struct {
	mu sync.RWMutex
	// prefixes are the keys of the secrets' first bytes: most places of a text are ruled out by them.
	prefixes     hashes
	secretHashes hashes
	// lengths are those that secrets have, each once, the longest first.
	lengths []length
	spared  *Words // what stays as it is; nil: nothing
}

// Words is a text that shows no secret, such as the words that a server says of its own. It does not change, so that many
// sets can share it.
type Words struct {
	text     string
	prefixes hashes // rule out most secrets that cannot stand in the text
}

// NewWords looks through a text once, for all the sets that share it.
func NewWords(text string) *Words {
	w := &Words{text: text}
	for start := range len(text) - prefixLen + 1 {
		w.prefixes.add(prefixKey(text[start:]))
	}
	return w
}

// contains reports whether a secret is a piece of the text.
func (w *Words) contains(secret string) bool {
	return w != nil && w.prefixes.has(prefixKey(secret)) && strings.Contains(w.text, secret)
}

// Spare lets the words stay as they are: what stands in them is not taken for a secret that is added later. It is called once.
func (s *Set) Spare(words *Words) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.spared = words
}

// length is a length of secrets with what it takes to hash a piece of that length, see sums.
type length struct {
	bytes int
	power uint64
}

// Add enters secrets. One that is shorter than Shortest is left out, and so is a piece of the text of Spare.
func (s *Set) Add(secrets ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, secret := range secrets {
		if len(secret) < Shortest || s.spared.contains(secret) {
			continue
		}
		s.prefixes.add(prefixKey(secret))
		s.secretHashes.add(key(sumOf(secret)))
		s.addLength(len(secret))
	}
}

func (s *Set) addLength(n int) {
	at, known := slices.BinarySearchFunc(s.lengths, n, func(l length, n int) int { return n - l.bytes })
	if known {
		return
	}
	power := uint64(1)
	for range n {
		power *= base
	}
	s.lengths = slices.Insert(s.lengths, at, length{n, power})
}

// Replace puts mark in place of each secret in a text. Of several secrets that begin at one place it takes the longest.
//
// It takes time by the length of the text, and not by the number of secrets. Only at a place that reads like the beginning of
// a secret does it also count how many different lengths the secrets have, which is a handful.
func (s *Set) Replace(text, mark string) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var (
		out  []byte
		done int // how much of the text is in out, or replaced there
		all  sums
	)
	window := uint64(0)
	for i := range len(text) {
		window = window<<8 | uint64(text[i])
		start := i + 1 - prefixLen
		if start < done || !s.prefixes.has(window|tag) {
			continue
		}
		if all == nil {
			all = sumsOf(text)
		}
		if n := s.longestAt(all, start); n > 0 {
			out = append(append(out, text[done:start]...), mark...)
			done = start + n
		}
	}
	if done == 0 {
		return text
	}
	return string(append(out, text[done:]...))
}

// longestAt is the length of the longest secret that stands at a place of a text; 0 if none does.
func (s *Set) longestAt(all sums, start int) int {
	for _, l := range s.lengths {
		if end := start + l.bytes; end < len(all) && s.secretHashes.has(key(all[end]-all[start]*l.power)) {
			return l.bytes
		}
	}
	return 0
}

// tag fills the top byte of a prefix key, so that no key is 0, which hashes cannot hold. It also overwrites the eighth byte of
// Replace's window, which is part of no prefix.
const tag = 0xff << 56

// prefixKey is the key of a text's first bytes.
func prefixKey(text string) uint64 {
	key := uint64(0)
	for i := range prefixLen {
		key = key<<8 | uint64(text[i])
	}
	return key | tag
}
