package promises_test

// The fault matrix: each kind of fault, before and after the effect, once and for
// ever, against each class of operation, on a far end that keeps count of what it
// carried out, in memory and over sockets.

import (
	"crypto/x509"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// nature is what a fault says of the request, in the words of the package
// documentation.
type nature int

const (
	notCarriedOut nature = iota // not carried out: every operation is repeated
	mayPass                     // unknown, and may pass: what is harmless is repeated
	unreadable                  // unknown, and will not pass: nothing is repeated
	settled                     // an answer: nothing is repeated
	outdated                    // the session's end: repeated once, after a refresh
)

type faultKind struct {
	token  string
	nature nature
	class  error         // what the error Is; nil for none
	status int           // of the error
	delay  time.Duration // that an attempt takes
	wait   time.Duration // before a repeat, where it is not the least
}

var faultKinds = []faultKind{
	{token: "unsent", nature: notCarriedOut, class: errRefused},
	{token: "429", nature: notCarriedOut, class: partnerkit.ErrRateLimited, status: 429},
	{token: "429html", nature: notCarriedOut, class: partnerkit.ErrRateLimited, status: 429},
	{token: "429+5", nature: notCarriedOut, class: partnerkit.ErrRateLimited, status: 429, wait: 5 * time.Second},
	{token: "429+11", nature: settled, class: partnerkit.ErrRateLimited, status: 429},
	{token: "cert", nature: settled, class: x509.UnknownAuthorityError{}},
	{token: "drop", nature: mayPass, class: errDropped},
	{token: "mute", nature: mayPass, class: errDropped},
	{token: "hang", nature: mayPass, delay: 30 * time.Second},
	{token: "stall", nature: mayPass, delay: 30 * time.Second},
	{token: "cut", nature: mayPass, class: partnerkit.ErrMalformedResponse},
	{token: "chunk", nature: mayPass, class: partnerkit.ErrMalformedResponse},
	{token: "408", nature: mayPass, status: 408},
	{token: "500", nature: mayPass, class: partnerkit.ErrServer, status: 500},
	{token: "502html", nature: mayPass, class: partnerkit.ErrServer, status: 502},
	{token: "503", nature: mayPass, class: partnerkit.ErrServer, status: 503},
	{token: "503+5", nature: mayPass, class: partnerkit.ErrServer, status: 503, wait: 5 * time.Second},
	{token: "504html", nature: mayPass, class: partnerkit.ErrServer, status: 504},
	{token: "503+11", nature: unreadable, class: partnerkit.ErrServer, status: 503},
	{token: "501", nature: unreadable, class: partnerkit.ErrServer, status: 501},
	{token: "page", nature: unreadable, class: partnerkit.ErrMalformedResponse, status: 200},
	{token: "null", nature: unreadable, class: partnerkit.ErrMalformedResponse, status: 200},
	{token: "empty", nature: unreadable, class: partnerkit.ErrMalformedResponse, status: 200},
	{token: "array", nature: unreadable, class: partnerkit.ErrMalformedResponse, status: 200},
	{token: "half", nature: unreadable, class: partnerkit.ErrMalformedResponse, status: 200},
	{token: "two", nature: unreadable, class: partnerkit.ErrMalformedResponse, status: 200},
	{token: "huge", nature: unreadable, class: partnerkit.ErrResponseTooLarge, status: 200},
	{token: "302", nature: settled, status: 302},
	{token: "307html", nature: settled, status: 307},
	{token: "400", nature: settled, class: partnerkit.ErrBadRequest, status: 400},
	{token: "401", nature: settled, class: partnerkit.ErrUnauthorized, status: 401},
	{token: "expired", nature: outdated, class: partnerkit.ErrUnauthorized, status: 401},
	{token: "403", nature: settled, class: partnerkit.ErrForbidden, status: 403},
	{token: "404", nature: settled, class: partnerkit.ErrNotFound, status: 404},
	{token: "404html", nature: settled, class: partnerkit.ErrNotFound, status: 404},
	{token: "409", nature: settled, class: partnerkit.ErrConflict, status: 409},
	{token: "409html", nature: settled, class: partnerkit.ErrConflict, status: 409},
}

// matrixActs are some of each class: those that may be repeated, writes that nobody looks for,
// and writes that are looked for.
var matrixActs = append([]act{actGet, actAppGet, actEnsure, actMarkAllRead, actRefresh, actCreate, actAppCreate, actPortalCreate}, lookedFor...)

// cell is one square of the matrix.
type cell struct {
	act   act
	fault faultKind
	after bool // the effect comes before the fault
	times int  // how often the fault strikes; -1 for ever
}

// verdictOf is what a cell must come to.
type verdictOf struct {
	sends, executions int
	elapsed           time.Duration
	ok, readBack      bool
	unknown           bool
}

// want derives a cell's verdict from the promises: which faults are repeated for
// whom, and who looks.
func (c cell) want() verdictOf {
	repeated := c.fault.nature == notCarriedOut || c.fault.nature == mayPass && c.act.repeatable
	renewed := c.fault.nature == outdated && c.act.api == profileAPI && c.act.name != actRefresh.name
	v := verdictOf{sends: 1, elapsed: c.fault.delay}
	switch {
	case repeated && c.times < 0:
		wait := max(c.fault.wait, 200*ms)
		v.sends, v.elapsed = 3, 3*c.fault.delay+2*wait
		if c.act.name == actRefresh.name && v.elapsed > refreshLimit {
			v.sends, v.elapsed = 2, refreshLimit
		}
	case repeated:
		v.sends, v.ok, v.elapsed = 2, true, c.fault.delay+max(c.fault.wait, 200*ms)
	case renewed:
		v.sends, v.ok = 2, c.times > 0
	}
	lostWrite := !c.act.repeatable && (c.fault.nature == mayPass || c.fault.nature == unreadable)
	v.readBack = lostWrite && c.after && c.act.looks()
	v.unknown = lostWrite && !v.readBack
	v.ok = v.ok || v.readBack
	v.executions = c.executions(v)
	return v
}

// executions counts what the far end carried out: a natural key keeps a second
// one from happening.
func (c cell) executions(v verdictOf) int {
	done := 0
	if c.after {
		done = v.sends
	} else if v.ok && !v.readBack {
		done = 1
	}
	if c.act.again != (apiAnswer{}) {
		done = min(done, 1)
	}
	return done
}

// site is the far end of a cell.
type site struct {
	cell
	mu                sync.Mutex
	hits, done, looks int
}

func (s *site) answer(_ int, r seen) reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case r.line() == s.act.line:
		return s.own()
	case r.line() == actRefresh.line:
		return actRefresh.reply("ok")
	case s.act.name == actRefresh.name && r.header.Get("Authorization") == "Bearer "+testSession:
		return reply{raw: httpAnswer(401, expiredBody)}
	case s.act.name == actRefresh.name:
		return actProfileGet.reply("ok")
	}
	s.looks++
	if s.done > 0 {
		return s.act.reply("there")
	}
	return s.act.reply("absent")
}

func (s *site) own() reply {
	s.hits++
	strikes := s.times < 0 || s.hits <= s.times
	if strikes && !s.after {
		return s.act.reply(s.fault.token)
	}
	if s.done > 0 && s.act.again != (apiAnswer{}) && !strikes {
		return reply{raw: s.act.again.raw()}
	}
	if s.done == 0 || s.act.again == (apiAnswer{}) {
		s.done++
	}
	if strikes {
		return s.act.reply(s.fault.token)
	}
	return s.act.reply("ok")
}

// allCells leaves out what is no fault for an operation: a success without a body
// where none is owed, and the 409 that Ensure is about.
func allCells() []cell {
	var cells []cell
	for _, a := range matrixActs {
		for _, f := range faultKinds {
			bare := a.name == actMarkAllRead.name && (f.token == "null" || f.token == "empty")
			missed := a.name == actAppGet.name && f.token == "null"
			if bare || missed || a.name == actEnsure.name && f.token == "409" {
				continue
			}
			for _, times := range []int{1, -1} {
				cells = append(cells, cell{a, f, false, times})
				if f.nature == mayPass || f.nature == unreadable {
					cells = append(cells, cell{a, f, true, times})
				}
			}
		}
	}
	return cells
}

func TestFaultMatrix(t *testing.T) {
	t.Parallel()
	overCarriers(t, allCells(), 1400, 1300)
}

func (c cell) name() string {
	return fmt.Sprintf("%s/%s/after=%t/times=%d", c.act.name, c.fault.token, c.after, c.times)
}

func (c cell) tokens() []string { return []string{c.fault.token} }

func (c cell) waits() bool { return c.fault.wait > 0 && c.want().sends > 1 }

func (c cell) play(t *testing.T, over carrier) {
	if over != memory && c.fault.delay > 0 {
		c.fault.delay = patience
	}
	far := &site{cell: c}
	end := newFarEnd(t, far.answer).expecting(c.fault.token)
	client := over.client(t, end, partnerkit.WithSession(twoTokens()), over.retry(waitsFor(c.fault.token)))
	var response partnerkit.Response
	began := time.Now()
	err := c.act.run(t.Context(), client, partnerkit.WithResponse(&response))
	want := c.want()
	assert.Equal(t, want.sends, far.hits, "sends of the operation itself")
	assert.Equal(t, want.executions, far.done, "executions")
	if over == memory {
		assert.Equal(t, want.elapsed, time.Since(began), "virtual time")
	}
	assert.Equal(t, want.readBack, response.ReadBack)
	if want.ok {
		require.NoError(t, err)
		return
	}
	c.checkError(t, over, err, want)
}

func (c cell) checkError(t *testing.T, over carrier, err error, want verdictOf) {
	failure, ok := errors.AsType[*partnerkit.Error](err)
	require.True(t, ok, "%v", err)
	assert.Equal(t, want.unknown, errors.Is(err, partnerkit.ErrOutcomeUnknown), "%v", err)
	if c.fault.class != nil {
		over.requireIs(t, err, c.fault.class)
	}
	if c.act.name == actRefresh.name {
		assert.Equal(t, c.fault.token == "expired", errors.Is(err, partnerkit.ErrSessionExpired), "what the refresh met, and nothing else: %v", err)
		assert.Equal(t, actProfileGet.name, failure.Op)
		want.sends = 1 // of the call itself
	}
	assert.Equal(t, want.sends, failure.Attempts)
	if c.fault.status != 0 {
		assert.Equal(t, c.fault.status, failure.Status)
	}
	named := errors.Is(err, partnerkit.ErrUserNotFound) || errors.Is(err, partnerkit.ErrAssociationNotFound) || errors.Is(err, partnerkit.ErrUserAlreadyAssociated)
	assert.False(t, named && c.fault.token != "404" && c.fault.token != "409", "a page proves nothing: %v", err)
}
