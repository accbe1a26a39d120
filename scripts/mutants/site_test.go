package main

// What a file offers to be changed, and under which key a change is known.

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// changesOf gives the changed lines of a function body, or of what stands outside one.
func changesOf(t *testing.T, source string) []string {
	t.Helper()
	sites, err := sitesOf("a.go", []byte(source))
	require.NoError(t, err)
	lines := []string{}
	for _, s := range sites {
		_, err := parser.ParseFile(token.NewFileSet(), "a.go", s.applied([]byte(source)), parser.SkipObjectResolution)
		require.NoError(t, err, s.after)
		lines = append(lines, strings.TrimSpace(s.after))
	}
	return lines
}

func TestSites(t *testing.T) {
	t.Parallel()
	for source, want := range map[string][]string{
		"import \"fmt\"":            {},
		"var x = a == b":            {"var x = a != b"},
		"var x = a < b":             {"var x = a <= b", "var x = a >= b"},
		"var x = a >= b":            {"var x = a > b", "var x = a < b"},
		"var x = a && b()":          {"var x = a || b()", "var x = !a && b()", "var x = a && !b()"},
		"var x = !a":                {"var x = a"},
		"var x = true":              {"var x = false"},
		"var x = 0x10":              {"var x = 17", "var x = 15"},
		"var x = 1.5":               {},
		"var x = \"true < 1\" // 1": {},
		"func f() {\n}":             {},
		"func f() {\nvar _ = x\n}":  {"func f() { return;"},
		"func (*T[K]) f() (a, b int, _ error) {\nvar _ = x\n}": {
			"func (*T[K]) f() (a, b int, _ error) { return *new(int), *new(int), *new(error);",
		},
		"func f() {\nx, _ = g()\n}": {"func f() { return;", "if false { x, _ = g() }"},
		"func f() {\nx := g()\n}":   {"func f() { return;"},
		"func f() {\n_ = g()\n}":    {"func f() { return;"},
		"func f() {\nx++\n}":        {"func f() { return;", "if false { x++ }"},
		"func f() {\ng(\na,\n)\n}":  {"func f() { return;", "if false { g(\na,\n) }"},
		"func f() {\n<-c\n}":        {"func f() { return;"},
		"func f() {\ndefer g()\n}":  {"func f() { return;", "if false { defer g() }"},
		"func f() {\ngo g()\n}":     {"func f() { return;", "if false { go g() }"},
		"func f() {\nif ok {\n}\n}": {"func f() { return;", "if !ok {"},
		"func f() {\nfor range x {\ng()\n}\n}": {
			"func f() { return;", "for range x { break;", "if false { g() }",
		},
	} {
		assert.Equal(t, want, changesOf(t, "package a\n\n"+source+"\n"), source)
	}
}

func TestASiteIsNamedByItsFunctionAndLine(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"var x = 1":                       "",
		"func f(x int) int { return 1 }":  "f",
		"func (t T) f() int { return 1 }": "T.f",
		"func (t *T[A]) f(int) { g(1) }":  "T.f",
	} {
		sites, err := sitesOf("a.go", []byte("package a\n\n"+source+"\n"))
		require.NoError(t, err)
		require.NotEmpty(t, sites)
		assert.Equal(t, want, sites[0].function, source)
		assert.Equal(t, 3, sites[0].line)
	}
	_, err := sitesOf("a.go", []byte("package"))
	assert.ErrorContains(t, err, "a.go")
}

func TestAnEquivalentIsKnownByItsLines(t *testing.T) {
	t.Parallel()
	const source = "package a\n\nfunc f(a, b int) bool {\n\treturn a < b\n}\n\nfunc g(a, b int) bool {\n\treturn a < b\n}\n"
	list, err := parseEquivalents("# a comment\n\na.go f: because\n-\treturn a < b\n+\treturn a <= b\n\n")
	require.NoError(t, err)
	require.Len(t, list, 1)
	assert.Equal(t, "a.go", list[0].file)
	assert.Equal(t, "because", list[0].reason)
	for moved, want := range map[string]int{
		source: 1,
		strings.Replace(source, "\treturn", "// more\n\n\t\treturn", 1): 1, // elsewhere in the function
		strings.Replace(source, "a < b", "b < a", 1):                    0, // another line
		strings.Replace(source, "func f", "func h", 1):                  0, // another function
	} {
		sites, err := sitesOf("a.go", []byte(moved))
		require.NoError(t, err)
		untried, skipped := withoutEquivalents(sites, list)
		assert.Equal(t, want, skipped, moved)
		assert.Len(t, untried, len(sites)-want)
	}
}

// A survivor is printed in the form in which its judgement is kept.
func TestASurvivorsBlockIsAnEquivalents(t *testing.T) {
	t.Parallel()
	sites, err := sitesOf("a.go", []byte("package a\n\nfunc f() {\n\tg(\n\t\t1,\n\n\t\t2)\n}\n"))
	require.NoError(t, err)
	for _, s := range sites {
		list, err := parseEquivalents(s.asBlock())
		require.NoError(t, err)
		require.Len(t, list, 1)
		assert.Equal(t, s.key(), list[0].key)
	}
}

func TestAnEquivalentNeedsAllItsParts(t *testing.T) {
	t.Parallel()
	for text, says := range map[string]string{
		"a.go f: \n-a\n+b":      "needs a reason",
		"a.go f\n-a\n+b":        "needs a reason",
		"a.go f: why\n+b":       "needs a reason",
		"a.go f: why\n-a":       "needs a reason",
		"-a\n+b":                "needs a reason",
		"a.go f: why\nmore\n-a": "neither a heading",
	} {
		_, err := parseEquivalents(text)
		assert.ErrorContains(t, err, says, text)
	}
}

// The sources moved on where an equivalent matches nothing: it is judged anew or taken out.
func TestNoEquivalentIsStale(t *testing.T) {
	t.Parallel()
	list, err := parseEquivalents(equivalentsFile)
	require.NoError(t, err)
	root, err := moduleRoot(".")
	require.NoError(t, err)
	found := make(map[string]bool)
	for _, e := range list {
		source, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(e.file)))
		require.NoError(t, err)
		sites, err := sitesOf(e.file, source)
		require.NoError(t, err)
		for _, s := range sites {
			found[s.key()] = true
		}
		assert.True(t, found[e.key], "%s: %s: no such lines in its function\n%s", e.file, e.reason, strings.ReplaceAll(e.key, "\x00", "\n"))
		assert.False(t, strings.HasPrefix(e.reason, "line "), "%s: say why, not where", e.reason)
	}
}
