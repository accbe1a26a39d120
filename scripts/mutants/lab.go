package main

// The lab: a copy of the module that nobody edits meanwhile, and the trial of one
// mutant in it. A mutant is an overlay for the go command, so that trials share
// the copy and do not meet.

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Time limits of a trial: a mutant that makes the tests hang is found out too.
const (
	quickLimit = time.Minute
	wholeLimit = 4 * time.Minute
	grace      = 10 * time.Second

	failureTime = 300 * time.Millisecond // for the rest of what a failed test prints
)

// failLine begins the report of a test that failed.
const failLine = "--- FAIL: "

type outcome string

const (
	killed   outcome = "killed"
	survived outcome = "SURVIVED"
	broken   outcome = "BROKEN" // it does not compile, so it shows nothing
)

// verdict is what became of a mutant.
type verdict struct {
	outcome outcome
	by      string // the first test that failed
	output  string // what the compiler or the tests said
}

// lab is the copy, and a place for what trials make.
type lab struct{ module, scratch string }

// newLab copies the module that holds root.
func newLab(root string) (*lab, error) {
	module, err := moduleRoot(root)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "mutants")
	if err != nil {
		return nil, err
	}
	l := &lab{filepath.Join(dir, "module"), filepath.Join(dir, "scratch")}
	if err := errors.Join(copyModule(module, l.module), os.Mkdir(l.scratch, 0o700)); err != nil {
		l.close()
		return nil, err
	}
	return l, nil
}

func (l *lab) close() { _ = os.RemoveAll(filepath.Dir(l.module)) }

// moduleRoot finds the folder of the nearest go.mod above.
func moduleRoot(from string) (string, error) {
	dir, err := filepath.Abs(from)
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("no go.mod here or above")
		}
		dir = filepath.Dir(dir)
	}
}

// copyModule copies what the tests of the module need: no hidden folders, and no
// module within it.
func copyModule(from, to string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		switch {
		case d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || isModule(path)):
			return filepath.SkipDir
		case d.IsDir():
			return os.MkdirAll(filepath.Join(to, name), 0o700)
		case !d.Type().IsRegular():
			return nil
		}
		data, err := os.ReadFile(path) //nolint:gosec // a file of the module
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, name), data, 0o600) //nolint:gosec // in the folder that was just made
	})
}

func isModule(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil
}

// fresh says which of the mutants are stale.
func (l *lab) fresh(chosen []mutant) error {
	var errs []error
	for _, m := range chosen {
		_, err := m.applied(l.module)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// sound runs the tests as they are, and gives the time that each package took: where
// they fail already, a failure shows nothing.
func (l *lab) sound(ctx context.Context, packages []string) (map[string]time.Duration, error) {
	took := make(map[string]time.Duration)
	for i, pkg := range packages {
		binary := filepath.Join(l.scratch, "sound"+strconv.Itoa(i))
		if output, err := l.compile(ctx, pkg, binary); err != nil {
			return nil, fmt.Errorf("%s does not compile as it is: %w\n%s", pkg, err, output)
		}
		began := time.Now()
		if output, err := l.test(ctx, pkg, binary, "", wholeLimit); err != nil {
			return nil, fmt.Errorf("the tests of %s fail as they are: %s", pkg, firstFailure(output))
		}
		took[pkg] = time.Since(began)
		_ = os.Remove(binary)
	}
	return took, nil
}

// try takes one guard away and runs the tests: those that are named first, in each of the
// mutant's packages that has some, and all of each where these pass.
func (l *lab) try(ctx context.Context, m mutant) verdict {
	dir, err := os.MkdirTemp(l.scratch, "trial")
	if err != nil {
		return verdict{broken, "", err.Error()}
	}
	defer func() { _ = os.RemoveAll(dir) }()
	source, err := m.applied(l.module)
	if err != nil {
		return verdict{broken, "", err.Error()}
	}
	overlay, err := l.overlay(m.file, source, dir)
	if err != nil {
		return verdict{broken, "", err.Error()}
	}
	for _, stage := range []struct {
		packages []string
		pattern  string
		limit    time.Duration
	}{{l.withTests(m), m.pattern(), quickLimit}, {m.pkgs(), "", wholeLimit}} {
		for i, pkg := range stage.packages {
			binary := filepath.Join(dir, "tests"+strconv.Itoa(i))
			if output, err := l.compile(ctx, pkg, binary, "-overlay", overlay); err != nil {
				return verdict{broken, "", output}
			}
			output, err := l.test(ctx, pkg, binary, stage.pattern, stage.limit)
			switch by := firstFailure(output); {
			case ctx.Err() != nil:
				return verdict{broken, "", ctx.Err().Error()}
			case err != nil && l.confirmed(ctx, pkg, binary, by):
				return verdict{killed, pkg + ": " + by, output}
			}
		}
	}
	return verdict{survived, "", ""}
}

// withTests are the mutant's packages in which it names a test.
func (l *lab) withTests(m mutant) []string {
	notices := m.notices()
	return slices.DeleteFunc(m.pkgs(), func(pkg string) bool {
		names, err := testsIn(filepath.Join(l.module, filepath.FromSlash(pkg)))
		return err != nil || !slices.ContainsFunc(names, notices)
	})
}

// confirmed runs a test that failed again: one that now passes has shown nothing.
func (l *lab) confirmed(ctx context.Context, pkg, binary, by string) bool {
	name, _, _ := strings.Cut(by, "/")
	if strings.Contains(name, " ") { // a panic, a leak: no test by itself
		return true
	}
	_, err := l.test(ctx, pkg, binary, "^"+name+"$", quickLimit)
	return err != nil
}

// overlay writes the mutated file, and what tells the go command to take it.
func (l *lab) overlay(file, source, dir string) (string, error) {
	mutated, list := filepath.Join(dir, "mutated.go"), filepath.Join(dir, "overlay.json")
	replaced := map[string]map[string]string{"Replace": {filepath.Join(l.module, filepath.FromSlash(file)): mutated}}
	text, err := json.Marshal(replaced)
	return list, errors.Join(err, os.WriteFile(mutated, []byte(source), 0o600), os.WriteFile(list, text, 0o600)) //nolint:gosec // in the folder of a trial
}

func (l *lab) compile(ctx context.Context, pkg, binary string, flags ...string) (string, error) {
	args := append([]string{"test", "-c", "-vet=off", "-trimpath", "-ldflags=-s -w", "-o", binary}, flags...) // without paths, the next lab's copy finds all in the build cache
	command := exec.CommandContext(ctx, "go", append(args, pkg)...)                                           //nolint:gosec // the table's own words
	command.Dir = l.module
	output, err := command.CombinedOutput()
	return string(output), err
}

// test runs a package's tests where go test would, until one has failed: the others would go
// on for as long as they take. Tests that their own time limit does not end are ended from outside.
func (l *lab) test(ctx context.Context, pkg, binary, pattern string, limit time.Duration) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, limit+grace)
	defer cancel()
	output := &untilFailure{end: cancel}
	command := exec.CommandContext(ctx, binary, "-test.short", "-test.failfast", "-test.run", pattern, "-test.timeout", limit.String()) //nolint:gosec // just compiled
	command.Dir = filepath.Join(l.module, filepath.FromSlash(pkg))
	command.WaitDelay = grace
	command.Stdout, command.Stderr = output, output
	err := command.Run()
	return output.String(), err
}

// untilFailure keeps what tests print, and ends them soon after the first failure. What is
// printed until then says which of its subtests it was.
type untilFailure struct {
	bytes.Buffer

	end    func()
	failed bool
}

func (u *untilFailure) Write(p []byte) (int, error) {
	_, _ = u.Buffer.Write(p)
	if !u.failed && (bytes.HasPrefix(u.Bytes(), []byte(failLine)) || bytes.Contains(u.Bytes(), []byte("\n"+failLine))) {
		u.failed = true
		time.AfterFunc(failureTime, u.end)
	}
	return len(p), nil
}

// firstFailure names the first test that failed, its innermost subtest.
func firstFailure(output string) string {
	first := ""
	for line := range strings.Lines(output) {
		line = strings.TrimSpace(line)
		name, isFailure := strings.CutPrefix(line, failLine)
		switch {
		case isFailure:
			name, _, _ = strings.Cut(name, " ")
			if first != "" && !strings.HasPrefix(name, first+"/") {
				return first
			}
			first = name
		case first == "" && (strings.HasPrefix(line, "panic: ") || strings.HasPrefix(line, "goleak: ") || strings.HasPrefix(line, "fatal error: ")):
			return line
		}
	}
	return first
}
