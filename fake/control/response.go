package control

// Responses: values and errors, both in JSON.

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
)

// statusError is an error with the status that it is answered with. Any other error is answered with 400.
type statusError struct {
	status int
	error
}

// respondError answers with an error.
func respondError(w http.ResponseWriter, err error) {
	status := http.StatusBadRequest
	if withStatus, ok := errors.AsType[statusError](err); ok {
		status = withStatus.status
	}
	writeError(w, status, err)
}

func writeError(w http.ResponseWriter, status int, err error) {
	writeJSON(w, status, map[string]string{"error": err.Error()})
}

// writeJSON answers with a value, and tells the size of the text.
func writeJSON(w http.ResponseWriter, status int, value any) int64 {
	writer := &jsonWriter{ResponseWriter: w, status: status}
	if err := json.NewEncoder(writer).Encode(value); err != nil && writer.size == 0 {
		writeError(w, http.StatusInternalServerError, err)
	}
	return writer.size
}

// jsonWriter sends status and headers with the first byte of the text. A value that cannot be encoded has no text, and so can
// still be answered with an error. Nothing is kept, since a state may be large.
type jsonWriter struct {
	http.ResponseWriter
	status int
	size   int64
}

func (w *jsonWriter) Write(p []byte) (int, error) {
	if w.size == 0 {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", strconv.Itoa(len(p))) // an encoder writes once
		w.WriteHeader(w.status)
	}
	w.size += int64(len(p))
	return w.ResponseWriter.Write(p)
}
