// Command metrics counts what a client sends, for expvar and for Prometheus, with the standard library alone.
//
// The seam is WithMiddleware, which sees every attempt, and OperationFromContext, which gives it a name out of a small
// fixed set: what a label of a metric must be. On real APIs it reads one user who is not there.
package main

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/examples/internal/backend"
	"github.com/partnerkit/partnerkit-go/fake"
)

func main() { backend.Main(run) }

const nobody = "ffffffff-ffff-4fff-8fff-ffffffffffff"

func run(ctx context.Context, b *backend.Backend) error {
	b.Announce("It reads a user who is not there, and changes nothing.")
	metrics := newMetrics(time.Now)
	if b.Fake != nil {
		metrics = newMetrics(ticking(5 * time.Millisecond)) // so that the same is printed every time
	}
	client, err := b.Client.With(partnerkit.WithMiddleware(metrics.Middleware))
	if err != nil {
		return err
	}
	if err := use(ctx, b, client); err != nil {
		return err
	}

	// A server does: expvar.Publish("partnerkit", metrics.Expvar()), and http.Handle("GET /metrics", metrics).
	b.Say("As expvar:")
	b.Say("%s", metrics.Expvar())
	b.Say("For Prometheus:")
	var text strings.Builder
	if err := metrics.WritePrometheus(&text); err != nil {
		return err
	}
	b.Say("%s", strings.TrimSuffix(text.String(), "\n"))
	return nil
}

// use makes calls worth counting: on a fake some that are repeated, and one whose answer is lost.
func use(ctx context.Context, b *backend.Backend, client *partnerkit.Client) error {
	if _, err := client.Users.Get(ctx, nobody); !errors.Is(err, partnerkit.ErrNotFound) {
		return errors.Join(errors.New("wanted ErrNotFound"), err)
	}
	if b.Fake == nil {
		return nil
	}
	for _, fault := range []fake.Fault{
		{Route: "GET /v1/users/email/{email}", Status: http.StatusServiceUnavailable, Times: 2},
		{Route: "POST /v1/users", Drop: true, After: true},
	} {
		if err := b.Fake.Inject(fault); err != nil {
			return err
		}
	}
	if _, err := client.Users.GetByEmail(ctx, "ana@example.com"); err != nil {
		return err
	}
	_, err := client.Users.Ensure(ctx, partnerkit.UserCreateParams{Email: b.Email("ada")})
	return err
}

// ticking is a clock that goes on by a step each time somebody looks.
func ticking(step time.Duration) func() time.Time {
	var now time.Time
	return func() time.Time {
		now = now.Add(step)
		return now
	}
}
