package partnerkit

// Retry vectors: what the far end does, under which settings, and what the call
// must come to: attempts, virtual time to the nanosecond, budget left, error.

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
)

var (
	single  = Retry{MaxAttempts: 1}
	five    = Retry{MaxAttempts: 5, MinWait: time.Second, MaxWait: 4 * time.Second}
	flat    = Retry{MaxAttempts: 4, MinWait: time.Second, MaxWait: time.Second}
	patient = Retry{MaxAttempts: 3, MinWait: time.Second, MaxWait: 2 * time.Minute}
)

// vector is one row; without errs and status it is a success.
type vector struct {
	act      act
	script   string
	retry    Retry
	draw     func(int64) int64
	attempts int
	elapsed  time.Duration
	left     int
	errs     []error
	status   int // the error's; 0 asks nothing
	opts     []CallOption
}

func (v vector) name() string {
	return fmt.Sprintf("%s/%s/%d,%s,%s", v.act.name, v.script, v.retry.MaxAttempts, v.retry.MinWait, v.retry.MaxWait)
}

const ms = time.Millisecond

func is(errs ...error) []error { return errs }

// play runs a row in a bubble of its own.
func (v vector) play(t *testing.T) {
	far := scripted(t, v.act, v.script)
	c := clientOn(t, far, WithRetry(v.retry)).withJitter(v.draw)
	var response Response
	began := time.Now()
	err := v.act.run(t.Context(), c, append(v.opts, WithResponse(&response))...)
	assert.Equal(t, v.elapsed, time.Since(began), "virtual time")
	assert.Len(t, far.requests(), len(strings.Fields(v.script)), "requests, looks included")
	assert.Equal(t, v.left, c.tokens(v.act.api), "budget left")
	assert.Equal(t, v.attempts, response.Attempts, "Response.Attempts")
	if len(v.errs) == 0 && v.status == 0 {
		require.NoError(t, err)
		return
	}
	failure, ok := errors.AsType[*Error](err)
	require.True(t, ok, "an *Error: %v", err)
	assert.Equal(t, v.attempts, failure.Attempts, "Error.Attempts")
	if v.status != 0 {
		assert.Equal(t, v.status, failure.Status)
	}
	unknown := false
	for _, want := range v.errs {
		require.ErrorIs(t, err, want)
		unknown = unknown || errors.Is(want, ErrOutcomeUnknown)
	}
	assert.Equal(t, unknown, errors.Is(err, ErrOutcomeUnknown), "outcome unknown: %v", err)
}

func playAll(t *testing.T, rows []vector) {
	names := map[string]int{}
	for _, row := range rows {
		name := row.name()
		names[name]++
		if names[name] > 1 {
			name += fmt.Sprintf("#%d", names[name])
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, row.play)
		})
	}
}

func TestRetryVectors(t *testing.T) {
	t.Parallel()
	rows := append(handWritten(), statusRows()...)
	t.Logf("%d vectors", len(rows))
	require.GreaterOrEqual(t, len(rows), 150)
	playAll(t, rows)
}

// handWritten are the rows of which each is its own case. What is left of the budget
// follows one rule: a repeat takes five; an answer that is healthy, and came whole,
// gives back what the call's last repeat took, or one.
func handWritten() []vector {
	lost := is(ErrOutcomeUnknown)
	return []vector{
		// What passes, for a read: the growth of the wait and the ends of its range.
		{act: actGet, script: "ok", draw: lowest, attempts: 1, left: 500},
		{act: actGet, script: "503 ok", draw: lowest, attempts: 2, elapsed: 200 * ms, left: 500},
		{act: actGet, script: "503 ok", draw: middle, attempts: 2, elapsed: 300 * ms, left: 500},
		{act: actGet, script: "503 ok", draw: highest, attempts: 2, elapsed: 400 * ms, left: 500},
		{act: actGet, script: "503 500 ok", draw: lowest, attempts: 3, elapsed: 400 * ms, left: 495},
		{act: actGet, script: "503 500 ok", draw: middle, attempts: 3, elapsed: 800 * ms, left: 495},
		{act: actGet, script: "503 500 ok", draw: highest, attempts: 3, elapsed: 1200 * ms, left: 495},
		{act: actGet, script: "503 500 502", draw: highest, attempts: 3, elapsed: 1200 * ms, left: 490, errs: is(ErrServer, Code("CODE_502"))},
		{act: actGet, script: "503", retry: single, draw: highest, attempts: 1, left: 500, errs: is(ErrServer)},
		{act: actGet, script: "503 503 503 503 503", retry: five, draw: highest, attempts: 5, elapsed: 14 * time.Second, left: 480, errs: is(ErrServer)},
		{act: actGet, script: "503 503 503 503 503", retry: five, draw: lowest, attempts: 5, elapsed: 4 * time.Second, left: 480, errs: is(ErrServer)},
		{act: actGet, script: "503 503 503 503 ok", retry: five, draw: highest, attempts: 5, elapsed: 14 * time.Second, left: 485},
		{act: actGet, script: "503 503 503 ok", retry: flat, draw: highest, attempts: 4, elapsed: 3 * time.Second, left: 490},
		{act: actGet, script: "drop ok", draw: lowest, attempts: 2, elapsed: 200 * ms, left: 500},
		{act: actGet, script: "mute ok", draw: lowest, attempts: 2, elapsed: 200 * ms, left: 500},
		{act: actGet, script: "unsent ok", draw: lowest, attempts: 2, elapsed: 200 * ms, left: 500},
		{act: actGet, script: "cut ok", draw: lowest, attempts: 2, elapsed: 200 * ms, left: 500},
		{act: actGet, script: "chunk ok", draw: lowest, attempts: 2, elapsed: 200 * ms, left: 500},
		{act: actGet, script: "hang ok", draw: lowest, attempts: 2, elapsed: 30*time.Second + 200*ms, left: 500},
		{act: actGet, script: "stall ok", draw: lowest, attempts: 2, elapsed: 30*time.Second + 200*ms, left: 500},
		{act: actGet, script: "drop drop drop", draw: lowest, attempts: 3, elapsed: 400 * ms, left: 490, errs: is(errDropped)},
		{act: actGet, script: "unsent unsent unsent", draw: lowest, attempts: 3, elapsed: 400 * ms, left: 490, errs: is(errRefused)},
		{act: actGet, script: "chunk chunk chunk", draw: lowest, attempts: 3, elapsed: 400 * ms, left: 490, errs: is(ErrMalformedResponse, io.ErrUnexpectedEOF)},
		{act: actGet, script: "hang hang hang", draw: lowest, attempts: 3, elapsed: 90*time.Second + 400*ms, left: 490, errs: is(context.DeadlineExceeded)},
		// What does not pass.
		{act: actGet, script: "cert", draw: lowest, attempts: 1, left: 500, errs: is(x509.UnknownAuthorityError{})},
		{act: actGet, script: "page", draw: lowest, attempts: 1, left: 500, errs: is(ErrMalformedResponse)},
		{act: actGet, script: "null", draw: lowest, attempts: 1, left: 500, errs: is(ErrMalformedResponse)},
		{act: actGet, script: "empty", draw: lowest, attempts: 1, left: 500, errs: is(ErrMalformedResponse)},
		{act: actGet, script: "array", draw: lowest, attempts: 1, left: 500, errs: is(ErrMalformedResponse)},
		{act: actGet, script: "half", draw: lowest, attempts: 1, left: 500, errs: is(ErrMalformedResponse)},
		{act: actGet, script: "two", draw: lowest, attempts: 1, left: 500, errs: is(ErrMalformedResponse)},
		{act: actGet, script: "huge", draw: lowest, attempts: 1, left: 500, errs: is(ErrResponseTooLarge)},
		{act: actGet, script: "503 404", draw: lowest, attempts: 2, elapsed: 200 * ms, left: 500, errs: is(ErrUserNotFound, ErrNotFound)},
		{act: actGet, script: "503 404html", draw: lowest, attempts: 2, elapsed: 200 * ms, left: 500, errs: is(ErrNotFound)},
		// Retry-After in every form.
		{act: actGet, script: "429+5 ok", draw: highest, attempts: 2, elapsed: 5 * time.Second, left: 500},
		{act: actGet, script: "503+5 ok", draw: highest, attempts: 2, elapsed: 5 * time.Second, left: 500},
		{act: actGet, script: "502+5 ok", draw: highest, attempts: 2, elapsed: 5 * time.Second, left: 500},
		{act: actGet, script: "429+soon ok", draw: highest, attempts: 2, elapsed: 5 * time.Second, left: 500},
		{act: actGet, script: "429+soon850 ok", draw: highest, attempts: 2, elapsed: 5 * time.Second, left: 500},
		{act: actGet, script: "429+soonC ok", draw: highest, attempts: 2, elapsed: 5 * time.Second, left: 500},
		{act: actGet, script: "429+10 ok", draw: highest, attempts: 2, elapsed: 10 * time.Second, left: 500},
		{act: actGet, script: "429+0 ok", draw: lowest, attempts: 2, elapsed: 200 * ms, left: 500},
		{act: actGet, script: "429+past ok", draw: highest, attempts: 2, elapsed: 400 * ms, left: 500},
		{act: actGet, script: "429+-5 ok", draw: lowest, attempts: 2, elapsed: 200 * ms, left: 500},
		{act: actGet, script: "429+1.5 ok", draw: lowest, attempts: 2, elapsed: 2 * time.Second, left: 500},
		{act: actGet, script: "429+1e3 ok", draw: lowest, attempts: 2, elapsed: 200 * ms, left: 500},
		{act: actGet, script: "429+5,10 ok", draw: lowest, attempts: 2, elapsed: 10 * time.Second, left: 500},
		{act: actGet, script: "429+junk ok", draw: lowest, attempts: 2, elapsed: 200 * ms, left: 500},
		{act: actGet, script: "429+ ok", draw: lowest, attempts: 2, elapsed: 200 * ms, left: 500},
		{act: actGet, script: "429+1 ok", retry: five, draw: highest, attempts: 2, elapsed: 2 * time.Second, left: 500},
		{act: actGet, script: "429+1 429+3 ok", retry: five, draw: lowest, attempts: 3, elapsed: 4 * time.Second, left: 495},
		{act: actGet, script: "429+120 ok", retry: patient, draw: lowest, attempts: 2, elapsed: 2 * time.Minute, left: 500},
		{act: actGet, script: "503+10 drop ok", draw: lowest, attempts: 3, elapsed: 10*time.Second + 200*ms, left: 495},
		{act: actGet, script: "429+10 429+10 429+10", draw: lowest, attempts: 3, elapsed: 20 * time.Second, left: 490, errs: is(ErrRateLimited)},
		// Above the cap it returns at once, and costs nothing.
		{act: actGet, script: "429+11", draw: lowest, attempts: 1, left: 500, errs: is(ErrRateLimited)},
		{act: actGet, script: "503+11", draw: lowest, attempts: 1, left: 500, errs: is(ErrServer)},
		{act: actGet, script: "429+121", retry: patient, draw: lowest, attempts: 1, left: 500, errs: is(ErrRateLimited)},
		{act: actGet, script: "429+2", retry: flat, draw: lowest, attempts: 1, left: 500, errs: is(ErrRateLimited)},
		{act: actGet, script: "429+86400", draw: lowest, attempts: 1, left: 500, errs: is(ErrRateLimited)},
		{act: actGet, script: "429+far", draw: lowest, attempts: 1, left: 500, errs: is(ErrRateLimited)},
		{act: actGet, script: "429+9223372036", draw: lowest, attempts: 1, left: 500, errs: is(ErrRateLimited)},
		{act: actGet, script: "429+9223372037", draw: lowest, attempts: 1, left: 500, errs: is(ErrRateLimited)},
		{act: actGet, script: "429+18446744073", draw: lowest, attempts: 1, left: 500, errs: is(ErrRateLimited)},
		{act: actGet, script: "429+99999999999999999999", draw: lowest, attempts: 1, left: 500, errs: is(ErrRateLimited)},
		{act: actGet, script: "503 429+11", draw: lowest, attempts: 2, elapsed: 200 * ms, left: 495, errs: is(ErrRateLimited)},
		// A write is repeated when it was refused, and only then.
		{act: actCreate, script: "ok", draw: lowest, attempts: 1, left: 500},
		{act: actCreate, script: "429 ok", draw: lowest, attempts: 2, elapsed: 200 * ms, left: 500},
		{act: actCreate, script: "429html ok", draw: lowest, attempts: 2, elapsed: 200 * ms, left: 500},
		{act: actCreate, script: "429+3 ok", draw: lowest, attempts: 2, elapsed: 3 * time.Second, left: 500},
		{act: actCreate, script: "429+30", draw: lowest, attempts: 1, left: 500, errs: is(ErrRateLimited)},
		{act: actCreate, script: "unsent ok", draw: lowest, attempts: 2, elapsed: 200 * ms, left: 500},
		{act: actCreate, script: "unsent 429 ok", draw: lowest, attempts: 3, elapsed: 400 * ms, left: 495},
		{act: actCreate, script: "unsent unsent unsent", draw: lowest, attempts: 3, elapsed: 400 * ms, left: 490, errs: is(errRefused)},
		{act: actCreate, script: "429 409", draw: lowest, attempts: 2, elapsed: 200 * ms, left: 500, errs: is(ErrUserAlreadyAssociated, ErrConflict)},
		{act: actCreate, script: "unsent 409html", draw: lowest, attempts: 2, elapsed: 200 * ms, left: 500, errs: is(ErrConflict)},
		{act: actCreate, script: "429 drop", draw: lowest, attempts: 2, elapsed: 200 * ms, left: 495, errs: is(ErrOutcomeUnknown, errDropped)},
		{act: actCreate, script: "unsent 503", draw: lowest, attempts: 2, elapsed: 200 * ms, left: 495, errs: is(ErrOutcomeUnknown, ErrServer)},
		{act: actCreate, script: "drop", draw: lowest, attempts: 1, left: 500, errs: is(ErrOutcomeUnknown, errDropped)},
		{act: actCreate, script: "mute", draw: lowest, attempts: 1, left: 500, errs: is(ErrOutcomeUnknown, errDropped)},
		{act: actCreate, script: "cut", draw: lowest, attempts: 1, left: 500, errs: is(ErrOutcomeUnknown, ErrMalformedResponse)},
		{act: actCreate, script: "chunk", draw: lowest, attempts: 1, left: 500, errs: is(ErrOutcomeUnknown, ErrMalformedResponse)},
		{act: actCreate, script: "hang", draw: lowest, attempts: 1, elapsed: 30 * time.Second, left: 500, errs: is(ErrOutcomeUnknown, context.DeadlineExceeded)},
		{act: actCreate, script: "stall", draw: lowest, attempts: 1, elapsed: 30 * time.Second, left: 500, errs: lost},
		{act: actCreate, script: "page", draw: lowest, attempts: 1, left: 500, errs: is(ErrOutcomeUnknown, ErrMalformedResponse)},
		{act: actCreate, script: "null", draw: lowest, attempts: 1, left: 500, errs: is(ErrOutcomeUnknown, ErrMalformedResponse)},
		{act: actCreate, script: "huge", draw: lowest, attempts: 1, left: 500, errs: is(ErrOutcomeUnknown, ErrResponseTooLarge)},
		{act: actCreate, script: "503+1", draw: lowest, attempts: 1, left: 500, errs: is(ErrOutcomeUnknown, ErrServer)},
		{act: actPortalCreate, script: "429 ok", draw: lowest, attempts: 2, elapsed: 200 * ms, left: 500},
		{act: actPortalCreate, script: "504html", draw: lowest, attempts: 1, left: 500, errs: is(ErrOutcomeUnknown, ErrServer)},
		// MarkAllRead is a write of which two are as one.
		{act: actMarkAllRead, script: "503 ok", draw: lowest, attempts: 2, elapsed: 200 * ms, left: 500},
		{act: actMarkAllRead, script: "drop cut ok", draw: lowest, attempts: 3, elapsed: 400 * ms, left: 495},
		{act: actMarkAllRead, script: "drop drop drop", draw: lowest, attempts: 3, elapsed: 400 * ms, left: 490, errs: is(errDropped)},
		// Each API has its own credential, and one budget for its reads and writes.
		{act: actAppGet, script: "502 ok", draw: lowest, attempts: 2, elapsed: 200 * ms, left: 500},
		{act: actAppGet, script: "401", draw: lowest, attempts: 1, left: 500, errs: is(ErrUnauthorized)},
		{act: actProfileGet, script: "408 ok", draw: lowest, attempts: 2, elapsed: 200 * ms, left: 500},
		{act: actProfileGet, script: "expired", draw: lowest, attempts: 1, left: 500, errs: is(ErrSessionExpired, ErrUnauthorized)},
		{act: actProfileGet, script: "503 expired", draw: lowest, attempts: 2, elapsed: 200 * ms, left: 500, errs: is(ErrSessionExpired)},
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
		{"final", ErrBadRequest, []int{400, 402, 405, 406, 407, 410, 412, 413, 414, 415, 418, 421, 422, 423, 425, 428, 431, 451, 499}},
		{"final", ErrUnauthorized, []int{401}},
		{"final", ErrForbidden, []int{403}},
		{"final", ErrNotFound, []int{404}},
		{"final", ErrConflict, []int{409}},
		{"refused", ErrRateLimited, []int{429}},
		{"passing", nil, []int{408}},
		{"passing", ErrServer, []int{500, 502, 503, 504}},
		{"unknown", ErrServer, []int{501, 505, 507, 508, 511, 520, 522, 599, 600, 999}},
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
	v := vector{act: a, script: token, draw: lowest, attempts: 1, left: 500, status: status, errs: slices.Clone(class)}
	write := a.name == actCreate.name
	if fate == "refused" || fate == "passing" && !write {
		v.script, v.attempts, v.elapsed, v.left = token+" "+token+" "+token, 3, 400*ms, 490
	}
	if write && (fate == "passing" || fate == "unknown") {
		v.errs = append(v.errs, ErrOutcomeUnknown)
	}
	return v
}
