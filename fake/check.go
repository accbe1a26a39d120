package fake

// What a request must be: its body's kind and size, what a member or a parameter may hold, and how many of something may be
// asked for. Each check says what it wants, and never what it got.

import (
	"fmt"
	"mime"
	"net/http"
	"net/mail"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

// body is a request body that can judge itself once it is decoded.
type body interface{ judge() []fieldError }

// decode fills a body from the request: a JSON object under a JSON Content-Type, of at most maxBody bytes.
func (c *call) decode(into body) *refusal {
	switch {
	case len(c.body) == 0:
		return invalid(fieldError{message: "the body is empty: a JSON object is expected"})
	case !isJSON(c.header.Get("Content-Type")):
		return &refusal{status: http.StatusUnsupportedMediaType}
	case len(c.body) > maxBody:
		return invalid(fieldError{message: fmt.Sprintf("the body is over %d bytes", maxBody)})
	}
	errs := decodeStrict(c.body, into, c.lenient)
	if len(errs) == 0 {
		errs = into.judge()
	}
	if len(errs) > 0 {
		return invalid(errs...)
	}
	return nil
}

func isJSON(contentType string) bool {
	mediaType, _, err := mime.ParseMediaType(contentType)
	return err == nil && (mediaType == "application/json" || strings.Contains(mediaType, "/") && strings.HasSuffix(mediaType, "+json"))
}

// need says whether a member may be left out, and whether it may be null.
type need int

const (
	optional need = iota
	nullable
	mandatory
)

// check judges a value that was sent, and gives a complaint or "".
type check[T any] func(T) string

// complaints judges a member by its need, and then by the check if it has a value.
func (m *member[T]) complaints(name string, n need, valid check[T]) []fieldError {
	complaint := ""
	switch {
	case !m.set && n == mandatory:
		complaint = "is required"
	case m.null && n != nullable:
		complaint = "must not be null"
	case m.set && !m.null:
		complaint = valid(m.value)
	}
	if complaint == "" {
		return nil
	}
	return []fieldError{{[]string{name}, complaint}}
}

// plainAddress accepts an email address and nothing around it.
func plainAddress(s string) string {
	if parsed, err := mail.ParseAddress(s); err != nil || parsed.Address != s {
		return "must be a plain email address"
	}
	return ""
}

// characters accepts a text by its length.
func characters(least, most int) check[string] {
	return func(s string) string {
		if n := utf8.RuneCountInString(s); n < least || n > most {
			return fmt.Sprintf("must have %d to %d characters", least, most)
		}
		return ""
	}
}

// atLeast accepts a text that is long enough.
func atLeast(characters int) check[string] {
	return func(s string) string {
		if utf8.RuneCountInString(s) < characters {
			return fmt.Sprintf("must have at least %d characters", characters)
		}
		return ""
	}
}

// query reads the query's parameters.
func (c *call) query() (url.Values, *refusal) {
	values, err := url.ParseQuery(c.rawQuery)
	if err != nil {
		return nil, invalid(fieldError{message: "the query is malformed"})
	}
	return values, nil
}

// parameter gives a parameter that may be given once, and whether it was given more often.
func parameter(query url.Values, name string) (string, *refusal) {
	if len(query[name]) > 1 {
		return "", wrong(name, "is given more than once")
	}
	return query.Get(name), nil
}

// requiredParameter gives a parameter that may not be missing or empty.
func requiredParameter(query url.Values, name string) (string, *refusal) {
	value, refused := parameter(query, name)
	if refused == nil && value == "" {
		refused = wrong(name, "is required")
	}
	return value, refused
}

// countParameter gives a number from 1 to most; the default if it is missing or empty.
func countParameter(query url.Values, name string, byDefault, most int) (int, *refusal) {
	value, refused := parameter(query, name)
	if refused != nil || value == "" {
		return byDefault, refused
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > most || strings.HasPrefix(value, "+") {
		return 0, wrong(name, fmt.Sprintf("must be a whole number from 1 to %d", most))
	}
	return n, nil
}

// The sizes of a page, which two APIs share.
const (
	defaultLimit = 20
	maxLimit     = 100
)

func limitParameter(query url.Values) (int, *refusal) {
	return countParameter(query, "limit", defaultLimit, maxLimit)
}

// or gives the value of a member that was sent, nil for null, else what there is already.
func (m *member[T]) or(current *T) *T {
	if !m.set {
		return current
	}
	return m.pointer()
}

// sameText compares two optional texts.
func sameText(a, b *string) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}
