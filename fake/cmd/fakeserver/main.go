// Command fakeserver serves the fake of package fake to programs in any language.
//
//	go run ./fake/cmd/fakeserver -addr 127.0.0.1:0 -seed state.json -quotas
//
// Once it listens it prints one line of JSON on stdout, its URL and one credential of each kind, and logs to stderr.
// SIGINT or SIGTERM: it finishes what it is answering, for five seconds at most since a stalled answer has no end, and
// exits 0. What is still coming in is no answer: a connection that has sent no request, or a part of one, is closed a quarter
// of a second later. A bad flag, a seed that is refused, or an address in use is one line on stderr and exit 2; of a seed it
// names all that is wrong. A listener that fails later is exit 1. Nobody has to read stdout or stderr: a greeting that cannot
// be written is logged, a line of the log that cannot be written is lost, and neither ends the command or holds it up.
//
// Beside the four APIs it serves a control plane below /_fake/: health, state, reset, requests, faults and clock. The log of
// requests says of each that was refused why. A state that the command gave is taken back whatever its size; one from
// elsewhere may have 1 GiB, and a seed file any size. The control plane is meant for tests: whoever reaches the address
// controls it. A write to it from a web page of another origin is 403. On a loopback address the command answers only
// requests whose Host is loopback too, so that no web page can reach it through a name of its own; any other Host is 421.
// The Dockerfile beside this file listens on :8080, which is not loopback, so that guard is off there: publish the port on a
// loopback address alone.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	signal.Ignore(syscall.SIGPIPE) // else a closed stdout or stderr would end the process
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}
