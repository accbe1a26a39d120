package rawh2

// One connection: its frames are read one after another, and the script's steps are
// taken in between.

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"net"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// headerTable is the size of the header tables that both sides begin with.
const headerTable = 4096

// conn is used by its own goroutine alone, but for cut.
type conn struct {
	server   *Server
	raw      net.Conn
	number   int
	framer   *http2.Framer
	encoder  *hpack.Encoder
	encoded  bytes.Buffer
	streams  map[uint32]*stream // requests that have not arrived whole
	requests int
	frozen   bool // everything is read, nothing is written
	ended    bool // nothing more is read as frames
}

// stream is a request on its way, and then the place where its answer goes.
type stream struct {
	conn    *conn
	request *Request
	body    bytes.Buffer
}

func newConn(s *Server, raw net.Conn, number int) *conn {
	c := &conn{server: s, raw: raw, number: number, streams: map[uint32]*stream{}}
	c.framer = http2.NewFramer(c, raw)
	c.framer.ReadMetaHeaders = hpack.NewDecoder(headerTable, nil)
	c.encoder = hpack.NewEncoder(&c.encoded)
	c.encoder.SetMaxDynamicTableSize(0) // whatever table the client allows
	return c
}

// serve reads frames until the connection ends. Errors of writing are not looked at: the
// connection is broken then, and reading says so too.
func (c *conn) serve() {
	defer func() { _ = c.raw.Close() }()
	preface := make([]byte, len(http2.ClientPreface))
	if _, err := io.ReadFull(c.raw, preface); err != nil || string(preface) != http2.ClientPreface {
		return
	}
	_ = c.framer.WriteSettings()
	for !c.ended {
		frame, err := c.framer.ReadFrame()
		if _, broken := errors.AsType[http2.StreamError](err); broken {
			continue
		}
		if err != nil {
			return
		}
		c.handle(frame)
	}
	_, _ = io.Copy(io.Discard, c.raw) // closing with unread bytes would reset the connection
}

func (c *conn) handle(frame http2.Frame) {
	switch f := frame.(type) {
	case *http2.SettingsFrame:
		if !f.IsAck() {
			_ = c.framer.WriteSettingsAck()
		}
	case *http2.PingFrame:
		if !f.IsAck() {
			_ = c.framer.WritePing(true, f.Data)
		}
	case *http2.MetaHeadersFrame:
		c.headers(f)
	case *http2.DataFrame:
		c.data(f)
	case *http2.RSTStreamFrame:
		delete(c.streams, f.StreamID)
	}
}

// headers begins a request, or ends one with its trailers.
func (c *conn) headers(f *http2.MetaHeadersFrame) {
	s, trailers := c.streams[f.StreamID]
	if !trailers {
		c.requests++
		s = &stream{conn: c, request: &Request{
			Conn: c.number, Nth: c.requests, Stream: f.StreamID, Method: f.PseudoValue("method"), Path: f.PseudoValue("path"),
		}}
		c.server.begin(s.request)
		c.streams[f.StreamID] = s
	}
	if f.StreamEnded() {
		c.carryOut(s)
	}
}

// data takes a piece of a body in, and gives its room in the windows back.
func (c *conn) data(f *http2.DataFrame) {
	if f.Length > 0 {
		_ = c.framer.WriteWindowUpdate(0, f.Length)
		if !f.StreamEnded() {
			_ = c.framer.WriteWindowUpdate(f.StreamID, f.Length)
		}
	}
	s, ok := c.streams[f.StreamID]
	if !ok {
		return
	}
	s.body.Write(f.Data())
	if f.StreamEnded() {
		c.carryOut(s)
	}
}

// carryOut does what the script says, unless the connection is frozen.
func (c *conn) carryOut(s *stream) {
	delete(c.streams, s.request.Stream)
	whole := c.server.complete(s.request, s.body.Bytes())
	if c.frozen {
		return
	}
	for _, step := range c.server.decide(whole) {
		step.take(s)
	}
}

// Write takes the framer's frames; a frozen connection drops them.
func (c *conn) Write(frames []byte) (int, error) {
	if c.frozen {
		return len(frames), nil
	}
	return c.raw.Write(frames)
}

// end says goodbye as a server does that closes a connection in order.
func (c *conn) end() {
	c.ended = true
	if half, ok := c.raw.(interface{ CloseWrite() error }); ok { // TCP's FIN, or TLS's close_notify
		_ = half.CloseWrite()
	}
}

// cut closes the TCP connection without a word of TLS or HTTP/2.
func (c *conn) cut() {
	bare := c.raw
	if secured, ok := bare.(*tls.Conn); ok {
		bare = secured.NetConn()
	}
	_ = bare.Close()
}
