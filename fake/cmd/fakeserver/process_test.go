package main

// The command as a process of its own: outputs that nobody reads, and what comes in only half when it is told to stop. The
// process is the tests' own binary, whose TestMain then is the command.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// deadline is how long a test waits for what ought to come at once.
const deadline = 20 * time.Second

// childProcess is the command in a childProcess of its own.
type childProcess struct {
	running
	cmd *exec.Cmd
}

// begin starts the command. Whoever gives no stdout or stderr has them read.
func begin(t *testing.T, stdout, stderr *os.File, args ...string) *childProcess {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	transport := &http.Transport{}
	p := &childProcess{running: running{stderr: &lockedBuffer{}, client: &http.Client{Transport: transport, Timeout: time.Minute}}}
	p.cmd = exec.CommandContext(t.Context(), self, append([]string{"-addr", "127.0.0.1:0"}, args...)...)
	p.cmd.Env = append(os.Environ(), asCommand+"=1")
	greeting := &lockedBuffer{}
	p.cmd.Stdout, p.cmd.Stderr = io.Writer(greeting), io.Writer(p.stderr)
	if stdout != nil {
		p.cmd.Stdout = stdout
	}
	if stderr != nil {
		p.cmd.Stderr = stderr
	}
	require.NoError(t, p.cmd.Start())
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait()
	})
	if stdout == nil {
		waitFor(t, func() bool { return strings.HasSuffix(greeting.String(), "\n") })
		require.NoError(t, json.Unmarshal([]byte(greeting.String()), &p.greeting))
		return p
	}
	waitFor(t, func() bool { return strings.Contains(p.stderr.String(), "\n") })
	line, _, _ := strings.Cut(p.stderr.String(), "\n")
	p.URL = strings.TrimPrefix(line, "fakeserver: listening on ")
	return p
}

func waitFor(t *testing.T, condition func() bool) {
	t.Helper()
	require.Eventually(t, condition, deadline, time.Millisecond)
}

// stop tells the process to stop, and gives its exit code and how long that took.
func (p *childProcess) stop(t *testing.T) (code int, took time.Duration) {
	t.Helper()
	begun := time.Now()
	require.NoError(t, p.cmd.Process.Signal(syscall.SIGTERM))
	return p.ended(t), time.Since(begun)
}

func (p *childProcess) ended(t *testing.T) int {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = p.cmd.Wait()
	}()
	select {
	case <-done:
	case <-time.After(deadline):
		t.Fatal("the command does not end")
	}
	return p.cmd.ProcessState.ExitCode()
}

// answering begins a call that takes half a second, waits until the command has it, and gives where its status will come.
func (p *childProcess) answering(t *testing.T) <-chan int {
	t.Helper()
	status, body := p.call(t, http.MethodPost, "/_fake/faults", `{"route":"GET /v1/users/{id}","delay":"500ms"}`)
	require.Equal(t, http.StatusCreated, status, body)
	answered := make(chan int, 1)
	req := p.request(t, http.MethodGet, "/v1/users/123e4567-e89b-12d3-a456-426614174000", "")
	go func() {
		status := 0
		if res, err := p.client.Do(req); err == nil {
			_, _ = io.Copy(io.Discard, res.Body)
			_ = res.Body.Close()
			status = res.StatusCode
		}
		answered <- status
	}()
	waitFor(t, func() bool {
		_, log := p.call(t, http.MethodGet, "/_fake/requests", "")
		return strings.Contains(log, `"GET /v1/users/{id}"`)
	})
	return answered
}

// brokenPipe is the writing end of a pipe whose other end is closed.
func brokenPipe(t *testing.T) *os.File {
	t.Helper()
	reader, writer, err := os.Pipe()
	require.NoError(t, err)
	require.NoError(t, reader.Close())
	t.Cleanup(func() { _ = writer.Close() })
	return writer
}

// fullPipe is the writing end of a pipe that nobody reads, and that holds all that it can.
func fullPipe(t *testing.T) *os.File {
	t.Helper()
	reader, writer, err := os.Pipe()
	require.NoError(t, err)
	t.Cleanup(func() { _, _ = reader.Close(), writer.Close() })
	raw, err := writer.SyscallConn()
	require.NoError(t, err)
	require.NoError(t, raw.Write(func(fd uintptr) bool {
		for err == nil {
			_, err = syscall.Write(int(fd), make([]byte, 4<<10))
		}
		return true
	}))
	require.ErrorIs(t, err, syscall.EAGAIN)
	return writer
}

func TestOutputsThatNobodyReadEndNothing(t *testing.T) {
	t.Parallel()
	for name, pipe := range map[string]func(*testing.T) *os.File{"closed": brokenPipe, "full": fullPipe} {
		t.Run(name+" stderr", func(t *testing.T) {
			t.Parallel()
			p := begin(t, nil, pipe(t))
			answered := p.answering(t)
			code, took := p.stop(t)
			assert.Equal(t, http.StatusOK, <-answered, "what is being answered is finished")
			assert.Equal(t, exitOK, code)
			assert.Less(t, took, grace)
		})
		t.Run(name+" stdout", func(t *testing.T) {
			t.Parallel()
			p := begin(t, pipe(t), nil)
			waitFor(t, func() bool { return strings.Contains(p.stderr.String(), "stdout: the greeting is not written: ") })
			p.Credentials.PartnerKey = "pk_fake_alpha"
			answered := p.answering(t)
			code, _ := p.stop(t)
			assert.Equal(t, http.StatusOK, <-answered)
			assert.Equal(t, exitOK, code)
		})
	}
	t.Run("stderr closed while it runs", func(t *testing.T) {
		t.Parallel()
		reader, writer, err := os.Pipe()
		require.NoError(t, err)
		p := begin(t, nil, writer)
		require.NoError(t, writer.Close())
		require.NoError(t, reader.Close())
		answered := p.answering(t)
		code, _ := p.stop(t)
		assert.Equal(t, http.StatusOK, <-answered)
		assert.Equal(t, exitOK, code, "141 is the end by SIGPIPE")
	})
}

// dial opens a connection to the command and sends a text.
func (p *childProcess) dial(t *testing.T, text string) net.Conn {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(p.URL, "http://"))
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	_, err = io.WriteString(conn, text)
	require.NoError(t, err)
	return conn
}

// half is a request to create a user whose body is begun.
func (p *childProcess) half(method, path string) string {
	return fmt.Sprintf("%s %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n",
		method, path, p.Credentials.PartnerKey, len(create)) + create[:10]
}

func TestWhatComesInHalfDoesNotHoldAStop(t *testing.T) {
	t.Parallel()
	texts := map[string]func(p *childProcess) string{
		"nothing":             func(*childProcess) string { return "" },
		"half a request line": func(*childProcess) string { return "GET /v1/us" },
		"half a header":       func(*childProcess) string { return "GET /v1/users/a HTTP/1.1\r\nHost: local" },
		"half a body":         func(p *childProcess) string { return p.half("POST", "/v1/users") },
		"half a body in chunks": func(*childProcess) string {
			return "POST /v1/users HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"ema\r\n"
		},
		"half a state":                  func(p *childProcess) string { return p.half("PUT", "/_fake/state") },
		"half a body that nobody wants": func(p *childProcess) string { return p.half("PATCH", "/_fake/state") },
		"half of more than is discarded": func(*childProcess) string {
			const discarded = 64 << 20
			return fmt.Sprintf("PATCH /_fake/state HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n", discarded+20) + strings.Repeat("a", discarded+10)
		},
		"half a body of a foreign Host": func(p *childProcess) string {
			return strings.Replace(p.half("POST", "/v1/users"), "Host: localhost", "Host: a.example", 1)
		},
		"a request, and half of another": func(*childProcess) string { return "GET /_fake/health HTTP/1.1\r\nHost: localhost\r\n\r\nGET /v1/us" },
		"a request, and nothing more":    func(*childProcess) string { return "GET /_fake/health HTTP/1.1\r\nHost: localhost\r\n\r\n" },
	}
	for name, text := range texts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := begin(t, nil, nil)
			p.dial(t, text(p))
			p.dial(t, text(p))
			answered := p.answering(t) // after which the command has seen what was sent before
			code, took := p.stop(t)
			assert.Equal(t, http.StatusOK, <-answered)
			assert.Equal(t, exitOK, code)
			assert.Less(t, took, grace-time.Second, "the stop waits for no request")
			assert.NotContains(t, p.stderr.String(), "gave up")
			assert.Equal(t, 1, strings.Count(p.stderr.String(), "stopping"))
		})
	}
}

func TestABodyThatBreaksOffIsInTheLog(t *testing.T) {
	t.Parallel()
	p := begin(t, nil, nil)
	require.NoError(t, p.dial(t, p.half("POST", "/v1/users")).Close())
	var log string
	waitFor(t, func() bool {
		_, log = p.call(t, http.MethodGet, "/_fake/requests", "")
		return strings.Contains(log, "ended early") // it is in the log a little before its reason is
	})
	assert.Contains(t, log, `"route":"POST /v1/users","status":0,"api":"partner","credential":"","faulted":false,"reason":"the body ended early"`)
	status, log := p.call(t, http.MethodGet, "/v1/users/nobody", "")
	require.Equal(t, http.StatusNotFound, status, log)
	_, log = p.call(t, http.MethodGet, "/_fake/requests", "")
	assert.Contains(t, log, `"reason":"there is no such user"`)
}

func TestASeedWithAByteOrderMark(t *testing.T) {
	t.Parallel()
	p := begin(t, nil, nil, "-seed", writeSeed(t, "\ufeff"+`{"partners":[{"id":"partner_1","apiKey":"pk_fake_bom"}]}`))
	assert.Equal(t, "pk_fake_bom", p.Credentials.PartnerKey)
}

// largeEnv asks for the snapshot of 300 MB, which takes a minute and some gigabytes.
const largeEnv = "FAKESERVER_TEST_LARGE"

func TestASnapshotIsTakenBackWhateverItsSize(t *testing.T) {
	t.Parallel()
	megabytes := 8
	if os.Getenv(largeEnv) != "" {
		megabytes = 300
	}
	p := begin(t, nil, nil, "-seed", writeSeed(t, largeState(megabytes<<20)))
	p.client.Timeout = 10 * time.Minute
	_, first := p.call(t, http.MethodGet, "/_fake/state", "")
	require.Greater(t, len(first), megabytes<<20)
	status, body := p.call(t, http.MethodPut, "/_fake/state", first)
	require.Equal(t, http.StatusNoContent, status, body)
	_, second := p.call(t, http.MethodGet, "/_fake/state", "")
	assert.True(t, first == second, "byte for byte") //nolint:testifylint // a difference would be printed
	code, _ := p.stop(t)
	assert.Equal(t, exitOK, code)
}

// largeState is a state whose snapshot has more than so many bytes.
func largeState(size int) string {
	var text bytes.Buffer
	text.WriteString(`{"portals":[{"id":"portal_1","roles":["role_viewer"],"users":[`)
	for i := 0; text.Len() < size; i++ {
		if i > 0 {
			text.WriteByte(',')
		}
		fmt.Fprintf(&text, `{"first_name":"Grace","last_name":%q,"email":"grace%d@example.com","roles":["role_viewer"]}`, strings.Repeat("x", 1000), i)
	}
	text.WriteString(`]}]}`)
	return text.String()
}
