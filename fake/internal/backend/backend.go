package backend

// The backend: the lock, the state behind it, and the order in which a request is checked.

import (
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/partnerkit/partnerkit-go/fake/internal/secret"
)

// Config is what a backend can be asked for.
type Config struct {
	EnforceQuotas bool
	Lenient       bool          // ignore members of a body that the API does not know
	WalletDelay   time.Duration // until an app's new user has a wallet, where the app does not say
	Now           func() time.Time
}

// Backend is the four APIs and one state. It is safe for concurrent use.
//
// A state is replaced by making another backend, and requests that are still with the old one change nothing in the new.
type Backend struct {
	*lineage
	cfg        Config
	store      *store
	quotas     quotas
	generation uint64 // of the state: the restore that it came with, 0 for the first state
}

// lineage is what all backends share that followed one another.
type lineage struct {
	mu       sync.Mutex // held for the whole of a request, so that every mutation is atomic
	restores uint64     // how many there were, resets or not
	secrets  secret.Set // every credential that a state has or had
}

// ownWords are made once: every backend says the same.
var ownWords = sync.OnceValue(func() *secret.Words { return secret.NewWords(vocabulary()) })

// New loads a state, or says what contradicts itself in it.
func New(s State, cfg Config) (*Backend, error) {
	l := new(lineage)
	l.secrets.Spare(ownWords())
	return l.newBackend(s, cfg)
}

// newBackend is a backend in which nothing happened before.
func (l *lineage) newBackend(s State, cfg Config) (*Backend, error) {
	loaded, err := l.load(s, cfg.Now(), newIDMakers())
	if err != nil {
		return nil, err
	}
	l.secrets.Add(credentialsOf(s)...)
	return &Backend{lineage: l, cfg: cfg, store: loaded, quotas: quotas{}}, nil
}

// Contradictions lists what contradicts itself in a state with gaps, a line each. If the search ends early, the lines and the
// gaps together are still more than a hundred, so that the caller can say that there are more. A line may show a credential.
func Contradictions(s State, unread []string) []string {
	_, found := newStore(s, time.Time{}, newIDMakers(), unread)
	return found.lines()
}

// SecretsOf are the credentials of a state, which no text may show.
func SecretsOf(s State) *secret.Set {
	secrets := new(secret.Set)
	secrets.Spare(ownWords())
	secrets.Add(credentialsOf(s)...)
	return secrets
}

// credentialsOf lists every credential of a state, some of them more than once, also as they stand in a text that quotes them.
func credentialsOf(s State) []string {
	var all []string
	add := func(credentials ...string) {
		for _, credential := range credentials {
			all = append(all, credential)
			if strings.ContainsFunc(credential, isEscaped) {
				quoted, inASCII := strconv.Quote(credential), strconv.QuoteToASCII(credential)
				all = append(all, quoted[1:len(quoted)-1], inASCII[1:len(inASCII)-1])
			}
		}
	}
	for _, partner := range s.Partners.All() {
		add(partner.APIKey)
	}
	for _, app := range s.Apps.All() {
		add(app.APIKey, app.APISecret)
	}
	for _, account := range s.ServiceAccounts.All() {
		add(account.Key)
	}
	for _, session := range s.Sessions.All() {
		add(session.SessionToken, session.RefreshToken)
	}
	return all
}

// isEscaped reports whether a text that is quoted may have a character in another form.
func isEscaped(c rune) bool { return c < ' ' || c > '~' || c == '"' || c == '\\' }

// load indexes a state, or says what contradicts itself in it, and no credential that the state has or that was known before.
func (l *lineage) load(s State, now time.Time, ids *idMakers) (*store, error) {
	loaded, found := newStore(s, now, ids, nil)
	if len(found) == 0 {
		return loaded, nil
	}
	own := SecretsOf(s)
	for i := range found {
		found[i].message = l.secrets.Replace(own.Replace(found[i].message, secret.Redacted), secret.Redacted)
	}
	return nil, stateError(found)
}

// Serve answers a request that was matched.
func (b *Backend) Serve(r *Request, m Match) Response {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.prepareRequest(r)
	spec := apiSpecs[m.API]
	who, denied := spec.authenticate(b.store, r)
	key := spec.quotaKey(m, who)
	res, counted, apiErr := b.dispatch(r, m, who, denied, key)
	if apiErr != nil {
		res = spec.errors.response(apiErr, r.ID)
	}
	res.Counted = counted
	spec.finish(&res, r, who, b.quotas.current(key, r.now))
	return res
}

// prepareRequest is what comes first under the lock: the time of the request, and what ended by then.
func (b *Backend) prepareRequest(r *Request) {
	r.now = b.cfg.Now()
	b.store.profiles.expire(r.now)
}

// dispatch checks a request in the contract's order (route, credential, permission, quota) and hands it to the handler, which
// checks query, resource and body. denied is the error of the credential, nil for a good one. counted reports whether the
// request is in its caller's quota.
func (b *Backend) dispatch(r *Request, m Match, who caller, denied *apiError, key quotaKey) (res Response, counted bool, apiErr *apiError) {
	spec := apiSpecs[m.API]
	switch {
	case m.route == nil:
		return Response{}, false, m.notRouted()
	case denied != nil && !m.route.open:
		return Response{}, false, denied
	}
	if apiErr := spec.authorize(who, m.route.permission, m.pathParams); apiErr != nil {
		return Response{}, false, apiErr
	}
	counted = spec.quota.limit > 0
	if counted {
		w := b.quotas.count(key, r.now)
		if b.cfg.EnforceQuotas && w.count > spec.quota.limit {
			return Response{}, counted, throttled(w, spec.quota.limit, r)
		}
	}
	res, apiErr = m.route.handle(&call{
		Request: r, caller: who, store: b.store, secrets: &b.secrets, known: m.route.query, pathParams: m.pathParams,
		lenient: b.cfg.Lenient, generation: b.generation, walletDelay: b.cfg.WalletDelay,
	})
	return res, counted, apiErr
}

// Fail is an error response in the API's shape, for which nothing was done. An empty code is the usual one of the status.
func (b *Backend) Fail(r *Request, m Match, status int, code string) Response {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.prepareRequest(r)
	spec := apiSpecs[m.API]
	who, _ := spec.authenticate(b.store, r)
	res := spec.errors.response(&apiError{status: status, code: code}, r.ID)
	res.Reason = "" // a fault has none
	spec.finish(&res, r, who, b.quotas.current(spec.quotaKey(m, who), r.now))
	return res
}

// View shows the state to a function, under the lock. The records are the backend's own.
func (b *Backend) View(show func(State)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.store.profiles.expire(b.cfg.Now())
	show(b.store.view())
}

// Reset makes a backend of the first state, as it was asked for then. Its ids and cursors begin anew, so those of the first
// state are good again.
func (b *Backend) Reset(first State, cfg Config) (*Backend, error) { return b.newBackend(first, cfg) }

// Enforcing makes a backend of the same state, with the same quota windows, that refuses what is over a quota, or does not.
func (b *Backend) Enforcing(on bool) *Backend {
	other := *b
	other.cfg.EnforceQuotas = on
	return &other
}

// Restore makes a backend of another state, with new quota windows, or refuses the state. Ids go on from where they are, also
// if requests that are still with this backend make some.
func (b *Backend) Restore(s State) (*Backend, error) {
	b.mu.Lock()
	before := *b.store.ids
	b.mu.Unlock()
	ids, now := before, b.cfg.Now()
	loaded, err := b.load(s, now, &ids) // may take a while, and holds nobody up
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if *b.store.ids != before { // requests made ids meanwhile, perhaps those that the state was given
		ids = *b.store.ids
		if loaded, err = b.load(s, now, &ids); err != nil {
			return nil, err
		}
	}
	loaded.ids, *b.store.ids = b.store.ids, ids
	b.secrets.Add(credentialsOf(s)...)
	b.restores++
	return &Backend{lineage: b.lineage, cfg: b.cfg, store: loaded, quotas: quotas{}, generation: b.restores}, nil
}

// Secrets are the credentials that no text may show: each that the state has, or that a state before it had.
func (b *Backend) Secrets() *secret.Set { return &b.secrets }
