package call

// What a call fails with: neutral of the public error type.

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/partnerkit/partnerkit-go/internal/pacing"
)

// Failure is what a call failed with.
type Failure struct {
	Endpoint   *Endpoint
	Status     int // 0 if nothing answered
	Code       string
	Message    string
	Fields     []FieldError
	RequestID  string
	RetryAfter time.Duration
	Attempts   int
	Body       []byte
	Retryable  bool     // the same call may succeed later, and making it again does no harm
	FromAPI    bool     // the API itself said it, in its own shape
	Cases      []error  // the documented cases that the response is
	Kinds      []Kind   // what this package says of it
	Cause      error    // nil for none
	Reasons    []string // in words, the cause's among them, without secrets
}

// newFailure says what was called, and nothing yet of why.
func newFailure(endpoint *Endpoint, attempts int) *Failure {
	return &Failure{Endpoint: endpoint, Attempts: attempts}
}

// FieldError is what was wrong with one member of a request.
type FieldError struct{ Field, Message string }

// Kind is what this package says of a failure by itself.
type Kind string

// The kinds.
const (
	InvalidArgument   Kind = "invalid argument"
	NoCredential      Kind = "no credential" //nolint:gosec // its name is all of it
	NoBaseURL         Kind = "no base URL"
	OutcomeUnknown    Kind = "outcome unknown"
	MalformedResponse Kind = "malformed response"
	ResponseTooLarge  Kind = "response too large"
	Unavailable       Kind = "unavailable"  // nothing answered
	RateLimited       Kind = "rate limited" // by this side: nothing was sent
)

// Error returns the words.
func (k Kind) Error() string { return string(k) }

// The bounds of what a failure keeps of a response.
const (
	MaxText      = 512
	maxFields    = 100
	maxErrorBody = 64 << 10
	maxRequestID = 128
)

// IsCase reports whether the API itself said that the failure is a documented case. A cause is not
// asked: middleware may call the client, too, and return what it met about another user.
func (f *Failure) IsCase(documented error) bool {
	return f != nil && f.FromAPI && slices.Contains(f.Cases, documented)
}

// IsKind reports whether this package says of the failure that it is of a kind.
func (f *Failure) IsKind(kind Kind) bool { return f != nil && slices.Contains(f.Kinds, kind) }

// AddCase adds a documented case; nil adds nothing.
func (f *Failure) AddCase(documented error) {
	if documented != nil && !slices.Contains(f.Cases, documented) {
		f.Cases = append(f.Cases, documented)
	}
}

// addKindAndReason adds a kind, and says so in words.
func (f *Failure) addKindAndReason(kind Kind) *Failure {
	f.Kinds, f.Reasons = append(f.Kinds, kind), append(f.Reasons, string(kind))
	return f
}

// addKind adds a kind, about which the words of the cause say enough.
func (f *Failure) addKind(kind Kind) { f.Kinds = append(f.Kinds, kind) }

// AddReason adds words alone.
func (f *Failure) AddReason(reason string) { f.Reasons = append(f.Reasons, Printable(reason, MaxText)) }

// withCause adds a cause; reason is what may be shown of it.
func (f *Failure) withCause(reason string, cause error) *Failure {
	if f.Cause != nil {
		cause = errors.Join(f.Cause, cause)
	}
	reason = strings.ReplaceAll(reason, "\n", "; ") // as errors.Join puts them together
	f.Cause, f.Reasons = cause, append(f.Reasons, Printable(reason, MaxText))
	return f
}

// withQuotaWait says in a failure that the next send was not waited for, since the quota has no room for
// so long.
func (f *Failure) withQuotaWait(err error) *Failure {
	if noRoom, is := err.(*pacing.NoRoomError); is { //nolint:errorlint // this call's own, and no other's within an error of a source
		f.addKind(RateLimited)
		f.RetryAfter, f.Retryable = max(f.RetryAfter, noRoom.Wait), true
	}
	return f
}

// Printable cuts a text to at most limit bytes and escapes what a terminal or a
// log would not show as it is. Printable leaves its own output unchanged.
func Printable(text string, limit int) string {
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

// BadArgument is the failure of a call that is not made because of an argument, or of what
// the client lacks; reason is what may be shown of that.
func BadArgument(endpoint *Endpoint, err error, reason string) *Failure {
	f := newFailure(endpoint, 0).withCause(reason, err)
	for _, kind := range []Kind{InvalidArgument, NoCredential, NoBaseURL} {
		if errors.Is(err, kind) {
			f.addKind(kind)
		}
	}
	if wrong, ok := errors.AsType[*ArgumentError](err); ok && wrong.Argument != "" {
		f.Fields = []FieldError{{wrong.Argument, wrong.Problem}}
	}
	return f
}

// AfterSuccess is a failure that comes after a response that was fine by itself, and speaks of that response.
func AfterSuccess(endpoint *Endpoint, last *Report) *Failure {
	f := newFailure(endpoint, last.Attempts)
	f.Status = last.Status
	if last.shownRequestID != nil {
		f.RequestID = last.shownRequestID()
	}
	return f
}

// BadPages is the failure of a listing that leads nowhere, although each page was valid. last is the report of
// the last page.
func BadPages(endpoint *Endpoint, last *Report, err error) *Failure {
	return AfterSuccess(endpoint, last).addKindAndReason(MalformedResponse).withCause(err.Error(), err)
}

// ArgumentError is the cause of a failure about an argument: which, and what is wrong with it.
type ArgumentError struct {
	Kind     error  // what errors.Is finds beside the problem
	Argument string // "" where it is no single one
	Problem  string
}

// Error says the argument and the problem.
func (e *ArgumentError) Error() string {
	if e.Argument == "" {
		return e.Kind.Error() + ": " + e.Problem
	}
	return e.Kind.Error() + ": " + e.Argument + " " + e.Problem
}

// Unwrap returns the kind.
func (e *ArgumentError) Unwrap() error { return e.Kind }

// Summary says in short what a failure came to, for another one that it is a part of.
func (f *Failure) Summary() string {
	var parts []string
	if f.Status != 0 {
		parts = append(parts, strconv.Itoa(f.Status))
	}
	if f.Code != "" {
		parts = append(parts, f.Code)
	}
	if f.Message != "" {
		parts = append(parts, strconv.Quote(f.Message))
	}
	if f.Status >= http.StatusMultipleChoices {
		return strings.Join(parts, " ")
	}
	reasons := f.Reasons // they alone say what is wrong with a success
	if len(parts) > 0 {
		reasons = slices.Insert(slices.Clone(reasons), 0, strings.Join(parts, " "))
	}
	return strings.Join(reasons, "; ")
}
