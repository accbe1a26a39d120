package main

// The packages, as the go command and the type checker see them.

import (
	"context"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/partnerkit/partnerkit-go/scripts/internal/golist"
)

// listedPackage is what go list says of a package.
type listedPackage struct {
	ImportPath, Dir, Export string
	GoFiles                 []string
	DepOnly                 bool
	Module                  *struct{ Path string }
}

// load makes the graphs of the packages that match, in the order of go list.
func load(ctx context.Context, folder string, patterns []string) ([]*graph, error) {
	list, err := golist.Packages[listedPackage](ctx, folder, []string{"-export", "-deps", "-json=ImportPath,Dir,Export,GoFiles,DepOnly,Module"}, patterns)
	if err != nil {
		return nil, err
	}
	exports := make(map[string]string)
	for _, p := range list {
		exports[p.ImportPath] = p.Export
	}
	var graphs []*graph
	for _, p := range list {
		if p.DepOnly || p.Module == nil {
			continue
		}
		g, err := p.graph(exports)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.ImportPath, err)
		}
		graphs = append(graphs, g)
	}
	return graphs, nil
}

// graph checks the package's types and notes who names what.
func (p listedPackage) graph(exports map[string]string) (*graph, error) {
	set := token.NewFileSet()
	var files []*ast.File
	for _, name := range p.GoFiles {
		file, err := parser.ParseFile(set, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	open := func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) } //nolint:gosec // in the build cache
	info := &types.Info{Uses: make(map[*ast.Ident]types.Object)}
	config := types.Config{Importer: importer.ForCompiler(set, "gc", open)}
	checked, err := config.Check(p.ImportPath, set, files, info)
	if err != nil {
		return nil, err
	}
	folder := "." + strings.TrimPrefix(p.ImportPath, p.Module.Path)
	g := newGraph(folder, p.GoFiles)
	fileOf := func(at token.Pos) string { return filepath.Base(set.Position(at).Filename) }
	for used, object := range info.Uses {
		if object.Pkg() == checked && isTopLevel(object) {
			g.add(fileOf(used.Pos()), fileOf(object.Pos()), object.Name())
		}
	}
	return g, nil
}

// isTopLevel reports whether an object is declared outside of functions, or is a method.
func isTopLevel(object types.Object) bool {
	if method, is := object.(*types.Func); is && method.Signature().Recv() != nil {
		return true
	}
	return object.Parent() == object.Pkg().Scope()
}
