package backend

// Texts compared without regard to case.

import (
	"strings"
	"unicode"
)

// fold is a text as it is compared: two texts fold alike only if they differ in nothing but the case of letters, which İ and
// ı do not from i. A text that is folded already is given back itself, so that an index keyed by it takes no memory for it.
func fold(s string) string { return strings.Map(foldRune, s) }

// foldRune is the smallest of the forms of a letter. Of ASCII letters it is the small one, so that most texts are their own
// folded form.
func foldRune(r rune) rune {
	least := r
	for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
		least = min(least, other)
	}
	if 'A' <= least && least <= 'Z' {
		least += 'a' - 'A'
	}
	return least
}
