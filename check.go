package partnerkit

// What can never be right in an argument or an option, said before anything is
// sent.

import (
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// unsafeSegment says why a path segment may not be sent, "" where it may.
// Escaping leaves dots alone, so that a joined path would climb; an empty
// segment would address the collection.
func unsafeSegment(segment string) string {
	switch {
	case segment == "":
		return "is empty"
	case segment == "." || segment == "..":
		return "is a dot segment"
	case !utf8.ValidString(segment):
		return "is not valid UTF-8"
	case strings.ContainsFunc(segment, unicode.IsControl):
		return "holds a control character"
	default:
		return ""
	}
}

// argument is a required argument and its name.
type argument struct{ name, value string }

// required complains about the first argument that is empty or not text.
func required(arguments ...argument) error {
	for _, a := range arguments {
		if a.value == "" {
			return invalid("%s is empty", a.name)
		}
		if !utf8.ValidString(a.value) {
			return invalid("%s is not valid UTF-8", a.name)
		}
	}
	return nil
}

// requiredList complains about a list that is empty or holds an empty text.
func requiredList[S ~string](name string, list []S) error {
	if len(list) == 0 {
		return invalid("%s is empty", name)
	}
	for i, s := range list {
		if err := required(argument{fmt.Sprintf("%s[%d]", name, i), string(s)}); err != nil {
			return err
		}
	}
	return nil
}

// checkSecret complains about a key that cannot be sent as it is. It never says
// the key.
func checkSecret(option, what, value string) error {
	switch {
	case value == "":
		return invalid("%s: the %s is empty", option, what)
	case strings.ContainsFunc(value, unicode.IsSpace):
		return invalid("%s: the %s holds a space or a line break; was it read from a file with its newline?", option, what)
	case !isPrintableASCII(value):
		return invalid("%s: the %s holds a character that cannot be in a key", option, what)
	case len(value) > maxSecret:
		return invalid("%s: the %s is longer than %d bytes", option, what, maxSecret)
	default:
		return nil
	}
}

const maxSecret = 16 << 10

// isPrintableASCII reports whether every byte is a visible ASCII character.
func isPrintableASCII(s string) bool {
	for i := range len(s) {
		if s[i] < '!' || s[i] > '~' {
			return false
		}
	}
	return true
}

// isLoopback reports whether a host name or address never leaves the machine.
func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.Unmap().IsLoopback()
}

func validPort(port string) bool {
	if port == "" {
		return true
	}
	number, err := strconv.ParseUint(port, 10, 16)
	return err == nil && number > 0
}

// reservedHeaders are not the caller's to set: credentials, what net/http would
// take as leave to repeat a write, the host, and what belongs to one hop.
var reservedHeaders = []string{
	"Authorization", "X-Api-Key", "Idempotency-Key", "X-Idempotency-Key", "Host",
	"Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization",
	"Te", "Trailer", "Transfer-Encoding", "Upgrade", "Content-Length", "Accept-Encoding",
}

// checkHeader complains about a header that may not be set on a call.
func checkHeader(name, value string) error {
	switch {
	case !isToken(name):
		return invalid("WithHeader: the name is not a header's")
	case slices.Contains(reservedHeaders, http.CanonicalHeaderKey(name)):
		return invalid("header %s is not the caller's to set", http.CanonicalHeaderKey(name))
	case strings.ContainsFunc(value, func(r rune) bool { return unicode.IsControl(r) && r != '\t' }):
		return invalid("header %s: the value holds a control character", http.CanonicalHeaderKey(name))
	default:
		return nil
	}
}

// isToken reports whether s is a token of RFC 9110, as a header's name must be.
func isToken(s string) bool {
	return s != "" && isPrintableASCII(s) && !strings.ContainsAny(s, `()<>@,;:\"/[]?={}`)
}
