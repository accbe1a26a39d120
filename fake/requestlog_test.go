package fake

// The log: what it tells, what it bounds, what it never shows.

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
	"github.com/partnerkit/partnerkit-go/fake/internal/secret"
)

func TestRequestsTellsWhatCame(t *testing.T) {
	t.Parallel()
	s := New(t, WithClock(func() time.Time { return time.Unix(1700000000, 0) }))
	send(t, s, addUser(t.Context(), t, s, BaseURL, "grace"))
	send(t, s, partnerRequest(t.Context(), t, s, http.MethodGet, BaseURL+"/v1/users/a%20b?x=1&refresh_token=abc", nil))
	send(t, s, partnerRequest(t.Context(), t, s, http.MethodGet, BaseURL+"/nowhere", nil))

	all := s.Requests()
	require.Len(t, all, 3)
	took := all[0].Duration
	assert.Positive(t, took)
	kind := all[0].Credential
	assert.NotEmpty(t, kind)
	assert.Equal(t, Request{
		N: 1, Finished: true, Duration: took,
		Method: "POST", Path: "/v1/users", Route: createRoute, Body: `{"email":"grace@example.com"}`, Status: 201,
		API: "partner", Credential: kind, Time: time.Unix(1700000000, 0), RequestID: requestID(1),
	}, all[0])
	assert.Equal(t, "/v1/users/a%20b", all[1].Path)
	assert.Equal(t, "x=1&refresh_token=[redacted]", all[1].Query)
	assert.Equal(t, 404, all[2].Status)
	assert.Contains(t, all[1].String(), "GET /v1/users/a%20b?x=1&refresh_token=[redacted] -> ")

	assert.Equal(t, all[:1], s.Requests(createRoute))
	assert.Equal(t, all[2:], s.Requests(""))
	assert.Len(t, s.Requests(createRoute, "GET /v1/users/{id}"), 2)
	s.ClearRequests()
	assert.Empty(t, s.Requests())
}

func TestRequestsRefusesAnUnknownRoute(t *testing.T) {
	t.Parallel()
	tb := &recordingTB{}
	assert.Empty(t, New(tb).Requests("GET /v1/nope"))
	require.Len(t, tb.fatals, 1)
	assert.Contains(t, tb.fatals[0], `unknown route "GET /v1/nope"`)
	tb.end()
}

func TestRequestsShowsWhatIsStillRunning(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := New(t)
		require.NoError(t, s.Inject(Fault{Delay: time.Minute}))
		ended := make(chan error)
		req := addUser(t.Context(), t, s, BaseURL, "grace")
		go func() { ended <- sendAndRead(s.Transport(), req) }()
		synctest.Wait()
		require.Len(t, s.Requests(), 1)
		assert.Equal(t, 0, s.Requests()[0].Status)
		require.NoError(t, <-ended)
		assert.Equal(t, 201, s.Requests()[0].Status)
	})
}

func TestLogIsBounded(t *testing.T) {
	t.Parallel()
	s := New(t)
	for i := range logSize + 10 {
		send(t, s, partnerRequest(t.Context(), t, s, http.MethodGet, fmt.Sprintf("%s/v1/users/%d", BaseURL, i), nil))
	}
	log := s.Requests()
	require.Len(t, log, logSize)
	assert.Equal(t, "/v1/users/10", log[0].Path)
	assert.Equal(t, fmt.Sprintf("/v1/users/%d", logSize+9), log[logSize-1].Path)
	s.ClearRequests()
	send(t, s, addUser(t.Context(), t, s, BaseURL, "grace"))
	assert.Len(t, s.Requests(), 1)
}

func TestLogRequests(t *testing.T) {
	t.Parallel()
	s := New(t)
	for i := range dumpSize + 1 {
		send(t, s, addUser(t.Context(), t, s, BaseURL, fmt.Sprintf("user%d", i)))
	}
	tb := &recordingTB{}
	s.LogRequests(tb)
	require.Len(t, tb.logs, 1+2*dumpSize)
	assert.Contains(t, tb.logs[1], "POST /v1/users -> 201 (partner, credential ")
	assert.Contains(t, tb.logs[2], "user1@example.com", "the oldest is left out")
	assert.NotContains(t, strings.Join(tb.logs, "\n"), s.Credentials().PartnerKey)

	require.NoError(t, s.Inject(Fault{Status: 500}))
	send(t, s, addUser(t.Context(), t, s, BaseURL, "grace"))
	assert.Contains(t, s.Requests()[dumpSize+1].String(), " faulted")
}

func TestLogRequestsOfAShortLog(t *testing.T) {
	t.Parallel()
	s := New(t)
	for _, want := range []int{1, 2, 3} { // the heading, and a line each; there is no body
		tb := &recordingTB{}
		s.LogRequests(tb)
		assert.Len(t, tb.logs, want)
		assert.Equal(t, fmt.Sprintf("fake: the last %d requests", want-1), tb.logs[0])
		send(t, s, partnerRequest(t.Context(), t, s, http.MethodGet, BaseURL+"/v1/users/a", nil))
	}
}

func TestBodiesAreRedacted(t *testing.T) {
	t.Parallel()
	const secret = "sk:fake_canary"
	long := strings.Repeat("é", shownSize)
	tests := []struct{ name, body, want string }{
		{"empty", ``, ``},
		{"nothing secret", `{"email": "a@b.example" }`, `{"email": "a@b.example" }`},
		{"string", `{"password":"` + secret + `","email":"x"}`, `{"password":"[redacted]","email":"x"}`},
		{"spaces", `{"refreshToken" : "` + secret + `" }`, `{"refreshToken":"[redacted]" }`},
		{"another case", `{"SESSION_TOKEN":"` + secret + `"}`, `{"SESSION_TOKEN":"[redacted]"}`},
		{"escaped name", `{"pass\u0077ord":"` + secret + `"}`, `{"pass\u0077ord":"[redacted]"}`},
		{"escaped quote in the value", `{"password":"\"` + secret + `\"","a":1}`, `{"password":"[redacted]","a":1}`},
		{"object", `{"token":{"a":["` + secret + `"]},"b":2}`, `{"token":"[redacted]","b":2}`},
		{"list", `{"api-key":["` + secret + `",{}],"b":2}`, `{"api-key":"[redacted]","b":2}`},
		{"number", `{"secret":12345}`, `{"secret":"[redacted]"}`},
		{"nested", `[{"a":{"appSecret":"` + secret + `"}}]`, `[{"a":{"appSecret":"[redacted]"}}]`},
		{"twice", `{"password":"` + secret + `","password":"` + secret + `"}`, `{"password":"[redacted]","password":"[redacted]"}`},
		{"name as a value", `["password","x"]`, `["password","x"]`},
		{"not JSON", `password=` + secret, `(23 bytes that are not JSON)`},
		{"cut off", `{"password":"` + secret, `(27 bytes that are not JSON)`},
		{"key", `{"key":"` + secret + `","keyboard":"x"}`, `{"key":"[redacted]","keyboard":"x"}`},
		{"other names", `{"jwt":1,"session":2,"passPhrase":3,"pwd":4,"auth":5}`, `{"jwt":"[redacted]","session":"[redacted]","passPhrase":"[redacted]","pwd":"[redacted]","auth":"[redacted]"}`},
		{"attribute", `{"attributes":[{"id":"password","value":{"a":"` + secret + `"}},{"id":"x","value":1}]}`, `{"attributes":[{"id":"password","value":"[redacted]"},{"id":"x","value":1}]}`},
		{"attribute the other way round", `[{"value" : ["` + secret + `"] ,"b":{"value":1}, "id" : "pass\u0077ord"}]`, `[{"value":"[redacted]","b":{"value":1}, "id" : "pass\u0077ord"}]`},
		{"attribute with two values", `{"value":"` + secret + `","value":"` + secret + `","id":"jwt","value":"` + secret + `"}`, `{"value":"[redacted]","id":"jwt","value":"[redacted]"}`},
		{"attribute in an attribute", `{"value":{"value":"` + secret + `","id":"pwd"},"id":5}`, `{"value":{"value":"[redacted]","id":"pwd"},"id":5}`},
		{"a known key under any name", `{"email":"pk_fake_alpha"}`, `{"email":"[redacted]"}`},
		{"a known key escaped, within a text", `["x <\u0073k:fake_beta>"]`, `["x <[redacted]>"]`},
		{"a known key as a name", `{"st_fake_ana":1}`, `{"[redacted]":1}`},
		{"known key in a long body", `{"x":"` + long + `","y":"` + long + `","z":"rt_fake_ben"}`, (`{"x":"` + long)[:shownSize]},
		{"known key at the cut", `{"x":"` + strings.Repeat("a", shownSize-10) + `pk_fake_alpha"}`, (`{"x":"` + strings.Repeat("a", shownSize-10) + `[redacted]`)[:shownSize]},
		{"1 MiB", `{"a":1}` + strings.Repeat(" ", backend.MaxBody-7), `{"a":1}` + strings.Repeat(" ", shownSize-7)},
		{"a byte over 1 MiB", `{"a":1}` + strings.Repeat(" ", backend.MaxBody-6), `(over 1 MiB)`},
		{"over 1 MiB", strings.Repeat(" ", backend.MaxBody+7), `(over 1 MiB)`},
		{"long", `{"password":"` + secret + `","x":"` + long + `"}`, (`{"password":"[redacted]","x":"` + long)[:shownSize]},
		{"long secret", `{"x":1,"password":"` + strings.Repeat(secret, 1000) + `"}`, `{"x":1,"password":"[redacted]"}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := New(t)
			send(t, s, partnerRequest(t.Context(), t, s, http.MethodPost, BaseURL+"/v1/users", strings.NewReader(test.body)))
			got := s.Requests()[0].Body
			assert.Equal(t, strings.ToValidUTF8(test.want, ""), got)
			assert.NotContains(t, got, secret)
			assert.LessOrEqual(t, len(got), shownSize)
		})
	}
}

func TestQueriesAreRedacted(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"":                       "",
		"a=1&b=2":                "a=1&b=2",
		"token=abc":              "token=[redacted]",
		"a=1&session%54oken=abc": "a=1&session%54oken=[redacted]",
		"%zz=abc":                "%zz=[redacted]",
		"token":                  "token",
	}
	for raw, want := range tests {
		assert.Equal(t, want, redactQuery(raw, new(secret.Set)))
	}
}

func TestCredentialsAreRedactedWhereverTheyStand(t *testing.T) {
	t.Parallel()
	s := New(t)
	status, body := send(t, s, newSessionRequest(t))
	require.Equal(t, 200, status, body)
	var renewed struct{ SessionToken string }
	require.NoError(t, json.Unmarshal([]byte(body), &renewed))
	tests := map[string]string{
		"/v1/users/pk_fake_alpha?x=1":   "/v1/users/[redacted]?x=1",
		"/v1/users/sk%3Afake%5falpha/b": "/v1/users/[redacted]/b",
		"/v1/users/a%20b":               "/v1/users/a%20b",
		"/v1/users/x?a=app_fake_secret_alpha_0123456789abcdef&b=st%5Ffake_ana": "/v1/users/x?a=[redacted]&b=[redacted]",
		"/v1/users/x?rt_fake_ana":                        "/v1/users/x?[redacted]",
		"/v1/users/x?a=%zz%sk%3Afake_alpha%2":            "/v1/users/x?a=%zz%[redacted]%2",
		"/v1/users/x?a=%%sk%3Afake_alpha%":               "/v1/users/x?a=%%[redacted]%",
		"/v1/users/" + renewed.SessionToken + "?b=a%20b": "/v1/users/[redacted]?b=a%20b",
	}
	for sent, want := range tests {
		send(t, s, partnerRequest(t.Context(), t, s, http.MethodGet, BaseURL+sent, nil))
		log := s.Requests()
		last := log[len(log)-1]
		assert.Equal(t, want, strings.TrimSuffix(last.Path+"?"+last.Query, "?"))
	}
}

func newSessionRequest(t *testing.T) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, BaseURL+"/v1/user/auth/refresh-session", strings.NewReader(`{"refreshToken":"rt_fake_ana"}`))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/json")
	return req
}

func TestShortCredentialsAreNotLookedFor(t *testing.T) {
	t.Parallel()
	s := New(t, WithState(State{Partners: []Partner{{APIKey: "users"}, {APIKey: "pk_fake"}, {APIKey: "pk_fake_"}}}))
	send(t, s, partnerRequest(t.Context(), t, s, http.MethodGet, BaseURL+"/v1/users/pk_fake", nil))
	send(t, s, partnerRequest(t.Context(), t, s, http.MethodGet, BaseURL+"/v1/users/pk_fake_", nil))
	assert.Equal(t, "/v1/users/pk_fake", s.Requests()[0].Path)
	assert.Equal(t, "/v1/users/[redacted]", s.Requests()[1].Path)
}
