package promises_test

// A call that needs a refresh which fails ends with an error that says what the
// refresh met. That the session had expired is not why the call failed.

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// failedRefresh is what every refresh meets, and what a call then says of it.
type failedRefresh struct {
	name       string
	meets      reply
	status     int
	code       partnerkit.Code
	message    string
	requestID  string
	retryAfter time.Duration
	is         []error // of the names below and the causes
}

// renewalNames are the names that tell failures of a renewal apart.
var renewalNames = []error{
	partnerkit.ErrSessionExpired, partnerkit.ErrRefreshTokenExpired, partnerkit.ErrUnauthorized, partnerkit.ErrForbidden, partnerkit.ErrBadRequest, partnerkit.ErrNotFound, partnerkit.ErrRateLimited, partnerkit.ErrServer,
	partnerkit.ErrMalformedResponse, partnerkit.ErrResponseTooLarge, partnerkit.ErrOutcomeUnknown, partnerkit.ErrUserNotFound, context.DeadlineExceeded, errDropped,
}

func failedRefreshes() []failedRefresh {
	answer := func(status int, body string, headers ...string) reply {
		return reply{raw: httpAnswer(status, body, append(headers, "X-Request-Id: r-refresh")...)}
	}
	own := func(code int, message string) string { return fmt.Sprintf(`{"code":%d,"message":%q}`, code, message) }
	const id = "r-refresh"
	return []failedRefresh{
		{"503", answer(503, own(1, "busy")), 503, "BUSY", "busy", id, 0, []error{partnerkit.ErrServer}},
		{"503 page", answer(503, pageHTML), 503, "", "", id, 0, []error{partnerkit.ErrServer}},
		{"503, soon", answer(503, own(1, "busy"), "Retry-After: 2"), 503, "BUSY", "busy", id, 2 * time.Second, []error{partnerkit.ErrServer}},
		{"500", answer(500, own(10001, "internal_server_error")), 500, partnerkit.CodeInternalServerError, "internal_server_error", id, 0, []error{partnerkit.ErrServer}},
		{"501", answer(501, ""), 501, "", "", id, 0, []error{partnerkit.ErrServer}},
		{"408", answer(408, ""), 408, "", "", id, 0, nil},
		{"429", answer(429, own(10009, "too_many_requests"), "Retry-After: 30"), 429, partnerkit.CodeTooManyRequests, "too_many_requests", id, 30 * time.Second, []error{partnerkit.ErrRateLimited}},
		{"400", answer(400, own(10002, "generic_client_error")), 400, partnerkit.CodeGenericClientError, "generic_client_error", id, 0, []error{partnerkit.ErrBadRequest}},
		{"403 page", answer(403, pageHTML), 403, "", "", id, 0, []error{partnerkit.ErrForbidden}},
		{"404", answer(404, own(10006, "generic_not_found")), 404, partnerkit.CodeGenericNotFound, "generic_not_found", id, 0, []error{partnerkit.ErrNotFound}},
		{"302", answer(302, "", "Location: https://login.test/"), 302, "", "", id, 0, nil},
		{
			"refresh token past its time", answer(401, own(10005, "refresh_token_expired")),
			401, partnerkit.CodeRefreshTokenExpired, "refresh_token_expired", id, 0, []error{partnerkit.ErrRefreshTokenExpired, partnerkit.ErrUnauthorized},
		},
		{
			"refresh token unknown", answer(401, own(10003, "generic_unauthorized")),
			401, partnerkit.CodeGenericUnauthorized, "generic_unauthorized", id, 0, []error{partnerkit.ErrUnauthorized},
		},
		{"401 page", answer(401, pageHTML), 401, "", "", id, 0, []error{partnerkit.ErrUnauthorized}},
		{"page", answer(200, pageHTML), 200, "", "", id, 0, []error{partnerkit.ErrMalformedResponse}},
		{"no token", answer(200, `{}`), 200, "", "", id, 0, []error{partnerkit.ErrMalformedResponse}},
		{"huge", reply{raw: hugeAnswer}, 200, "", "", "", 0, []error{partnerkit.ErrResponseTooLarge}},
		{"drop", reply{err: errDropped}, 0, "", "", "", 0, []error{errDropped}},
		{"hang", reply{hang: true}, 0, "", "", "", 0, []error{context.DeadlineExceeded}},
	}
}

// wrapping is a source of an application's own, which says more of a failed refresh.
type wrapping struct {
	session string
	err     error
}

func (w wrapping) Token(ctx context.Context, refused string, refresh partnerkit.RefreshFunc) (string, error) {
	if w.session != refused && w.session != "" {
		return w.session, nil
	}
	_, _, err := refresh(ctx, testRefresh)
	return "", fmt.Errorf("%w: %w", w.err, err)
}

func TestACallSaysWhatItsRefreshMet(t *testing.T) {
	t.Parallel()
	own := errors.New("the store of sessions")
	for name, row := range map[string]struct {
		source func() partnerkit.SessionSource
		sends  int // of the call itself
		own    error
	}{
		"expired":                {func() partnerkit.SessionSource { return partnerkit.RefreshingSession(testSession, testRefresh) }, 1, nil},
		"no session yet":         {func() partnerkit.SessionSource { return partnerkit.RefreshingSession("", testRefresh) }, 0, nil},
		"own source":             {func() partnerkit.SessionSource { return wrapping{testSession, own} }, 1, own},
		"own source, no session": {func() partnerkit.SessionSource { return wrapping{"", own} }, 0, own},
	} {
		for _, want := range failedRefreshes() {
			for _, a := range []act{actProfileGet, actProfileUpdate} {
				t.Run(name+"/"+want.name+"/"+a.name, func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) {
						w := newSessionWorld()
						w.act = a
						w.renew = func(int, string) reply { return want.meets }
						var (
							d        diary
							response partnerkit.Response
						)
						c := clientOn(t, newFarEnd(t, w.answer), partnerkit.WithSession(row.source()), d.option())
						err := a.run(t.Context(), c, partnerkit.WithResponse(&response))
						want.check(t, a, err)
						if row.own != nil {
							require.ErrorIs(t, err, row.own)
						}
						failure, _ := errors.AsType[*partnerkit.Error](err)
						assert.Equal(t, row.sends, failure.Attempts)
						assert.Equal(t, partnerkit.Response{Status: want.status, RequestID: want.requestID, Attempts: row.sends}, response, "it agrees with the error")
						calls := d.of(t, callRecord)
						last := calls[len(calls)-1]
						assert.Equal(t, want.status, last.Status)
						assert.Equal(t, row.sends, last.Attempts)
					})
				})
			}
		}
	}
}

func (f failedRefresh) check(t *testing.T, a act, err error) {
	t.Helper()
	failure, ok := err.(*partnerkit.Error) //nolint:errorlint // the type itself is promised
	require.True(t, ok, "%v", err)
	assert.Equal(t, a.name, failure.Op)
	method, route, _ := strings.Cut(a.line, " ")
	route, _, _ = strings.Cut(route, "?")
	assert.Equal(t, method+" "+route, failure.Method+" "+failure.Route)
	assert.Equal(t, f.status, failure.Status)
	assert.Equal(t, f.code, failure.Code)
	assert.Equal(t, f.message, failure.Message)
	assert.Equal(t, f.requestID, failure.RequestID)
	assert.Equal(t, f.retryAfter, failure.RetryAfter)
	assert.Empty(t, failure.Body, "a refresh's answer may hold tokens")
	var is []error
	for _, name := range renewalNames {
		if errors.Is(err, name) {
			is = append(is, name)
		}
	}
	assert.ElementsMatch(t, f.is, is)
	assert.ErrorContains(t, err, refreshOp, "it says whose the failure was")
	assertKeepsQuiet(t, err)
}

// The answer to a refresh may quote the session token: one that was refused, which the refresh knows, or one that the source
// gives out afterwards, which the call alone knows.
func TestAFailedRefreshQuotesTheSession(t *testing.T) {
	t.Parallel()
	const session = "st_fake_session_0123456789"
	synctest.Test(t, func(t *testing.T) {
		w := newSessionWorld()
		w.renew = func(int, string) reply {
			return reply{raw: httpAnswer(400, `{"code":1,"message":"no_`+session+`"}`, "X-Request-Id: "+session)}
		}
		var early error // of a refresh before its time, which knows of no session
		for name, s := range map[string]partnerkit.SessionSource{
			"when it was refused": wrapping{session, errDropped},
			"before its time": source(func(ctx context.Context, refused string, refresh partnerkit.RefreshFunc) (string, error) {
				if refused != "" {
					return "", early
				}
				_, _, early = refresh(ctx, testRefresh)
				return session, nil
			}),
		} {
			err := actProfileGet.run(t.Context(), clientOn(t, newFarEnd(t, w.answer), partnerkit.WithSession(s)))
			failure, ok := errors.AsType[*partnerkit.Error](err)
			require.True(t, ok, name)
			assert.Equal(t, "no_[redacted]", failure.Message, name)
			for _, text := range []string{string(failure.Code), failure.RequestID, err.Error()} {
				assert.NotEmpty(t, text, name)
				assert.NotContains(t, strings.ToLower(text), session, name)
			}
		}
	})
}

// The call's own answers before and after do not hide what its refresh met.
func TestARefreshThatFailsLater(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		act    act
		script string
		sends  int
		opts   []partnerkit.CallOption
		is     []error
	}{
		"after a 503":              {actProfileGet, "503 expired 400", 2, nil, []error{partnerkit.ErrBadRequest}},
		"after a 429 of a write":   {actProfileUpdate, "429 expired 400", 2, nil, []error{partnerkit.ErrBadRequest}},
		"after an unknown write":   {actProfileUpdate, "503 expired 400 absent", 2, []partnerkit.CallOption{partnerkit.WithRepeat()}, []error{partnerkit.ErrBadRequest, partnerkit.ErrOutcomeUnknown}},
		"after a write unheard of": {actProfileUpdate, "drop expired 400 absent", 2, []partnerkit.CallOption{partnerkit.WithRepeat()}, []error{partnerkit.ErrBadRequest, partnerkit.ErrOutcomeUnknown}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var response partnerkit.Response
				c := clientOn(t, scripted(t, row.act, row.script), partnerkit.WithSession(twoTokens()))
				err := row.act.run(t.Context(), c, append(row.opts, partnerkit.WithResponse(&response))...)
				failure, ok := errors.AsType[*partnerkit.Error](err)
				require.True(t, ok, "%v", err)
				assert.Equal(t, 400, failure.Status)
				assert.Equal(t, row.sends, failure.Attempts)
				assert.Equal(t, 400, response.Status)
				for _, name := range renewalNames {
					assert.Equal(t, slices.Contains(row.is, name), errors.Is(err, name), "%v", name)
				}
			})
		})
	}
}

// What keeps a call from being repeated after its session was refused is why it
// failed: a limiter, an own source, onChange, the call's own context.
func TestWhatEndsACallInItsRenewal(t *testing.T) {
	t.Parallel()
	broken := errors.New("the store is down")
	elsewhere := refusedWith(t, actGet, actGet.reply("404").raw)
	after := func(err error) partnerkit.SessionSource {
		return refreshless(func(refused string) (string, error) {
			if refused != "" {
				return "", err
			}
			return testSession, nil
		})
	}
	onChange := func(err error) partnerkit.SessionSource {
		return partnerkit.RefreshingSession(testSession, testRefresh, func(context.Context, string, string) error { return err })
	}
	for name, row := range map[string]struct {
		opts   []partnerkit.Option
		limit  time.Duration // of the caller; 0 for none
		status int
		is     []error // broken among them
	}{
		"limiter":                     {opts: []partnerkit.Option{partnerkit.WithSession(twoTokens()), partnerkit.WithLimiter(&failsSecond{err: broken})}, is: []error{broken}},
		"own source":                  {opts: []partnerkit.Option{partnerkit.WithSession(after(broken))}, is: []error{broken}},
		"own source, another's error": {opts: []partnerkit.Option{partnerkit.WithSession(after(fmt.Errorf("%w: %w", broken, elsewhere)))}, is: []error{broken, partnerkit.ErrUserNotFound, partnerkit.ErrNotFound}},
		"own source without a session": {
			opts: []partnerkit.Option{partnerkit.WithSession(after(fmt.Errorf("%w: %w", broken, partnerkit.ErrSessionExpired)))}, status: 401, is: []error{broken, partnerkit.ErrSessionExpired, partnerkit.ErrUnauthorized},
		},
		"own source, no token": {opts: []partnerkit.Option{partnerkit.WithSession(after(nil))}, is: nil}, // "" cannot be sent
		"onChange":             {opts: []partnerkit.Option{partnerkit.WithSession(onChange(broken))}, is: []error{broken}},
		"the caller's time":    {opts: []partnerkit.Option{partnerkit.WithSession(twoTokens())}, limit: 500 * ms, is: []error{context.DeadlineExceeded}},
		"in the repeat":        {opts: []partnerkit.Option{partnerkit.WithSession(twoTokens())}, limit: 1500 * ms, is: []error{context.DeadlineExceeded}},
		"just after a refusal": {opts: []partnerkit.Option{partnerkit.WithSession(twoTokens())}, limit: -1, is: []error{context.Canceled}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newSessionWorld()
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				if row.limit > 0 {
					ctx, cancel = context.WithTimeout(ctx, row.limit)
					defer cancel()
				}
				far := newFarEnd(t, func(n int, s seen) reply {
					answer := w.answer(n, s)
					if n > 0 && s.line() != actRefresh.line {
						answer.hang = true
					}
					if row.limit < 0 {
						cancel()
					}
					return answer
				})
				var response partnerkit.Response
				err := actProfileGet.run(ctx, clientOn(t, far, row.opts...), partnerkit.WithResponse(&response))
				failure, ok := errors.AsType[*partnerkit.Error](err)
				require.True(t, ok, "%v", err)
				assert.Equal(t, row.status, failure.Status, "%v", err)
				assert.Equal(t, row.status, response.Status)
				assert.Equal(t, failure.Attempts, response.Attempts)
				assert.Equal(t, actProfileGet.name, failure.Op)
				for _, name := range append(renewalNames, broken, context.Canceled) {
					assert.Equal(t, slices.Contains(row.is, name), errors.Is(err, name), "%v in %v", name, err)
				}
				time.Sleep(time.Second) // a refresh goes on without who asked for it
			})
		})
	}
}

// renewing is a source that keeps the error of the refresh it asks for.
type renewing struct{ failure error }

func (r *renewing) Token(ctx context.Context, refused string, refresh partnerkit.RefreshFunc) (string, error) {
	if refused == "" {
		return testSession, nil
	}
	_, _, r.failure = refresh(ctx, testRefresh)
	return "", r.failure
}

// What a refresh answers is nobody's secret yet when it cannot be read.
func TestTheAnswerToARefreshIsNotShown(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{
		`{"sessionToken":"` + renewedSession + `","refreshToken":5}`,
		`{"sessionToken":"` + renewedSession + `","refreshToken":"a b"}`,
		`{"sessionToken":"` + renewedSession,
	} {
		t.Run(answer, func(t *testing.T) {
			t.Parallel()
			far := newFarEnd(t, func(n int, _ seen) reply {
				if n == 0 {
					return actProfileGet.reply("expired")
				}
				return reply{raw: httpAnswer(200, answer)}
			})
			source := &renewing{}
			require.Error(t, actProfileGet.run(t.Context(), clientOn(t, far, partnerkit.WithSession(source))))
			failure, ok := errors.AsType[*partnerkit.Error](source.failure)
			require.True(t, ok)
			assert.ErrorIs(t, failure, partnerkit.ErrMalformedResponse)
			assert.Empty(t, failure.Body)
			assert.NotContains(t, failure.Error(), renewedSession)
		})
	}
}

// A source may say of a failed refresh what another call of the client met before it.
func TestAFailedRefreshBesideAnotherCallsError(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		_, another := clientOn(t, scripted(t, actGet, "404")).Users.Get(t.Context(), testUserID)
		require.ErrorIs(t, another, partnerkit.ErrUserNotFound)
		w := newSessionWorld()
		w.renew = func(int, string) reply {
			return reply{raw: httpAnswer(401, `{"code":10005,"message":"refresh_token_expired"}`, "X-Request-Id: r-refresh")}
		}
		far := newFarEnd(t, w.answer)
		for _, own := range []error{another, fmt.Errorf("the store: %w", another), errors.Join(errors.New("the store"), another)} {
			err := actProfileGet.run(t.Context(), clientOn(t, far, partnerkit.WithSession(wrapping{testSession, own})))
			failure, _ := errors.AsType[*partnerkit.Error](err)
			require.NotNil(t, failure)
			assert.Equal(t, 401, failure.Status)
			assert.Equal(t, partnerkit.CodeRefreshTokenExpired, failure.Code)
			assert.Equal(t, "r-refresh", failure.RequestID)
			assert.ErrorIs(t, err, another)
		}
	})
}
