package control

// Events: what happens on a fake, told to every page that listens. Ten times a second one batch is made for all of them, and
// encoded once. A page that is slow to read loses batches, and is told how many; nobody waits for it.

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/partnerkit/partnerkit-go/fake"
)

const (
	// batchInterval is how often a batch is made.
	batchInterval = 100 * time.Millisecond
	// batchSize is how many requests a batch has at most.
	batchSize = 50
	// maxBehind is how many batches wait for a page before it loses one.
	maxBehind = 8
	// keepAliveInterval is how long a stream may be silent before a comment shows that it is alive.
	keepAliveInterval = 15 * time.Second
	// writeTimeout is how long a batch may take to be written.
	writeTimeout = 10 * time.Second
	// endTimeout is how long the end of a stream may take to be written, and what is being written before it.
	endTimeout = time.Second
)

// requestsEvent is what an event of kind "requests" says.
type requestsEvent struct {
	Requests []loggedRequest `json:"requests"`
	LeftOut  int             `json:"leftOut"`
	Cleared  bool            `json:"cleared"`
}

// changedEvent is what an event says of a kind of thing whose new value is to be asked for.
type changedEvent struct {
	Revision uint64 `json:"revision"`
}

// missedEvent is what an event of kind "missed" says.
type missedEvent struct {
	Batches int `json:"batches"`
}

// events are the pages that listen to a fake, and what makes batches while there are any.
type events struct {
	srv    *fake.Server
	ending context.Context // ends with the control plane

	mu        sync.Mutex
	listeners []*listener
	stop      chan struct{} // ends the making of batches; nil while nobody listens
	made      sync.WaitGroup
}

// listener is one page.
type listener struct {
	batches    chan []byte
	connection *http.ResponseController

	missed int // guarded by the events' lock
}

func newEvents(srv *fake.Server, ending context.Context) *events { //nolint:revive // the context is a part, and no call's
	return &events{srv: srv, ending: ending}
}

// listen adds a page. The first of them begins the making of batches.
func (e *events) listen(connection *http.ResponseController) *listener {
	l := &listener{batches: make(chan []byte, maxBehind), connection: connection}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.listeners = append(e.listeners, l)
	if e.stop == nil && e.ending.Err() == nil {
		stop := make(chan struct{})
		e.stop = stop
		feed, changes := e.srv.Feed(), e.srv.Changes()
		e.made.Go(func() { e.run(stop, feed, changes) })
	}
	return l
}

func (e *events) leave(l *listener) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.listeners = slices.DeleteFunc(e.listeners, func(other *listener) bool { return other == l })
	if len(e.listeners) == 0 && e.stop != nil {
		close(e.stop)
		e.stop = nil
	}
}

// close, once the plane has ended, lets no write to a page last for long, and waits until no more batches are made.
func (e *events) close() {
	e.mu.Lock()
	for _, l := range e.listeners {
		_ = l.connection.SetWriteDeadline(time.Now().Add(endTimeout))
	}
	e.mu.Unlock()
	e.made.Wait()
}

// run tells the listeners what is new, until it is stopped.
func (e *events) run(stop <-chan struct{}, feed *fake.Feed, last fake.Changes) {
	ticker := time.NewTicker(batchInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
		case <-stop:
			return
		case <-e.ending.Done():
			return
		}
		var batch bytes.Buffer
		if news := feed.Next(batchSize); len(news.Requests) > 0 || news.Cleared {
			writeEvent(&batch, "requests", requestsEvent{logged(news.Requests), news.LeftOut, news.Cleared})
		}
		now := e.srv.Changes()
		e.writeChanges(&batch, last, now)
		last = now
		if batch.Len() > 0 {
			e.broadcast(batch.Bytes())
		}
	}
}

// writeChanges writes an event for each kind of thing that has changed.
func (e *events) writeChanges(batch *bytes.Buffer, before, now fake.Changes) {
	if now.State != before.State {
		writeEvent(batch, "state", changedEvent{now.State})
	}
	if now.Faults != before.Faults {
		writeEvent(batch, "faults", changedEvent{now.Faults})
	}
	if now.Clock != before.Clock {
		writeEvent(batch, "clock", clockOf(e.srv))
	}
	if now.Quotas != before.Quotas {
		writeEvent(batch, "quotas", changedEvent{now.Quotas})
	}
	if now.Chaos != before.Chaos {
		writeEvent(batch, "chaos", changedEvent{now.Chaos})
	}
}

// broadcast gives every listener a batch, and waits for none.
func (e *events) broadcast(batch []byte) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, l := range e.listeners {
		text := batch
		if l.missed > 0 {
			var notice bytes.Buffer
			writeEvent(&notice, "missed", missedEvent{l.missed})
			text = append(notice.Bytes(), batch...)
		}
		select {
		case l.batches <- text:
			l.missed = 0
		default:
			l.missed++
		}
	}
}

// writeEvent writes one event. The data are JSON, which has no line break in it.
func writeEvent(to *bytes.Buffer, kind string, data any) {
	encoded, err := json.Marshal(data)
	if err != nil {
		encoded, _ = json.Marshal(map[string]string{"error": err.Error()})
	}
	fmt.Fprintf(to, "event: %s\ndata: %s\n\n", kind, encoded)
}
