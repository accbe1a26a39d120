package fake

// The faults that are injected: which of them fires, and how often each has.

import (
	"fmt"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
)

// injected is a fault with its count.
type injected struct {
	fault Fault
	query []backend.QueryParameter // the fault's Query
	at    string                   // where a test injected it, "signup_test.go:12"
	size  int
	mu    sync.Mutex
	seen  int
	fired int
}

// count counts one matching request, and reports whether the fault fires for it and whether that was the last time.
func (i *injected) count() (fires, spent bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.seen++
	often := max(i.fault.Times, 1)
	if i.seen <= i.fault.Skip || (i.fault.Times >= 0 && i.fired >= often) {
		return false, false
	}
	i.fired++
	return true, i.fault.Times >= 0 && i.fired == often
}

func (i *injected) report() FaultReport {
	i.mu.Lock()
	defer i.mu.Unlock()
	left := -1
	if i.fault.Times >= 0 {
		left = max(i.fault.Times, 1) - i.fired
	}
	return FaultReport{Fault: i.fault.clone(), Fired: i.fired, Left: left}
}

// faultList holds the faults in the order of injection. What was added to a list stays where it is, so that it can be read
// outside the lock: there Match runs.
type faultList struct {
	changes *atomic.Uint64 // counts what changes the reports

	mu   sync.RWMutex
	all  []*injected
	live []*injected // those that can fire still, which alone a request is compared with
	ids  map[string]*injected
	made int // how many IDs were made
	size int // of all, at most maxFaultBytes
}

// add refuses a fault whose ID is another's, and one for which there is no room.
func (l *faultList) add(f Fault, at string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	size := f.size()
	if size > maxFaultBytes-l.size {
		return ErrTooManyFaults
	}
	for f.ID == "" {
		l.made++
		if id := fmt.Sprintf("fault-%d", l.made); l.ids[id] == nil {
			f.ID = id
		}
	}
	if l.ids[f.ID] != nil {
		return fmt.Errorf("fake: fault: ID: there is a fault %q already", f.ID)
	}
	query, err := parseQuery(f.Query)
	if err != nil {
		return err
	}
	i := &injected{fault: f.clone(), query: query, at: at, size: size}
	if l.ids == nil {
		l.ids = map[string]*injected{}
	}
	l.all, l.live, l.ids[f.ID] = append(l.all, i), append(l.live, i), i
	l.size += size
	l.changes.Add(1)
	return nil
}

// remove forgets a fault, and reports whether it was there.
func (l *faultList) remove(id string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	removed := l.ids[id]
	if removed == nil {
		return false
	}
	l.all, l.live = without(l.all, removed), without(l.live, removed)
	delete(l.ids, id)
	l.size -= removed.size
	l.changes.Add(1)
	return true
}

func (l *faultList) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all, l.live, l.ids, l.size = nil, nil, nil, 0
	l.changes.Add(1)
}

// retire takes a fault that is spent out of the live ones. It is most often the first.
func (l *faultList) retire(spent *injected) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.live = without(l.live, spent)
}

// without is a list without one of its faults, which may be gone already. The list itself stays as it is.
func without(list []*injected, fault *injected) []*injected {
	switch at := slices.Index(list, fault); at {
	case -1:
		return list
	case 0:
		return list[1:]
	default:
		return slices.Concat(list[:at], list[at+1:])
	}
}

func (l *faultList) list() []*injected {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.all
}

// reports tells of each fault, those that are spent too.
func (l *faultList) reports() []FaultReport {
	all := l.list()
	reports := make([]FaultReport, 0, len(all))
	for _, i := range all {
		reports = append(reports, i.report())
	}
	return reports
}

// pick finds the fault that fires for a request, or nil.
func (l *faultList) pick(route string, r *backend.Request, req *http.Request) *Fault {
	l.mu.RLock()
	live := l.live
	l.mu.RUnlock()
	for _, i := range live {
		if !i.fault.matches(i.query, route, r, req) {
			continue
		}
		fires, spent := i.count()
		if spent {
			l.retire(i)
		}
		if fires {
			l.changes.Add(1)
			return &i.fault
		}
	}
	return nil
}
