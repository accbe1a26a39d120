package fake

// A failure: a fault that fires for one request, and the reply that comes of it.

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
)

// failure is what goes wrong with one request, by an injected fault or by chaos. Its zero value lets the request pass.
type failure struct {
	fault   Fault
	faulted bool
	hold    time.Duration // see reply
}

// delays are the waits before the request is served and after it.
func (f *failure) delays() (before, after time.Duration) {
	if f.fault.After {
		return 0, f.fault.Delay
	}
	return f.fault.Delay, 0
}

// reply makes the reply out of a response: the fault's headers and body, and where it ends.
func (f *failure) reply(res backend.Response) reply {
	out := reply{status: res.Status, header: res.Header, body: res.Body, buffer: res.Buffer, hold: f.hold}
	if out.header == nil {
		out.header = http.Header{}
	}
	if f.faulted {
		f.apply(&out)
	}
	if bodyless(out.status) {
		out.body = nil
		out.header.Del("Content-Type")
	}
	out.length = len(out.body)
	switch {
	case f.fault.Stall:
		out.truncate(f.fault.Cut, stalled)
	case f.fault.Cut > 0:
		out.truncate(f.fault.Cut, cut)
	}
	return out
}

// apply puts the fault's own body and headers on the reply.
func (f *failure) apply(out *reply) {
	out.header = out.header.Clone()
	if body := f.fault.Body; body != nil {
		out.body = body
		out.header.Del("Content-Type")
		if len(body) > 0 {
			out.header.Set("Content-Type", typeOfBody(body))
		}
	}
	if f.fault.RetryAfter > 0 {
		out.header.Set("Retry-After", wholeSeconds(f.fault.RetryAfter))
	}
	for name, values := range f.fault.Header {
		out.header[http.CanonicalHeaderKey(name)] = slices.Clone(values)
	}
}

func typeOfBody(body []byte) string {
	if json.Valid(body) {
		return "application/json"
	}
	return http.DetectContentType(body)
}

func wholeSeconds(d time.Duration) string {
	return strconv.FormatInt(int64((d-1)/time.Second)+1, 10)
}
