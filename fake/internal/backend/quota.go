package backend

// Quotas: fixed windows of a minute, each from the first request that it counts. They are always counted and reported, and
// enforced only if the fake was asked to.

import (
	"fmt"
	"net/http"
	"strconv"
	"time"
)

const quotaWindow = time.Minute

// quota is an API's allowance a window. Zero is an API that documents none.
type quota struct {
	limit    int
	perRoute bool
}

// quotaKey says whose window it is. The route is empty for a quota that all routes share.
type quotaKey struct {
	api        API
	credential string
	route      string
}

type window struct {
	start time.Time
	count int
}

// quotas are the windows in use.
type quotas map[quotaKey]window

// current is the window that a request at now falls into, a fresh one if there is none. A clock that was set back stays in
// its window.
func (q quotas) current(key quotaKey, now time.Time) window {
	w, found := q[key]
	if !found || now.Sub(w.start) >= quotaWindow {
		return window{start: now}
	}
	return w
}

// count enters one request and gives the window with it.
func (q quotas) count(key quotaKey, now time.Time) window {
	w := q.current(key, now)
	w.count++
	q[key] = w
	return w
}

// QuotaUse is how much of a quota its caller has used.
type QuotaUse struct {
	API    API
	Caller string // the partner's id, or the place of the service account in the state: never a credential
	Route  string // "" for a quota that all routes share
	Limit  int
	Used   int       // in the window that is running
	Resets time.Time // when that window ends; zero while none is running
}

// EnforcesQuotas tells whether requests over a quota are refused.
func (b *Backend) EnforcesQuotas() bool { return b.cfg.EnforceQuotas }

// Quotas tells of every quota of every caller in the state, used or not: partners first, each in the order of the state, their
// routes in that of Routes.
func (b *Backend) Quotas() []QuotaUse {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.cfg.Now()
	var list []QuotaUse
	for _, partner := range b.store.partners.partners {
		list = b.appendQuotas(list, now, PartnerAPI, partner.ID, partner.APIKey)
	}
	for i, account := range b.store.portals.accounts {
		list = b.appendQuotas(list, now, PortalsAPI, fmt.Sprintf("serviceAccounts[%d]", i), account.Key)
	}
	return list
}

// appendQuotas adds the quotas of one caller of an API.
func (b *Backend) appendQuotas(list []QuotaUse, now time.Time, api API, caller, credential string) []QuotaUse {
	use := QuotaUse{API: api, Caller: caller, Limit: apiSpecs[api].quota.limit}
	routes := []string{""}
	if apiSpecs[api].quota.perRoute {
		routes = routesOf(api)
	}
	for _, use.Route = range routes {
		use.Used, use.Resets = 0, time.Time{}
		if w := b.quotas.current(quotaKey{api, credential, use.Route}, now); w.count > 0 {
			use.Used, use.Resets = w.count, w.start.Add(quotaWindow)
		}
		list = append(list, use)
	}
	return list
}

// secondsLeft is the time until the window ends, rounded up, 1 to 60.
func (w window) secondsLeft(now time.Time) string {
	left := w.start.Add(quotaWindow).Sub(now)
	seconds := int((left + time.Second - 1) / time.Second)
	return strconv.Itoa(min(max(seconds, 1), 60))
}

// setHeaders writes the three quota headers.
func (w window) setHeaders(h http.Header, limit int, now time.Time) {
	h.Set("X-RateLimit-Limit", strconv.Itoa(limit))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(max(limit-w.count, 0)))
	h.Set("X-RateLimit-Reset", w.secondsLeft(now))
}
