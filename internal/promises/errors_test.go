package promises_test

// What an Error prints: one line under every verb, and no body in any output.

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

const conflictBody = `{"success":false,"error":{"code":"CONFLICT","message":"Email already in use"},"extra":"onlyInTheBody"}`

// conflictError is an Error with everything on it.
func conflictError(t *testing.T) *partnerkit.Error {
	t.Helper()
	p := tapeOf(httpAnswer(409, conflictBody, "X-Request-Id: r1", "Retry-After: 2"))
	_, err := tapeClient(t, p).Users.Update(t.Context(), aliceID, partnerkit.UserUpdateParams{Email: partnerkit.Set("secret-address@b.example")})
	e, ok := errors.AsType[*partnerkit.Error](err)
	require.True(t, ok)
	return e
}

const conflictLine = `partnerkit: Users.Update: 409 CONFLICT "Email already in use" (request r1, 1 attempt)`

func TestAnErrorsMembers(t *testing.T) {
	t.Parallel()
	e := conflictError(t)
	assert.Equal(t, "PUT", e.Method)
	assert.Equal(t, "/v1/users/{id}", e.Route)
	assert.Equal(t, 409, e.Status)
	assert.Equal(t, partnerkit.CodeConflict, e.Code)
	assert.Equal(t, "Email already in use", e.Message)
	assert.Equal(t, "r1", e.RequestID)
	assert.Equal(t, 2*time.Second, e.RetryAfter)
	assert.Equal(t, 1, e.Attempts)
	assert.True(t, bytes.Equal([]byte(conflictBody), e.Body))
}

func TestAnErrorIsOneLineUnderEveryVerb(t *testing.T) {
	t.Parallel()
	e := conflictError(t)
	require.EqualError(t, e, conflictLine)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%x", "%X", "%t", "%20v", "%-5s", "% x"} {
		assert.Equal(t, conflictLine, fmt.Sprintf(verb, e), verb)
		assert.Equal(t, conflictLine, fmt.Sprintf(verb, *e), verb)
	}
	assert.Equal(t, strconv.Quote(conflictLine), fmt.Sprintf("%q", e))
	assert.Equal(t, "wrapped: "+conflictLine, fmt.Errorf("wrapped: %w", e).Error())
	assert.Equal(t, "["+conflictLine+"]", fmt.Sprint([]error{e}))
}

func TestTheBodyIsInNoOutput(t *testing.T) {
	t.Parallel()
	e := conflictError(t)
	var logged bytes.Buffer
	slog.New(slog.NewTextHandler(&logged, nil)).Error("failed", "err", e)
	slog.New(slog.NewJSONHandler(&logged, nil)).Error("failed", "err", *e)
	written, err := json.Marshal(e)
	require.NoError(t, err)
	byValue, err := json.Marshal(*e)
	require.NoError(t, err)
	for name, output := range map[string]string{
		"slog": logged.String(), "json": string(written), "json of the value": string(byValue), "verbs": fmt.Sprintf("%v %+v %#v %s %q %x", e, e, e, e, e, e),
	} {
		assert.NotContains(t, output, "onlyInTheBody", name)
		assert.NotContains(t, output, "b25seUlu", name) // its start in base64
		assert.NotContains(t, output, "secret-address", name)
		assert.Contains(t, output, "Email already in use", name)
	}
}

func TestLogValue(t *testing.T) {
	t.Parallel()
	var logged bytes.Buffer
	plain := func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey || a.Key == slog.LevelKey || a.Key == slog.MessageKey {
			return slog.Attr{}
		}
		return a
	}
	logger := slog.New(slog.NewJSONHandler(&logged, &slog.HandlerOptions{ReplaceAttr: plain}))
	logger.Error("x", "err", conflictError(t))
	assert.JSONEq(t, `{"err":{"op":"Users.Update","status":409,"attempts":1,"route":"PUT /v1/users/{id}","code":"CONFLICT",`+
		`"message":"Email already in use","request_id":"r1","retry_after":2000000000}}`, logged.String())
	logged.Reset()
	_, err := tapeClient(t, tapeOf("")).Users.Get(t.Context(), "")
	logger.Error("x", "err", err)
	assert.JSONEq(t, `{"err":{"op":"Users.Get","status":0,"attempts":0,"route":"GET /v1/users/{id}","fields":"id: \"is empty\"","reason":"invalid argument: id is empty"}}`, logged.String())
}

func TestAnErrorsLine(t *testing.T) {
	t.Parallel()
	for want, row := range map[string]struct {
		status int
		body   string
	}{
		`partnerkit: Profile.Referrals: 401 GENERIC_UNAUTHORIZED "generic_unauthorized" (1 attempt)`: {401, `{"code":10003,"message":"generic_unauthorized"}`},
		`partnerkit: Profile.Referrals: 403; the body is not the API's error (1 attempt)`:            {403, `<html>`},
		`partnerkit: Profile.Referrals: 200; malformed response; the list is missing (1 attempt)`:    {200, `null`},
		`partnerkit: Profile.Referrals: 503; the body is not the API's error (3 attempts)`:           {503, ``},
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			p := tapeOf(httpAnswer(row.status, row.body))
			client := tapeClient(t, p, partnerkit.WithRetry(partnerkit.Retry{MinWait: time.Nanosecond, MaxWait: time.Nanosecond}))
			_, err := client.Profile.Referrals(t.Context())
			assert.EqualError(t, err, want)
		})
	}
	_, err := tapeClient(t, tapeOf("")).Users.Get(t.Context(), "..")
	assert.EqualError(t, err, `partnerkit: Users.Get: invalid argument: id is a dot segment`)
}

func TestForeignTextIsMadeHarmless(t *testing.T) {
	t.Parallel()
	message := strings.Repeat("é\x1b[31m", 200) + "\n"
	body, err := json.Marshal(map[string]any{"success": false, "error": map[string]any{"code": "A\nB", "message": message}})
	require.NoError(t, err)
	e := refusedBy(t, namedRefusal{call: "Users.Get", status: 400}, string(body))
	assert.LessOrEqual(t, len(e.Message), 4*512)
	assert.NotContains(t, e.Error(), "\n")
	assert.NotContains(t, e.Error(), "\x1b")
	assert.NotContains(t, string(e.Code), "\n")
}

func TestAMessageIsAtMost512Bytes(t *testing.T) {
	t.Parallel()
	for _, filler := range []string{"x", "é", "\x01", `"`} {
		body, err := json.Marshal(map[string]any{"error": map[string]any{"code": "C", "message": strings.Repeat(filler, 2000)}})
		require.NoError(t, err)
		e := refusedBy(t, namedRefusal{call: "Users.Get", status: 400}, string(body))
		assert.LessOrEqual(t, len(e.Message), 512, "%q", filler)
	}
}

func TestTheDebugLogOfACall(t *testing.T) {
	t.Parallel()
	var logged bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
	p := tapeOf(httpAnswer(404, `{"success":false,"error":{"code":"RESOURCE_NOT_FOUND","message":"User not found"}}`, "X-Request-Id: r9"))
	_, err := tapeClient(t, p, partnerkit.WithLogger(logger)).Users.GetByEmail(t.Context(), "hidden@b.example")
	require.ErrorIs(t, err, partnerkit.ErrUserNotFound)
	lines := strings.Split(strings.TrimSpace(logged.String()), "\n")
	require.Len(t, lines, 2)
	for i, message := range []string{`msg="partnerkit attempt"`, `msg="partnerkit call"`} {
		for _, part := range []string{message, "level=DEBUG", "op=Users.GetByEmail", "method=GET", "route=/v1/users/email/{email}", "status=404", "attempts=1", "request_id=r9"} {
			assert.Contains(t, lines[i], part)
		}
	}
	assert.NotContains(t, logged.String(), "hidden")
	assert.NotContains(t, logged.String(), tapePartner)

	logged.Reset()
	quiet := slog.New(slog.NewTextHandler(&logged, nil))
	_, _ = tapeClient(t, p, partnerkit.WithLogger(quiet)).Users.Get(t.Context(), aliceID)
	assert.Empty(t, logged.String(), "below debug there is nothing")
}

func TestMiddlewareThatTurnsARequestElsewhere(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*http.Request){
		"host":      func(r *http.Request) { r.URL.Host = "evil.example" },
		"scheme":    func(r *http.Request) { r.URL.Scheme = "http" },
		"port":      func(r *http.Request) { r.URL.Host += ":8443" },
		"header":    func(r *http.Request) { r.Header.Set("Authorization", "x") },
		"Host line": func(r *http.Request) { r.Host = "evil.example" },
		"no URL":    func(r *http.Request) { r.URL = nil },
		"key":       func(r *http.Request) { r.Header.Set("Idempotency-Key", "x") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := tapeOf(httpAnswer(200, `[]`))
			turn := func(next http.RoundTripper) http.RoundTripper {
				return tapeTripper(func(r *http.Request) (*http.Response, error) {
					turned := r.Clone(r.Context())
					change(turned)
					return next.RoundTrip(turned)
				})
			}
			_, err := tapeClient(t, p, partnerkit.WithMiddleware(turn)).Profile.Referrals(t.Context())
			require.ErrorContains(t, err, "middleware")
			e, _ := errors.AsType[*partnerkit.Error](err)
			assert.Zero(t, e.Attempts)
			assert.Empty(t, p.requests())
		})
	}
}
