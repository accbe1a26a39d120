package browsertest

// How the page looks: both themes, wide and narrow, with something on it. With -pictures FOLDER it is also drawn into files, for
// somebody to look at.

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/fake"
)

var pictures = flag.String("pictures", "", "folder to draw the page into; empty: it is not drawn")

// look is a theme of the system and a width.
type look struct {
	name  string
	theme string
	width int64
}

var looks = []look{{"light, wide", "light", 1180}, {"dark, wide", "dark", 1180}, {"light, narrow", "light", 380}, {"dark, narrow", "dark", 380}}

func (l look) apply(p *tab) {
	send(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: l.theme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}})
	p.run(chromedp.EmulateViewport(l.width, 760))
}

// openFull shows the page of a fake that has everything: quotas, of which one is used up, and chaos.
func openFull(t *testing.T, look look) *tab {
	t.Helper()
	p := open(t, "", nil, fake.WithQuotas())
	look.apply(p)
	p.live()
	require.Equal(t, http.StatusTooManyRequests, p.askForNobody("", p.srv.Snapshot().Partners[1].APIKey, 101))
	p.srv.ClearRequests()
	p.fill()
	require.NoError(t, p.srv.SetChaos(7, 0.05))
	return p
}

// fill lets a fake have something to show: answers of every kind, a fault that fired and one that waits.
func (p *tab) fill() {
	p.t.Helper()
	c := p.srv.Credentials()
	id := p.makeUser("ada@example.com")
	p.makeUser("grace@example.com")
	p.call(http.MethodPost, "/v1/users", c.PartnerKey, `{"email":"not an address"}`)
	p.call(http.MethodGet, "/v1/users/"+id, c.PartnerKey, "")
	p.call(http.MethodPut, "/v1/users/"+id, c.PartnerKey, `{"twitterUsername":"ada_l","walletAddress":"0x00000000219ab540356cBB839Cbe05303d7705Fa"}`)
	p.call(http.MethodGet, "/v1/partner-portals/portal_1/users?limit=2", c.ServiceAccountKey, "")
	p.call(http.MethodGet, "/v1/user/profile?fields=displayName&fields=handle", c.SessionToken, "")
	p.call(http.MethodGet, "/v1/user/profile?fields=displayName", "tok_of_nobody", "")
	p.call(http.MethodGet, "/v1/usres/"+id, c.PartnerKey, "")
	for _, fault := range []string{`{"route":"GET /v1/users/{id}","status":503,"times":2}`, `{"route":"POST /v1/users","drop":true,"after":true,"times":-1}`} {
		status, body := p.call(http.MethodPost, "/_fake/faults", "", fault)
		require.Equal(p.t, http.StatusCreated, status, body)
	}
	p.call(http.MethodGet, "/v1/users/"+id, c.PartnerKey, "")
	p.wait("document.querySelectorAll('#request-rows tr.request').length === 10")
	p.waitText("#fault-rows", "503")
	p.waitText("#table-users", "ada_l")
	p.click("#request-rows tr:nth-child(8) button")
}

// settle waits for what a panel reads only once it is open.
func (p *tab) settle(id string) {
	p.t.Helper()
	switch id {
	case "tab-quotas":
		p.waitText("#quota-rows", "101 of 100")
	case "tab-chaos":
		p.waitText("#chaos-rows", "stall")
	}
}

func TestNothingIsWiderThanTheScreen(t *testing.T) {
	t.Parallel()
	for _, look := range looks {
		t.Run(look.name, func(t *testing.T) {
			t.Parallel()
			p := openFull(t, look)
			ground := eval[string](p, "getComputedStyle(document.body).backgroundColor")
			assert.Equal(t, map[string]string{"light": "rgb(246, 247, 249)", "dark": "rgb(18, 21, 27)"}[look.theme], ground)
			for _, id := range eval[[]string](p, "[...document.querySelectorAll('[role=tab]')].map((tab) => tab.id)") {
				p.click("#" + id)
				p.settle(id)
				assert.LessOrEqual(t, eval[int64](p, "document.documentElement.scrollWidth"), look.width, id)
				p.draw(fmt.Sprintf("%s %s", id, look.name))
			}
			for range 2 {
				p.click("#theme")
			}
			assert.Equal(t, "rgb(18, 21, 27)", eval[string](p, "getComputedStyle(document.body).backgroundColor"), "the switch wins over the system")
			p.run(chromedp.Reload())
			p.waitText("#theme", "dark")
			assert.Equal(t, "dark", eval[string](p, "document.documentElement.dataset.theme"), "and is kept")
		})
	}
}

func (p *tab) draw(name string) {
	p.t.Helper()
	if *pictures == "" {
		return
	}
	picture := send(p, page.CaptureScreenshot, page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatPng}).Data
	require.NoError(p.t, os.WriteFile(filepath.Join(*pictures, name+".png"), picture, 0o600))
}
