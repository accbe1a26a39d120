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

func TestARowMayNameTheTestsOfAnotherPackage(t *testing.T) {
	t.Parallel()
	own := mutant{file: "fake/internal/backend/quota.go", run: "TestAQuota"}
	assert.Equal(t, [2]string{"./fake/internal/backend", "TestAQuota"}, [2]string{own.pkg(), own.pattern()})
	another := mutant{file: "fake/internal/backend/quota.go", run: "./fake TestA|TestB"}
	assert.Equal(t, [2]string{"./fake", "TestA|TestB"}, [2]string{another.pkg(), another.pattern()})
	assert.Equal(t, ".", mutant{file: "users.go", run: "Test"}.pkg())
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
