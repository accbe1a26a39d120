package redact

// Secrets of which single characters are escaped, in every way that a server or a proxy may do that.

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// escapes are the ways to write one character of ASCII.
var escapes = map[string]func(byte) string{
	"percent":             func(b byte) string { return fmt.Sprintf("%%%02X", b) },
	"percent, lower case": func(b byte) string { return fmt.Sprintf("%%%02x", b) },
	"percent, twice":      func(b byte) string { return fmt.Sprintf("%%25%02X", b) },
	"percent, all of it": func(b byte) string {
		return fmt.Sprintf("%%%%%02X%%%02X", fmt.Sprintf("%02X", b)[0], fmt.Sprintf("%02X", b)[1])
	},
	"JSON":              func(b byte) string { return fmt.Sprintf(`\u%04x`, b) },
	"JSON in JSON":      func(b byte) string { return fmt.Sprintf(`\\u%04x`, b) },
	"Go":                func(b byte) string { return fmt.Sprintf(`\x%02x`, b) },
	"HTML":              func(b byte) string { return fmt.Sprintf("&#%d;", b) },
	"HTML, hexadecimal": func(b byte) string { return fmt.Sprintf("&#x%X;", b) },
	"HTML, twice":       func(b byte) string { return fmt.Sprintf("&amp;#%d;", b) },
}

func TestAnyCharacterMayBeEscaped(t *testing.T) {
	t.Parallel()
	r := New("another_secret", key)
	for name, escape := range escapes {
		for i := range key {
			text := "the key " + key[:i] + escape(key[i]) + key[i+1:] + " is 100% wrong"
			require.Equal(t, "the key [redacted] is 100% wrong", r.Text(text), name)
		}
		var all strings.Builder
		for i := range Run {
			all.WriteString(escape(key[i]))
		}
		assert.Equal(t, "[redacted], and", r.Text(all.String()+", and"), "%s: the beginning alone", name)
	}
	assert.Equal(t, "[redacted]!", r.Text(`pk\_fake\_Qz7wXk2mLp9vRt4b!`), "Markdown")
	assert.Equal(t, "[redacted]!", r.Text(`pk&lowbar;fake&lowbar;Qz7wXk2mLp9vRt4b!`), "an entity with a name")
	assert.Equal(t, "k_fake_Qz%", r.Text("k_fake_Qz%"), "no beginning")
	assert.Equal(t, "/users/a%20b\\n&lt;", r.Text("/users/a%20b\\n&lt;"), "what holds no secret stays as it is")
}

// A part of an escape is never left: it could read as another character.
func TestAnEscapeGoesWhole(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "[redacted]!", New("41_a_secret").Text("%41_a_secret!"))
	assert.Equal(t, "[redacted]!", New("41_a_secret").Text("%2541_a_secret!"))
}

// An entity ends at its own semicolon: one behind a secret would make another character of a text once the secret
// is gone.
func TestAnEntityHasItsOwnSemicolon(t *testing.T) {
	t.Parallel()
	r := New("a_<very_secret")
	for text, want := range map[string]string{
		"a_&lt;very_":                    "[redacted]",
		"a_&#60;very_":                   "[redacted]",
		"a_&#x3c;very_;":                 "[redacted];",
		"a_&ltvery_":                     "a_&ltvery_",
		"a_&ltvery_;":                    "a_&ltvery_;",
		"a_&#60very_;":                   "a_&#60very_;",
		"a_&ltvery_a_&lt;very_secret b;": "a_&ltvery_[redacted] b;",
	} {
		got := r.Text(text)
		assert.Equal(t, want, got)
		assert.Equal(t, want, r.Text(got), "once more")
	}
	for _, text := range []string{"a_&semi;very_secret", "a_&#59;very_secret", "a_&#x3B;very_secret"} {
		assert.Equal(t, "[redacted]!", New("a_;very_secret").Text(text+"!"), text)
	}
}

// However deep escapes are nested, the text is read once.
func TestUnescapingIsLinear(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"percents":    "%" + strings.Repeat("25", 512<<10) + "41",
		"backslashes": strings.Repeat(`\`, 1<<20) + "u0041",
		"ampersands":  strings.Repeat("&", 1<<20) + strings.Repeat("amp;", 256<<10),
		"semicolons":  "&" + strings.Repeat(";", 1<<20),
	} {
		began := time.Now()
		New(key).Text(text)
		assert.Less(t, time.Since(began), 20*time.Second, "%s: it is a matter of milliseconds", name)
	}
}
