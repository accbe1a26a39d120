package redact

// Any secrets and any text: what is left begins no form of a secret.

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"unicode/utf8"
)

// marked is what find must say, by the definition: slow, and easy to believe.
func marked(text []byte, list []string) []bool {
	hidden := make([]bool, len(text))
	for _, form := range list {
		for i := range text {
			n := 0
			for n < len(form) && i+n < len(text) && form[n] == text[i+n] {
				n++
			}
			for j := i; n >= Run && j < i+n; j++ {
				hidden[j] = true
			}
		}
	}
	return hidden
}

func FuzzRedact(f *testing.F) {
	for i, secret := range []string{
		key, account, password, "12345678", "short", "abcdefg[", "redacted1", "aaaaaaaaaaaaaaab",
		"\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8", "bearer  x", "[(){}*Bearer 1",
	} {
		f.Add(secret, "another_secret", "the key ", i, 3)
		f.Add(secret, secret, "Bearer abc1 ", i, 0)
		f.Add("x"+secret, secret+"y", secret[:min(len(secret), 7)], i, 9)
	}
	f.Fuzz(func(t *testing.T, one, two, text string, which, at int) {
		if len(one)+len(two)+len(text) > 1<<10 {
			return
		}
		var list []string
		for _, secret := range []string{one, two} {
			if len(secret) >= Run {
				list = append(list, encodings(secret)...)
			}
		}
		quoted := append(list, one, two)[max(0, which)%(len(list)+2)]
		cut := max(0, min(at, len(quoted)))
		mixed := text + quoted[:cut] + two + quoted + text + quoted[cut:]
		isText := utf8.ValidString(one) && utf8.ValidString(two) && utf8.ValidString(mixed)
		checkRedacted(t, New(one, two), []byte(mixed), list, isText)
		escaped := escapeSome(mixed, at)
		checkRedacted(t, New(one, two), escaped, list, isText && utf8.Valid(escaped))
	})
}

// escapeSome escapes some bytes of a text, each in another way, some twice.
func escapeSome(text string, seed int) []byte {
	var escaped []byte
	for i := range len(text) {
		b := text[i]
		way := (seed>>(i%7) + i) % 11
		if b >= utf8.RuneSelf && way > 2 { // escapes of characters
			way = -1
		}
		switch way {
		case 0:
			escaped = fmt.Appendf(escaped, "%%%02x", b)
		case 1:
			escaped = fmt.Appendf(escaped, "%%25%02X", b)
		case 2:
			escaped = fmt.Appendf(escaped, `\x%02x`, b)
		case 3:
			escaped = fmt.Appendf(escaped, `&#%d;`, b)
		case 4:
			escaped = fmt.Appendf(escaped, `\u%04x`, b)
		case 5:
			escaped = fmt.Appendf(escaped, `&#%d`, b) // stays as it is
		default:
			escaped = append(escaped, b)
		}
	}
	return escaped
}

func checkRedacted(t *testing.T, r *Redactor, text []byte, list []string, isText bool) {
	got := r.Bytes(text)
	for _, form := range list {
		if len(form) >= Run && bytes.Contains(got, []byte(form[:Run])) {
			t.Fatalf("%q is left of %q in %q", form[:Run], text, got)
		}
	}
	if plain := unescape(got); plain != nil {
		for _, form := range list {
			if len(form) >= Run && bytes.Contains(plain.text, []byte(form[:Run])) {
				t.Fatalf("%q is left of %q in %q, which is %q", form[:Run], text, got, plain.text)
			}
		}
	}
	if again := r.Bytes(got); !bytes.Equal(again, got) {
		t.Fatalf("%q becomes %q, and that %q", text, got, again)
	}
	if isText && !utf8.Valid(got) {
		t.Fatalf("%q becomes %q, which is no text", text, got)
	}
	want, found := marked(text, list), r.forms().find(text)
	if found == nil {
		found = make([]bool, len(text))
	}
	if !slices.Equal(want, found) {
		t.Fatalf("%q: %v is hidden, and %v should be", text, found, want)
	}
}
