package rawh2_test

// The server as a server: answers, windows, connections that end or fall silent, and what
// it counts.

import (
	"go/parser"
	"go/token"
	"io/fs"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"

	"github.com/partnerkit/partnerkit-go/internal/rawh2"
)

func TestAnAnswerArrivesWhole(t *testing.T) {
	t.Parallel()
	large := strings.Repeat("x", 100_000)
	client, server := stock(t, always(rawh2.Answer(http.StatusTeapot, large, "X-Request-Id: r-1")))
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/a?b=c", nil)
	require.NoError(t, err)
	response, err := client.Do(request)
	require.NoError(t, err)
	defer func() { _ = response.Body.Close() }()
	assert.Equal(t, http.StatusTeapot, response.StatusCode)
	assert.Equal(t, "HTTP/2.0", response.Proto)
	assert.Equal(t, "r-1", response.Header.Get("X-Request-Id"))
	assert.Equal(t, "application/json", response.Header.Get("Content-Type"))
	requests := server.Requests()
	require.Len(t, requests, 1)
	assert.Equal(t, rawh2.Request{
		N: 1, Conn: 1, Nth: 1, Stream: 1, Method: http.MethodGet, Path: "/a?b=c", Body: requests[0].Body, Whole: true,
	}, requests[0])
	assert.Empty(t, requests[0].Body)
}

// The windows begin at 64 KiB: a larger body arrives only if their room is given back.
func TestALargeBodyArrivesWhole(t *testing.T) {
	t.Parallel()
	large := strings.Repeat("0123456789abcdef", 1<<16)
	client, server := stock(t, always(rawh2.Answer(http.StatusOK, "")))
	for range 2 {
		status, _, err := post(t.Context(), t, client, server.URL+"/", large)
		require.NoError(t, err)
		assert.Equal(t, http.StatusOK, status)
	}
	for i, r := range server.Requests() {
		assert.Equal(t, i+1, r.Nth, "both on one connection")
		assert.Equal(t, large, string(r.Body))
	}
}

func TestABrokenAnswer(t *testing.T) {
	t.Parallel()
	for name, steps := range map[string][]rawh2.Step{
		"its stream is reset after the head":     {rawh2.Head(http.StatusOK), rawh2.Reset(http2.ErrCodeInternal)},
		"its stream is reset amid the body":      {rawh2.Head(http.StatusOK, "Content-Length: 8"), rawh2.Data(`{"a"`), rawh2.Reset(http2.ErrCodeCancel)},
		"its connection is cut amid the body":    {rawh2.Head(http.StatusOK, "Content-Length: 8"), rawh2.Data(`{"a"`), rawh2.Cut()},
		"its connection is closed amid the body": {rawh2.Head(http.StatusOK), rawh2.Data(`{"a"`), rawh2.Close()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, server := stock(t, always(steps...))
			status, body, err := post(t.Context(), t, client, server.URL+"/", "{}")
			assert.Equal(t, http.StatusOK, status)
			assert.Error(t, err)
			assert.Contains(t, []string{"", `{"a"`}, body)
		})
	}
}

func TestAConnectionThatEnds(t *testing.T) {
	t.Parallel()
	for name, step := range map[string]rawh2.Step{"in order": rawh2.Close(), "without a word": rawh2.Cut()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, start := range []func(*testing.T, rawh2.Script) (*http.Client, *rawh2.Server){stock, cleartext} {
				client, server := start(t, firstly(1, always(step), rawh2.Answer(http.StatusOK, "")))
				_, _, err := post(t.Context(), t, client, server.URL+"/", "{}")
				require.Error(t, err)
				status, _, err := post(t.Context(), t, client, server.URL+"/", "{}")
				require.NoError(t, err)
				assert.Equal(t, http.StatusOK, status)
				assert.Equal(t, []int{1, 1}, server.Counts().PerConnection)
			}
		})
	}
}

// A frozen connection takes requests and PINGs and says nothing, not even what the rest of
// its script says; other connections go on.
func TestAFrozenConnection(t *testing.T) {
	t.Parallel()
	certificate, err := rawh2.NewCertificate()
	require.NoError(t, err)
	server := rawh2.Start(t, certificate, func(r rawh2.Request) []rawh2.Step {
		if r.N == 2 {
			return []rawh2.Step{rawh2.Freeze(), rawh2.Answer(http.StatusOK, ""), rawh2.Effect()}
		}
		return []rawh2.Step{rawh2.Answer(http.StatusOK, "")}
	})
	transport := &http.Transport{
		ForceAttemptHTTP2: true, TLSClientConfig: certificate.Trust(),
		HTTP2: &http.HTTP2Config{SendPingTimeout: 100 * time.Millisecond, PingTimeout: 2 * time.Second},
	}
	t.Cleanup(transport.CloseIdleConnections)
	client := &http.Client{Transport: transport}
	_, _, err = post(t.Context(), t, client, server.URL+"/", "{}")
	require.NoError(t, err)

	_, _, err = post(t.Context(), t, client, server.URL+"/", "{}")
	require.ErrorContains(t, err, "client connection lost", "the answer must not come, nor the answer to a PING")
	assert.Equal(t, 1, server.Counts().Effects, "the steps after it are taken")
	status, _, err := post(t.Context(), t, client, server.URL+"/", "{}")
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, status)
	assert.Equal(t, []int{2, 1}, server.Counts().PerConnection)
}

func TestRequestsAreCountedConnectionByConnection(t *testing.T) {
	t.Parallel()
	client, server := cleartext(t, func(r rawh2.Request) []rawh2.Step {
		steps := []rawh2.Step{rawh2.Effect(), rawh2.Answer(http.StatusOK, "")}
		if r.Nth == 3 {
			steps = append(steps, rawh2.GoAway(r.Stream, http2.ErrCodeNo), rawh2.Close())
		}
		return steps
	})
	for range 5 {
		require.Eventually(t, func() bool {
			_, _, err := post(t.Context(), t, client, server.URL+"/", "{}")
			return err == nil
		}, 30*time.Second, time.Millisecond)
	}
	counts := server.Counts()
	assert.Equal(t, []int{3, 2}, counts.PerConnection[:2])
	assert.Equal(t, 5, counts.Effects)
}

// Calls under way do not keep a server from closing.
func TestClosing(t *testing.T) {
	t.Parallel()
	arrived := make(chan struct{}, 2)
	for _, steps := range [][]rawh2.Step{nil, {rawh2.Freeze()}} {
		client, server := stock(t, func(rawh2.Request) []rawh2.Step {
			arrived <- struct{}{}
			return steps
		})
		var calls sync.WaitGroup
		calls.Go(func() {
			_, _, err := post(t.Context(), t, client, server.URL+"/", "{}")
			assert.Error(t, err)
		})
		<-arrived
		server.Close()
		calls.Wait()
		server.Close()
	}
}

func TestOnlyTestsUseTheServer(t *testing.T) {
	t.Parallel()
	const own = `"github.com/partnerkit/partnerkit-go/internal/rawh2"`
	looked := 0
	require.NoError(t, filepath.WalkDir("../..", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		looked++
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			assert.NotEqual(t, own, spec.Path.Value, path)
			imported, _ := strconv.Unquote(spec.Path.Value)
			if filepath.Base(filepath.Dir(path)) != "rawh2" {
				assert.False(t, strings.HasPrefix(imported, "golang.org/x/net/http2"), path)
			}
		}
		return nil
	}))
	assert.Positive(t, looked)
}
