// Command mutants shows that the tests can fail. It takes the guards of its
// table away one at a time, in a copy of the module, and runs the tests of the
// package: each loss must make one of them fail.
//
//	go run ./scripts/mutants [-run regexp] [-j 2] [-v]
//
// It prints a line for each mutant and a count, and exits 1 where one survived,
// did not compile, or is stale: its old text is not exactly once in its file.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"sync"
	"time"
)

const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
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
	pattern := flags.String("run", "", "only mutants whose name matches this `regexp`")
	workers := flags.Int("j", 2, "how many mutants to try at once")
	verbose := flags.Bool("v", false, "print what the compiler or the failing tests said")
	if err := flags.Parse(args); err != nil {
		return exitUsage
	}
	chosen, err := choose(*pattern)
	if err != nil || *workers < 1 || flags.NArg() > 0 {
		_, _ = fmt.Fprintln(stderr, "mutants: bad flag or argument:", err)
		return exitUsage
	}
	lab, err := newLab(ctx, ".", chosen)
	if err != nil {
		_, _ = fmt.Fprintln(stderr, "mutants:", err)
		return exitFailed
	}
	defer lab.close()
	return report(stdout, chosen, *verbose, lab.tryAll(ctx, chosen, *workers))
}

// choose gives the mutants whose name matches, all for an empty pattern.
func choose(pattern string) ([]mutant, error) {
	re, err := regexp.Compile(pattern)
	if err != nil {
		return nil, err
	}
	var chosen []mutant
	for _, m := range mutants() {
		if re.MatchString(m.name) {
			chosen = append(chosen, m)
		}
	}
	return chosen, nil
}

// tryAll tries the mutants, a number of them at once, and gives each verdict on
// a channel of its own, in the order of the mutants.
func (l *lab) tryAll(ctx context.Context, chosen []mutant, workers int) []chan verdict {
	verdicts := make([]chan verdict, len(chosen))
	for i := range verdicts {
		verdicts[i] = make(chan verdict, 1)
	}
	var next sync.Mutex
	i := 0
	take := func() (n int) {
		next.Lock()
		defer next.Unlock()
		n, i = i, i+1
		return n
	}
	for range workers {
		go func() {
			for n := take(); n < len(chosen); n = take() {
				verdicts[n] <- l.try(ctx, chosen[n])
			}
		}()
	}
	return verdicts
}

// report prints each verdict as it comes, and a count.
func report(w io.Writer, chosen []mutant, verbose bool, verdicts []chan verdict) int {
	began := time.Now()
	count := make(map[outcome]int)
	for i, m := range chosen {
		v := <-verdicts[i]
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
