package fake

// What a server tells of its quotas: everybody's, as the headers have it, by the fake's clock, and no credential.

import (
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
)

// used are the quotas of which something is used, a line each.
func used(s *Server) []string {
	lines := []string{}
	for _, q := range s.Quotas().Quotas {
		if q.Used == 0 && q.Resets.IsZero() {
			continue
		}
		lines = append(lines, fmt.Sprintf("%s %s %q %d of %d until %v", q.API, q.Caller, q.Route, q.Used, q.Limit, q.Resets.Sub(s.Now())))
	}
	return lines
}

func TestQuotasTellWhatIsUsed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := New(t, WithQuotas())
		asPartner := func(status int) {
			got, _ := send(t, s, partnerRequest(t.Context(), t, s, http.MethodGet, BaseURL+"/v1/users/nobody", nil))
			require.Equal(t, status, got)
		}
		assert.True(t, s.Quotas().Enforced)
		assert.Empty(t, used(s))
		asPartner(404)
		time.Sleep(20 * time.Second)
		list := partnerRequest(t.Context(), t, s, http.MethodGet, BaseURL+"/v1/partner-portals/portal_1/users", nil)
		list.Header.Set("Authorization", "Bearer "+s.Credentials().ServiceAccountKey)
		for range 2 {
			send(t, s, list)
		}
		ofPortals := `portals serviceAccounts[0] "GET /v1/partner-portals/{portalId}/users" 2 of 500 until `
		assert.Equal(t, []string{`partner partner_alpha "" 1 of 100 until 40s`, ofPortals + "1m0s"}, used(s))
		for range 99 {
			asPartner(404)
		}
		asPartner(429)
		assert.Equal(t, `partner partner_alpha "" 101 of 100 until 40s`, used(s)[0], "what was refused is counted")
		require.NoError(t, s.Advance(40*time.Second))
		assert.Equal(t, []string{ofPortals + "20s"}, used(s), "the clock ends a window")
		time.Sleep(20 * time.Second)
		assert.Empty(t, used(s), "and so does time")
		asPartner(404)
		require.NoError(t, s.Restore(s.Snapshot()))
		assert.Empty(t, used(s))
		asPartner(404)
		s.Reset()
		assert.Empty(t, used(s))
	})
}

func TestQuotasAreEverybodys(t *testing.T) {
	t.Parallel()
	s := New(t)
	report := s.Quotas()
	assert.False(t, report.Enforced)
	var all []string
	for _, q := range report.Quotas {
		all = append(all, fmt.Sprintf("%s %s %s %d", q.API, q.Caller, q.Route, q.Limit))
	}
	want := []string{"partner partner_alpha  100", "partner partner_beta  100"}
	for account := range 2 {
		for _, route := range Routes() {
			if api, _ := backend.RouteAPI(route); api == backend.PortalsAPI {
				want = append(want, fmt.Sprintf("portals serviceAccounts[%d] %s 500", account, route))
			}
		}
	}
	assert.Equal(t, want, all)
	assert.Len(t, all, 10)

	none, err := Start(WithState(State{}))
	require.NoError(t, err)
	assert.NotNil(t, none.Quotas().Quotas)
	assert.Empty(t, none.Quotas().Quotas)
}

// A partner may be called like somebody's credential.
func TestQuotasShowNoCredential(t *testing.T) {
	t.Parallel()
	state := DefaultState()
	state.Partners = append(state.Partners, Partner{ID: state.ServiceAccounts[0].Key, APIKey: "pk_fake_gamma"})
	text := marshal(t, New(t, WithState(state)).Quotas())
	for _, credential := range []string{"pk_fake_alpha", "pk_fake_beta", "pk_fake_gamma", "sk:fake_alpha", "sk:fake_beta"} {
		assert.NotContains(t, text, credential)
	}
	assert.Contains(t, text, `"Caller":"[redacted]"`)
}
