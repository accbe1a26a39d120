package promises_test

// What an attempt says of itself: that it ran out of its time, how long it took, and
// that it brought nothing.

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

const aliceBody = `{"success":true,"data":{"id":"` + aliceID + `","email":"alice@example.com"}}`

// valuesOf has the values of a context and not its end.
type valuesOf struct{ context.Context }

func (valuesOf) Done() <-chan struct{}       { return nil }
func (valuesOf) Err() error                  { return nil }
func (valuesOf) Deadline() (time.Time, bool) { return time.Time{}, false }

// The end of a context that the caller's was cut off from says nothing of an attempt
// that ran out of its time.
func TestATimeoutBelowAContextThatIsOver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		over, cancel := context.WithCancelCause(t.Context())
		cancel(errors.New("the handler returned"))
		asNetHTTPDoes := roundTrip(func(r *http.Request) (*http.Response, error) {
			ctx, cancel := context.WithCancel(r.Context())
			defer cancel()
			<-ctx.Done()
			return nil, context.Cause(ctx)
		})
		_, err := tapeClient(t, asNetHTTPDoes).Users.Create(valuesOf{over}, partnerkit.UserCreateParams{Email: "ada@example.com"}, partnerkit.WithTimeout(time.Second))
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.ErrorIs(t, err, partnerkit.ErrOutcomeUnknown)
		assert.NotContains(t, err.Error(), "the handler returned")
	})
}

// stuckBody gives no byte until its request's context is over.
type stuckBody struct {
	ctx  context.Context
	ends error
}

func (b stuckBody) Read([]byte) (int, error) {
	<-b.ctx.Done()
	return 0, b.ends
}

func (stuckBody) Close() error { return nil }

// Whatever words a transport has for it.
func TestATimeoutByAnyOtherName(t *testing.T) {
	t.Parallel()
	errReset := errors.New("connection reset")
	for _, ends := range []error{errReset, context.Canceled} {
		for name, transport := range map[string]roundTrip{
			"before the answer": func(r *http.Request) (*http.Response, error) {
				<-r.Context().Done()
				return nil, ends
			},
			"in the body": func(r *http.Request) (*http.Response, error) {
				return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: stuckBody{r.Context(), ends}, Request: r}, nil
			},
		} {
			t.Run(name+"/"+ends.Error(), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					_, err := tapeClient(t, transport).Users.Get(t.Context(), aliceID, partnerkit.WithTimeout(time.Second))
					require.ErrorIs(t, err, context.DeadlineExceeded)
					assert.NotErrorIs(t, err, context.Canceled, "nobody cancelled")
					assert.Equal(t, errors.Is(ends, errReset), errors.Is(err, errReset))
					assert.Equal(t, 3, asError(err).Attempts)
				})
			})
		}
	}
}

func TestALoggerIsToldHowLongThingsTook(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		n := 0
		p := tapeOf(httpAnswer(503, "{}"), httpAnswer(200, aliceBody))
		slow := roundTrip(func(r *http.Request) (*http.Response, error) {
			n++
			time.Sleep(time.Duration(1+n) * time.Second)
			return p.RoundTrip(r)
		})
		var log bytes.Buffer
		logger := slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		began := time.Now()
		_, err := tapeClient(t, slow, partnerkit.WithLogger(logger)).Users.Get(t.Context(), aliceID)
		require.NoError(t, err)
		whole := time.Since(began)
		var took []time.Duration
		for line := range bytes.Lines(log.Bytes()) {
			var record struct{ Duration time.Duration }
			require.NoError(t, json.Unmarshal(line, &record))
			took = append(took, record.Duration)
		}
		assert.Equal(t, []time.Duration{2 * time.Second, 3 * time.Second, whole}, took)
	})
}

func TestATransportThatBringsNothing(t *testing.T) {
	t.Parallel()
	nothing := roundTrip(func(*http.Request) (*http.Response, error) { return nil, nil })
	_, err := tapeClient(t, nothing).Users.Create(t.Context(), partnerkit.UserCreateParams{Email: "ada@example.com"})
	require.ErrorIs(t, err, partnerkit.ErrOutcomeUnknown)
	require.ErrorContains(t, err, "the transport returned no response")
}

// Middleware may answer without a body, as net/http's own client allows.
func TestAnAnswerWithoutABody(t *testing.T) {
	t.Parallel()
	refuse := func(http.RoundTripper) http.RoundTripper {
		return roundTrip(func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: http.StatusForbidden, Header: http.Header{}}, nil
		})
	}
	p := tapeOf(httpAnswer(200, aliceBody))
	_, err := tapeClient(t, p, partnerkit.WithMiddleware(refuse)).Users.Get(t.Context(), aliceID)
	require.ErrorIs(t, err, partnerkit.ErrForbidden)
	assert.NotErrorIs(t, err, io.ErrUnexpectedEOF)
	assert.NotContains(t, err.Error(), "ended early")
}

func TestAResponseIsTheOneThatTheErrorSpeaksOf(t *testing.T) {
	t.Parallel()
	broken := errors.New("connection reset")
	n := 0
	p := tapeOf(httpAnswer(503, "{}", "X-Request-Id: r1"))
	transport := roundTrip(func(r *http.Request) (*http.Response, error) {
		if n++; n > 1 {
			return nil, broken
		}
		return p.RoundTrip(r)
	})
	var response partnerkit.Response
	_, err := tapeClient(t, transport).Users.Get(t.Context(), aliceID, partnerkit.WithResponse(&response),
		partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 2, MinWait: 1, MaxWait: 1}))
	require.ErrorIs(t, err, broken)
	assert.Zero(t, asError(err).Status)
	assert.Equal(t, partnerkit.Response{Attempts: 2}, response)
}

// Another user's conflict, met by middleware, says nothing of this one.
func TestEnsureDoesNotGoByWhatMiddlewareMet(t *testing.T) {
	t.Parallel()
	conflicts := func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodPost {
				return nil, fmt.Errorf("audit: %w", partnerkit.ErrUserAlreadyAssociated)
			}
			return next.RoundTrip(r)
		})
	}
	p := tapeOf(httpAnswer(200, aliceBody))
	_, err := tapeClient(t, p, partnerkit.WithMiddleware(conflicts)).Users.Ensure(t.Context(), partnerkit.UserCreateParams{Email: "alice@example.com"})
	require.ErrorIs(t, err, partnerkit.ErrUserAlreadyAssociated)
	assert.Empty(t, p.lines())
}

// openHandler is a handler that notes whether a record came with a context that is over.
type openHandler struct {
	slog.Handler

	over *int
}

func (h openHandler) Handle(ctx context.Context, record slog.Record) error {
	if ctx.Err() != nil {
		*h.over++
	}
	return h.Handler.Handle(ctx, record)
}

// A handler may drop what comes with a context that is over.
func TestALoggerIsToldOfACallThatWasCancelled(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	over := 0
	ctx, cancel := context.WithCancel(t.Context())
	leave := roundTrip(func(*http.Request) (*http.Response, error) {
		cancel()
		return nil, ctx.Err()
	})
	logger := slog.New(openHandler{slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}), &over})
	_, err := tapeClient(t, leave, partnerkit.WithLogger(logger)).Users.Get(ctx, aliceID)
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, 2, bytes.Count(log.Bytes(), []byte("\n")), "the attempt and the call")
	assert.Zero(t, over)
}

// The body of a 101 is the connection, which may never end.
func TestAnUpgradeIsNotReadToItsEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		upgrade := roundTrip(func(r *http.Request) (*http.Response, error) {
			body := stuckBody{r.Context(), io.ErrUnexpectedEOF}
			return &http.Response{StatusCode: http.StatusSwitchingProtocols, Header: http.Header{}, Body: body, Request: r}, nil
		})
		began := time.Now()
		_, err := tapeClient(t, upgrade).Users.Get(t.Context(), aliceID, partnerkit.WithTimeout(time.Second))
		assert.Equal(t, http.StatusSwitchingProtocols, asError(err).Status)
		assert.Zero(t, time.Since(began))
	})
}

func TestALoggerIsToldOfTheError(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	p := tapeOf(httpAnswer(403, `{"success":false,"error":{"code":"FORBIDDEN","message":"no permission"}}`))
	_, err := tapeClient(t, p, partnerkit.WithLogger(logger)).Users.Get(t.Context(), aliceID)
	require.ErrorIs(t, err, partnerkit.ErrForbidden)
	for line := range bytes.Lines(log.Bytes()) {
		var record struct {
			Error struct{ Op, Code, Message string }
		}
		require.NoError(t, json.Unmarshal(line, &record))
		assert.Equal(t, struct{ Op, Code, Message string }{"Users.Get", "FORBIDDEN", "no permission"}, record.Error)
	}
}
