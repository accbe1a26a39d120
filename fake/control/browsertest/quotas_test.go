package browsertest

// The panels of quotas and of chaos: what they say, that they change as requests come and as the clock advances, and that they
// are read for those who look at them alone.

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/fake"
)

// waitQuota waits until the first row, which is the partner's, says this in a column.
func (p *tab) waitQuota(column, words string) {
	p.t.Helper()
	p.wait(fmt.Sprintf("document.querySelector('#quota-rows tr:first-child [data-label=%s]')?.textContent.trim() === %q", column, words))
}

// askForNobody sends so many requests that count, and gives the last one's status.
func (p *tab) askForNobody(below, key string, times int) (status int) {
	p.t.Helper()
	for range times {
		status, _ = p.call(http.MethodGet, below+"/v1/users/nobody", key, "")
	}
	return status
}

func TestAQuotaCountsAsCallsComeAndClearsAsTheClockAdvances(t *testing.T) {
	t.Parallel()
	stands := time.Now()
	p := open(t, "#quotas", nil, fake.WithQuotas(), fake.WithClock(func() time.Time { return stands }))
	p.live()
	key := p.srv.Credentials().PartnerKey
	p.waitText("#quotas-enforced", "Quotas are enforced")
	p.waitQuota("Caller", "partner_alpha")
	p.waitQuota("Used", "0 of 100")
	p.waitQuota("Resets", "not begun")
	assert.Equal(t, http.StatusNotFound, p.askForNobody("", key, 3))
	p.waitQuota("Used", "3 of 100")
	p.wait("document.querySelector('#quota-rows tr:first-child meter').value === 3")
	p.wait(`/^in (1m 0s|\d\ds)$/.test(document.querySelector('#quota-rows tr:first-child [data-label=Resets]').textContent)`)
	assert.Equal(t, http.StatusTooManyRequests, p.askForNobody("", key, 98))
	p.waitQuota("Used", "101 of 100used up")

	p.call(http.MethodPost, "/_fake/clock", "", `{"advance":"1m"}`)
	p.waitQuota("Used", "0 of 100")
	assert.Equal(t, http.StatusNotFound, p.askForNobody("", key, 1))
	p.waitQuota("Used", "1 of 100")
}

func TestAQuotaWhoseWindowEndsByItselfSaysSo(t *testing.T) {
	t.Parallel()
	p := open(t, "#quotas", nil)
	p.live()
	p.waitText("#quotas-enforced", "No quota is enforced")
	p.askForNobody("", p.srv.Credentials().PartnerKey, 1)
	p.waitQuota("Used", "1 of 100")
	require.NoError(t, p.srv.Advance(51*time.Second)) // so that a busy machine shows some of what is left
	p.wait("/^in \\ds$/.test(document.querySelector('#quota-rows tr:first-child [data-label=Resets]').textContent)")
	p.waitQuota("Used", "0 of 100")

	require.NoError(t, p.srv.Restore(fake.State{}))
	p.waitText("#no-quota:not([hidden])", "no partner and no service account")
	p.wait("document.querySelector('#quota-table').hidden")
}

// drawn is how often the page says that chaos was met.
const drawn = "[...document.querySelectorAll('#chaos-rows [data-label=Drawn]')].reduce((sum, cell) => sum + Number(cell.textContent), 0)"

func TestChaosIsCountedAsItIsDrawn(t *testing.T) {
	t.Parallel()
	p := open(t, "#chaos", nil, fake.Chaos(1<<63+1, 1))
	p.live()
	p.waitText("#chaos-says", "100% of all requests that no fault takes, drawn with seed 9223372036854775809")
	p.wait(drawn + " === 0")
	kinds := eval[int](p, "document.querySelectorAll('#chaos-rows tr').length")
	transport := &http.Transport{DisableKeepAlives: true} // else a GET that is dropped may be sent again
	for met := 1; met <= 3; met++ {
		ctx, cancel := context.WithCancel(t.Context())
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("%s/v1/users/%d", p.origin, met), nil)
		require.NoError(t, err)
		done := make(chan struct{})
		go func() {
			defer close(done)
			if resp, err := transport.RoundTrip(req); err == nil {
				_ = resp.Body.Close()
			}
		}()
		p.wait(fmt.Sprintf("%s === %d", drawn, met))
		cancel() // it may have met a long wait
		<-done
	}
	assert.Equal(t, kinds, eval[int](p, "document.querySelectorAll('#chaos-rows tr').length"))
	p.srv.Reset()
	p.wait(drawn + " === 0")
}

func TestChaosIsSwitchedOnAndOffInThePage(t *testing.T) {
	t.Parallel()
	p := open(t, "#chaos", nil)
	p.expect("400 (Bad Request)")
	p.live()
	p.waitText("#chaos-says", "No chaos")
	assert.True(t, eval[bool](p, "document.querySelector('#chaos-table').hidden && document.querySelector('#chaos-off').disabled"))
	seed := chromedp.CSS("#set-chaos [name=seed]")
	p.run(chromedp.SetValue(chromedp.CSS("#set-chaos [name=percent]"), "7"), chromedp.SetValue(seed, "18446744073709551615"))
	p.click("#set-chaos button[type=submit]")
	p.waitText("#chaos-says", "it takes 7% of all requests that no fault takes, drawn with seed 18446744073709551615. 0 so far")
	report := p.srv.Chaos()
	assert.Equal(t, uint64(1<<64-1), report.Seed)
	assert.InDelta(t, 0.07, report.Rate, 1e-9)
	p.run(chromedp.SetValue(seed, "18446744073709551616"))
	p.click("#set-chaos button[type=submit]")
	p.waitText("#alert", "seed: ")
	p.click("#chaos-off")
	p.waitText("#chaos-says", "No chaos")
	assert.Zero(t, p.srv.Chaos().Rate)
	require.NoError(t, p.srv.SetChaos(3, 0.5))
	p.waitText("#chaos-says", "it takes 50%") // what another caller does is seen, too
}

func TestQuotasAreEnforcedFromThePage(t *testing.T) {
	t.Parallel()
	p := open(t, "#quotas", nil)
	p.live()
	p.waitText("#quotas-enforced", "No quota is enforced")
	key := p.srv.Credentials().PartnerKey
	assert.Equal(t, http.StatusNotFound, p.askForNobody("", key, 101))
	p.waitText("#quota-rows .badge.warn", "used up")
	p.waitText("#enforce", "Enforce the quotas")
	p.click("#enforce")
	p.waitText("#quotas-enforced", "Quotas are enforced")
	p.waitText("#quota-rows .badge.bad", "used up")
	assert.Equal(t, http.StatusTooManyRequests, p.askForNobody("", key, 1))
	p.waitText("#enforce", "Enforce no quota")
	p.click("#enforce")
	p.waitText("#quotas-enforced", "No quota is enforced")
	assert.Equal(t, http.StatusNotFound, p.askForNobody("", key, 1))
}

func TestASmallShareOfChaosIsNotNone(t *testing.T) {
	t.Parallel()
	p := open(t, "#chaos", nil, fake.Chaos(1, 0.00125))
	p.waitText("#chaos-says", "it takes 0.125% of all requests")
}

func TestAFakeOfItsOwnHasQuotasAndChaosOfItsOwn(t *testing.T) {
	t.Parallel()
	p := open(t, "#quotas", nil, fake.WithQuotas())
	p.live()
	_, body := p.call(http.MethodPost, "/_fake/fakes", "", "")
	var own struct{ ID, URL string }
	require.NoError(t, json.Unmarshal([]byte(body), &own))
	key := p.srv.Credentials().PartnerKey
	p.askForNobody("", key, 1)
	p.waitQuota("Used", "1 of 100")
	p.run(chromedp.Navigate(own.URL + "/_fake/#quotas"))
	p.live()
	p.waitQuota("Used", "0 of 100")
	p.askForNobody("/_fakes/"+own.ID, key, 2)
	p.waitQuota("Used", "2 of 100")
	p.waitText("#quotas-enforced", "Quotas are enforced")
	p.click("#tab-chaos")
	p.waitText("#chaos-says", "No chaos")
	p.click("#set-chaos button[type=submit]")
	p.waitText("#chaos-says", "it takes 10% of all requests that no fault takes, drawn with seed 1. 0 so far")
	assert.Zero(t, p.srv.Chaos().Rate, "the outer fake has its own")
}

// What every request changes is read by a page that shows it, and by no other.
func TestAPanelThatNobodyLooksAtIsNotRead(t *testing.T) {
	t.Parallel()
	p := open(t, "#requests", nil)
	p.live()
	p.makeUser("one@example.com")
	p.waitText("#table-users", "one@example.com")
	asked := p.asked()
	assert.NotContains(t, asked, "/_fake/quotas")
	assert.NotContains(t, asked, "/_fake/chaos")
	p.click("#tab-quotas")
	p.waitQuota("Used", "1 of 100")
	p.makeUser("two@example.com")
	p.waitQuota("Used", "2 of 100")
	asked = p.asked()
	assert.Contains(t, asked, "/_fake/quotas")
	assert.NotContains(t, asked, "/_fake/chaos")
}
