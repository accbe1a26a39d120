package promises_test

// Redirects are refused: for every code, shape of request and target, nothing
// but the first request is ever sent, and the error names at most a host.

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

const redirectTail = "/v1/pathmark?q=querymark#fragmentmark"

// redirectTargets lead from {host}, with {port} or without.
var redirectTargets = []struct{ name, location, host string }{
	{"same host", "https://{host}{port}" + redirectTail, "{host}{port}"},
	{"other port", "https://{host}:8443" + redirectTail, "{host}:8443"},
	{"sub-domain", "https://sink.{host}" + redirectTail, "sink.{host}"},
	{"cross host", "https://usermark:passmark@sink.example" + redirectTail, "sink.example"},
	{"downgrade", "http://{host}{port}" + redirectTail, "{host}{port}"},
}

// redirectCell is a redirect as the response to an act.
type redirectCell struct {
	act                    act
	code                   int
	target, location, host string
}

func (r redirectCell) name() string { return fmt.Sprintf("%d/%s/%s", r.code, r.act.name, r.target) }

func (redirectCell) tokens() []string { return nil }

func (redirectCell) waits() bool { return false }

func (r redirectCell) play(t *testing.T, over carrier) {
	failure, at := redirected(t, over, r.act, r.code, r.location)
	assert.Contains(t, failure.Error(), at.Replace(r.host))
}

func TestRedirectGrid(t *testing.T) {
	t.Parallel()
	var cells []redirectCell
	for _, code := range []int{301, 302, 303, 307, 308} {
		for _, a := range []act{actGet, actCreate, actUpdate, actDisassociate, actAppGet} {
			for _, target := range redirectTargets {
				cells = append(cells, redirectCell{a, code, target.name, target.location, target.host})
			}
		}
	}
	overCarriers(t, cells, 125, 125)
}

// A Location that is no place to go is refused alike, and cannot break the
// error's line.
func TestRedirectToNowhere(t *testing.T) {
	t.Parallel()
	for name, location := range map[string]string{
		"none":           "",
		"relative":       "/v1/pathmark?q=querymark",
		"relative query": "?q=querymark",
		"no scheme":      "//sink.example" + redirectTail,
		"javascript":     "javascript:pathmark()",
		"file":           "file:///pathmark",
		"escape codes":   "https://sink%1b[31m.example/pathmark",
		"not a URL":      "https://%zz/pathmark",
		"long host":      "https://" + strings.Repeat("9", 400) + ".example/pathmark",
		"key in it":      "https://" + testKey + ".example/pathmark?k=" + testKey,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			failure, _ := redirected(t, memory, actGet, http.StatusFound, location)
			assert.NotContains(t, failure.Error(), testKey)
			assert.NotContains(t, failure.Error(), "\x1b")
			assert.Less(t, len(failure.Error()), 512)
		})
	}
}

// Another status without meaning here goes the same way.
func TestOddThreeHundreds(t *testing.T) {
	t.Parallel()
	for _, code := range []int{300, 304, 305, 306} {
		_, _ = redirected(t, memory, actGet, code, "https://sink.example"+redirectTail)
	}
}

// The attempts after the first go another way, and refuse redirects like it.
func TestRedirectAfterARepeat(t *testing.T) {
	t.Parallel()
	for _, a := range []act{actGet, actCreate, actUpdate, actDisassociate, actAppGet} {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			far := newFarEnd(t, func(n int, _ seen) reply {
				switch n {
				case 0:
					return a.reply("429")
				case 1:
					return reply{raw: httpAnswer(http.StatusFound, "moved", "Location: https://sink.example"+redirectTail)}
				}
				return reply{raw: a.done.raw()}
			})
			err := a.run(t.Context(), clientOn(t, far, partnerkit.WithRetry(partnerkit.Retry{MinWait: 1, MaxWait: 1})))
			failure, ok := errors.AsType[*partnerkit.Error](err)
			require.True(t, ok)
			assert.Equal(t, http.StatusFound, failure.Status)
			assert.Equal(t, []string{a.line, a.line}, far.lines())
			assert.Contains(t, failure.Error(), "sink.example")
		})
	}
}

// 304 leads nowhere, so that there was nothing to refuse.
func TestNotModifiedIsNoRedirect(t *testing.T) {
	t.Parallel()
	for status, redirect := range map[int]bool{304: false, 301: true, 302: true, 307: true, 308: true} {
		failure := refusedWith(t, actGet, httpAnswer(status, "", "Location: https://sink.example/x"))
		assert.Equal(t, status, failure.Status)
		assert.Equal(t, redirect, strings.Contains(failure.Error(), "redirect refused"), failure.Error())
	}
}

// redirected sends a call to a redirect, checks that it ends there, and tells where the far end
// was, as redirectTargets name it.
func redirected(t *testing.T, over carrier, a act, code int, location string) (*partnerkit.Error, *strings.Replacer) {
	t.Helper()
	var at *strings.Replacer
	far := newFarEnd(t, func(n int, _ seen) reply {
		if n > 0 {
			return reply{raw: a.done.raw()}
		}
		return reply{raw: httpAnswer(code, "moved", "Location: "+at.Replace(location))}
	})
	followed := 0
	follows := over.httpClient(t, far)
	follows.CheckRedirect = func(*http.Request, []*http.Request) error { followed++; return nil }
	origin, err := url.Parse(far.origin)
	require.NoError(t, err)
	at = strings.NewReplacer("{host}", origin.Hostname(), "{port}", strings.TrimPrefix(origin.Host, origin.Hostname()))
	err = a.run(t.Context(), over.clientBy(t, follows, far))
	require.Equal(t, []string{a.line}, far.lines(), "the sink saw something")
	require.Zero(t, followed)
	failure, ok := errors.AsType[*partnerkit.Error](err)
	require.True(t, ok)
	assert.Equal(t, code, failure.Status)
	assert.Equal(t, 1, failure.Attempts)
	assert.NotErrorIs(t, err, partnerkit.ErrOutcomeUnknown)
	for _, mark := range []string{"pathmark", "querymark", "fragmentmark", "usermark", "passmark"} {
		assert.NotContains(t, fmt.Sprintf("%v %+v %#v", err, failure, *failure), mark)
	}
	for _, s := range far.requests() {
		assert.Equal(t, origin.Host, s.host)
	}
	return failure, at
}
