package chaos

// The world of a run: a fake that fails one request in five, clients that are renewed so that their retry budgets are
// never the reason for a failure, and a count, taken at the fake, of how often each call can have been carried out.

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/fake"
)

const callHeader = "X-Chaos-Call"

// world is shared by all callers.
type world struct {
	t        *testing.T
	via      wire
	srv      *fake.Server
	base     http.RoundTripper
	baseURL  string
	clock    atomic.Int64 // orders the beginnings and ends of calls
	calls    atomic.Int64
	handled  handled
	naive    bool // repeat as go-retryablehttp does by default
	mu       sync.Mutex
	users    map[string][]userCall    // by e-mail
	profiles map[string][]profileCall // by username
	expected map[string]bool          // what a definite answer says of "portal/<e-mail>", "partner/<e-mail>" and "app/<external id>": there or not
	tally    tally
}

// tally counts what happened.
type tally struct{ operations, unknown, readBack, failed, lost atomic.Int64 }

// handled counts, for each call that is to be carried out once at most, the requests that may have been: those that arrived
// at the fake, so that what a transport sends again by itself counts, without those that were refused.
type handled struct {
	mu        sync.Mutex
	counts    map[string]int
	protocols map[string]int // how many requests came by each
	refreshes int            // of sessions
}

// arrived is the Match of a fault that never fires.
func (h *handled) arrived(r *http.Request) bool {
	h.add(r, 1)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.protocols[r.Proto]++
	if strings.HasSuffix(r.URL.Path, "/refresh-session") {
		h.refreshes++
	}
	return false
}

// wrap sees what was refused. A 429 and a 401 say for certain that a request was not carried out.
func (h *handled) wrap(next http.RoundTripper) http.RoundTripper {
	return transportFunc(func(r *http.Request) (*http.Response, error) {
		response, err := next.RoundTrip(r)
		if err == nil && (response.StatusCode == http.StatusTooManyRequests || response.StatusCode == http.StatusUnauthorized) {
			h.add(r, -1)
		}
		return response, err
	})
}

func (h *handled) add(r *http.Request, n int) {
	call := r.Header.Get(callHeader)
	if call == "" || r.Method == http.MethodGet {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.counts[call] += n
}

// repeated counts the calls of which more than one request may have been carried out.
func (h *handled) repeated() (n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, count := range h.counts {
		if count > 1 {
			n++
		}
	}
	return n
}

type transportFunc func(*http.Request) (*http.Response, error)

func (f transportFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// newWorld starts a fake with a profile for each round that may need one.
func newWorld(t *testing.T, via wire, seed uint64, rate float64, rounds int, naive bool) *world {
	options := append(via.options, fake.WithState(state(rounds)), fake.Chaos(seed, rate))
	srv, err := fake.Start(options...)
	require.NoError(t, err)
	w := &world{
		t: t, via: via, srv: srv, naive: naive,
		handled: handled{counts: map[string]int{}, protocols: map[string]int{}},
		users:   map[string][]userCall{}, profiles: map[string][]profileCall{}, expected: map[string]bool{},
	}
	require.NoError(t, srv.Inject(fake.Fault{Match: w.handled.arrived, Delay: 1, Times: -1}))
	transport, baseURL := via.open(srv)
	w.base, w.baseURL = w.handled.wrap(transport), baseURL
	return w
}

func state(rounds int) fake.State {
	s := fake.DefaultState()
	s.Partners[1].Permissions = s.Partners[0].Permissions
	s.Users, s.Profiles, s.Sessions = nil, nil, nil
	s.Portals = append(s.Portals, ensuredPortals()...)
	for i := range rounds {
		name := personName(i)
		s.Profiles = append(s.Profiles, fake.Profile{
			Username: name, DisplayName: profileStart.display, Handle: name, Containers: []string{"container_1"},
			Notifications: []fake.Notification{{ID: "n_" + name, ContainerID: "container_1", Title: "one"}},
		})
		s.Sessions = append(s.Sessions, fake.Session{
			Username: name, SessionToken: "st_fake_" + name, RefreshToken: "rt_fake_" + name, RefreshExpiresAt: longAfterTheRun,
		})
	}
	return s
}

// longAfterTheRun is after any run, whose rounds come to months by the fake's clock.
var longAfterTheRun = time.Date(2100, time.January, 1, 0, 0, 0, 0, time.UTC)

func personName(i int) string { return fmt.Sprintf("person_%d", i) }

// client makes a client of one partner and one person.
func (w *world) client(partner, person int) *partnerkit.Client {
	name := personName(person)
	httpClient, retry := &http.Client{Transport: w.base, Timeout: w.via.timeout}, w.via.retry
	if w.naive {
		httpClient, retry = &http.Client{Transport: naiveTransport(httpClient)}, partnerkit.Retry{MaxAttempts: 1}
	}
	c, err := partnerkit.New(
		partnerkit.WithBaseURL(w.baseURL),
		partnerkit.WithHTTPClient(httpClient),
		partnerkit.WithPartnerKey([]string{"pk_fake_alpha", "pk_fake_beta"}[partner]),
		partnerkit.WithServiceAccountKey(w.srv.Credentials().ServiceAccountKey),
		partnerkit.WithAppKey(w.srv.Credentials().AppKey, w.srv.Credentials().AppSecret),
		partnerkit.WithSession(partnerkit.RefreshingSession("st_fake_"+name, "rt_fake_"+name)),
		partnerkit.WithRetry(retry),
	)
	require.NoError(w.t, err)
	return c
}

// begin is the moment a call starts; its header names it to the server.
func (w *world) begin() (int64, partnerkit.CallOption) {
	w.tally.operations.Add(1)
	return w.clock.Add(1), partnerkit.WithHeader(callHeader, fmt.Sprint(w.calls.Add(1)))
}

func (w *world) end() int64 { return w.clock.Add(1) }

// expect keeps a definite word about an object for the end.
func (w *world) expect(object string, there bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.expected[object] = there
}
