package control

// The guards: which Host is answered, and which page may write.

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/fake"
)

func TestHosts(t *testing.T) {
	t.Parallel()
	guarded, open, named := handlerOf(t), handlerOf(t, WithAnyHost()), handlerOf(t, WithHosts("fake.example"))
	ip := handlerOf(t, WithHosts("192.0.2.1", "2001:db8::1", "2001:DB8:0:0::2"))
	for _, host := range []string{"192.0.2.1", "192.0.2.1:80", "[2001:db8::1]", "[2001:DB8::1]:80", "[2001:db8:0::1]", "[2001:db8::2]:80"} {
		assert.Equal(t, http.StatusOK, answerTo(ip, http.MethodGet, "/_fake/health", host).Code, host)
	}
	for _, host := range []string{"192.0.2.2", "[2001:db8::3]", "[2001:db8::x]"} {
		assert.Equal(t, http.StatusMisdirectedRequest, answerTo(ip, http.MethodGet, "/_fake/health", host).Code, host)
	}
	for host, loopback := range map[string]bool{
		"127.0.0.1": true, "127.0.0.1:8080": true, "127.8.8.8:1": true, "localhost": true, "LocalHost:99": true,
		"[::1]": true, "[::1]:8080": true, "": false, "evil.example": false, "evil.example:8080": false,
		"localhost.evil.example": false, "127.0.0.1.evil.example": false, "192.168.0.1": false, "0.0.0.0:8080": false,
		"[fe80::1]": false,
	} {
		for _, path := range []string{"/_fake/health", "/v1/users"} {
			t.Run(host+path, func(t *testing.T) {
				t.Parallel()
				got := answerTo(guarded, http.MethodGet, path, host)
				assert.Equal(t, loopback, got.Code != http.StatusMisdirectedRequest)
				if !loopback {
					assert.Contains(t, got.Body.String(), "is not loopback and not allowed")
				}
				assert.NotEqual(t, http.StatusMisdirectedRequest, answerTo(open, http.MethodGet, path, host).Code)
				assert.Equal(t, loopback, answerTo(named, http.MethodGet, path, host).Code != http.StatusMisdirectedRequest)
				assert.NotEqual(t, http.StatusMisdirectedRequest, answerTo(named, http.MethodGet, path, "FAKE.example:80").Code)
			})
		}
	}
}

func handlerOf(t *testing.T, options ...Option) *Handler {
	t.Helper()
	handler, err := New(fake.New(t), options...)
	require.NoError(t, err)
	t.Cleanup(handler.Close)
	return handler
}

func answerTo(handler http.Handler, method, path, host string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(method, path, nil)
	req.Host = host
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, req)
	return recorder
}

func TestWebPagesCannotControl(t *testing.T) {
	t.Parallel()
	handler := handlerOf(t, WithCORS("https://evil.example"))
	s, err := handler.fakes.start(nil)
	require.NoError(t, err)
	for _, prefix := range []string{"", "/_fakes/" + s.id} {
		req := httptest.NewRequest(http.MethodPost, "http://127.0.0.1:8080"+prefix+"/_fake/reset", nil)
		req.Header.Set("Origin", "https://evil.example")
		req.Header.Set("Sec-Fetch-Site", "cross-site")
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, req)
		assert.Equal(t, http.StatusForbidden, recorder.Code)
		assert.Equal(t, "application/json", recorder.Header().Get("Content-Type"))
		assert.JSONEq(t, `{"error":"a page of another origin may not POST /_fake/reset"}`, recorder.Body.String())
		assert.Empty(t, recorder.Header().Get("Access-Control-Allow-Origin"))
	}
}

func TestCORSIsForTheAPIsAlone(t *testing.T) {
	t.Parallel()
	const origin = "http://localhost:3000"
	ask := func(handler *Handler, method, path, from string) http.Header {
		req := httptest.NewRequest(method, "http://127.0.0.1"+path, nil)
		req.Header.Set("Origin", from)
		if method == http.MethodOptions {
			req.Header.Set("Access-Control-Request-Method", "POST")
		}
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, req)
		recorder.Header().Set("Status", strconv.Itoa(recorder.Code))
		return recorder.Header()
	}
	off, on := handlerOf(t), handlerOf(t, WithCORS(origin))
	require.NoError(t, on.plane.srv.Inject(fake.Fault{ID: "all", Status: 500, Times: -1}))
	defer on.plane.srv.RemoveFault("all")
	s, err := on.fakes.start(nil)
	require.NoError(t, err)
	for _, prefix := range []string{"", "/_fakes/" + s.id} {
		preflight := ask(on, http.MethodOptions, prefix+"/v1/users", origin)
		assert.Equal(t, "204", preflight.Get("Status"))
		assert.Equal(t, origin, preflight.Get("Access-Control-Allow-Origin"))
		assert.Equal(t, "Authorization, X-API-KEY, Content-Type", preflight.Get("Access-Control-Allow-Headers"))
		assert.Contains(t, preflight.Get("Access-Control-Allow-Methods"), "DELETE")
		assert.Equal(t, "Origin", preflight.Get("Vary"))
		answer := ask(on, http.MethodGet, prefix+"/v1/users/x", origin)
		assert.Equal(t, origin, answer.Get("Access-Control-Allow-Origin"))
		assert.Contains(t, answer.Get("Access-Control-Expose-Headers"), "X-RateLimit-Remaining")
		for _, path := range []string{"/_fake/state", "/_fake/", "/_fake/nope", "/_fake"} {
			for _, method := range []string{http.MethodGet, http.MethodOptions} {
				for name := range ask(on, method, prefix+path, origin) {
					assert.NotContains(t, name, "Access-Control", "%s %s", method, prefix+path)
				}
			}
		}
		assert.Empty(t, ask(on, http.MethodGet, prefix+"/v1/users/x", "http://localhost:3001").Get("Access-Control-Allow-Origin"))
	}
	assert.Len(t, on.plane.srv.Requests(), 2, "a preflight is not logged")
	assert.Equal(t, 2, on.plane.srv.Faults()[0].Fired)
	assert.Equal(t, "405", ask(off, http.MethodOptions, "/v1/users", origin).Get("Status"))
	assert.Empty(t, ask(off, http.MethodGet, "/v1/users/x", origin).Get("Access-Control-Allow-Origin"))
}

func TestOptionsThatAreRefused(t *testing.T) {
	t.Parallel()
	srv := fake.New(t)
	for says, option := range map[string]Option{
		`WithCORS: "*" is no origin`:              WithCORS("*"),
		`WithCORS: "http://a/" is no origin`:      WithCORS("http://a/"),
		`WithCORS: "localhost:3000" is no origin`: WithCORS("localhost:3000"),
		`WithCORS: "null" is no origin`:           WithCORS("null"),
		`WithCORS: "http://LOCALHOST:3000" is no origin as a browser writes it: http://localhost:3000`:  WithCORS("http://LOCALHOST:3000"),
		`WithCORS: "https://a:443" is no origin as a browser writes it: https://a`:                      WithCORS("https://a:443"),
		`WithCORS: "http://[::1]:80" is no origin as a browser writes it: http://[::1]`:                 WithCORS("http://[::1]:80"),
		`WithCORS: "http://localhost:" is no origin as a browser writes it: http://localhost`:           WithCORS("http://localhost:"),
		`WithCORS: "http://localhost:03000" is no origin as a browser writes it: http://localhost:3000`: WithCORS("http://localhost:03000"),
		`WithCORS: "http://[0::1]:3000" is no origin as a browser writes it: http://[::1]:3000`:         WithCORS("http://[0::1]:3000"),
		`WithCORS: "http://bücher.example" is no origin`:                                                WithCORS("http://bücher.example"),
		`WithHosts: "a:80" is no name of a host`:                                                        WithHosts("a:80"),
		`WithHosts: "*" is no name of a host`:                                                           WithHosts("*"),
		`WithHosts: "" is no name of a host`:                                                            WithHosts(""),
		`WithHosts: "[::1]" is no name of a host`:                                                       WithHosts("[::1]"),
		"option 0 is nil": nil,
	} {
		_, err := New(srv, option)
		assert.ErrorContains(t, err, says)
	}
	for _, origin := range []string{"http://[2001:db8::1]:3000", "https://[::ffff:102:304]", "http://a:443"} {
		_, err := New(srv, WithCORS(origin))
		require.NoError(t, err)
	}
	_, err := New(nil, WithAnyHost())
	assert.EqualError(t, err, "control: there is no server")
}
