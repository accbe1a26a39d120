package fake

// The real client, ready to talk to the fake, and an HTTP client for programs of one's own.

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"time"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
)

// Client makes a client that holds the first credential of each kind in the state, talks to the fake through Transport,
// so without a socket, and has no backoff to wait for: a nanosecond at least. Its copies by With have none either, unless
// they are given a MinWait. Each call makes another client, with a retry budget and a session of its own. A credential
// that is absent from the state, or that the client would not take, is left out: the services that need it then answer
// ErrNoCredential.
func (s *Server) Client() *partnerkit.Client {
	s.tb.Helper()
	return s.clientWith(s.Credentials())
}

// clientWith makes a client with these credentials, but for any that it would not take.
func (s *Server) clientWith(held Credentials) *partnerkit.Client {
	s.tb.Helper()
	client, err := partnerkit.New(append(s.connectionOptions(), held.options()...)...)
	if err != nil {
		client, err = partnerkit.New(s.options(held)...)
	}
	_ = s.failTest(err)
	return client
}

// Options returns what Client gives to partnerkit.New, for a test of one's own constructor: give them last, since the
// credentials, addresses and HTTP client among them have to win. They change nothing else. Of what the constructor sets
// itself, only the shortest wait between attempts goes, so that its repeats take no time. They can be given to several
// clients, which then share a session.
func (s *Server) Options() []partnerkit.Option { return s.options(s.Credentials()) }

// ClientFor makes a client like Client's, with the key of the partner that has the id. A partner whom the state does not
// have fails the test of a server made by New; without a test, or where the client would not take the key, the client
// has no key, and Users answers ErrNoCredential.
func (s *Server) ClientFor(partnerID string) *partnerkit.Client {
	s.tb.Helper()
	held := s.Credentials()
	key, known := s.partnerKey(partnerID)
	if !known {
		_ = s.failTest(fmt.Errorf("fake: client: the state has no partner %q", partnerID))
	}
	held.PartnerKey = key
	return s.clientWith(held)
}

// partnerKey is the key of a partner of the state.
func (s *Server) partnerKey(id string) (key string, known bool) {
	s.current().backend.View(func(records backend.State) {
		for _, partner := range records.Partners.All() {
			if partner.ID == id {
				key, known = partner.APIKey, true
			}
		}
	})
	return key, known
}

// options are those of a client with these credentials, but for any that it would not take.
func (s *Server) options(held Credentials) []partnerkit.Option {
	options := s.connectionOptions()
	for _, option := range held.options() {
		if _, err := partnerkit.New(option); err == nil {
			options = append(options, option)
		}
	}
	return options
}

// connectionOptions are the options by which a client reaches the server.
func (s *Server) connectionOptions() []partnerkit.Option {
	return []partnerkit.Option{
		// Each address by itself, too: one that a constructor gave to an API alone would win over that of all.
		partnerkit.WithBaseURL(BaseURL), partnerkit.WithPartnerBaseURL(BaseURL), partnerkit.WithAppBaseURL(BaseURL),
		partnerkit.WithPortalsBaseURL(BaseURL), partnerkit.WithProfileBaseURL(BaseURL),
		partnerkit.WithHTTPClient(&http.Client{Transport: s.Transport()}),
		partnerkit.WithRetry(partnerkit.Retry{MinWait: time.Nanosecond}),
	}
}

// HTTPClient makes an HTTP client for URL. With WithTLS it trusts the server's certificate and speaks HTTP/2; without, it
// is a plain client. It tests what a caller puts around a transport, or a program's own HTTP code; a transport of one's
// own trusts the server by CertificatePEM. Each call makes another client, with an *http.Transport and connections of
// its own, whose idle ones end with Close.
func (s *Server) HTTPClient() *http.Client {
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	if s.identity != nil {
		transport.TLSClientConfig = &tls.Config{RootCAs: s.identity.roots.Clone(), MinVersion: tls.VersionTLS12}
		transport.ForceAttemptHTTP2 = true // net/http leaves HTTP/2 out where somebody sets TLSClientConfig
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pools = append(s.pools, transport)
	return &http.Client{Transport: transport}
}

// options gives the client each credential that is there.
func (c Credentials) options() []partnerkit.Option {
	var list []partnerkit.Option
	if c.PartnerKey != "" {
		list = append(list, partnerkit.WithPartnerKey(c.PartnerKey))
	}
	if c.AppKey != "" {
		list = append(list, partnerkit.WithAppKey(c.AppKey, c.AppSecret))
	}
	if c.ServiceAccountKey != "" {
		list = append(list, partnerkit.WithServiceAccountKey(c.ServiceAccountKey))
	}
	if c.SessionToken != "" {
		list = append(list, partnerkit.WithSession(partnerkit.RefreshingSession(c.SessionToken, c.RefreshToken)))
	}
	return list
}
