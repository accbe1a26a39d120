package backend

// What goes in and what comes out.

import (
	"bytes"
	"net/http"
	"time"
)

// API names one of the four APIs.
type API string

// The four APIs.
const (
	PartnerAPI API = "partner"
	AppAPI     API = "app"
	PortalsAPI API = "portals"
	ProfileAPI API = "profile"
)

// MaxBody is how many bytes a request body may have.
const MaxBody = 1 << 20

// Request is one request with its body read.
type Request struct {
	Method   string
	RawPath  string // as it was sent, still escaped
	RawQuery string
	Header   http.Header
	Body     []byte    // at most MaxBody+1 bytes of it
	ID       string    // 32 hex digits
	RealNow  time.Time // what the times of JWTs are compared with

	now time.Time // the fake's clock, read under the backend's lock, so that it does not go back from request to request
}

// Response is what a request is answered with.
type Response struct {
	Status     int
	Header     http.Header
	Body       []byte        // nil for no content
	Buffer     *bytes.Buffer // holds the body, and goes back with PutBuffer once that is sent; nil if nothing does
	Credential string        // the kind of credential that was presented, never its value
	Reason     string        // why the request was refused, for the log; "" if it was not
	Counted    bool          // the request was counted in a quota
}

func (r *Response) setHeader(name, value string) {
	if r.Header == nil {
		r.Header = http.Header{}
	}
	r.Header.Set(name, value)
}
