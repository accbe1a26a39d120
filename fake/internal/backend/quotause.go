package backend

// What is told of the quotas: everybody's, and how much is used of each.

import (
	"fmt"
	"time"
)

// QuotaUse is how much of a quota its caller has used.
type QuotaUse struct {
	API    API
	Caller string // the partner's id, or the place of the service account in the state: never a credential
	Route  string // "" for a quota that all routes share
	Limit  int
	Used   int       // in the window that is running
	Resets time.Time // when that window ends; zero while none is running
}

// EnforcesQuotas reports whether requests over a quota are refused.
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
