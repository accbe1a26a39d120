package control

// Fakes for a test each: nothing of one is seen in another, they end when they should, and there are not too many.

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/fake"
)

// startOne starts a fake over the control plane.
func (r *running) startOne(t *testing.T, body string) startedFake {
	t.Helper()
	status, text := r.call(t, http.MethodPost, "/_fake/fakes", body)
	require.Equal(t, http.StatusCreated, status, text)
	var one startedFake
	require.NoError(t, json.Unmarshal([]byte(text), &one))
	return one
}

func TestAFakeOfOnesOwn(t *testing.T) {
	t.Parallel()
	r := launch(t)
	one := r.startOne(t, "")
	assert.Equal(t, r.url+"/_fakes/"+one.ID, one.URL)
	assert.Equal(t, fake.DefaultState().Partners[0].APIKey, one.Credentials.PartnerKey)
	below := "/_fakes/" + one.ID
	r.walk(t, []step{
		{"POST", below + "/v1/users", create, 201, "true"},
		{"POST", "/v1/users", create, 201, "true"},
		{"GET", below + "/_fake/requests", "", 200, `"path":"/v1/users"`},
		{"GET", below + "/_fake/health", "", 200, "ok"},
		{"GET", below + "/v1/users/a%2Fb", "", 404, "false"},
		{"GET", below + "/_fake/requests?since=1", "", 200, `"path":"/v1/users/a%2Fb"`},
		{"POST", below + "/_fake/faults", `{"status":500,"times":-1}`, 201, "500"},
		{"POST", "/v1/users", create, 409, "false"},
		{"POST", "/_fake/reset", "", 204, ""},
		{"GET", below + "/_fake/state", "", 200, "grace@example.com"},
		{"GET", below + "/_fake/faults", "", 200, `"status":500`},
		{"POST", below + "/_fake/fakes", "", 404, "unknown control path"},
		{"GET", below + "/_fakes/" + one.ID + "/v1/users/x", "", 500, "false"}, // an unknown path of its own, where the fault fires
		{"GET", "/_fake/fakes", "", 200, `[{"id":"` + one.ID + `","url":"` + one.URL + `","started":"2`},
	})
	_, list := r.call(t, http.MethodGet, "/_fake/fakes", "")
	assert.NotContains(t, list, one.Credentials.PartnerKey, "credentials are in the greeting and in the state alone")
	_, outer := r.call(t, http.MethodGet, "/_fake/openapi.json", "")
	assert.Equal(t, string(OpenAPI()), outer)
	_, description := r.call(t, http.MethodGet, below+"/_fake/openapi.json", "")
	var document struct{ Servers []struct{ URL string } }
	require.NoError(t, json.Unmarshal([]byte(description), &document))
	require.Len(t, document.Servers, 1)
	assert.Equal(t, below, document.Servers[0].URL, "who goes by the description reaches the fake that it is of")
	redirect := answerTo(r.handler, http.MethodGet, below+"/_fake?a=1", "localhost")
	assert.Equal(t, below+"/_fake/?a=1", redirect.Header().Get("Location"))

	r.walk(t, []step{
		{"DELETE", "/_fake/fakes/" + one.ID, "", 204, ""},
		{"DELETE", "/_fake/fakes/" + one.ID, "", 404, "there is no such fake"},
		{"GET", below + "/v1/users/x", "", 404, `{"error":"there is no fake at`},
		{"GET", "/_fake/fakes", "", 200, "[]"},
	})
}

func TestAPathOfNoFake(t *testing.T) {
	t.Parallel()
	r := launch(t)
	id := r.startOne(t, "").ID
	for _, path := range []string{
		"/_fakes", "/_fakes/", "/_fakes/nobody", "/_fakes/nobody/v1/users", "/_fakes/" + id, "/_fakes//v1/users",
		"/%5Ffakes/nobody/v1/users", "/%5ffakes/" + id + "/v1/users/x", "/_fakes/%6eobody/_fake/state", "/_fakes%2F" + id + "/v1/users",
	} {
		status, body := r.call(t, http.MethodGet, path, "")
		assert.Equal(t, http.StatusNotFound, status, path)
		assert.True(t, strings.HasPrefix(body, `{"error":"there is no fake at`), "%s: %s", path, body)
	}
	assert.Empty(t, r.srv.Requests(), "none of these is the outer fake's")
}

func TestAFakeStartsInAStateOfItsOwn(t *testing.T) {
	t.Parallel()
	seed := fake.State{Partners: []fake.Partner{{ID: "p", APIKey: "pk_fake_seed"}}}
	r := launch(t, WithFakeOptions(fake.WithState(seed), fake.WithClock(func() time.Time { return time.Unix(0, 0) })))
	assert.Equal(t, "pk_fake_seed", r.startOne(t, "").Credentials.PartnerKey, "the options of the outer one")
	assert.Equal(t, "pk_fake_seed", r.startOne(t, "{}").Credentials.PartnerKey)
	own := r.startOne(t, `{"state":{"partners":[{"id":"p","apiKey":"pk_fake_own"}]}}`)
	assert.Equal(t, "pk_fake_own", own.Credentials.PartnerKey)
	assert.Equal(t, "pk_fake_seed", r.startOne(t, "").Credentials.PartnerKey, "and it stays with that one")
	r.walk(t, []step{
		{"GET", "/_fakes/" + own.ID + "/_fake/clock", "", 200, `{"now":"1970-01-01T00:00:00Z"}`},
		{"POST", "/_fake/fakes", `{"state":{"users":[{"email":"a@example.com","partners":["nobody"]}]}}`, 400, `"state: users[0].partners[0]: unknown partner \"nobody\"`},
		{"POST", "/_fake/fakes", `{"state":{"userz":[]}}`, 400, `{"error":"state: unknown member \"userz\""}`},
		{"POST", "/_fake/fakes", `{"state":null}`, 400, "state: null is no value"},
		{"POST", "/_fake/fakes", `{"seed":{}}`, 400, "seed: unknown member"},
		{"POST", "/_fake/fakes", `[]`, 400, "is not a JSON object"},
	})
}

func TestTheClockIsNotMovedPastItsEnd(t *testing.T) {
	t.Parallel()
	atTheEnd := fake.WithClock(func() time.Time { return time.Date(9998, time.December, 31, 23, 59, 59, 0, time.UTC) })
	r := start(t, atTheEnd)
	r.walk(t, []step{
		{"POST", "/_fake/clock", `{"advance":"1m"}`, 400, `{"error":"advance: 1m0s from 9998-12-31T23:59:59Z leads past 9999-01-01T00:00:00Z, where the clock ends: JSON has no room for later years"}`},
		{"POST", "/_fake/clock", `{"advance":"1s"}`, 204, ""},
		{"POST", "/_fake/clock", `{"advance":"1ns"}`, 400, "where the clock ends"},
		{"GET", "/_fake/clock", "", 200, `{"now":"9999-01-01T00:00:00Z"}`},
		{"POST", "/_fake/reset", "", 204, ""},
		{"GET", "/_fake/state", "", 200, `"refreshExpiresAt":"9999-01-30T23:59:59Z"`},
	})
}

func TestThereAreNotTooManyFakes(t *testing.T) {
	t.Parallel()
	handler := handlerOf(t)
	for range maxFakes {
		_, err := handler.fakes.start(nil)
		require.NoError(t, err)
	}
	got := answerTo(handler, http.MethodPost, "/_fake/fakes", "localhost")
	assert.Equal(t, http.StatusTooManyRequests, got.Code)
	assert.JSONEq(t, `{"error":"there are 1000 fakes, which is all that there may be: end some"}`, got.Body.String())
	require.True(t, handler.fakes.end(handler.fakes.ids()[0]))
	assert.Equal(t, http.StatusCreated, answerTo(handler, http.MethodPost, "/_fake/fakes", "localhost").Code)
	handler.Close()
	assert.Empty(t, handler.fakes.ids())
	got = answerTo(handler, http.MethodPost, "/_fake/fakes", "localhost")
	assert.Equal(t, http.StatusServiceUnavailable, got.Code)
	assert.JSONEq(t, `{"error":"the server is about to stop"}`, got.Body.String())
}

func TestAFakeThatNobodyUsesEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		handler := handlerOf(t)
		one, err := handler.fakes.start(nil)
		require.NoError(t, err)
		below := "/_fakes/" + one.id
		status := func() int { return answerTo(handler, http.MethodGet, below+"/_fake/health", "localhost").Code }
		for range 3 {
			time.Sleep(idleTime - time.Second)
			require.Equal(t, http.StatusOK, status(), "a request keeps it")
		}
		require.NoError(t, one.srv.Advance(24*time.Hour)) // is not real time
		require.NoError(t, one.srv.Inject(fake.Fault{Delay: 3 * idleTime}))
		go answerTo(handler, http.MethodPost, below+"/v1/users", "localhost")
		time.Sleep(3*idleTime + idleTime/2)
		require.Equal(t, http.StatusOK, status(), "so does one that is still answered")

		page := listenAt(t, handler, below+"/_fake/events")
		time.Sleep(5 * idleTime)
		require.Equal(t, http.StatusOK, status(), "and an open stream")
		page.cancel()
		<-page.ended
		time.Sleep(idleTime - time.Second)
		require.Len(t, handler.fakes.ids(), 1)
		time.Sleep(time.Second)
		synctest.Wait()
		assert.Empty(t, handler.fakes.ids())
		assert.Equal(t, http.StatusNotFound, status())
		_, err = one.srv.Await(t.Context(), "", 1<<20)
		assert.ErrorIs(t, err, fake.ErrClosed)
	})
}

// Many clients at a time, each on the fakes of its own, each of which must know what was done on it and nothing else.
func TestNothingCrossesBetweenFakes(t *testing.T) {
	t.Parallel()
	const fakes, clients, users = 200, 64, 5
	r := launch(t)
	before := heap()
	jobs := make(chan int, fakes)
	for i := range fakes {
		jobs <- i
	}
	close(jobs)
	var clientsDone sync.WaitGroup
	for range clients {
		clientsDone.Go(func() {
			for i := range jobs {
				r.useAFake(t, i, users)
			}
		})
	}
	clientsDone.Wait()
	during := heap()
	assert.Len(t, r.handler.fakes.ids(), fakes)
	for _, id := range r.handler.fakes.ids() {
		assert.True(t, r.handler.fakes.end(id))
	}
	t.Logf("heap in MB: %.1f before, %.1f with %d fakes, %.1f after", before, during, fakes, heap()) // of use if the test runs alone
	assert.Empty(t, r.srv.Requests(), "nothing of them is in the outer one")
	assert.Len(t, r.srv.Snapshot().Users, len(fake.DefaultState().Users))
}

// heap is how much is in use, in MB.
func heap() float64 {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return float64(stats.HeapAlloc) / (1 << 20)
}

// useAFake starts a fake, breaks its first call, makes users there with the real client, and compares what it has with that.
func (r *running) useAFake(t *testing.T, i, users int) {
	one := r.startOne(t, fmt.Sprintf(`{"state":{"partners":[{"id":"p","apiKey":"pk_fake_%d","permissions":["user:create","user:read"]}]}}`, i))
	below := "/_fakes/" + one.ID
	r.walk(t, []step{{"POST", below + "/_fake/faults", `{"id":"first","route":"POST /v1/users","status":429}`, 201, "first"}})
	client, err := partnerkit.New(partnerkit.WithBaseURL(one.URL), partnerkit.WithPartnerKey(one.Credentials.PartnerKey),
		partnerkit.WithRetry(partnerkit.Retry{MinWait: time.Nanosecond}), partnerkit.WithHTTPClient(r.client))
	require.NoError(t, err)
	for n := range users {
		_, err := client.Users.Create(t.Context(), partnerkit.UserCreateParams{Email: fmt.Sprintf("user%d@fake%d.example", n, i)})
		assert.NoError(t, err)
	}
	_, text := r.call(t, http.MethodGet, below+"/_fake/state", "")
	var state fake.State
	assert.NoError(t, json.Unmarshal([]byte(text), &state))
	assert.Len(t, state.Users, users)
	for n, user := range state.Users {
		assert.Equal(t, fmt.Sprintf("user%d@fake%d.example", n, i), user.Email)
	}
	_, log := r.call(t, http.MethodGet, below+"/_fake/requests", "")
	assert.Equal(t, users+1, strings.Count(log, `"n":`))
	assert.Equal(t, 1, strings.Count(log, `"status":429`))
}

// BenchmarkAFakeForATest starts a fake, calls it and ends it, without a connection.
func BenchmarkAFakeForATest(b *testing.B) {
	srv, err := fake.Start()
	require.NoError(b, err)
	defer srv.Close()
	handler, err := New(srv)
	require.NoError(b, err)
	defer handler.Close()
	b.ReportAllocs()
	for b.Loop() {
		one, err := handler.fakes.start(nil)
		require.NoError(b, err)
		handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "http://localhost/_fakes/"+one.id+"/v1/users/x", nil))
		handler.fakes.end(one.id)
	}
}
