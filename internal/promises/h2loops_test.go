package promises_test

// Servers that fail the same way for ever, or many calls at once: what one attempt puts on
// the wire stays bounded, and what a call says stays true.

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/internal/rawh2"
)

// replayedRows are the faults that net/http sends a request again after, in some version.
func replayedRows(calls []act) []h2Row {
	var rows []h2Row
	for _, over := range h2Transports() {
		for _, call := range calls {
			rows = append(rows,
				h2Row{over: over, frame: frameReset, code: http2.ErrCodeProtocol, call: call},
				h2Row{over: over, frame: frameReset, code: http2.ErrCodeRefusedStream, call: call},
				h2Row{over: over, frame: frameGoAwayBelow, code: http2.ErrCodeNo, call: call},
			)
		}
	}
	return rows
}

// forEver befalls every request of the call.
func (r h2Row) forEver(_ *h2Site, _ int, request rawh2.Request) []rawh2.Step {
	return r.frame.steps(request, r.code)
}

// anAttempt is the time of an attempt that must run out, or that bounds a loop. On a busy machine fresh
// connections and their answers take seconds; net/http's second before it sends again is well within.
const anAttempt = 8 * time.Second

func TestAServerThatNeverRelents(t *testing.T) {
	t.Parallel()
	for _, row := range replayedRows(wireActs) {
		if row.call.repeatable && row.code == http2.ErrCodeRefusedStream {
			continue // net/http waits a second before its third send: see TestOneAttemptOfARead
		}
		t.Run(row.String(), func(t *testing.T) {
			t.Parallel()
			s := newH2Site(t, row.over, row.call, row.forEver, quickly)
			row.checkForEver(t, s.run(t, partnerkit.WithTimeout(anAttempt)))
		})
	}
}

// checkForEver is check where the fault never passes.
func (r h2Row) checkForEver(t *testing.T, got h2Result) {
	t.Helper()
	said, known := r.notProcessed()
	require.NotEqual(t, outcomeOK, got.outcome)
	switch {
	case r.call.repeatable:
		assert.Equal(t, outcomeFailed, got.outcome, "%v", got.err)
		assert.Equal(t, 3, got.attempts)
		assert.LessOrEqual(t, got.sends, fewSendsAnAttempt*got.attempts)
	case said && (known || got.outcome == outcomeFailed):
		assert.Equal(t, outcomeFailed, got.outcome, "%v", got.err)
		assert.Equal(t, 3, got.attempts, "what was not processed is repeated as often as Retry says")
		assert.Equal(t, got.attempts, got.sends)
	default:
		assert.Equal(t, outcomeUnknown, got.outcome, "%v", got.err)
		assert.Equal(t, 1, got.attempts)
		assert.Equal(t, 1, got.sends)
	}
	assert.Zero(t, got.effects)
}

// A caller who wants one attempt gets a few sends at most.
func TestOneAttemptOfARead(t *testing.T) {
	t.Parallel()
	allAtOnce(t, func(run func(string, func(*testing.T))) {
		for _, row := range replayedRows(wireActs[:1]) {
			run(row.String(), func(t *testing.T) {
				s := newH2Site(t, row.over, row.call, row.forEver, partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 1}))
				got := s.run(t, partnerkit.WithTimeout(anAttempt))
				assert.Equal(t, outcomeFailed, got.outcome)
				assert.Equal(t, 1, got.attempts)
				assert.LessOrEqual(t, got.sends, fewSendsAnAttempt)
			})
		}
	})
}

// crowd is a server that many users are made at, and that says GOAWAY amid the calls.
type crowd struct {
	server *rawh2.Server
	last   uint32         // the last stream of the first connection's GOAWAY, 0 before that; the script's alone
	made   map[string]int // by e-mail
	mu     sync.Mutex     // guards made
}

const (
	crowdSize     = 40
	answeredFirst = 10 // calls before the GOAWAY
)

// script answers the first calls, then says GOAWAY below one, and nothing to those above.
func (c *crowd) script(r rawh2.Request) []rawh2.Step {
	switch {
	case r.Path == warmPath:
		return []rawh2.Step{userAnswer(warmID, "null", "null").step()}
	case r.Conn == 1 && c.last > 0 && r.Stream > c.last:
		return nil
	case r.Conn == 1 && c.last == 0 && r.Nth > answeredFirst:
		c.last = r.Stream - 2
		return []rawh2.Step{rawh2.GoAway(c.last, http2.ErrCodeNo)}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.made[emailOf(r)]++
	return []rawh2.Step{rawh2.Answer(http.StatusCreated, userWith(emailOf(r)))}
}

func emailOf(r rawh2.Request) string {
	var user struct{ Email string }
	_ = json.Unmarshal(r.Body, &user) // none has no e-mail
	return user.Email
}

func userWith(email string) string {
	return fmt.Sprintf(`{"success":true,"data":{"id":%q,"email":%q,"createdAt":"2023-01-15T12:00:00.000Z"},"meta":{}}`, testUserID, email)
}

// sends counts the HEADERS of each e-mail's requests.
func (c *crowd) sends() map[string]int {
	count := map[string]int{}
	for _, r := range c.server.Requests() {
		count[emailOf(r)]++
	}
	return count
}

func TestAGoAwayAmidManyCalls(t *testing.T) {
	t.Parallel()
	for _, over := range h2Transports() {
		t.Run(string(over), func(t *testing.T) {
			t.Parallel()
			c := &crowd{made: map[string]int{}}
			if over == callersUnsecured {
				c.server = rawh2.StartCleartext(t, c.script)
			} else {
				c.server = rawh2.Start(t, certificate, c.script)
			}
			client := newWireClient(t, over, c.server.URL, quickly)
			_, err := client.Users.Get(t.Context(), warmID)
			require.NoError(t, err)
			ctx, cancel := context.WithTimeout(t.Context(), generous)
			defer cancel()
			told, errs := make([]partnerkit.Response, crowdSize), make([]error, crowdSize)
			email := func(i int) string { return fmt.Sprintf("user-%d@example.com", i) }
			var calls sync.WaitGroup
			for i := range crowdSize {
				calls.Go(func() {
					_, errs[i] = client.Users.Create(ctx, partnerkit.UserCreateParams{Email: email(i)}, partnerkit.WithResponse(&told[i]))
				})
			}
			calls.Wait()
			sends := c.sends()
			unknown := 0
			for i := range crowdSize {
				assert.LessOrEqual(t, sends[email(i)], told[i].Attempts, "sends of %s", email(i))
				assert.LessOrEqual(t, c.made[email(i)], 1, email(i))
				if errs[i] == nil {
					assert.Equal(t, 1, c.made[email(i)], email(i))
					continue
				}
				unknown++
				assert.ErrorIs(t, errs[i], partnerkit.ErrOutcomeUnknown)
			}
			if replayMeansGoAway && over == ownTransport {
				assert.Zero(t, unknown, "of %d: %v", crowdSize, errors.Join(errs...))
			}
			t.Logf("%d calls, %d on the wire, %d unknown", crowdSize, len(c.server.Requests())-1, unknown)
		})
	}
}

// A proxy that freezes: what comes after the attempt that timed out takes another connection,
// be it the next attempt, the read-back or the next call. Of a caller's transport that is the
// caller's to see to.
func TestADeadConnectionIsLeft(t *testing.T) {
	t.Parallel()
	allAtOnce(t, func(run func(string, func(*testing.T))) {
		for _, call := range wireActs {
			run(call.name, func(t *testing.T) {
				newH2Site(t, ownTransport, call, freezing, quickly).checkLeaves(t)
			})
		}
	})
}
