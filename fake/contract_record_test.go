package fake_test

// Recording each request that the contract's tests send, with its answer, for whoever holds them against the description of
// the APIs: go test -run '^(TestContract|TestGoldenAnswers)$' -contract.record FILE writes a line of JSON for each.

import (
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

var recordFile = flag.String("contract.record", "", "record the contract's requests and their answers in this file")

// recorded is one line. The request is as it was sent, headers and all.
type recorded struct {
	Case    string      `json:"case"`
	Request []byte      `json:"request"`
	Status  int         `json:"status"`
	Header  http.Header `json:"header"`
	Answer  []byte      `json:"answer"`
}

// recorder writes the lines of tests that run in parallel, and of a test that repeats a request the first.
type recorder struct {
	mu   sync.Mutex
	file *os.File
	seen map[string]bool
}

var openRecorder = sync.OnceValues(func() (*recorder, error) {
	file, err := os.Create(*recordFile)
	return &recorder{file: file, seen: map[string]bool{}}, err
})

// record notes a request and its answer, if the flag asks for it.
func record(t *testing.T, raw string, got reply) {
	t.Helper()
	if *recordFile == "" {
		return
	}
	out, err := openRecorder()
	require.NoError(t, err)
	line, err := json.Marshal(recorded{t.Name(), []byte(raw), got.StatusCode, got.Header, got.text})
	require.NoError(t, err)
	out.mu.Lock()
	defer out.mu.Unlock()
	key := t.Name() + "\n" + http.StatusText(got.StatusCode) + "\n" + raw
	if out.seen[key] {
		return
	}
	out.seen[key] = true
	_, err = out.file.Write(append(line, '\n'))
	require.NoError(t, err)
}
