package browsertest

// How the page stays up to date, and what it shows of a stream of requests.

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/fake"
)

func TestWithoutEventsThePageAsks(t *testing.T) {
	t.Parallel()
	p := open(t, "#users", func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/_fake/events" {
				http.NotFound(w, r)
				return
			}
			next.ServeHTTP(w, r)
		})
	})
	p.expect("404 (Not Found)")
	p.waitText("#link", "asking each second")
	p.makeUser("asked@example.com")
	p.waitText("#table-users", "asked@example.com")
	p.waitText("#request-rows", "/v1/users")
}

func TestThePageOfAFakeOfItsOwnSpeaksToThatOne(t *testing.T) {
	t.Parallel()
	p := open(t, "", nil)
	p.live()
	status, body := p.call(http.MethodPost, "/_fake/fakes", "", "")
	require.Equal(t, http.StatusCreated, status, body)
	var own struct {
		ID          string           `json:"id"`
		URL         string           `json:"url"`
		Credentials fake.Credentials `json:"credentials"`
	}
	require.NoError(t, json.Unmarshal([]byte(body), &own))
	prefix := "/_fakes/" + own.ID
	require.Equal(t, p.origin+prefix, own.URL)

	p.asked() // forgets what the outer page asked for
	p.run(chromedp.Navigate(own.URL + "/_fake/#users"))
	p.live()
	p.waitText("#base", own.URL)
	status, body = p.call(http.MethodPost, prefix+"/v1/users", own.Credentials.PartnerKey, `{"email":"inside@example.com"}`)
	require.Equal(t, http.StatusCreated, status, body)
	p.waitText("#table-users", "inside@example.com")
	p.click("#tab-requests")
	p.click("#request-rows button")
	p.waitText("pre.curl", own.URL+"/v1/users'")
	assert.Empty(t, p.srv.Requests())
	for _, path := range p.asked() {
		assert.True(t, strings.HasPrefix(path, prefix+"/_fake/"), path)
	}
}

func TestWhatComesTooFastIsReadWhenItIsCalmer(t *testing.T) {
	t.Parallel()
	p := open(t, "", nil)
	p.live()
	const many = 300
	for n := range many {
		resp, err := p.srv.HTTPClient().Get(fmt.Sprintf("%s/v1/users/%d", p.srv.URL(), n))
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
	}
	p.waitText("#request-note", fmt.Sprintf("200 of %d requests", many))
	p.wait("!document.querySelector('#request-note').textContent.includes('too fast')")
}

func TestAResetByAnotherEmptiesTheLogAndCountsAnew(t *testing.T) {
	t.Parallel()
	p := open(t, "", nil)
	p.live()
	p.makeUser("one@example.com")
	p.makeUser("two@example.com")
	p.wait("document.querySelectorAll('#request-rows tr').length === 2")
	p.srv.Reset()
	p.wait("document.querySelectorAll('#request-rows tr').length === 0")
	p.makeUser("three@example.com")
	p.wait("document.querySelectorAll('#request-rows tr').length === 1")
	p.waitText("#table-users", "three@example.com")
	assert.NotContains(t, eval[string](p, "document.querySelector('#table-users').textContent"), "one@example.com")
}

func TestRequestsAreFilteredPausedAndCleared(t *testing.T) {
	t.Parallel()
	p := open(t, "", nil)
	p.live()
	id := p.makeUser("filtered@example.com")
	key := p.srv.Credentials().PartnerKey
	for _, path := range []string{"/v1/users/" + id, "/v1/users/nobody", "/v1/nowhere"} {
		p.call(http.MethodGet, path, key, "")
	}
	rows := func(n int) {
		p.wait(fmt.Sprintf("document.querySelectorAll('#request-rows tr.request').length === %d", n))
	}
	choose := func(selector, value string) {
		eval[bool](p, fmt.Sprintf(`(() => { const e = document.querySelector(%q); e.value = %q; return e.dispatchEvent(new Event("input")); })()`, selector, value))
	}
	rows(4)
	p.waitText("#request-rows tr:first-child .reason", "the closest route is")
	choose("#filter-route", "GET /v1/users/{id}")
	rows(2)
	choose("#filter-status", "4")
	rows(1)
	choose("#filter-route", "none")
	p.waitText("#request-rows", "/v1/nowhere")
	rows(1)
	choose("#filter-route", "")
	choose("#filter-status", "")
	choose("#filter-text", "FILTERED@")
	rows(1)
	choose("#filter-text", "")
	rows(4)

	p.click("#pause")
	p.call(http.MethodGet, "/v1/users/"+id, key, "")
	p.waitText("#pause", "1 new")
	rows(4)
	p.click("#pause")
	rows(5)

	p.click("#clear")
	rows(0)
	assert.Empty(t, p.srv.Requests())
	p.call(http.MethodGet, "/v1/users/"+id, key, "")
	rows(1)
}

func TestARequestIsOpenUntilItIsAnswered(t *testing.T) {
	t.Parallel()
	arrived, held := make(chan struct{}), make(chan struct{})
	answer := sync.OnceFunc(func() { close(held) })
	defer answer()
	p := open(t, "", nil)
	p.live()
	require.NoError(t, p.srv.Inject(fake.Fault{Route: "GET /v1/users/{id}", Match: func(*http.Request) bool {
		close(arrived)
		<-held
		return false
	}, Status: http.StatusTeapot}))
	done := make(chan struct{})
	go func() {
		defer close(done)
		p.call(http.MethodGet, "/v1/users/nobody", p.srv.Credentials().PartnerKey, "")
	}()
	<-arrived
	p.waitText("#request-rows .status", "open")
	p.run(chromedp.Focus(chromedp.CSS("#request-rows button")))
	answer()
	<-done
	p.waitText("#request-rows .status", "404")
	assert.True(t, eval[bool](p, "document.activeElement === document.querySelector('#request-rows button')"), "the focus stays")
}

func TestEverythingIsReachedWithTheKeyboard(t *testing.T) {
	t.Parallel()
	p := open(t, "", nil)
	p.live()
	p.makeUser("keyboard@example.com")
	p.waitText("#request-rows", "/v1/users")
	focused := func(id string) { p.wait(fmt.Sprintf("document.activeElement.id === %q", id)) }
	press := func(keys string) { p.run(chromedp.KeyEvent(keys)) }

	p.run(chromedp.Focus(chromedp.CSS("#theme")))
	press(kb.Tab)
	focused("tab-requests")
	press(kb.ArrowDown + kb.ArrowRight)
	focused("tab-chaos")
	press(kb.ArrowDown)
	focused("tab-quotas")
	p.wait("!document.querySelector('#panel-quotas').hidden && document.querySelector('#panel-requests').hidden")
	p.waitText("#quotas-enforced", "No quota")
	press(kb.Tab)
	focused("enforce")
	press(kb.Tab)
	focused("quota-table")
	p.run(chromedp.Focus(chromedp.CSS("#tab-quotas")))
	press(kb.End)
	focused("tab-clock")
	press(kb.ArrowDown)
	focused("tab-requests")
	assert.Equal(t, 1, eval[int](p, "document.querySelectorAll('[role=tab][tabindex=\"0\"]').length"))

	for range 6 { // route, status, find, pause, clear, and the first row
		press(kb.Tab)
	}
	press(kb.Enter)
	p.waitText("#request-rows .opened", "keyboard@example.com")
	assert.NotEqual(t, "none", eval[string](p, "getComputedStyle(document.activeElement).outlineStyle"), "the focus is seen")
	assert.Equal(t, "true", eval[string](p, "document.activeElement.getAttribute('aria-expanded')"))
	p.call(http.MethodGet, "/v1/users/nobody", p.srv.Credentials().PartnerKey, "")
	p.wait("document.querySelectorAll('#request-rows tr.request').length === 2")
	assert.Equal(t, "true", eval[string](p, "document.activeElement.getAttribute('aria-expanded')"), "what is open stays so, and has the focus")
	press(kb.Enter)
	p.wait("!document.querySelector('#request-rows .opened')")
}

func TestCredentialsAreShownNowhere(t *testing.T) {
	t.Parallel()
	p := open(t, "", nil)
	p.live()
	c := p.srv.Credentials()
	p.makeUser("shown@example.com")
	p.call(http.MethodGet, "/v1/partner-portals/portal_1/users?token="+c.ServiceAccountKey, c.ServiceAccountKey, "")
	p.call(http.MethodGet, "/v1/user/profile?fields=username", c.SessionToken, "")
	p.call(http.MethodPost, "/v1/user/auth/refresh-session", "", fmt.Sprintf(`{"refreshToken":%q}`, c.RefreshToken))
	p.wait("document.querySelectorAll('#request-rows tr.request').length === 4")
	eval[bool](p, "document.querySelectorAll('#request-rows button').forEach((button) => button.click()) ?? true")
	p.wait("document.querySelectorAll('pre.curl').length === 4")
	p.waitText("#table-sessions", "ends in")

	page := eval[string](p, "document.documentElement.outerHTML")
	for _, secret := range []string{c.PartnerKey, c.AppKey, c.AppSecret, c.ServiceAccountKey, c.SessionToken, c.RefreshToken} {
		assert.NotContains(t, page, secret)
	}
	for _, variable := range []string{"$PARTNER_KEY", "$SERVICE_ACCOUNT_KEY", "$SESSION_TOKEN"} {
		assert.Contains(t, page, variable)
	}
}
