// Command references tells how many references within packages go back up: from a file to one
// that, directly or through others, uses it. Files that have none can be read in one order, each
// knowing only those before it.
//
//	go run ./scripts/references [-v] [packages]
//
// It prints `N of M references go back up`, and a line for each that does, with what is referred
// to. A reference is a pair of files of one package of which one names a function, a type, a
// variable, a constant or a method of the other; tests do not count. Those that go back up are
// counted in an order of each package's files in which few do. -v prints these orders.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, ".", os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

// run is the program, in a folder; it returns its exit code.
func run(ctx context.Context, folder string, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("references", flag.ContinueOnError)
	flags.SetOutput(stderr)
	verbose := flags.Bool("v", false, "print the order of each package's files")
	if err := flags.Parse(args); err != nil {
		return exitUsage
	}
	patterns := flags.Args()
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	graphs, err := load(ctx, folder, patterns)
	if err != nil {
		_, _ = fmt.Fprintln(stderr, "references:", err)
		return exitFailed
	}
	report(stdout, graphs, *verbose)
	return exitOK
}

// report prints the count and what it is made of.
func report(w io.Writer, graphs []*graph, verbose bool) {
	up, all := 0, 0
	var lines strings.Builder
	for _, g := range graphs {
		all += g.size()
		order := g.order()
		for _, r := range g.upward(order) {
			up++
			_, _ = fmt.Fprintf(&lines, "%s: %s -> %s: %s\n", g.pkg, r.from, r.to, strings.Join(g.names(r), ", "))
		}
		if verbose {
			_, _ = fmt.Fprintf(&lines, "%s: in the order %s\n", g.pkg, strings.Join(order, " "))
		}
	}
	_, _ = fmt.Fprintf(w, "%d of %d references go back up\n%s", up, all, lines.String())
}
