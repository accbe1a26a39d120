package credential

// What a key, a secret or a token may be.

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/partnerkit/partnerkit-go/internal/call"
)

const maxLength = 16 << 10

// Problem says why a key cannot be sent as it is, without saying the key; "" if it can.
func Problem(key string) string {
	switch {
	case key == "":
		return "is empty"
	case strings.ContainsFunc(key, unicode.IsSpace):
		return "holds a space or a line break; was it read from a file with its newline?"
	case !call.IsPrintableASCII(key):
		return "holds a character that cannot be in a key"
	case len(key) > maxLength:
		return "is longer than " + strconv.Itoa(maxLength) + " bytes"
	default:
		return ""
	}
}
