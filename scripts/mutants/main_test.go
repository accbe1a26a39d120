package main

// The table fits the sources, so that a refactoring cannot make it stale unseen,
// and the lab reads what tests say.

import (
	"bytes"
	"go/parser"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestNoMutantIsStale(t *testing.T) {
	t.Parallel()
	root, err := moduleRoot(".")
	require.NoError(t, err)
	for _, m := range mutants() {
		text, err := m.applied(root)
		if assert.NoError(t, err) {
			_, err = parser.ParseFile(token.NewFileSet(), m.file, text, parser.SkipObjectResolution)
			assert.NoError(t, err, m.name)
		}
	}
}

func TestTheTable(t *testing.T) {
	t.Parallel()
	names := make(map[string]bool)
	for _, m := range mutants() {
		assert.False(t, names[m.name], "two rows are called %q", m.name)
		names[m.name] = true
		assert.NotEmpty(t, m.run, m.name)
		require.NotEmpty(t, m.edits, m.name)
		require.Zero(t, len(m.edits)%2, m.name)
		for i := 0; i < len(m.edits); i += 2 {
			assert.NotEqual(t, m.edits[i], m.edits[i+1], m.name)
		}
	}
	assert.GreaterOrEqual(t, len(names), 50)
}

// A row whose tests went elsewhere, or have other names, is stale, too.
func TestEveryRowNamesATest(t *testing.T) {
	t.Parallel()
	root, err := moduleRoot(".")
	require.NoError(t, err)
	tests := make(map[string][]string)
	for _, pkg := range packagesOf(mutants()) {
		tests[pkg], err = testsIn(filepath.Join(root, filepath.FromSlash(pkg)))
		require.NoError(t, err)
	}
	for _, m := range mutants() {
		for name := range strings.SplitSeq(m.pattern(), "|") {
			found := slices.ContainsFunc(m.pkgs(), func(pkg string) bool {
				return slices.ContainsFunc(tests[pkg], mutant{run: name}.notices())
			})
			assert.True(t, found, "%q: no test of %v is called %s", m.name, m.pkgs(), name)
		}
	}
}

func TestWhoseTestsAreToNotice(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		file, run string
		pkgs      []string
		pattern   string
	}{
		{"users.go", "TestA", []string{".", "./internal/call", "./internal/promises"}, "TestA"},
		{"internal/call/wire.go", "TestA|TestB", []string{"./internal/call", ".", "./internal/promises"}, "TestA|TestB"},
		{"internal/redact/find.go", "TestA", []string{"./internal/redact", ".", "./internal/call", "./internal/promises"}, "TestA"},
		{"fake/internal/backend/quota.go", "TestA", []string{"./fake/internal/backend"}, "TestA"},
		{"fake/internal/backend/quota.go", "./fake TestA|TestB", []string{"./fake"}, "TestA|TestB"},
	} {
		m := mutant{file: row.file, run: row.run}
		assert.Equal(t, row.pkgs, m.pkgs(), row.run)
		assert.Equal(t, row.pattern, m.pattern())
	}
	notices := mutant{run: "./fake TestA|TestBody/short"}.notices()
	for test, named := range map[string]bool{"TestA": true, "TestAnother": true, "TestBody": true, "TestB": false} {
		assert.Equal(t, named, notices(test), test)
	}
}

func TestTheTestsOfAFolder(t *testing.T) {
	t.Parallel()
	names, err := testsIn("testdata/tiny")
	require.NoError(t, err)
	assert.NotEmpty(t, names)
	for _, name := range names {
		assert.Regexp(t, "^Test", name)
	}
}

func TestAStaleRowIsNamed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a.go"), []byte("package a // one two two"), 0o600))
	text, err := mutant{"row", "a.go", "Test", edits{"one", "uno"}}.applied(dir)
	require.NoError(t, err)
	assert.Equal(t, "package a // uno two two", text)
	for _, stale := range []mutant{
		{"row", "a.go", "Test", edits{"two", "due"}},
		{"row", "a.go", "Test", edits{"three", "tre"}},
		{"row", "b.go", "Test", edits{"one", "uno"}},
	} {
		_, err := stale.applied(dir)
		assert.ErrorContains(t, err, `"row" is stale`)
	}
}

func TestTheCopyLeavesOutOtherModules(t *testing.T) {
	t.Parallel()
	from, to := t.TempDir(), t.TempDir()
	for _, name := range []string{"go.mod", "a/a.go", ".git/config", "b/go.mod", "b/b.go", "testdata/x.json"} {
		path := filepath.Join(from, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
		require.NoError(t, os.WriteFile(path, []byte(name), 0o600))
	}
	require.NoError(t, copyModule(from, to))
	for name, copied := range map[string]bool{"go.mod": true, "a/a.go": true, "testdata/x.json": true, ".git": false, "b": false} {
		_, err := os.Stat(filepath.Join(to, filepath.FromSlash(name)))
		assert.Equal(t, copied, err == nil, name)
	}
}

func TestFirstFailure(t *testing.T) {
	t.Parallel()
	for output, want := range map[string]string{
		"--- FAIL: TestA (0.00s)\n    --- FAIL: TestA/one (0.00s)\n        a.go:1: no\n--- FAIL: TestB (0.00s)\n": "TestA/one",
		"--- FAIL: TestA (0.00s)\n--- FAIL: TestAB (0.00s)\n":                                                     "TestA",
		"panic: test timed out after 1m0s\n":                                                                      "panic: test timed out after 1m0s",
		"PASS\ngoleak: Errors on successful test run: found\n":                                                    "goleak: Errors on successful test run: found",
		"PASS\n": "",
	} {
		assert.Equal(t, want, firstFailure(output))
	}
}

func TestChoose(t *testing.T) {
	t.Parallel()
	all := choose(regexp.MustCompile(""))
	assert.Len(t, all, len(mutants()))
	assert.Len(t, choose(regexp.MustCompile("^"+regexp.QuoteMeta(all[0].name)+"$")), 1)
}

func TestFlagsThatCannotBe(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"-run", "("}, {"-j", "0"}, {"-random", "-1"}, {"-seed", "x"}, {"-timeout", "0s"}, {"more"}} {
		var stderr bytes.Buffer
		assert.Equal(t, exitUsage, run(t.Context(), args, io.Discard, &stderr), args)
		assert.NotEmpty(t, stderr.String())
	}
}
