package fake

// WithTLS: who trusts the certificate, what is spoken, and that the rest of the fake is what it is without.

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// seeProtocols notes the protocol of each request that reaches the fake.
func seeProtocols(t *testing.T, s *Server) <-chan string {
	t.Helper()
	seen := make(chan string, 100)
	note := func(r *http.Request) bool {
		seen <- r.Proto
		return false
	}
	require.NoError(t, s.Inject(Fault{Match: note, Delay: 1, Times: -1}))
	t.Cleanup(s.ClearFaults) // it is not meant to fire
	return seen
}

// All fakes of a process have one certificate, and what one caller makes of its configuration is no other's.
func TestATLSConfigIsTheCallersOwn(t *testing.T) {
	t.Parallel()
	s := New(t, WithTLS())
	mine := s.TLSConfig()
	mine.NextProtos = slices.DeleteFunc(mine.NextProtos, func(proto string) bool { return proto == "h2" })
	mine.Certificates[0] = tls.Certificate{}
	theirs := s.TLSConfig()
	assert.Equal(t, []string{"h2", "http/1.1"}, theirs.NextProtos)
	assert.NotEmpty(t, theirs.Certificates[0].Certificate)
}

func TestTLSSpeaksWhatTheClientSpeaks(t *testing.T) {
	t.Parallel()
	for _, way := range waysOverSockets()[1:] {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			s := New(t, way.options...)
			seen := seeProtocols(t, s)
			transport, base := way.open(s)
			assert.Regexp(t, `^https://127\.0\.0\.1:\d+$`, base)
			res, err := transport.RoundTrip(addUser(t.Context(), t, s, base, "grace"))
			require.NoError(t, err)
			require.NoError(t, res.Body.Close())
			assert.Equal(t, way.proto, res.Proto)
			assert.Equal(t, way.proto, <-seen)
			assert.GreaterOrEqual(t, res.TLS.Version, uint16(tls.VersionTLS12))
		})
	}
	t.Run("a client without ALPN", func(t *testing.T) {
		t.Parallel()
		s := New(t, WithTLS())
		transport := s.HTTPClient().Transport.(*http.Transport)
		transport.ForceAttemptHTTP2 = false
		res, err := transport.RoundTrip(addUser(t.Context(), t, s, s.URL(), "grace"))
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		assert.Equal(t, "HTTP/1.1", res.Proto)
		assert.Empty(t, res.TLS.NegotiatedProtocol)
	})
}

func TestStrangersDoNotTrustTheFake(t *testing.T) {
	t.Parallel()
	s := New(t, WithTLS())
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: x509.NewCertPool()}, ForceAttemptHTTP2: true}
	defer transport.CloseIdleConnections()
	_, err := transport.RoundTrip(addUser(t.Context(), t, s, s.URL(), "grace"))
	var unknown x509.UnknownAuthorityError
	require.ErrorAs(t, err, &unknown)
	assert.Empty(t, s.Requests())
}

func TestCertificate(t *testing.T) {
	t.Parallel()
	s := New(t, WithTLS())
	block, rest := pem.Decode(s.CertificatePEM())
	require.NotNil(t, block)
	assert.Empty(t, rest)
	authority, err := x509.ParseCertificate(block.Bytes)
	require.NoError(t, err)
	assert.True(t, authority.IsCA)
	roots := x509.NewCertPool()
	roots.AddCert(authority)

	server := s.identity.server.Certificates[0].Leaf
	assert.False(t, server.IsCA, "some TLS libraries refuse a server that is an authority")
	verify := func(name string, at time.Time) error {
		_, err := server.Verify(x509.VerifyOptions{DNSName: name, Roots: roots, CurrentTime: at})
		return err
	}
	for _, name := range []string{"127.0.0.1", "::1", "localhost"} {
		require.NoError(t, verify(name, time.Now()), name)
		require.NoError(t, verify(name, time.Now().AddDate(20, 0, 0)), name)
		require.NoError(t, verify(name, time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)), "the clock of a bubble")
	}
	require.Error(t, verify("fake.invalid", time.Now()))

	s.CertificatePEM()[0] = 'x'
	assert.Equal(t, New(t, WithTLS()).CertificatePEM(), s.CertificatePEM(), "one for the process, and a copy of it")
}

// One client's trust in somebody else is not the next client's.
func TestEachHTTPClientHasItsOwnRoots(t *testing.T) {
	t.Parallel()
	s := New(t, WithTLS())
	roots := func() *x509.CertPool { return s.HTTPClient().Transport.(*http.Transport).TLSClientConfig.RootCAs }
	first := roots()
	first.AddCert(s.identity.server.Certificates[0].Leaf)
	assert.False(t, first.Equal(roots()))
}

func TestHTTPClientTrustsTheFakeAlone(t *testing.T) {
	t.Parallel()
	other := httptest.NewTLSServer(http.NotFoundHandler())
	defer other.Close()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, other.URL, nil)
	require.NoError(t, err)
	_, err = New(t, WithTLS()).HTTPClient().Do(req)
	var unknown x509.UnknownAuthorityError
	require.ErrorAs(t, err, &unknown)
}

func TestHTTPClientsEndWithTheFake(t *testing.T) {
	t.Parallel()
	closed := make(chan struct{})
	other := httptest.NewUnstartedServer(http.NotFoundHandler())
	other.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateClosed {
			close(closed)
		}
	}
	other.Start()
	defer other.Close()
	s := New(t)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, other.URL, nil)
	require.NoError(t, err)
	require.NoError(t, sendAndRead(s.HTTPClient().Transport, req))
	s.Close()
	select {
	case <-closed:
	case <-time.After(10 * time.Second):
		t.Fatal("the connection is still open")
	}
}

func TestHTTPClientWithoutTLS(t *testing.T) {
	t.Parallel()
	s := New(t)
	assert.Nil(t, s.CertificatePEM())
	res, err := s.HTTPClient().Do(addUser(t.Context(), t, s, s.URL(), "grace"))
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	assert.Equal(t, http.StatusCreated, res.StatusCode)
	assert.Equal(t, "HTTP/1.1", res.Proto)
}

func TestMemoryAnswersForAnHTTPSURL(t *testing.T) {
	t.Parallel()
	for _, way := range waysInMemory() {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			s := New(t, WithTLS())
			transport, _ := way.open(s)
			for i, base := range []string{BaseURL, s.URL()} {
				res, err := transport.RoundTrip(addUser(t.Context(), t, s, base, fmt.Sprintf("user%d", i)))
				require.NoError(t, err, base)
				require.NoError(t, res.Body.Close())
				assert.Equal(t, http.StatusCreated, res.StatusCode)
				assert.Nil(t, res.TLS)
			}
			plain := strings.Replace(s.URL(), "https", "http", 1)
			_, err := transport.RoundTrip(addUser(t.Context(), t, s, plain, "grace"))
			require.ErrorIs(t, err, ErrUnknownHost)
		})
	}
}

// The library's own transport reaches the fake where the process trusts the authority: see TestMain.
func TestOwnTransportOfTheLibrary(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "darwin" || runtime.GOOS == "windows" {
		t.Skip("SSL_CERT_FILE is read there since Go 1.27 alone")
	}
	s := New(t, WithTLS())
	seen := seeProtocols(t, s)
	client, err := partnerkit.New(partnerkit.WithBaseURL(s.URL()), partnerkit.WithPartnerKey(s.Credentials().PartnerKey))
	require.NoError(t, err)
	defer client.CloseIdleConnections()
	user, err := client.Users.GetByEmail(t.Context(), "ana@example.com")
	require.NoError(t, err)
	assert.Equal(t, "ana@example.com", user.Email)
	assert.Equal(t, "HTTP/2.0", <-seen)
}

// What comes is checked, throttled and logged alike, whatever carries it.
func TestJudgementIsTheSameEveryWay(t *testing.T) {
	t.Parallel()
	type said struct {
		status int
		body   string
	}
	script := func(t *testing.T, way wayIn) ([]said, []Request) {
		t.Helper()
		now := time.Unix(1700000000, 0)
		options := append(way.options, WithQuotas(), WithClock(func() time.Time { return now }))
		s := New(t, options...)
		transport, base := way.open(s)
		var answers []said
		send := func(method, path, key, body string) {
			t.Helper()
			req := partnerRequest(t.Context(), t, s, method, base+path, strings.NewReader(body))
			req.Header.Set("Authorization", key)
			res, err := transport.RoundTrip(req)
			require.NoError(t, err)
			defer func() { _ = res.Body.Close() }()
			text, err := io.ReadAll(res.Body)
			require.NoError(t, err)
			answers = append(answers, said{res.StatusCode, string(text)})
		}
		known := "Bearer " + s.Credentials().PartnerKey
		send("POST", "/v1/users", known, `{"email":"grace@example.com"}`)
		send("POST", "/v1/users", known, `{"email":"grace@example.com"}`)
		send("POST", "/v1/users", known, `{"email":1}`)
		send("POST", "/v1/users", "Bearer pk_fake_nobody", `{"email":"ada@example.com"}`)
		send("GET", "/v1/users/email/ana@example.com?secret=pk_fake_alpha", known, "")
		send("PATCH", "/v1/users", known, "{}")
		send("GET", "/nowhere", known, "")
		for range 97 {
			send("GET", "/v1/users/"+DefaultState().Users[0].ID, known, "")
		}
		log := s.Requests()
		for i := range log {
			log[i].Duration = 0 // some ways are faster
		}
		return answers, log
	}
	wantAnswers, wantLog := script(t, waysInMemory()[0])
	statuses := map[int]int{}
	for _, answer := range wantAnswers {
		statuses[answer.status]++
	}
	assert.Equal(t, map[int]int{200: 97, 201: 1, 400: 1, 401: 1, 404: 1, 405: 1, 409: 1, 429: 1}, statuses)
	for _, way := range waysIn()[1:] {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			answers, log := script(t, way)
			assert.Equal(t, wantAnswers, answers)
			assert.Equal(t, wantLog, log)
		})
	}
}
