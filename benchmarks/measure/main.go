package main

// The command: measures every candidate, prints one table, and writes it with
// its charts into the folder above.
//
//	go run -C benchmarks/measure .

import (
	"context"
	"errors"
	"flag"
	"log"
	"os"
	"os/signal"
	"time"
)

func main() {
	log.SetFlags(0)
	var (
		serving = flag.Bool(serveFlag, false, "be the server of the loopback figures (what the command starts for itself)")
		profile = flag.String("profile", "", "instead of measuring, write CPU and allocation profiles of our get, create or listing")
		rounds  = flag.Int("rounds", 25, "how often every candidate takes its turn")
		slice   = flag.Duration("slice", 20*time.Millisecond, "how long a turn is")
		cpu     = flag.Bool("cpu", false, "where there is no socket, compare processor time instead of the clock: for a busy machine")
		largest = flag.Int("largest", 1_000_000, "users of the largest store in the plot of the fake's pages; 0 leaves that plot")
		plots   = flag.Bool("plots", false, "leave the table, and measure the plots alone")
	)
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var err error
	switch {
	case *serving:
		err = serve(os.Stdin, os.Stdout)
	case *profile != "":
		err = writeProfiles(ctx, *profile)
	case *rounds < 1:
		err = errors.New("-rounds must be at least 1")
	case *cpu && !hasProcessorClock:
		err = errors.New("-cpu: this system does not tell a process its processor time")
	default:
		err = report(ctx, timing{*rounds, *slice, *cpu}, *largest, *plots)
	}
	if err != nil {
		log.Fatal(err)
	}
}
