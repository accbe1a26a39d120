package control

// The fakes that a control plane starts, one for each test of a program in any language. A fake ends when it is told to, with
// the control plane, and when nobody has used it for a while.

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/partnerkit/partnerkit-go/fake"
)

const (
	fakesPrefix = "/_fakes/"

	// maxFakes is how many fakes there may be at a time.
	maxFakes = 1000
	// idleTime is how long a fake lives without a request or an open stream of events.
	idleTime = 10 * time.Minute
)

// newID makes an ID that nobody else has or guesses.
func newID() string { return strings.ToLower(rand.Text()) }

// fakes are the fakes that one control plane has started.
type fakes struct {
	options []fake.Option
	wrap    func(prefix string, apis, control http.Handler) http.Handler
	plane   func(srv *fake.Server, prefix string) controlPlane

	mu     sync.Mutex
	byID   map[string]*childFake
	closed bool
}

// controlPlane is the control plane of a fake, and ends with that fake.
type controlPlane interface {
	http.Handler
	close()
}

// childFake is a fake that the control plane started.
type childFake struct {
	id      string
	srv     *fake.Server
	plane   controlPlane
	handler http.Handler
	since   time.Time

	// What follows is guarded by the fakes' lock.
	active int // requests that are being answered, streams among them
	used   time.Time
	idle   *time.Timer
}

func newFakes(
	options []fake.Option, wrap func(prefix string, apis, control http.Handler) http.Handler,
	plane func(srv *fake.Server, prefix string) controlPlane,
) *fakes {
	return &fakes{options: options, wrap: wrap, plane: plane, byID: map[string]*childFake{}}
}

var (
	errTooMany  = statusError{http.StatusTooManyRequests, fmt.Errorf("there are %d fakes, which is all that there may be: end some", maxFakes)}
	errStopping = statusError{http.StatusServiceUnavailable, errors.New("the server is about to stop")}
)

// start starts a fake; nil is the state of the options, or the default one.
func (f *fakes) start(state *fake.State) (*childFake, error) {
	if err := f.room(); err != nil { // before the work
		return nil, err
	}
	options := slices.Clip(f.options)
	if state != nil {
		options = append(options, fake.WithState(*state))
	}
	srv, err := fake.Start(options...)
	if err != nil {
		return nil, inState(err)
	}
	id := newID()
	c := &childFake{id: id, srv: srv, plane: f.plane(srv, fakesPrefix+id), since: time.Now(), used: time.Now()}
	c.handler = f.wrap(fakesPrefix+id, srv.Handler(), c.plane)
	if err := f.add(c); err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

func (f *fakes) room() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.roomLocked()
}

// roomLocked is room for a caller that holds the lock.
func (f *fakes) roomLocked() error {
	switch {
	case f.closed:
		return errStopping
	case len(f.byID) >= maxFakes:
		return errTooMany
	default:
		return nil
	}
}

func (f *fakes) add(c *childFake) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.roomLocked(); err != nil {
		return err
	}
	f.byID[c.id] = c
	c.idle = time.AfterFunc(idleTime, func() { f.endIfIdle(c) })
	return nil
}

// endIfIdle ends a fake that nobody has used for long enough, and looks again later at any other.
func (f *fakes) endIfIdle(c *childFake) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.byID[c.id] != c {
		return
	}
	left := idleTime
	if c.active == 0 {
		left = idleTime - time.Since(c.used)
	}
	if left > 0 {
		c.idle.Reset(left)
		return
	}
	delete(f.byID, c.id)
	c.close()
}

// end ends a fake, and reports whether there was one.
func (f *fakes) end(id string) bool {
	f.mu.Lock()
	c := f.byID[id]
	delete(f.byID, id)
	f.mu.Unlock()
	if c == nil {
		return false
	}
	c.idle.Stop()
	c.close()
	return true
}

// drain lets nobody wait any longer, and no fake start.
func (f *fakes) drain() {
	f.mu.Lock()
	f.closed = true
	all := slices.Collect(maps.Values(f.byID))
	f.mu.Unlock()
	for _, c := range all {
		c.plane.close()
	}
}

// close ends all of them.
func (f *fakes) close() {
	for _, id := range f.ids() {
		f.end(id)
	}
}

// ids are those of the fakes that there are.
func (f *fakes) ids() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Collect(maps.Keys(f.byID))
}

func (c *childFake) close() {
	c.plane.close()
	c.srv.Close()
}

// listedFake is what the control plane tells of a fake that was started.
type listedFake struct {
	ID      string    `json:"id"`
	URL     string    `json:"url"`
	Started time.Time `json:"started"`
	Used    time.Time `json:"used"`
}

// list gives those that have not ended, in the order of their start, with the URLs that a request can reach them by.
func (f *fakes) list(r *http.Request) []listedFake {
	f.mu.Lock()
	defer f.mu.Unlock()
	list := []listedFake{}
	for _, c := range f.byID {
		used := c.used
		if c.active > 0 {
			used = time.Now()
		}
		list = append(list, listedFake{c.id, c.url(r), c.since.UTC(), used.UTC()})
	}
	slices.SortFunc(list, func(a, b listedFake) int {
		return cmp.Or(a.Started.Compare(b.Started), strings.Compare(a.ID, b.ID))
	})
	return list
}

// enter finds a fake, and keeps it alive until leave.
func (f *fakes) enter(id string) *childFake {
	f.mu.Lock()
	defer f.mu.Unlock()
	c := f.byID[id]
	if c != nil {
		c.active++
	}
	return c
}

func (f *fakes) leave(c *childFake) {
	f.mu.Lock()
	defer f.mu.Unlock()
	c.active--
	c.used = time.Now()
}

// ServeHTTP passes a request on to the fake that its path names. The fake sees the path without that prefix.
func (f *fakes) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id, _, below := strings.Cut(strings.TrimPrefix(r.URL.EscapedPath(), fakesPrefix), "/")
	var c *childFake
	if below {
		c = f.enter(id)
	}
	if c == nil {
		writeError(w, http.StatusNotFound, fmt.Errorf("there is no fake at %q: want %sID/…, with the ID of a fake that has not ended", r.URL.EscapedPath(), fakesPrefix))
		return
	}
	defer f.leave(c)
	c.handler.ServeHTTP(w, without(fakesPrefix+id, r))
}

// without is a request whose path lacks a prefix that has nothing escaped in it.
func without(prefix string, r *http.Request) *http.Request {
	inner, address := r.WithContext(r.Context()), *r.URL
	address.Path = strings.TrimPrefix(address.Path, prefix)
	address.RawPath = strings.TrimPrefix(address.RawPath, prefix)
	inner.URL = &address
	return inner
}

// url is where the caller of a request reaches the fake: below the origin that the request itself went to.
func (c *childFake) url(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host + fakesPrefix + c.id
}
