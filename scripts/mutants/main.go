// Command mutants shows that the tests can fail. It takes the guards of its
// table away one at a time, in a copy of the module, and runs the tests that are to
// notice: each loss must make one of them fail. What is lost in the root or in internal,
// the tests of internal/promises and internal/call notice, too, and those of the root.
//
//	go run ./scripts/mutants [-run regexp] [-j 2] [-v]
//
// It prints a line for each mutant and a count, and exits 1 where one survived,
// did not compile, or is stale: its old text is not exactly once in its file.
//
// With -random it draws mutants that nobody chose: a comparison swapped or moved by
// one, a boolean or a condition turned, a whole number one more or less, a call or an
// assignment left out, a function or loop that ends at once, anywhere in the root,
// internal and fake.
//
//	go run ./scripts/mutants -random 50 -seed 7 [-run regexp] [-j 2] [-v]
//
// -run then matches the file: '^[^/]*$' is the root. The tests of the file's own
// package run first, then those of each package that depends on it, the quickest
// first, until one fails; tests that do not end count as failed. What does not compile
// is drawn anew. The same seed gives the same mutants from the same sources.
// Survivors are printed as changes to judge: one is a missing test, a needless line,
// or an equivalent, which goes into equivalents.txt with the reason and is not drawn again.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"slices"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the program; it returns its exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("mutants", flag.ContinueOnError)
	flags.SetOutput(stderr)
	pattern := flags.String("run", "", "only mutants whose name, or with -random whose file, matches this `regexp`")
	workers := flags.Int("j", 2, "how many mutants to try at once")
	random := flags.Int("random", 0, "try this `number` of mutants that nobody chose, instead of the table's")
	seed := flags.Uint64("seed", 1, "what the random mutants are drawn with")
	limit := flags.Duration("timeout", time.Minute, "what the tests of a random mutant may take beyond four times what they take without it")
	verbose := flags.Bool("v", false, "print what the compiler or the failing tests said")
	if err := flags.Parse(args); err != nil {
		return exitUsage
	}
	matching, err := regexp.Compile(*pattern)
	if err != nil || *workers < 1 || *random < 0 || *limit <= 0 || flags.NArg() > 0 {
		_, _ = fmt.Fprintln(stderr, "mutants: bad flag or argument:", err)
		return exitUsage
	}
	code, err := try(ctx, options{*random, *seed, matching, *limit, *workers, *verbose}, stdout)
	if err != nil {
		_, _ = fmt.Fprintln(stderr, "mutants:", err)
	}
	return code
}

// try makes a lab and tries the table's mutants in it, or random ones.
func try(ctx context.Context, o options, stdout io.Writer) (int, error) {
	judged, err := parseEquivalents(equivalentsFile)
	if err != nil {
		return exitFailed, err
	}
	boundMemory()
	lab, err := newLab(".")
	if err != nil {
		return exitFailed, err
	}
	defer lab.close()
	if o.random > 0 {
		return lab.random(ctx, o, judged, stdout)
	}
	return lab.table(ctx, choose(o.matching), o.workers, o.verbose, stdout)
}

// choose gives the mutants whose name matches.
func choose(matching *regexp.Regexp) []mutant {
	return slices.DeleteFunc(mutants(), func(m mutant) bool { return !matching.MatchString(m.name) })
}

// table tries the chosen mutants, after it saw that none is stale and that the tests
// pass before anything is taken away.
func (l *lab) table(ctx context.Context, chosen []mutant, workers int, verbose bool, stdout io.Writer) (int, error) {
	if err := l.fresh(chosen); err != nil {
		return exitFailed, err
	}
	if _, err := l.sound(ctx, packagesOf(chosen)); err != nil {
		return exitFailed, err
	}
	trials := startTrials(ctx, len(chosen), workers, func(ctx context.Context, i int) verdict { return l.try(ctx, chosen[i]) })
	defer trials.stop()
	return report(stdout, chosen, verbose, trials), nil
}

// report prints each verdict as it comes, and a count.
func report(w io.Writer, chosen []mutant, verbose bool, trials *trials) int {
	began := time.Now()
	count := make(map[outcome]int)
	for i, m := range chosen {
		v := trials.verdict(i)
		count[v.outcome]++
		line := fmt.Sprintf("%-8s  %s: %s", v.outcome, m.file, m.name)
		if v.by != "" {
			line += "  by " + v.by
		}
		_, _ = fmt.Fprintln(w, line)
		if verbose || v.outcome == broken {
			_, _ = fmt.Fprintln(w, v.output)
		}
	}
	_, _ = fmt.Fprintf(w, "%d mutants: %d killed, %d survived, %d not compiled, in %s\n",
		len(chosen), count[killed], count[survived], count[broken], time.Since(began).Round(time.Second))
	if count[killed] != len(chosen) {
		return exitFailed
	}
	return exitOK
}
