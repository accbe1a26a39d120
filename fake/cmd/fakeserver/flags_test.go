package main

// What each flag does, and that a variable of the environment does the same.

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/fake"
	"github.com/partnerkit/partnerkit-go/fake/control"
)

func TestEveryFlagIsAVariable(t *testing.T) {
	t.Parallel()
	env := map[string]string{
		"FAKESERVER_ADDR": ":0", "FAKESERVER_SEED": "s", "FAKESERVER_SAVE": "f", "FAKESERVER_QUOTAS": "true", "FAKESERVER_LENIENT": "1",
		"FAKESERVER_LATENCY": "2s", "FAKESERVER_CHAOS": "0.5:7", "FAKESERVER_NOW": "2026-01-31T12:00:00Z", "FAKESERVER_TLS": "true",
		"FAKESERVER_CORS": "http://a", "FAKESERVER_ALLOW_HOST": "a,b", "FAKESERVER_VERSION": "true",
	}
	set, err := parse(nil, func(name string) string {
		value := env[name]
		delete(env, name)
		return value
	}, nil)
	require.NoError(t, err)
	assert.Empty(t, env, "each is read")
	assert.Equal(t, settings{
		addr: ":0", seed: "s", save: "f", quotas: true, lenient: true, latency: 2 * time.Second, chaos: chaosRate{0.5, 7, true},
		now: startTime{time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC), true}, tls: true, cors: "http://a", hosts: hostNames{"a", "b"}, version: true,
		named: set.named,
	}, set)
	assert.Equal(t, "FAKESERVER_ALLOW_HOST", set.name("allow-host"))

	set, err = parse([]string{"-addr", ":1", "-chaos", "1"}, func(name string) string {
		return map[string]string{"FAKESERVER_ADDR": "nonsense", "FAKESERVER_CHAOS": "nonsense", "FAKESERVER_QUOTAS": ""}[name]
	}, nil)
	require.NoError(t, err, "the flag wins, and an empty variable is none")
	assert.Equal(t, ":1", set.addr)
	assert.Equal(t, chaosRate{1, 1, true}, set.chaos)
	assert.False(t, set.quotas)
}

func TestFlagsReachTheFakesThatAreStarted(t *testing.T) {
	t.Parallel()
	r := launch(t, "-now", "2020-02-02T02:02:02Z", "-lenient", "-seed", "-")
	assert.Equal(t, "pk_fake_stdin", r.Credentials.PartnerKey)
	_, text := r.call(t, http.MethodPost, "/_fake/fakes", "")
	var one greeting
	require.NoError(t, json.Unmarshal([]byte(text), &one), text)
	assert.Equal(t, "pk_fake_stdin", one.Credentials.PartnerKey)
	for _, below := range []string{"", strings.TrimPrefix(one.URL, r.URL)} {
		_, clock := r.call(t, http.MethodGet, below+"/_fake/clock", "")
		assert.Contains(t, clock, `"2020-02-02T02:0`)
		_, body := r.call(t, http.MethodPost, below+"/v1/users", `{"email":"a@example.com","unknown":1}`)
		assert.Contains(t, body, "FORBIDDEN", "a lenient fake does not mind the member, and the key may do nothing")
	}
}

func TestTheClockMayStartAtTheZeroTime(t *testing.T) {
	t.Parallel()
	r := launch(t, "-now", "0001-01-01T00:00:00Z")
	_, clock := r.call(t, http.MethodGet, "/_fake/clock", "")
	assert.Contains(t, clock, `"0001-01-01T00:0`)
}

func TestAHostMayBeAnIPAddress(t *testing.T) {
	t.Parallel()
	r := launch(t, "-allow-host", "2001:db8::5,192.0.2.7")
	for host, want := range map[string]int{"[2001:db8::5]:80": http.StatusOK, "192.0.2.7": http.StatusOK, "[2001:db8::6]": http.StatusMisdirectedRequest} {
		req := r.request(t, http.MethodGet, "/_fake/health", "")
		req.Host = host
		res, err := r.client.Do(req)
		require.NoError(t, err)
		text, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		assert.Equal(t, want, res.StatusCode, host)
		if want != http.StatusOK {
			assert.Contains(t, string(text), `answers only to localhost, 127.0.0.1, [::1], 2001:db8::5, 192.0.2.7"}`, "each once")
		}
	}
}

func TestChaosAndLatency(t *testing.T) {
	t.Parallel()
	r := launch(t, "-latency", "30ms")
	begun := time.Now()
	r.call(t, http.MethodGet, "/nowhere", "")
	assert.GreaterOrEqual(t, time.Since(begun), 30*time.Millisecond)
	set, err := parse([]string{"-chaos", "1:9"}, noEnv, nil)
	require.NoError(t, err)
	synctest.Test(t, func(t *testing.T) { // chaos may delay an answer
		backend, err := fake.Start(set.fakeOptions(nil)...)
		require.NoError(t, err)
		defer backend.Close()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, fake.BaseURL+"/nowhere", nil)
		require.NoError(t, err)
		if res, err := backend.Transport().RoundTrip(req); err == nil {
			require.NoError(t, res.Body.Close())
		}
		assert.Len(t, backend.ChaosCounts(), 1)
	})
}

func TestTLS(t *testing.T) {
	t.Parallel()
	r := launch(t, "-tls")
	assert.True(t, strings.HasPrefix(r.URL, "https://127.0.0.1:"), r.URL)
	pool := x509.NewCertPool()
	require.True(t, pool.AppendCertsFromPEM([]byte(r.CA)))
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: true}
	defer transport.CloseIdleConnections()
	r.client.Transport = transport
	res, err := r.client.Do(r.request(t, http.MethodPost, "/_fake/fakes", ""))
	require.NoError(t, err)
	defer func() { _ = res.Body.Close() }()
	assert.Equal(t, 2, res.ProtoMajor)
	var one greeting
	require.NoError(t, json.NewDecoder(res.Body).Decode(&one))
	assert.True(t, strings.HasPrefix(one.URL, r.URL+"/_fakes/"), one.URL)
	events, err := r.client.Do(r.request(t, http.MethodGet, "/_fake/events", ""))
	require.NoError(t, err)
	defer func() { _ = events.Body.Close() }()
	first := make([]byte, 5)
	_, err = events.Body.Read(first)
	require.NoError(t, err)
	assert.Equal(t, "retry", string(first))
}

func TestVersion(t *testing.T) {
	t.Parallel()
	var stdout, stderr bytes.Buffer
	assert.Equal(t, exitOK, run(t.Context(), []string{"-version"}, process{noEnv, nil, &stdout, &stderr}))
	assert.Regexp(t, `^fakeserver \S+ go1\.\S+\n$`, stdout.String())
	assert.Empty(t, stderr.String())
}

func TestCORSAndHosts(t *testing.T) {
	t.Parallel()
	r := launch(t, "-cors", "http://localhost:3000", "-allow-host", "fake.example")
	ask := func(method, path, host string) *http.Response {
		req := r.request(t, method, path, "")
		req.Host = host
		req.Header.Set("Origin", "http://localhost:3000")
		req.Header.Set("Access-Control-Request-Method", "POST")
		res, err := r.client.Do(req)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		return res
	}
	assert.Equal(t, http.StatusNoContent, ask(http.MethodOptions, "/v1/users", "fake.example").StatusCode)
	assert.Equal(t, http.StatusMisdirectedRequest, ask(http.MethodOptions, "/v1/users", "evil.example").StatusCode)
	assert.Empty(t, ask(http.MethodGet, "/_fake/state", "localhost").Header.Get("Access-Control-Allow-Origin"))
}

func TestHostsWhereTheAddressIsNotLoopback(t *testing.T) {
	t.Parallel()
	backend := fake.New(t)
	statusOf := func(addr net.Addr, hosts hostNames, host string) int {
		set := settings{hosts: hosts}
		handler, err := control.New(backend, set.controlOptions(nil, addr)...)
		require.NoError(t, err)
		defer handler.Close()
		req := httptest.NewRequest(http.MethodGet, "/_fake/health", nil)
		req.Host = host
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, req)
		return recorder.Code
	}
	for _, ip := range []string{"192.0.2.1", "2001:db8::1", "fe80::1", "0.0.0.0", "::"} {
		addr := &net.TCPAddr{IP: net.ParseIP(ip), Port: 8080}
		for _, hosts := range []hostNames{nil, {"fake.example"}} {
			greeted := strings.TrimPrefix(origin(addr, false), "http://")
			assert.Equal(t, http.StatusOK, statusOf(addr, hosts, greeted), "what it greets with is answered: %s", greeted)
			assert.Equal(t, http.StatusOK, statusOf(addr, hosts, "fake.example:8080"), "%s", ip)
		}
		for _, host := range []string{"evil.example", "192.0.2.2:8080", "[2001:db8::2]:8080"} {
			assert.Equal(t, http.StatusOK, statusOf(addr, nil, host), "%s: any host is answered where none is named", ip)
			assert.Equal(t, http.StatusMisdirectedRequest, statusOf(addr, hostNames{"fake.example"}, host), "%s: %s", ip, host)
		}
	}
	zoned := &net.TCPAddr{IP: net.ParseIP("fe80::1"), Port: 8080, Zone: "eth0"}
	assert.Equal(t, http.StatusOK, statusOf(zoned, hostNames{"fake.example"}, "[fe80::1]:8080"), "clients leave the zone out of a Host")
	assert.Equal(t, http.StatusMisdirectedRequest, statusOf(&net.TCPAddr{IP: net.IPv6loopback}, nil, "evil.example"))
	assert.Equal(t, http.StatusOK, statusOf(&net.UnixAddr{Name: "/tmp/a.socket"}, nil, "anything.example"))
}

// stopped stops a command, and gives its exit code.
func (r *running) stopped() int {
	r.stop()
	code := <-r.code
	r.code <- exitOK
	return code
}

func TestTheStateIsSaved(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "state.json")
	require.NoError(t, os.WriteFile(name, []byte("old"), 0o644))
	r := launch(t, "-save", name)
	_, state := r.call(t, http.MethodGet, "/_fake/state", "")
	r.call(t, http.MethodPost, "/v1/users", create)
	_, after := r.call(t, http.MethodGet, "/_fake/state", "")
	require.NotEqual(t, state, after)
	assert.Equal(t, exitOK, r.stopped())
	saved, err := os.ReadFile(name)
	require.NoError(t, err)
	assert.Equal(t, after, string(saved))
	info, err := os.Stat(name)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	files, err := os.ReadDir(filepath.Dir(name))
	require.NoError(t, err)
	assert.Len(t, files, 1, "nothing is left beside it")
	second := launch(t, "-seed", name)
	_, again := second.call(t, http.MethodGet, "/_fake/state", "")
	assert.Equal(t, after, again)
}

func TestAStateThatCannotBeSaved(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "folder")
	require.NoError(t, os.Mkdir(folder, 0o700))
	r := launch(t, "-save", filepath.Join(folder, "state.json"))
	require.NoError(t, os.Remove(folder))
	assert.Equal(t, exitFailed, r.stopped())
	assert.Contains(t, r.stderr.String(), "-save "+filepath.Join(folder, "state.json")+": no such file")
}

func TestHealth(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{nil, {"-tls"}} {
		r := launch(t, args...)
		_, address, _ := strings.Cut(r.URL, "://")
		env := map[string]string{"FAKESERVER_ADDR": address}
		if args != nil {
			env["FAKESERVER_TLS"] = "true"
		}
		var stdout, stderr bytes.Buffer
		ask := func() int {
			return run(t.Context(), []string{"health"}, process{func(name string) string { return env[name] }, nil, &stdout, &stderr})
		}
		assert.Equal(t, exitOK, ask(), stderr.String())
		assert.Empty(t, stderr.String())
		r.stopped()
		assert.Equal(t, exitFailed, ask())
		assert.Contains(t, stderr.String(), "fakeserver: health: ")
		assert.Equal(t, 1, strings.Count(stderr.String(), "\n"))
		assert.Empty(t, stdout.String())
	}
}

// The command answers to loopback whatever names it answers to, and the name in FAKESERVER_ADDR need not be among them.
func TestHealthAsksAsLoopback(t *testing.T) {
	t.Parallel()
	var asked string
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asked = r.Host }))
	defer server.Close()
	require.NoError(t, checkHealth(t.Context(), server.URL))
	assert.Equal(t, "localhost", asked)
}

func TestWhereHealthAsks(t *testing.T) {
	t.Parallel()
	for addr, want := range map[string]string{
		"": "http://127.0.0.1:8080", ":8080": "http://127.0.0.1:8080", "0.0.0.0:80": "http://127.0.0.1:80", "[::]:80": "http://127.0.0.1:80",
		"[::1]:80": "http://[::1]:80", "localhost:81": "http://localhost:81",
		":http": "http://127.0.0.1:80",
	} {
		got, err := healthURL(t.Context(), func(name string) string {
			return map[string]string{"FAKESERVER_ADDR": addr, "FAKESERVER_TLS": "false"}[name]
		})
		require.NoError(t, err)
		assert.Equal(t, want+"/_fake/health", got)
	}
}

// A page that listens and a caller who waits hold no stop up.
func TestAStopWaitsForNoStream(t *testing.T) {
	t.Parallel()
	r := launch(t)
	events, err := r.client.Do(r.request(t, http.MethodGet, "/_fake/events", ""))
	require.NoError(t, err)
	defer func() { _ = events.Body.Close() }()
	begun := time.Now()
	assert.Equal(t, exitOK, r.stopped())
	assert.Less(t, time.Since(begun), grace)
	assert.NotContains(t, r.stderr.String(), "gave up")
}

// What a fake of its own is answering when the command stops is answered.
func TestAStopFinishesWhatAFakeAnswers(t *testing.T) {
	t.Parallel()
	r := launch(t)
	_, text := r.call(t, http.MethodPost, "/_fake/fakes", "")
	var one greeting
	require.NoError(t, json.Unmarshal([]byte(text), &one), text)
	below := strings.TrimPrefix(one.URL, r.URL)
	r.call(t, http.MethodPost, below+"/_fake/faults", `{"route":"POST /v1/users","delay":"300ms"}`)
	req := r.request(t, http.MethodPost, below+"/v1/users", create)
	answered := make(chan int, 1)
	go func() {
		status := 0
		if res, err := r.client.Do(req); err == nil {
			_ = res.Body.Close()
			status = res.StatusCode
		}
		answered <- status
	}()
	require.Eventually(t, func() bool {
		_, log := r.call(t, http.MethodGet, below+"/_fake/requests", "")
		return strings.Contains(log, "/v1/users")
	}, deadline, time.Millisecond)
	assert.Equal(t, exitOK, r.stopped())
	assert.Equal(t, http.StatusCreated, <-answered)
}
