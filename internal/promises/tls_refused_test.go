package promises_test

// A refused client certificate under TLS 1.3, by a server that closes the connection at once, as
// net/http's does. The alert then races the request: the client's own transport loses it never, a
// caller's over HTTP/2 sometimes.

import (
	"crypto/tls"
	"errors"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// verdicts count what calls came to.
type verdicts struct{ final, repeated, unknown int }

func (v *verdicts) add(t *testing.T, err error) {
	t.Helper()
	failure, ok := errors.AsType[*partnerkit.Error](err)
	require.True(t, ok, "%v", err)
	switch {
	case errors.Is(err, partnerkit.ErrOutcomeUnknown):
		v.unknown++
	case failure.Attempts > 1:
		v.repeated++
	default:
		assert.True(t, isRemoteAlert(err), "%v", err)
		v.final++
	}
}

func TestARefusedClientCertificateByAServerThatClosesAtOnce(t *testing.T) {
	t.Parallel()
	calls := 200
	if testing.Short() {
		calls = 25
	}
	for _, protocol := range []string{"http/1.1", "h2"} {
		for _, over := range tlsTransports() {
			t.Run(protocol+", "+string(over), func(t *testing.T) {
				t.Parallel()
				configuration := certificate.Server()
				configuration.ClientAuth, configuration.NextProtos = tls.RequireAnyClientCert, []string{protocol}
				s := newTLSSite(t, configuration)
				count := map[string]*verdicts{}
				for _, call := range calledOverTLS() {
					count[call.name] = new(verdicts)
					for range calls {
						client := newTLSClient(t, over, s.url, nil, quickly)
						count[call.name].add(t, call.run(t.Context(), client))
						client.CloseIdleConnections()
					}
					t.Logf("%s: %+v of %d", call.name, *count[call.name], calls)
					if over == ownTransport && runtime.GOOS == "linux" {
						assert.Equal(t, verdicts{final: calls}, *count[call.name], call.name)
					}
				}
				assert.Zero(t, s.requests.Load(), "requests that were read")
			})
		}
	}
}
