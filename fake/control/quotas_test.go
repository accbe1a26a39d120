package control

// Quotas and chaos, as they are asked for and as they are told, of the outer fake and of one of its own.

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/fake"
)

// start is a fake with options, which the fakes that it starts have, too.
func start(t *testing.T, options ...fake.Option) *running {
	t.Helper()
	srv, err := fake.Start(options...)
	require.NoError(t, err)
	return serve(t, srv, WithFakeOptions(options...))
}

const (
	unusedQuota = `{"api":"partner","caller":"partner_alpha","route":"","limit":100,"used":0,"resets":null}`
	usedQuota   = `{"api":"partner","caller":"partner_alpha","route":"","limit":100,"used":%d,"resets":"2001-02-03T04:06:06Z"}`
	portalQuota = `{"api":"portals","caller":"serviceAccounts[0]","route":"GET /v1/partner-portals/{portalId}/users","limit":500,"used":0,"resets":null}`
)

func TestQuotasOverTheControlPlane(t *testing.T) {
	t.Parallel()
	stands := time.Date(2001, time.February, 3, 4, 5, 6, 0, time.FixedZone("", 3600)).Add(time.Hour)
	r := start(t, fake.WithQuotas(), fake.WithClock(func() time.Time { return stands }))
	one := "/_fakes/" + r.startOne(t, "").ID
	quotas := func(below, want string) {
		t.Helper()
		r.walk(t, []step{{"GET", below + "/_fake/quotas", "", 200, want}})
	}
	quotas("", `{"enforced":true,"quotas":[`+unusedQuota+`,`)
	quotas("", portalQuota)
	r.walk(t, []step{{"POST", one + "/v1/users", create, 201, "true"}, {"GET", one + "/v1/users/nobody", "", 404, "false"}})
	quotas("", unusedQuota)
	quotas(one, fmt.Sprintf(usedQuota, 2))
	for range 98 {
		r.walk(t, []step{{"GET", one + "/v1/users/nobody", "", 404, "false"}})
	}
	r.walk(t, []step{{"GET", one + "/v1/users/nobody", "", 429, "RATE_LIMITED"}, {"GET", "/v1/users/nobody", "", 404, "false"}})
	quotas(one, fmt.Sprintf(usedQuota, 101))
	r.walk(t, []step{{"POST", one + "/_fake/clock", `{"advance":"1m"}`, 204, ""}})
	quotas(one, unusedQuota)
	quotas("", fmt.Sprintf(usedQuota, 1))
	r.walk(t, []step{{"POST", "/_fake/reset", "", 204, ""}})
	quotas("", unusedQuota)

	_, text := r.call(t, http.MethodGet, "/_fake/quotas", "")
	for _, credential := range []string{"pk_fake", "sk:fake"} {
		assert.NotContains(t, text, credential)
	}
	r.walk(t, []step{{"PUT", "/_fake/state", "{}", 204, ""}})
	quotas("", `{"enforced":true,"quotas":[]}`)
	lax := launch(t)
	lax.walk(t, []step{{"GET", "/_fake/quotas", "", 200, `{"enforced":false,"quotas":[` + unusedQuota}})
}

func TestQuotasAreSwitchedOverTheControlPlane(t *testing.T) {
	t.Parallel()
	r := start(t)
	one := "/_fakes/" + r.startOne(t, "").ID
	for range 101 {
		r.walk(t, []step{{"GET", one + "/v1/users/nobody", "", 404, "false"}})
	}
	r.walk(t, []step{
		{"PUT", one + "/_fake/quotas", `{"enforced":true}`, 204, ""},
		{"GET", one + "/_fake/quotas", "", 200, `{"enforced":true,`},
		{"GET", "/_fake/quotas", "", 200, `{"enforced":false,`},
		{"GET", one + "/v1/users/nobody", "", 429, "RATE_LIMITED"},
		{"PUT", one + "/_fake/quotas", `{"enforced":false}`, 204, ""},
		{"GET", one + "/v1/users/nobody", "", 404, "false"},
		{"PUT", one + "/_fake/quotas", `{"enforced":true}`, 204, ""},
		{"POST", one + "/_fake/reset", "", 204, ""},
		{"GET", one + "/_fake/quotas", "", 200, `{"enforced":false,`},
		{"PUT", "/_fake/quotas", `{"enforced":"yes"}`, 400, `{"error":"enforced: \"yes\": want true or false"}`},
		{"PUT", "/_fake/quotas", `{"enforced":null}`, 400, "enforced: null is no value"},
		{"PUT", "/_fake/quotas", `{"quotas":[]}`, 400, "quotas: unknown member"},
		{"PUT", "/_fake/quotas", `{}`, 400, `{"error":"enforced: missing, want true or false"}`},
		{"PUT", "/_fake/quotas", ``, 400, "is not a JSON object"},
		{"GET", "/_fake/quotas", "", 200, `{"enforced":false,`},
	})
}

func TestChaosIsSwitchedOverTheControlPlane(t *testing.T) {
	t.Parallel()
	r := start(t)
	one := "/_fakes/" + r.startOne(t, "").ID
	r.walk(t, []step{
		{"GET", "/_fake/chaos", "", 200, `{"seed":"0","rate":0,"counts":{}}`},
		{"PUT", one + "/_fake/chaos", `{"rate":0.25}`, 204, ""},
		{"GET", one + "/_fake/chaos", "", 200, `{"seed":"1","rate":0.25,"counts":{"408 after":0,`},
		{"GET", "/_fake/chaos", "", 200, `"rate":0,"counts":{}}`},
		{"PUT", one + "/_fake/chaos", `{"rate":1,"seed":"18446744073709551615"}`, 204, ""},
		{"GET", one + "/_fake/chaos", "", 200, `{"seed":"18446744073709551615","rate":1,`},
		{"PUT", one + "/_fake/chaos", `{"rate":0,"seed":7}`, 204, ""},
		{"GET", one + "/_fake/chaos", "", 200, `{"seed":"7","rate":0,`},
		{"GET", one + "/v1/users/nobody", "", 404, "false"},
		{"PUT", one + "/_fake/chaos", `{"rate":0.25}`, 204, ""},
		{"POST", one + "/_fake/reset", "", 204, ""},
		{"GET", one + "/_fake/chaos", "", 200, `{"seed":"0","rate":0,"counts":{}}`},
		{"PUT", "/_fake/chaos", `{"rate":1.5}`, 400, `{"error":"chaos: rate 1.5 is not between 0 and 1"}`},
		{"PUT", "/_fake/chaos", `{"rate":-0.1}`, 400, "is not between 0 and 1"},
		{"PUT", "/_fake/chaos", `{"rate":"0.1"}`, 400, `{"error":"rate: \"0.1\": want a number"}`},
		{"PUT", "/_fake/chaos", `{"rate":0.1,"seed":"-1"}`, 400, `{"error":"seed: \"-1\": want a whole number from 0 to 18446744073709551615"}`},
		{"PUT", "/_fake/chaos", `{"rate":0.1,"seed":"18446744073709551616"}`, 400, "seed: "},
		{"PUT", "/_fake/chaos", `{"rate":0.1,"seed":1.5}`, 400, "seed: "},
		{"PUT", "/_fake/chaos", `{"rate":0.1,"seed":""}`, 400, "seed: "},
		{"PUT", "/_fake/chaos", `{"seed":"1"}`, 400, `{"error":"rate: missing, want a share from 0 to 1"}`},
		{"PUT", "/_fake/chaos", `{"rate":0.1,"counts":{}}`, 400, "counts: unknown member"},
		{"GET", "/_fake/chaos", "", 200, `"rate":0,"counts":{}}`},
	})
}

// ask lets a partner ask a fake for somebody who is not there, and leaves what becomes of that to chaos.
func ask(t *testing.T, srv *fake.Server) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, fake.BaseURL+"/v1/users/nobody", nil)
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+srv.Credentials().PartnerKey)
	if res, err := srv.Transport().RoundTrip(req); err == nil {
		_ = res.Body.Close()
	}
}

func TestChaosOverTheControlPlane(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		options := fake.Chaos(1<<64-1, 0.5)
		handler, err := New(fake.New(t, options), WithFakeOptions(options))
		require.NoError(t, err)
		defer handler.Close()
		one, err := handler.fakes.start(nil)
		require.NoError(t, err)
		below := "/_fakes/" + one.id
		chaos := func(below string) (told chaosJSON) {
			t.Helper()
			text := answerTo(handler, http.MethodGet, below+"/_fake/chaos", "localhost").Body.String()
			require.NoError(t, json.Unmarshal([]byte(text), &told))
			assert.True(t, strings.HasPrefix(text, `{"seed":"18446744073709551615","rate":0.5,"counts":{"408 after":`), text)
			return told
		}
		before := chaos(below)
		assert.Equal(t, before, chaos(""))
		for range 40 {
			ask(t, one.srv)
		}
		after := chaos(below).Counts
		assert.Len(t, after, len(before.Counts))
		drawn := map[string]int{}
		for kind, n := range after {
			if n > 0 {
				drawn[kind] = n
			}
		}
		assert.NotEmpty(t, drawn)
		assert.Equal(t, one.srv.ChaosCounts(), drawn)
		assert.Equal(t, before, chaos(""), "the outer fake has its own")
		answerTo(handler, http.MethodPost, below+"/_fake/reset", "localhost")
		assert.Equal(t, before, chaos(below))
	})
}

func TestEventsTellOfQuotasAndChaos(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := fake.New(t, fake.Chaos(1, 1))
		handler, err := New(srv)
		require.NoError(t, err)
		defer handler.Close()
		page := listen(t, handler)
		page.take()
		revisions := func() (quotas, chaos string) {
			time.Sleep(batchInterval)
			for _, event := range page.take() {
				kind, says, _ := strings.Cut(event, " ")
				switch kind {
				case "quotas":
					quotas = says
				case "chaos":
					chaos = says
				}
			}
			return quotas, chaos
		}
		used := func() int { return srv.Quotas().Quotas[0].Used }
		for used() == 0 {
			ask(t, srv) // chaos may take it before it is counted
		}
		quotas, chaos := revisions()
		assert.Equal(t, `{"revision":1}`, quotas)
		assert.Contains(t, chaos, `{"revision":`)
		quotas, chaos = revisions()
		assert.Empty(t, quotas+chaos, "nothing has happened")
		require.NoError(t, srv.Advance(time.Minute))
		quotas, chaos = revisions()
		assert.Equal(t, `{"revision":2}`, quotas, "the clock ends windows")
		assert.Empty(t, chaos)
		srv.Reset()
		quotas, chaos = revisions()
		assert.NotEmpty(t, quotas)
		assert.NotEmpty(t, chaos)
	})
}
