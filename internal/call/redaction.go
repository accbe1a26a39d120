package call

// What may be said of others' words: no secret of the call, and no URL, which holds
// e-mails and queries and which net/http's errors print whole.

import (
	"context"
	"errors"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/partnerkit/partnerkit-go/internal/redact"
)

// redaction takes the secrets of a call out of texts. It holds them in closures, since the
// context of the call leads to it.
type redaction struct {
	bodySecrets []string // the secrets of the body
	api         *API
	token       func() string           // the attempt's token; nil for none
	earlier     []func() string         // the tokens of earlier attempts, and of the write whose effect the call looks for
	redactor    func() *redact.Redactor // made when a failure first asks; nil until then
}

// nextToken takes in the token of another attempt; the API may still speak of an earlier one.
func (r *redaction) nextToken(token func() string) {
	r.earlier, r.token, r.redactor = r.tokens(), token, nil
}

// tokens are those of all attempts so far, each once.
func (r *redaction) tokens() []func() string {
	if r.token == nil || slices.ContainsFunc(r.earlier, func(token func() string) bool { return token() == r.token() }) {
		return r.earlier
	}
	return append(slices.Clip(r.earlier), r.token)
}

func (r *redaction) get() *redact.Redactor {
	if r.redactor == nil {
		made := redact.New(r.secrets()...)
		r.redactor = func() *redact.Redactor { return made }
	}
	return r.redactor()
}

func (r *redaction) secrets() []string {
	secrets := slices.Clone(r.bodySecrets)
	if r.api != nil && r.api.Credential != nil {
		secrets = append(secrets, r.api.Credential.Secrets()...)
	}
	for _, token := range r.tokens() {
		secrets = append(secrets, token())
	}
	return slices.DeleteFunc(secrets, r.isCode)
}

// isCode reports whether a text is one of the API's own codes, in any case.
func (r *redaction) isCode(text string) bool {
	return r.api != nil && slices.ContainsFunc(r.api.Codes, func(code string) bool { return strings.EqualFold(code, text) })
}

// text returns a text without secrets, at most limit bytes of it, harmless to a terminal.
func (r *redaction) text(text string, limit int) string { return Printable(r.get().Text(text), limit) }

// body returns a copy of a body for a debugger.
func (r *redaction) body(body []byte) []byte {
	body = r.get().Bytes(body[:min(len(body), maxErrorBody)])
	return body[:min(len(body), maxErrorBody)]
}

// quietError stands for an error whose words held a URL. errors.Is and errors.As find in it
// what they find in that error, but for the *url.Error.
type quietError struct {
	err   error
	words string
}

func (q *quietError) Error() string        { return q.words }
func (q *quietError) Is(target error) bool { return errors.Is(q.err, target) }

// As looks into the error, for anything that does not print the URL: what a *url.Error would
// be found as, such as a net.Error, is looked for in what it wraps.
func (q *quietError) As(target any) bool {
	for err := q.err; errors.As(err, target); {
		found := reflect.ValueOf(target).Elem()
		wrapper, isURLError := found.Interface().(*url.Error)
		if !isURLError {
			return true
		}
		found.SetZero()
		err = wrapper.Err
	}
	return false
}

// cause returns the words that may be shown of an error, and the error without URLs. The words
// have no secret; the error, for errors.As to find, is as its maker made it.
func (r *redaction) cause(err error) (words string, cause error) {
	full := err.Error()
	withoutURLs := full
	wrapped := urlErrors(err, nil)
	for _, u := range wrapped {
		inner := ""
		if u.Err != nil {
			inner = u.Err.Error()
		}
		withoutURLs = strings.ReplaceAll(withoutURLs, u.Error(), inner)
	}
	withoutURLs = urlPattern.ReplaceAllStringFunc(withoutURLs, origin)
	words = r.get().Text(withoutURLs)
	if withoutURLs == full && len(wrapped) == 0 {
		return words, err
	}
	return words, &quietError{err, words}
}

// contextError says in a failure that a context ended, and why.
func (r *redaction) contextError(ctx context.Context, f *Failure) *Failure {
	for _, end := range []error{ctx.Err(), context.Cause(ctx)} {
		isComparable := reflect.ValueOf(end).Comparable() // a caller's own cause may hold a list, with which errors.Is panics
		if !isComparable || !errors.Is(f.Cause, end) {
			f.withCause(r.cause(end))
		}
	}
	return f
}

// urlErrors lists the *url.Errors in the tree of an error, the outermost first.
func urlErrors(err error, found []*url.Error) []*url.Error {
	if u, ok := err.(*url.Error); ok { //nolint:errorlint // each one of the tree is looked at by itself
		found = append(found, u)
	}
	switch e := err.(type) { //nolint:errorlint // likewise
	case interface{ Unwrap() error }:
		if inner := e.Unwrap(); inner != nil {
			found = urlErrors(inner, found)
		}
	case interface{ Unwrap() []error }:
		for _, inner := range e.Unwrap() {
			if inner != nil {
				found = urlErrors(inner, found)
			}
		}
	}
	return found
}

// urlPattern finds URLs in words. An apostrophe before a letter is a part of one, and else its end.
var urlPattern = regexp.MustCompile(`[a-zA-Z][a-zA-Z0-9+.-]*://(?:[^\s"'<>]|'[a-zA-Z0-9%])+`)

// origin is what may be shown of a URL.
func origin(text string) string {
	end := len(strings.TrimRight(text, ".,:;!?)]}"))
	u, err := url.Parse(text[:end])
	if err != nil || u.Host == "" {
		return "[URL]" + text[end:]
	}
	return u.Scheme + "://" + u.Host + text[end:]
}
