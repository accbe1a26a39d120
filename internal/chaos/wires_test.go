package chaos

// The wires of a run: what carries the calls, in whose time. Over pipes in memory time is virtual, and every wait is as long
// as in production. A real socket would block a bubble of testing/synctest, so that HTTP/2 runs by the real clock, and cuts
// its waits short.

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/fake"
)

type wire struct {
	name            string
	protocol        string // of every request that the fake sees
	operations      int    // of a run, unless the flag says otherwise
	shortOperations int    // the same with -short
	naiveOperations int    // of a naive client's run, at most
	groups          int    // how many rounds go on at once
	options         []fake.Option
	inTime          func(t *testing.T, test func(t *testing.T))
	open            func(srv *fake.Server) (transport http.RoundTripper, baseURL string)
	timeout         time.Duration // of an attempt; 0: the client's own
	retry           partnerkit.Retry
}

func wires() []wire {
	return []wire{
		{
			name: "pipe", protocol: "HTTP/1.1", operations: 100_000, shortOperations: 10_000, naiveOperations: 10_000, groups: 16,
			inTime: synctest.Test,
			open:   func(srv *fake.Server) (http.RoundTripper, string) { return srv.PipeTransport(), fake.BaseURL },
		},
		{
			name: "h2", protocol: "HTTP/2.0", operations: 3_000, shortOperations: 1_000, naiveOperations: 500,
			groups:  8, // few, so that a busy machine does not use up the time of an attempt
			options: []fake.Option{fake.WithTLS()},
			inTime:  func(t *testing.T, test func(*testing.T)) { test(t) },
			open: func(srv *fake.Server) (http.RoundTripper, string) {
				return withoutRetryAfter{srv.HTTPClient()}, srv.URL()
			},
			timeout: 300 * time.Millisecond,
			retry:   partnerkit.Retry{MinWait: time.Millisecond, MaxWait: 10 * time.Millisecond},
		},
	}
}

// overEachWire runs a test once for each wire, or for the one that the flag names.
func overEachWire(t *testing.T, test func(t *testing.T, via wire)) {
	t.Helper()
	known := false
	for _, via := range wires() {
		if *only != "" && *only != via.name {
			continue
		}
		known = true
		t.Run(via.name, func(t *testing.T) {
			t.Parallel()
			test(t, via)
		})
	}
	require.True(t, known, "-wire %s is none of the wires", *only)
}

// total is how many operations a run over the wire has.
func (w wire) total() int {
	switch {
	case *operations > 0:
		return *operations
	case testing.Short():
		return w.shortOperations
	default:
		return w.operations
	}
}

// withoutRetryAfter takes away the header that would make callers wait for seconds by the real clock, or not call again.
type withoutRetryAfter struct{ client *http.Client }

func (t withoutRetryAfter) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := t.client.Transport.RoundTrip(r)
	if err == nil {
		response.Header.Del("Retry-After")
	}
	return response, err
}
