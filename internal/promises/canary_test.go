package promises_test

// The canary: one recognisable secret of each kind, and a search for any eight
// bytes of it, as it is or encoded, in everything that this package prints.

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// The secrets. What is distinctive of each is in canaries.
const (
	secretPartnerKey = "pk_fake_Qz7wXk2mLp9vRt4b"
	secretAppKey     = "ak_fake_Vn3cYd8hTg5jWs6q"
	secretAppSecret  = "as_fake_Bx4kMz9rPf7nLc2v_0123456789"
	secretAccountKey = "sk:fake_Hj6tDw3yKq8gXb5m"
	secretSession    = "st_fake_Rv9pNc4fZs7kJt2x"
	secretRefresh    = "rt_fake_Gm5bLx8wQd3hYn6z"
	secretNewSession = "st_fake_Tc2jVf7qBk9sMp4d"
	secretNewRefresh = "rt_fake_Wy8nHz3gXr6vDj5l"
	secretPassword   = `Fk7"dSq<2p&Nb6yHc3s/Jf8uGe5a é`
)

// canaries are the distinctive parts, in which no two share eight bytes.
var canaries = []string{
	"Qz7wXk2mLp9vRt4b", "Vn3cYd8hTg5jWs6q", "Bx4kMz9rPf7nLc2v", "Hj6tDw3yKq8gXb5m", "Rv9pNc4fZs7kJt2x",
	"Gm5bLx8wQd3hYn6z", "Tc2jVf7qBk9sMp4d", "Wy8nHz3gXr6vDj5l", "Nb6yHc3s", "Jf8uGe5a",
}

// A hex window is as long in bytes of the secret: shorter ones meet addresses and
// durations by chance.
const (
	window    = 8
	hexWindow = 2 * window
)

// windows has every eight bytes of every form of every canary.
var windows = sync.OnceValue(func() map[string]string {
	found := make(map[string]string)
	for _, canary := range canaries {
		forms := []string{
			canary, strings.ToUpper(canary), strings.ToLower(canary),
		}
		digits := hex.EncodeToString([]byte(canary))
		for i := range len(digits) - hexWindow + 1 {
			found[digits[i:i+hexWindow]] = canary
			found[strings.ToUpper(digits[i:i+hexWindow])] = canary
		}
		for lead := range 3 {
			for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
				text := encoding.EncodeToString([]byte("..."[:lead] + canary))
				forms = append(forms, text[(lead*8+5)/6:(lead+len(canary))*8/6])
			}
		}
		for _, form := range forms {
			for i := range len(form) - window + 1 {
				found[form[i:i+window]] = canary
			}
		}
	}
	return found
})

// leak returns what of a secret is in a text, "" for nothing.
func leak(text string) string {
	for _, length := range []int{window, hexWindow} {
		for i := range max(0, len(text)-length+1) {
			if canary, ok := windows()[text[i:i+length]]; ok {
				return canary + " as " + text[i:i+length]
			}
		}
	}
	return ""
}

// cage is a client with every secret, whose log and middleware are watched.
type cage struct {
	client *partnerkit.Client
	log    lockedBuffer // the client's own log, and what middleware printed
}

type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

var everyVerb = []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%X", "% x", "%t", "%o", "%U", "%p"}

func printed(values ...any) string { return printedWith(everyVerb, values...) }

func printedWith(verbs []string, values ...any) string {
	var b strings.Builder
	for _, value := range values {
		for _, verb := range verbs {
			fmt.Fprintf(&b, verb+"\n", value)
		}
	}
	return b.String()
}

func newCage(t testing.TB, transport http.RoundTripper, opts ...partnerkit.Option) *cage {
	t.Helper()
	c := &cage{}
	level := &slog.HandlerOptions{Level: slog.LevelDebug}
	c.client = clientOver(t, transport, append([]partnerkit.Option{
		partnerkit.WithPartnerKey(secretPartnerKey),
		partnerkit.WithAppKey(secretAppKey, secretAppSecret),
		partnerkit.WithServiceAccountKey(secretAccountKey),
		partnerkit.WithSession(partnerkit.RefreshingSession(secretSession, secretRefresh)),
		partnerkit.WithLogger(slog.New(slog.NewMultiHandler(slog.NewTextHandler(&c.log, level), slog.NewJSONHandler(&c.log, level)))),
		partnerkit.WithMiddleware(c.watch),
	}, opts...)...)
	return c
}

// watch prints everything that middleware can see.
func (c *cage) watch(next http.RoundTripper) http.RoundTripper {
	return roundTrip(func(r *http.Request) (*http.Response, error) {
		_, _ = fmt.Fprint(&c.log, printedWith([]string{"%v", "%+v", "%#v", "%s", "%d"}, r.Context(), r, r.Header))
		return next.RoundTrip(r)
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// sink is a way in which an error's words get out.
type sink struct {
	name string
	of   func(error) string
}

func errorSinks() []sink {
	var sinks []sink
	for _, verb := range everyVerb {
		sinks = append(sinks,
			sink{verb, func(err error) string { return fmt.Sprintf(verb, err) }},
			sink{verb + " of the value", func(err error) string { return fmt.Sprintf(verb, *asError(err)) }},
			sink{verb + " in a struct", func(err error) string { return fmt.Sprintf(verb, struct{ Err error }{err}) }},
		)
	}
	marshal := func(v any) string {
		text, err := json.Marshal(v)
		return string(text) + fmt.Sprint(err)
	}
	return append(sinks,
		sink{"Error", func(err error) string { return err.Error() }},
		sink{"wrapped", func(err error) string { return fmt.Errorf("while testing: %w", err).Error() }},
		sink{"joined", func(err error) string { return fmt.Sprintf("%+v", joined(err)) }},
		sink{"json", func(err error) string { return marshal(err) }},
		sink{"json of the value", func(err error) string { return marshal(*asError(err)) }},
		sink{"json in a list", func(err error) string { return marshal([]any{err, map[string]any{"e": err}}) }},
		sink{"slog text", func(err error) string { return logged(slog.NewTextHandler, err) }},
		sink{"slog JSON", func(err error) string { return logged(slog.NewJSONHandler, err) }},
		sink{"slog text of the value", func(err error) string { return logged(slog.NewTextHandler, *asError(err)) }},
		sink{"slog JSON of the value", func(err error) string { return logged(slog.NewJSONHandler, *asError(err)) }},
		sink{"LogValue", func(err error) string { return asError(err).LogValue().String() }},
		sink{"Body", func(err error) string { return string(asError(err).Body) }},
		sink{"Message", func(err error) string { return asError(err).Message }},
		sink{"Code", func(err error) string { return string(asError(err).Code) }},
		sink{"Fields", func(err error) string { return printed(asError(err).Fields) }},
		sink{"RequestID", func(err error) string { return asError(err).RequestID }},
		sink{"Route", func(err error) string { return asError(err).Op + asError(err).Method + asError(err).Route }},
		sink{"panic", panicked},
	)
}

func asError(err error) *partnerkit.Error {
	if e, ok := errors.AsType[*partnerkit.Error](err); ok {
		return e
	}
	return &partnerkit.Error{}
}

func joined(err error) error { return fmt.Errorf("%w and %w", err, context.Canceled) }

func panicked(err error) (text string) {
	defer func() { text = fmt.Sprint(recover()) }()
	panic(err)
}

func logged[H slog.Handler](handler func(io.Writer, *slog.HandlerOptions) H, value any) string {
	var b bytes.Buffer
	slog.New(handler(&b, &slog.HandlerOptions{Level: slog.LevelDebug, AddSource: true})).
		Error("failed", "err", value, slog.Group("g", slog.Any("e", value)))
	return b.String()
}

// misfortune is a way for a call, or for New, to fail.
type misfortune struct {
	name string
	run  func(t *testing.T) (*cage, error) // the cage is nil where there is no client
}

func TestCanary(t *testing.T) {
	t.Parallel()
	var pairs, paths, hits atomic.Int64
	check := func(t *testing.T, path, where, text string) {
		pairs.Add(1)
		if found := leak(text); found != "" {
			hits.Add(1)
			t.Errorf("%s, %s: %s", path, where, found)
		}
	}
	sinks := errorSinks()
	t.Cleanup(func() {
		t.Logf("%d failing paths, %d pairs of path and sink, %d hits", paths.Load(), pairs.Load(), hits.Load())
		if !t.Failed() {
			assert.GreaterOrEqual(t, pairs.Load(), int64(2000))
		}
	})
	for _, group := range [][]misfortune{echoes(), breaks(), refreshes(), refusals()} {
		for _, m := range group {
			t.Run(m.name, func(t *testing.T) {
				t.Parallel()
				c, err := m.run(t)
				require.Error(t, err)
				paths.Add(1)
				requirePrintable(t, asError(err))
				for _, s := range sinks {
					check(t, m.name, s.name, s.of(err))
				}
				if c == nil {
					return
				}
				check(t, m.name, "log, context and request", c.log.String())
				check(t, m.name, "client after it", printed(c.client, *c.client))
			})
		}
	}
}

// TestCanaryIsSeen: the search finds what it is meant to find.
func TestCanaryIsSeen(t *testing.T) {
	t.Parallel()
	for _, secret := range append(canaries, secretPassword) {
		for name, form := range disguises {
			if name == "in capitals" && len(secret) < 16 {
				continue
			}
			assert.NotEmpty(t, leak("before "+form(secret)+" after"), "%s %s", name, secret)
		}
		assert.NotEmpty(t, leak(fmt.Sprintf("%x", "before "+secret)))
	}
	assert.Empty(t, leak("pk_fake_ ak_fake_ sk:fake_ [redacted]"))
}

// TestCanaryInTheClient: nothing that a program holds shows a secret.
func TestCanaryInTheClient(t *testing.T) {
	t.Parallel()
	c := newCage(t, answerText(200, nil, "{}", nil))
	for _, op := range askedOps { // so that tokens are signed and kept
		_, _ = op.call(t.Context(), c.client)
	}
	static, refreshing := partnerkit.SessionToken(secretSession), partnerkit.RefreshingSession(secretSession, secretRefresh)
	values := []any{
		c.client, *c.client, &c.client, []any{c.client}, map[string]any{"client": *c.client},
		c.client.Users, *c.client.Users, c.client.AppUsers, *c.client.AppUsers, c.client.PortalUsers, *c.client.PortalUsers,
		c.client.Profile, *c.client.Profile, c.client.Notifications, *c.client.Notifications,
		static, refreshing, []partnerkit.SessionSource{static, refreshing}, struct{ Source partnerkit.SessionSource }{refreshing},
		partnerkit.WithPartnerKey(secretPartnerKey), partnerkit.WithAppKey(secretAppKey, secretAppSecret),
		partnerkit.WithServiceAccountKey(secretAccountKey), partnerkit.WithSession(static), partnerkit.WithSession(refreshing),
		[]partnerkit.Option{partnerkit.WithPartnerKey(secretPartnerKey)},
	}
	pairs := 0
	for _, value := range values {
		marshalled, err := json.Marshal(value)
		for _, text := range []string{
			printed(value), string(marshalled), fmt.Sprint(err), logged(slog.NewTextHandler, value), logged(slog.NewJSONHandler, value),
		} {
			pairs++
			assert.Empty(t, leak(text), "%T", value)
		}
	}
	t.Logf("%d values and sinks of a client", pairs)
}
