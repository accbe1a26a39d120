package main

// What is still coming in when the command stops: connections that have sent no whole request, and requests that have not
// sent their whole body. A stop finishes answers. It waits a moment for more of a request to come, and no longer.

import (
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// bodyGrace is how long a stop waits for more of a request. Any caller that is still sending needs less.
const bodyGrace = 250 * time.Millisecond

// intake keeps what is still coming in, and counts what is being answered.
type intake struct {
	mu       sync.Mutex
	stopping bool
	swept    bool                   // the connections without a request are closed
	fresh    map[net.Conn]struct{}  // have sent no whole request
	coming   map[*incoming]struct{} // requests whose bodies are not whole yet
	inFlight int
}

func newIntake() *intake {
	return &intake{fresh: map[net.Conn]struct{}{}, coming: map[*incoming]struct{}{}}
}

// connState is the hook of an http.Server.
func (i *intake) connState(conn net.Conn, state http.ConnState) {
	i.mu.Lock()
	defer i.mu.Unlock()
	switch {
	case state != http.StateNew:
		delete(i.fresh, conn)
	case i.swept:
		_ = conn.Close()
	default:
		i.fresh[conn] = struct{}{}
	}
}

// watch wraps a handler, and notes each request that comes in to it and is answered.
func (i *intake) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		request := &incoming{ReadCloser: r.Body, intake: i, connection: http.NewResponseController(w)}
		if r.Body != nil && r.Body != http.NoBody {
			r = r.WithContext(r.Context()) // a copy, since the request is net/http's
			r.Body = request
			i.begin(request)
		} else {
			i.begin(nil)
		}
		defer i.end(request)
		next.ServeHTTP(w, r)
	})
}

// begin notes a request; nil is one that has no body.
func (i *intake) begin(request *incoming) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if request == nil {
		i.inFlight++
		return
	}
	i.coming[request] = struct{}{}
}

// arrived notes that a body has come, which is io.EOF, or will not come. From a body's end on net/http reads on without a
// deadline, and would take one that passes for the caller's end. A stop may have set one between that end and this note.
func (i *intake) arrived(request *incoming, err error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if _, coming := i.coming[request]; !coming {
		return
	}
	delete(i.coming, request)
	i.inFlight++
	if i.stopping && errors.Is(err, io.EOF) {
		request.wait(time.Time{})
	}
}

// end notes that a handler has returned. net/http then reads some more of a body that the handler has not read, and that must
// end, too.
func (i *intake) end(request *incoming) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if _, coming := i.coming[request]; !coming {
		i.inFlight--
		return
	}
	delete(i.coming, request)
	request.wait(time.Now().Add(bodyGrace))
}

// stop lets nothing come in that does not come soon.
func (i *intake) stop() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.stopping = true
	for request := range i.coming {
		request.wait(time.Now().Add(bodyGrace))
	}
	time.AfterFunc(bodyGrace, i.sweep)
}

// sweep closes the connections that have sent no whole request.
func (i *intake) sweep() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.swept = true
	for conn := range i.fresh {
		_ = conn.Close()
	}
}

// countInFlight tells how many requests are being answered.
func (i *intake) countInFlight() int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.inFlight
}

// incoming is a request's body that is still coming in.
type incoming struct {
	io.ReadCloser
	intake     *intake
	connection *http.ResponseController
}

// Read notes the body's end. While the command stops, each piece of the body may take a moment.
func (b *incoming) Read(p []byte) (int, error) {
	b.intake.mu.Lock()
	if b.intake.stopping {
		b.wait(time.Now().Add(bodyGrace))
	}
	b.intake.mu.Unlock()
	n, err := b.ReadCloser.Read(p)
	if err != nil {
		b.intake.arrived(b, err)
	}
	return n, err
}

// wait lets the connection be read until then; the zero time is for as long as it takes.
func (b *incoming) wait(until time.Time) { _ = b.connection.SetReadDeadline(until) }
