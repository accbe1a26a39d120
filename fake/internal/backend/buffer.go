package backend

// Pooled buffers for bodies that are put together for one response. The memory of a page of users would otherwise be most
// of what the page costs. A buffer that never comes back is the garbage collector's.

import (
	"bytes"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func getBuffer() *bytes.Buffer { return buffers.Get().(*bytes.Buffer) }

// maxBuffer is the size beyond which a buffer is not kept.
const maxBuffer = 256 << 10

// PutBuffer takes back the buffer of a response that nobody reads any more. It may be nil.
func PutBuffer(buffer *bytes.Buffer) {
	if buffer == nil || buffer.Cap() > maxBuffer {
		return
	}
	buffer.Reset()
	buffers.Put(buffer)
}
