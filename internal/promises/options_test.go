package promises_test

// Options that can never be right: New names the option and never shows what it
// was given where that is a secret.

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// optionCanary is in every wrong secret below.
const optionCanary = "canary0123456789"

// badOption is an option that New refuses.
type badOption struct {
	name   string
	option partnerkit.Option
	names  string // what the error must name
}

func badKeys() []badOption {
	kinds := []struct {
		names  string
		prefix string
		make   func(string) partnerkit.Option
	}{
		{"WithPartnerKey", "pk_fake_", partnerkit.WithPartnerKey},
		{"WithAppKey", "ak_fake_", func(key string) partnerkit.Option { return partnerkit.WithAppKey(key, tapeAppSecret) }},
		{"WithAppKey", "as_fake_", func(secret string) partnerkit.Option { return partnerkit.WithAppKey(tapeAppKey, secret) }},
		{"WithServiceAccountKey", "sk:fake_", partnerkit.WithServiceAccountKey},
		{"SessionToken", "st_fake_", func(token string) partnerkit.Option { return partnerkit.WithSession(partnerkit.SessionToken(token)) }},
		{"RefreshingSession", "st_fake_", func(token string) partnerkit.Option {
			return partnerkit.WithSession(partnerkit.RefreshingSession(token+" ", tapeRefresh))
		}},
		{"RefreshingSession", "rt_fake_", func(token string) partnerkit.Option {
			return partnerkit.WithSession(partnerkit.RefreshingSession(tapeSession, token))
		}},
	}
	var rows []badOption
	for _, kind := range kinds {
		for wrong, key := range map[string]string{
			"empty":            "",
			"a final newline":  kind.prefix + optionCanary + "\n",
			"an injected line": kind.prefix + optionCanary + "\r\nX-Evil: 1",
			"a space before":   " " + kind.prefix + optionCanary,
			"a space within":   kind.prefix + optionCanary + " x",
			"a tab":            kind.prefix + optionCanary + "\t",
			"a NUL":            kind.prefix + optionCanary + "\x00",
			"a DEL":            kind.prefix + optionCanary + "\x7f",
			"no ASCII":         kind.prefix + optionCanary + "é",
			"no UTF-8":         kind.prefix + optionCanary + "\xff",
			"a line separator": kind.prefix + optionCanary + "\u2028",
			"over 16 KiB":      kind.prefix + strings.Repeat(optionCanary, 1024)[len(kind.prefix)-1:],
		} {
			rows = append(rows, badOption{kind.prefix + " " + wrong, kind.make(key), kind.names})
		}
	}
	return append(rows,
		badOption{"no sk:", partnerkit.WithServiceAccountKey(optionCanary), "WithServiceAccountKey"},
		badOption{"sk: in upper case", partnerkit.WithServiceAccountKey("SK:" + optionCanary), "WithServiceAccountKey"},
		badOption{"sk: alone", partnerkit.WithServiceAccountKey("sk:"), "WithServiceAccountKey"},
		badOption{"no session source", partnerkit.WithSession(nil), "WithSession"},
	)
}

func badURLs() []badOption {
	var rows []badOption
	for names, make := range map[string]func(string) partnerkit.Option{
		"WithBaseURL": partnerkit.WithBaseURL, "WithPartnerBaseURL": partnerkit.WithPartnerBaseURL, "WithAppBaseURL": partnerkit.WithAppBaseURL,
		"WithPortalsBaseURL": partnerkit.WithPortalsBaseURL, "WithProfileBaseURL": partnerkit.WithProfileBaseURL,
	} {
		for _, url := range []string{
			"", "h", "h.example/v1", "//h/v1", "/v1", "localhost:8080", "ftp://h/", "mailto:a@h", "https:", "https://", "https:h", "http://", "https:///v1",
			"https://:443/", "https://user:" + optionCanary + "@h/", "https://" + optionCanary + "@h/", "https://h/?token=" + optionCanary, "https://h/?", "https://h/#" + optionCanary, "https://h/#", "https://h#",
			"http://h.example/", "http://10.0.0.1/", "http://127.0.0.1.example/", "http://localhost.example/", "http://::1/", "http://[1.2.3.4]/",
			"https://h:0/", "https://h:99999/", "https://h:x/", "https://h:80:80/", `https://h\@evil/`, "https://hé/", "https://h/../x", "https://h/./x",
			"https://h//x", "https://h/%2e%2e/x", "https://h/a%00b", "https://h/\x7f", "https://h/%zz", " https://h/", "https://h x/", "%" + optionCanary,
		} {
			rows = append(rows, badOption{names + " " + url, make(url), names})
		}
	}
	return rows
}

func badRest() []badOption {
	retry := func(attempts int, least, most time.Duration) partnerkit.Option {
		return partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: attempts, MinWait: least, MaxWait: most})
	}
	chain := func(next http.RoundTripper) http.RoundTripper { return next }
	change := func(context.Context, string, string) error { return nil }
	return []badOption{
		{"nil option", nil, "Option"},
		{"no onChange", partnerkit.WithSession(partnerkit.RefreshingSession(tapeSession, tapeRefresh, nil)), "RefreshingSession"},
		{"one onChange of two", partnerkit.WithSession(partnerkit.RefreshingSession(tapeSession, tapeRefresh, change, nil)), "RefreshingSession"},
		{"nil http client", partnerkit.WithHTTPClient(nil), "WithHTTPClient"},
		{"nil middleware", partnerkit.WithMiddleware(nil), "WithMiddleware"},
		{"nil second middleware", partnerkit.WithMiddleware(chain, nil), "WithMiddleware"},
		{"middleware that returns nil", partnerkit.WithMiddleware(func(http.RoundTripper) http.RoundTripper { return nil }), "WithMiddleware"},
		{"nil limiter", partnerkit.WithLimiter(nil), "WithLimiter"},
		{"nil logger", partnerkit.WithLogger((*slog.Logger)(nil)), "WithLogger"},
		{"negative attempts", retry(-1, 0, 0), "Retry"},
		{"negative least wait", retry(0, -1, 0), "Retry"},
		{"negative longest wait", retry(0, 0, -1), "Retry"},
		{"waits the wrong way round", retry(0, 2, 1), "Retry"},
		{"empty user agent", partnerkit.WithUserAgent(""), "WithUserAgent"},
		{"user agent of spaces", partnerkit.WithUserAgent("  "), "WithUserAgent"},
		{"user agent with a line break", partnerkit.WithUserAgent("a\r\nX-Evil: 1"), "WithUserAgent"},
		{"user agent with a NUL", partnerkit.WithUserAgent("a\x00"), "WithUserAgent"},
		{"user agent beyond ASCII", partnerkit.WithUserAgent("é"), "WithUserAgent"},
	}
}

func TestBadOptions(t *testing.T) {
	t.Parallel()
	rows := append(append(badKeys(), badURLs()...), badRest()...)
	require.GreaterOrEqual(t, len(rows), 60)
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			client, err := partnerkit.New(row.option)
			require.ErrorIs(t, err, partnerkit.ErrInvalidArgument)
			assert.Nil(t, client)
			assert.Contains(t, err.Error(), row.names)
			assert.NotContains(t, err.Error(), optionCanary)
			changed, err := tapeClient(t, tapeOf("")).With(row.option)
			require.ErrorIs(t, err, partnerkit.ErrInvalidArgument)
			assert.Nil(t, changed)
		})
	}
}

func TestAKeyWithItsNewlineIsExplained(t *testing.T) {
	t.Parallel()
	_, err := partnerkit.New(partnerkit.WithPartnerKey(tapePartner + "\n"))
	require.ErrorContains(t, err, "newline")
	assert.NotContains(t, err.Error(), tapePartner)
}

// What stands right beside what is refused can be a key, or a name.
func TestGoodKeys(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"!", "~", "sk:!~", strings.Repeat("k", 16<<10)} {
		_, err := partnerkit.New(partnerkit.WithPartnerKey(key), partnerkit.WithAppKey(key, key), partnerkit.WithSession(partnerkit.RefreshingSession(key, key)))
		assert.NoError(t, err)
	}
	_, err := partnerkit.New(partnerkit.WithUserAgent(" billing/1.4 "))
	require.NoError(t, err)
	for _, key := range []string{"sk:!", "sk:" + strings.Repeat("k", 16<<10-3)} {
		_, err := partnerkit.New(partnerkit.WithServiceAccountKey(key))
		assert.NoError(t, err)
	}
}

func TestEveryOptionsErrorIsReported(t *testing.T) {
	t.Parallel()
	_, err := partnerkit.New(partnerkit.WithPartnerKey(""), nil, partnerkit.WithLimiter(nil), partnerkit.WithPortalsBaseURL("http://h"),
		partnerkit.WithBaseURL("ftp://h"), partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: -1}))
	for _, name := range []string{"WithPartnerKey", "an Option is nil", "WithLimiter", "WithPortalsBaseURL", "WithBaseURL", "MaxAttempts"} {
		assert.Equal(t, 1, strings.Count(err.Error(), name), "%s, once: %v", name, err)
	}
}

func TestGoodBaseURLs(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"https://h", "https://h:1", "https://h:65535/", "https://[2001:db8::1]:8443/v1", "https://xn--h-bga.example/", "http://localhost", "http://LOCALHOST:80",
		"http://127.0.0.1:8080", "http://127.9.9.9", "http://[::1]:8080", "http://[::ffff:127.0.0.1]/", "https://h/a.b/..c/v1/",
	} {
		t.Run(url, func(t *testing.T) {
			t.Parallel()
			_, err := partnerkit.New(partnerkit.WithBaseURL(url))
			assert.NoError(t, err)
		})
	}
}

func TestPlainHTTPWhereAllowed(t *testing.T) {
	t.Parallel()
	url, plain := partnerkit.WithBaseURL("http://h.example"), partnerkit.WithPlainHTTP()
	for _, opts := range [][]partnerkit.Option{{url, plain}, {plain, url}} {
		_, err := partnerkit.New(opts...)
		assert.NoError(t, err)
	}
}

func TestWhatIsMissingIsNamed(t *testing.T) {
	t.Parallel()
	all := map[string]partnerkit.Option{
		"partner": partnerkit.WithPartnerKey(tapePartner), "app": partnerkit.WithAppKey(tapeAppKey, tapeAppSecret),
		"portals": partnerkit.WithServiceAccountKey(tapeAccount), "profile": partnerkit.WithSession(partnerkit.SessionToken(tapeSession)),
	}
	credential := map[string]string{"partner": "WithPartnerKey", "app": "WithAppKey", "portals": "WithServiceAccountKey", "profile": "WithSession"}
	address := map[string]string{"portals": "WithPortalsBaseURL", "profile": "WithProfileBaseURL"}
	for _, row := range documentedCalls() {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			p := tapeOf(httpAnswer(row.status, row.answer))
			here := partnerkit.WithHTTPClient(&http.Client{Transport: p})
			bare, err := partnerkit.New(partnerkit.WithBaseURL(tapeOrigin), here)
			require.NoError(t, err)
			_, err = row.call(t.Context(), bare)
			require.ErrorIs(t, err, partnerkit.ErrNoCredential)
			require.ErrorContains(t, err, credential[row.api])
			require.Empty(t, p.requests())

			nowhere, err := partnerkit.New(all[row.api], here)
			require.NoError(t, err)
			_, err = row.call(t.Context(), nowhere)
			if address[row.api] == "" {
				require.NoError(t, err, "the documented address is used")
				require.Len(t, p.requests(), 1)
				return
			}
			require.ErrorIs(t, err, partnerkit.ErrNoBaseURL)
			require.ErrorContains(t, err, address[row.api])
			require.Empty(t, p.requests())
		})
	}
}

func TestDocumentedAddresses(t *testing.T) {
	t.Parallel()
	hosts := map[string]string{"partner": "Host: api.reveel.id\r\n", "app": "Host: api.getoriginal.com\r\n"}
	for _, row := range partnerCalls() {
		p := tapeOf(httpAnswer(row.status, row.answer))
		client, err := partnerkit.New(partnerkit.WithPartnerKey(tapePartner), partnerkit.WithAppKey(tapeAppKey, tapeAppSecret),
			partnerkit.WithHTTPClient(&http.Client{Transport: p}))
		require.NoError(t, err)
		_, err = row.call(t.Context(), client)
		require.NoError(t, err)
		assert.Contains(t, p.requests()[0], hosts[row.api])
		assert.Equal(t, []string{row.line}, p.lines())
	}
}
