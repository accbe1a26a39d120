package promises_test

// Bad framing: raw bytes through net/http's own transport over an in-memory
// connection, where a body can end early, lie about its length, or unpack to more
// than anybody wants.

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// rawTransport answers each request with the same bytes, then hangs up.
func rawTransport(t testing.TB, raw []byte) *http.Transport {
	transport := &http.Transport{
		DisableKeepAlives:      true,
		MaxResponseHeaderBytes: 64 << 10,
		DialContext: func(context.Context, string, string) (net.Conn, error) {
			near, far := net.Pipe()
			go func() {
				defer func() { _ = far.Close() }()
				request, err := http.ReadRequest(bufio.NewReader(far))
				if err != nil {
					return
				}
				_, _ = io.Copy(io.Discard, request.Body)
				_, _ = far.Write(raw)
			}()
			return near, nil
		},
	}
	t.Cleanup(transport.CloseIdleConnections)
	return transport
}

func rawClient(t testing.TB, raw string) *partnerkit.Client {
	return clientOver(t, rawTransport(t, []byte(raw)), partnerkit.WithBaseURL("http://127.0.0.1"))
}

func zipped(t testing.TB, body io.Reader) []byte {
	t.Helper()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, err := io.Copy(w, body)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return packed.Bytes()
}

type rawAnswer struct {
	name   string
	raw    func(op askedOp) string
	status int // of the error; -1 where the operation's own, 0 where nothing could be read as an answer
	is     []error
}

func head(op askedOp, lines ...string) string {
	return fmt.Sprintf("HTTP/1.1 %d Fine\r\n%s\r\n", op.status, strings.Join(append(lines, ""), "\r\n"))
}

func rawAnswers(t testing.TB) []rawAnswer {
	bomb := zipped(t, io.LimitReader(zeros{}, 64<<20))
	length := func(n int) string { return fmt.Sprintf("Content-Length: %d", n) }
	chunk := func(s string) string { return fmt.Sprintf("%x\r\n%s\r\n", len(s), s) }
	packed := func(op askedOp, change func([]byte) []byte) string {
		body := change(zipped(t, strings.NewReader(op.good)))
		return head(op, "Content-Encoding: gzip", length(len(body))) + string(body)
	}
	return []rawAnswer{
		{"shorter than its length", func(op askedOp) string { return head(op, length(len(op.good)+1)) + op.good }, -1, malformedOnly},
		{"longer than its length", func(op askedOp) string { return head(op, length(len(op.good)-1)) + op.good }, -1, malformedOnly},
		{"no last chunk", func(op askedOp) string { return head(op, "Transfer-Encoding: chunked") + chunk(op.good) }, -1, malformedOnly},
		{"half a chunk", func(op askedOp) string {
			return head(op, "Transfer-Encoding: chunked") + "ff\r\n" + op.good
		}, -1, malformedOnly},
		{"a chunk of no size", func(op askedOp) string { return head(op, "Transfer-Encoding: chunked") + "zz\r\n" + op.good }, -1, malformedOnly},
		{"gzip bomb", func(op askedOp) string {
			return head(op, "Content-Encoding: gzip", length(len(bomb))) + string(bomb)
		}, -1, tooLargeOnly},
		{"gzip that is none", func(op askedOp) string {
			return head(op, "Content-Encoding: gzip", length(len(op.good))) + op.good
		}, -1, malformedOnly},
		{"gzip cut", func(op askedOp) string { return packed(op, func(b []byte) []byte { return b[:len(b)-9] }) }, -1, malformedOnly},
		{"gzip and rubbish", func(op askedOp) string { return packed(op, func(b []byte) []byte { return append(b, "rubbish"...) }) }, -1, malformedOnly},
		{"gzip of another sum", func(op askedOp) string {
			return packed(op, func(b []byte) []byte { b[len(b)-8] ^= 1; return b })
		}, -1, malformedOnly},
		{"unasked encoding", func(op askedOp) string { return head(op, "Content-Encoding: br") + "\x0b\x02\x80" }, -1, malformedOnly},
		{"two lengths", func(op askedOp) string { return head(op, length(1), length(2)) + op.good }, 0, nil},
		{"negative length", func(op askedOp) string { return head(op, length(-1)) + op.good }, 0, nil},
		{"a banner", func(askedOp) string { return "SSH-2.0-OpenSSH_9.9\r\n" }, 0, nil},
		{"a closed line", func(askedOp) string { return "" }, 0, nil},
		{"half a status line", func(askedOp) string { return "HTTP/1.1 20" }, 0, nil},
		{"status of words", func(askedOp) string { return "HTTP/1.1 abc\r\n\r\n" }, 0, nil},
		{"half the headers", func(op askedOp) string { return strings.TrimSuffix(head(op, "X-A: 1"), "\r\n\r\n") }, 0, nil},
		{"a megabyte of headers", func(op askedOp) string { return head(op, "X-A: "+strings.Repeat("a", 1<<20)) + op.good }, 0, nil},
		{"103 without an end", func(askedOp) string { return strings.Repeat("HTTP/1.1 103 Early\r\nLink: </a>\r\n\r\n", 5000) }, 0, nil},
		{"199 and nothing", func(askedOp) string { return "HTTP/1.1 199 Odd\r\n\r\n" }, 0, nil},
		{"status 101", func(askedOp) string { return "HTTP/1.1 101 Switch\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nraw" }, 101, nil},
		{"status 099", func(askedOp) string { return "HTTP/1.1 099 Low\r\nContent-Length: 0\r\n\r\n" }, 99, nil},
		{"status 999", func(askedOp) string { return "HTTP/1.1 999 High\r\nContent-Length: 1\r\n\r\nx" }, 999, []error{partnerkit.ErrServer}},
		{"no reason", func(askedOp) string { return "HTTP/1.1 502\r\n\r\n<html>" }, 502, []error{partnerkit.ErrServer}},
		{"HTTP/1.0", func(op askedOp) string { return fmt.Sprintf("HTTP/1.0 %d OK\r\n\r\n%s", op.status, op.good[1:]) }, -1, malformedOnly},
		{"redirect to a script", func(askedOp) string { return "HTTP/1.1 302 Go\r\nLocation: javascript:alert(1)\r\n\r\n" }, 302, nil},
		{"redirect to a file", func(askedOp) string { return "HTTP/1.1 307 Go\r\nLocation: file:///etc/passwd\r\n\r\n" }, 307, nil},
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestBadFraming(t *testing.T) {
	t.Parallel()
	for _, row := range rawAnswers(t) {
		for _, op := range askedOps {
			if row.name == "gzip bomb" && op.list {
				continue // its limit is 16 MiB; unpacking that once is enough
			}
			t.Run(row.name+"/"+op.name, func(t *testing.T) {
				t.Parallel()
				badRows.Add(1)
				value, err := op.call(t.Context(), rawClient(t, row.raw(op)))
				e := requireBadAnswer(t, op, value, err)
				want := row.status
				if want < 0 {
					want = op.status
				}
				assert.Equal(t, want, e.Status, "%v", err)
				for _, kind := range row.is {
					assert.ErrorIs(t, err, kind)
				}
				known := e.Status >= 300 && e.Status < 500
				assert.Equal(t, op.write && !known, errors.Is(err, partnerkit.ErrOutcomeUnknown), "outcome unknown: %v", err)
			})
		}
	}
}

// TestGoodFraming: what is odd but whole is no error.
func TestGoodFraming(t *testing.T) {
	t.Parallel()
	for name, raw := range map[string]func(op askedOp) string{
		"gzip": func(op askedOp) string {
			body := zipped(t, strings.NewReader(op.good))
			return head(op, "Content-Encoding: gzip", fmt.Sprintf("Content-Length: %d", len(body))) + string(body)
		},
		"gzip by another case of its name": func(op askedOp) string {
			return head(op, "Content-Encoding: GZip") + string(zipped(t, strings.NewReader(op.good)))
		},
		"informational answers first": func(op askedOp) string {
			return strings.Repeat("HTTP/1.1 103 Early\r\n\r\n", 4) + head(op, fmt.Sprintf("Content-Length: %d", len(op.good))) + op.good
		},
		"no reason, no type": func(op askedOp) string { return fmt.Sprintf("HTTP/1.1 %d\r\n\r\n%s", op.status, op.good) },
		"type of something else": func(op askedOp) string {
			return head(op, "Content-Type: text/html; charset=utf-7", "Content-Type: x") + op.good
		},
	} {
		for _, op := range askedOps {
			t.Run(name+"/"+op.name, func(t *testing.T) {
				t.Parallel()
				_, err := op.call(t.Context(), rawClient(t, raw(op)))
				require.NoError(t, err)
			})
		}
	}
}

// An answer in gzip that was not asked for is read, and told, as it was before it was packed. The headers that a transport
// gives stay its own: it may give the same ones with every answer.
func TestAnAnswerInGzip(t *testing.T) {
	t.Parallel()
	for _, op := range askedOps {
		t.Run(op.name, func(t *testing.T) {
			t.Parallel()
			header := http.Header{"Content-Encoding": {"gzip"}}
			client := clientOver(t, answerText(op.status, header, string(zipped(t, strings.NewReader(op.good))), nil))
			for range 2 {
				_, err := op.call(t.Context(), client)
				require.NoError(t, err)
			}
			assert.Equal(t, http.Header{"Content-Encoding": {"gzip"}}, header)
		})
	}
	for body, want := range map[string]string{string(zipped(t, strings.NewReader(`{}`))): `{}`, "": ""} { // "": nothing was packed
		var response partnerkit.Response
		header := http.Header{"Content-Encoding": {"gzip"}, "Content-Length": {"99"}, "X-Kept": {"1"}}
		client := clientOver(t, answerText(200, header, body, nil))
		require.NoError(t, client.Notifications.MarkAllRead(t.Context(), partnerkit.WithResponse(&response)))
		assert.Equal(t, want, string(response.Body)) //nolint:testifylint // to the byte
		assert.Equal(t, http.Header{"X-Kept": {"1"}}, response.Header)
	}
}

// A transport that has unpacked an answer itself says so, whatever it leaves in the headers.
func TestAnAnswerThatWasUnpacked(t *testing.T) {
	t.Parallel()
	for _, op := range askedOps {
		_, err := op.call(t.Context(), clientOver(t, answering(func(r *http.Request) (*http.Response, error) {
			response, err := answerText(op.status, http.Header{"Content-Encoding": {"gzip"}}, op.good, nil)(r)
			response.Uncompressed = true
			return response, err
		})))
		require.NoError(t, err, op.name)
	}
}
