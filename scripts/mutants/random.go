package main

// Mutants nobody chose: places of the sources drawn with a seed, each changed a
// little, and the tests of every package that could notice.

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// randomLab is a lab that knows every package of its module, and how long the tests
// of each take.
type randomLab struct {
	*lab
	packages *packages
	took     map[string]time.Duration
	limit    time.Duration // beyond four times that
}

// random tries the sites that are drawn, prints what became of each and gives the
// exit code.
func (l *lab) random(ctx context.Context, o options, judged []equivalent, stdout io.Writer) (int, error) {
	known, err := loadPackages(ctx, l.module)
	if err != nil {
		return exitFailed, err
	}
	sites, err := l.sites(known, o)
	if err != nil {
		return exitFailed, err
	}
	untried, skipped := withoutEquivalents(sites, judged)
	var testers []string
	for _, s := range sites {
		for _, tester := range known.testers[known.files[s.file]] {
			if !slices.Contains(testers, tester) {
				testers = append(testers, tester)
			}
		}
	}
	took, err := l.sound(ctx, testers)
	if err != nil {
		return exitFailed, err
	}
	_, _ = fmt.Fprintf(stdout, "%d sites, %d of them known equivalents; seed %d\n", len(sites), skipped, o.seed)
	r := &randomLab{l, known, took, o.limit}
	trials := startTrials(ctx, len(untried), o.workers, func(ctx context.Context, i int) verdict { return r.trySite(ctx, untried[i]) })
	defer trials.stop()
	return reportRandom(stdout, o, untried, trials), ctx.Err()
}

// sites lists the sites of all files that match, in the order of the seed.
func (l *lab) sites(known *packages, o options) ([]site, error) {
	var names []string
	for name := range known.files {
		if o.matching.MatchString(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var sites []site
	for _, name := range names {
		source, err := os.ReadFile(filepath.Join(l.module, filepath.FromSlash(name)))
		if err != nil {
			return nil, err
		}
		found, err := sitesOf(name, source)
		if err != nil {
			return nil, err
		}
		sites = append(sites, found...)
	}
	order := rand.New(rand.NewPCG(o.seed, 0)) //nolint:gosec // it must be repeatable
	order.Shuffle(len(sites), func(i, j int) { sites[i], sites[j] = sites[j], sites[i] })
	return sites, nil
}

// withoutEquivalents leaves out what somebody has judged, and counts it. The others
// keep their order, so that a judgement changes no draw but its own.
func withoutEquivalents(sites []site, judged []equivalent) (untried []site, skipped int) {
	keys := make(map[string]bool)
	for _, e := range judged {
		keys[e.key] = true
	}
	untried = slices.DeleteFunc(slices.Clone(sites), func(s site) bool { return keys[s.key()] })
	return untried, len(sites) - len(untried)
}

// trySite makes one change and runs the tests of each package that depends on it,
// until one fails.
func (r *randomLab) trySite(ctx context.Context, s site) verdict {
	dir, err := os.MkdirTemp(r.scratch, "trial")
	if err != nil {
		return verdict{broken, "", err.Error()}
	}
	defer func() { _ = os.RemoveAll(dir) }()
	source, err := os.ReadFile(filepath.Join(r.module, filepath.FromSlash(s.file)))
	if err != nil {
		return verdict{broken, "", err.Error()}
	}
	overlay, err := r.overlay(s.file, s.applied(source), dir)
	if err != nil {
		return verdict{broken, "", err.Error()}
	}
	binary := filepath.Join(dir, "tests")
	for _, pkg := range r.packages.inOrder(r.packages.files[s.file], r.took) {
		if output, err := r.compile(ctx, pkg, binary, "-overlay", overlay); err != nil {
			return verdict{broken, "", output}
		}
		output, err := r.test(ctx, pkg, binary, "", r.limit+4*r.took[pkg])
		by := firstFailure(output)
		switch {
		case ctx.Err() != nil:
			return verdict{broken, "", ctx.Err().Error()}
		case err != nil && (by == "" || strings.HasPrefix(by, "panic: test timed out")):
			return verdict{killed, pkg + ": no end", output}
		case err != nil && r.confirmed(ctx, pkg, binary, by):
			return verdict{killed, pkg + ": " + by, output}
		}
	}
	return verdict{survived, "", ""}
}

// reportRandom prints a line for each mutant that compiles until there are enough,
// the count, and the survivors as the file of equivalents would have them.
func reportRandom(w io.Writer, o options, sites []site, trials *trials) int {
	began := time.Now()
	count := make(map[outcome]int)
	var survivors []site
	for i, s := range sites {
		if count[killed]+count[survived] == o.random {
			break
		}
		v := trials.verdict(i)
		if trials.ctx.Err() != nil {
			break
		}
		count[v.outcome]++
		if v.outcome == survived {
			survivors = append(survivors, s)
		}
		line := fmt.Sprintf("%-8s  %s:%d: %s", v.outcome, s.file, s.line, s.change)
		if v.by != "" {
			line += "  by " + v.by
		}
		_, _ = fmt.Fprintln(w, line)
		if o.verbose {
			_, _ = fmt.Fprint(w, prefixed("-", s.before), prefixed("+", s.after), v.output)
		}
	}
	_, _ = fmt.Fprintf(w, "%d random mutants: %d killed, %d survived; %d more did not compile; in %s\n", count[killed]+count[survived],
		count[killed], count[survived], count[broken], time.Since(began).Round(time.Second))
	for _, s := range survivors {
		_, _ = fmt.Fprint(w, "\n", s.asBlock())
	}
	if len(survivors) > 0 {
		return exitFailed
	}
	return exitOK
}
