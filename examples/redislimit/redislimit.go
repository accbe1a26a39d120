// Command redislimit shows replicas of a service that share one quota and one session, whose state is in Redis.
//
// The address of the server is in REDIS_ADDR; where that is not set, the program starts a valkey-server or redis-server
// of its own. The APIs are a fake.
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"time"

	"github.com/go-redis/redis_rate/v10"
	"github.com/redis/go-redis/v9/logging"

	"github.com/partnerkit/partnerkit-go"
)

func main() {
	logging.Disable() // what it would say of a server that is not there is said below
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := demonstrate(ctx)
	stop()
	if errors.Is(err, errNoServer) {
		fmt.Fprintf(os.Stderr, "skipped: %v\n", err)
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func demonstrate(ctx context.Context) error {
	address, stop, err := findServer(ctx, os.Getenv, exec.LookPath)
	if err != nil {
		return err
	}
	defer stop()
	return run(ctx, address, os.Stdout)
}

// quotaAMinute is the Partner API's documented quota for a key.
const quotaAMinute = 100

// limit is that quota in two parts: most of it at once, since the demonstration does not want to wait. A service that
// runs all day takes a small Burst, such as 10, and the rest as Rate.
var limit = redis_rate.Limit{Burst: 90, Rate: quotaAMinute - 90, Period: time.Minute}

func run(ctx context.Context, address string, out io.Writer) error {
	ctx, done := context.WithCancel(ctx)
	defer done() // and with it the connections
	alone, err := measure(ctx, func() (partnerkit.Limiter, error) { return unlimited{}, nil })
	if err != nil {
		return err
	}
	together, err := measure(ctx, sharing(ctx, address))
	if err != nil {
		return err
	}
	renewed, err := measureSession(ctx, address)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%d replicas want %d calls each, of a quota of %d a minute:\nwithout a limiter: %v\nwith a shared one: %v\n%v\n",
		replicas, callsEach, quotaAMinute, alone, together, renewed)
	return err
}

// sharing makes each replica's limiter: a connection of its own, and the key of all.
func sharing(ctx context.Context, address string) func() (partnerkit.Limiter, error) {
	key := "partnerkit:users:" + rand.Text() // a fresh quota each run; a service has a fixed name here
	return func() (partnerkit.Limiter, error) {
		client, err := connect(ctx, address)
		if err != nil {
			return nil, err
		}
		context.AfterFunc(ctx, func() { _ = client.Close() })
		return Shared{Redis: redis_rate.NewLimiter(client), Key: key, Limit: limit}, nil
	}
}
