package fake

// The real client, ready to talk to the fake.

import (
	"net/http"
	"time"

	"github.com/partnerkit/partnerkit-go"
)

// Client makes a client that holds the first credential of each kind in the state, talks to the fake through Transport,
// so without a socket, and has no backoff to wait for: a nanosecond at least. Each call makes another client, with a
// retry budget and a session of its own. A credential that is absent from the state, or that the client would not take,
// is left out: the services that need it then answer ErrNoCredential.
func (s *Server) Client() *partnerkit.Client {
	options := []partnerkit.Option{
		partnerkit.WithBaseURL(BaseURL),
		partnerkit.WithHTTPClient(&http.Client{Transport: s.Transport()}),
		partnerkit.WithRetry(partnerkit.Retry{MinWait: time.Nanosecond}),
	}
	held := s.Credentials().options()
	if client, err := partnerkit.New(append(options, held...)...); err == nil {
		return client
	}
	for _, option := range held {
		if _, err := partnerkit.New(option); err == nil {
			options = append(options, option)
		}
	}
	client, err := partnerkit.New(options...)
	_ = s.refuse(err)
	return client
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
