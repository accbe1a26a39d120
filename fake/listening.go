package fake

// One net/http server on one listener, and its end: when close returns, nothing of the server is running.

import (
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

const (
	readHeaderTimeout = 10 * time.Second
	maxHeaderBytes    = 64 << 10
	closeTimeout      = 900 * time.Millisecond
)

// listening is one net/http server on one listener, and what it takes to see the last of its goroutines. Handlers are
// counted beside the connections, since one of HTTP/2 may run for longer than its connection.
type listening struct {
	server *http.Server
	conns  sync.WaitGroup
	served chan struct{} // closed when the accept loop has ended

	mu       sync.Mutex // guards closed, and handlers against an Add after it
	closed   bool
	handlers sync.WaitGroup
}

func serveOn(listener net.Listener, handler http.Handler) *listening {
	l := &listening{served: make(chan struct{})}
	l.server = &http.Server{
		Handler: l.counted(handler), ReadHeaderTimeout: readHeaderTimeout, MaxHeaderBytes: maxHeaderBytes,
		ErrorLog: log.New(io.Discard, "", 0), ConnState: l.count,
	}
	go func() {
		defer close(l.served)
		_ = l.server.Serve(listener)
	}()
	return l
}

func (l *listening) count(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		l.conns.Add(1)
	case http.StateClosed, http.StateHijacked:
		l.conns.Done()
	default:
	}
}

// counted wraps a handler so that close can wait for each of its calls.
func (l *listening) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if !l.enter() {
			panic(http.ErrAbortHandler)
		}
		defer l.handlers.Done()
		next.ServeHTTP(w, req)
	})
}

// enter counts one more handler, unless the listening is closed.
func (l *listening) enter() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return false
	}
	l.handlers.Add(1)
	return true
}

// close cuts every connection and waits for their goroutines, though not for a Match that never returns.
func (l *listening) close() {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	_ = l.server.Close()
	<-l.served
	_ = l.server.Close() // net/http promises nothing of a connection that is accepted during the first
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		l.conns.Wait()
		l.handlers.Wait()
	}()
	timer := time.NewTimer(closeTimeout)
	defer timer.Stop()
	select {
	case <-ended:
	case <-timer.C:
	}
}
