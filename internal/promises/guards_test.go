package promises_test

// Guards that no other test would miss.

import (
	"context"
	"errors"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// inOrder answers with one token after the other.
func (a act) inOrder(tokens ...string) func(int, seen) reply {
	return func(n int, _ seen) reply { return a.reply(tokens[n]) }
}

// A connection that an earlier attempt had says nothing of a later one that had
// none.
func TestEachAttemptIsTracedByItself(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		far := newFarEnd(t, actCreate.inOrder("429", "unsent", "ok"))
		require.NoError(t, actCreate.run(t.Context(), clientOn(t, far)))
		assert.Len(t, far.requests(), 3)
	})
}

// countingLimiter counts what asks it, by operation.
type countingLimiter struct{ calls, refreshes atomic.Int64 }

func (l *countingLimiter) Wait(ctx context.Context) error {
	if partnerkit.OperationFromContext(ctx) == refreshOp {
		l.refreshes.Add(1)
	} else {
		l.calls.Add(1)
	}
	return nil
}

func TestLimiterIsAskedForRefreshes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiter := &countingLimiter{}
		far := newFarEnd(t, newSessionWorld().answer)
		c := clientOn(t, far, partnerkit.WithSession(partnerkit.RefreshingSession(testSession, testRefresh)), partnerkit.WithLimiter(limiter))
		require.NoError(t, actProfileGet.run(t.Context(), c))
		assert.EqualValues(t, 2, limiter.calls.Load(), "the call and its repeat")
		assert.EqualValues(t, 1, limiter.refreshes.Load())
	})
}

func TestNoCookieIsKeptOrSent(t *testing.T) {
	t.Parallel()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	origin, err := url.Parse(testOrigin)
	require.NoError(t, err)
	jar.SetCookies(origin, []*http.Cookie{{Name: "kept", Value: "before"}}) //nolint:gosec // a test's
	far := newFarEnd(t, func(n int, _ seen) reply {
		status := http.StatusOK
		if n < 2 {
			status = http.StatusServiceUnavailable
		}
		return reply{raw: httpAnswer(status, partnerUser("null", "null"), "Set-Cookie: kept=since; Path=/")}
	})
	c := clientOn(t, far, partnerkit.WithHTTPClient(&http.Client{Transport: far, Jar: jar}), partnerkit.WithRetry(partnerkit.Retry{MinWait: 1, MaxWait: 1}))
	require.NoError(t, actGet.run(t.Context(), c))
	require.Len(t, far.requests(), 3)
	for _, request := range far.requests() {
		assert.Empty(t, request.header["Cookie"])
	}
	cookies := jar.Cookies(origin)
	require.Len(t, cookies, 1)
	assert.Equal(t, "before", cookies[0].Value)
}

func TestAHeaderIsOneCallsAlone(t *testing.T) {
	t.Parallel()
	far := newFarEnd(t, func(int, seen) reply { return actGet.reply("ok") })
	c := clientOn(t, far)
	require.NoError(t, actGet.run(t.Context(), c, partnerkit.WithHeader("X-Tenant", "one")))
	require.NoError(t, actGet.run(t.Context(), c))
	requests := far.requests()
	require.Len(t, requests, 2)
	assert.Equal(t, "one", requests[0].header.Get("X-Tenant"))
	assert.Empty(t, requests[1].header["X-Tenant"])
}

// Bodies are read into buffers that calls hand on to each other.
func TestWhatAResponseHoldsStays(t *testing.T) {
	t.Parallel()
	far := newFarEnd(t, func(n int, _ seen) reply {
		if n == 0 {
			return reply{raw: httpAnswer(200, partnerUser(`"first"`, "null"))}
		}
		return reply{raw: httpAnswer(200, partnerUser(`"other"`, "null"))}
	})
	c := clientOn(t, far)
	var first partnerkit.Response
	require.NoError(t, actGet.run(t.Context(), c, partnerkit.WithResponse(&first)))
	for range 100 {
		require.NoError(t, actGet.run(t.Context(), c))
	}
	assert.Equal(t, partnerUser(`"first"`, "null"), string(first.Body))
}

func TestAnErrorHoldsAHundredFields(t *testing.T) {
	t.Parallel()
	complaint := `{"path":["email"],"message":"no"}`
	far := newFarEnd(t, func(int, seen) reply {
		return reply{raw: httpAnswer(400, `{"success":false,"error":{"code":"VALIDATION_ERROR","message":"no","details":{"errors":[`+
			strings.Repeat(complaint+",", 149)+complaint+`]}}}`)}
	})
	failure, ok := errors.AsType[*partnerkit.Error](actCreate.run(t.Context(), clientOn(t, far)))
	require.True(t, ok)
	assert.Len(t, failure.Fields, 100)
	assert.Equal(t, partnerkit.FieldError{Field: "email", Message: "no"}, failure.Fields[99])
}

// A body that has some of the App API's members and no code is somebody else's.
func TestAStrangersWordsAreNotTheAPIs(t *testing.T) {
	t.Parallel()
	far := newFarEnd(t, func(int, seen) reply {
		return reply{raw: httpAnswer(404, `{"success":false,"error":{"detail":[{"message":"words of a stranger","field_name":"x"}]}}`)}
	})
	_, err := clientOn(t, far).Users.GetByExternalID(t.Context(), "ada")
	failure, ok := errors.AsType[*partnerkit.Error](err)
	require.True(t, ok)
	assert.ErrorIs(t, err, partnerkit.ErrNotFound)
	assert.Empty(t, failure.Code)
	assert.Empty(t, failure.Message)
	assert.Empty(t, failure.Fields)
}

// A text grows where a short beginning of a secret is marked.
func TestTheBodyOfAnErrorIsBounded(t *testing.T) {
	t.Parallel()
	for name, piece := range map[string]string{"clean": "words of the API. ", "full of beginnings": testKey[:8] + "!"} {
		body := strings.Repeat(piece, 2*(64<<10)/len(piece))
		far := newFarEnd(t, func(int, seen) reply { return reply{raw: httpAnswer(400, body)} })
		failure, ok := errors.AsType[*partnerkit.Error](actCreate.run(t.Context(), clientOn(t, far)))
		require.True(t, ok)
		assert.Len(t, failure.Body, (64 << 10), name)
		assert.NotContains(t, string(failure.Body), testKey[:8])
	}
}

func TestAStrangersTokenIsNotShown(t *testing.T) {
	t.Parallel()
	const token = "tk_fake_of_somebody_else"
	far := newFarEnd(t, func(int, seen) reply {
		return reply{raw: httpAnswer(400, `{"success":false,"error":{"code":"VALIDATION_ERROR","message":"got Bearer `+token+`"}}`)}
	})
	failure, ok := errors.AsType[*partnerkit.Error](actCreate.run(t.Context(), clientOn(t, far)))
	require.True(t, ok)
	assert.Equal(t, "got Bearer [redacted]", failure.Message)
	assert.NotContains(t, string(failure.Body), token)
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

// A gateway can word its errors much as the API does, but says no success: false.
func TestAGatewaysWordsAreNoRefusal(t *testing.T) {
	t.Parallel()
	far := newFarEnd(t, func(int, seen) reply {
		return reply{raw: httpAnswer(404, `{"error":{"code":"NOT_FOUND","message":"no such route"}}`)}
	})
	err := actGet.run(t.Context(), clientOn(t, far))
	assert.ErrorIs(t, err, partnerkit.ErrNotFound)
	assert.NotErrorIs(t, err, partnerkit.ErrUserNotFound)
}
