package control

// The long poll: it ends with the first request that matches, with its time, with its caller, and with the control plane.

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/fake"
)

// polling is a long poll that is under way.
type polling struct {
	recorder *httptest.ResponseRecorder
	done     chan struct{}
	begun    time.Time
}

func poll(ctx context.Context, handler http.Handler, query string) *polling {
	p := &polling{recorder: httptest.NewRecorder(), done: make(chan struct{}), begun: time.Now()}
	req := httptest.NewRequestWithContext(ctx, http.MethodGet, "http://localhost/_fake/requests?"+query, nil)
	go func() {
		defer close(p.done)
		handler.ServeHTTP(p.recorder, req)
	}()
	synctest.Wait()
	return p
}

// ended gives the statuses of the requests that the poll lists, and how long it took.
func (p *polling) ended(t *testing.T) (statuses []int, took time.Duration) {
	t.Helper()
	<-p.done
	var list []loggedRequest
	require.Equal(t, http.StatusOK, p.recorder.Code)
	require.NoError(t, json.Unmarshal(p.recorder.Body.Bytes(), &list))
	require.NotNil(t, list, "none is [] and not null")
	for _, r := range list {
		statuses = append(statuses, r.Status)
	}
	return statuses, time.Since(p.begun)
}

func TestAWaitEndsWithTheFirstThatMatches(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		handler := handlerOf(t)
		require.NoError(t, handler.plane.srv.Inject(fake.Fault{Route: "POST /v1/users", Status: 500, Delay: 20 * time.Second}))
		users := poll(t.Context(), handler, "route=POST+/v1/users&since=0&wait=60s")
		later := poll(t.Context(), handler, "since=2&wait=30s")
		go answerTo(handler, http.MethodPost, "/v1/users", "localhost")
		synctest.Wait()
		answerTo(handler, http.MethodGet, "/nowhere", "localhost")
		statuses, took := users.ended(t)
		assert.Equal(t, []int{500}, statuses)
		assert.Equal(t, 20*time.Second, took, "a request counts when it is answered")
		assert.Equal(t, "0", users.recorder.Header().Get("X-Fake-Dropped"))
		statuses, took = later.ended(t)
		assert.Empty(t, statuses)
		assert.Equal(t, 30*time.Second, took)

		statuses, took = poll(t.Context(), handler, "wait=30s").ended(t)
		assert.Equal(t, []int{500, 404}, statuses, "what came before counts")
		assert.Zero(t, took)
	})
}

func TestAWaitListsAnsweredRequestsAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		handler := handlerOf(t)
		require.NoError(t, handler.plane.srv.Inject(fake.Fault{Route: "POST /v1/users", Delay: time.Minute}))
		go answerTo(handler, http.MethodPost, "/v1/users", "localhost")
		synctest.Wait()
		answerTo(handler, http.MethodGet, "/nowhere", "localhost")
		statuses, _ := poll(t.Context(), handler, "wait=1s").ended(t)
		assert.Equal(t, []int{404}, statuses)
		statuses, _ = poll(t.Context(), handler, "wait=0s").ended(t)
		assert.Equal(t, []int{404}, statuses, "also where there is no time to wait")
		open := poll(t.Context(), handler, "")
		statuses, _ = open.ended(t)
		assert.Equal(t, []int{0, 404}, statuses, "without a wait what is still answered is listed, too")
		assert.Contains(t, open.recorder.Body.String(), `"durationMs":null`)
		time.Sleep(time.Minute) // until the delayed one is answered
	})
}

func TestAWaitEndsWithItsCallerAndWithThePlane(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		handler := handlerOf(t)
		ctx, cancel := context.WithCancel(t.Context())
		gone, left := poll(ctx, handler, "wait=60s"), poll(t.Context(), handler, "wait=60s")
		time.Sleep(time.Second)
		cancel()
		_, took := gone.ended(t)
		assert.Equal(t, time.Second, took)
		time.Sleep(time.Second)
		handler.Close()
		_, took = left.ended(t)
		assert.Equal(t, 2*time.Second, took)
	})
}

func TestTheLogSaysHowManyHadToGo(t *testing.T) {
	t.Parallel()
	handler := handlerOf(t)
	for range 1026 {
		answerTo(handler, http.MethodGet, "/nowhere", "localhost")
	}
	got := answerTo(handler, http.MethodGet, "/_fake/requests?since=1024", "localhost")
	assert.Equal(t, "2", got.Header().Get("X-Fake-Dropped"))
	assert.Equal(t, 2, strings.Count(got.Body.String(), `"n":`))
	answerTo(handler, http.MethodDelete, "/_fake/requests", "localhost")
	assert.Equal(t, "0", answerTo(handler, http.MethodGet, "/_fake/requests", "localhost").Header().Get("X-Fake-Dropped"))
}

func TestTheLogShowsNoCredential(t *testing.T) {
	t.Parallel()
	r := launch(t)
	held := r.srv.Credentials()
	for _, secret := range []string{held.PartnerKey, held.AppKey, held.AppSecret, held.ServiceAccountKey, held.SessionToken, held.RefreshToken} {
		r.call(t, http.MethodPost, "/v1/users/"+secret+"?a="+secret, `{"email":"`+secret+`","password":"hunter22"}`)
	}
	_, log := r.call(t, http.MethodGet, "/_fake/requests", "")
	for _, secret := range []string{held.PartnerKey, held.AppKey, held.AppSecret, held.ServiceAccountKey, held.SessionToken, held.RefreshToken, "hunter22"} {
		assert.NotContains(t, log, secret)
	}
	assert.Equal(t, 6, strings.Count(log, `"n":`))
}
