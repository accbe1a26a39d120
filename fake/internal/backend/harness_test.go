package backend

// What the backend's tests share: a backend with a clock that the test moves, and requests without any HTTP.

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// startTime is the time that a test begins at.
var startTime = time.Date(2026, time.March, 1, 9, 0, 0, 123456789, time.UTC)

// requestID is the id of every test's request.
var requestID = strings.Repeat("ab", 16)

// bench is a backend under test.
type bench struct {
	*Backend
	now time.Time
}

func newBench(t testing.TB, s State, configure ...func(*Config)) *bench {
	t.Helper()
	b := &bench{now: startTime}
	cfg := Config{Now: func() time.Time { return b.now }}
	for _, set := range configure {
		set(&cfg)
	}
	var err error
	b.Backend, err = New(s, cfg)
	require.NoError(t, err)
	return b
}

func enforceQuotas(cfg *Config) { cfg.EnforceQuotas = true }
func takeUnknown(cfg *Config)   { cfg.Lenient = true }

// probe is one request of a test. A target is a path with an optional query.
type probe struct {
	method, target, body string
	header               http.Header
}

func (b *bench) ask(p probe) Response {
	path, query, _ := strings.Cut(p.target, "?")
	header := p.header.Clone()
	if header == nil {
		header = http.Header{}
	}
	if p.body != "" && header.Get("Content-Type") == "" {
		header.Set("Content-Type", "application/json")
	}
	r := &Request{Method: p.method, RawPath: path, RawQuery: query, Header: header, Body: []byte(p.body), RealNow: b.now, ID: requestID}
	return b.Serve(r, MatchRoute(p.method, path, header))
}

// reload restores the state that there is.
func (b *bench) reload(t testing.TB) {
	t.Helper()
	var s State
	b.View(func(view State) { s = view })
	restored, err := b.Restore(s)
	require.NoError(t, err)
	b.Backend = restored
}

func bearerOf(token string) http.Header { return http.Header{"Authorization": {"Bearer " + token}} }

var (
	asAlpha   = bearerOf("pk_fake_alpha")
	asBeta    = bearerOf("pk_fake_beta")
	asAccount = bearerOf("sk:fake_alpha")
	asReader  = bearerOf("sk:fake_beta")
	asAna     = bearerOf("st_fake_ana")
)

func appClaims() jwt.MapClaims {
	return jwt.MapClaims{"resource": "*", "action": "*", "user_id": "*", "api_key": "app_fake_alpha"}
}

func asApp(t testing.TB) http.Header {
	t.Helper()
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, appClaims()).SignedString([]byte("app_fake_secret_alpha_0123456789abcdef"))
	require.NoError(t, err)
	h := bearerOf(token)
	h.Set("X-API-KEY", "app_fake_alpha")
	return h
}

func checkResponse(t testing.TB, res Response, status int, want string) {
	t.Helper()
	require.Equal(t, status, res.Status, "%s", res.Body)
	assert.Equal(t, requestID, res.Header.Get("X-Request-Id"))
	assert.JSONEq(t, want, string(res.Body))
	assert.Equal(t, "application/json", res.Header.Get("Content-Type"))
}

// decoded reads the JSON of a response.
func decoded[T any](t testing.TB, res Response) T {
	t.Helper()
	var v T
	require.NoError(t, json.Unmarshal(res.Body, &v), "%s", res.Body)
	return v
}
