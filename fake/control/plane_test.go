package control

// The control plane, row by row, over a socket as curl would.

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/partnerkit/partnerkit-go/fake"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// running is a fake that is served with its control plane.
type running struct {
	url     string
	srv     *fake.Server
	handler *Handler
	client  *http.Client
}

// launch serves a fake until the test ends. It has no test, as that of the command.
func launch(t *testing.T, options ...Option) *running {
	t.Helper()
	srv, err := fake.Start()
	require.NoError(t, err)
	return serve(t, srv, options...)
}

// serve serves a fake until the test ends, and closes it.
func serve(t *testing.T, srv *fake.Server, options ...Option) *running {
	t.Helper()
	handler, err := New(srv, options...)
	require.NoError(t, err)
	server := httptest.NewServer(handler)
	t.Cleanup(func() {
		handler.Close()
		server.CloseClientConnections()
		server.Close()
		srv.Close()
	})
	return &running{server.URL, srv, handler, server.Client()}
}

// request makes a request with the partner's key.
func (r *running) request(t *testing.T, method, path, body string) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, r.url+path, strings.NewReader(body))
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+r.srv.Credentials().PartnerKey)
	req.Header.Set("Content-Type", "application/json")
	return req
}

// call sends such a request, and gives the status and the body.
func (r *running) call(t *testing.T, method, path, body string) (int, string) {
	t.Helper()
	status, _, text := r.exchange(t, r.request(t, method, path, body))
	return status, text
}

func (r *running) exchange(t *testing.T, req *http.Request) (int, http.Header, string) {
	t.Helper()
	res, err := r.client.Do(req)
	require.NoError(t, err)
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return res.StatusCode, res.Header, string(text)
}

// step is one request and what it must answer. The wanted body is a part of the answer's, or exactly "".
type step struct {
	method, path, body string
	status             int
	want               string
}

func (r *running) walk(t *testing.T, steps []step) {
	t.Helper()
	for i, s := range steps {
		status, body := r.call(t, s.method, s.path, s.body)
		require.Equal(t, s.status, status, "step %d %s %s: %s", i, s.method, s.path, body)
		if s.want == "" {
			require.Empty(t, body, "step %d", i)
		}
		require.Contains(t, body, s.want, "step %d", i)
	}
}

const create = `{"email":"grace@example.com"}`

func TestControlPlane(t *testing.T) {
	t.Parallel()
	tests := map[string][]step{
		"health": {
			{"GET", "/_fake/health", "", 200, `{"status":"ok"}`},
		},
		"fault twice, then heal": {
			{"POST", "/_fake/faults", `{"route":"POST /v1/users","times":2,"status":503,"retryAfter":"1s"}`, 201, `"retryAfter":"1s"`},
			{"GET", "/_fake/faults", "", 200, `"fired":0`},
			{"POST", "/v1/users", create, 503, "false"},
			{"POST", "/v1/users", create, 503, "false"},
			{"POST", "/v1/users", create, 201, "true"},
			{"GET", "/_fake/faults", "", 200, `"fired":2`},
			{"DELETE", "/_fake/faults", "", 204, ""},
			{"GET", "/_fake/faults", "", 200, "[]"},
		},
		"the example of the documentation": {
			{"POST", "/_fake/faults", `{"route":"GET /v1/users/{id}","times":2,"status":503,"retryAfter":"1s","delay":"50ms","drop":false,"after":false}`, 201, ""},
		},
		"every field": {
			{"POST", "/_fake/faults", `{"route":"POST /v1/users","skip":1,"times":-1,"status":500,"body":"<html>","header":{"X-A":"1","X-B":["2","3"]},` +
				`"id":"slow","path":"/v1/users","query":"a=1","bodyContains":"x","delay":"1ms","cut":3,"stall":true,"after":true}`, 201, ""},
			{"GET", "/_fake/faults", "", 200, `[{"id":"slow","route":"POST /v1/users","path":"/v1/users","query":"a=1","bodyContains":"x","skip":1,"times":-1,"status":500,"delay":"1ms","body":"\u003chtml\u003e",` +
				`"header":{"X-A":["1"],"X-B":["2","3"]},"drop":false,"cut":3,"stall":true,"after":true,"fired":0,"left":-1}]`},
		},
		"texts that are no Unicode": {
			{"POST", "/_fake/faults", "{\"status\":503,\"body\":\"\xff\"}", 400, `{"error":"body: is not valid UTF-8"}`},
			{"POST", "/_fake/faults", `{"status":503,"header":{"X-A":["\ud800"]}}`, 400, `{"error":"header: is not valid Unicode: half of a surrogate pair stands alone"}`},
			{"POST", "/_fake/faults", `{"status":503,"body":"\ud83d\ude00"}`, 201, `"body":"😀"`},
			{"GET", "/_fake/faults", "", 200, `"status":503`},
		},
		"a code": {
			{"POST", "/_fake/faults", `{"status":409,"code":"CONFLICT"}`, 201, `"code":"CONFLICT"`},
			{"POST", "/v1/users", create, 409, "false"},
		},
		"requests": {
			{"POST", "/v1/users", create, 201, "true"},
			{"GET", "/nowhere", "", 404, "false"},
			{"GET", "/_fake/requests", "", 200, `"method":"POST","path":"/v1/users","query":"","route":"POST /v1/users","status":201,"api":"partner",` +
				`"credential":"bearer","faulted":false,"reason":"","requestId":"00000000000000000000000000000001","body":"{\"email\":\"grace@example.com\"}","durationMs":`},
			{"GET", "/_fake/requests?since=1", "", 200, `[{"n":2,"time":"`},
			{"GET", "/_fake/requests?route=", "", 200, `"status":404,"api":"partner","credential":"bearer","faulted":false,"reason":"no route has this path"`},
			{"GET", "/_fake/requests?route=&status=201", "", 200, "[]"},
			{"GET", "/_fake/requests?status=599&status=0&route=", "", 200, "[]"},
			{"GET", "/_fake/requests?route=&route=POST+/v1/users&status=201&status=404&since=0", "", 200, `"n":2`},
			{"DELETE", "/_fake/requests", "", 204, ""},
			{"GET", "/_fake/requests", "", 200, "[]"},
		},
		"refused filters": {
			{"GET", "/_fake/requests?route=GET+/v1/usres/{id}", "", 400, `{"error":"route: unknown route \"GET /v1/usres/{id}\", the closest is \"GET /v1/users/{id}\""}`},
			{"GET", "/_fake/requests?status=abc", "", 400, `{"error":"status: \"abc\": want a whole number from 0 to 599"}`},
			{"GET", "/_fake/requests?status=600", "", 400, "status:"},
			{"GET", "/_fake/requests?status=-1", "", 400, "status:"},
			{"GET", "/_fake/requests?status=%2B200", "", 400, "status:"},
			{"GET", "/_fake/requests?since=-1", "", 400, `{"error":"since: \"-1\": want the n of a request"}`},
			{"GET", "/_fake/requests?since=1&since=2", "", 400, `{"error":"query: since is there twice"}`},
			{"GET", "/_fake/requests?wait=61s", "", 400, `{"error":"wait: \"61s\": want a duration like \"5s\", 1m0s at most"}`},
			{"GET", "/_fake/requests?wait=-1s", "", 400, "wait:"},
			{"GET", "/_fake/requests?wait=-1ns", "", 400, "wait:"},
			{"GET", "/_fake/requests?wait=5", "", 400, "wait:"},
			{"GET", "/_fake/requests?routes=a", "", 400, `{"error":"query: unknown parameter \"routes\"; there are route, status, since, wait"}`},
			{"GET", "/_fake/requests?a=%zz", "", 400, "query: "},
		},
		"faults by id": {
			{"POST", "/_fake/faults", `{"id":"a","status":500,"times":2}`, 201, `"id":"a"`},
			{"POST", "/_fake/faults", `{"id":"a","status":501}`, 400, `{"error":"id: there is a fault \"a\" already"}`},
			{"POST", "/v1/users", create, 500, "false"},
			{"GET", "/_fake/faults", "", 200, `"fired":1,"left":1}]`},
			{"DELETE", "/_fake/faults/a", "", 204, ""},
			{"DELETE", "/_fake/faults/a", "", 404, `{"error":"there is no fault \"a\""}`},
			{"DELETE", "/_fake/faults/", "", 404, "unknown control path"},
			{"DELETE", "/_fake/faults/a/b", "", 404, "unknown control path"},
			{"POST", "/_fake/faults", `{"status":500,"bodyContains":"ada@"}`, 201, `"id":"`},
			{"POST", "/v1/users", create, 201, "true"},
			{"POST", "/v1/users", `{"email":"ada@example.com"}`, 500, "false"},
			{"POST", "/_fake/faults", `{"status":500,"route":"POST /v1/users","path":"/v1/users/x"}`, 400, `{"error":"path: \"/v1/users/x\" is no path of \"POST /v1/users\""}`},
			{"POST", "/_fake/faults", `{"status":500,"bodycontains":"x"}`, 400, "bodycontains: unknown member"},
		},
		"clock": {
			{"GET", "/_fake/clock", "", 200, `{"now":"2`},
			{"POST", "/_fake/clock", `{"advance":"11m"}`, 204, ""},
			{"POST", "/_fake/clock", `{"advance":"-1s"}`, 400, `{"error":"advance: negative duration -1s"}`},
			{"POST", "/_fake/clock", `{"advance":"1s","advance":"2s"}`, 400, "advance: occurs twice"},
			{"POST", "/_fake/clock", `{"advance":null}`, 400, "advance: null is no value"},
			{"POST", "/_fake/clock", `{"advance":11}`, 400, "advance: 11: want a duration"},
			{"POST", "/_fake/clock", `{"advance":"soon"}`, 400, `advance: \"soon\": want a duration`},
			{"POST", "/_fake/clock", `{"advance":"9999999h"}`, 400, `{"error":"advance: \"9999999h\": want a duration like \"1m30s\", 2562047h at most"}`},
			{"POST", "/_fake/clock", `{}`, 400, "advance: missing"},
			{"POST", "/_fake/clock", ``, 400, "is not a JSON object"},
			{"POST", "/_fake/clock", `{"advance":"1s"} {}`, 400, "is not a JSON object"},
		},
		"refused faults": {
			{"POST", "/_fake/faults", `{"route":"GET /v1/nope","status":500}`, 400, `unknown route \"GET /v1/nope\"`},
			{"POST", "/_fake/faults", `{"status":429,"after":true}`, 400, "no client can detect"},
			{"POST", "/_fake/faults", `{"statuss":500}`, 400, "statuss: unknown member"},
			{"POST", "/_fake/faults", `{"Status":500}`, 400, "Status: unknown member"},
			{"POST", "/_fake/faults", `{"status":"500"}`, 400, `status: \"500\": want a whole number`},
			{"POST", "/_fake/faults", `{"drop":1}`, 400, "drop: 1: want true or false"},
			{"POST", "/_fake/faults", `{"route":1}`, 400, "route: 1: want a string"},
			{"POST", "/_fake/faults", `{"status":500,"status":503}`, 400, "status: occurs twice"},
			{"POST", "/_fake/faults", `{"status":500,"code":null}`, 400, "code: null is no value"},
			{"POST", "/_fake/faults", `{"status":500,"header":{"X-A":"1","X-A":"2"}}`, 400, "header: an object: want an object whose members are"},
			{"POST", "/_fake/faults", `{"status":500,"header":{"X-A":null}}`, 400, "header: an object: want an object whose members are"},
			{"POST", "/_fake/faults", `{"status":500,"header":{"X-A":["1",null]}}`, 400, "header: an object: want an object whose members are"},
			{"POST", "/_fake/faults", `{"route":"Status","retryAfter":"1s","cut":-1}`, 400,
				`{"error":"route: unknown route \"Status\"; cut: negative number -1; retryAfter: 1s needs a status"}`},
			{"POST", "/_fake/faults", `{"status":503,"retryAfter":"1s","header":{"Retry-After":"9"}}`, 400,
				`{"error":"retryAfter: contradicts the \"Retry-After\" in header"}`},
			{"POST", "/_fake/faults", `{"header":["a"]}`, 400, `header: a list: want an object`},
			{"POST", "/_fake/faults", `{"header":{"X-A":1}}`, 400, "header: an object: want an object whose members are"},
			{"POST", "/_fake/faults", `[]`, 400, "is not a JSON object"},
			{"GET", "/_fake/faults", "", 200, "[]"},
		},
		"what is not there": {
			{"GET", "/_fake/nope", "", 404, `unknown control path \"/_fake/nope\"`},
			{"GET", "/_fakes", "", 404, "there is no fake at"},
			{"GET", "/_fake/./health", "", 404, "unknown control path"},
			{"PATCH", "/_fake/state", "", 405, "PATCH is not allowed"},
		},
	}
	for name, steps := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := launch(t)
			for i := range steps {
				if steps[i].status == http.StatusCreated && steps[i].want == "" {
					steps[i].want = `"route":`
				}
			}
			r.walk(t, steps)
		})
	}
}

func TestStateOverTheControlPlane(t *testing.T) {
	t.Parallel()
	r := launch(t)
	_, first := r.call(t, http.MethodGet, "/_fake/state", "")
	r.walk(t, []step{
		{"POST", "/v1/users", create, 201, "true"},
		{"POST", "/_fake/clock", `{"advance":"1h"}`, 204, ""},
		{"POST", "/_fake/faults", `{"status":500}`, 201, "500"},
	})
	_, second := r.call(t, http.MethodGet, "/_fake/state", "")
	assert.NotEqual(t, first, second)

	r.walk(t, []step{{"PUT", "/_fake/state", first, 204, ""}})
	_, restored := r.call(t, http.MethodGet, "/_fake/state", "")
	assert.Equal(t, first, restored, "byte for byte")

	r.walk(t, []step{
		{"PUT", "/_fake/state", second, 204, ""},
		{"PUT", "/_fake/state", `{"users":[{"email":"a@example.com","partners":["nobody"]}]}`, 400, `"state: users[0].partners[0]: unknown partner \"nobody\"`},
		{"PUT", "/_fake/state", `{"users":[{"email":1},{"partners":["sk:fake_a"]}],"serviceAccounts":[{"key":"sk:fake_a"}]}`, 400, `{"error":"state: users[0].email: must be a string, not 1; users[1].email: is required; users[1].partners[0]: unknown partner \"[redacted]\""}`},
		{"PUT", "/_fake/state", ``, 400, `"state: is not JSON`},
		{"PUT", "/_fake/state", `{"users":1}`, 400, "users"},
		{"PUT", "/_fake/state", `{`, 400, "error"},
	})
	_, kept := r.call(t, http.MethodGet, "/_fake/state", "")
	assert.Equal(t, second, kept, "nothing of a refused state is taken")

	r.walk(t, []step{
		{"POST", "/_fake/reset", "", 204, ""},
		{"GET", "/_fake/faults", "", 200, "[]"},
		{"GET", "/_fake/requests", "", 200, "[]"},
		{"POST", "/v1/users", create, 201, "true"},
	})
	var state struct{ Users []struct{ Email string } }
	_, text := r.call(t, http.MethodGet, "/_fake/state", "")
	require.NoError(t, json.Unmarshal([]byte(text), &state))
	assert.Equal(t, 1, strings.Count(fmt.Sprint(state), "grace@example.com"))
}

func TestAFaultWithoutAnIDIsToldTheOneThatEndsIt(t *testing.T) {
	t.Parallel()
	r := launch(t)
	status, text := r.call(t, http.MethodPost, "/_fake/faults", `{"status":503}`)
	require.Equal(t, http.StatusCreated, status, text)
	var made struct{ ID string }
	require.NoError(t, json.Unmarshal([]byte(text), &made))
	require.NotEmpty(t, made.ID)
	status, text = r.call(t, http.MethodDelete, "/_fake/faults/"+made.ID, "")
	assert.Equal(t, http.StatusNoContent, status, text)
	assert.Empty(t, r.srv.Faults())
}

func TestLostAnswer(t *testing.T) {
	t.Parallel()
	r := launch(t)
	r.walk(t, []step{{"POST", "/_fake/faults", `{"route":"POST /v1/users","drop":true,"after":true}`, 201, "drop"}})
	res, err := r.client.Do(r.request(t, http.MethodPost, "/v1/users", create))
	if err == nil {
		_ = res.Body.Close()
	}
	require.Error(t, err)
	r.walk(t, []step{
		{"GET", "/_fake/state", "", 200, "grace@example.com"},
		{"GET", "/_fake/requests", "", 200, `"status":0,"api":"partner","credential":"bearer","faulted":true`},
	})
}
