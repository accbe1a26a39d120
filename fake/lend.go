package fake

// Bodies that are put together for one answer are lent: who has sent one gives it back, for the next answer. The memory of a
// page of users would else be most of what a page costs. One that is never given back is the collector's.

import (
	"bytes"
	"sync"
)

var lent = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// lend gives an empty buffer that nobody else has.
func lend() *bytes.Buffer { return lent.Get().(*bytes.Buffer) }

// A buffer that grew beyond this is not kept.
const maxLent = 256 << 10

// giveBack takes a buffer that nobody reads any more, or nil.
func giveBack(buffer *bytes.Buffer) {
	if buffer == nil || buffer.Cap() > maxLent {
		return
	}
	buffer.Reset()
	lent.Put(buffer)
}
