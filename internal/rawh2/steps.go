package rawh2

// What a script can have done with a request. Steps are taken in order, so a fault stands
// before or after the effect, and a connection can end after a GOAWAY or stay.

import (
	"strconv"
	"strings"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// Step is one thing that the server does about a request.
type Step struct{ take func(*stream) }

// Effect counts that the request was carried out.
func Effect() Step { return Step{func(s *stream) { s.conn.server.noteEffect() }} }

// Answer sends a whole JSON answer; fields are lines such as "Retry-After: 1". The body
// must fit in the windows that the client opened.
func Answer(status int, body string, fields ...string) Step {
	return Step{func(s *stream) {
		s.writeHead(status, fields, body == "")
		if body != "" {
			s.writeData(body, true)
		}
	}}
}

// Head sends an answer's status and header fields, and leaves the answer open.
func Head(status int, fields ...string) Step {
	return Step{func(s *stream) { s.writeHead(status, fields, false) }}
}

// Data sends a piece of an answer's body, and leaves the answer open.
func Data(piece string) Step { return Step{func(s *stream) { s.writeData(piece, false) }} }

// Reset ends the request's stream with RST_STREAM.
func Reset(code http2.ErrCode) Step {
	return Step{func(s *stream) { _ = s.conn.framer.WriteRSTStream(s.request.Stream, code) }}
}

// GoAway sends GOAWAY: streams above last were not processed. The connection stays open.
func GoAway(last uint32, code http2.ErrCode) Step {
	return Step{func(s *stream) { _ = s.conn.framer.WriteGoAway(last, code, nil) }}
}

// Close ends the connection in order.
func Close() Step { return Step{func(s *stream) { s.conn.end() }} }

// Cut ends the TCP connection without a word.
func Cut() Step {
	return Step{func(s *stream) {
		s.conn.ended = true
		s.conn.cut()
	}}
}

// Freeze makes the connection read everything from here on and write nothing, not even the
// answer to a PING. No script is asked about the connection's later requests.
func Freeze() Step { return Step{func(s *stream) { s.conn.frozen = true }} }

// Codes are the error codes of HTTP/2.
func Codes() []http2.ErrCode {
	var codes []http2.ErrCode
	for code := http2.ErrCodeNo; code <= http2.ErrCodeHTTP11Required; code++ {
		codes = append(codes, code)
	}
	return codes
}

func (s *stream) writeHead(status int, fields []string, last bool) {
	c := s.conn
	c.encoded.Reset()
	write := func(name, value string) {
		_ = c.encoder.WriteField(hpack.HeaderField{Name: strings.ToLower(name), Value: value}) // into memory
	}
	write(":status", strconv.Itoa(status))
	write("content-type", "application/json")
	for _, field := range fields {
		name, value, _ := strings.Cut(field, ": ")
		write(name, value)
	}
	_ = c.framer.WriteHeaders(http2.HeadersFrameParam{
		StreamID: s.request.Stream, BlockFragment: c.encoded.Bytes(), EndHeaders: true, EndStream: last,
	})
}

// maxFrame is the largest frame that every client takes.
const maxFrame = 16 << 10

func (s *stream) writeData(text string, last bool) {
	for len(text) > maxFrame {
		_ = s.conn.framer.WriteData(s.request.Stream, false, []byte(text[:maxFrame]))
		text = text[maxFrame:]
	}
	_ = s.conn.framer.WriteData(s.request.Stream, last, []byte(text))
}
