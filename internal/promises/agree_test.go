package promises_test

// The error of a call and the Response that it filled speak of one response, whatever ended the
// call and wherever in it.

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// numbered is a far end that follows a script and gives each answer a request id: r0, r1, and so on.
func numbered(t *testing.T, a act, script string) *farEnd {
	far := scripted(t, a, script)
	answer := far.answer
	far.answer = func(n int, s seen) reply {
		p := answer(n, s)
		first, rest, _ := strings.Cut(p.raw, "\r\n")
		p.raw = first + fmt.Sprintf("\r\nX-Request-Id: r%d\r\n", n) + rest
		return p
	}
	return far
}

func TestErrorAndResponseAgree(t *testing.T) {
	t.Parallel()
	ended := is(context.DeadlineExceeded)
	for _, row := range []struct {
		act       act
		script    string
		deadline  time.Duration // of the caller's context; 0 for none
		status    int
		requestID string
		attempts  int
		errs      []error
	}{
		{actGet, "503 hang hang", 0, 0, "", 3, ended}, // the attempts' own time, and no answer last
		{actGet, "503 hang", time.Second, 503, "r0", 2, ended},
		{actGet, "503 stall", time.Second, 200, "r1", 2, ended},
		{actGet, "503 500 hang", 2 * time.Second, 500, "r1", 3, ended},
		{actGet, "503", 100 * ms, 503, "r0", 1, is(partnerkit.ErrServer)}, // a wait that is not begun,
		{actGet, "429+5", time.Second, 429, "r0", 1, is(partnerkit.ErrRateLimited)},
		{actGet, "503 drop hang", 10 * time.Second, 0, "", 3, ended},
		{actGet, "hang", time.Second, 0, "", 1, ended},
		{actCreate, "429 hang", time.Second, 429, "r0", 2, is(partnerkit.ErrOutcomeUnknown, context.DeadlineExceeded)},
		{actCreate, "hang", time.Second, 0, "", 1, is(partnerkit.ErrOutcomeUnknown, context.DeadlineExceeded)},
		{actEnsure, "503 hang", time.Second, 503, "r0", 2, ended},
		{actEnsure, "409 503 hang", time.Second, 503, "r1", 3, ended},
		{actEnsure, "409 absent 503 hang", time.Second, 503, "r2", 4, ended},
		{actEnsure, "503 409 503 hang", 2 * time.Second, 503, "r2", 4, ended},
		{actEnsure, "409 hang", time.Second, 0, "", 2, ended},
		{actEnsure, "409 absent hang", time.Second, 0, "", 3, ended},
		{actUpdate, "503 hang", time.Second, 503, "r0", 1, is(partnerkit.ErrOutcomeUnknown, partnerkit.ErrServer)},
		{actUpdate, "503 503 hang", time.Second, 503, "r0", 1, is(partnerkit.ErrOutcomeUnknown, partnerkit.ErrServer)},
		{actUpdate, "drop 503 hang", time.Second, 0, "", 1, is(partnerkit.ErrOutcomeUnknown)},
		{actUpdate, "429 502 hang", time.Second, 502, "r1", 2, is(partnerkit.ErrOutcomeUnknown, partnerkit.ErrServer)},
		{actDisassociate, "504 hang", time.Second, 504, "r0", 1, is(partnerkit.ErrOutcomeUnknown, partnerkit.ErrServer)},
		{actDisconnect, "stall hang", time.Minute, 200, "r0", 1, is(partnerkit.ErrOutcomeUnknown)},
		{actPortalDelete, "cut 503 hang", time.Second, 200, "r0", 1, is(partnerkit.ErrOutcomeUnknown, partnerkit.ErrMalformedResponse)},
		{actMarkAllRead, "503 hang", time.Second, 503, "r0", 2, ended},
		{actUpdate, "503 absent", 0, 503, "r0", 1, is(partnerkit.ErrOutcomeUnknown, partnerkit.ErrServer)},
		{actEnsure, "409 503 503 503", 0, 503, "r3", 4, is(partnerkit.ErrServer)},
	} {
		t.Run(row.act.name+"/"+row.script, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx := t.Context()
				if row.deadline > 0 {
					limited, cancel := context.WithTimeout(ctx, row.deadline)
					defer cancel()
					ctx = limited
				}
				var response partnerkit.Response
				c := clientOn(t, numbered(t, row.act, row.script), partnerkit.WithRetry(waitsFor(row.script)))
				err := row.act.run(ctx, c, partnerkit.WithResponse(&response))
				failure, ok := errors.AsType[*partnerkit.Error](err)
				require.True(t, ok, "%v", err)
				for _, want := range row.errs {
					require.ErrorIs(t, err, want)
				}
				assert.Equal(t, row.status, failure.Status, "%v", err)
				assert.Equal(t, row.requestID, failure.RequestID)
				assert.Equal(t, row.attempts, failure.Attempts)
				assert.Equal(t, failure.Status, response.Status)
				assert.Equal(t, failure.RequestID, response.RequestID)
				assert.Equal(t, failure.Attempts, response.Attempts)
				assert.False(t, response.ReadBack)
			})
		})
	}
}
