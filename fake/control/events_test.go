package control

// The stream of events: what it tells and how often, that it keeps nobody waiting, and that nothing is left of it.

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/fake"
)

// reader is a page that listens, in memory. While it is shut, writes to it wait.
type reader struct {
	header http.Header
	mu     sync.Mutex
	text   strings.Builder
	shut   chan struct{}
	cancel context.CancelFunc
	ended  chan struct{}

	deadline *time.Timer
}

func (r *reader) Header() http.Header { return r.header }
func (r *reader) WriteHeader(int)     {}
func (r *reader) Flush()              {}

func (r *reader) Write(p []byte) (int, error) {
	r.mu.Lock()
	shut := r.shut
	r.mu.Unlock()
	if shut != nil {
		<-shut
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(p)
}

// SetWriteDeadline ends the waiting of a write, as a connection does, once it has passed. A later one takes its place.
func (r *reader) SetWriteDeadline(until time.Time) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.deadline != nil {
		r.deadline.Stop()
	}
	r.deadline = time.AfterFunc(time.Until(until), r.open)
	return nil
}

func (r *reader) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.shut = make(chan struct{})
}

func (r *reader) open() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.shut != nil {
		close(r.shut)
		r.shut = nil
	}
}

// take gives what came since it was last asked: the events as "kind data".
func (r *reader) take() []string {
	synctest.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	var events []string
	for block := range strings.SplitSeq(r.text.String(), "\n\n") {
		if kind, data, found := strings.Cut(strings.TrimPrefix(block, "event: "), "\ndata: "); found {
			events = append(events, kind+" "+data)
		} else if block != "" {
			events = append(events, block)
		}
	}
	r.text.Reset()
	return events
}

func listen(t *testing.T, handler http.Handler) *reader {
	t.Helper()
	return listenAt(t, handler, "/_fake/events")
}

func listenAt(t *testing.T, handler http.Handler, path string) *reader {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	r := &reader{header: http.Header{}, cancel: cancel, ended: make(chan struct{})}
	go func() {
		defer close(r.ended)
		handler.ServeHTTP(r, httptest.NewRequestWithContext(ctx, http.MethodGet, "http://localhost"+path, nil))
	}()
	synctest.Wait()
	return r
}

func TestEventsTellWhatHappens(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		handler := handlerOf(t)
		srv := handler.plane.srv
		answerTo(handler, http.MethodGet, "/before", "localhost")
		opened := time.Now()
		page := listen(t, handler)
		assert.Equal(t, "text/event-stream", page.header.Get("Content-Type"))
		assert.Equal(t, []string{
			"retry: 1000", `state {"revision":0}`, `faults {"revision":0}`, `clock {"now":"2000-01-01T00:00:00Z"}`, `quotas {"revision":0}`, `chaos {"revision":0}`,
		}, page.take())
		time.Sleep(batchInterval)
		assert.Empty(t, page.take(), "nothing has happened")

		require.NoError(t, srv.Inject(fake.Fault{Route: "POST /v1/users", Status: 503, Delay: time.Second}))
		go answerTo(handler, http.MethodPost, "/v1/users", "localhost")
		time.Sleep(batchInterval)
		events := page.take()
		require.Len(t, events, 2)
		assert.Contains(t, events[0], `requests {"requests":[{"n":2,"time":"2000-01-01T00:00:00.1Z","method":"POST","path":"/v1/users"`)
		assert.Contains(t, events[0], `"durationMs":null}],"leftOut":0,"cleared":false}`)
		assert.Equal(t, `faults {"revision":2}`, events[1], "injected and fired")
		time.Sleep(time.Second)
		events = page.take()
		require.Len(t, events, 1)
		assert.Contains(t, events[0], `"status":503`)
		assert.Contains(t, events[0], `"durationMs":1000}`)

		require.NoError(t, srv.Advance(time.Hour))
		require.NoError(t, srv.Restore(fake.DefaultState()))
		srv.ClearRequests()
		time.Sleep(batchInterval)
		assert.Equal(t, []string{
			`requests {"requests":[],"leftOut":0,"cleared":true}`, `state {"revision":1}`, `clock {"now":"2000-01-01T01:00:01.3Z"}`, `quotas {"revision":2}`,
		}, page.take())
		time.Sleep(15*time.Second - 1 - time.Since(opened))
		assert.Empty(t, page.take())
		time.Sleep(time.Nanosecond)
		assert.Equal(t, []string{": still here"}, page.take())
		page.cancel()
		<-page.ended
	})
}

func TestEventsSayHowManyTheyLeaveOut(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		handler := handlerOf(t)
		page, other := listen(t, handler), listen(t, handler)
		page.take()
		other.take()
		for range batchSize + 7 {
			answerTo(handler, http.MethodGet, "/nowhere", "localhost")
		}
		time.Sleep(batchInterval)
		events := page.take()
		require.Len(t, events, 1)
		var told requestsEvent
		require.NoError(t, json.Unmarshal([]byte(strings.TrimPrefix(events[0], "requests ")), &told))
		assert.Len(t, told.Requests, batchSize)
		assert.Equal(t, 7, told.LeftOut)
		assert.EqualValues(t, 8, told.Requests[0].N, "the newest are told")
		assert.Equal(t, events, other.take(), "every page is told the same")
	})
}

func TestASlowPageLosesAndHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		handler := handlerOf(t)
		slow, page := listen(t, handler), listen(t, handler)
		slow.take()
		page.take()
		slow.close()
		const beats = maxBehind + 4 // one is being written, maxBehind wait
		for i := range beats {
			answerTo(handler, http.MethodGet, fmt.Sprintf("/nowhere/%d", i), "localhost")
			time.Sleep(batchInterval)
			require.Len(t, page.take(), 1, "the other page is told in time")
		}
		slow.open()
		assert.Len(t, slow.take(), maxBehind+1)
		answerTo(handler, http.MethodGet, "/nowhere", "localhost")
		time.Sleep(batchInterval)
		events := slow.take()
		require.Len(t, events, 2)
		assert.Equal(t, `missed {"batches":3}`, events[0])
		answerTo(handler, http.MethodGet, "/nowhere", "localhost")
		time.Sleep(batchInterval)
		assert.Len(t, slow.take(), 1, "it is told once")
	})
}

// A server's writer that knows no deadlines, such as that of middleware, gets the events as well.
func TestEventsNeedNoDeadlines(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		handler := handlerOf(t)
		ctx, cancel := context.WithCancel(t.Context())
		w, opened := httptest.NewRecorder(), time.Now()
		time.AfterFunc(time.Minute, cancel)
		handler.ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, "http://localhost/_fake/events", nil))
		assert.Contains(t, w.Body.String(), "retry: 1000")
		assert.Equal(t, time.Minute, time.Since(opened), "until the page goes")
	})
}

func TestEventsEndWithTheHandler(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		handler := handlerOf(t)
		page, slow := listen(t, handler), listen(t, handler)
		slow.close()
		answerTo(handler, http.MethodGet, "/nowhere", "localhost")
		time.Sleep(batchInterval)
		synctest.Wait() // the slow page's write has begun
		begun := time.Now()
		handler.Close()
		<-page.ended
		assert.Zero(t, time.Since(begun))
		<-slow.ended
		assert.Equal(t, endTimeout, time.Since(begun), "a write that waits is no reason to wait for longer")
		late := listen(t, handler)
		<-late.ended
	})
}

func TestBatchesAreMadeWhileSomebodyListens(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		handler := handlerOf(t)
		for range 3 {
			page, other := listen(t, handler), listen(t, handler)
			page.cancel()
			<-page.ended
			assert.NotNil(t, handler.plane.events.stop)
			other.cancel()
			<-other.ended
			synctest.Wait()
			assert.Nil(t, handler.plane.events.stop)
			handler.plane.events.made.Wait()
		}
	})
}

// Over a connection, as a browser reads it, with what a body holds as text.
func TestEventsOverAConnection(t *testing.T) {
	t.Parallel()
	r := launch(t)
	req := r.request(t, http.MethodGet, "/_fake/events", "")
	res, err := r.client.Do(req)
	require.NoError(t, err)
	defer func() { _ = res.Body.Close() }()
	buffer, text := make([]byte, 4096), ""
	read := func(until string) {
		for !strings.Contains(text, until) {
			n, err := res.Body.Read(buffer)
			require.NoError(t, err)
			text += string(buffer[:n])
		}
	}
	read("event: clock")
	r.call(t, http.MethodPost, "/v1/users", `{"email":"<script>alert(1)</script>@example.com","twitterUsername":"a"}`)
	read(`"route":"POST /v1/users"`)
	assert.NotContains(t, text, "<script>")
}

// The end of a stream is a whole one, and no broken connection.
func TestAStreamEndsWholeWithItsFake(t *testing.T) {
	t.Parallel()
	r := launch(t)
	id := r.startOne(t, "").ID
	res, err := r.client.Do(r.request(t, http.MethodGet, "/_fakes/"+id+"/_fake/events", ""))
	require.NoError(t, err)
	defer func() { _ = res.Body.Close() }()
	assert.True(t, res.Close, "a deadline of the stream's would stay with the connection")
	r.walk(t, []step{{"DELETE", "/_fake/fakes/" + id, "", 204, ""}})
	text, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	assert.Contains(t, string(text), "event: chaos")
}
