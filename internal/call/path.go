package call

// What may stand in a path: the segments that a route's parameters become, and a path that a caller wrote out.

import (
	"net/url"
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
	case IsPrintableASCII(segment): // as most are, which spares looking at each rune
		return ""
	case !utf8.ValidString(segment):
		return "is not valid UTF-8"
	case strings.ContainsFunc(segment, unicode.IsControl):
		return "holds a control character"
	default:
		return ""
	}
}

// rawPathProblem says why a path or its query, which a caller wrote out and escaped, may not be sent, "" where they
// may. What could address anything but its own place is refused, as it is in a route's parameter.
func rawPathProblem(path, query string) string {
	rest, found := strings.CutPrefix(path, "/v1/")
	if !found {
		return "does not begin with /v1/"
	}
	for segment := range strings.SplitSeq(rest, "/") {
		text, err := url.PathUnescape(segment)
		if err != nil {
			return "is not escaped"
		}
		if problem := unsafeSegment(text); problem != "" {
			return "has a segment that " + problem
		}
	}
	text, _ := url.PathUnescape(path)
	if (&url.URL{Path: text, RawPath: path}).EscapedPath() != path || strings.Contains(query, "#") {
		return "is not escaped"
	}
	if text, err := url.QueryUnescape(query); err != nil || !IsPrintableASCII(query) || !utf8.ValidString(text) {
		return "has a query that is not escaped"
	}
	return ""
}

// IsPrintableASCII reports whether every byte is a visible ASCII character.
func IsPrintableASCII(s string) bool {
	for i := range len(s) {
		if s[i] < '!' || s[i] > '~' {
			return false
		}
	}
	return true
}
