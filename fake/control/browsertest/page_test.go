package browsertest

// What a person does with the page, and what they then see.

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAUserMadeOverHTTPAppearsWithoutAReload(t *testing.T) {
	t.Parallel()
	p := open(t, "#users", nil)
	p.live()
	p.waitText("#table-users", "@")
	eval[bool](p, "window.sameDocument = true")
	p.makeUser("appears@example.com")
	p.waitText("#table-users", "appears@example.com")
	p.wait("document.querySelector('#request-rows').textContent.includes('/v1/users')")
	assert.True(t, eval[bool](p, "window.sameDocument === true"))
}

func TestAFaultSwitchedOnInThePageFailsTheNextCall(t *testing.T) {
	t.Parallel()
	p := open(t, "#faults", nil)
	p.live()
	id := p.makeUser("faulted@example.com")
	get := func() int {
		status, _ := p.call(http.MethodGet, "/v1/users/"+id, p.srv.Credentials().PartnerKey, "")
		return status
	}
	p.run(chromedp.SendKeys(chromedp.CSS("#add-fault [name=route]"), "GET /v1/users/{id}"),
		chromedp.SendKeys(chromedp.CSS("#add-fault [name=status]"), "503"),
		chromedp.SetValue(chromedp.CSS("#add-fault [name=times]"), "-1"),
		chromedp.Click(chromedp.CSS("#add-fault button[type=submit]")))
	p.waitText("#fault-rows", "status 503")
	fired := "[...document.querySelectorAll('#fault-rows [data-label=Fired]')].map((cell) => cell.textContent).join()"
	assert.Equal(t, "0", eval[string](p, fired))

	for n := 1; n <= 3; n++ {
		assert.Equal(t, http.StatusServiceUnavailable, get())
		p.wait(fmt.Sprintf("%s === '%d'", fired, n))
	}
	p.waitText("#request-rows .badge.fault", "fault")
}

func TestFaultsAreSwitchedOffOneByOneAndTogether(t *testing.T) {
	t.Parallel()
	p := open(t, "#faults", nil)
	p.live()
	rows := func(n int) { p.wait(fmt.Sprintf("document.querySelectorAll('#fault-rows tr').length === %d", n)) }
	for n, preset := range []string{"503 twice", "Happens, answer lost", "Slow by 2s"} {
		p.run(chromedp.Click(fmt.Sprintf("//*[@id='fault-presets']/button[.='%s']", preset)),
			chromedp.Click(chromedp.CSS("#add-fault button[type=submit]")))
		rows(n + 1)
	}
	p.click("#fault-rows tr:nth-child(2) button")
	rows(2)
	left := p.srv.Faults()
	require.Len(t, left, 2)
	assert.Equal(t, []int{2, 1}, []int{left[0].Left, left[1].Left})
	assert.Equal(t, []string{"status 503", "late by 2s"},
		eval[[]string](p, "[...document.querySelectorAll('#fault-rows [data-label=Effect]')].map((cell) => cell.textContent)"))
	p.click("#clear-faults")
	p.wait("document.querySelector('#fault-table').hidden")
	assert.Empty(t, p.srv.Faults())
}

func TestTheRoutesOfTheDescriptionAreOffered(t *testing.T) {
	t.Parallel()
	p := open(t, "#faults", func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/_fake/openapi.json" {
				_, _ = fmt.Fprint(w, `{"paths":{"/v1/users/{id}":{"parameters":[],"get":{},"delete":{}},"/v1/users":{"post":{}}}}`)
				return
			}
			next.ServeHTTP(w, r)
		})
	})
	p.wait("document.querySelector('#routes option')")
	assert.Equal(t, []string{"GET /v1/users/{id}", "DELETE /v1/users/{id}", "POST /v1/users"},
		eval[[]string](p, "[...document.querySelectorAll('#routes option')].map((option) => option.value)"))
}

func TestAFaultThatIsRefusedIsToldInTheControlPlanesWords(t *testing.T) {
	t.Parallel()
	p := open(t, "#faults", nil)
	p.expect("400 (Bad Request)")
	p.run(chromedp.SendKeys(chromedp.CSS("#add-fault [name=route]"), "GET /v1/userz/{id}"),
		chromedp.Click(chromedp.CSS("#add-fault [name=drop]")),
		chromedp.Click(chromedp.CSS("#add-fault button[type=submit]")))
	p.waitText("#alert", `the closest is "GET /v1/users/{id}"`)
	assert.True(t, eval[bool](p, "document.querySelector('#fault-table').hidden"))
}

func TestTheClockAdvancedEndsASession(t *testing.T) {
	t.Parallel()
	p := open(t, "#sessions", nil)
	p.live()
	token := p.srv.Credentials().SessionToken
	profile := func() int {
		status, _ := p.call(http.MethodGet, "/v1/user/profile?fields=username", token, "")
		return status
	}
	require.Equal(t, http.StatusOK, profile())
	p.waitText("#table-sessions [data-label=Session]", "ends in")

	p.click("#tab-clock")
	p.click("[data-advance='11m']")
	p.waitText("#clock-away", "ahead of")
	p.click("#tab-sessions")
	p.waitText("#table-sessions [data-label=Session]", "ended")
	p.waitText("#table-sessions [data-label=Refresh]", "ends in")
	require.Equal(t, http.StatusUnauthorized, profile())
	p.click("#tab-requests")
	p.waitText("#request-rows .reason", "session")
}

func TestASessionThatEndsByItselfSaysSo(t *testing.T) {
	t.Parallel()
	p := open(t, "#sessions", nil)
	p.live()
	state := p.srv.Snapshot()
	state.Sessions = state.Sessions[:1]
	state.Sessions[0].SessionExpiresAt = p.srv.Now().Add(2 * time.Second)
	require.NoError(t, p.srv.Restore(state))
	p.waitText("#table-sessions [data-label=Session]", "ended")
}

func TestTheClockAdvancesByWhatIsTyped(t *testing.T) {
	t.Parallel()
	p := open(t, "#clock", nil)
	p.expect("400 (Bad Request)")
	p.run(chromedp.SendKeys(chromedp.CSS("#advance-by"), "30h"+kb.Enter))
	p.waitText("#clock-away", "1d 6h ahead of")
	p.run(chromedp.SetValue(chromedp.CSS("#advance-by"), "yesterday"), chromedp.Click(chromedp.CSS("#advance button")))
	p.waitText("#alert", "yesterday")
}

func TestWhatARequestCarriedIsText(t *testing.T) {
	t.Parallel()
	const hostile = `<script>window.owned=1</script><img src=x onerror=window.owned=1>`
	p := open(t, "", nil)
	p.live()
	key, session := p.srv.Credentials().PartnerKey, p.srv.Credentials().SessionToken
	body := fmt.Sprintf(`{"email":%q}`, hostile)
	p.call(http.MethodPost, "/v1/users?note=%3Cscript%3E<b>", key, body)
	p.call(http.MethodGet, "/v1/<script>owned=1</script>", key, "")
	status, answer := p.call(http.MethodPost, "/v1/user/profile", session, `{"displayName":"<img src=x onerror=window.owned=1>"}`)
	require.Equal(t, http.StatusCreated, status, answer)
	p.wait("document.querySelectorAll('#request-rows tr').length === 3")
	eval[bool](p, "document.querySelectorAll('#request-rows button').forEach((button) => button.click()) ?? true")
	p.wait("document.querySelectorAll('#request-rows tr.opened').length === 3")
	assert.Equal(t, []string{body}, eval[[]string](p,
		"[...document.querySelectorAll('#request-rows pre')].map((pre) => pre.textContent).filter((text) => text.startsWith('{\"email'))"))
	p.click("#tab-profiles")
	p.waitText("#table-profiles", "<img src=x onerror=window.owned=1>")

	assert.Equal(t, 1, eval[int](p, "document.scripts.length"), "the page's own")
	assert.Zero(t, eval[int](p, "document.querySelectorAll('img, main b, main script').length"))
	assert.True(t, eval[bool](p, "window.owned === undefined"))
}

func TestASnapshotIsTheStateAgain(t *testing.T) {
	t.Parallel()
	p := open(t, "#users", nil)
	p.live()
	p.makeUser("kept@example.com")
	p.click("#tab-clock")
	file := p.download("#save")

	p.makeUser("later@example.com")
	p.click("#tab-users")
	p.waitText("#table-users", "later@example.com")
	p.run(chromedp.SetUploadFiles(chromedp.CSS("#restore-file"), []string{file}))
	p.wait("!document.querySelector('#table-users').textContent.includes('later@example.com')")
	assert.Contains(t, eval[string](p, "document.querySelector('#table-users').textContent"), "kept@example.com")
	p.waitText("#notice", "in place")
}

func TestAFileThatIsNoStateIsRefusedWhole(t *testing.T) {
	t.Parallel()
	p := open(t, "#users", nil)
	p.expect("400 (Bad Request)")
	before := p.srv.Snapshot()
	p.run(chromedp.SetUploadFiles(chromedp.CSS("#restore-file"), []string{writeFile(t, `{"users":[{"email":"a@example.com","partners":["nobody"]}]}`)}))
	p.waitText("#alert", `users[0].partners[0]: unknown partner "nobody"`)
	assert.Equal(t, before, p.srv.Snapshot())
}

// A browser that reads a file as text makes another character of what is no UTF-8.
func TestAFileThatIsNoUTF8IsRefused(t *testing.T) {
	t.Parallel()
	p := open(t, "#users", nil)
	p.expect("400 (Bad Request)")
	before := p.srv.Snapshot()
	p.run(chromedp.SetUploadFiles(chromedp.CSS("#restore-file"), []string{writeFile(t, `{"profiles":[{"username":"ana","displayName":"`+"\xff"+`"}]}`)}))
	p.waitText("#alert", "is not valid UTF-8")
	assert.Equal(t, before, p.srv.Snapshot())
}

func TestAResetAsksFirst(t *testing.T) {
	t.Parallel()
	p := open(t, "#clock", nil)
	p.live()
	p.makeUser("gone@example.com")
	p.waitText("#table-users", "gone@example.com")
	p.click("#reset")
	p.click("#question-no")
	p.wait("!document.querySelector('#question').open")
	assert.Len(t, p.srv.Requests(), 1)

	p.click("#reset")
	p.click("#question-yes")
	p.wait("!document.querySelector('#table-users').textContent.includes('gone@example.com')")
	p.wait("document.querySelectorAll('#request-rows tr').length === 0")
	assert.Empty(t, p.srv.Requests())
}
