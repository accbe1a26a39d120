package promises_test

// Retry vectors: what the far end does, under which settings, and what the call
// must come to: attempts, virtual time, budget left, error. In memory, and over sockets.

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

var (
	single  = partnerkit.Retry{MaxAttempts: 1}
	five    = partnerkit.Retry{MaxAttempts: 5, MinWait: time.Second, MaxWait: 4 * time.Second}
	flat    = partnerkit.Retry{MaxAttempts: 4, MinWait: time.Second, MaxWait: time.Second}
	patient = partnerkit.Retry{MaxAttempts: 3, MinWait: time.Second, MaxWait: 2 * time.Minute}
)

// vector is one row; without errs and status it is a success.
type vector struct {
	act      act
	script   string
	retry    partnerkit.Retry // zero: those that suit the script
	attempts int
	elapsed  time.Duration
	longest  time.Duration // where draws count; 0: exactly elapsed
	left     int
	errs     []error
	status   int // the error's; 0 asks nothing
	opts     []partnerkit.CallOption
}

func (v vector) name() string {
	return fmt.Sprintf("%s/%s/%d,%s,%s", v.act.name, v.script, v.retry.MaxAttempts, v.retry.MinWait, v.retry.MaxWait)
}

func is(errs ...error) []error { return errs }

func (v vector) tokens() []string { return strings.Fields(v.script) }

func (v vector) waits() bool {
	return strings.Contains(v.script, "+") && v.elapsed >= time.Second
}

// play runs a row.
func (v vector) play(t *testing.T, over carrier) {
	far := scripted(t, v.act, v.script)
	if v.retry == (partnerkit.Retry{}) {
		v.retry = waitsFor(v.script)
	}
	c := over.client(t, far, over.retry(v.retry))
	var response partnerkit.Response
	began := time.Now()
	err := v.act.run(t.Context(), c, append(slices.Clone(v.opts), partnerkit.WithResponse(&response))...)
	if over == memory {
		elapsed := time.Since(began)
		assert.GreaterOrEqual(t, elapsed, v.elapsed, "virtual time")
		assert.LessOrEqual(t, elapsed, max(v.elapsed, v.longest), "virtual time")
	}
	assert.Len(t, far.requests(), len(v.tokens()), "requests, looks included")
	assert.Equal(t, v.left, drain(t, c, v.act.api), "budget left")
	assert.Equal(t, v.attempts, response.Attempts, "Response.Attempts")
	if len(v.errs) == 0 && v.status == 0 {
		require.NoError(t, err)
		return
	}
	failure, ok := errors.AsType[*partnerkit.Error](err)
	require.True(t, ok, "an *Error: %v", err)
	assert.Equal(t, v.attempts, failure.Attempts, "Error.Attempts")
	if v.status != 0 {
		assert.Equal(t, v.status, failure.Status)
	}
	unknown := false
	for _, want := range v.errs {
		over.requireIs(t, err, want)
		unknown = unknown || errors.Is(want, partnerkit.ErrOutcomeUnknown)
	}
	assert.Equal(t, unknown, errors.Is(err, partnerkit.ErrOutcomeUnknown), "outcome unknown: %v", err)
}

func TestRetryVectors(t *testing.T) {
	t.Parallel()
	overCarriers(t, append(handWritten(), statusRows()...), 250, 240)
}

// The waits of many calls fill the range that they are drawn from.
func TestWaitsAreDrawn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shortest, longest := time.Hour, time.Duration(0)
		for range 300 {
			c := clientOn(t, scripted(t, actGet, "503 ok"))
			began := time.Now()
			require.NoError(t, actGet.run(t.Context(), c))
			shortest, longest = min(shortest, time.Since(began)), max(longest, time.Since(began))
		}
		assert.GreaterOrEqual(t, shortest, 200*ms)
		assert.Less(t, shortest, 250*ms)
		assert.LessOrEqual(t, longest, 400*ms)
		assert.Greater(t, longest, 350*ms)
	})
}

// handWritten are the rows of which each is its own case. What is left of the budget
// follows one rule: a repeat takes five; an answer that is healthy, and came whole,
// gives back what the call's last repeat took, or one.
func handWritten() []vector {
	lost := is(partnerkit.ErrOutcomeUnknown)
	return []vector{
		// What passes, for a read: the growth of the wait and the ends of its range.
		{act: actGet, script: "ok", attempts: 1, left: 500},
		{act: actGet, script: "503 ok", attempts: 2, elapsed: 200 * ms, left: 500},
		{act: actGet, script: "503 500 ok", attempts: 3, elapsed: 400 * ms, left: 495},
		{act: actGet, script: "503 ok", retry: growing, attempts: 2, elapsed: 200 * ms, longest: 400 * ms, left: 500},
		{act: actGet, script: "503 500 ok", retry: growing, attempts: 3, elapsed: 400 * ms, longest: 1200 * ms, left: 495},
		{act: actGet, script: "503 500 502", retry: growing, attempts: 3, elapsed: 400 * ms, longest: 1200 * ms, left: 490, errs: is(partnerkit.ErrServer, partnerkit.Code("CODE_502"))},
		{act: actGet, script: "503", retry: single, attempts: 1, left: 500, errs: is(partnerkit.ErrServer)},
		{act: actGet, script: "503 503 503 503 503", retry: five, attempts: 5, elapsed: 4 * time.Second, longest: 14 * time.Second, left: 480, errs: is(partnerkit.ErrServer)},
		{act: actGet, script: "503 503 503 503 ok", retry: five, attempts: 5, elapsed: 4 * time.Second, longest: 14 * time.Second, left: 485},
		{act: actGet, script: "503 503 503 ok", retry: flat, attempts: 4, elapsed: 3 * time.Second, left: 490},
		{act: actGet, script: "drop ok", attempts: 2, elapsed: 200 * ms, left: 500},
		{act: actGet, script: "mute ok", attempts: 2, elapsed: 200 * ms, left: 500},
		{act: actGet, script: "unsent ok", attempts: 2, elapsed: 200 * ms, left: 500},
		{act: actGet, script: "cut ok", attempts: 2, elapsed: 200 * ms, left: 500},
		{act: actGet, script: "chunk ok", attempts: 2, elapsed: 200 * ms, left: 500},
		{act: actGet, script: "hang ok", attempts: 2, elapsed: 30*time.Second + 200*ms, left: 500},
		{act: actGet, script: "stall ok", attempts: 2, elapsed: 30*time.Second + 200*ms, left: 500},
		{act: actGet, script: "drop drop drop", attempts: 3, elapsed: 400 * ms, left: 490, errs: is(errDropped)},
		{act: actGet, script: "unsent unsent unsent", attempts: 3, elapsed: 400 * ms, left: 490, errs: is(errRefused)},
		{act: actGet, script: "chunk chunk chunk", attempts: 3, elapsed: 400 * ms, left: 490, errs: is(partnerkit.ErrMalformedResponse, io.ErrUnexpectedEOF)},
		{act: actGet, script: "hang hang hang", attempts: 3, elapsed: 90*time.Second + 400*ms, left: 490, errs: is(context.DeadlineExceeded)},
		// What does not pass.
		{act: actGet, script: "cert", attempts: 1, left: 500, errs: is(x509.UnknownAuthorityError{})},
		{act: actGet, script: "page", attempts: 1, left: 500, errs: is(partnerkit.ErrMalformedResponse)},
		{act: actGet, script: "null", attempts: 1, left: 500, errs: is(partnerkit.ErrMalformedResponse)},
		{act: actGet, script: "empty", attempts: 1, left: 500, errs: is(partnerkit.ErrMalformedResponse)},
		{act: actGet, script: "array", attempts: 1, left: 500, errs: is(partnerkit.ErrMalformedResponse)},
		{act: actGet, script: "half", attempts: 1, left: 500, errs: is(partnerkit.ErrMalformedResponse)},
		{act: actGet, script: "two", attempts: 1, left: 500, errs: is(partnerkit.ErrMalformedResponse)},
		{act: actGet, script: "huge", attempts: 1, left: 500, errs: is(partnerkit.ErrResponseTooLarge)},
		{act: actGet, script: "503 404", attempts: 2, elapsed: 200 * ms, left: 500, errs: is(partnerkit.ErrUserNotFound, partnerkit.ErrNotFound)},
		{act: actGet, script: "503 404html", attempts: 2, elapsed: 200 * ms, left: 500, errs: is(partnerkit.ErrNotFound)},
		// What is asked for is waited for; in which forms, TestRetryAfterIsObeyed says.
		{act: actGet, script: "429+5 ok", attempts: 2, elapsed: 5 * time.Second, left: 500},
		{act: actGet, script: "503+5 ok", attempts: 2, elapsed: 5 * time.Second, left: 500},
		{act: actGet, script: "502+5 ok", attempts: 2, elapsed: 5 * time.Second, left: 500},
		{act: actGet, script: "429+10 ok", attempts: 2, elapsed: 10 * time.Second, left: 500},
		{act: actGet, script: "429+1 ok", retry: five, attempts: 2, elapsed: time.Second, longest: 2 * time.Second, left: 500},
		{act: actGet, script: "429+2 429+4 ok", retry: five, attempts: 3, elapsed: 6 * time.Second, left: 495},
		{act: actGet, script: "429+120 ok", retry: patient, attempts: 2, elapsed: 2 * time.Minute, left: 500},
		{act: actGet, script: "503+10 drop ok", attempts: 3, elapsed: 10*time.Second + 200*ms, longest: 10*time.Second + 800*ms, left: 495},
		{act: actGet, script: "429+10 429+10 429+10", attempts: 3, elapsed: 20 * time.Second, left: 490, errs: is(partnerkit.ErrRateLimited)},
		// Above the cap it returns at once, and costs nothing.
		{act: actGet, script: "429+11", attempts: 1, left: 500, errs: is(partnerkit.ErrRateLimited)},
		{act: actGet, script: "503+11", attempts: 1, left: 500, errs: is(partnerkit.ErrServer)},
		{act: actGet, script: "429+121", retry: patient, attempts: 1, left: 500, errs: is(partnerkit.ErrRateLimited)},
		{act: actGet, script: "429+2", retry: flat, attempts: 1, left: 500, errs: is(partnerkit.ErrRateLimited)},
		{act: actGet, script: "429+86400", attempts: 1, left: 500, errs: is(partnerkit.ErrRateLimited)},
		{act: actGet, script: "429+18446744073", attempts: 1, left: 500, errs: is(partnerkit.ErrRateLimited)},
		{act: actGet, script: "503 429+11", attempts: 2, elapsed: 200 * ms, longest: 400 * ms, left: 495, errs: is(partnerkit.ErrRateLimited)},
		// A write is repeated when it was refused, and only then.
		{act: actCreate, script: "ok", attempts: 1, left: 500},
		{act: actCreate, script: "429 ok", attempts: 2, elapsed: 200 * ms, left: 500},
		{act: actCreate, script: "429html ok", attempts: 2, elapsed: 200 * ms, left: 500},
		{act: actCreate, script: "429+3 ok", attempts: 2, elapsed: 3 * time.Second, left: 500},
		{act: actCreate, script: "429+30", attempts: 1, left: 500, errs: is(partnerkit.ErrRateLimited)},
		{act: actCreate, script: "unsent ok", attempts: 2, elapsed: 200 * ms, left: 500},
		{act: actCreate, script: "429 unsent ok", attempts: 3, elapsed: 400 * ms, left: 495},
		{act: actCreate, script: "unsent 429 ok", attempts: 3, elapsed: 400 * ms, left: 495},
		{act: actCreate, script: "unsent unsent unsent", attempts: 3, elapsed: 400 * ms, left: 490, errs: is(errRefused)},
		{act: actCreate, script: "429 409", attempts: 2, elapsed: 200 * ms, left: 500, errs: is(partnerkit.ErrUserAlreadyAssociated, partnerkit.ErrConflict)},
		{act: actCreate, script: "unsent 409html", attempts: 2, elapsed: 200 * ms, left: 500, errs: is(partnerkit.ErrConflict)},
		{act: actCreate, script: "429 drop", attempts: 2, elapsed: 200 * ms, left: 495, errs: is(partnerkit.ErrOutcomeUnknown, errDropped)},
		{act: actCreate, script: "unsent 503", attempts: 2, elapsed: 200 * ms, left: 495, errs: is(partnerkit.ErrOutcomeUnknown, partnerkit.ErrServer)},
		{act: actCreate, script: "drop", attempts: 1, left: 500, errs: is(partnerkit.ErrOutcomeUnknown, errDropped)},
		{act: actCreate, script: "mute", attempts: 1, left: 500, errs: is(partnerkit.ErrOutcomeUnknown, errDropped)},
		{act: actCreate, script: "cut", attempts: 1, left: 500, errs: is(partnerkit.ErrOutcomeUnknown, partnerkit.ErrMalformedResponse)},
		{act: actCreate, script: "chunk", attempts: 1, left: 500, errs: is(partnerkit.ErrOutcomeUnknown, partnerkit.ErrMalformedResponse)},
		{act: actCreate, script: "hang", attempts: 1, elapsed: 30 * time.Second, left: 500, errs: is(partnerkit.ErrOutcomeUnknown, context.DeadlineExceeded)},
		{act: actCreate, script: "stall", attempts: 1, elapsed: 30 * time.Second, left: 500, errs: lost},
		{act: actCreate, script: "page", attempts: 1, left: 500, errs: is(partnerkit.ErrOutcomeUnknown, partnerkit.ErrMalformedResponse)},
		{act: actCreate, script: "null", attempts: 1, left: 500, errs: is(partnerkit.ErrOutcomeUnknown, partnerkit.ErrMalformedResponse)},
		{act: actCreate, script: "huge", attempts: 1, left: 500, errs: is(partnerkit.ErrOutcomeUnknown, partnerkit.ErrResponseTooLarge)},
		{act: actCreate, script: "503+1", attempts: 1, left: 500, errs: is(partnerkit.ErrOutcomeUnknown, partnerkit.ErrServer)},
		{act: actPortalCreate, script: "429 ok", attempts: 2, elapsed: 200 * ms, left: 500},
		{act: actPortalCreate, script: "504html", attempts: 1, left: 500, errs: is(partnerkit.ErrOutcomeUnknown, partnerkit.ErrServer)},
		// MarkAllRead is a write of which two are as one.
		{act: actMarkAllRead, script: "503 ok", attempts: 2, elapsed: 200 * ms, left: 500},
		{act: actMarkAllRead, script: "drop cut ok", attempts: 3, elapsed: 400 * ms, left: 495},
		{act: actMarkAllRead, script: "drop drop drop", attempts: 3, elapsed: 400 * ms, left: 490, errs: is(errDropped)},
		// Each API has its own credential, and one budget for its reads and writes.
		{act: actAppGet, script: "502 ok", attempts: 2, elapsed: 200 * ms, left: 500},
		{act: actAppGet, script: "401", attempts: 1, left: 500, errs: is(partnerkit.ErrUnauthorized)},
		{act: actProfileGet, script: "408 ok", attempts: 2, elapsed: 200 * ms, left: 500},
		{act: actProfileGet, script: "expired", attempts: 1, left: 500, errs: is(partnerkit.ErrSessionExpired, partnerkit.ErrUnauthorized)},
		{act: actProfileGet, script: "503 expired", attempts: 2, elapsed: 200 * ms, left: 500, errs: is(partnerkit.ErrSessionExpired)},
	}
}

// statusRows crosses every status with a read and a write, in the API's own shape
// and as a proxy's page.
func statusRows() []vector {
	var rows []vector
	for _, s := range []struct {
		fate     string
		class    error
		statuses []int
	}{
		{"final", nil, []int{300, 301, 302, 303, 304, 305, 307, 308, 399}},
		{"final", partnerkit.ErrBadRequest, []int{400, 402, 405, 406, 407, 410, 412, 413, 414, 415, 418, 421, 422, 423, 425, 428, 431, 451, 499}},
		{"final", partnerkit.ErrUnauthorized, []int{401}},
		{"final", partnerkit.ErrForbidden, []int{403}},
		{"final", partnerkit.ErrNotFound, []int{404}},
		{"final", partnerkit.ErrConflict, []int{409}},
		{"refused", partnerkit.ErrRateLimited, []int{429}},
		{"passing", nil, []int{408}},
		{"passing", partnerkit.ErrServer, []int{500, 502, 503, 504}},
		{"unknown", partnerkit.ErrServer, []int{501, 505, 507, 508, 511, 520, 522, 599, 600, 999}},
	} {
		for _, status := range s.statuses {
			for _, form := range []string{"", "html"} {
				token := fmt.Sprintf("%d%s", status, form)
				var class []error
				if s.class != nil {
					class = is(s.class)
				}
				rows = append(rows, statusRow(actGet, status, token, s.fate, class), statusRow(actCreate, status, token, s.fate, class))
			}
		}
	}
	return rows
}

// statusRow says what a status that stays comes to.
func statusRow(a act, status int, token, fate string, class []error) vector {
	v := vector{act: a, script: token, attempts: 1, left: 500, status: status, errs: slices.Clone(class)}
	write := a.name == actCreate.name
	if fate == "refused" || fate == "passing" && !write {
		v.script, v.attempts, v.elapsed, v.left = token+" "+token+" "+token, 3, 400*ms, 490
	}
	if write && (fate == "passing" || fate == "unknown") {
		v.errs = append(v.errs, partnerkit.ErrOutcomeUnknown)
	}
	return v
}
