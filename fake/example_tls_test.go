package fake_test

// A caller's own transport against the fake over HTTP/2 and TLS, runnable.

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/fake"
)

// countingTransport stands for what an application puts around its transport: metrics, tracing, signatures.
type countingTransport struct {
	next  http.RoundTripper
	count atomic.Int64
}

func (t *countingTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	t.count.Add(1)
	return t.next.RoundTrip(req)
}

func ExampleServer_HTTPClient() {
	srv := startFake(fake.WithTLS())
	defer srv.Close()

	// The application's round tripper, over a connection such as the real hosts have.
	httpClient := srv.HTTPClient()
	counting := &countingTransport{next: httpClient.Transport}
	httpClient.Transport = counting
	client, err := partnerkit.New(
		partnerkit.WithBaseURL(srv.URL()),
		partnerkit.WithHTTPClient(httpClient),
		partnerkit.WithPartnerKey(srv.Credentials().PartnerKey),
	)
	fatalOn(err)

	// One stream is reset after the effect. The client does not send the write again.
	fatalOn(srv.Inject(fake.Fault{Route: "POST /v1/users", Drop: true, After: true}))
	_, err = client.Users.Create(context.Background(), partnerkit.UserCreateParams{Email: "ada@example.com"})
	fmt.Println(errors.Is(err, partnerkit.ErrOutcomeUnknown))
	fmt.Println(counting.count.Load(), "sent,", len(srv.Requests()), "arrived")
	// Output:
	// true
	// 1 sent, 1 arrived
}

func ExampleServer_CertificatePEM() {
	srv := startFake(fake.WithTLS())
	defer srv.Close()

	// The application's own transport, with the fake's authority in place of the public ones.
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(srv.CertificatePEM())
	transport := &http.Transport{
		TLSClientConfig:       &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS13},
		ForceAttemptHTTP2:     true,
		ResponseHeaderTimeout: 10 * time.Second,
	}
	defer transport.CloseIdleConnections()
	client, err := partnerkit.New(
		partnerkit.WithBaseURL(srv.URL()),
		partnerkit.WithHTTPClient(&http.Client{Transport: transport}),
		partnerkit.WithPartnerKey(srv.Credentials().PartnerKey),
	)
	fatalOn(err)
	user, err := client.Users.GetByEmail(context.Background(), "ana@example.com")
	fatalOn(err)
	fmt.Println(user.Email)
	// Output:
	// ana@example.com
}
