package main

// The graph and its order, and what they say of this module.

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const root = "../.."

// most is how many references of the module may go back up.
const most = 16

func TestFewReferencesGoBackUp(t *testing.T) {
	t.Parallel()
	graphs, err := load(t.Context(), root, []string{"./..."})
	require.NoError(t, err)
	up, all := 0, 0
	for _, g := range graphs {
		up, all = up+len(g.upward(g.order())), all+g.size()
	}
	require.Greater(t, all, 200)
	var list bytes.Buffer
	report(&list, graphs, false)
	assert.LessOrEqual(t, up, most, "%s", list.String())
}

// The engine is read from top to bottom: the order that its documentation names is one in which
// no file knows one above it.
func TestTheEngineIsReadInTheOrderOfItsDocumentation(t *testing.T) {
	t.Parallel()
	graphs, err := load(t.Context(), root, []string{"./internal/call"})
	require.NoError(t, err)
	require.Len(t, graphs, 1)
	text, err := os.ReadFile(filepath.Join(root, "internal", "call", "doc.go"))
	require.NoError(t, err)
	named := []string{"doc.go"}
	for _, line := range regexp.MustCompile(`(?m)^//\t(\w+\.go) `).FindAllStringSubmatch(string(text), -1) {
		named = append(named, line[1])
	}
	var files []string
	for _, file := range graphs[0].files {
		if !regexp.MustCompile(`_go\d+\.go$`).MatchString(file) { // a constant that differs by Go version
			files = append(files, file)
		}
	}
	assert.ElementsMatch(t, files, named, "doc.go names each file once")
	for _, r := range graphs[0].upward(named) {
		assert.Fail(t, "a file knows one above it", "%s -> %s: %v", r.from, r.to, graphs[0].names(r))
	}
}

// graphOf is a graph of files "a", "b", …, each with those that it uses.
func graphOf(uses map[string]string) *graph {
	var files []string
	for file := range uses {
		files = append(files, file)
	}
	g := newGraph(".", files)
	for from, all := range uses {
		for _, to := range all {
			g.add(from, string(to), "x")
		}
	}
	return g
}

func TestTheOrder(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		uses map[string]string
		up   int
	}{
		"nothing":                {map[string]string{"a": "", "b": ""}, 0},
		"a line":                 {map[string]string{"a": "b", "b": "c", "c": ""}, 0},
		"a line from the end":    {map[string]string{"a": "", "b": "a", "c": "b"}, 0},
		"a diamond":              {map[string]string{"a": "bc", "b": "d", "c": "d", "d": ""}, 0},
		"itself":                 {map[string]string{"a": "a"}, 0},
		"two that know each":     {map[string]string{"a": "b", "b": "a"}, 1},
		"a circle":               {map[string]string{"a": "b", "b": "c", "c": "d", "d": "a"}, 1},
		"two circles":            {map[string]string{"a": "b", "b": "ac", "c": "d", "d": "c"}, 2},
		"one that all know":      {map[string]string{"a": "x", "b": "x", "c": "x", "x": "abc"}, 3},
		"a circle beside a line": {map[string]string{"a": "bc", "b": "c", "c": "ad", "d": "e", "e": ""}, 1},
		"a short cut in it":      {map[string]string{"a": "b", "b": "cd", "c": "d", "d": "a"}, 1},
	} {
		g := graphOf(row.uses)
		order := g.order()
		assert.ElementsMatch(t, g.files, order, name)
		assert.Len(t, g.upward(order), row.up, "%s: %v", name, order)
	}
}

func TestWhatIsReported(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod": "module example.com/two\n\ngo 1.26\n",
		"a.go":   "package two\n\ntype T struct{ field int }\n\nfunc (T) Method() { helper() }\n\nvar _ = func(helper int) int { return helper }\n",
		"b.go":   "package two\n\nfunc helper() { var t T; t.Method(); t.field++ }\n",
		"c.go":   "package two\n\nimport \"strconv\"\n\nconst Limit = strconv.IntSize\n\nfunc local() { helper := Limit; _ = helper }\n",
	} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	var report, complaints bytes.Buffer
	require.Equal(t, exitOK, run(t.Context(), dir, nil, &report, &complaints), complaints.String())
	assert.Regexp(t, `^1 of 2 references go back up\n\.: (b\.go -> a\.go: Method, T|a\.go -> b\.go: helper)\n$`, report.String())
	report.Reset()
	require.Equal(t, exitOK, run(t.Context(), dir, []string{"-v", "."}, &report, io.Discard))
	assert.Contains(t, report.String(), ".: in the order ")

	assert.Equal(t, exitUsage, run(t.Context(), dir, []string{"-x"}, io.Discard, io.Discard))
	complaints.Reset()
	assert.Equal(t, exitFailed, run(t.Context(), dir, []string{"./nowhere"}, io.Discard, &complaints))
	assert.NotEmpty(t, complaints.String())
	require.NoError(t, os.WriteFile(filepath.Join(dir, "d.go"), []byte("package two\n\nvar x int = \"\"\n"), 0o600))
	assert.Equal(t, exitFailed, run(t.Context(), dir, nil, io.Discard, io.Discard), "what does not compile has no references")
}
