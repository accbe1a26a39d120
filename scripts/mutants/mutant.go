package main

// What a mutant is: a guard, where it stands, how it reads, and how it reads without what
// it guards.

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// mutant is a guard and its loss.
type mutant struct {
	name  string // what goes wrong without the guard
	file  string // in the module, with slashes
	run   string // the tests that are to notice, as go test -run takes them; after a package's folder where only that one is asked
	edits edits
}

// edits are pairs of an old text, which its file must have exactly once, and a new one.
type edits []string

// clientTests are the packages whose tests notice what goes wrong in the client, wherever in
// the root or in internal that is.
var clientTests = []string{".", "./internal/call", "./internal/promises"}

// pkgs are the packages whose tests are to notice: the one that run names; else the file's own,
// and of the client's files those that test the client.
func (m mutant) pkgs() []string {
	if pkg, _, named := strings.Cut(m.run, " "); named {
		return []string{pkg}
	}
	own := strings.TrimSuffix("./"+path.Dir(m.file), "/.")
	if own != "." && !strings.HasPrefix(own, "./internal/") {
		return []string{own}
	}
	others := slices.DeleteFunc(slices.Clone(clientTests), func(pkg string) bool { return pkg == own })
	return append([]string{own}, others...)
}

// pattern names the tests that are to notice.
func (m mutant) pattern() string {
	_, pattern, named := strings.Cut(m.run, " ")
	if !named {
		return m.run
	}
	return pattern
}

// notices reports of a test whether it is among those that are to notice.
func (m mutant) notices() func(test string) bool {
	first, _, _ := strings.Cut(m.pattern(), "/")
	return regexp.MustCompile(first).MatchString
}

// packagesOf lists the packages of some mutants, each once.
func packagesOf(chosen []mutant) []string {
	var list []string
	for _, m := range chosen {
		for _, pkg := range m.pkgs() {
			if !slices.Contains(list, pkg) {
				list = append(list, pkg)
			}
		}
	}
	return list
}

// applied is the file's text without the guard, or says that the row is stale.
func (m mutant) applied(module string) (string, error) {
	data, err := os.ReadFile(filepath.Join(module, filepath.FromSlash(m.file))) //nolint:gosec // the table's own words
	if err != nil {
		return "", fmt.Errorf("%q is stale: %w", m.name, err)
	}
	text := string(data)
	for pair := range slices.Chunk(m.edits, 2) {
		if n := strings.Count(text, pair[0]); n != 1 {
			return "", fmt.Errorf("%q is stale: %s has %d times the text %q", m.name, m.file, n, pair[0])
		}
		text = strings.Replace(text, pair[0], pair[1], 1)
	}
	return text, nil
}
