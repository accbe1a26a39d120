package fake

// One moment: what came before a Reset or a Restore and is answered after it, through every way in that virtual time allows.

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
)

// replacement is a control that puts another state in place of the one there is.
type replacement struct {
	name      string
	do        func(*Server) error
	keepsLog  bool
	requestID string // of the next request, when one came before
}

func replacements() []replacement {
	return []replacement{
		{"Reset", func(s *Server) error { s.Reset(); return nil }, false, requestID(1)},
		{"Restore", func(s *Server) error { return s.Restore(DefaultState()) }, true, requestID(2)},
	}
}

// delaying is a way in which a request takes a minute, or some seconds, before it is served.
type delaying struct {
	name    string
	options []Option
	fault   *Fault
	body    func(string) io.Reader
}

func delays(t *testing.T) []delaying {
	t.Helper()
	plain := func(body string) io.Reader { return strings.NewReader(body) }
	return []delaying{
		{"Delay", nil, &Fault{Delay: time.Minute}, plain},
		{"Delay after the effect", nil, &Fault{Delay: time.Minute, After: true}, plain},
		{"WithLatency", []Option{WithLatency(time.Minute)}, nil, plain},
		{"WithLatency and Delay", []Option{WithLatency(time.Minute)}, &Fault{Delay: time.Minute}, plain},
		{"Chaos", []Option{Chaos(seedOf(t, "latency before"), 1)}, nil, plain},
		{"a body that comes late", nil, nil, func(body string) io.Reader { return &lateBody{rest: strings.NewReader(body)} }},
	}
}

// seedOf finds the seed with which chaos does one thing to the first lateUser.
func seedOf(t *testing.T, kind string) uint64 {
	t.Helper()
	header := http.Header{"Authorization": {"Bearer " + backend.Default().Partners.First().APIKey}}
	r := &backend.Request{Method: http.MethodPost, RawPath: "/v1/users", Header: header, Body: []byte(lateUser)}
	for seed := range uint64(10_000) {
		c := newChaos(seed, 1, new(atomic.Uint64))
		c.draw(r, backend.MatchRoute(r.Method, r.RawPath, r.Header))
		if c.counts[kind] == 1 {
			return seed
		}
	}
	require.Fail(t, "no seed", kind)
	return 0
}

// lateBody gives nothing for a minute.
type lateBody struct {
	rest   io.Reader
	waited bool
}

func (b *lateBody) Read(p []byte) (int, error) {
	if !b.waited {
		b.waited = true
		time.Sleep(time.Minute)
	}
	return b.rest.Read(p)
}

const lateUser = `{"email":"late@example.com"}`

// answer is what a request got.
type answer struct {
	status int
	body   string
	header http.Header
	err    error
}

func answerOf(transport http.RoundTripper, req *http.Request) answer {
	res, err := transport.RoundTrip(req)
	if err != nil {
		return answer{err: err}
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	return answer{res.StatusCode, string(body), res.Header, err}
}

func TestAWriteThatIsDelayedHasNoEffectOnANewState(t *testing.T) {
	t.Parallel()
	for _, replace := range replacements() {
		for _, delay := range delays(t) {
			for _, way := range waysInMemory() {
				t.Run(replace.name+"/"+delay.name+"/"+way.name, func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) { delayedWrite(t, replace, delay, way) })
				})
			}
		}
	}
}

func delayedWrite(t *testing.T, replace replacement, delay delaying, way wayIn) {
	t.Helper()
	s, err := Start(append([]Option{WithQuotas()}, delay.options...)...)
	require.NoError(t, err)
	defer s.Close()
	transport, base := way.open(s)
	require.NoError(t, s.Advance(time.Hour))
	if delay.fault != nil {
		require.NoError(t, s.Inject(*delay.fault))
	}
	req := partnerRequest(t.Context(), t, s, http.MethodPost, base+"/v1/users", delay.body(lateUser))
	late := make(chan answer, 1)
	go func() { late <- answerOf(transport, req) }()
	synctest.Wait()

	arrived := time.Now()
	require.NoError(t, replace.do(s))
	before := marshal(t, s.Snapshot())
	got := <-late
	require.NoError(t, got.err)
	require.Equal(t, 201, got.status, "%s", got.body)
	assert.Contains(t, got.body, "00000000-0000-4000-8000-000000000001")
	assert.Equal(t, "99", got.header.Get("X-RateLimit-Remaining"))
	assert.GreaterOrEqual(t, createdAt(t, got.body), arrived.Add(time.Hour), "by the clock that it came under")

	assert.Equal(t, before, marshal(t, s.Snapshot()))
	log := s.Requests()
	if replace.keepsLog {
		require.Len(t, log, 1)
		assert.Equal(t, 201, log[0].Status)
		assert.JSONEq(t, lateUser, log[0].Body)
	} else {
		assert.Empty(t, log)
		assert.Empty(t, s.Faults())
		assert.Empty(t, s.ChaosCounts())
	}
	next := answerOf(transport, partnerRequest(t.Context(), t, s, http.MethodGet, base+"/v1/users/email/late@example.com", nil))
	if next.err == nil && next.status != 404 { // or what chaos does to it
		require.NotEmpty(t, delay.options)
	}
	assert.Equal(t, replace.requestID, lastRequest(t, s).RequestID)
}

func lastRequest(t *testing.T, s *Server) Request {
	t.Helper()
	log := s.Requests()
	require.NotEmpty(t, log)
	return log[len(log)-1]
}

func createdAt(t *testing.T, body string) time.Time {
	t.Helper()
	var user struct{ Data struct{ CreatedAt time.Time } }
	require.NoError(t, json.Unmarshal([]byte(body), &user))
	return user.Data.CreatedAt
}

// What came before is answered as if nothing had happened, its credential known and its user there.
func TestAReadThatIsDelayedIsAnsweredFromTheOldState(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := New(t, WithLatency(time.Minute))
		c := s.Credentials()
		targets := map[string]string{
			"/v1/users/" + benchUser: c.PartnerKey, benchPortal: c.ServiceAccountKey, "/v1/user/referrals": c.SessionToken,
		}
		late := map[string]chan answer{}
		for target, key := range targets {
			req := partnerRequest(t.Context(), t, s, http.MethodGet, BaseURL+target, nil)
			req.Header.Set("Authorization", "Bearer "+key)
			ended := make(chan answer, 1)
			late[target] = ended
			go func() { ended <- answerOf(s.Transport(), req) }()
		}
		synctest.Wait()
		require.NoError(t, s.Restore(State{}))
		for target, ended := range late {
			got := <-ended
			require.NoError(t, got.err)
			assert.Equal(t, 200, got.status, "%s: %s", target, got.body)
		}
		req := partnerRequest(t.Context(), t, s, http.MethodGet, BaseURL+benchPortal, nil)
		assert.Equal(t, 401, answerOf(s.Transport(), req).status, "who comes later is nobody")
	})
}

// A fault of before takes what came before, and none of it fires for who comes later.
func TestAFaultOfBeforeAResetFiresForWhoCameBefore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := New(t, WithLatency(time.Minute))
		require.NoError(t, s.Inject(Fault{Status: 418, Times: 2}))
		late := make(chan answer, 1)
		req := addUser(t.Context(), t, s, BaseURL, "late")
		go func() { late <- answerOf(s.Transport(), req) }()
		synctest.Wait()
		s.Reset()
		require.NoError(t, s.Inject(Fault{Status: 503}))
		assert.Equal(t, 418, (<-late).status)
		assert.Equal(t, 0, s.Faults()[0].Fired)
		assert.Equal(t, 503, answerOf(s.Transport(), addUser(t.Context(), t, s, BaseURL, "next")).status)
	})
}

func TestARestoreThatIsRefusedChangesNothing(t *testing.T) {
	t.Parallel()
	s := New(t)
	before := s.current()
	broken := DefaultState()
	broken.Users[0].ID, broken.Partners[0].APIKey = "", "pk_fake_refused"
	broken.Users = append(broken.Users, User{})
	require.EqualError(t, s.Restore(broken), "users[2].email: is required")
	assert.Same(t, before, s.current())
	status, body := send(t, s, addUser(t.Context(), t, s, BaseURL, "pk_fake_refused"))
	assert.Equal(t, 201, status)
	assert.Contains(t, body, "00000000-0000-4000-8000-000000000001")
	assert.Contains(t, s.Requests()[0].Body, "pk_fake_refused", "it is no credential")
}
