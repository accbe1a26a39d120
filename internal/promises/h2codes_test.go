package promises_test

// Every error code of HTTP/2, as RST_STREAM and as GOAWAY, on a fresh connection and on one
// in use, before and after the effect, for every write and a read. What net/http makes of
// each is seen on the wire alone: below RoundTrip it sends some requests again.

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/internal/rawh2"
)

// h2Frame is the way in which the server fails.
type h2Frame struct {
	name  string
	steps func(r rawh2.Request, code http2.ErrCode) []rawh2.Step
	// honest reports whether the frame with the code may come after the effect, or before.
	honest func(code http2.ErrCode, after bool) bool
}

func anyTime(http2.ErrCode, bool) bool { return true }

var (
	frameReset = h2Frame{
		name: "RST_STREAM",
		steps: func(_ rawh2.Request, code http2.ErrCode) []rawh2.Step {
			return []rawh2.Step{rawh2.Reset(code)}
		},
		honest: func(code http2.ErrCode, after bool) bool { return !after || code != http2.ErrCodeRefusedStream },
	}
	frameGoAwayBelow = h2Frame{
		name: "GOAWAY, last stream 0",
		steps: func(_ rawh2.Request, code http2.ErrCode) []rawh2.Step {
			return []rawh2.Step{rawh2.GoAway(0, code)}
		},
		honest: func(_ http2.ErrCode, after bool) bool { return !after },
	}
	frameGoAway = h2Frame{
		name: "GOAWAY, last stream the request's",
		steps: func(r rawh2.Request, code http2.ErrCode) []rawh2.Step {
			return []rawh2.Step{rawh2.GoAway(r.Stream, code), rawh2.Close()}
		},
		honest: anyTime,
	}
	// The rest say nothing with a code; a head of success before the effect would be a lie.
	frameCut = h2Frame{
		name:   "connection cut",
		steps:  func(rawh2.Request, http2.ErrCode) []rawh2.Step { return []rawh2.Step{rawh2.Cut()} },
		honest: anyTime,
	}
	frameHead = h2Frame{
		name: "head, then RST_STREAM",
		steps: func(_ rawh2.Request, code http2.ErrCode) []rawh2.Step {
			return []rawh2.Step{rawh2.Head(200), rawh2.Reset(code)}
		},
		honest: func(_ http2.ErrCode, after bool) bool { return after },
	}
	frameHalf = h2Frame{
		name: "half a body, then the connection cut",
		steps: func(rawh2.Request, http2.ErrCode) []rawh2.Step {
			return []rawh2.Step{rawh2.Head(200), rawh2.Data(`{"success":`), rawh2.Cut()}
		},
		honest: func(_ http2.ErrCode, after bool) bool { return after },
	}
)

// h2Row is one line of the table.
type h2Row struct {
	over        h2Transport
	frame       h2Frame
	code        http2.ErrCode
	warm, after bool
	call        act
}

func (r h2Row) String() string {
	connection, when := "fresh", "before"
	if r.warm {
		connection = "warm"
	}
	if r.after {
		when = "after"
	}
	return strings.Join([]string{string(r.over), r.frame.name, r.code.String(), connection, when, r.call.name}, ", ")
}

// h2Rows are all rows that are no lie. A short run has the codes that net/http tells from
// the others, and one of these.
func h2Rows(short bool) []h2Row {
	codes := rawh2.Codes()
	if short {
		codes = []http2.ErrCode{http2.ErrCodeNo, http2.ErrCodeProtocol, http2.ErrCodeRefusedStream, http2.ErrCodeHTTP11Required}
	}
	var rows []h2Row
	add := func(frame h2Frame, code http2.ErrCode) {
		for _, over := range h2Transports() {
			for _, call := range wireActs {
				for _, warm := range []bool{false, true} {
					for _, after := range []bool{false, true} {
						if frame.honest(code, after) && (!call.reads() || !after) { // a read has no effect
							rows = append(rows, h2Row{over, frame, code, warm, after, call})
						}
					}
				}
			}
		}
	}
	for _, code := range codes {
		for _, frame := range []h2Frame{frameReset, frameGoAwayBelow, frameGoAway} {
			add(frame, code)
		}
	}
	for _, frame := range []h2Frame{frameCut, frameHead, frameHalf} {
		add(frame, http2.ErrCodeInternal)
	}
	return rows
}

// notProcessed reports whether the frame says that the request was not carried out, and
// whether the client is able to know.
func (r h2Row) notProcessed() (said, known bool) {
	switch r.frame.name {
	case frameReset.name:
		refused := r.code == http2.ErrCodeRefusedStream
		return refused, refused
	case frameGoAwayBelow.name:
		// On the first stream of a connection net/http replays after NO_ERROR alone.
		replayed := r.warm || r.code == http2.ErrCodeNo
		return true, replayed && replayMeansGoAway && r.over == ownTransport
	default:
		return false, false
	}
}

// fault befalls the first request of the call.
func (r h2Row) fault(s *h2Site, before int, request rawh2.Request) []rawh2.Step {
	if before > 0 {
		return nil
	}
	steps := r.frame.steps(request, r.code)
	if r.after {
		s.there = true
		steps = append([]rawh2.Step{rawh2.Effect()}, steps...)
	}
	return steps
}

// quickly keeps the waits between attempts short.
var quickly = partnerkit.WithRetry(partnerkit.Retry{MinWait: time.Microsecond, MaxWait: time.Millisecond})

func (r h2Row) run(t *testing.T) h2Result {
	s := newH2Site(t, r.over, r.call, r.fault, quickly)
	if r.warm {
		s.warm(t)
	}
	result := s.run(t)
	r.checkConnection(t, s)
	r.check(t, result)
	return result
}

// checkConnection makes sure that the row tests what it says.
func (r h2Row) checkConnection(t *testing.T, s *h2Site) {
	t.Helper()
	for _, request := range s.server.Requests() {
		if s.isOwn(request) {
			assert.Equal(t, r.warm, request.Nth > 1, "the connection of the first send")
			return
		}
	}
	assert.Fail(t, "nothing was sent")
}

// check holds what a call came to against the promises.
func (r h2Row) check(t *testing.T, got h2Result) {
	t.Helper()
	if r.call.repeatable {
		assert.Equal(t, outcomeOK, got.outcome, "%v", got.err)
		assert.LessOrEqual(t, got.sends, fewSendsAnAttempt*got.attempts, "sends")
		assert.Zero(t, got.looks, "read-backs")
		return
	}
	assert.LessOrEqual(t, got.sends, got.attempts, "sends of a write, one an attempt")
	assert.LessOrEqual(t, got.sends+got.looks, got.granted, "sends that the limiter knows of")
	assert.LessOrEqual(t, got.effects, 1, "times that the write was carried out")
	said, known := r.notProcessed()
	switch {
	case said && (known || got.outcome == outcomeOK):
		assert.Equal(t, outcomeOK, got.outcome, "%v", got.err)
		assert.Equal(t, 2, got.attempts, "the client repeats what was not processed by itself")
		assert.Equal(t, 1, got.effects)
	case r.after && r.call.looks():
		assert.Equal(t, outcomeReadBack, got.outcome, "%v", got.err)
		assert.Equal(t, 1, got.attempts)
	default:
		assert.Equal(t, outcomeUnknown, got.outcome, "%v", got.err)
		assert.Equal(t, 1, got.attempts)
	}
}

func TestEveryHTTP2Code(t *testing.T) {
	t.Parallel()
	rows := h2Rows(testing.Short())
	require.NotEmpty(t, rows)
	lines := make([]string, len(rows))
	t.Run("rows", func(t *testing.T) {
		for i, row := range rows {
			t.Run(row.String(), func(t *testing.T) {
				t.Parallel()
				got := row.run(t)
				lines[i] = fmt.Sprintf("%s: %d sends, %d read-backs, Attempts %d, %s", row, got.sends, got.looks, got.attempts, got.outcome)
			})
		}
	})
	t.Logf("%d rows\n%s", len(rows), strings.Join(lines, "\n"))
}
