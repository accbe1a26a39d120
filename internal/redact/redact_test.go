package redact

// What is taken out of a text, and what stays.

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	key      = "pk_fake_Qz7wXk2mLp9vRt4b"
	account  = "sk:fake_Hj6tDw3yKq8gXb5m"
	password = `Fk7"dSq<2p&Nb6yHc3s/Jf8uGe5a é😀`
)

// disguises are the ways in which a secret is written, each by somebody else's code.
var disguises = map[string]func(string) string{
	"as it is":           func(s string) string { return s },
	"query":              url.QueryEscape,
	"query, lower case":  func(s string) string { return lowerHex(url.QueryEscape(s)) },
	"path":               url.PathEscape,
	"path, lower case":   func(s string) string { return lowerHex(url.PathEscape(s)) },
	"encodeURIComponent": func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") },
	"HTML":               html.EscapeString,
	"HTML, named quotes": func(s string) string { return strings.ReplaceAll(html.EscapeString(s), "&#34;", "&quot;") },
	"JSON":               func(s string) string { return within(toJSON(s)) },
	"JSON of a browser":  func(s string) string { return strings.ReplaceAll(s, `"`, `\"`) },
	"JSON of Python": func(s string) string {
		return strings.NewReplacer(`"`, `\"`, "é", `\u00e9`, "😀", `\ud83d\ude00`).Replace(s)
	},
	"JSON of PHP": func(s string) string {
		return strings.NewReplacer(`"`, `\"`, "/", `\/`, "é", `\u00e9`, "😀", `\ud83d\ude00`).Replace(s)
	},
	"%q":                   func(s string) string { return within(fmt.Sprintf("%q", s)) },
	"%+q":                  func(s string) string { return within(fmt.Sprintf("%+q", s)) },
	"base64":               func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
	"base64 for URLs":      func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) },
	"hexadecimal":          func(s string) string { return hex.EncodeToString([]byte(s)) },
	"hexadecimal capitals": func(s string) string { return fmt.Sprintf("%X", s) },
	"capitals":             strings.ToUpper,
	"lower case":           strings.ToLower,
	"a header's name":      http.CanonicalHeaderKey,
}

func lowerHex(text string) string {
	for i := range 256 {
		text = strings.ReplaceAll(text, fmt.Sprintf("%%%02X", i), fmt.Sprintf("%%%02x", i))
	}
	return text
}

func within(quoted string) string { return quoted[1 : len(quoted)-1] }

func toJSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// Every beginning of every form: seven bytes of it are shown, eight are not,
// wherever in the text they stand.
func TestEveryBeginningOfEveryForm(t *testing.T) {
	t.Parallel()
	beginnings := 0
	for _, secret := range []string{key, account, password} {
		r := New("another_secret", secret)
		for name, disguise := range disguises {
			form := disguise(secret)
			for n := range len(form) + 1 {
				if n < len(form) && !utf8.RuneStart(form[n]) {
					continue
				}
				part := form[:n]
				for _, around := range [][2]string{{"the key\n", "\nis wrong"}, {"", "\nis wrong"}, {"the key\n", ""}, {"…", "…"}} {
					beginnings++
					text := around[0] + part + around[1]
					shown, before := strings.CutPrefix(r.Text(text), around[0])
					shown, behind := strings.CutSuffix(shown, around[1])
					require.True(t, before && behind, "the text around it stays: %q becomes %q", text, r.Text(text))
					if n < Run {
						require.Equal(t, part, shown, "%s: %q", name, text)
						continue
					}
					rest, marked := strings.CutPrefix(shown, "[redacted]")
					require.True(t, marked, "%s: %q becomes %q", name, text, shown)
					require.LessOrEqual(t, len(rest), 3, "%s: %q becomes %q", name, text, shown) // the end of base64
				}
			}
		}
	}
	t.Logf("%d beginnings in a text", beginnings)
}

// In base64 a secret may begin at each of three places in a group.
func TestBase64AtEachOffset(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{key, account, password, "8 bytes!"} {
		r := New(secret)
		for lead := range 6 {
			for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.RawURLEncoding} {
				text := encoding.EncodeToString([]byte("user:"[:min(lead, 5)] + secret + ":x"))
				shown := r.Text("got " + text + ".")
				assert.LessOrEqual(t, len(shown), len("got [redacted].")+lead*4/3+8, "%q becomes %q", text, shown)
				assert.Contains(t, shown, "[redacted]")
			}
		}
	}
}

func TestTextAroundSecrets(t *testing.T) {
	t.Parallel()
	r := New(key, account, password)
	for text, want := range map[string]string{
		"":                                "",
		"nothing":                         "nothing",
		"a longer text without anything":  "a longer text without anything",
		"pk_fake":                         "pk_fake",
		"pk_fake_":                        "[redacted]",
		"a public pk_fake_ goes with it":  "a public [redacted] goes with it",
		"the key " + key[:22] + " is not": "the key [redacted] is not",
		key + key:                         "[redacted]",
		key + " " + key:                   "[redacted] [redacted]",
		key[:8] + key[:8] + key:           "[redacted]",
		key[:7] + key:                     "pk_fake[redacted]",
		key[1:]:                           key[1:],
		"sk-fake_Hj6tDw3y and so on":      "sk-[redacted] and so on",
		"sk:fake_Hj6t and sk:fak":         "[redacted] and sk:fak",
		"at the end " + account[:10]:      "at the end [redacted]",
		"é" + account + "é":               "é[redacted]é",
		"\xff" + account + "\xff":         "\xff[redacted]\xff",
		strings.ToUpper(key[:12]) + " NO": "[redacted] NO",
	} {
		assert.Equal(t, want, r.Text(text), "%q", text)
		assert.Equal(t, want, string(r.Bytes([]byte(text))), "%q", text)
	}
	assert.Nil(t, r.Bytes(nil))
	assert.Nil(t, r.Bytes([]byte{}))
}

// Of secrets that begin alike the one that is there goes, whichever came first.
func TestSecretsThatBeginAlike(t *testing.T) {
	t.Parallel()
	r := New("pk_fake_one", "pk_fake_two_longer", "pk_fake_two", "pk_fake_one")
	for _, secret := range []string{"pk_fake_one", "pk_fake_two", "pk_fake_two_longer", "pk_fake_two_lo"} {
		assert.Equal(t, "<[redacted]>", r.Text("<"+secret+">"))
	}
	assert.Equal(t, "<[redacted]_x>", r.Text("<pk_fake_one_x>"))
}

// Where two secrets overlap in a text, neither's end is shown.
func TestOverlappingSecretsGoWhole(t *testing.T) {
	t.Parallel()
	r := New("aaaa_fake_one_bbbb_fake_XXXX", "bbbb_fake_two_0123456789", "abcabcabcabcabcd")
	for text, want := range map[string]string{
		"<aaaa_fake_one_bbbb_fake_two_0123456789>": "<[redacted]>",
		"<aaaa_fake_bbbb_fake_two_>":               "<[redacted]>",
		"<abcabcabcabcabcabcabcd>":                 "<[redacted]>",
		"<abcabcabcabcabcd>":                       "<[redacted]>",
	} {
		assert.Equal(t, want, r.Text(text))
	}
}

// A character that is cut through goes whole, so that text stays text.
func TestACutCharacterGoesWhole(t *testing.T) {
	t.Parallel()
	r := New("secret_é")
	assert.Equal(t, "<[redacted]>", r.Text("<secret_è>"), "it shares its first byte with é")
	assert.Equal(t, "<[redacted]ü>", r.Text("<secret_éü>"))
	assert.Equal(t, "<[redacted]\x80>", r.Text("<secret_é\x80\x80\x80\x80>"), "no more than a character")
}

// A shorter secret would be found in any text; it is not looked for in any form.
func TestAShortSecretIsNotLookedFor(t *testing.T) {
	t.Parallel()
	const short = "secret1" // seven
	r := New(short, "a", "")
	for _, disguise := range disguises {
		text := "a secret1 " + disguise(short)
		assert.Equal(t, text, r.Text(text))
	}
	assert.Equal(t, "[redacted]", New("secret12").Text("secret12"))
}

// In another case a short word may be an error code.
func TestOnlyLongSecretsAreLookedForInAnotherCase(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "NOT_FOUND not_found_", New("Not_Found_15byt").Text("NOT_FOUND not_found_"))
	assert.Equal(t, "[redacted] [redacted]", New("Not_Found_16byte").Text("NOT_FOUND not_found_"))
}

// What follows a scheme's name is somebody's credential unless it is a word.
func TestBearerTokens(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Missing bearer token":                       "Missing bearer token",
		"Bearer authentication required":             "Bearer authentication required",
		"Basic auth is not offered":                  "Basic auth is not offered",
		"got Bearer abc123def456, which is unknown":  "got Bearer [redacted], which is unknown",
		"got bearer eyJhbGciOiJub25lIn0.e30. before": "got bearer [redacted] before",
		"got Basic dXNlcjpwYXNz1 before":             "got Basic [redacted] before",
		"BEARER\t\n x1":                              "BEARER\t\n [redacted]",
		"bearer":                                     "bearer",
		"a bearerx1 b1":                              "a bearerx1 b1",
		"Bearer " + key:                              "Bearer [redacted]",
		"Bearer " + key[:12] + "+more":               "Bearer [redacted]",
		"bearer basic abc1":                          "bearer basic [redacted]",
	} {
		assert.Equal(t, want, New(key).Text(text), "%q", text)
	}
	assert.Equal(t, "Bearer [redacted]", New().Text("Bearer abc1"), "without any secret")
}

// The mark must not make a beginning out of the text beside it.
func TestTheMarkIsNoPartOfASecret(t *testing.T) {
	t.Parallel()
	for secret, want := range map[string]string{
		"abcdefg[hij": "abcdefg(redacted) Bearer (redacted)",
		"]abcdefghij": "abcdefg(redacted) Bearer (redacted)",
		"[](){}{}0":   "abcdefg*** Bearer ***",
		"redacted1":   "abcdefg*** Bearer ***",
		"[(}*abcd1":   "",
	} {
		r := New(secret)
		text := "abcdefg" + secret + " Bearer abc1"
		assert.Equal(t, want, r.Text(text), secret)
		assert.Equal(t, want, r.Text(r.Text(text)), secret)
		assert.Equal(t, "a clean text", r.Text("a clean text"), secret)
	}
	assert.Empty(t, New("[(}*abcd1").Text("Bearer abc1"), "no mark stands in for it")
}

// The time that looking takes does not grow with the length of a secret times that
// of a text: 64 KiB in which a secret of 16 KiB begins at each place.
func TestLookingIsLinear(t *testing.T) {
	t.Parallel()
	for name, secret := range map[string]string{
		"one letter":   strings.Repeat("a", 16<<10),
		"nearly":       strings.Repeat("a", 16<<10-1) + "b",
		"a few":        strings.Repeat("abcabcab", 2<<10),
		"all escaped":  strings.Repeat(`"`, 16<<10),
		"not in ASCII": strings.Repeat("é", 8<<10),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			began := time.Now()
			r := New(secret, secret[1:], secret[:len(secret)/2])
			for _, text := range []string{secret[:len(secret)/8*8-8], strings.Repeat("a", 64<<10), url.QueryEscape(secret)} {
				r.Text((text + text + text + text)[:min(4*len(text), 64<<10)])
			}
			assert.Less(t, time.Since(began), 20*time.Second, "it is a matter of milliseconds")
		})
	}
}

// Nothing that prints values shows what a Redactor holds.
func TestARedactorPrintsNoSecret(t *testing.T) {
	t.Parallel()
	r := New(key)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%q", "%d"} {
		for _, value := range []any{r, *r, struct{ r Redactor }{*r}} {
			printed := fmt.Sprintf(verb, value)
			assert.NotContains(t, printed, key[8:16])
			assert.NotContains(t, printed, strconv.Itoa(int(key[0]))+" "+strconv.Itoa(int(key[1])))
			assert.NotContains(t, printed, hex.EncodeToString([]byte(key[8:16])))
		}
	}
	assert.Equal(t, "{}", toJSON(r))
}
