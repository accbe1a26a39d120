package browsertest

// A request copied as a curl command, and run.

import (
	"fmt"
	"net/http"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// openToCopy opens the page with its live log, where what is copied can be run.
func openToCopy(t *testing.T) *tab {
	t.Helper()
	for _, program := range []string{"sh", "curl"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("no %s here", program)
		}
	}
	p := open(t, "", nil)
	p.live()
	return p
}

// curlCommands are the commands of that many requests, the newest first.
func curlCommands(p *tab, count int) []string {
	p.wait(fmt.Sprintf("document.querySelectorAll('#request-rows tr.request').length === %d", count))
	eval[bool](p, "document.querySelectorAll('#request-rows button.link').forEach((button) => button.click()) ?? true")
	p.wait(fmt.Sprintf("document.querySelectorAll('pre.curl').length === %d", count))
	return eval[[]string](p, "[...document.querySelectorAll('pre.curl')].map((pre) => pre.textContent)")
}

func TestARequestCopiedAsCurlIsTheSameRequest(t *testing.T) {
	t.Parallel()
	p := openToCopy(t)
	key, session := p.srv.Credentials().PartnerKey, p.srv.Credentials().SessionToken
	p.makeUser("o'brien@example.com")
	p.call(http.MethodGet, "/v1/users/email/o'brien@example.com", key, "")
	p.call(http.MethodGet, "/v1/users/email/[1-3]@example.com?x={a,b}$(id)&y='%20%22", key, "")
	p.call(http.MethodGet, "/v1/users/../users", key, "")
	p.call(http.MethodPost, "/v1/user/profile", session, `{"biography":"it's \"so\" $HOME \\ `+"`id`"+`"}`)
	p.call(http.MethodDelete, "/v1/nowhere", "", "")
	p.call(http.MethodGet, "/v1/users/with-a-body", key, `{"ignored":true}`)
	p.call(http.MethodHead, "/v1/users/with-a-body", key, `{"ignored":true}`)
	const all = 8
	commands := curlCommands(p, all)

	before := p.srv.Requests()
	require.Len(t, before, all)
	for i, command := range commands {
		shell := exec.CommandContext(t.Context(), "sh", "-c", command+" --silent --output /dev/null")
		shell.Env = append(shell.Environ(), "PARTNER_KEY="+key, "SESSION_TOKEN="+session)
		out, err := shell.CombinedOutput()
		require.NoError(t, err, "%s\n%s", command, out)
		sent, copied := before[all-1-i], p.srv.Requests()[all+i]
		if sent.Method == http.MethodHead {
			sent.Body = "" // curl sends none
		}
		assert.Equal(t, []string{sent.Method, sent.Path, sent.Query, sent.Body, sent.Credential},
			[]string{copied.Method, copied.Path, copied.Query, copied.Body, copied.Credential}, command)
	}

	p.wait("document.querySelectorAll('#request-rows tr.request').length === 16") // or what is clicked on would move
	p.click("pre.curl + button")
	p.wait("!document.querySelector('#notice').hidden")
}

// Whose a path is, the App API's header may decide: it is in the command also where the credential is nobody's, or another's.
func TestARequestOfTheAppAPICopiedAsCurlAsksIt(t *testing.T) {
	t.Parallel()
	p := openToCopy(t)
	key := p.srv.Credentials().PartnerKey
	for _, path := range []string{"/v1/user/816379099131", "/v1/nowhere"} {
		for _, credential := range []string{"nobody", key} {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.origin+path, nil)
			require.NoError(t, err)
			req.Header.Set("Authorization", "Bearer "+credential)
			req.Header.Set("X-Api-Key", "of_nobody")
			resp, err := http.DefaultClient.Do(req)
			require.NoError(t, err)
			require.NoError(t, resp.Body.Close())
		}
	}
	for i, command := range curlCommands(p, 4) {
		shell := exec.CommandContext(t.Context(), "sh", "-c", command+" --silent --output /dev/null")
		shell.Env = append(shell.Environ(), "PARTNER_KEY="+key, "APP_KEY=of_nobody", "CREDENTIAL=nobody")
		out, err := shell.CombinedOutput()
		require.NoError(t, err, "%s\n%s", command, out)
		sent, copied := p.srv.Requests()[3-i], p.srv.Requests()[4+i]
		assert.Equal(t, []any{sent.API, sent.Status, sent.Path, sent.Credential, sent.Reason},
			[]any{copied.API, copied.Status, copied.Path, copied.Credential, copied.Reason}, command)
	}
}
