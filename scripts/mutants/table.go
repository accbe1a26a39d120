package main

// What a mutant is, and all of them. The tables beside this file hold one guard a
// row: where it stands, how it reads, and how it reads without what it guards.

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// mutant is a guard and its loss.
type mutant struct {
	name  string // what goes wrong without the guard
	file  string // in the module, with slashes
	run   string // the tests that are to notice, as go test -run takes them, after their package if that is not the file's
	edits edits
}

// edits are pairs of an old text, which its file must have exactly once, and a new one.
type edits []string

// mutants lists every mutant.
func mutants() []mutant {
	return slices.Concat(retryMutants, callMutants, answerMutants, pageMutants, secretMutants, sessionMutants, fakeMutants, faultMutants)
}

// pkg is the package whose tests are to notice: the one that run names, else the file's.
func (m mutant) pkg() string {
	if pkg, _, named := strings.Cut(m.run, " "); named {
		return pkg
	}
	return strings.TrimSuffix("./"+path.Dir(m.file), "/.")
}

// pattern names the tests that are to notice.
func (m mutant) pattern() string {
	_, pattern, named := strings.Cut(m.run, " ")
	if !named {
		return m.run
	}
	return pattern
}

// packagesOf lists the packages of some mutants, each once.
func packagesOf(chosen []mutant) []string {
	var list []string
	for _, m := range chosen {
		if !slices.Contains(list, m.pkg()) {
			list = append(list, m.pkg())
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
