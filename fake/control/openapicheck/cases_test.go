package openapicheck

// The cases: every request that the contract's tests send to the fake, with its answer. They are recorded anew each time, by
// running those tests, so that they are never older than the fake.

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
)

const moduleRoot = "../../.."

// exchange is one request and its answer.
type exchange struct {
	Case    string      `json:"case"`
	Request []byte      `json:"request"` // as it was sent
	Status  int         `json:"status"`
	Header  http.Header `json:"header"`
	Answer  []byte      `json:"answer"`
}

var recordings = sync.OnceValues(func() ([]exchange, error) {
	folder, err := os.MkdirTemp("", "openapicheck")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	file := filepath.Join(folder, "contract.jsonl")
	command := exec.Command("go", "test", "./fake", "-count=1", "-run", "^(TestContract|TestGoldenAnswers)$", "-contract.record", file)
	command.Dir = moduleRoot
	if out, err := command.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("the contract's tests: %w\n%s", err, out)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var all []exchange
	for decoder := json.NewDecoder(bytes.NewReader(text)); decoder.More(); {
		var one exchange
		if err := decoder.Decode(&one); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
})

// exchanges are those that belong to a route of the fake.
func exchanges(t *testing.T) []exchange {
	t.Helper()
	all, err := recordings()
	require.NoError(t, err)
	var routed []exchange
	for _, e := range all {
		if e.route(t) != "" {
			routed = append(routed, e)
		}
	}
	require.Greater(t, len(routed), 500, "of %d recorded", len(all))
	return routed
}

// request parses the request as a server would. What a URI must escape is escaped, as any client would have done it.
func (e exchange) request(t *testing.T) *http.Request {
	t.Helper()
	line, rest, _ := bytes.Cut(e.Request, []byte("\n"))
	var raw bytes.Buffer
	for _, c := range line {
		if c == '"' || c >= utf8.RuneSelf {
			fmt.Fprintf(&raw, "%%%02X", c)
		} else {
			raw.WriteByte(c)
		}
	}
	raw.WriteByte('\n')
	req, err := http.ReadRequest(bufio.NewReader(io.MultiReader(&raw, bytes.NewReader(rest))))
	require.NoError(t, err, e.Case)
	return req
}

// route is the route that the fake takes, "" if it knows none.
func (e exchange) route(t *testing.T) string {
	t.Helper()
	req := e.request(t)
	path, _, _ := strings.Cut(req.RequestURI, "?")
	return backend.MatchRoute(req.Method, path, req.Header).Route
}
