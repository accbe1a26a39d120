package walls_test

// Who may import whom. A package is named by its folder; the root is ".".

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

// wall is what a package may know, tests aside.
type wall struct {
	mayImport []string // packages of this module
	never     []string // of other modules, the standard library's among them
	tests     []string // what its tests may import of this module; nil: anything that is not for tests of its own
}

// notInABackend is what belongs to a server, a connection or a test.
var notInABackend = []string{"net", "net/http/httptest", "net/http/httptrace", "testing"}

// walls has a row for every package. One that ends in /... is for all below that have no row of their own. The fake looks for
// credentials with fake/internal/secret and not with internal/redact: it may have a million that begin alike, while the client
// has a few and hides every piece of them.
var walls = map[string]wall{
	".": {mayImport: []string{"internal/apiformat", "internal/call", "internal/credential", "internal/httpfield", "internal/jsonread", "internal/jsonwrite", "internal/pacing", "internal/paging", "internal/renewal", "internal/retry", "internal/series"}, never: []string{"testing"}},

	// What an API's words mean to the engine, and not how they travel.
	"internal/apiformat": {
		mayImport: []string{"internal/call", "internal/jsonread"}, never: []string{"net/http", "testing"},
		tests: []string{"internal/call", "internal/jsonread"},
	},
	"internal/credential": {mayImport: []string{"internal/call"}, never: []string{"testing"}, tests: []string{"internal/call"}},
	"internal/call": {
		mayImport: []string{"internal/jsonread", "internal/jsonwrite", "internal/pacing", "internal/redact", "internal/retry"}, never: []string{"testing"},
		tests: []string{"internal/jsonread", "internal/jsonwrite", "internal/retry"},
	},
	"internal/series":    {mayImport: []string{"internal/call", "internal/paging"}, never: []string{"testing"}, tests: []string{"internal/call", "internal/jsonread", "internal/retry"}},
	"internal/httpfield": {never: []string{"net/http", "testing"}},
	"internal/jsonread":  {never: []string{"net/http", "testing"}},
	"internal/jsonwrite": {never: []string{"net/http", "testing"}},
	"internal/pacing":    {never: []string{"net/http", "testing"}},
	"internal/paging":    {never: []string{"net/http", "testing"}},
	"internal/redact":    {never: []string{"testing"}},
	"internal/renewal":   {never: []string{"net/http", "testing"}},
	"internal/retry":     {never: []string{"testing"}},

	"fake":                             {mayImport: []string{".", "fake/internal/backend", "fake/internal/secret", "fake/internal/strictjson", "internal/httpfield"}, never: []string{"testing"}},
	"fake/cmd/fakeserver":              {mayImport: []string{"fake", "fake/control"}, never: []string{"testing"}},
	"fake/internal/backend":            {mayImport: []string{"fake/internal/secret", "fake/internal/strictjson"}, never: notInABackend},
	"fake/control":                     {mayImport: []string{".", "fake", "fake/internal/strictjson"}, never: []string{"testing"}},
	"fake/control/internal/openapigen": {mayImport: []string{"fake/internal/backend"}, never: []string{"net", "testing"}},
	"fake/internal/secret":             {never: append([]string{"net/http"}, notInABackend...)},
	"fake/internal/strictjson":         {never: append([]string{"net/http"}, notInABackend...)},

	"contract": {mayImport: []string{"."}},

	// For tests: the first speak to the client and to the fake from outside.
	"internal/promises": {tests: []string{".", "fake", "internal/rawh2"}},
	"internal/chaos":    {tests: []string{".", "fake"}},
	"internal/rawh2":    {},
	"internal/api":      {},
	"internal/readme":   {},
	"internal/walls":    {},

	"examples":                 {},
	"examples/...":             {mayImport: []string{".", "fake", "examples/internal/backend"}, never: []string{"testing"}},
	"examples/internal/golden": {mayImport: []string{"examples/internal/backend"}},
	"benchmarks":               {never: []string{"testing"}},
	"scripts/...":              {mayImport: []string{"scripts/internal/golist"}, never: []string{"testing"}},
}

// forTests are the packages that tests alone may import, and those that nobody may.
var (
	forTests  = []string{"internal/rawh2", "examples/internal/golden"}
	forNobody = []string{"internal/promises", "internal/chaos", "internal/api", "internal/readme", "internal/walls"}
)

// wallOf is a package's row.
func wallOf(pkg string) (wall, bool) {
	w, found := walls[pkg]
	for folder := pkg; !found && folder != "."; {
		folder = path.Dir(folder)
		w, found = walls[folder+"/..."]
	}
	return w, found
}

func TestNobodyImportsThroughAWall(t *testing.T) {
	t.Parallel()
	for pkg, imports := range importsByPackage(t, false) {
		w, found := wallOf(pkg)
		assert.True(t, found, "package %s has no row: say in walls what it may import", pkg)
		for _, imported := range imports {
			assert.NotContains(t, w.never, imported, "package %s", pkg)
			if ours, is := folderOf(imported); is {
				assert.Contains(t, w.mayImport, ours, "package %s", pkg)
				assert.NotContains(t, forTests, ours, "package %s", pkg)
			}
		}
	}
}

func TestNoTestImportsThroughAWall(t *testing.T) {
	t.Parallel()
	for pkg, imports := range importsByPackage(t, true) {
		w, found := wallOf(pkg)
		assert.True(t, found, "package %s has no row: say in walls what its tests may import", pkg)
		for _, imported := range imports {
			ours, is := folderOf(imported)
			if !is || ours == pkg {
				continue
			}
			assert.NotContains(t, forNobody, ours, "the tests of package %s", pkg)
			if w.tests != nil {
				assert.Contains(t, w.tests, ours, "the tests of package %s", pkg)
			}
		}
	}
}

func TestEveryRowIsOfAPackage(t *testing.T) {
	t.Parallel()
	packages := slices.AppendSeq(slices.Collect(maps.Keys(importsByPackage(t, false))), maps.Keys(importsByPackage(t, true)))
	for name, w := range walls {
		folder, below := strings.CutSuffix(name, "/...")
		isOf := func(pkg string) bool { return pkg == name || below && strings.HasPrefix(pkg, folder+"/") }
		assert.True(t, slices.ContainsFunc(packages, isOf), "no package is called %s", name)
		assert.Subset(t, packages, slices.Concat(w.mayImport, w.tests), name)
	}
	assert.Subset(t, packages, slices.Concat(forTests, forNobody))
}

// folderOf is the folder of a package of this module.
func folderOf(imported string) (string, bool) {
	ours, is := strings.CutPrefix(imported+"/", module+"/")
	return path.Clean("./" + ours), is
}

// Of net/http the backend takes headers and the names of statuses and methods, and nothing that serves or sends.
func TestTheBackendKnowsNoHTTPServer(t *testing.T) {
	t.Parallel()
	for name, file := range sources(t, false, 0) {
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

// Who reads a call's way finds all that a step does in the step's own file.
func TestNoFileOfACallHasAMethodOfAnothersType(t *testing.T) {
	t.Parallel()
	typesIn := map[string][]string{}
	methodsIn := map[string][]string{} // their types
	for name, file := range sources(t, false, 0) {
		if path.Dir(name) != "internal/call" {
			continue
		}
		for _, declared := range file.Decls {
			switch d := declared.(type) {
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					if typeSpec, is := spec.(*ast.TypeSpec); is {
						typesIn[name] = append(typesIn[name], typeSpec.Name.Name)
					}
				}
			case *ast.FuncDecl:
				if d.Recv != nil {
					methodsIn[name] = append(methodsIn[name], receiver(d))
				}
			}
		}
	}
	assert.NotEmpty(t, methodsIn)
	for name, types := range methodsIn {
		assert.Subset(t, typesIn[name], types, name)
	}
}

// receiver names the type of a method.
func receiver(method *ast.FuncDecl) string {
	of := method.Recv.List[0].Type
	for {
		switch t := of.(type) {
		case *ast.StarExpr:
			of = t.X
		case *ast.IndexExpr:
			of = t.X
		case *ast.IndexListExpr:
			of = t.X
		case *ast.Ident:
			return t.Name
		default:
			return ""
		}
	}
}

// importsByPackage maps each package of the module to what its files import: those that are tests, or the others.
func importsByPackage(t *testing.T, tests bool) map[string][]string {
	t.Helper()
	packages := map[string][]string{}
	for name, file := range sources(t, tests, parser.ImportsOnly) {
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

// sources are the files of the module that are tests, or the others, parsed.
func sources(t *testing.T, tests bool, mode parser.Mode) map[string]*ast.File {
	t.Helper()
	files := map[string]*ast.File{}
	for _, name := range goFiles(t) {
		if strings.HasSuffix(name, "_test.go") != tests || strings.Contains("/"+name, "/testdata/") {
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
