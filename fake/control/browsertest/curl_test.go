package browsertest

// A request copied as a curl command, and run.

import (
	"net/http"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestARequestCopiedAsCurlIsTheSameRequest(t *testing.T) {
	t.Parallel()
	for _, program := range []string{"sh", "curl"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("no %s here", program)
		}
	}
	p := open(t, "", nil)
	p.live()
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
	p.wait("document.querySelectorAll('#request-rows tr.request').length === 8")
	eval[bool](p, "document.querySelectorAll('#request-rows button.link').forEach((button) => button.click()) ?? true")
	p.wait("document.querySelectorAll('pre.curl').length === 8")
	commands := eval[[]string](p, "[...document.querySelectorAll('pre.curl')].map((pre) => pre.textContent)")

	before := p.srv.Requests()
	require.Len(t, before, all)
	for i, command := range commands { // the newest first
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
	for _, program := range []string{"sh", "curl"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("no %s here", program)
		}
	}
	p := open(t, "", nil)
	p.live()
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
	p.wait("document.querySelectorAll('#request-rows tr.request').length === 4")
	eval[bool](p, "document.querySelectorAll('#request-rows button.link').forEach((button) => button.click()) ?? true")
	p.wait("document.querySelectorAll('pre.curl').length === 4")
	for i, command := range eval[[]string](p, "[...document.querySelectorAll('pre.curl')].map((pre) => pre.textContent)") {
		shell := exec.CommandContext(t.Context(), "sh", "-c", command+" --silent --output /dev/null")
		shell.Env = append(shell.Environ(), "PARTNER_KEY="+key, "APP_KEY=of_nobody", "CREDENTIAL=nobody")
		out, err := shell.CombinedOutput()
		require.NoError(t, err, "%s\n%s", command, out)
		sent, copied := p.srv.Requests()[3-i], p.srv.Requests()[4+i]
		assert.Equal(t, []any{sent.API, sent.Status, sent.Path, sent.Credential, sent.Reason},
			[]any{copied.API, copied.Status, copied.Path, copied.Credential, copied.Reason}, command)
	}
}
