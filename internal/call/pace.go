package call

// Pacing: whose quota a send counts in, and what a response says of it.

import (
	"context"
	"net/http"
	"time"

	"github.com/partnerkit/partnerkit-go/internal/pacing"
	"github.com/partnerkit/partnerkit-go/internal/retry"
)

// Pacing holds an API's sends back while a quota has no room. A nil Pacing holds nothing back.
type Pacing struct {
	Pacer          *pacing.Pacer
	Quota          any  // the address, the API, and whom it counts: comparable
	PerRoute       bool // each method and route has a quota of its own
	ResetInSeconds bool // see Spec
}

// quotaKey names a quota. The method and the route are empty where all endpoints share one.
type quotaKey struct {
	quota         any
	method, route string
}

// reserve waits for room in the endpoint's quota. What renews a credential does not wait: those who
// hold reservations wait for it.
func (p *Pacing) reserve(ctx context.Context, e *Endpoint) (*pacing.Reservation, error) {
	if p == nil {
		return nil, nil
	}
	key := quotaKey{quota: p.Quota}
	if p.PerRoute {
		key.method, key.route = e.Method, e.Route
	}
	if held, _ := ctx.Value(heldReservationKey{}).(*pacing.Reservation); held != nil || e.NoAuth {
		if reservation := p.Pacer.Within(held, key); reservation != nil {
			return reservation, nil
		}
	}
	return p.Pacer.Wait(ctx, key)
}

type heldReservationKey struct{}

// holding is a context in which a credential may be renewed, while the request that waits for it
// holds a reservation.
func holding(ctx context.Context, reservation *pacing.Reservation) context.Context {
	if reservation == nil {
		return ctx
	}
	return context.WithValue(ctx, heldReservationKey{}, reservation)
}

// ended counts what came of a send that used a reservation: unsent says that the API never met it; the
// response is nil for none.
func (p *Pacing) ended(used *pacing.Reservation, began time.Time, unsent bool, response *http.Response) {
	switch state, ok := p.read(response); {
	case ok:
		used.Observe(began, state)
	case unsent:
		used.NotSent()
	case response != nil:
		used.Untold()
	default:
		used.Lost()
	}
}

// read reads what a response says of the quota, if it does.
func (p *Pacing) read(response *http.Response) (pacing.QuotaState, bool) {
	if response == nil {
		return pacing.QuotaState{}, false
	}
	header := response.Header
	quota := retry.ReadQuota(header)
	if response.StatusCode == http.StatusTooManyRequests {
		if wait := retry.After(header, p.ResetInSeconds); wait > 0 {
			return pacing.QuotaState{Limit: quota.Limit, Reset: wait, OverQuota: true}, true
		}
	}
	return pacing.QuotaState{Limit: quota.Limit, Remaining: quota.Remaining, Reset: quota.Reset}, quota.HasRemaining && quota.HasReset
}
