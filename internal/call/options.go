package call

// What a caller asks of one call, and what they learn of it.

import (
	"net/http"
	"time"

	"github.com/partnerkit/partnerkit-go/internal/retry"
)

// Options are what a caller asks of one call.
type Options struct {
	Policy        retry.Policy
	Timeout       time.Duration // of an attempt
	Header        http.Header   // of this call alone; nil for none
	Report        *Report       // filled when the call ends; nil for none
	Repeat        bool          // "at least once" is accepted
	CopyResponse  bool          // the report has copies of the response's headers and body
	AsReadBack    bool          // the call looks for the effect of another one, and is logged as a part of that
	Prepaid       bool          // a repeat's cost was taken from the budget for the call, and a healthy response gives that back
	PriorAttempts int           // sends that an earlier part of the same method made
	ArgErr        error         // what is wrong with an option: nothing is sent

	Tokens []func() string // of the write that the call is a read-back of, which no error may show either; nil for none
}

// Report tells about the response that a call came to.
type Report struct {
	Status     int // 0 if nothing answered
	RequestID  string
	RetryAfter time.Duration // how long the response asked to wait, a success too
	Attempts   int
	ReadBack   bool        // the write's response was lost, and its effect was found by reading; the rest is then the reading's
	Header     http.Header // nil without CopyResponse, and so is Body
	Body       []byte

	shownRequestID func() string // the request ID of a success as an error may show it; nil for none
}
