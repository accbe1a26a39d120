package partnerkit

// What a caller may learn of the response of a call.

import (
	"net/http"
	"strconv"
	"time"

	"github.com/partnerkit/partnerkit-go/internal/call"
	"github.com/partnerkit/partnerkit-go/internal/retry"
)

// Response tells about the answer of a call; WithResponse fills it, also where
// the call ends with an error.
type Response struct {
	Status    int         // the HTTP status; 0 where nothing answered
	Header    http.Header // the answer's headers; nil where nothing answered
	RequestID string      // the API's name for the request; empty where it gave none
	Attempts  int         // how often the operation was sent, read-backs and refreshes not counted
	ReadBack  bool        // the write's answer was lost, and its effect was found by reading; the rest is then the reading's
	Rate      Rate        // the quota's state, where the API sends it
	Body      []byte      // the answer's body as it came, after decompression; a copy
}

// Rate is the state of a quota. Its zero means that the API sent none.
type Rate struct {
	Limit     int           // requests in a window
	Remaining int           // requests left in this window
	Reset     time.Duration // until the next window, in whole seconds
}

func newResponse(r call.Report) Response {
	return Response{
		Status: r.Status, Header: r.Header, RequestID: r.RequestID, Attempts: r.Attempts,
		ReadBack: r.ReadBack, Rate: rateOf(r.Header), Body: r.Body,
	}
}

// rateOf reads the X-RateLimit headers; Reset is in seconds from now.
func rateOf(h http.Header) Rate {
	limit, err := strconv.Atoi(h.Get("X-RateLimit-Limit"))
	if err != nil {
		return Rate{}
	}
	remaining, _ := strconv.Atoi(h.Get("X-RateLimit-Remaining"))
	reset, _ := retry.Seconds(h.Get("X-RateLimit-Reset"))
	return Rate{Limit: limit, Remaining: remaining, Reset: reset}
}
