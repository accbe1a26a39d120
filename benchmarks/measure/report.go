package main

// The whole run: each candidate in each world, then the scaling of one client
// and the fake's pages, then what is printed and written.

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// world is where and how calls are made.
type world struct {
	name       string
	null       bool
	goroutines int // allocations are counted where there is one
}

const parallelism = 8

var worlds = []world{
	{"null, sequential", true, 1},
	{"null, 8 goroutines", true, parallelism},
	{"loopback, sequential", false, 1},
	{"loopback, 8 goroutines", false, parallelism},
}

// runner is how calls are made in the world.
func (w world) runner(t timing) runner {
	if w.goroutines == 1 {
		return sequential(t.clock(w))
	}
	return concurrent(w.goroutines)
}

const (
	// listingSlices is how many times the slice of a single call a listing gets: it
	// is as long as hundreds of calls.
	listingSlices = 5
	// singleRounds is how many times the rounds of a listing a single call gets: a
	// round's ratio strays by a tenth and more, and over loopback what a library costs is
	// a few hundredths.
	singleRounds = 8
)

// cell is one figure: a candidate's call in a world.
type cell struct {
	ratio spread  // to the unit
	each  float64 // seconds a call, the median
	cost  cost    // zero where it was not counted
}

// figures are the cells of a world, by candidate and call.
type figures [][kindCount]cell

// report measures everything, prints the table and writes it and the charts. Each version of Go
// has a table and a chart of its own; the plots are those of the oldest that is supported.
func report(ctx context.Context, t timing, largest int, plotsAlone bool) error {
	addresses, stop, err := startServer()
	if err != nil {
		return err
	}
	defer stop()
	if !plotsAlone {
		if err := tabulate(ctx, t, addresses); err != nil {
			return err
		}
	}
	if suffix() != "" {
		return nil
	}
	if err := plotScaling(ctx, t, addresses); err != nil {
		return err
	}
	if largest == 0 {
		return nil
	}
	return plotFakePages(ctx, t, largest)
}

func tabulate(ctx context.Context, t timing, addresses map[string]string) error {
	results := make([]figures, len(worlds))
	for i, w := range worlds {
		progress("%s", w.name)
		var err error
		if results[i], err = w.measure(ctx, t, addresses); err != nil {
			return fmt.Errorf("%s: %w", w.name, err)
		}
	}
	text := resultsText(results, t)
	fmt.Print(text)
	chart := "results" + suffix() + ".svg"
	if err := write("RESULTS"+suffix()+".md", []byte(text+"\n![ratio to bare net/http]("+chart+")\n")); err != nil {
		return err
	}
	return writeChart(chart, barChart(results[0]))
}

// oldestGo is the older of the two versions that are supported.
const oldestGo = "go1.26"

// goVersion is the version that measures, without its patch: "go1.27".
func goVersion() string {
	parts := strings.SplitN(runtime.Version(), ".", 3)
	return strings.Join(parts[:min(2, len(parts))], ".")
}

// suffix tells the files of another version of Go from those of the oldest.
func suffix() string {
	if goVersion() == oldestGo {
		return ""
	}
	return "-" + goVersion()
}

// measure times every call of every candidate in a world.
func (w world) measure(ctx context.Context, t timing, addresses map[string]string) (figures, error) {
	result := make(figures, len(candidates))
	made := make([]calls, len(candidates))
	for i := range candidates {
		var err error
		if made[i], err = candidates[i].connect(w.placeOf(&candidates[i], addresses)); err != nil {
			return nil, fmt.Errorf("%s: %w", candidates[i].name, err)
		}
	}
	for k := range kindCount {
		timed, times := t, 400
		if k == listing {
			timed.slice, times = listingSlices*t.slice, 20
		} else {
			timed.rounds *= singleRounds
		}
		dos := make([]call, len(made))
		for i := range made {
			dos[i] = made[i][k]
		}
		rates, err := interleave(ctx, timed, w.runner(t), dos)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", k, err)
		}
		for i := range dos {
			c := cell{ratio: relative(rates[0], rates[i]), each: 1 / spreadOf(rates[i]).median}
			if w.goroutines == 1 {
				if c.cost, err = costOf(ctx, dos[i], times); err != nil {
					return nil, err
				}
			}
			result[i][k] = c
		}
	}
	return result, nil
}

func (w world) placeOf(c *candidate, addresses map[string]string) place {
	if w.null {
		return c.nullPlace()
	}
	return c.loopbackPlace(addresses)
}

func progress(format string, args ...any) {
	fmt.Fprintf(os.Stderr, time.Now().Format(time.TimeOnly)+" "+format+"\n", args...)
}

// writeChart writes a chart into a file.
func writeChart(name string, chart *bytes.Buffer) error {
	return write(name, chart.Bytes())
}

// write puts a result into the folder that the README of the benchmarks is in.
func write(name string, data []byte) error {
	return os.WriteFile(filepath.Join("..", name), data, 0o644)
}
