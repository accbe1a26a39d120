package partnerkit

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"time"

	"github.com/partnerkit/partnerkit-go/internal/call"
	"github.com/partnerkit/partnerkit-go/internal/jsonwrite"
	"github.com/partnerkit/partnerkit-go/internal/retry"
)

// Client reaches the four APIs through its services. It is safe for use by any
// number of goroutines. Make it with New.
type Client struct {
	Users         *UsersService         // users of a partner account
	AppUsers      *AppUsersService      // users of an app
	PortalUsers   *PortalUsersService   // users of a partner portal
	Profile       *ProfileService       // the profile of a session's user
	Notifications *NotificationsService // the notifications of a session's user

	config *config
	apis   [apiCount]*call.API // as Do reaches them; nil where New did not make the client
}

// New makes a client. It does no I/O and reads no environment. Every option's
// error is in the error that it returns, each Is(ErrInvalidArgument); none shows
// a credential.
func New(opts ...Option) (*Client, error) {
	c := &config{budgets: new([apiCount]*retry.Budget)}
	for i := range c.budgets {
		c.budgets[i] = retry.NewBudget()
	}
	return c.build(opts)
}

// With makes a copy of the client with changes. The copy shares the client's
// connections, retry budgets, pacing, session, signed tokens and middleware, each of which was
// built once; middleware that it adds is inside what was there. Its error is one of New's.
func (c *Client) With(opts ...Option) (*Client, error) {
	if c == nil || c.config == nil {
		return nil, argErr("the client was not made by New")
	}
	changed := *c.config
	changed.middleware = nil
	return changed.build(opts)
}

// Do calls an endpoint that has no method here yet, with what every call has: credential, base
// URL, limits, repeats, redaction and errors. A GET is repeated freely; any other method is sent
// once, so that a lost response is ErrOutcomeUnknown, which WithRepeat changes.
//
// The method is GET, POST, PUT, PATCH or DELETE. The path begins with /v1/ and is escaped
// (url.PathEscape), and may end in a query; a segment that is empty or a dot segment is refused.
// In is sent as JSON, and nil sends no body; its secrets are not looked for in what errors quote.
// Out is a pointer that encoding/json decodes into, and stays as it is unless the call succeeds; a
// nil out accepts an empty response, and any JSON; of the Partner API and the App API the envelope
// must also say that the call succeeded. Out gets the envelope's data alone. The response to a GET may
// be as long as a list's, 16 MiB.
//
// Errors: codes and classes, and ErrNotFound (its status is 200) where the App API says that
// nobody matched, but none of the documented cases besides a session's. Op is "Client.Do", and
// Route is empty.
func (c *Client) Do(ctx context.Context, api API, method, path string, in, out any, opts ...CallOption) error {
	e := endpointOf(method, out == nil)
	params := call.Params{RawPath: path, ArgErr: validateDo(api, method, path, out)}
	if in != nil {
		params.Body = jsonwrite.Any{Value: in}
	}
	if out == nil {
		_, err := do(ctx, c.api(api), call.Request[call.Nothing]{Params: params, Endpoint: e, Decode: call.DecodeAnything}, opts)
		return err
	}
	data, err := do(ctx, c.api(api), call.Request[call.AnyData]{Params: params, Endpoint: e, Decode: call.DecodeInto(out), Validate: (*call.AnyData).Validate}, opts)
	if err == nil {
		data.Store(out)
	}
	return err
}

// endpointOf is an endpoint that this package does not describe.
func endpointOf(method string, discards bool) *call.Endpoint {
	e := &call.Endpoint{Name: "Client.Do", AllowEmpty: discards, NoMatch: ErrNotFound}
	if slices.Contains(methodsOfDo, method) {
		e.Method = method
	}
	e.Idempotent = method == http.MethodGet
	e.List = e.Idempotent // it may be one
	return e
}

// api is an API as Do reaches it, nil where there is no such API, or New did not make the client.
func (c *Client) api(id API) *call.API {
	if c == nil || !id.isKnown() {
		return nil
	}
	return c.apis[id]
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

func (c *config) build(opts []Option) (*Client, error) {
	var errs []error
	for _, o := range opts {
		if o == nil {
			errs = append(errs, argErr("an Option is nil"))
			continue
		}
		errs = append(errs, o.apply(c))
	}
	if c.httpClient == nil {
		c.httpClient = &http.Client{Transport: call.NewOwnTransport()}
	}
	layers, err := c.layers.With(c.middleware)
	if err != nil {
		errs = append(errs, argErr("WithMiddleware: %s", err))
	}
	c.layers = layers
	pipeline := c.pipeline()
	common, err := c.parse(c.baseURL)
	errs = append(errs, err)
	var apis [apiCount]*call.API
	for id := range apiCount {
		base, err := c.base(id, common)
		errs = append(errs, err)
		apis[id] = &call.API{Spec: &apiSpecs[id], Base: base, Credential: c.credentials[id], Budget: c.budgets[id], Pipeline: pipeline}
		apis[id].Pace(c.pacer)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	client := &Client{
		Users:         &UsersService{api: apis[PartnerAPI]},
		AppUsers:      &AppUsersService{api: apis[AppAPI]},
		PortalUsers:   &PortalUsersService{api: apis[PortalsAPI]},
		Profile:       &ProfileService{api: apis[ProfileAPI]},
		Notifications: &NotificationsService{api: apis[ProfileAPI]},
		config:        c,
	}
	for id, api := range apis {
		client.apis[id] = withoutCases(api)
	}
	return client, nil
}

const defaultTimeout = 30 * time.Second // of an attempt

// pipeline returns what the four APIs share. The caller's transport is used as it is.
func (c *config) pipeline() *call.Pipeline {
	transport := c.httpClient.Transport
	if transport == nil {
		transport = http.DefaultTransport
	}
	defaults := c.defaults.Options
	if defaults.Timeout == 0 {
		defaults.Timeout = defaultTimeout
		if c.httpClient.Timeout > 0 { // http.Client's Timeout limits one request, so here it limits an attempt
			defaults.Timeout = min(defaultTimeout, c.httpClient.Timeout)
		}
	}
	return call.Assemble(&call.Pipeline{
		Layers: c.layers, Transport: transport, Defaults: defaults,
		Limiter: c.limiter, Logger: c.logger, Jitter: rand.Int64N,
		Header:  []call.Field{{Name: "Accept", Value: "application/json"}, {Name: "User-Agent", Value: userAgent(c.userAgent)}},
		AsError: func(f *call.Failure) error { return newError(f) },
	})
}

// base is where an API is: its own option's URL, the common one, or the
// documented one; nil where there is none of these.
func (c *config) base(id API, common *call.BaseURL) (*call.BaseURL, error) {
	switch {
	case c.baseURLs[id].url != "":
		return c.parse(c.baseURLs[id])
	case c.baseURL.url != "":
		return common, nil
	default:
		return c.parse(address{productionURLs[id], apiSpecs[id].Name})
	}
}

func (c *config) parse(a address) (*call.BaseURL, error) {
	base, err := call.ParseBaseURL(a.url, c.plainHTTP)
	if err != nil {
		return nil, argErr("%s: %s", a.givenBy, err)
	}
	return base, nil
}
