// Command fakeserver serves the fake of package fake to programs in any language.
//
//	go run ./fake/cmd/fakeserver -addr 127.0.0.1:0 -seed state.json -quotas
//	fakeserver health
//
// Once it listens it prints one line of JSON on stdout, its URL and one credential of each kind, and logs to stderr. SIGINT or
// SIGTERM stops it: it finishes the answers under way, for five seconds at most since a stalled answer has no end, and exits 0. It
// waits for no request that has not come whole: a connection that has sent none, or half a header, is closed a quarter of a second
// later, and one amid a body after a quarter of a second in which nothing more of the body came.
//
// A bad flag, a seed that is refused, or an address in use is one line on stderr and exit 2; of a seed it names all that is wrong.
// A listener that fails later is exit 1. Nobody has to read stdout or stderr: a greeting that cannot be written is logged, a line of
// the log that cannot be written is lost, and neither ends the command or holds it up.
//
// Beside the four APIs it serves the control plane of package control below /_fake/, which is documented there, and to a browser
// a page. It is meant for tests: whoever reaches the address controls it.
//
// # Flags
//
// Each flag is also a variable: -allow-host is FAKESERVER_ALLOW_HOST. The flag wins, an empty variable is none, and an error names
// whichever it was.
//
//	-addr HOST:PORT    where to listen; 127.0.0.1:8080 if it is not said; port 0 picks one
//	-seed FILE         the state to start with, as GET /_fake/state gives one; - is stdin; without it the default state
//	-save FILE         writes the state there at a clean stop, of mode 0600 and by a rename; exit 1 if that fails
//	-quotas            enforces the documented quotas
//	-lenient           takes members of a body that the API does not know
//	-latency DURATION  waits so long before each request to an API is looked at
//	-chaos RATE[:SEED] lets that share of all requests fail, 0 to 1, the same for the same seed, which is 1 if there is none
//	-now TIME          the time at which the fake's clock starts, as in RFC 3339, in the years 0 to 9998; it runs from there
//	-tls               HTTP/2 and HTTP/1.1 over TLS; the greeting has the certificate of the authority to trust, in PEM, as "ca".
//	                   The server's certificate is for localhost, 127.0.0.1 and [::1]
//	-cors ORIGIN       lets the web pages of that origin call the APIs; the control plane stays closed to them
//	-allow-host NAME   answers requests to that host, too, a name or an IP address, without brackets; see below
//	-version           prints the version and exits
//
// On a loopback address the command answers only requests whose Host is loopback, too, so that no web page can reach it through
// a name of its own; any other Host is 421. -allow-host adds a name, and turns that guard on where the address is not loopback. Where
// -addr is one IP address, that is a Host that is answered, too. The Dockerfile beside this file listens on :8080, where the guard is
// off: publish the port on a loopback address alone, or name the host.
//
// "fakeserver health", for a container's health check, asks the command that runs beside it with the same FAKESERVER_ADDR and
// FAKESERVER_TLS, and exits 0 if it is well, else 1.
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
	os.Exit(run(ctx, os.Args[1:], process{os.Getenv, os.Stdin, os.Stdout, os.Stderr}))
}
