package partnerkit

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
)

// Client reaches the four APIs through its services. It is safe for use by any
// number of goroutines. Make it with New.
type Client struct {
	Users         *UsersService         // users of a partner account, and users of an app by external id
	PortalUsers   *PortalUsersService   // users of a partner portal
	Profile       *ProfileService       // the profile of a session's user
	Notifications *NotificationsService // the notifications of a session's user

	config *config
}

// New makes a client. It does no I/O and reads no environment. Every option's
// error is in the error that it returns, each Is(ErrInvalidArgument); none shows
// a credential.
func New(opts ...Option) (*Client, error) {
	c := &config{budgets: new([apiCount]*budget)}
	for i := range c.budgets {
		c.budgets[i] = newBudget()
	}
	return c.build(opts)
}

// With makes a copy of the client with changes. The copy shares the client's
// connections, retry budgets, session and signed tokens. Its error is one of New's.
func (c *Client) With(opts ...Option) (*Client, error) {
	if c == nil || c.config == nil {
		return nil, invalid("the client was not made by New")
	}
	changed := *c.config
	changed.middleware = slices.Clone(changed.middleware)
	return changed.build(opts)
}

// Format prints the type's name under every verb, and nothing that the client was
// made with.
func (c Client) Format(s fmt.State, _ rune) { _, _ = s.Write([]byte("partnerkit.Client")) }

// CloseIdleConnections closes the connections that are not in use, those of others
// who share the transport included; without it they end after 30 seconds. The
// client stays usable.
func (c *Client) CloseIdleConnections() {
	if c == nil || c.config == nil {
		return
	}
	c.config.httpClient.CloseIdleConnections()
}

// config is what the options of a client came to. Credentials in it are in
// closures.
type config struct {
	baseURL     string           // of all four APIs; "" for their own
	baseURLs    [apiCount]string // each wins over baseURL
	credentials [apiCount]*credential
	budgets     *[apiCount]*budget
	httpClient  *http.Client
	middleware  []func(http.RoundTripper) http.RoundTripper
	retry       Retry
	limiter     Limiter
	logger      *slog.Logger
	userAgent   string
	plainHTTP   bool
}

func (c *config) build(opts []Option) (*Client, error) {
	var errs []error
	for _, option := range opts {
		if option == nil {
			errs = append(errs, invalid("an Option is nil"))
			continue
		}
		errs = append(errs, option(c))
	}
	retry, err := c.retry.resolved()
	errs = append(errs, err)
	if c.httpClient == nil {
		c.httpClient = &http.Client{Transport: newTransport()}
	}
	resolved := *c
	resolved.retry = retry
	w, err := newWire(&resolved)
	errs = append(errs, err)
	common, err := parseBaseURL("WithBaseURL", c.baseURL, c.plainHTTP)
	errs = append(errs, err)
	var apis [apiCount]*api
	for id := range apiCount {
		base, err := c.base(id, common)
		errs = append(errs, err)
		apis[id] = &api{&dialects[id], base, c.credentials[id], c.budgets[id], w}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return &Client{
		Users:         &UsersService{partner: apis[partnerAPI], app: apis[appAPI]},
		PortalUsers:   &PortalUsersService{api: apis[portalsAPI]},
		Profile:       &ProfileService{api: apis[profileAPI]},
		Notifications: &NotificationsService{api: apis[profileAPI]},
		config:        c,
	}, nil
}

// base is where an API is: its own option's URL, the common one, or the
// documented one; nil where there is none of these.
func (c *config) base(id apiID, common *baseURL) (*baseURL, error) {
	switch {
	case c.baseURLs[id] != "":
		return parseBaseURL(dialects[id].baseURLOption, c.baseURLs[id], c.plainHTTP)
	case c.baseURL != "":
		return common, nil
	default:
		return parseBaseURL(dialects[id].name, dialects[id].production, c.plainHTTP)
	}
}
