package main

// Output that nobody may read: a pipe that is full, or whose other end is gone. The command waits a moment for a line to be
// written and then goes on, so that no reader can stop it by not reading.

import (
	"bytes"
	"errors"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// lineTimeout is how long a line may take to be written before nobody waits for it any more.
	lineTimeout = 200 * time.Millisecond
	// maxWaiting is how many lines wait to be written. More are lost.
	maxWaiting = 64
)

var errNobodyReads = errors.New("nobody reads it")

// patientWriter writes lines in the order in which they come.
type patientWriter struct {
	waiting chan waitingLine
	stuck   atomic.Bool // a line is not written yet for which somebody lost patience

	mu     sync.Mutex // guards closed, and waiting against a line after its end
	closed bool
}

type waitingLine struct {
	text    []byte
	written chan error
}

func newPatientWriter(to io.Writer) *patientWriter {
	w := &patientWriter{waiting: make(chan waitingLine, maxWaiting)}
	go func() {
		for line := range w.waiting {
			_, err := to.Write(line.text)
			w.stuck.Store(false)
			line.written <- err
		}
	}()
	return w
}

// Write returns once the line is written, or has waited too long. It still comes out if somebody reads later.
func (w *patientWriter) Write(p []byte) (int, error) {
	line := waitingLine{bytes.Clone(p), make(chan error, 1)}
	if !w.queue(line) || w.stuck.Load() {
		return 0, errNobodyReads
	}
	timer := time.NewTimer(lineTimeout)
	defer timer.Stop()
	select {
	case err := <-line.written:
		return len(p), err
	case <-timer.C:
		w.stuck.Store(true)
		return 0, errNobodyReads
	}
}

func (w *patientWriter) queue(line waitingLine) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return false
	}
	select {
	case w.waiting <- line:
		return true
	default:
		return false
	}
}

// Close ends the writer once its lines are written. It waits for nothing.
func (w *patientWriter) Close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.closed {
		w.closed = true
		close(w.waiting)
	}
}
