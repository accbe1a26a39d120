package fake

// A reply: what a carrier (a RoundTripper or an http.Handler) sends, and how it ends.

import (
	"bytes"
	"maps"
	"net/http"
	"strconv"
	"time"
)

// ending is how a reply ends.
type ending int

const (
	whole   ending = iota
	dropped        // cut before the headers
	cut            // cut after the body's last byte that is sent
	stalled        // nothing more comes, and the connection stays
)

// reply is what a carrier sends.
type reply struct {
	status int
	header http.Header
	body   []byte        // what is sent of it
	buffer *bytes.Buffer // see backend.Response
	length int           // what Content-Length says; below 0: there is none, and the connection's end is the body's
	ending ending
	closes bool          // the connection is not used again
	hold   time.Duration // how long a stall lasts; 0: until the caller gives up or the server closes
}

// truncate lets the reply end early, with a Content-Length that always says more than is sent.
func (out *reply) truncate(sent int, end ending) {
	if bodyless(out.status) {
		out.ending = dropped
		return
	}
	out.ending = end
	out.body = out.body[:min(sent, len(out.body))]
	out.length = max(out.length, len(out.body)+1)
}

// setHeader copies the reply's headers into h, Content-Length among them.
func (out *reply) setHeader(h http.Header) {
	maps.Copy(h, out.header)
	if !bodyless(out.status) && out.length >= 0 {
		h["Content-Length"] = []string{strconv.Itoa(out.length)}
	}
}

// bodyless tells the statuses whose answers have no body.
func bodyless(status int) bool {
	return status == http.StatusNoContent || status == http.StatusNotModified
}
