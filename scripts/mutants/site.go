package main

// Where a file can be changed without anybody having chosen the place: each site is
// one small mistake that a person could have made there.

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
)

// site is one place and one change of it.
type site struct {
	file     string // in the module, with slashes
	function string // "Error.Format"; empty outside functions
	line     int
	change   string // in a few words, "< becomes <="

	start, end int // the bytes of the file that the replacement is for
	text       string
	before     string // the whole lines that the change touches
	after      string // the same lines, changed
}

// applied is the file's source with the change made.
func (s site) applied(source []byte) string {
	return string(source[:s.start]) + s.text + string(source[s.end:])
}

// comparisons gives for each operator its opposite and what it becomes one value further.
var comparisons = map[token.Token][]token.Token{
	token.EQL: {token.NEQ},
	token.NEQ: {token.EQL},
	token.LSS: {token.LEQ, token.GEQ},
	token.LEQ: {token.LSS, token.GTR},
	token.GTR: {token.GEQ, token.LEQ},
	token.GEQ: {token.GTR, token.LSS},
}

var connectives = map[token.Token]token.Token{token.LAND: token.LOR, token.LOR: token.LAND}

// sitesOf lists the sites of a file from top to bottom.
func sitesOf(file string, source []byte) ([]site, error) {
	set := token.NewFileSet()
	syntax, err := parser.ParseFile(set, file, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	f := &finder{file: file, source: source, set: set}
	for _, declaration := range syntax.Decls {
		f.function = ""
		if function, ok := declaration.(*ast.FuncDecl); ok {
			f.function = nameOf(function)
		}
		ast.Inspect(declaration, f.visit)
	}
	return f.sites, nil
}

// nameOf writes a method as its documentation does, without the star.
func nameOf(function *ast.FuncDecl) string {
	if function.Recv == nil || len(function.Recv.List) == 0 {
		return function.Name.Name
	}
	kind := function.Recv.List[0].Type
	if star, ok := kind.(*ast.StarExpr); ok {
		kind = star.X
	}
	switch generic := kind.(type) {
	case *ast.IndexExpr:
		kind = generic.X
	case *ast.IndexListExpr:
		kind = generic.X
	}
	if name, ok := kind.(*ast.Ident); ok {
		return name.Name + "." + function.Name.Name
	}
	return function.Name.Name
}

// finder collects the sites of one file.
type finder struct {
	file, function string
	source         []byte
	set            *token.FileSet
	sites          []site
}

// visit adds the sites of one node; those of the nodes below come with their own visit.
func (f *finder) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.GenDecl:
		return n.Tok != token.IMPORT
	case *ast.BinaryExpr:
		f.operator(n)
	case *ast.UnaryExpr:
		if n.Op == token.NOT {
			f.add(n.OpPos, n.X.Pos(), "", "! is left out")
		}
	case *ast.Ident:
		f.boolean(n)
	case *ast.BasicLit:
		f.number(n)
	case *ast.IfStmt:
		f.negate(n.Cond)
	case *ast.ForStmt:
		f.negate(n.Cond)
		f.leave(n.Body, "break", "the loop ends before its first round")
	case *ast.RangeStmt:
		f.leave(n.Body, "break", "the loop ends before its first round")
	case *ast.FuncDecl:
		f.returnEarly(n.Type, n.Body)
	case *ast.FuncLit:
		f.returnEarly(n.Type, n.Body)
	case *ast.AssignStmt:
		if n.Tok != token.DEFINE && !allBlank(n.Lhs) {
			f.remove(n, "the assignment")
		}
	case *ast.IncDecStmt:
		f.remove(n, "the count")
	case *ast.ExprStmt:
		if _, ok := n.X.(*ast.CallExpr); ok {
			f.remove(n, "the call")
		}
	case *ast.DeferStmt:
		f.remove(n, "the deferred call")
	case *ast.GoStmt:
		f.remove(n, "the goroutine")
	}
	return true
}

func (f *finder) operator(n *ast.BinaryExpr) {
	replace := func(by token.Token) {
		f.add(n.OpPos, n.OpPos+token.Pos(len(n.Op.String())), by.String(), fmt.Sprintf("%s becomes %s", n.Op, by))
	}
	for _, by := range comparisons[n.Op] {
		replace(by)
	}
	if by, ok := connectives[n.Op]; ok {
		replace(by)
		f.negate(n.X)
		f.negate(n.Y)
	}
}

// negate turns a condition that has no operator of its own.
func (f *finder) negate(condition ast.Expr) {
	switch condition.(type) {
	case *ast.Ident, *ast.SelectorExpr, *ast.CallExpr:
		f.add(condition.Pos(), condition.Pos(), "!", "a condition is negated")
	}
}

func (f *finder) boolean(n *ast.Ident) {
	if by, ok := map[string]string{"true": "false", "false": "true"}[n.Name]; ok {
		f.add(n.Pos(), n.End(), by, n.Name+" becomes "+by)
	}
}

// number moves a whole number by one, both ways.
func (f *finder) number(n *ast.BasicLit) {
	value, err := strconv.ParseInt(n.Value, 0, 64)
	if n.Kind != token.INT || err != nil {
		return
	}
	for _, by := range []int64{value + 1, value - 1} {
		f.add(n.Pos(), n.End(), strconv.FormatInt(by, 10), fmt.Sprintf("%s becomes %d", n.Value, by))
	}
}

// remove takes a statement away. A condition that never holds keeps in use what the
// statement uses, so that the rest compiles.
func (f *finder) remove(n ast.Node, what string) {
	statement := string(f.source[f.offset(n.Pos()):f.offset(n.End())])
	f.add(n.Pos(), n.End(), "if false { "+statement+" }", what+" is left out")
}

// returnEarly lets a function end before it did anything, with zero values.
func (f *finder) returnEarly(signature *ast.FuncType, body *ast.BlockStmt) {
	var zeros []string
	if signature.Results != nil {
		for _, result := range signature.Results.List {
			zero := "*new(" + string(f.source[f.offset(result.Type.Pos()):f.offset(result.Type.End())]) + ")"
			for range max(1, len(result.Names)) {
				zeros = append(zeros, zero)
			}
		}
	}
	f.leave(body, strings.TrimSpace("return "+strings.Join(zeros, ", ")), "the function returns at once")
}

// leave puts a statement at the start of a block that has others.
func (f *finder) leave(body *ast.BlockStmt, statement, change string) {
	if body != nil && len(body.List) > 0 {
		f.add(body.Lbrace+1, body.Lbrace+1, " "+statement+";", change)
	}
}

func (f *finder) add(from, to token.Pos, text, change string) {
	s := site{file: f.file, function: f.function, line: f.set.Position(from).Line, change: change, start: f.offset(from), end: f.offset(to), text: text}
	first := bytes.LastIndexByte(f.source[:s.start], '\n') + 1
	last := len(f.source)
	if after := bytes.IndexByte(f.source[s.end:], '\n'); after >= 0 {
		last = s.end + after
	}
	s.before = string(f.source[first:last])
	s.after = string(f.source[first:s.start]) + text + string(f.source[s.end:last])
	f.sites = append(f.sites, s)
}

func (f *finder) offset(at token.Pos) int { return f.set.Position(at).Offset }

func allBlank(list []ast.Expr) bool {
	for _, e := range list {
		if name, ok := e.(*ast.Ident); !ok || name.Name != "_" {
			return false
		}
	}
	return true
}
