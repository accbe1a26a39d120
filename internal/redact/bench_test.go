package redact

// What looking costs, against replacing each form by itself.

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// eachForm is the simple way: it looks for whole forms one after another, and for
// a beginning at the end of the text alone.
type eachForm []string

func newEachForm(secrets ...string) eachForm {
	var list []string
	for _, secret := range secrets {
		list = append(list, encodings(secret)...)
	}
	list = slices.DeleteFunc(list, func(form string) bool { return len(form) < Run })
	slices.Sort(list)
	list = slices.Compact(list)
	slices.SortStableFunc(list, func(a, b string) int { return len(b) - len(a) })
	return list
}

func (e eachForm) bytes(text []byte) []byte {
	text = bytes.Clone(text)
	for _, form := range e {
		if bytes.Contains(text, []byte(form)) {
			text = bytes.ReplaceAll(text, []byte(form), []byte(placeholders[0]))
		}
	}
	cut := 0
	for _, form := range e {
		for n := min(len(text), len(form)-1); n > max(cut, Run-1); n-- {
			if string(text[len(text)-n:]) == form[:n] {
				cut = n
			}
		}
	}
	return bearerToken.ReplaceAll(text[:len(text)-cut], []byte("${1}"+placeholders[0]))
}

func BenchmarkBytes(b *testing.B) {
	const size = 64 << 10
	page := strings.Repeat(`{"message":"The upstream service is unavailable","trace":"5f0c6b1e"},`, size)[:size]
	for _, secret := range []struct{ name, text string }{
		{"key", "pk_fake_Qz7wXk2mLp9vRt4b"},
		{"16KiB", strings.Repeat("Qz7wXk2mLp9vRt4b", 1<<10)},
	} {
		for _, text := range []struct{ name, text string }{
			{"clean", page},
			{"quoted", page[:size/2] + secret.text[:22] + page[size/2+22:]},
			{"repeated", strings.Repeat(secret.text+" ", size/len(secret.text)+1)[:size]},
			{"periodic", strings.Repeat(secret.text[:16], size/16)},
		} {
			name := fmt.Sprintf("%s/%s", secret.name, text.name)
			b.Run(name+"/each form", func(b *testing.B) {
				e := newEachForm(secret.text)
				b.SetBytes(size)
				for b.Loop() {
					e.bytes([]byte(text.text))
				}
			})
			b.Run(name+"/one pass", func(b *testing.B) {
				r := New(secret.text)
				b.SetBytes(size)
				for b.Loop() {
					r.Bytes([]byte(text.text))
				}
			})
		}
		b.Run(secret.name+"/New", func(b *testing.B) {
			for b.Loop() {
				New(secret.text)
			}
		})
	}
}
