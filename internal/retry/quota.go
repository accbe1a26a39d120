package retry

// What a response says of the quota that it counted in.

import (
	"net/http"
	"strconv"
	"time"
)

// Quota is the state of a quota, as the X-RateLimit headers tell it. An API may send some of them, or none.
type Quota struct {
	Limit, Remaining int           // requests in a window, and those left in this one
	Reset            time.Duration // until the next window

	HasRemaining, HasReset bool
}

// ReadQuota reads the X-RateLimit headers; the reset is in seconds from now.
func ReadQuota(header http.Header) Quota {
	var q Quota
	q.Limit, _ = number(header, "X-RateLimit-Limit")
	q.Remaining, q.HasRemaining = number(header, "X-RateLimit-Remaining")
	q.Reset, q.HasReset = Seconds(header.Get("X-RateLimit-Reset"))
	return q
}

func number(header http.Header, name string) (int, bool) {
	text := header.Get(name)
	if text == "" { // spares an error that nobody reads
		return 0, false
	}
	n, err := strconv.Atoi(text)
	return n, err == nil
}
