// Package redact takes secrets out of text. A server, a transport or a proxy may
// quote a credential in any encoding, and cut it short; so no run of Run or
// more bytes that begins a secret, in any of the forms in which secrets travel, is
// left anywhere in a text, however its characters are escaped. A public prefix such as pk_live_ goes with it. An end or
// a middle alone is not looked for.
//
// A secret shorter than Run bytes is not looked for: so little of a text would
// match by chance that hardly any text would stay as it is.
package redact

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// placeholders stand in for what was taken out. The first that cannot be a part of a
// secret's beginning, whatever text stands beside it, is used.
var placeholders = []string{"[redacted]", "(redacted)", "{redacted}", "***"}

// Redactor takes a set of secrets out of texts. It is safe for concurrent use, and
// holds the secrets in a closure, where no verb of fmt can look.
type Redactor struct {
	forms       func() *forms
	placeholder string // "" where each could be a part of a secret
}

// New returns what takes these secrets out.
func New(secrets ...string) *Redactor {
	made := &forms{by: make(map[uint64][]string)}
	for _, secret := range secrets {
		if len(secret) < Run {
			continue
		}
		for _, form := range encodings(secret) {
			made.add(form)
		}
	}
	r := &Redactor{forms: func() *forms { return made }}
	if i := slices.IndexFunc(placeholders, made.cannotHold); i >= 0 {
		r.placeholder = placeholders[i]
	}
	return r
}

// Text returns the text without secrets.
func (r *Redactor) Text(text string) string { return string(r.Bytes([]byte(text))) }

// Bytes returns a copy of the text without secrets, and nil for an empty text.
// Valid UTF-8 stays valid.
func (r *Redactor) Bytes(text []byte) []byte {
	if len(text) == 0 {
		return nil
	}
	secretBytes := r.forms().findEscaped(text)
	switch {
	case r.placeholder == "" && (secretBytes != nil || namesScheme(text)):
		return nil // nothing can stand in for the secret
	case secretBytes == nil:
		text = bytes.Clone(text)
	default:
		text = replace(text, secretBytes, r.placeholder)
	}
	if !namesScheme(text) {
		return text
	}
	return bearerToken.ReplaceAll(text, []byte("${1}"+r.placeholder))
}

// namesScheme reports whether there can be a bearerToken at all, in a small part of
// the time that the pattern takes to find none.
func namesScheme(text []byte) bool {
	for i, b := range text {
		if b|0x20 != 'b' {
			continue
		}
		for _, scheme := range []string{"bearer", "basic"} {
			if len(text)-i > len(scheme) && strings.EqualFold(string(text[i:i+len(scheme)]), scheme) {
				return true
			}
		}
	}
	return false
}

// replace puts the placeholder in the place of each run of secret bytes.
func replace(text []byte, secretBytes []bool, placeholder string) []byte {
	replaced := make([]byte, 0, len(text)+len(placeholder))
	for i := 0; i < len(text); {
		if !secretBytes[i] {
			replaced = append(replaced, text[i])
			i++
			continue
		}
		replaced = append(replaced, placeholder...)
		for i < len(text) && secretBytes[i] {
			i++
		}
		for cut := 1; cut < utf8.UTFMax && i < len(text) && !utf8.RuneStart(text[i]); cut++ {
			i++ // the rest of a character whose first bytes went
		}
	}
	return replaced
}

// bearerToken finds what follows the name of a scheme and could be a credential of
// somebody else: one of its characters is no letter, unlike those of "bearer token".
var bearerToken = regexp.MustCompile(`(?i)\b((?:bearer|basic)\s+)[a-z]*[^a-z\s"',;<>\\][^\s"',;<>\\]*`)
