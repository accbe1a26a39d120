package main

// Output that nobody may read: a pipe that is full, or whose other end is gone. The command waits a moment for a line to be
// written and then goes on, so that no reader can stop it by not reading.

import (
	"bytes"
	"errors"
	"io"
	"sync"
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
	waiting chan *waitingLine

	mu     sync.Mutex // guards the rest, and waiting against a line after its end
	stuck  bool       // a line is not written yet for which somebody lost patience
	closed bool
}

type waitingLine struct {
	text    []byte
	done    bool // it is written, or failed to be; guarded by the writer's mu
	written chan error
}

func newPatientWriter(to io.Writer) *patientWriter {
	w := &patientWriter{waiting: make(chan *waitingLine, maxWaiting)}
	go func() {
		for line := range w.waiting {
			_, err := to.Write(line.text)
			w.finish(line)
			line.written <- err
		}
	}()
	return w
}

// finish notes that a line is written.
func (w *patientWriter) finish(line *waitingLine) {
	w.mu.Lock()
	defer w.mu.Unlock()
	line.done, w.stuck = true, false
}

// losePatience notes that nobody waits for a line any more, unless it was written just now.
func (w *patientWriter) losePatience(line *waitingLine) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stuck = w.stuck || !line.done
	return !line.done
}

// Write returns once the line is written, or has waited too long. It still comes out if somebody reads later.
func (w *patientWriter) Write(p []byte) (int, error) {
	line := &waitingLine{text: bytes.Clone(p), written: make(chan error, 1)}
	if !w.queue(line) {
		return 0, errNobodyReads
	}
	timer := time.NewTimer(lineTimeout)
	defer timer.Stop()
	select {
	case err := <-line.written:
		return len(p), err
	case <-timer.C:
		if !w.losePatience(line) {
			return len(p), <-line.written
		}
		return 0, errNobodyReads
	}
}

// queue has a line written, and reports whether to wait for that.
func (w *patientWriter) queue(line *waitingLine) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return false
	}
	select {
	case w.waiting <- line:
		return !w.stuck
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
