package promises_test

// What carries the calls of a table. In memory time is virtual, and every wait is as long as in
// production. Real sockets cannot stand in a bubble: waits are cut short there, and the rows that
// are about waits run in memory alone.

import (
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// carrier is a way from a client to a far end.
type carrier struct {
	name     string
	protocol string // of every request that a far end sees; "" in memory
}

var (
	memory    = carrier{name: "memory"}
	overHTTP1 = carrier{"HTTP1", "HTTP/1.1"} // over TLS
	overHTTP2 = carrier{"HTTP2", "HTTP/2.0"} // over TLS
)

func carriers() []carrier { return []carrier{memory, overHTTP1, overHTTP2} }

// patience is how long an attempt over a socket waits for a response that never comes.
const patience = 5 * time.Second

// client is a client that reaches a far end over the carrier. Over a socket its transport is its
// own, unless some connection is not to come about, or some attempt is to end early.
func (c carrier) client(t *testing.T, far *farEnd, opts ...partnerkit.Option) *partnerkit.Client {
	t.Helper()
	if c == memory || far.unreachable || far.silent || !certificateFileCounts() {
		return c.clientBy(t, c.httpClient(t, far), far, opts...)
	}
	far.listen(t, c)
	own, err := partnerkit.New(slices.Concat(everyCredential(), []partnerkit.Option{partnerkit.WithBaseURL(far.origin)}, opts)...)
	require.NoError(t, err)
	t.Cleanup(own.CloseIdleConnections)
	return own
}

// clientBy is a client that reaches a far end by an http.Client of the caller's.
func (carrier) clientBy(t *testing.T, by *http.Client, far *farEnd, opts ...partnerkit.Option) *partnerkit.Client {
	t.Helper()
	return clientOn(t, by.Transport, slices.Concat([]partnerkit.Option{partnerkit.WithHTTPClient(by), partnerkit.WithBaseURL(far.origin)}, opts)...)
}

// httpClient is an http.Client of the caller's that reaches a far end over the carrier. Attempts
// are given less time by its Timeout, and not by WithTimeout, so that a refresh has no more.
func (c carrier) httpClient(t *testing.T, far *farEnd) *http.Client {
	t.Helper()
	if c == memory {
		return &http.Client{Transport: far}
	}
	far.listen(t, c)
	transport := &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: certificate.Trust()}
	t.Cleanup(transport.CloseIdleConnections)
	by := &http.Client{Transport: transport}
	if far.unreachable {
		by.Transport = newMisdirected(t, far, transport)
	}
	if far.silent {
		by.Timeout = patience
	}
	return by
}

// retry is a policy, over a socket without its waits.
func (c carrier) retry(r partnerkit.Retry) partnerkit.Option {
	if c != memory {
		r.MinWait = time.Nanosecond
	}
	return partnerkit.WithRetry(r)
}

// inTime runs a test in the carrier's time.
func (c carrier) inTime(t *testing.T, test func(*testing.T)) {
	t.Helper()
	if c == memory {
		synctest.Test(t, test)
		return
	}
	test(t)
}

// requireIs asks for an error that the far end in memory makes up; a socket breaks in words of its own.
func (c carrier) requireIs(t *testing.T, err, want error) {
	t.Helper()
	switch {
	case c == memory:
		require.ErrorIs(t, err, want)
	case want == errRefused: //nolint:errorlint // the row's very value
		dial, ok := errors.AsType[*net.OpError](err)
		require.True(t, ok, "%v", err)
		assert.Equal(t, "dial", dial.Op)
	case want == x509.UnknownAuthorityError{}: //nolint:errorlint // likewise
		_, ok := errors.AsType[x509.UnknownAuthorityError](err)
		require.True(t, ok, "%v", err)
	case want == errDropped, want == io.ErrUnexpectedEOF: //nolint:errorlint // likewise
		require.Error(t, err)
	default:
		require.ErrorIs(t, err, want)
	}
}

// row is a cell of a table.
type row interface {
	name() string
	tokens() []string // of the script that the far end follows
	waits() bool      // for a Retry-After
	play(t *testing.T, over carrier)
}

// isSilent tells a row in which some request gets no response.
func isSilent(r row) bool {
	return slices.Contains(r.tokens(), "hang") || slices.Contains(r.tokens(), "stall")
}

// Why a row does not run over a socket.
const (
	waitsAsTold = "wait for a Retry-After"
	untraced    = "are about a transport without trace events"
	waitsInVain = "wait for a response in vain, which takes long"
	notSampled  = "are not of the sample"
)

// sampleSize is how many rows of a table a short run plays over each socket, at most.
const sampleSize = 60

// whyNot says why a row does not run over a carrier, "" where it does. A short run has a sample.
func whyNot(over carrier, r row, place, rows int) string {
	every := (rows + sampleSize - 1) / sampleSize
	switch {
	case over == memory:
		return ""
	case r.waits():
		return waitsAsTold
	case slices.Contains(r.tokens(), "mute"):
		return untraced
	case testing.Short() && place%every != 0:
		return notSampled
	case testing.Short() && isSilent(r):
		return waitsInVain
	default:
		return ""
	}
}

// selection are the rows of a table that run over a carrier.
type selection[R row] struct {
	over    carrier
	rows    []R
	inVain  []R            // of a socket: they do nothing but wait
	missing map[string]int // rows, by the reason why they do not run
}

func rowsOver[R row](over carrier, table []R) selection[R] {
	s := selection[R]{over: over, missing: map[string]int{}}
	for place, r := range table {
		switch why := whyNot(over, r, place, len(table)); {
		case why != "":
			s.missing[why]++
		case over != memory && isSilent(r):
			s.inVain = append(s.inVain, r)
		default:
			s.rows = append(s.rows, r)
		}
	}
	return s
}

// overCarriers plays all rows in memory, and those that can be played there over the sockets.
// There are at least so many of each.
func overCarriers[R row](t *testing.T, table []R, inMemory, overSockets int) {
	t.Helper()
	var sockets []selection[R]
	for _, over := range carriers() {
		s := rowsOver(over, table)
		cells, floor := len(s.rows)+len(s.inVain), overSockets
		t.Logf("%s over %s: %d of %d cells; others: %v", t.Name(), over.name, cells, len(table), s.missing)
		switch {
		case over == memory:
			floor = inMemory
		case testing.Short():
			cells, floor = cells+s.missing[waitsInVain], min(floor, sampleSize/2)
		}
		require.GreaterOrEqual(t, cells, floor, over.name)
		t.Run(over.name, func(t *testing.T) {
			t.Parallel()
			s.play(t)
		})
		sockets = append(sockets, s)
	}
	t.Run("in vain", func(t *testing.T) {
		t.Parallel()
		allAtOnce(t, func(run func(string, func(*testing.T))) {
			for _, s := range sockets {
				for _, r := range s.inVain {
					run(s.over.name+"/"+r.name(), func(t *testing.T) { r.play(t, s.over) })
				}
			}
		})
	})
}

func (s selection[R]) play(t *testing.T) {
	t.Helper()
	names := map[string]int{}
	for _, r := range s.rows {
		name := r.name()
		if names[name]++; names[name] > 1 {
			name += fmt.Sprintf("#%d", names[name])
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s.over.inTime(t, func(t *testing.T) { r.play(t, s.over) })
		})
	}
}

// allAtOnce runs tests that do little but wait beside each other, whatever -parallel says. Each is told to run by what is given.
func allAtOnce(t *testing.T, each func(run func(name string, test func(*testing.T)))) {
	t.Helper()
	var running sync.WaitGroup
	each(func(name string, test func(*testing.T)) {
		running.Go(func() { t.Run(name, test) }) //nolint:paralleltest // it is beside the others already
	})
	running.Wait()
}

// overEach runs a test over every carrier.
func overEach(t *testing.T, test func(t *testing.T, over carrier)) {
	t.Helper()
	for _, over := range carriers() {
		t.Run(over.name, func(t *testing.T) {
			t.Parallel()
			over.inTime(t, func(t *testing.T) { test(t, over) })
		})
	}
}
