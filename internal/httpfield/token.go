// Package httpfield says what may be a name in HTTP, for the client and for the fake alike. What a field's value may be is not
// here: the fake sends all that HTTP can carry, and the client refuses more.
package httpfield

import "strings"

// IsToken reports whether s is a token of RFC 9110, section 5.6.2, as a field's name and a method must be.
func IsToken(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' || r >= 0x7f || strings.ContainsRune(`()<>@,;:\"/[]?={}`, r)
	})
}
