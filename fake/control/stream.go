package control

// One page's stream of events.

import (
	"bytes"
	"errors"
	"net/http"
	"time"

	"github.com/partnerkit/partnerkit-go/fake"
)

// unlikeAny are counts that no server comes to, so that everything is news to a page that begins to listen.
var unlikeAny = fake.Changes{State: ^uint64(0), Faults: ^uint64(0), Clock: ^uint64(0), Quotas: ^uint64(0), Chaos: ^uint64(0)}

// stream answers GET /_fake/events.
func (p *plane) stream(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	if r.ProtoMajor == 1 {
		w.Header().Set("Connection", "close") // a deadline of a write would stay with the connection
	}
	connection := http.NewResponseController(w)
	if r.Method == http.MethodHead {
		return
	}
	l := p.events.listen(connection)
	defer p.events.leave(l)
	var first bytes.Buffer
	first.WriteString("retry: 1000\n\n")
	p.events.writeChanges(&first, unlikeAny, p.srv.Changes())
	text := first.Bytes()
	silence := time.NewTicker(keepAliveInterval)
	defer silence.Stop()
	for {
		if err := p.send(w, connection, text); err != nil {
			return
		}
		select {
		case text = <-l.batches:
		case <-silence.C:
			text = []byte(": still here\n\n")
		case <-r.Context().Done():
			return
		case <-p.ending.Done():
			return
		}
	}
}

// send writes a piece of a stream. A page that takes none of it for a while is cut off, and connects again when it can.
func (p *plane) send(w http.ResponseWriter, connection *http.ResponseController, text []byte) error {
	until := time.Now().Add(writeTimeout)
	if err := connection.SetWriteDeadline(until); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	if p.ending.Err() != nil {
		return p.ending.Err()
	}
	if _, err := w.Write(text); err != nil {
		return err
	}
	return connection.Flush()
}
