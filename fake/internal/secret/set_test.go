package secret

// A set of secrets: what it finds, against the plain way, what a secret costs, and that many may use it at once.

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const mark = "[…]"

func setOf(secrets ...string) *Set {
	s := new(Set)
	s.Add(secrets...)
	return s
}

func TestSecretsAreFoundWhereverTheyStand(t *testing.T) {
	t.Parallel()
	s := setOf("pk_fake_1", "pk_fake_12", "pk_fake_123456789", "secretse", "\x00\x00\x00\x00\x00\x00\x00\x00", "éééé", "aaaaaaaab")
	for text, want := range map[string]string{
		"":                                  "",
		"pk_fak":                            "pk_fak",
		"pk_fake_":                          "pk_fake_",
		"pk_fake_1":                         mark,
		"pk_fake_2":                         "pk_fake_2",
		"xpk_fake_1":                        "x" + mark,
		"pk_fake_1x":                        mark + "x",
		"pk_fake_12":                        mark,
		"pk_fake_12345678":                  mark + "345678",
		"pk_fake_123456789":                 mark,
		"pk_fake_pk_fake_1pk_fake_12secret": "pk_fake_" + mark + mark + "secret",
		"secretsecretsecretse":              mark + "cret" + mark,
		strings.Repeat("\x00", 9):           mark + "\x00",
		strings.Repeat("\x00", 7):           strings.Repeat("\x00", 7),
		"ééééé":                             mark + "é",
		"aaaaaaaaaaab":                      "aaa" + mark,
	} {
		assert.Equal(t, want, s.Replace(text, mark), "%q", text)
	}
	assert.Equal(t, "pk_fake_1", new(Set).Replace("pk_fake_1", mark), "an empty set")
}

// Nothing stands for nothing: zeros ahead of a text make another text.
func TestZerosCount(t *testing.T) {
	t.Parallel()
	const zeros = "\x00\x00\x00\x00\x00\x00\x00"
	s := setOf(zeros+"x", "nine_byte")
	assert.Equal(t, "\x00"+mark, s.Replace("\x00"+zeros+"x", mark))
}

func TestAShortSecretIsNotLookedFor(t *testing.T) {
	t.Parallel()
	s := setOf("", "a", "bananas", "bananas!")
	assert.Equal(t, "a bananas "+mark, s.Replace("a bananas bananas!", mark))
}

func TestASparedTextShowsNoSecret(t *testing.T) {
	t.Parallel()
	s := new(Set)
	s.Spare(NewWords("POST /v1/user/auth/refresh-session\nCONFLICT\nshort"))
	s.Add("refresh-session", "CONFLICT", "refresh-sessions", "conflict", "CONFLICT\nlong")
	for _, text := range []string{"/v1/user/auth/refresh-session", "409 CONFLICT"} {
		assert.Equal(t, text, s.Replace(text, mark))
	}
	assert.Equal(t, mark+" "+mark, s.Replace("refresh-sessions conflict", mark), "what only begins like the text, or has another case")
	new(Set).Spare(NewWords("")) // says nothing
}

// plainly is the simple way, slow when there are many secrets.
func plainly(secrets []string) *strings.Replacer {
	list := slices.Clone(secrets)
	slices.SortStableFunc(list, func(a, b string) int { return len(b) - len(a) })
	var pairs []string
	for _, secret := range list {
		if len(secret) >= Shortest {
			pairs = append(pairs, secret, mark)
		}
	}
	return strings.NewReplacer(pairs...)
}

func FuzzReplace(f *testing.F) {
	f.Add("pk_fake_1 pk_fake_12 bananas", "pk_fake_1 has pk_fake_12bananasbananas")
	f.Add("aaaaaaaa aaaaaaaaa aaaaaaab", "aaaaaaaaaaaaaaaaaaaaaaaabaaaaaaa")
	f.Add("\x00\x00\x00\x00\x00\x00\x00 \xff\xff\xff\xff\xff\xff\xff", "\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff")
	f.Fuzz(func(t *testing.T, secrets, text string) {
		list := strings.Split(secrets, " ")
		require.Equal(t, plainly(list).Replace(text), setOf(list...).Replace(text, mark))
	})
}

func TestEverySecretOfManyIsFound(t *testing.T) {
	t.Parallel()
	const n = 50_000
	s := new(Set)
	for i := range n {
		s.Add(token(i))
	}
	for i := range n {
		require.Equal(t, "x"+mark, s.Replace("x"+token(i), mark))
	}
	for i := range n {
		text := token(n + i)
		require.Equal(t, text, s.Replace(text, mark))
	}
}

func token(i int) string { return fmt.Sprintf("%07x_st_fake_%016d", i*2654435761%(1<<28), i) }

// What a secret costs is counted in the tables themselves, since the heap is shared with other tests.
func TestASecretCostsAtMostAHundredBytes(t *testing.T) {
	t.Parallel()
	s, most := new(Set), 0
	for i := range 100_000 {
		s.Add(token(i) + strings.Repeat("x", i%40))
		s.Add(token(i) + strings.Repeat("x", i%40)) // costs nothing more
		bytes := 8 * (len(s.prefixes.table) + len(s.secretHashes.table))
		if i > 100 {
			most = max(most, bytes/(i+1))
		}
	}
	assert.Equal(t, 100_000, s.secretHashes.count)
	assert.LessOrEqual(t, most, 100)
	assert.Len(t, s.lengths, 40)
}

func TestASetIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	s := setOf(token(0))
	var wait sync.WaitGroup
	for g := range 8 {
		wait.Go(func() {
			for i := range 500 {
				s.Add(token(g*500 + i))
				assert.Equal(t, mark+" "+mark, s.Replace(token(0)+" "+token(g*500+i), mark))
			}
		})
	}
	wait.Wait()
}

// The time goes by the text: beside one secret and beside a million it is the same, but for the processor's caches.
func BenchmarkReplace(b *testing.B) {
	quoting := "POST /v1/users/" + token(0) + " and nothing more "
	for _, n := range []int{1, 1_000, 100_000, 1_000_000} {
		s := new(Set)
		for i := range n {
			s.Add(token(i))
		}
		for name, text := range map[string]string{"clean": strings.Repeat("all work and no play makes a dull log ", 100), "quoting": strings.Repeat(quoting, 100)} {
			b.Run(fmt.Sprintf("%s/secrets=%d", name, n), func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					s.Replace(text, mark)
				}
			})
		}
	}
}
