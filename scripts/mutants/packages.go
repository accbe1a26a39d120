package main

// Which files random changes are for, and whose tests could notice one. The go
// command is asked, so that a new package is reached without a word here.

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/partnerkit/partnerkit-go/scripts/internal/golist"
)

// Where random changes are made, and where tests are asked to notice them.
var (
	changedPatterns = []string{".", "./internal/...", "./fake/..."}
	testedPatterns  = []string{".", "./contract/...", "./internal/...", "./fake/..."}
)

// listedPackage is what go list says of a package.
type listedPackage struct {
	Dir, ImportPath string
	GoFiles, Deps   []string
	Module          struct{ Dir string }
}

// folder is the package's folder as the go command takes it: ".", "./fake".
func (p listedPackage) folder() (string, error) {
	name, err := filepath.Rel(p.Module.Dir, p.Dir)
	return strings.TrimSuffix("./"+filepath.ToSlash(name), "/."), err
}

// packages knows the files that can be changed, and the tests that depend on each.
type packages struct {
	files   map[string]string   // the file, with slashes: its folder
	testers map[string][]string // the folder of a package: the folders whose tests have it in them
}

// loadPackages asks about the module at root. A pattern that matches nothing is
// passed over, since a module need not have all these folders.
func loadPackages(ctx context.Context, root string) (*packages, error) {
	p := &packages{files: make(map[string]string), testers: make(map[string][]string)}
	changed, err := goList(ctx, root, changedPatterns)
	if err != nil {
		return nil, err
	}
	folders := make(map[string]string) // by import path
	for _, source := range changed {
		folder, err := source.folder()
		if err != nil {
			return nil, err
		}
		folders[source.ImportPath] = folder
		for _, name := range source.GoFiles {
			p.files[strings.TrimPrefix(folder+"/"+name, "./")] = folder
		}
	}
	tested, err := goList(ctx, root, testedPatterns, "-test")
	if err != nil {
		return nil, err
	}
	for _, binary := range tested {
		if !strings.HasSuffix(binary.ImportPath, ".test") {
			continue
		}
		folder, err := binary.folder()
		if err != nil {
			return nil, err
		}
		for _, path := range binary.Deps {
			path, _, _ = strings.Cut(path, " ") // "path [path.test]" is the package as built for its tests
			if of, ok := folders[path]; ok && !slices.Contains(p.testers[of], folder) {
				p.testers[of] = append(p.testers[of], folder)
			}
		}
	}
	return p, nil
}

// goList asks for packages of the module alone.
func goList(ctx context.Context, root string, patterns []string, flags ...string) ([]listedPackage, error) {
	list, err := golist.Packages[listedPackage](ctx, root, append(flags, "-e", "-json=Dir,ImportPath,GoFiles,Deps,Module"), patterns)
	return slices.DeleteFunc(list, func(p listedPackage) bool { return p.Module.Dir == "" }), err
}

// testsIn are the names of the tests, fuzz targets and examples in a folder.
func testsIn(folder string) ([]string, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	var names []string
	for _, file := range files {
		text, err := os.ReadFile(file) //nolint:gosec // a file of the module
		if err != nil {
			return nil, err
		}
		for _, found := range testFunction.FindAllSubmatch(text, -1) {
			names = append(names, string(found[1]))
		}
	}
	return names, err
}

var testFunction = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Example)\w*)\(`)

// inOrder lists the tests that depend on a package: its own, then the quickest first.
func (p *packages) inOrder(folder string, took map[string]time.Duration) []string {
	rank := func(tester string) time.Duration {
		if tester == folder {
			return -1
		}
		return took[tester]
	}
	return slices.SortedStableFunc(slices.Values(p.testers[folder]), func(a, b string) int { return cmp.Compare(rank(a), rank(b)) })
}
