// Package backend chooses what an example talks to: the real APIs where the environment has a credential for one of
// them, and the in-process fake where it has none.
package backend

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"sync/atomic"
	"time"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/fake"
)

// Backend is what an example works with.
type Backend struct {
	// Client holds every credential that there is.
	Client *partnerkit.Client
	// Fake is the backend that Client talks to; nil where it talks to the real APIs.
	Fake *fake.Server

	name      func(Name) string
	mark      string // makes e-mails unique among runs; empty on the fake
	announced atomic.Bool
	out       io.Writer
	err       error // the first error of writing to out
}

// Program is the body of an example.
type Program func(ctx context.Context, b *Backend) error

// Main runs an example as a process: it chooses the backend, stops when it is interrupted, and exits with 1 after an
// error. needs are the names without which the example has nothing to talk about.
func Main(program Program, needs ...Name) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := choose(ctx, program, needs)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func choose(ctx context.Context, program Program, needs []Name) error {
	if !hasCredentials(os.Getenv) {
		return OnFake(ctx, os.Stdout, program)
	}
	client, err := partnerkit.New(partnerkit.FromEnv())
	if err != nil {
		return err
	}
	if err := missing(os.Getenv, needs); err != nil {
		return err
	}
	return OnReal(ctx, os.Stdout, client, os.Getenv, program)
}

// WalletDelay is how long after their creation an app's users have a wallet on the fake.
const WalletDelay = time.Minute

// OnFake runs a program on a fake of its own, whose clock stands still, so that the same program prints the same.
func OnFake(ctx context.Context, out io.Writer, program Program) error {
	noon := time.Date(2026, time.January, 15, 12, 0, 0, 0, time.UTC)
	server, err := fake.Start(fake.WithClock(func() time.Time { return noon }), fake.WithWalletDelay(WalletDelay))
	if err != nil {
		return err
	}
	defer server.Close()
	b := &Backend{Fake: server, name: namesOf(server.Snapshot()), out: out}
	b.Say("No credentials in the environment: this talks to the fake.")
	return b.run(ctx, server.Client(), program)
}

// OnReal runs a program with a client of real APIs; getenv gives the names that it needs.
func OnReal(ctx context.Context, out io.Writer, client *partnerkit.Client, getenv func(string) string, program Program) error {
	b := &Backend{
		out: out, mark: "+" + strings.ToLower(rand.Text()[:10]),
		name: func(n Name) string { return getenv(string(n)) },
	}
	b.Say("Credentials found in the environment: this calls the real APIs.")
	return b.run(ctx, client, program)
}

func (b *Backend) run(ctx context.Context, client *partnerkit.Client, program Program) (err error) {
	if b.Client, err = client.With(partnerkit.WithMiddleware(b.onceAnnounced)); err != nil {
		return err
	}
	if err := program(ctx, b); err != nil {
		return err
	}
	return b.err
}

// Announce says what the example makes of real accounts, what it takes back, and what stays. It says so before the first
// call, or that call fails. On the fake, where nobody needs to be told, it writes nothing.
func (b *Backend) Announce(format string, args ...any) {
	b.announced.Store(true)
	if b.Fake == nil {
		b.Say(format, args...)
	}
}

var errNotAnnounced = errors.New("the example has not announced what it does")

// onceAnnounced lets nothing be sent before Announce.
func (b *Backend) onceAnnounced(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(request *http.Request) (*http.Response, error) {
		if !b.announced.Load() {
			return nil, errNotAnnounced
		}
		return next.RoundTrip(request)
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

// RoundTrip calls the function.
func (f roundTripper) RoundTrip(request *http.Request) (*http.Response, error) { return f(request) }

// Say writes one line of the example's story.
func (b *Backend) Say(format string, args ...any) {
	if _, err := fmt.Fprintf(b.out, format+"\n", args...); err != nil && b.err == nil {
		b.err = err
	}
}

// Email is an address under example.com, where nobody reads mail. On real APIs each run has addresses of its own.
func (b *Backend) Email(person string) string { return person + b.mark + "@example.com" }

// Name is what the backend calls something; empty where the environment does not say.
func (b *Backend) Name(n Name) string { return b.name(n) }
