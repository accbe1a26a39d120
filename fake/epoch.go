package fake

// Epochs: how a Reset, a Restore or a switch is one moment for everybody. A request holds the epoch that it came in, and the
// control puts another in its place.

import (
	"sync/atomic"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
)

// changeCounts are the counts of Changes while they count.
type changeCounts struct{ state, faults, clock, quotas, chaos atomic.Uint64 }

// epoch is everything that a request works with from its arrival on. A Reset replaces all of it, a Restore the backend, a
// switch of quotas or chaos that part. A request that came before, however long it is delayed, is answered from the old epoch,
// and changes nothing of what was replaced.
type epoch struct {
	backend  *backend.Backend
	clock    *clock
	faults   *faultList
	chaos    *chaos // nil without Chaos
	log      *requestLog
	requests *atomic.Uint64 // how many came
}

// newEpoch is an epoch in which nothing happened yet. first makes its backend, which goes by the epoch's clock.
func newEpoch(cfg config, changes *changeCounts, first func(backend.Config) (*backend.Backend, error)) (*epoch, error) {
	c := &clock{base: cfg.now}
	b, err := first(backend.Config{EnforceQuotas: cfg.enforceQuotas, Lenient: cfg.lenient, WalletDelay: cfg.walletDelay, Now: c.now})
	if err != nil {
		return nil, err
	}
	e := &epoch{
		backend: b, clock: c, faults: &faultList{changes: &changes.faults},
		log: &requestLog{secrets: b.Secrets()}, requests: &atomic.Uint64{},
	}
	if cfg.chaos != nil {
		e.chaos = cfg.chaos(&changes.chaos)
	}
	return e, nil
}

// withBackend is the same epoch with another backend.
func (e *epoch) withBackend(b *backend.Backend) *epoch {
	next := *e
	next.backend = b
	return &next
}

// withChaos is the same epoch with other chaos, or none.
func (e *epoch) withChaos(c *chaos) *epoch {
	next := *e
	next.chaos = c
	return &next
}
