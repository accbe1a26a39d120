package walls_test

// Who may import whom, judged by the imports of every file but tests. A package is named by its folder; the root is ".".

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	module   = "github.com/partnerkit/partnerkit-go"
	root     = "../.."
	maxLines = 400
)

// wall is what a package may know.
type wall struct {
	mayImport []string // packages of this module
	never     []string // of other modules, the standard library's among them
}

// notInABackend is what belongs to a server, a connection or a test.
var notInABackend = []string{"net", "net/http/httptest", "net/http/httptrace", "testing"}

// walls are the packages whose imports are judged. Each package below one of walledOff needs a row.
var walls = map[string]wall{
	".":                        {mayImport: []string{"internal/call", "internal/jsonread", "internal/retry"}, never: []string{"testing"}},
	"internal/call":            {mayImport: []string{"internal/jsonread", "internal/redact", "internal/retry"}, never: []string{"testing"}},
	"internal/jsonread":        {never: []string{"net/http", "testing"}},
	"internal/redact":          {never: []string{"testing"}},
	"internal/retry":           {never: []string{"testing"}},
	"fake":                     {mayImport: []string{".", "fake/internal/backend", "fake/internal/strictjson"}, never: []string{"testing"}},
	"fake/cmd/fakeserver":      {mayImport: []string{".", "fake"}, never: []string{"testing"}},
	"fake/internal/backend":    {mayImport: []string{"fake/internal/strictjson"}, never: notInABackend},
	"fake/internal/strictjson": {never: append([]string{"net/http"}, notInABackend...)},
}

// walledOff are the folders in which no package is without a row.
var walledOff = []string{"fake"}

func TestNobodyImportsThroughAWall(t *testing.T) {
	t.Parallel()
	for pkg, imports := range importsByPackage(t) {
		w, found := walls[pkg]
		needed := slices.ContainsFunc(walledOff, func(folder string) bool { return pkg == folder || strings.HasPrefix(pkg, folder+"/") })
		assert.True(t, found || !needed, "package %s has no row: say in walls what it may import", pkg)
		if !found {
			continue
		}
		for _, imported := range imports {
			assert.NotContains(t, w.never, imported, "package %s", pkg)
			if ours, is := strings.CutPrefix(imported+"/", module+"/"); is {
				assert.Contains(t, w.mayImport, path.Clean("./"+ours), "package %s", pkg)
			}
		}
	}
}

func TestEveryRowIsOfAPackage(t *testing.T) {
	t.Parallel()
	packages := slices.Collect(maps.Keys(importsByPackage(t)))
	for pkg, w := range walls {
		assert.Subset(t, packages, append([]string{pkg}, w.mayImport...))
	}
}

// Of net/http the backend takes headers and the names of statuses and methods, and nothing that serves or sends.
func TestTheBackendKnowsNoHTTPServer(t *testing.T) {
	t.Parallel()
	for name, file := range sources(t, 0) {
		if path.Dir(name) != "fake/internal/backend" {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			selector, is := n.(*ast.SelectorExpr)
			if !is {
				return true
			}
			if pkg, is := selector.X.(*ast.Ident); is && pkg.Name == "http" {
				what := selector.Sel.Name
				assert.True(t, what == "Header" || strings.HasPrefix(what, "Status") || strings.HasPrefix(what, "Method"), "%s: http.%s", name, what)
			}
			return true
		})
	}
}

func TestNoFileIsLongerThan400Lines(t *testing.T) {
	t.Parallel()
	for _, name := range goFiles(t) {
		text, err := os.ReadFile(filepath.Join(root, name))
		require.NoError(t, err)
		assert.LessOrEqual(t, bytes.Count(text, []byte("\n")), maxLines, name)
	}
}

// importsByPackage maps each package of the module to what its files import, tests aside.
func importsByPackage(t *testing.T) map[string][]string {
	t.Helper()
	packages := map[string][]string{}
	for name, file := range sources(t, parser.ImportsOnly) {
		pkg := path.Dir(name)
		packages[pkg] = append(packages[pkg], importsOf(t, file)...)
	}
	return packages
}

func importsOf(t *testing.T, file *ast.File) []string {
	t.Helper()
	var imports []string
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		require.NoError(t, err)
		imports = append(imports, imported)
	}
	return imports
}

// sources are the files of the module that are no tests, parsed.
func sources(t *testing.T, mode parser.Mode) map[string]*ast.File {
	t.Helper()
	files := map[string]*ast.File{}
	for _, name := range goFiles(t) {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, name), nil, mode)
		require.NoError(t, err)
		files[name] = file
	}
	require.NotEmpty(t, files)
	return files
}

// goFiles names every Go file of the module, with slashes. Hidden folders and modules within it are left out.
func goFiles(t *testing.T) []string {
	t.Helper()
	var names []string
	require.NoError(t, filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != root && (strings.HasPrefix(d.Name(), ".") || isModule(name)) {
			return filepath.SkipDir
		}
		if filepath.Ext(name) == ".go" {
			relative, err := filepath.Rel(root, name)
			names = append(names, filepath.ToSlash(relative))
			return err
		}
		return nil
	}))
	return names
}

func isModule(folder string) bool {
	_, err := os.Stat(filepath.Join(folder, "go.mod"))
	return err == nil
}
