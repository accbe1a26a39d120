package partnerkit_test

// The shape of the sources: short methods, and one place that makes paths. How long
// a file may be, and who may import whom, is in internal/walls.

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// sourceFile is one file that is no test.
type sourceFile struct {
	name   string
	text   []byte
	set    *token.FileSet
	syntax *ast.File
}

func sourceFiles(t *testing.T, folder string) []sourceFile {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*.go"))
	require.NoError(t, err)
	var list []sourceFile
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		set := token.NewFileSet()
		syntax, err := parser.ParseFile(set, name, text, 0)
		require.NoError(t, err)
		list = append(list, sourceFile{name, text, set, syntax})
	}
	require.NotEmpty(t, list)
	return list
}

// receiver returns the name of a method's type, "" for a function.
func receiver(f *ast.FuncDecl) string {
	if f.Recv == nil || len(f.Recv.List) == 0 {
		return ""
	}
	kind := f.Recv.List[0].Type
	if star, ok := kind.(*ast.StarExpr); ok {
		kind = star.X
	}
	if name, ok := kind.(*ast.Ident); ok {
		return name.Name
	}
	return ""
}

// codeLines counts the lines between two positions that hold more than a comment.
func codeLines(s sourceFile, from, to token.Pos) int {
	count := 0
	lines := strings.Split(string(s.text), "\n")
	for _, line := range lines[s.set.Position(from).Line : s.set.Position(to).Line-1] {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "//") {
			count++
		}
	}
	if s.set.Position(from).Line == s.set.Position(to).Line {
		return 1
	}
	return count
}

func TestServiceMethodsAreShort(t *testing.T) {
	t.Parallel()
	methods := 0
	for _, s := range sourceFiles(t, ".") {
		for _, declaration := range s.syntax.Decls {
			f, ok := declaration.(*ast.FuncDecl)
			if !ok || !f.Name.IsExported() || !strings.HasSuffix(receiver(f), "Service") {
				continue
			}
			methods++
			lines := codeLines(s, f.Body.Lbrace, f.Body.Rbrace)
			assert.LessOrEqual(t, lines, 10, "%s.%s", receiver(f), f.Name)
			assert.GreaterOrEqual(t, lines+2, 3, "%s.%s, with its signature and its brace", receiver(f), f.Name)
		}
	}
	assert.Equal(t, 27, methods)
}

// A route is written once, as the route of an endpoint. What makes a path out of it
// is in internal/call; baseurl.go knows how an address may end, path.go how a path begins that a caller
// wrote out, apis.go the documented addresses.
func TestOnePlaceMakesPaths(t *testing.T) {
	t.Parallel()
	const engine = "internal/call"
	routes := 0
	for _, s := range append(sourceFiles(t, "."), sourceFiles(t, engine)...) {
		switch s.name {
		case "apis.go", filepath.Join(engine, "baseurl.go"), filepath.Join(engine, "path.go"):
			continue
		}
		isRoute := map[ast.Node]bool{}
		ast.Inspect(s.syntax, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok && key.Name == "Route" {
					isRoute[n.Value] = true
					if _, written := n.Value.(*ast.BasicLit); written {
						routes++
					}
				}
			case *ast.BasicLit:
				if text, err := strconv.Unquote(n.Value); n.Kind == token.STRING && err == nil && strings.Contains(text, "/v1") {
					assert.True(t, isRoute[n], "%s: %s", s.set.Position(n.Pos()), n.Value)
				}
			case *ast.SelectorExpr:
				assert.NotEqual(t, "JoinPath", n.Sel.Name, s.set.Position(n.Pos()))
			}
			return true
		})
	}
	assert.Equal(t, 19, routes, "20 operations, of which 3 share a literal, and the refresh")
}
