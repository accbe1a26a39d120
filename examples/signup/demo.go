package main

// The demonstration: the service on a fake that fails. A program of one's own does without this file.

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/partnerkit/partnerkit-go/examples/internal/backend"
	"github.com/partnerkit/partnerkit-go/fake"
)

// scene is a request, and what goes wrong meanwhile.
type scene struct {
	title, method, path, body string
	before                    func(*fake.Server) error
}

func inject(fault fake.Fault) func(*fake.Server) error {
	return func(s *fake.Server) error { return s.Inject(fault) }
}

var scenes = []scene{
	{title: "somebody new", method: http.MethodPost, path: "/signups", body: `{"email":"grace@example.com"}`},
	{title: "once more", method: http.MethodPost, path: "/signups", body: `{"email":"grace@example.com"}`},
	{
		title: "the answer is lost", method: http.MethodPost, path: "/signups", body: `{"email":"mary@example.com"}`,
		before: inject(fake.Fault{Route: "POST /v1/users", Drop: true, After: true}),
	},
	{title: "a look", method: http.MethodGet, path: "/signups/mary@example.com"},
	{
		title: "lost, where it may be sent again", method: http.MethodPut, path: "/signups/joan@example.com",
		before: inject(fake.Fault{Route: "POST /v1/users", Drop: true, After: true}),
	},
	{
		title: "an outage", method: http.MethodGet, path: "/signups/joan@example.com",
		before: inject(fake.Fault{Route: "GET /v1/users/email/{email}", Status: http.StatusServiceUnavailable, Times: 3}),
	},
	{
		title: "the quota", method: http.MethodGet, path: "/signups/joan@example.com",
		before: inject(fake.Fault{Route: "GET /v1/users/email/{email}", Status: http.StatusTooManyRequests, RetryAfter: 42 * time.Second}),
	},
	{
		title: "the session ends", method: http.MethodGet, path: "/referrals",
		before: func(s *fake.Server) error { return s.Advance(11 * time.Minute) },
	},
}

func demo(ctx context.Context, b *backend.Backend) error {
	if b.Fake == nil {
		return errors.New("the demonstration is for a fake alone; for the real API: signup -addr 127.0.0.1:8080")
	}
	b.Announce("It talks to the fake alone.")
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	served := make(chan error, 1)
	go func() {
		served <- serve(ctx, listener, &service{client: b.Client, limit: 10 * time.Second, log: slog.New(slog.DiscardHandler)})
	}()
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	for _, s := range scenes {
		if err = play(ctx, b, client, "http://"+listener.Addr().String(), s); err != nil {
			break
		}
	}
	stop()
	return errors.Join(err, <-served)
}

// play sends a scene's request, and tells what was answered.
func play(ctx context.Context, b *backend.Backend, client *http.Client, address string, s scene) error {
	if s.before != nil {
		if err := s.before(b.Fake); err != nil {
			return err
		}
	}
	request, err := http.NewRequestWithContext(ctx, s.method, address+s.path, strings.NewReader(s.body))
	if err != nil {
		return err
	}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close() //nolint:errcheck // of a body that is only read
	b.Say("%s: %s %s: %s", s.title, s.method, s.path, response.Status)
	if after := response.Header.Get("Retry-After"); after != "" {
		b.Say("  to be tried again after %s s", after)
	}
	return nil
}
