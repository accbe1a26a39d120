// Command signup is an HTTP service through which people sign up as users of a partner account.
//
//	signup -addr 127.0.0.1:8080
//
//	POST /signups {"email"}   201, or 409 for who has signed up before
//	PUT  /signups/{email}     200 for both; may be sent again
//	GET  /signups/{email}     200, or 404
//	GET  /referrals           200: whom the account of the session has brought
//
// Whatever else it answers is decided in status.go by the table in package partnerkit's documentation. Credentials and
// addresses come from the environment, as partnerkit.FromEnv has them. Without arguments it is a demonstration on a fake.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"time"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/examples/internal/backend"
)

func main() {
	if len(os.Args) == 1 {
		backend.Main(demo) // leave this out of a program of your own, with demo.go
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stderr)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run serves until ctx ends.
func run(ctx context.Context, args []string, errOut io.Writer) error {
	flags := flag.NewFlagSet("signup", flag.ContinueOnError)
	flags.SetOutput(errOut)
	address := flags.String("addr", "127.0.0.1:8080", "the `address` to listen on")
	if err := flags.Parse(args); err != nil {
		return err
	}
	client, err := newClient(partnerkit.FromEnv())
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", *address)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(errOut, nil))
	log.Info("listening", "address", listener.Addr().String())
	return serve(ctx, listener, &service{client: client, limit: 10 * time.Second, log: log})
}
