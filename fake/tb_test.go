package fake

// A test that fails says where: at the line of the test that used a control, and not within the package. Package testing
// itself is asked, by a child process whose tests fail on purpose.

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
)

// failOnPurpose is set for the child process.
const failOnPurpose = "FAKE_TEST_FAIL_ON_PURPOSE"

// TestFailingControls fails in the child process. A control that fails its test stands on a line with a comment that says
// what is reported there.
func TestFailingControls(t *testing.T) {
	t.Parallel()
	if os.Getenv(failOnPurpose) == "" {
		t.Skip("TestControlsFailAtTheLineOfTheTest runs it in a process of its own")
	}
	controls := map[string]func(*testing.T, *Server){
		"Inject": func(_ *testing.T, s *Server) {
			_ = s.Inject(Fault{Route: "GET /v1/users/{ID}/"}) // reports fake: fault: Route: unknown route "GET /v1/users/{ID}/", the closest is "GET /v1/users/{id}"
		},
		"Advance": func(_ *testing.T, s *Server) {
			_ = s.Advance(-time.Second) // reports fake: advance: negative duration -1s
		},
		"Requests": func(_ *testing.T, s *Server) {
			s.Requests("POST /v1/user", "GET /v1/usres/{id}") // reports fake: requests: unknown route "GET /v1/usres/{id}", the closest is "GET /v1/users/{id}"
		},
		"Await": func(t *testing.T, s *Server) {
			_, _ = s.Await(t.Context(), "GET /v1/usres/{id}", 1) // reports fake: requests: unknown route "GET /v1/usres/{id}", the closest is "GET /v1/users/{id}"
		},
		"AwaitMatching": func(t *testing.T, s *Server) {
			_, _ = s.AwaitMatching(t.Context(), RequestFilter{Routes: []string{"GET /v1/usres"}}, 1) // reports fake: requests: unknown route "GET /v1/usres"
		},
		"ClientFor": func(_ *testing.T, s *Server) {
			s.ClientFor("partner_gamma") // reports fake: client: the state has no partner "partner_gamma"
		},
		"Reset": func(_ *testing.T, s *Server) {
			s.seed = func() backend.State { return backend.State{Partners: backend.ListOf(backend.Partner{ID: "p"})} }
			s.Reset() // reports partners[0].apiKey: is required
		},
		"a helper of the test": func(t *testing.T, s *Server) {
			injectNothing(t, s) // reports fake: fault: nothing to do: set Status, Body, Header, Delay, Drop, Cut or Stall
		},
		"New": func(t *testing.T, _ *Server) {
			New(t, WithLatency(-time.Second)) // reports fake: WithLatency: negative duration -1s
		},
		"New with a state": func(t *testing.T, _ *Server) {
			New(t, WithState(State{Users: []User{{Partners: []string{"nobody"}}}})) // reports users[0].email: is required
		},
		"a fault that never fires": func(t *testing.T, _ *Server) {
			s := New(t)                             // reports fake: an injected fault never fired: any route, drop; injected at tb_test.go:
			_ = s.Inject(Fault{Drop: true})         // injected
			t.Log(s.Inject(Fault{Delay: 1}) != nil) // reports false
			s.Transport()
			s.ClearFaults()
			_ = s.Inject(Fault{Drop: true}) // the fault that is reported
		},
		"LogRequests": func(t *testing.T, s *Server) {
			s.LogRequests(t) // reports fake: the last 0 requests
			t.Fail()
		},
	}
	for name, fail := range controls {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fail(t, New(t))
		})
	}
}

func injectNothing(t *testing.T, s *Server) {
	t.Helper()
	_ = s.Inject(Fault{})
}

func TestControlsFailAtTheLineOfTheTest(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	require.NoError(t, err)
	child := exec.CommandContext(t.Context(), self, "-test.run=^TestFailingControls$", "-test.v")
	child.Env = append(os.Environ(), failOnPurpose+"=1")
	output, err := child.CombinedOutput()
	require.Error(t, err, "the tests of the child fail")

	source, err := os.ReadFile("tb_test.go")
	require.NoError(t, err)
	reports := regexp.MustCompile(`\s// reports (.*)$`)
	injected := 0
	found := 0
	for i, line := range strings.Split(string(source), "\n") {
		if strings.HasSuffix(line, "// the fault that is reported") {
			injected = i + 1
		}
		if m := reports.FindStringSubmatch(line); m != nil {
			found++
			assert.Contains(t, string(output), fmt.Sprintf("    tb_test.go:%d: %s", i+1, m[1]))
		}
	}
	assert.Equal(t, 13, found)
	assert.Contains(t, string(output), fmt.Sprintf("injected at tb_test.go:%d\n", injected))
	library := regexp.MustCompile(`(?m)^ +(\w+\.go):\d+: `)
	for _, m := range library.FindAllSubmatch(bytes.ReplaceAll(output, []byte("\r"), nil), -1) {
		assert.Equal(t, "tb_test.go", string(m[1]), "no failure is reported within the package")
	}
}

// helperTB notes which functions say that they are helpers.
type helperTB struct {
	recordingTB
	helpers map[string]bool
}

func (h *helperTB) Helper() {
	pc, _, _, _ := runtime.Caller(1)
	name := runtime.FuncForPC(pc).Name()
	h.helpers[name[strings.LastIndex(name, ".")+1:]] = true
}

// Client and URL fail only where the machine does, so what is looked at is that they are helpers.
func TestControlsThatHardlyFailAreHelpersToo(t *testing.T) {
	t.Parallel()
	tb := &helperTB{helpers: map[string]bool{}}
	s := New(tb)
	defer s.Close()
	s.Client()
	s.URL()
	for _, name := range []string{"New", "Client", "URL"} {
		assert.True(t, tb.helpers[name], name)
	}
}
