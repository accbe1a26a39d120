package main

// The command in process: what it prints, how it ends, and whom it answers.

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/partnerkit/partnerkit-go/fake"
	"github.com/partnerkit/partnerkit-go/fake/control"
)

const create = `{"email":"grace@example.com"}`

// asCommand is set for a process of the tests that is to be the command.
const asCommand = "FAKESERVER_TEST_AS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		main() // which exits
	}
	goleak.VerifyTestMain(m)
}

// lockedBuffer is a buffer that the command writes while the test reads.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// running is a command that listens.
type running struct {
	greeting
	stderr *lockedBuffer
	stop   context.CancelFunc
	code   chan int
	client *http.Client
}

// launch runs the command until the test ends, and requires that it then exits 0.
func launch(t *testing.T, args ...string) *running {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	return launchIn(ctx, t, stop, args...)
}

// stdin is what every command that is launched can read.
const stdin = `{"partners":[{"id":"p","apiKey":"pk_fake_stdin"}]}`

func noEnv(string) string { return "" }

func launchIn(ctx context.Context, t *testing.T, stop context.CancelFunc, args ...string) *running {
	t.Helper()
	transport := &http.Transport{}
	r := &running{stderr: &lockedBuffer{}, stop: stop, code: make(chan int, 1), client: &http.Client{Transport: transport}}
	reader, writer := io.Pipe()
	go func() {
		code := run(ctx, append([]string{"-addr", "127.0.0.1:0"}, args...), process{noEnv, strings.NewReader(stdin), writer, r.stderr})
		_ = writer.Close()
		r.code <- code
	}()
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		stop()
		assert.Equal(t, exitOK, <-r.code, r.stderr)
		r.code <- exitOK
	})
	line, err := bufio.NewReader(reader).ReadBytes('\n')
	require.NoError(t, err, r.stderr)
	require.NoError(t, json.Unmarshal(line, &r.greeting))
	go func() { _, _ = io.Copy(io.Discard, reader) }()
	return r
}

// request makes a request with the partner's key.
func (r *running) request(t *testing.T, method, path, body string) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, r.URL+path, strings.NewReader(body))
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+r.Credentials.PartnerKey)
	req.Header.Set("Content-Type", "application/json")
	return req
}

// call sends such a request, and gives the status and the body.
func (r *running) call(t *testing.T, method, path, body string) (int, string) {
	t.Helper()
	res, err := r.client.Do(r.request(t, method, path, body))
	require.NoError(t, err)
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return res.StatusCode, string(text)
}

func writeSeed(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "state.json")
	require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
	return name
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = taken.Close() })
	ended, end := context.WithCancel(t.Context())
	end() // what is wrongly accepted ends at once
	tests := []struct {
		name string
		args []string
		says string
		env  map[string]string
	}{
		{"unknown flag", []string{"-nope"}, "-nope", nil},
		{"bad value", []string{"-quotas=maybe"}, "maybe", nil},
		{"argument", []string{"state.json"}, `unexpected argument "state.json"`, nil},
		{"address in use", []string{"-addr", taken.Addr().String()}, "address already in use", nil},
		{"bad address", []string{"-addr", "nowhere"}, "-addr nowhere: ", nil},
		{"no address", []string{"-addr", ""}, `-addr "": want HOST:PORT`, nil},
		{"no such seed", []string{"-seed", "no-such-file.json"}, "-seed no-such-file.json: no such file", nil},
		{"seed is not JSON", []string{"-seed", writeSeed(t, "{")}, "-seed", nil},
		{"seed with an unknown member", []string{"-seed", writeSeed(t, `{"userz":[]}`)}, ": state: unknown member \"userz\"", nil},
		{"seed that contradicts itself", []string{"-seed", writeSeed(t,
			`{"users":[{"email":"a@example.com","partners":["nobody"]}]}`)}, `: state: users[0].partners[0]: unknown partner "nobody"`, nil},
		{"seed with two mistakes", []string{"-seed", writeSeed(t, `{"userz":[],"users":[{"email":1}]}`)},
			": state: unknown member \"userz\"; users[0].email: must be a string, not 1\n", nil},
		{"seed that contradicts itself twice", []string{"-seed", writeSeed(t, `{"users":[{"email":"a@x","partners":["nobody"]},{}]}`)},
			`: state: users[0].partners[0]: unknown partner "nobody"; users[1].email: is required` + "\n", nil},
		{"seed of which a part cannot be read, and another contradicts itself", []string{"-seed", writeSeed(t, `{"users":[{"email":1},{"email":"a@x","partners":["nobody"]}]}`)},
			`: state: users[0].email: must be a string, not 1; users[1].partners[0]: unknown partner "nobody"` + "\n", nil},
		{"stdin is no seed", []string{"-seed", "-"}, "-seed -: state: ", nil},
		{"a seed that a variable names", nil, "FAKESERVER_SEED no-such-file.json: no such file", map[string]string{"FAKESERVER_SEED": "no-such-file.json"}},
		{"a bad value in a variable", nil, `FAKESERVER_QUOTAS: invalid value "maybe"`, map[string]string{"FAKESERVER_QUOTAS": "maybe"}},
		{"a bad address in a variable", nil, "FAKESERVER_ADDR nowhere: ", map[string]string{"FAKESERVER_ADDR": "nowhere"}},
		{"a negative latency", []string{"-latency", "-1s"}, "-latency: negative duration -1s", nil},
		{"no latency", []string{"-latency", "soon"}, `invalid value "soon" for flag -latency`, nil},
		{"a rate above 1", []string{"-chaos", "1.5"}, "want RATE or RATE:SEED", nil},
		{"a rate that is none", []string{"-chaos", "NaN"}, "want RATE or RATE:SEED", nil},
		{"a seed of chaos that is none", nil, `FAKESERVER_CHAOS: invalid value "0.1:x": want RATE`, map[string]string{"FAKESERVER_CHAOS": "0.1:x"}},
		{"no time", []string{"-now", "yesterday"}, "want a time such as 2026-01-31T12:00:00Z", nil},
		{"a time that only looks like one of RFC 3339", []string{"-now", "2026-01-31T1:00:00Z"}, "want a time such as 2026-01-31T12:00:00Z", nil},
		{"a time with a comma", nil, `FAKESERVER_NOW: invalid value "2026-01-31T12:00:00,5Z": want a time such as`, map[string]string{"FAKESERVER_NOW": "2026-01-31T12:00:00,5Z"}},
		{"a time after the clock's end", []string{"-now", "9999-01-01T00:00:00Z"}, "want a time in the years 0 to 9998 of UTC, which the clock has, and not in 9999", nil},
		{"a time before the clock's start", nil, `FAKESERVER_NOW: invalid value "0000-01-01T00:00:00+01:00": want a time in the years 0 to 9998`, map[string]string{"FAKESERVER_NOW": "0000-01-01T00:00:00+01:00"}},
		{"no origin", []string{"-cors", "*"}, `-cors: control: WithCORS: "*" is no origin`, nil},
		{"no name", []string{"-allow-host", "a.example,b:80"}, `"b:80" is no name of a host`, nil},
		{"nowhere to save to", []string{"-save", "no-such-folder/state.json"}, "-save no-such-folder/state.json: no-such-folder: no such file", nil},
		{"no file to save to", []string{"-save", "-"}, `-save -: want a file; ./- is one of that name`, nil},
		{"any host by a star", []string{"-allow-host", "*"}, `"*" is no name of a host`, nil},
		{"a host in brackets", []string{"-allow-host", "[::1]"}, `"[::1]" is no name of a host`, nil},
		{"a folder to save to", nil, "FAKESERVER_SAVE .: is a directory", map[string]string{"FAKESERVER_SAVE": "."}},
		{"health with an argument", []string{"health", "-addr", ":1"}, `health: unexpected argument "-addr"`, nil},
		{"health of a bad address", []string{"health"}, "health: FAKESERVER_ADDR: ", map[string]string{"FAKESERVER_ADDR": "nowhere"}},
		{"health of bad TLS", []string{"health"}, `health: FAKESERVER_TLS: invalid value "maybe"`, map[string]string{"FAKESERVER_TLS": "maybe"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var stdout, stderr bytes.Buffer
			assert.Equal(t, exitRefused, run(ended, test.args, process{func(name string) string { return test.env[name] }, strings.NewReader("{"), &stdout, &stderr}))
			assert.Empty(t, stdout.String())
			assert.Contains(t, stderr.String(), test.says)
			assert.Equal(t, 1, strings.Count(stderr.String(), "\n"), "one line: %q", stderr.String())
		})
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	var stdout, stderr bytes.Buffer
	assert.Equal(t, exitOK, run(t.Context(), []string{"-h"}, process{noEnv, nil, &stdout, &stderr}))
	for _, flag := range []string{"-addr", "-seed", "-quotas"} {
		assert.Contains(t, stderr.String(), flag)
	}
	assert.Empty(t, stdout.String())
}

func TestBrokenStdout(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	stderr := &lockedBuffer{}
	code := make(chan int)
	go func() {
		code <- run(ctx, []string{"-addr", "127.0.0.1:0"}, process{noEnv, nil, brokenWriter{}, stderr})
	}()
	require.Eventually(t, func() bool { return strings.Contains(stderr.String(), "stdout: the greeting is not written: broken") }, deadline, time.Millisecond)
	url := strings.TrimSpace(strings.TrimPrefix(strings.Split(stderr.String(), "\n")[0], "fakeserver: listening on "))
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/_fake/health", nil)
	require.NoError(t, err)
	res, err := transport.RoundTrip(req)
	require.NoError(t, err, "it serves all the same")
	require.NoError(t, res.Body.Close())
	stop()
	assert.Equal(t, exitOK, <-code)
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("broken") }

func TestGreeting(t *testing.T) {
	t.Parallel()
	r := launch(t)
	assert.Regexp(t, `^http://127\.0\.0\.1:\d+$`, r.URL)
	server, err := fake.Start()
	require.NoError(t, err)
	defer server.Close()
	assert.Equal(t, server.Credentials(), r.Credentials)
	assert.Contains(t, r.stderr.String(), "listening on "+r.URL)
	status, _ := r.call(t, http.MethodPost, "/v1/users", `{"email":"grace@example.com"}`)
	assert.Equal(t, http.StatusCreated, status)
}

func TestSeed(t *testing.T) {
	t.Parallel()
	state, err := json.Marshal(fake.DefaultState())
	require.NoError(t, err)
	r := launch(t, "-seed", writeSeed(t, string(state)), "-quotas")
	status, _ := r.call(t, http.MethodGet, "/_fake/state", "")
	assert.Equal(t, http.StatusOK, status)
}

func TestSignalEndsIt(t *testing.T) { //nolint:paralleltest // it signals its own process
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	r := launchIn(ctx, t, stop)
	status, _ := r.call(t, http.MethodPost, "/_fake/faults", `{"route":"POST /v1/users","delay":"200ms"}`)
	require.Equal(t, http.StatusCreated, status)
	answered := make(chan int)
	req := r.request(t, http.MethodPost, "/v1/users", create)
	go func() {
		res, err := r.client.Do(req)
		if err != nil {
			answered <- 0
			return
		}
		_ = res.Body.Close()
		answered <- res.StatusCode
	}()
	require.Eventually(t, func() bool {
		_, log := r.call(t, http.MethodGet, "/_fake/requests", "")
		return strings.Contains(log, "/v1/users")
	}, deadline, time.Millisecond)
	require.NoError(t, syscall.Kill(os.Getpid(), syscall.SIGTERM))
	assert.Equal(t, http.StatusCreated, <-answered, "what is being answered is finished")
	assert.Equal(t, exitOK, <-r.code)
	r.code <- exitOK
	assert.Contains(t, r.stderr.String(), "stopping")
}

func controlled(t *testing.T, backend *fake.Server) *control.Handler {
	t.Helper()
	handler, err := control.New(backend)
	require.NoError(t, err)
	return handler
}

func TestListenersWithAGuard(t *testing.T) {
	t.Parallel()
	assert.True(t, isLoopback(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)}))
	assert.True(t, isLoopback(&net.TCPAddr{IP: net.IPv6loopback}))
	assert.False(t, isLoopback(&net.TCPAddr{IP: net.IPv4zero}))
	assert.False(t, isLoopback(&net.UnixAddr{}))
}

func TestListenerThatFails(t *testing.T) {
	t.Parallel()
	backend, err := fake.Start()
	require.NoError(t, err)
	defer backend.Close()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	var stderr lockedBuffer
	failing := newService(controlled(t, backend), listener, backend, newLogger(&stderr), time.Second)
	assert.Equal(t, exitFailed, failing.run(t.Context()))
	assert.Contains(t, stderr.String(), "closed")
}

func TestStopDoesNotWaitForAStalledAnswer(t *testing.T) {
	t.Parallel()
	backend := fake.New(t)
	require.NoError(t, backend.Inject(fake.Fault{Status: 500, Stall: true}))
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	var stderr lockedBuffer
	stalling := newService(controlled(t, backend), listener, backend, newLogger(&stderr), time.Millisecond)
	ctx, stop := context.WithCancel(t.Context())
	code := make(chan int)
	go func() { code <- stalling.run(ctx) }()

	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, origin(listener.Addr(), false)+"/v1/users/x", nil)
	require.NoError(t, err)
	res, err := transport.RoundTrip(req)
	require.NoError(t, err)
	defer func() { _ = res.Body.Close() }()
	stop()
	assert.Equal(t, exitOK, <-code)
	assert.Contains(t, stderr.String(), "gave up")
	_, err = io.ReadAll(res.Body)
	require.Error(t, err)
}

func TestOrigin(t *testing.T) {
	t.Parallel()
	tests := map[string]net.Addr{
		"http://127.0.0.1:80":  &net.TCPAddr{IP: net.IPv4zero, Port: 80},
		"http://127.0.0.1:81":  &net.TCPAddr{IP: net.IPv6unspecified, Port: 81},
		"http://[::1]:82":      &net.TCPAddr{IP: net.IPv6loopback, Port: 82},
		"http://192.0.2.1:83":  &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 83},
		"http:///tmp/a.socket": &net.UnixAddr{Name: "/tmp/a.socket"},
	}
	for want, addr := range tests {
		assert.Equal(t, want, origin(addr, false))
		assert.Equal(t, "https"+strings.TrimPrefix(want, "http"), origin(addr, true))
	}
}
