package fake

// The protocol: a request in, an answer out, nothing of net/http's server in between. The backend holds the store and its
// lock, and judges every request in the one order that the contract sets: route, credential, permission, quota, and then
// what the handler judges itself: query, resource, body.

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"

	partnerkit "github.com/partnerkit/partnerkit-go"
)

// api names one of the four backends.
type api string

const (
	partnerAPI api = "partner"
	appAPI     api = "app"
	portalsAPI api = "portals"
	profileAPI api = "profile"
)

// maxBody is how many bytes a request body may have.
const maxBody = 1 << 20

// request is one request, its body read already, of which at most maxBody+1 bytes are kept.
type request struct {
	method   string
	rawPath  string
	rawQuery string
	header   http.Header
	body     []byte
	now      time.Time // the fake's clock, read under the backend's lock, so that it does not go back from request to request
	realNow  time.Time // what JWTs are judged by
	id       string    // 32 hex digits
}

// answer is what a request is answered with.
type answer struct {
	status     int
	header     http.Header
	body       []byte        // nil for no content
	lent       *bytes.Buffer // what holds the body and goes back once it is sent; nil where nothing does
	credential string        // the kind of credential presented, never its value
}

func (a *answer) setHeader(name, value string) {
	if a.header == nil {
		a.header = http.Header{}
	}
	a.header.Set(name, value)
}

// backendConfig is what a backend can be asked for.
type backendConfig struct {
	quotas  bool
	lenient bool
	now     func() time.Time
}

// backend is the protocol and the state behind it, safe for concurrent use. One lock is held for the whole of a request, so
// every mutation is atomic.
type backend struct {
	cfg backendConfig

	mu         sync.Mutex
	store      *store
	quotas     quotas
	generation uint64 // of the state that is loaded; the seed's is 0
	restores   uint64 // how many there were, resets or not
	// retired are the credentials of states that were replaced since the last reset, which requests in the log may hold.
	retired map[string]struct{}
}

// newBackend loads a state, or says what contradicts itself in it.
func newBackend(s State, cfg backendConfig) (*backend, error) {
	loaded, err := newStore(s, cfg.now())
	if err != nil {
		return nil, err
	}
	return &backend{cfg: cfg, store: loaded, quotas: quotas{}, retired: map[string]struct{}{}}, nil
}

// apiSpec is what differs between the four APIs outside their handlers.
type apiSpec struct {
	errors *errorTable
	quota  quota
	// authenticate finds who sends a request.
	authenticate func(s *store, r *request) (caller, *refusal)
	// permits tells whether the caller may do what the route does.
	permits func(c *call) bool
}

var specs = map[api]apiSpec{
	partnerAPI: {errors: &partnerErrors, quota: quota{limit: 100}, authenticate: authenticatePartner, permits: partnerPermits},
	appAPI:     {errors: &appErrors, authenticate: authenticateApp, permits: anyone},
	portalsAPI: {errors: &portalErrors, quota: quota{500, true}, authenticate: authenticateAccount, permits: accountPermits},
	profileAPI: {errors: &profileErrors, authenticate: authenticateSession, permits: anyone},
}

func anyone(*call) bool { return true }

// call is one request on its way through a handler.
type call struct {
	*request
	caller
	store      *store
	route      *route
	params     []string
	lenient    bool
	generation uint64
}

// serve answers a request.
func (b *backend) serve(r *request, m match) answer {
	b.mu.Lock()
	defer b.mu.Unlock()
	r.now = b.cfg.now()
	spec := specs[m.api]
	who, refused := spec.authenticate(b.store, r)
	key, w := b.window(spec, who, r, m)
	a, refused := func() (answer, *refusal) {
		if m.found == nil {
			return answer{}, m.refusal()
		}
		if refused != nil && !m.found.open {
			return answer{}, refused
		}
		c := call{r, who, b.store, m.found, m.params, b.cfg.lenient, b.generation}
		if !spec.permits(&c) {
			return answer{}, &refusal{status: http.StatusForbidden}
		}
		if spec.quota.limit > 0 {
			w = b.quotas.count(key, r.now)
		}
		if b.cfg.quotas && w.count > spec.quota.limit {
			return answer{}, &refusal{status: http.StatusTooManyRequests, header: http.Header{"Retry-After": {w.reset(r.now)}}}
		}
		return m.found.handle(&c)
	}()
	if refused != nil {
		a = spec.errors.answer(refused, r.id)
	}
	return spec.finish(a, r, who, w)
}

// fault is an error answer in the owner's shape that nothing was done for.
func (b *backend) fault(r *request, m match, status int, code partnerkit.Code) answer {
	b.mu.Lock()
	defer b.mu.Unlock()
	r.now = b.cfg.now()
	spec := specs[m.api]
	who, _ := spec.authenticate(b.store, r)
	_, w := b.window(spec, who, r, m)
	return spec.finish(spec.errors.answer(&refusal{status: status, code: string(code)}, r.id), r, who, w)
}

// window finds the quota window that a request would be counted in.
func (b *backend) window(spec apiSpec, who caller, r *request, m match) (quotaKey, window) {
	key := quotaKey{api: m.api, credential: who.quotaKey}
	if spec.quota.perRoute {
		key.route = m.route
	}
	return key, b.quotas.current(key, r.now)
}

// finish adds what every answer of an API carries.
func (spec apiSpec) finish(a answer, r *request, who caller, w window) answer {
	a.credential = who.kind
	a.setHeader("X-Request-Id", r.id)
	if a.body != nil {
		a.header.Set("Content-Type", "application/json")
	}
	if spec.quota.limit > 0 {
		w.report(a.header, spec.quota.limit, r.now)
	}
	return a
}

// snapshot is a deep copy of the state.
func (b *backend) snapshot() State {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.store.state()
}

// restore loads a state in place of the one there is, or refuses it and changes nothing.
func (b *backend) restore(s State) error {
	return b.load(s, func() {
		for _, secret := range b.store.credentials() {
			b.retired[secret] = struct{}{}
		}
		b.restores++
		b.generation = b.restores
	})
}

// reset loads the seed again, whose cursors are then those of the first time. The log must be empty.
func (b *backend) reset(seed State) error {
	return b.load(seed, func() {
		clear(b.retired)
		b.generation = 0
	})
}

// load puts a state in the place of the one there is; before runs first, under the lock.
func (b *backend) load(s State, before func()) error {
	loaded, err := newStore(s, b.cfg.now())
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	before()
	b.store, b.quotas = loaded, quotas{}
	return nil
}

// firstCredentials are the first of each kind in the state, empty where there is none.
func (b *backend) firstCredentials() Credentials {
	b.mu.Lock()
	defer b.mu.Unlock()
	var c Credentials
	if partners := b.store.partners.partners; len(partners) > 0 {
		c.PartnerKey = partners[0].APIKey
	}
	if apps := b.store.apps.apps; len(apps) > 0 {
		c.AppKey, c.AppSecret = apps[0].APIKey, apps[0].APISecret
	}
	if accounts := b.store.portals.accounts; len(accounts) > 0 {
		c.ServiceAccountKey = accounts[0].Key
	}
	if sessions := b.store.profiles.sessions; len(sessions) > 0 {
		c.SessionToken, c.RefreshToken = sessions[0].token, sessions[0].refresh.token
	}
	return c
}

// encode writes a wire struct as JSON, with <, > and & as they are.
func encode(v any) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(v) // wire structs hold nothing that JSON cannot
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}

// milliseconds is a time as three of the APIs write it.
func milliseconds(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// succeed is an answer with a body.
func succeed(status int, body any) (answer, *refusal) {
	return answer{status: status, body: encode(body)}, nil
}

// allowHeader lists the methods of a path.
func allowHeader(methods []string) http.Header {
	return http.Header{"Allow": {strings.Join(methods, ", ")}}
}
