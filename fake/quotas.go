package fake

// What a server tells of the documented quotas, which it counts always and enforces if it is asked to.

import (
	"time"

	"github.com/partnerkit/partnerkit-go/fake/internal/secret"
)

// QuotaReport is what Server.Quotas tells.
type QuotaReport struct {
	// Enforced reports whether requests over a quota are refused, as WithQuotas or EnforceQuotas asks. They are counted in any case.
	Enforced bool
	// Quotas are those of every partner, and of every service account on every route, used or not, in the order of the state.
	Quotas []Quota
}

// Quota is how much of a quota its caller has used.
type Quota struct {
	// API is whose quota it is, "partner" or "portals". The others document none.
	API string
	// Caller is the partner's ID, or the place of the service account in the State, "serviceAccounts[0]".
	Caller string
	// Route is the one route that the quota is for, as Fault.Route has it. "": one quota for all routes of the API.
	Route string
	// Limit is how many requests a window of a minute has room for.
	Limit int
	// Used is how many requests the window that is running has counted, those that were refused for the quota too. It may be over
	// the Limit.
	Used int
	// Resets is when that window ends, by the fake's clock. It is zero, as Used is, while no window is running.
	Resets time.Time
}

// Quotas reports the documented quotas of everybody in the state, and what is used of each at this moment by the fake's clock. A
// credential is in no report.
func (s *Server) Quotas() QuotaReport {
	b := s.current().backend
	uses := b.Quotas()
	report := QuotaReport{Enforced: b.EnforcesQuotas(), Quotas: make([]Quota, 0, len(uses))}
	for _, use := range uses {
		report.Quotas = append(report.Quotas, Quota{
			API: string(use.API), Caller: b.Secrets().Replace(use.Caller, secret.Redacted), Route: use.Route,
			Limit: use.Limit, Used: use.Used, Resets: use.Resets,
		})
	}
	return report
}
