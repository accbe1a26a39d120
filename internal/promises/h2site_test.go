package promises_test

// The two ends of an HTTP/2 test: a server that knows one call's effect, and clients over
// each kind of transport.

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/internal/rawh2"
)

// h2Transport is how a client reaches the server.
type h2Transport string

const (
	ownTransport     h2Transport = "own transport"
	callersTransport h2Transport = "caller's transport"
	callersUnsecured h2Transport = "caller's transport without TLS"
)

const (
	generous          = 30 * time.Second                       // longer than any call of these tests takes
	warmID            = "7f9c24e5-2f0b-4a1d-9c3e-222222222222" // asked for to have a connection in use
	warmPath          = "/v1/users/" + warmID
	fewSendsAnAttempt = 3 // of a read, as maxSendsOfARead of internal/call has it; a write has one
)

func h2Transports() []h2Transport {
	return []h2Transport{ownTransport, callersTransport, callersUnsecured}
}

// h2Site is a server that carries one call out, and its client.
type h2Site struct {
	act
	server  *rawh2.Server
	client  *partnerkit.Client
	granted atomic.Int64 // sends that the client's limiter let through
	there   bool         // the effect is there; the script's alone
}

// newH2Site starts a server that answers as the API does, but for the call's own requests as
// far as fault has steps for them: it is told how many came before.
func newH2Site(t *testing.T, over h2Transport, call act, fault func(s *h2Site, before int, r rawh2.Request) []rawh2.Step, opts ...partnerkit.Option) *h2Site {
	t.Helper()
	s := &h2Site{act: call}
	own := 0
	script := func(r rawh2.Request) []rawh2.Step {
		switch {
		case r.Path == warmPath:
			return []rawh2.Step{userAnswer(warmID, "null", "null").step()}
		case !s.isOwn(r):
			return []rawh2.Step{s.look().step()}
		}
		own++
		if steps := fault(s, own-1, r); steps != nil {
			return steps
		}
		return s.carryOut()
	}
	if over == callersUnsecured {
		s.server = rawh2.StartCleartext(t, script)
	} else {
		s.server = rawh2.Start(t, certificate, script)
	}
	s.client = newWireClient(t, over, s.server.URL, append(opts, partnerkit.WithLimiter(s))...)
	return s
}

func newWireClient(t *testing.T, over h2Transport, url string, opts ...partnerkit.Option) *partnerkit.Client {
	t.Helper()
	all := []partnerkit.Option{
		partnerkit.WithBaseURL(url), partnerkit.WithPartnerKey("pk_fake_h2"), partnerkit.WithAppKey("ak_fake_h2", "as_fake_h2"), partnerkit.WithServiceAccountKey("sk:fake_h2"),
		partnerkit.WithSession(partnerkit.SessionToken("st_fake_h2")),
	}
	switch over {
	case ownTransport:
		if !certificateFileCounts() {
			t.Skip("the client's own transport trusts the test's certificate only where SSL_CERT_FILE counts")
		}
	case callersTransport:
		all = append(all, withTransport(&http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: certificate.Trust()}))
	case callersUnsecured:
		transport := &http.Transport{Protocols: new(http.Protocols)}
		transport.Protocols.SetUnencryptedHTTP2(true)
		all = append(all, withTransport(transport))
	}
	c, err := partnerkit.New(append(all, opts...)...)
	require.NoError(t, err)
	return c
}

func withTransport(transport *http.Transport) partnerkit.Option {
	return partnerkit.WithHTTPClient(&http.Client{Transport: transport})
}

// Wait lets a send through, as the client's limiter, and counts it.
func (s *h2Site) Wait(context.Context) error {
	s.granted.Add(1)
	return nil
}

// isOwn tells the call's own request from the read-back's.
func (s *h2Site) isOwn(r rawh2.Request) bool {
	return s.isOf(r.Method, r.Path)
}

// carryOut does what the API does with a request that nothing befalls.
func (s *h2Site) carryOut() []rawh2.Step {
	if s.there && s.again != (apiAnswer{}) {
		return []rawh2.Step{s.again.step()}
	}
	s.there = true
	return []rawh2.Step{rawh2.Effect(), s.done.step()}
}

// look answers a read-back.
func (s *h2Site) look() apiAnswer {
	if s.there {
		return s.act.there
	}
	return s.absent
}

// warm has a connection in use before the call.
func (s *h2Site) warm(t *testing.T) {
	t.Helper()
	_, err := s.client.Users.Get(t.Context(), warmID)
	require.NoError(t, err)
	s.granted.Store(0)
}

// h2Result is what a call came to, seen from both ends.
type h2Result struct {
	sends, looks int // HEADERS on the wire of the call itself and of read-backs
	granted      int
	attempts     int
	effects      int
	outcome      h2Outcome
	err          error
}

type h2Outcome string

const (
	outcomeOK       h2Outcome = "ok"
	outcomeReadBack h2Outcome = "ok by reading back"
	outcomeUnknown  h2Outcome = "unknown"
	outcomeFailed   h2Outcome = "failed"
)

// run makes the call.
func (s *h2Site) run(t *testing.T, opts ...partnerkit.CallOption) h2Result {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), generous)
	defer cancel()
	var told partnerkit.Response
	err := s.act.run(ctx, s.client, append(opts, partnerkit.WithResponse(&told))...)
	r := h2Result{attempts: told.Attempts, effects: s.server.Counts().Effects, granted: int(s.granted.Load()), err: err}
	for _, seen := range s.server.Requests() {
		switch {
		case s.isOwn(seen):
			r.sends++
		case seen.Path != warmPath:
			r.looks++
		}
	}
	switch {
	case err == nil && told.ReadBack:
		r.outcome = outcomeReadBack
	case err == nil:
		r.outcome = outcomeOK
	case errors.Is(err, partnerkit.ErrOutcomeUnknown):
		r.outcome = outcomeUnknown
	default:
		r.outcome = outcomeFailed
	}
	return r
}

// checkLeaves runs the call over a connection in use that goes dead under it: what comes after the attempt that timed
// out, be it the next attempt, the read-back or the next call, takes another connection.
func (s *h2Site) checkLeaves(t *testing.T) {
	t.Helper()
	s.warm(t)
	got := s.run(t, partnerkit.WithTimeout(anAttempt))
	switch {
	case s.repeatable:
		assert.Equal(t, outcomeOK, got.outcome, "%v", got.err)
		assert.Equal(t, 2, got.attempts)
	case s.looks():
		assert.Equal(t, outcomeReadBack, got.outcome, "%v", got.err)
	default:
		assert.Equal(t, outcomeUnknown, got.outcome, "%v", got.err)
	}
	var next partnerkit.Response
	_, err := s.client.Users.Get(t.Context(), warmID, partnerkit.WithTimeout(anAttempt), partnerkit.WithResponse(&next))
	require.NoError(t, err)
	assert.Equal(t, 1, next.Attempts)
	assert.Equal(t, 2, s.server.Counts().PerConnection[0], "the warm-up and the call")
}
