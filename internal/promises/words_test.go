package promises_test

// Whose words an answer holds: what a gateway says proves nothing, and what the
// API says reaches the caller as it was said, on one line and without secrets.

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// gatewayBodies are 404 bodies in JSON that resemble the API's own.
var gatewayBodies = map[string][]string{
	partnerAPI: {
		`{"error":{"code":"404","message":"The page could not be found"}}`,
		`{"success":true,"error":{"code":"404","message":"The page could not be found"}}`,
		`{"success":null,"error":{"code":"404","message":"The page could not be found"}}`,
		`{"success":false,"error":{"message":"The page could not be found"}}`,
		`{"error":{"code":"NOT_FOUND","message":"no such route"}}`,
	},
	portalsAPI: {
		`{"status_code":404}`, `{"status_code":404,"message":""}`, `{"status_code":404,"error":"The page could not be found"}`,
		`{"status_code":400,"message":"The page could not be found"}`, `{"message":"The page could not be found"}`,
	},
}

// firstThen is a far end that answers a first request with one reply and every
// other with the next.
func firstThen(t *testing.T, first, next reply) *farEnd {
	t.Helper()
	return newFarEnd(t, func(n int, _ seen) reply {
		if n == 0 {
			return first
		}
		return next
	})
}

// refusedWith makes a call once and returns the error that an answer led to.
func refusedWith(t *testing.T, a act, raw string) *partnerkit.Error {
	t.Helper()
	answer := reply{raw: raw}
	err := a.run(t.Context(), clientOn(t, firstThen(t, answer, answer), partnerkit.WithRetry(single)))
	failure, ok := errors.AsType[*partnerkit.Error](err)
	require.True(t, ok, "an *Error: %v", err)
	return failure
}

// Only the API's own 404 says that somebody is gone.
func TestAGatewaysJSONIsNoProofOfADeletion(t *testing.T) {
	t.Parallel()
	for _, a := range []act{actDisassociate, actPortalDelete} {
		for _, body := range gatewayBodies[a.api] {
			t.Run(a.name+"/"+body, func(t *testing.T) {
				t.Parallel()
				far := firstThen(t, reply{err: errDropped}, reply{raw: httpAnswer(404, body)})
				err := a.run(t.Context(), clientOn(t, far))
				require.ErrorIs(t, err, partnerkit.ErrOutcomeUnknown)
				require.ErrorIs(t, err, errDropped)
				require.NotErrorIs(t, err, partnerkit.ErrNotFound, "the first error returns, not the look's")
				assert.Len(t, far.requests(), 2, "the write and one look")
			})
		}
	}
}

func TestAGatewaysJSONIsNotFoundAndNothingMore(t *testing.T) {
	t.Parallel()
	for _, a := range []act{actGet, actPortalGet, actDisassociate, actPortalDelete} {
		for _, body := range gatewayBodies[a.api] {
			t.Run(a.name+"/"+body, func(t *testing.T) {
				t.Parallel()
				failure := refusedWith(t, a, httpAnswer(404, body))
				require.ErrorIs(t, failure, partnerkit.ErrNotFound)
				require.NotErrorIs(t, failure, partnerkit.ErrUserNotFound)
				require.NotErrorIs(t, failure, partnerkit.ErrAssociationNotFound)
			})
		}
	}
	failure := refusedWith(t, actGet, httpAnswer(404, gatewayBodies[partnerAPI][0]))
	assert.Equal(t, partnerkit.Code("404"), failure.Code, "it is kept, though it is a stranger's")
	require.ErrorIs(t, failure, partnerkit.Code("404"))
}

// An operation that owes no data succeeds where the API says so, and only there.
func TestASuccessWithoutDataSaysSo(t *testing.T) {
	t.Parallel()
	for body, ok := range map[string]bool{
		`{"success":true,"data":null,"meta":{}}`:  true,
		`{"success":true}`:                        true,
		`{"success":true,"data":{},"error":null}`: true,
		`{}`:                             false,
		`{"success":false}`:              false,
		`{"success":false,"data":null}`:  false,
		`{"success":null}`:               false,
		`{"data":null,"meta":{}}`:        false,
		`null`:                           false,
		`[]`:                             false,
		`{"success":true,"error":"odd"}`: false,
	} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			// The look finds the user still there: a body that says nothing is no success by that way either.
			far := firstThen(t, reply{raw: httpAnswer(200, body)}, reply{raw: actDisassociate.absent.raw()})
			err := actDisassociate.run(t.Context(), clientOn(t, far))
			if ok {
				require.NoError(t, err)
				assert.Len(t, far.requests(), 1)
				return
			}
			require.ErrorIs(t, err, partnerkit.ErrMalformedResponse)
			require.ErrorIs(t, err, partnerkit.ErrOutcomeUnknown)
		})
	}
}

// complaint is a refusal of the Partner API with a message.
func complaint(message string) string {
	text, err := json.Marshal(message)
	if err != nil {
		panic(err)
	}
	return httpAnswer(400, fmt.Sprintf(`{"success":false,"error":{"code":"VALIDATION_ERROR","message":%s}}`, text))
}

// A message is what the API said; what a terminal would not show is escaped, once.
func TestAMessageIsEscapedOnceAndOnOneLine(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]string{
		`pattern ^\d+$`:                 `pattern ^\d+$`,
		`a "quoted" word`:               `a "quoted" word`,
		`C:\new\table`:                  `C:\new\table`,
		"\x1b[31mred\x1b[0m\nnext\ttab": `\x1b[31mred\x1b[0m\nnext\ttab`,
		"über 名前 ✓":                     "über 名前 ✓",
		"back\u202edrow\r\n\x00":        `back\u202edrow\r\n\x00`,
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			failure := refusedWith(t, actCreate, complaint(said))
			assert.Equal(t, want, failure.Message)
			assert.Contains(t, failure.Error(), `"`+want+`"`)
			assert.NotContains(t, failure.Error(), "\n")
			assert.NotContains(t, failure.Error(), "\x1b")
			assert.Equal(t, failure.Error(), fmt.Sprintf("%+v", failure))
		})
	}
}

// Words about a token stay; what could be one does not.
func TestWordsAboutTokensStay(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]string{
		"Missing bearer token":                      "Missing bearer token",
		"Bearer authentication required":            "Bearer authentication required",
		"got Bearer abc123def456, which is unknown": "got Bearer [redacted], which is unknown",
		"got Bearer tk_fake_of_somebody_else":       "got Bearer [redacted]",
	} {
		t.Run(said, func(t *testing.T) {
			t.Parallel()
			failure := refusedWith(t, actCreate, complaint(said))
			assert.Equal(t, want, failure.Message)
			assert.Contains(t, failure.Error(), want)
			assert.Contains(t, string(failure.Body), want)
		})
	}
}

// A refusal whose body was cut is still that refusal, and says what became of it.
func TestACutRefusalKeepsItsStatus(t *testing.T) {
	t.Parallel()
	for _, a := range []act{actGet, actCreate, actAppGet, actPortalCreate, actMarkAllRead} {
		for form, cut := range map[string]string{
			"length": "Content-Length: 4096\r\n\r\n" + `{"success":fal`,
			"chunks": "Transfer-Encoding: chunked\r\n\r\ne\r\n" + `{"success":fal` + "\r\n",
		} {
			t.Run(a.name+"/"+form, func(t *testing.T) {
				t.Parallel()
				failure := refusedWith(t, a, "HTTP/1.1 500 Internal Server Error\r\n"+cut)
				assert.Equal(t, http.StatusInternalServerError, failure.Status)
				require.ErrorIs(t, failure, io.ErrUnexpectedEOF)
				require.ErrorIs(t, failure, partnerkit.ErrServer)
				assert.Contains(t, failure.Error(), "ended early")
			})
		}
	}
}

// The cause of a context may be the error of anything, such as of another call in an errgroup.
func TestACauseIsShownWithoutItsURL(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(&url.Error{Op: "Get", URL: "https://other.example/people?email=ana@example.com", Err: syscall.ECONNRESET})
	_, err := tapeClient(t, tapeOf(httpAnswer(200, `[]`))).Profile.Referrals(ctx)
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, err, syscall.ECONNRESET)
	assert.NotContains(t, err.Error(), "ana")
	assert.Contains(t, err.Error(), "connection reset")
	_, isURL := errors.AsType[*url.Error](err)
	assert.False(t, isURL, "which prints the URL")
}

// strictError is a cause that cannot be compared, as one that wraps a validator's list of errors.
type strictError struct{ inner error }

func (e strictError) Error() string { return "strict: " + e.inner.Error() }

type errorList []string

func (l errorList) Error() string { return strings.Join(l, ", ") }

// A context may end for a reason that errors.Is cannot be asked for without a panic.
func TestACauseThatCannotBeCompared(t *testing.T) {
	t.Parallel()
	for _, why := range []error{strictError{errorList{"a", "b"}}, errorList{"a", "b"}} {
		ctx, cancel := context.WithCancelCause(t.Context())
		far := newFarEnd(t, func(int, seen) reply {
			cancel(why)
			return reply{hang: true}
		})
		err := actGet.run(ctx, clientOn(t, far))
		require.ErrorIs(t, err, context.Canceled)
		assert.Contains(t, err.Error(), why.Error())
	}
}
