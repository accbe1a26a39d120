package backend

// The backend: the lock, the state behind it, and the order in which a request is judged.

import (
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Config is what a backend can be asked for.
type Config struct {
	EnforceQuotas bool
	Lenient       bool          // ignore members of a body that the API does not know
	WalletDelay   time.Duration // until an app's new user has a wallet, where the app does not say
	Now           func() time.Time
}

// Backend is the four APIs and their state. It is safe for concurrent use: one lock is held for the whole of a request, so
// every mutation is atomic.
type Backend struct {
	cfg Config

	mu         sync.Mutex
	store      *store
	quotas     quotas
	generation uint64 // of the state that is loaded; the first one's is 0
	restores   uint64 // how many there were, resets or not
	// retired are the credentials of states that were replaced since the last reset. Requests from before may hold them.
	retired map[string]struct{}
}

// New loads a state, or says what contradicts itself in it.
func New(s State, cfg Config) (*Backend, error) {
	loaded, err := newStore(s, cfg.Now())
	if err != nil {
		return nil, err
	}
	return &Backend{cfg: cfg, store: loaded, quotas: quotas{}, retired: map[string]struct{}{}}, nil
}

// Serve answers a request that was matched.
func (b *Backend) Serve(r *Request, m Match) Response {
	b.mu.Lock()
	defer b.mu.Unlock()
	r.now = b.cfg.Now()
	spec := apiSpecs[m.API]
	who, denied := spec.authenticate(b.store, r)
	key := spec.quotaKey(m, who)
	res, refused := b.dispatch(r, m, who, denied, key)
	if refused != nil {
		res = spec.errors.response(refused, r.ID)
	}
	spec.finish(&res, r, who, b.quotas.current(key, r.now))
	return res
}

// dispatch judges a request in the contract's order: route, credential, permission, quota. Then it is the handler's, which
// judges query, resource and body. denied is the refusal of the credential, nil for a good one.
func (b *Backend) dispatch(r *Request, m Match, who caller, denied *refusal, key quotaKey) (Response, *refusal) {
	spec := apiSpecs[m.API]
	switch {
	case m.route == nil:
		return Response{}, m.refusal()
	case denied != nil && !m.route.open:
		return Response{}, denied
	case !spec.permits(who, m.route.permission, m.params):
		return Response{}, &refusal{status: http.StatusForbidden}
	}
	if spec.quota.limit > 0 {
		w := b.quotas.count(key, r.now)
		if b.cfg.EnforceQuotas && w.count > spec.quota.limit {
			return Response{}, throttled(w, r)
		}
	}
	return m.route.handle(&call{r, who, b.store, m.params, b.cfg.Lenient, b.generation, b.cfg.WalletDelay})
}

// Fail is an error response in the API's shape, for which nothing was done. An empty code is the usual one of the status.
func (b *Backend) Fail(r *Request, m Match, status int, code string) Response {
	b.mu.Lock()
	defer b.mu.Unlock()
	r.now = b.cfg.Now()
	spec := apiSpecs[m.API]
	who, _ := spec.authenticate(b.store, r)
	res := spec.errors.response(&refusal{status: status, code: code}, r.ID)
	spec.finish(&res, r, who, b.quotas.current(spec.quotaKey(m, who), r.now))
	return res
}

// View shows the state to a function, under the lock. The records are the backend's own.
func (b *Backend) View(show func(State)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	show(b.store.view())
}

// Restore loads a state in place of the one there is, or refuses it and changes nothing.
func (b *Backend) Restore(s State) error {
	return b.load(s, func() {
		for _, secret := range b.store.secrets() {
			b.retired[secret] = struct{}{}
		}
		b.restores++
		b.generation = b.restores
	})
}

// Reset loads the first state again, and its cursors are good again. Credentials of the states in between are forgotten, so
// no request that may hold them must be shown afterwards.
func (b *Backend) Reset(first State) error {
	return b.load(first, func() {
		clear(b.retired)
		b.generation = 0
	})
}

// load puts a state in the place of the one there is, and begins new quota windows; before runs first, under the lock.
func (b *Backend) load(s State, before func()) error {
	loaded, err := newStore(s, b.cfg.Now())
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	before()
	b.store, b.quotas = loaded, quotas{}
	return nil
}

// Secrets lists every credential that the state knows, or that a state before it knew; some occur more than once.
func (b *Backend) Secrets() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.AppendSeq(b.store.secrets(), maps.Keys(b.retired))
}
