// Command benchmarks measures the client beside bare net/http and other SDKs, and prints one table:
//
//	go run ./benchmarks
//
// What it measures with is in benchmarks/measure, a module of its own, so that nobody who uses the client downloads its
// peers; this command runs that one.
package main

import (
	"context"
	"errors"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
)

func main() {
	log.SetFlags(0)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := run(ctx, os.Args[1:])
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		os.Exit(exit.ExitCode()) //nolint:gocritic // the command has ended, there is nothing to stop
	}
	if err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, args []string) error {
	root, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", "github.com/partnerkit/partnerkit-go").Output()
	if err != nil {
		return err
	}
	measure := filepath.Join(strings.TrimSpace(string(root)), "benchmarks", "measure")
	command := exec.CommandContext(ctx, "go", append([]string{"run", "-C", measure, "."}, args...)...) //nolint:gosec // the caller's own flags
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	return command.Run()
}
