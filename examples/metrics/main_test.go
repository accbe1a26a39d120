package main

// What is printed, and what a scraper gets of many goroutines' work.

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/examples/internal/golden"
	"github.com/partnerkit/partnerkit-go/fake"
)

func TestOutput(t *testing.T) {
	t.Parallel()
	golden.Check(t, run)
}

func TestScrape(t *testing.T) {
	t.Parallel()
	metrics := newMetrics(time.Now)
	client, err := fake.New(t).Client().With(partnerkit.WithMiddleware(metrics.Middleware))
	require.NoError(t, err)
	var calls sync.WaitGroup
	for range 50 {
		calls.Go(func() {
			_, err := client.Profile.Referrals(t.Context())
			assert.NoError(t, err)
		})
	}
	calls.Wait()

	scraped := httptest.NewRecorder()
	metrics.ServeHTTP(scraped, httptest.NewRequest(http.MethodGet, "/metrics", nil))

	assert.Equal(t, "text/plain; version=0.0.4; charset=utf-8", scraped.Header().Get("Content-Type"))
	assert.Contains(t, scraped.Body.String(), `partnerkit_attempts_total{operation="Profile.Referrals",status="200"} 50`+"\n")
	assert.Contains(t, scraped.Body.String(), "partnerkit_attempts_in_flight 0\n")
}
