package main

// The guard: which Host is loopback, and that only a loopback listener has one.

import (
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/partnerkit/partnerkit-go/fake"
)

func TestHosts(t *testing.T) {
	t.Parallel()
	backend := fake.New(t)
	guarded, open := mount(backend, true), mount(backend, false)
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
					assert.Contains(t, got.Body.String(), "is not loopback")
				}
				assert.NotEqual(t, http.StatusMisdirectedRequest, answerTo(open, http.MethodGet, path, host).Code)
			})
		}
	}
}

func answerTo(handler http.Handler, method, path, host string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(method, path, nil)
	req.Host = host
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, req)
	return recorder
}

func TestListenersWithAGuard(t *testing.T) {
	t.Parallel()
	assert.True(t, isLoopback(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)}))
	assert.True(t, isLoopback(&net.TCPAddr{IP: net.IPv6loopback}))
	assert.False(t, isLoopback(&net.TCPAddr{IP: net.IPv4zero}))
	assert.False(t, isLoopback(&net.UnixAddr{}))
}

func TestWebPagesCannotControl(t *testing.T) {
	t.Parallel()
	backend := fake.New(t)
	req := httptest.NewRequest(http.MethodPost, "http://127.0.0.1:8080/_fake/reset", nil)
	req.Header.Set("Origin", "https://evil.example")
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	recorder := httptest.NewRecorder()
	mount(backend, true).ServeHTTP(recorder, req)
	assert.Equal(t, http.StatusForbidden, recorder.Code)
	assert.Equal(t, "application/json", recorder.Header().Get("Content-Type"))
	assert.JSONEq(t, `{"error":"a page of another origin may not POST /_fake/reset"}`, recorder.Body.String())
}
