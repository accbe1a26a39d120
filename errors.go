package partnerkit

// The one error type of this package: what was asked, what was answered, and
// under which names errors.Is finds it.

import (
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"
)

// Error is the error of every method. Status is 0 where nothing answered: a
// refused argument, a missing credential, a connection that broke.
//
// errors.Is answers at three levels: the API's code (CodeConflict), the
// documented case (ErrEmailInUse) and the class (ErrConflict). Beside these it
// finds what this package raised (ErrInvalidArgument, ErrOutcomeUnknown, …) and
// the cause, such as context.DeadlineExceeded.
type Error struct {
	Op         string        // the operation, "Users.Get"
	Method     string        // the HTTP method; empty where no request was made out
	Route      string        // the path's template, "/v1/users/{id}"; never the path
	Status     int           // the HTTP status; 0 where nothing answered
	Code       Code          // the API's own code; empty where it gave none
	Message    string        // the API's own words, at most 512 bytes; empty where it gave none, or the body is not the API's
	Fields     []FieldError  // what was wrong with which member, at most 100; nil where the API did not say
	RequestID  string        // the API's name for this request; empty where it gave none
	RetryAfter time.Duration // how long the API asked to wait; 0 where it did not ask
	Attempts   int           // how often the operation was sent, read-backs and refreshes not counted; 0 where it never was, and where All found fault with the pages together
	Body       []byte        `json:"-"` // the answer's body for a debugger, at most 64 KiB, without credentials; in no output of this type

	kinds []error // case, class, and what this package raised
	cause error
	why   []string // what this package says of it, the cause's words among them, without credentials
	owned bool     // the body has the API's own error shape
}

// FieldError is one complaint about one member of a request.
type FieldError struct {
	Field   string `json:"field"`   // the member, "email"; parts of a deeper path are joined with dots
	Message string `json:"message"` // what is wrong with it
}

// limits of what an Error keeps of an answer.
const (
	maxErrorText = 512
	maxFields    = 100
	maxErrorBody = 64 << 10
	maxRequestID = 128
)

// Error says op, status, code, message, request id and attempts, and never a
// query, a header or a body of the API's.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("partnerkit: ")
	b.WriteString(e.Op)
	b.WriteString(":")
	if e.Status != 0 {
		b.WriteString(" " + strconv.Itoa(e.Status))
	}
	if e.Code != "" {
		b.WriteString(" " + printable(string(e.Code), maxErrorText))
	}
	if e.Message != "" {
		b.WriteString(` "` + printable(e.Message, maxErrorText) + `"`)
	}
	for i, reason := range e.why {
		if i > 0 || e.Status != 0 {
			b.WriteString(";")
		}
		b.WriteString(" " + reason)
	}
	return b.String() + e.coda()
}

func (e *Error) coda() string {
	var parts []string
	if e.RequestID != "" {
		parts = append(parts, "request "+printable(e.RequestID, maxErrorText))
	}
	switch {
	case e.Attempts == 1:
		parts = append(parts, "1 attempt")
	case e.Attempts > 1:
		parts = append(parts, strconv.Itoa(e.Attempts)+" attempts")
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

// Unwrap returns the code if there is one, the case, the class, what this
// package says of the failure, and the cause.
func (e *Error) Unwrap() []error {
	all := make([]error, 0, len(e.kinds)+2)
	if e.Code != "" {
		all = append(all, e.Code)
	}
	all = append(all, e.kinds...)
	if e.cause != nil {
		all = append(all, e.cause)
	}
	return all
}

// Format prints the error's one line under every verb: %+v and %#v show no
// body, header or cause that could hold a credential.
func (e Error) Format(s fmt.State, verb rune) {
	line := e.Error()
	if verb == 'q' {
		line = strconv.Quote(line)
	}
	_, _ = s.Write([]byte(line))
}

// LogValue gives the error's members to slog, without the body.
func (e Error) LogValue() slog.Value {
	attrs := []slog.Attr{slog.String("op", e.Op), slog.Int("status", e.Status), slog.Int("attempts", e.Attempts)}
	for _, optional := range []slog.Attr{
		slog.String("route", strings.TrimSpace(e.Method+" "+e.Route)), slog.String("code", string(e.Code)),
		slog.String("message", e.Message), slog.String("request_id", e.RequestID),
		slog.String("reason", strings.Join(e.why, "; ")),
	} {
		if optional.Value.String() != "" {
			attrs = append(attrs, optional)
		}
	}
	if e.RetryAfter > 0 {
		attrs = append(attrs, slog.Duration("retry_after", e.RetryAfter))
	}
	return slog.GroupValue(attrs...)
}

// is reports whether the error already goes by the name kind.
func (e *Error) is(kind error) bool {
	for _, k := range e.kinds {
		if errors.Is(k, kind) {
			return true
		}
	}
	return false
}

// mark adds a name under which errors.Is finds the error; nil adds nothing.
func (e *Error) mark(kind error) *Error {
	if kind != nil && !e.is(kind) {
		e.kinds = append(e.kinds, kind)
	}
	return e
}

// raise is mark, and says so in the error's line.
func (e *Error) raise(kind error) *Error {
	if e.is(kind) {
		return e
	}
	e.why = append(e.why, kind.Error())
	return e.mark(kind)
}

// because adds a cause; words is what the error's line says of it.
func (e *Error) because(cause error, words string) *Error {
	if e.cause != nil {
		cause = errors.Join(e.cause, cause)
	}
	words = strings.ReplaceAll(words, "\n", "; ") // as errors.Join puts them together
	e.cause, e.why = cause, append(e.why, printable(words, maxErrorText))
	return e
}

// invalid is the cause of an error about an argument: what was wrong, and with what.
func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrInvalidArgument}, args...)...)
}

// printable cuts a text to at most limit bytes and escapes what a terminal or a
// log would not show as it is. A text that it made it leaves alone.
func printable(text string, limit int) string {
	var shown strings.Builder
	for _, r := range strings.ToValidUTF8(text[:min(len(text), limit)], "") {
		piece := string(r)
		if !strconv.IsPrint(r) {
			quoted := strconv.QuoteRune(r)
			piece = quoted[1 : len(quoted)-1]
		}
		if shown.Len()+len(piece) > limit {
			break
		}
		shown.WriteString(piece)
	}
	return shown.String()
}
