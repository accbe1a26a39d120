package promises_test

// Fuzz targets for what goes out: path parameters, base URLs, keys and update
// members either are refused before the wire, or arrive as they were given.

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// lastRequest keeps the last request and answers it with a page that is no answer.
type lastRequest struct{ request *http.Request }

func (s *lastRequest) RoundTrip(r *http.Request) (*http.Response, error) {
	s.request = r
	return answerText(418, nil, "", nil).RoundTrip(r)
}

// pathCalls are the operations with path parameters: a is the first, b the second.
var pathCalls = []struct {
	template string
	two      bool
	call     func(t *testing.T, c *partnerkit.Client, a, b string) error
}{
	{"/v1/users/{}", false, func(t *testing.T, c *partnerkit.Client, a, _ string) error {
		_, err := c.Users.Get(t.Context(), a)
		return err
	}},
	{"/v1/users/{}", false, func(t *testing.T, c *partnerkit.Client, a, _ string) error {
		return c.Users.Disassociate(t.Context(), a)
	}},
	{"/v1/users/{}/disconnect-wallet", false, func(t *testing.T, c *partnerkit.Client, a, _ string) error {
		_, err := c.Users.DisconnectWallet(t.Context(), a)
		return err
	}},
	{"/v1/users/email/{}", false, func(t *testing.T, c *partnerkit.Client, a, _ string) error {
		_, err := c.Users.GetByEmail(t.Context(), a)
		return err
	}},
	{"/v1/partner-portals/{}/users", false, func(t *testing.T, c *partnerkit.Client, a, _ string) error {
		_, err := c.PortalUsers.List(t.Context(), a, partnerkit.PortalUserListParams{})
		return err
	}},
	{"/v1/partner-portals/{}/users/{}", true, func(t *testing.T, c *partnerkit.Client, a, b string) error {
		return c.PortalUsers.Delete(t.Context(), a, b)
	}},
	{"/v1/user/by-id/{}/public", false, func(t *testing.T, c *partnerkit.Client, a, _ string) error {
		_, err := c.Profile.Public(t.Context(), a, "c1")
		return err
	}},
	{"/v1/widgets/{}/parts/{}", true, func(t *testing.T, c *partnerkit.Client, a, b string) error {
		return c.Do(t.Context(), partnerkit.AppAPI, "PUT", "/v1/widgets/"+url.PathEscape(a)+"/parts/"+url.PathEscape(b), nil, nil)
	}},
}

func FuzzPath(f *testing.F) {
	for _, id := range []string{
		"u1", "", ".", "..", "../admin", "a/b", "a/sessions", "%2F", "%2e%2e", "..%2f..", "a?x=1", "a#f", "a;b", `a\b`, "a\x00", "a\nb",
		"a\r\nHost: x", "\xff", " a", "a\u202eb", "é", "a%", "a+b", "a:b", "a@b", "a,b", "0", "...", "%", "//", "a//b", "\u0085",
	} {
		f.Add(id, "u1")
		f.Add("portal_1", id)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		for _, p := range pathCalls {
			wire := &lastRequest{}
			err := p.call(t, clientOver(t, wire), a, b)
			require.Error(t, err)
			requirePrintable(t, asError(err))
			require.NotContains(t, err.Error(), "pk_fake_bad")
			if errors.Is(err, partnerkit.ErrInvalidArgument) {
				require.Nil(t, wire.request)
				continue
			}
			require.NotNil(t, wire.request)
			want := strings.Split(p.template, "/")
			target, err := url.ParseRequestURI(wire.request.URL.RequestURI())
			require.NoError(t, err)
			got := strings.Split(target.EscapedPath(), "/")
			require.Len(t, got, len(want), target.EscapedPath())
			arguments := []string{a, b}
			for i, segment := range want {
				if segment == "{}" {
					segment, arguments = arguments[0], arguments[1:]
				}
				text, err := url.PathUnescape(got[i])
				require.NoError(t, err)
				require.Equal(t, segment, text)
				require.NotContains(t, []string{".", ".."}, text)
			}
			require.Empty(t, target.Fragment)
			require.Equal(t, "api.invalid", wire.request.URL.Host)
		}
	})
}

func FuzzBaseURL(f *testing.F) {
	for _, base := range []string{
		"https://h", "https://h/", "https://h/v1", "https://h/v1/", "https://h/p", "https://h/p/v1", "http://127.0.0.1:8080", "http://[::1]:8080",
		"localhost:8080", "//h/v1", "http://", "ftp://h/", "http://h", "https://user:pw@h/", "https://h/v1?x=1", "https://h#f", "https://h/../x",
		"http://h/ v1", "http://::1/", "http://[1.2.3.4]", `http://h\@evil/`, "http://h:80:80/", "https://h:99999", "https://h:0", "https://h//",
		"https://h//v1", "https://h/v1//", "https://h/%2e%2e/x", "https://h/a%2Fb", "https://\u212a.invalid", "HTTPS://H/V1", "https://h/%zz", "https:h", "https:///v1",
		"http://localhost.evil", "http://127.0.0.1.evil", "http://[fe80::1%25eth0]:80", "https://h/?", "https://h/v1/v1", "https://h/.", "https://h/a;b",
	} {
		f.Add(base)
	}
	f.Fuzz(func(t *testing.T, base string) {
		wire := &lastRequest{}
		client, err := partnerkit.New(
			partnerkit.WithBaseURL(base), partnerkit.WithPartnerKey("pk_fake_fuzz"), partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 1}),
			partnerkit.WithHTTPClient(&http.Client{Transport: wire}))
		if err != nil {
			require.ErrorIs(t, err, partnerkit.ErrInvalidArgument)
			require.Nil(t, client)
			return
		}
		_, err = client.Users.Get(t.Context(), "u1")
		require.Equal(t, 418, asError(err).Status, "%v", err)
		sent := wire.request.URL
		given, err := url.Parse(base)
		require.NoError(t, err)
		again, err := url.Parse(sent.String())
		require.NoError(t, err)
		require.Equal(t, given.Scheme, again.Scheme)
		require.Equal(t, given.Host, again.Host)
		require.Equal(t, sent.Host, again.Host)
		require.Nil(t, sent.User)
		require.Empty(t, sent.RawQuery+sent.Fragment)
		require.True(t, strings.HasSuffix(again.EscapedPath(), "/v1/users/u1"), again.EscapedPath())
		prefix := strings.TrimSuffix(strings.TrimSuffix(given.EscapedPath(), "/"), "/v1")
		require.Equal(t, prefix+"/v1/users/u1", again.EscapedPath())
		for _, segment := range strings.Split(again.Path, "/")[1:] {
			require.NotContains(t, []string{"", ".", ".."}, segment)
		}
		if again.Scheme == "http" {
			host := strings.ToLower(again.Hostname())
			require.True(t, host == "localhost" || strings.HasPrefix(host, "127.") || strings.Contains(host, ":"), host)
		}
	})
}

func FuzzKeys(f *testing.F) {
	for _, key := range []string{
		"pk_fake_1", "sk:fake_1", "", " ", "a\n", "a\r\nX-Evil: 1", "a\x00", "\x7f", " a", "é", "\u2028", "\xff", "Bearer xyz", "a\tb", strings.Repeat("k", 17<<10),
	} {
		f.Add(key)
	}
	f.Fuzz(func(t *testing.T, key string) {
		for name, try := range map[string]struct {
			option partnerkit.Option
			header string
			value  string
			op     string
		}{
			"partner":         {partnerkit.WithPartnerKey(key), "Authorization", "Bearer " + key, "Users.Get"},
			"app":             {partnerkit.WithAppKey(key, "as_fake_fuzz"), "X-Api-Key", key, "AppUsers.GetByExternalID"},
			"app secret":      {partnerkit.WithAppKey("ak_fake_fuzz", key), "X-Api-Key", "ak_fake_fuzz", "AppUsers.GetByExternalID"},
			"service account": {partnerkit.WithServiceAccountKey(key), "Authorization", "Bearer " + key, "PortalUsers.Get"},
			"session":         {partnerkit.WithSession(partnerkit.SessionToken(key)), "Authorization", "Bearer " + key, "Profile.Get"},
			"renewed session": {partnerkit.WithSession(partnerkit.RefreshingSession(key+"s", key)), "Authorization", "Bearer " + key + "s", "Profile.Get"},
		} {
			wire := &lastRequest{}
			client, err := partnerkit.New(partnerkit.WithBaseURL("https://api.invalid"), try.option,
				partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 1}), partnerkit.WithHTTPClient(&http.Client{Transport: wire}))
			if err != nil {
				require.ErrorIs(t, err, partnerkit.ErrInvalidArgument, name)
				if len(key) >= window && !strings.Contains(partnerkit.ErrInvalidArgument.Error(), key) {
					require.NotContains(t, strings.ReplaceAll(err.Error(), "With", ""), key, name)
				}
				continue
			}
			for _, op := range askedOps {
				if op.name == try.op {
					_, err = op.call(t.Context(), client)
				}
			}
			require.Equal(t, 418, asError(err).Status, name)
			require.Equal(t, []string{try.value}, wire.request.Header[try.header], name)
			require.True(t, strings.Trim(key, visibleASCII) == "" && key != "", "%q was sent", key)
		}
	})
}

var visibleASCII = func() string {
	var b strings.Builder
	for c := byte('!'); c <= '~'; c++ {
		b.WriteByte(c)
	}
	return b.String()
}()
