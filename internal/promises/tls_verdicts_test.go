package promises_test

// TLS that is not agreed on, over real TLS: nothing was sent, trying again brings the same, and
// the error says so. A handshake that broke is no verdict: it is tried again.

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/internal/rawh2"
)

// tlsCase is one way in which TLS is not agreed on.
type tlsCase struct {
	name    string
	site    func(t *testing.T, configuration *tls.Config) *tlsSite
	change  func(*http.Transport) // of the caller's transport; nil for none, and then the client's own has the case too
	is      func(error) bool      // what a caller finds in the error
	retried bool                  // the handshake broke, and the next may not
}

func isA[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

// isRemoteAlert reports whether the error is an alert of the server's.
func isRemoteAlert(err error) bool {
	remote, ok := errors.AsType[*net.OpError](err)
	return ok && remote.Op == "remote error"
}

// wrongPin is a pin's own error.
type wrongPin struct{ got string }

func (e *wrongPin) Error() string { return "the server's key is not the pinned one, but " + e.got }

// showing is a site whose certificate is another one than the client trusts.
func showing(changes ...func(*x509.Certificate)) func(*testing.T, *tls.Config) *tlsSite {
	return func(t *testing.T, configuration *tls.Config) *tlsSite {
		other, err := rawh2.NewCertificate(changes...)
		require.NoError(t, err)
		configuration.Certificates = other.Server().Certificates
		return newTLSSite(t, configuration)
	}
}

// asking is a site that wants a client's certificate, and refuses those of strangers.
func asking(want tls.ClientAuthType) func(*testing.T, *tls.Config) *tlsSite {
	return func(t *testing.T, configuration *tls.Config) *tlsSite {
		configuration.ClientAuth, configuration.ClientCAs = want, x509.NewCertPool()
		return newRawTLSSite(t, refusing(configuration))
	}
}

// withCertificate gives a caller's transport a certificate to show.
func withCertificate(changes ...func(*x509.Certificate)) func(*http.Transport) {
	return func(transport *http.Transport) {
		transport.TLSClientConfig.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			own, err := rawh2.NewCertificate(changes...)
			if err != nil {
				return nil, err
			}
			return &own.Server().Certificates[0], nil
		}
	}
}

// tlsCases are the cases of one version of TLS.
func tlsCases(version uint16) []tlsCase {
	plain := func(t *testing.T, configuration *tls.Config) *tlsSite { return newTLSSite(t, configuration) }
	expired := func(c *x509.Certificate) { c.NotAfter = c.NotBefore.Add(time.Minute) }
	cases := []tlsCase{
		{name: "the server misses a certificate of ours", site: asking(tls.RequireAnyClientCert), is: isRemoteAlert},
		{name: "the server does not know ours", site: asking(tls.RequireAndVerifyClientCert), change: withCertificate(), is: isRemoteAlert},
		{name: "ours has expired", site: asking(tls.RequireAndVerifyClientCert), change: withCertificate(expired), is: isRemoteAlert},
		{name: "a pin fails", site: plain, is: isA[*wrongPin], change: func(transport *http.Transport) {
			transport.TLSClientConfig.VerifyConnection = func(tls.ConnectionState) error { return &wrongPin{"another"} }
		}},
		{name: "an unknown authority", site: showing(), is: isA[x509.UnknownAuthorityError]},
		{name: "another host's certificate", is: isA[x509.HostnameError], site: showing(func(c *x509.Certificate) {
			c.IPAddresses, c.DNSNames = nil, []string{"elsewhere.example"}
		})},
		{name: "an expired certificate", site: showing(expired), is: isA[x509.CertificateInvalidError]},
		{name: "a port that speaks plain HTTP", site: plainHTTPSite, is: func(err error) bool { return errors.Is(err, http.ErrSchemeMismatch) }},
		{name: "a port that speaks another protocol", is: func(err error) bool {
			return isA[tls.RecordHeaderError](err) && !errors.Is(err, http.ErrSchemeMismatch)
		}, site: func(t *testing.T, _ *tls.Config) *tlsSite {
			return newRawTLSSite(t, func(conn net.Conn) { _, _ = conn.Write([]byte("220 mail.example ESMTP\r\n")); swallow(conn) })
		}},
		{name: "the server hangs up amid the handshake", retried: true, is: anyError, site: func(t *testing.T, _ *tls.Config) *tlsSite {
			return newRawTLSSite(t, func(conn net.Conn) { _, _ = conn.Read(make([]byte, 64<<10)) })
		}},
		{name: "the server resets the connection amid the handshake", retried: true, is: anyError, site: func(t *testing.T, _ *tls.Config) *tlsSite {
			return newRawTLSSite(t, func(conn net.Conn) {
				_, _ = conn.Read(make([]byte, 1))
				_ = conn.(*net.TCPConn).SetLinger(0)
			})
		}},
		{name: "the handshake takes too long", retried: true, is: isTimeout,
			change: func(transport *http.Transport) { transport.TLSHandshakeTimeout = 20 * time.Millisecond },
			site:   func(t *testing.T, _ *tls.Config) *tlsSite { return newRawTLSSite(t, swallow) }},
	}
	if version == tls.VersionTLS13 {
		return append(cases, tlsCase{
			name: "the client's versions are newer", site: func(t *testing.T, configuration *tls.Config) *tlsSite {
				configuration.MinVersion, configuration.MaxVersion = tls.VersionTLS12, tls.VersionTLS12
				return newRawTLSSite(t, refusing(configuration))
			}, change: func(transport *http.Transport) { transport.TLSClientConfig.MinVersion = tls.VersionTLS13 }, is: isRemoteAlert,
		}, tlsCase{
			name: "the server's versions are newer", site: func(t *testing.T, configuration *tls.Config) *tlsSite {
				return newRawTLSSite(t, refusing(configuration))
			}, change: func(transport *http.Transport) { transport.TLSClientConfig.MaxVersion = tls.VersionTLS12 }, is: isRemoteAlert,
		})
	}
	return append(cases, tlsCase{
		name: "the server's versions are older than any of ours", is: isRemoteAlert, site: func(t *testing.T, configuration *tls.Config) *tlsSite {
			configuration.MinVersion, configuration.MaxVersion = tls.VersionTLS10, tls.VersionTLS11 //nolint:gosec // that is the case
			return newRawTLSSite(t, refusing(configuration))
		},
	})
}

func anyError(err error) bool { return err != nil }

func isTimeout(err error) bool {
	timeout, ok := errors.AsType[net.Error](err)
	return ok && timeout.Timeout()
}

func swallow(conn net.Conn) {
	buffer := make([]byte, 4<<10)
	for {
		if _, err := conn.Read(buffer); err != nil {
			return
		}
	}
}

// plainHTTPSite is net/http's server without TLS.
func plainHTTPSite(t *testing.T, _ *tls.Config) *tlsSite {
	s := new(tlsSite)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { s.requests.Add(1) }))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			s.connections.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	s.url = strings.Replace(server.URL, "http://", "https://", 1)
	return s
}

// calledOverTLS are a read, a write, a write that is looked for, and a write that is repeatable.
func calledOverTLS() []act {
	var some []act
	for _, call := range wireActs {
		switch call.name {
		case "Users.Get", "Users.Create", "Users.Update", "Notifications.MarkAllRead":
			some = append(some, call)
		}
	}
	return some
}

func TestTLSVerdicts(t *testing.T) {
	t.Parallel()
	cells := 0
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		for _, protocol := range []string{"http/1.1", "h2"} {
			for _, over := range tlsTransports() {
				for _, c := range tlsCases(version) {
					if c.change != nil && over == ownTransport {
						continue
					}
					for _, call := range calledOverTLS() {
						cells++
						name := fmt.Sprintf("%s, %s, %s/%s/%s", tls.VersionName(version), protocol, over, c.name, call.name)
						t.Run(name, func(t *testing.T) {
							t.Parallel()
							configuration := certificate.Server()
							configuration.MinVersion, configuration.MaxVersion, configuration.NextProtos = version, version, []string{protocol}
							c.play(t, c.site(t, configuration), over, call)
						})
					}
				}
			}
		}
	}
	t.Logf("%d cells", cells)
	require.GreaterOrEqual(t, cells, 300)
}

// play makes a call that finds no TLS.
func (c tlsCase) play(t *testing.T, s *tlsSite, over h2Transport, call act) {
	client := newTLSClient(t, over, s.url, c.change, quickly)
	var told partnerkit.Response
	err := call.run(t.Context(), client, partnerkit.WithResponse(&told))
	failure, ok := errors.AsType[*partnerkit.Error](err)
	require.True(t, ok, "%v", err)
	assert.True(t, c.is(err), "%v", err)
	assert.NotErrorIs(t, err, partnerkit.ErrOutcomeUnknown)
	assert.Zero(t, failure.Status)
	sends := 1
	if c.retried {
		sends = 3
	}
	assert.Equal(t, sends, failure.Attempts, "%v", err)
	assert.Equal(t, sends, told.Attempts)
	assert.Eventually(t, func() bool { return s.connections.Load() >= int64(sends) }, generous, time.Millisecond) // a call may give up before its connection is accepted
	assert.EqualValues(t, sends, s.connections.Load(), "connections")
	assert.Zero(t, s.requests.Load(), "requests that were read")
}
