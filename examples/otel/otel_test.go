package main

// What is printed, and what a span must never have: the credential.

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/examples/internal/golden"
	"github.com/partnerkit/partnerkit-go/fake"
)

func TestOutput(t *testing.T) {
	t.Parallel()
	golden.Check(t, run)
}

func TestSpansOfARepeatedCall(t *testing.T) {
	t.Parallel()
	srv := fake.New(t)
	var parents []string
	note := func(request *http.Request) bool {
		parents = append(parents, request.Header.Get("Traceparent"))
		return true
	}
	const route = "GET /v1/users/{id}"
	require.NoError(t, srv.Inject(fake.Fault{Route: route, Status: http.StatusServiceUnavailable, Times: 2, Match: note}))
	require.NoError(t, srv.Inject(fake.Fault{Route: route, Delay: time.Nanosecond, Match: note}))
	spans := tracetest.NewInMemoryExporter()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans))
	client, err := srv.Client().With(partnerkit.WithMiddleware(tracing(provider)))
	require.NoError(t, err)

	_, err = client.Users.Get(t.Context(), srv.Snapshot().Users[0].ID)

	require.NoError(t, err)
	ended := spans.GetSpans()
	require.Len(t, ended, 3, "one an attempt")
	for i, span := range ended {
		assert.Equal(t, "Users.Get", span.Name)
		assert.Contains(t, parents[i], span.SpanContext.SpanID().String(), "the API is told which span it works for")
		assert.NotContains(t, fmt.Sprintf("%+v", span), srv.Credentials().PartnerKey)
	}
}
