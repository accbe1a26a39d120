// Command otel shows the spans of a call that is repeated, with OpenTelemetry's own instrumentation of net/http.
//
// The seam is partnerkit.WithMiddleware, which sees every attempt: each has a span of its own, named after the
// operation, below whatever span the application has open. On real APIs it reads one user who is not there.
package main

import (
	"context"
	"errors"
	"net/http"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/propagation"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/examples/internal/backend"
	"github.com/partnerkit/partnerkit-go/fake"
)

func main() { backend.Main(run) }

const nobody = "ffffffff-ffff-4fff-8fff-ffffffffffff"

func run(ctx context.Context, b *backend.Backend) (err error) {
	b.Announce("It reads a user who is not there, and changes nothing.")
	// A service of one's own has an exporter here that sends the spans somewhere.
	spans := tracetest.NewInMemoryExporter()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans))
	defer func() { err = errors.Join(err, provider.Shutdown(context.WithoutCancel(ctx))) }()

	client, err := b.Client.With(partnerkit.WithMiddleware(tracing(provider)))
	if err != nil {
		return err
	}
	if err := signUp(ctx, b, client, provider.Tracer("signup")); err != nil {
		return err
	}
	tell(b, spans.GetSpans())
	return nil
}

// tracing makes a span of every attempt. Its name is the operation's: a path would be another for every user.
func tracing(provider trace.TracerProvider) func(http.RoundTripper) http.RoundTripper {
	return func(next http.RoundTripper) http.RoundTripper {
		return otelhttp.NewTransport(next,
			otelhttp.WithTracerProvider(provider),
			otelhttp.WithPropagators(propagation.TraceContext{}), // traceparent goes along with each request
			otelhttp.WithSpanNameFormatter(func(_ string, request *http.Request) string {
				return partnerkit.OperationFromContext(request.Context())
			}),
		)
	}
}

// signUp is what the application does: a unit of work with a span of its own.
func signUp(ctx context.Context, b *backend.Backend, client *partnerkit.Client, tracer trace.Tracer) error {
	ctx, span := tracer.Start(ctx, "sign up")
	defer span.End()
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
	// Two attempts meet a 503, the third succeeds.
	if _, err := client.Users.GetByEmail(ctx, "ana@example.com"); err != nil {
		return err
	}
	// The first answer is lost; a repeat finds that it had happened, and asks for the user.
	_, err := client.Users.Ensure(ctx, partnerkit.UserCreateParams{Email: b.Email("ada")})
	return err
}
