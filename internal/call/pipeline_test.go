package call

// What carries the attempts of a call, and what it must leave alone.

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// closable is a transport that answers 503, and counts how often it is told to close its connections.
type closable struct{ closed int }

func (*closable) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusServiceUnavailable, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(""))}, nil
}

func (c *closable) CloseIdleConnections() { c.closed++ }

// go-retryablehttp closes idle connections when a context ends in its wait; they are other calls', too.
func TestAWaitThatEndsEarlyClosesNobodysConnections(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	transport := new(closable)
	api := newAPI(t, transport)
	api.Pipeline.Jitter = func(int64) int64 { cancel(); return 0 } // once the wait is decided on
	options := callOptions(api)
	options.Policy.MinWait, options.Policy.MaxWait = time.Hour, 2*time.Hour // which never end before the context does
	_, failure := Do(ctx, api, textOf(&readText), options)
	require.NotNil(t, failure)
	assert.Equal(t, http.StatusServiceUnavailable, failure.Status)
	assert.ErrorIs(t, failure.Cause, context.Canceled)
	assert.Equal(t, 1, failure.Attempts)
	assert.Zero(t, transport.closed)
}
