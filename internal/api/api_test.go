package api

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "add what is new to the listings")

// The packages that are promised, by the listing that each has.
var promised = map[string]string{"partnerkit.txt": "../..", "fake.txt": "../../fake", "contract.txt": "../../contract", "control.txt": "../../fake/control"}

func TestAPI(t *testing.T) {
	t.Parallel()
	except := excepted(t)
	for file, dir := range promised {
		t.Run(strings.TrimSuffix(file, ".txt"), func(t *testing.T) {
			t.Parallel()
			listed, declared := lines(t, file), declarations(t, dir)
			if *update {
				all := append(slices.Clone(listed), declared...)
				slices.Sort(all)
				all = slices.DeleteFunc(slices.Compact(all), func(line string) bool { return except[file+" "+line] })
				require.NoError(t, os.WriteFile(file, []byte(strings.Join(all, "\n")+"\n"), 0o600))
				return
			}
			for _, line := range listed {
				assert.True(t, slices.Contains(declared, line) || except[file+" "+line],
					"incompatible: %s\nis gone or another. If it must be, name the line in except.txt with the reason, and say so in CHANGELOG.md.", line)
			}
			for _, line := range declared {
				assert.True(t, slices.Contains(listed, line), "new: %s\nrun go test ./internal/api -update", line)
			}
		})
	}
}

// excepted reads the lines that were let go, each with its listing before and the reason behind.
func excepted(t *testing.T) map[string]bool {
	t.Helper()
	except := map[string]bool{}
	for _, line := range lines(t, "except.txt") {
		declaration, reason, found := strings.Cut(line, " # ")
		require.True(t, found && reason != "", "except.txt: no reason for %s", declaration)
		except[declaration] = true
	}
	return except
}

func lines(t *testing.T, file string) []string {
	t.Helper()
	text, err := os.ReadFile(file)
	if *update && os.IsNotExist(err) {
		return nil
	}
	require.NoError(t, err)
	return strings.FieldsFunc(string(text), func(r rune) bool { return r == '\n' })
}

// declarations prints the exported declarations of a package, one line each.
func declarations(t *testing.T, dir string) (all []string) {
	t.Helper()
	files := token.NewFileSet()
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	require.NoError(t, err)
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, declaration := range file.Decls {
			all = append(all, exported(files, declaration)...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func exported(files *token.FileSet, declaration ast.Decl) (all []string) {
	switch d := declaration.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && (d.Recv == nil || ast.IsExported(receiver(d.Recv.List[0].Type))) {
			all = append(all, oneLine(files, &ast.FuncDecl{Recv: d.Recv, Name: d.Name, Type: d.Type}))
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			all = append(all, exportedSpec(files, d.Tok, spec)...)
		}
	}
	return all
}

func exportedSpec(files *token.FileSet, tok token.Token, spec ast.Spec) (all []string) {
	switch s := spec.(type) {
	case *ast.TypeSpec:
		if !s.Name.IsExported() {
			return nil
		}
		if methods, ok := s.Type.(*ast.InterfaceType); ok {
			leaveOutUnexported(methods)
		}
		structure, ok := s.Type.(*ast.StructType)
		if !ok {
			return []string{"type " + oneLine(files, s)}
		}
		all = append(all, "type "+s.Name.Name+" struct")
		for _, field := range structure.Fields.List {
			for _, name := range field.Names {
				if name.IsExported() {
					all = append(all, fmt.Sprintf("field %s.%s %s", s.Name.Name, name.Name, oneLine(files, field.Type)))
				}
			}
		}
	case *ast.ValueSpec:
		for i, name := range s.Names {
			if !name.IsExported() {
				continue
			}
			line := tok.String() + " " + name.Name
			if tok == token.CONST && i < len(s.Values) {
				line += " = " + oneLine(files, s.Values[i])
			}
			all = append(all, line)
		}
	}
	return all
}

// leaveOutUnexported takes out the methods that only this module can have.
func leaveOutUnexported(methods *ast.InterfaceType) {
	methods.Methods.List = slices.DeleteFunc(methods.Methods.List, func(f *ast.Field) bool {
		return len(f.Names) == 1 && !f.Names[0].IsExported()
	})
}

func receiver(t ast.Expr) string {
	switch e := t.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}

func oneLine(files *token.FileSet, node any) string {
	var out bytes.Buffer
	_ = printer.Fprint(&out, files, node)
	return strings.Join(strings.Fields(out.String()), " ")
}
