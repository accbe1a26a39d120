package promises_test

// The room for a body is made as its bytes come, whatever its length claims.

import (
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// meteredBody sends a number of spaces, and tells the most room that was waiting
// for more of them at any time, beyond what had come by then.
type meteredBody struct {
	left, came, spare int
}

func (b *meteredBody) Read(room []byte) (int, error) {
	b.spare = max(b.spare, len(room)-b.came)
	if b.left == 0 {
		return 0, io.ErrUnexpectedEOF
	}
	n := min(len(room), b.left, 32<<10)
	for i := range room[:n] {
		room[i] = ' '
	}
	b.left -= n
	b.came += n
	return n, nil
}

func (b *meteredBody) Close() error { return nil }

func TestRoomIsMadeAsBytesCome(t *testing.T) {
	t.Parallel()
	for _, op := range askedOps {
		for _, claim := range []int64{2, 1 << 20, 16 << 20, 1 << 62} {
			for _, status := range []int{200, 500} {
				for _, sends := range []int{2, 3 << 20} {
					t.Run(fmt.Sprintf("%s/%d/%d of %d", op.name, status, sends, claim), func(t *testing.T) {
						t.Parallel()
						body := &meteredBody{left: sends}
						client := clientOver(t, roundTrip(func(r *http.Request) (*http.Response, error) {
							return &http.Response{StatusCode: status, Header: http.Header{}, ContentLength: claim, Body: body, Request: r}, nil
						}))
						_, err := op.call(t.Context(), client)
						require.Error(t, err)
						assert.LessOrEqual(t, body.spare, 1<<20, "a buffer that served before may be as large")
					})
				}
			}
		}
	}
}
