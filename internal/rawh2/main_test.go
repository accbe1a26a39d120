package rawh2_test

// What the tests share: a certificate, a stock client, and a watch over goroutines.

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/partnerkit/partnerkit-go/internal/rawh2"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// stock is net/http's client as anybody has it, over TLS.
func stock(t *testing.T, script rawh2.Script) (*http.Client, *rawh2.Server) {
	t.Helper()
	certificate, err := rawh2.NewCertificate()
	require.NoError(t, err)
	server := rawh2.Start(t, certificate, script)
	transport := &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: certificate.Trust()}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}, server
}

// cleartext is the same without TLS.
func cleartext(t *testing.T, script rawh2.Script) (*http.Client, *rawh2.Server) {
	t.Helper()
	server := rawh2.StartCleartext(t, script)
	transport := &http.Transport{Protocols: new(http.Protocols)}
	transport.Protocols.SetUnencryptedHTTP2(true)
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}, server
}

// post sends a POST, and returns the answer's status and body.
func post(ctx context.Context, t *testing.T, c *http.Client, url, body string) (int, string, error) {
	t.Helper()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(body))
	require.NoError(t, err)
	response, err := c.Do(request)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	return response.StatusCode, string(answer), err
}

// always is a script with one verdict on every request.
func always(steps ...rawh2.Step) rawh2.Script {
	return func(rawh2.Request) []rawh2.Step { return steps }
}

// firstly gives the first n requests other steps than those after them.
func firstly(n int, steps func(rawh2.Request) []rawh2.Step, then ...rawh2.Step) rawh2.Script {
	return func(r rawh2.Request) []rawh2.Step {
		if r.N <= n {
			return steps(r)
		}
		return then
	}
}
