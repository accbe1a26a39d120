package partnerkit

// The options of a client, and its configuration from the environment. Each option checks what it
// is given, and its error names the option, or the header that may not be set.

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/partnerkit/partnerkit-go/internal/call"
	"github.com/partnerkit/partnerkit-go/internal/credential"
	"github.com/partnerkit/partnerkit-go/internal/pacing"
	"github.com/partnerkit/partnerkit-go/internal/retry"
)

// version is this module's, as the User-Agent says it.
const version = "0.1.0"

// Option is a choice for a client, given to New or Client.With. WithHeader, WithRetry and
// WithTimeout are listed under CallOption, and are Options, too: they then say what all calls of
// the client begin with.
//
// A key, a secret or a token is printable ASCII without spaces, at most 16 KiB; any other is
// ErrInvalidArgument.
type Option interface{ apply(*config) error }

// option is an Option that is for a client alone.
type option func(*config) error

func (o option) apply(c *config) error { return o(c) }

// config is what the options of a client came to. Credentials in it are in
// closures.
type config struct {
	baseURL     address           // of all four APIs; zero for their own
	baseURLs    [apiCount]address // each wins over baseURL
	credentials [apiCount]*call.Credential
	budgets     *[apiCount]*retry.Budget
	httpClient  *http.Client
	middleware  []func(http.RoundTripper) http.RoundTripper // of this client's own options, not built yet
	layers      call.Layers                                 // those built
	defaults    callOptions                                 // what every call begins with
	limiter     Limiter
	pacer       *pacing.Pacer // nil for none
	logger      *slog.Logger
	userAgent   string
	plainHTTP   bool
}

// address is a base URL, and the option or variable that gave it.
type address struct{ url, givenBy string }

// WithPartnerKey is the credential of the Partner API (Users): the API key of a
// partner account, sent as Authorization: Bearer. A key shorter than 8 bytes is not
// looked for in what errors quote.
func WithPartnerKey(apiKey string) Option {
	return withCredential(PartnerAPI, validateSecret("WithPartnerKey", "key", apiKey), func() *call.Credential { return credential.Bearer(apiKey) })
}

// WithAppKey is the credential of the App API (AppUsers): the key is
// sent as X-API-KEY, and the secret, which is never sent, signs a short-lived
// HS256 token for Authorization: Bearer. A key or a secret shorter than 8 bytes is
// not looked for in what errors quote.
func WithAppKey(apiKey, secret string) Option {
	err := validateSecret("WithAppKey", "key", apiKey)
	if err == nil {
		err = validateSecret("WithAppKey", "secret", secret)
	}
	return withCredential(AppAPI, err, func() *call.Credential { return credential.Signed(apiKey, secret) })
}

// WithServiceAccountKey is the credential of the Portals API (PortalUsers): a
// service account's key, which begins with "sk:", sent as Authorization: Bearer. A
// key shorter than 8 bytes is not looked for in what errors quote.
func WithServiceAccountKey(key string) Option {
	err := validateSecret("WithServiceAccountKey", "key", key)
	if err == nil && (!strings.HasPrefix(key, "sk:") || key == "sk:") {
		err = argErr(`WithServiceAccountKey: the key does not begin with "sk:"`)
	}
	return withCredential(PortalsAPI, err, func() *call.Credential { return credential.Bearer(key) })
}

// WithSession is the credential of the Profile API (Profile and Notifications): a
// source of session tokens, sent as Authorization: Bearer. SessionToken and
// RefreshingSession make one. A token shorter than 8 bytes is not looked for in what
// errors quote.
func WithSession(source SessionSource) Option {
	var err error
	if source == nil {
		err = argErr("WithSession: the source is nil")
	}
	if checked, ok := source.(interface{ validate() error }); ok {
		err = checked.validate()
	}
	return withCredential(ProfileAPI, err, func() *call.Credential { return sessionCredential(source) })
}

func withCredential(id API, err error, newCredential func() *call.Credential) Option {
	if err != nil {
		return option(func(*config) error { return err })
	}
	made := newCredential()
	return option(func(c *config) error {
		c.credentials[id] = made
		return nil
	})
}

// WithBaseURL is the address of all four APIs: https://host, with or without a
// path, a final /v1 or a final slash. Plain http is refused, but for loopback or
// under WithPlainHTTP. An option for one API wins over it, in any order.
func WithBaseURL(url string) Option { return withCommonBaseURL(url, "WithBaseURL") }

// WithPartnerBaseURL is the address of the Partner API, https://api.reveel.id/v1
// without it. See WithBaseURL for its form.
func WithPartnerBaseURL(url string) Option { return withBaseURL(PartnerAPI)(url, "WithPartnerBaseURL") }

// WithAppBaseURL is the address of the App API, https://api.getoriginal.com/v1
// without it. See WithBaseURL for its form.
func WithAppBaseURL(url string) Option { return withBaseURL(AppAPI)(url, "WithAppBaseURL") }

// WithPortalsBaseURL is the address of the Portals API, which has no documented
// one. See WithBaseURL for its form.
func WithPortalsBaseURL(url string) Option { return withBaseURL(PortalsAPI)(url, "WithPortalsBaseURL") }

// WithProfileBaseURL is the address of the Profile API, which has no documented
// one. See WithBaseURL for its form.
func WithProfileBaseURL(url string) Option { return withBaseURL(ProfileAPI)(url, "WithProfileBaseURL") }

// withCommonBaseURL is WithBaseURL for an address that an option or a variable gave.
func withCommonBaseURL(url, givenBy string) Option {
	return option(func(c *config) error {
		c.baseURL = address{url, givenBy}
		return c.baseURL.validate()
	})
}

// withBaseURL is withCommonBaseURL for one API.
func withBaseURL(id API) func(url, givenBy string) Option {
	return func(url, givenBy string) Option {
		return option(func(c *config) error {
			c.baseURLs[id] = address{url, givenBy}
			return c.baseURLs[id].validate()
		})
	}
}

func (a address) validate() error {
	if a.url == "" {
		return argErr("%s: the base URL is empty", a.givenBy)
	}
	return nil
}

// WithPlainHTTP allows plain http to hosts beyond loopback, for test networks:
// credentials then travel in clear.
func WithPlainHTTP() Option {
	return option(func(c *config) error {
		c.plainHTTP = true
		return nil
	})
}

// WithHTTPClient is the client to send with. It is copied and never changed. Of its
// fields Transport is used (nil means http.DefaultTransport), and Timeout, where that is
// shorter than 30 seconds: it limits an attempt unless WithTimeout says otherwise.
// CheckRedirect and Jar are not used, since redirects are not followed and no cookie is kept.
//
// The transport does see the credentials. One that repeats requests by itself undoes what
// this package promises of repeats, and one that fires no httptrace events cannot be
// guarded against HTTP/2's replays. Set its HTTP2.SendPingTimeout, so that a dead
// connection is found. Lists are requested with gzip, if the transport does that; single
// objects, which hardly shrink, are not.
//
// Without this option the client has a transport of its own, which speaks HTTP/2, honours
// the proxies of the environment, ends a dial after 10 seconds, and keeps at most 512 idle
// connections a host, each for 30 seconds.
func WithHTTPClient(client *http.Client) Option {
	return option(func(c *config) error {
		if client == nil {
			return argErr("WithHTTPClient: the client is nil")
		}
		copied := *client
		c.httpClient = &copied
		return nil
	})
}

// WithMiddleware wraps every attempt; the first is the outermost. Middleware sees
// no credential (and not the exchange of a refresh token, which is one); it does see
// bodies, a portal user's password among them. A request that it turns to another
// origin, or gives a reserved header, is not sent. OperationFromContext names what
// is under way. Each is built once: what With adds is inside what was there. The
// package documentation says what middleware may do, and what its errors mean.
func WithMiddleware(middleware ...func(http.RoundTripper) http.RoundTripper) Option {
	return option(func(c *config) error {
		for _, m := range middleware {
			if m == nil {
				return argErr("WithMiddleware: a middleware is nil")
			}
		}
		c.middleware = append(c.middleware, middleware...)
		return nil
	})
}

// Limiter holds back what is sent, as golang.org/x/time/rate.Limiter does. It is
// asked before every send, read-backs and refreshes included; if it returns an error,
// nothing is sent.
type Limiter interface {
	Wait(ctx context.Context) error
}

// WithLimiter holds back every send, read-backs and refreshes included.
func WithLimiter(l Limiter) Option {
	return option(func(c *config) error {
		if l == nil {
			return argErr("WithLimiter: the limiter is nil")
		}
		c.limiter = l
		return nil
	})
}

// WithPacing keeps to the quotas that an API tells of: it counts what X-RateLimit-Remaining and
// X-RateLimit-Reset leave, and holds a send back while the window has no room. It asks before the
// limiter, outside the attempt's time, and waits for its turn. A wait that would pass the
// context's deadline is not begun: the error Is ErrRateLimited and Retryable, has a RetryAfter,
// and nothing was sent.
//
// Calls are counted for each address and key, and for the Portals API also for each method and
// route. Client.Do has no route: all its calls of one method count together. Copies that With makes
// share the count. An API that tells of no quota, or of one whose window ends in more than two
// minutes, is not waited for, and until a response has told of one, everything is sent. The refresh
// of a session is counted and not held back: calls that have their turn wait for it. With as many
// callers at once as the quota has requests, or fewer, there is no 429; other processes with the same
// key cause some, which are repeated as ever. Middleware that calls the same API through the client
// needs room for two: its call waits while the one around it has the last.
func WithPacing() Option {
	return option(func(c *config) error {
		if c.pacer == nil {
			c.pacer = pacing.New()
		}
		return nil
	})
}

// WithLogger writes one debug record an attempt and one a call, with operation, route template,
// status, attempts, duration and request id. All, FindByEmail, Ensure and WaitForWallet make a
// call for each page, part and poll; looking for the effect of a lost write is a part of the
// write's call. A call that an argument or a missing credential keeps from beginning has none. No
// credential, query or body is in the records.
func WithLogger(l *slog.Logger) Option {
	return option(func(c *config) error {
		if l == nil {
			return argErr("WithLogger: the logger is nil")
		}
		c.logger = l
		return nil
	})
}

// WithUserAgent puts an application's own name, such as "billing/1.4", before
// this module's in the User-Agent.
func WithUserAgent(app string) Option {
	return option(func(c *config) error {
		if strings.TrimSpace(app) == "" || !call.IsPrintableASCII(strings.ReplaceAll(app, " ", "")) {
			return argErr("WithUserAgent: the name is empty or holds a character that cannot be in a header")
		}
		c.userAgent = strings.TrimSpace(app)
		return nil
	})
}

func userAgent(app string) string {
	own := fmt.Sprintf("partnerkit-go/%s (%s; %s/%s)", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return strings.TrimSpace(app + " " + own)
}

// FromEnv takes what the environment gives, and leaves alone what it does not:
//
//	PARTNERKIT_PARTNER_KEY          WithPartnerKey
//	PARTNERKIT_APP_KEY, _APP_SECRET WithAppKey; one without the other is an error
//	PARTNERKIT_SERVICE_ACCOUNT_KEY  WithServiceAccountKey
//	PARTNERKIT_SESSION_TOKEN        WithSession(SessionToken(…))
//	PARTNERKIT_REFRESH_TOKEN        WithSession(RefreshingSession(…)), with the session token if there is one
//	PARTNERKIT_BASE_URL             WithBaseURL
//	PARTNERKIT_PARTNER_BASE_URL     WithPartnerBaseURL
//	PARTNERKIT_APP_BASE_URL         WithAppBaseURL
//	PARTNERKIT_PORTALS_BASE_URL     WithPortalsBaseURL
//	PARTNERKIT_PROFILE_BASE_URL     WithProfileBaseURL
//	PARTNERKIT_PLAIN_HTTP           WithPlainHTTP, if strconv.ParseBool takes it for true; false takes
//	                                an earlier WithPlainHTTP back
//	PARTNERKIT_TIMEOUT              WithTimeout, a duration above 0 such as "5s"
//
// The environment is read when New or With applies the option. An empty variable
// counts as unset. An error names the variable, and never shows a key.
func FromEnv() Option {
	return option(func(c *config) error {
		var errs []error
		for _, variable := range variables {
			if value := os.Getenv(variable.name); value != "" {
				if err := variable.option(value, variable.name).apply(c); err != nil {
					errs = append(errs, fmt.Errorf("%s: %w", variable.name, err))
				}
			}
		}
		return errors.Join(append(errs, appFromEnv(c), sessionFromEnv(c))...)
	})
}

// variables are those of the environment that stand for an option each.
var variables = []struct {
	name   string
	option func(value, name string) Option
}{
	{"PARTNERKIT_PARTNER_KEY", byValue(WithPartnerKey)},
	{"PARTNERKIT_SERVICE_ACCOUNT_KEY", byValue(WithServiceAccountKey)},
	{"PARTNERKIT_BASE_URL", withCommonBaseURL},
	{"PARTNERKIT_PARTNER_BASE_URL", withBaseURL(PartnerAPI)},
	{"PARTNERKIT_APP_BASE_URL", withBaseURL(AppAPI)},
	{"PARTNERKIT_PORTALS_BASE_URL", withBaseURL(PortalsAPI)},
	{"PARTNERKIT_PROFILE_BASE_URL", withBaseURL(ProfileAPI)},
	{"PARTNERKIT_PLAIN_HTTP", byValue(plainHTTPFromEnv)},
	{"PARTNERKIT_TIMEOUT", byValue(timeoutFromEnv)},
}

// byValue adapts an option whose errors do not name the variable that gave the value.
func byValue(option func(value string) Option) func(value, name string) Option {
	return func(value, _ string) Option { return option(value) }
}

func plainHTTPFromEnv(value string) Option {
	return option(func(c *config) error {
		allowed, err := strconv.ParseBool(value)
		if err != nil {
			return argErr("the value is neither true nor false")
		}
		c.plainHTTP = allowed
		return nil
	})
}

func timeoutFromEnv(value string) Option {
	d, err := time.ParseDuration(value)
	if err != nil {
		return option(func(*config) error { return argErr("the value is no duration, such as 5s") })
	}
	return WithTimeout(d)
}

func appFromEnv(c *config) error {
	key, secret := os.Getenv("PARTNERKIT_APP_KEY"), os.Getenv("PARTNERKIT_APP_SECRET")
	switch {
	case key == "" && secret == "":
		return nil
	case key == "":
		return halfGiven("PARTNERKIT_APP_SECRET", "PARTNERKIT_APP_KEY")
	case secret == "":
		return halfGiven("PARTNERKIT_APP_KEY", "PARTNERKIT_APP_SECRET")
	}
	if err := WithAppKey(key, secret).apply(c); err != nil {
		return fmt.Errorf("PARTNERKIT_APP_KEY, PARTNERKIT_APP_SECRET: %w", err)
	}
	return nil
}

func halfGiven(given, missing string) error {
	return argErr("FromEnv: %s is set and %s is not", given, missing)
}

func sessionFromEnv(c *config) error {
	session, refresh := os.Getenv("PARTNERKIT_SESSION_TOKEN"), os.Getenv("PARTNERKIT_REFRESH_TOKEN")
	var source SessionSource
	switch {
	case refresh != "":
		source = RefreshingSession(session, refresh)
	case session != "":
		source = SessionToken(session)
	default:
		return nil
	}
	if err := WithSession(source).apply(c); err != nil {
		return fmt.Errorf("PARTNERKIT_SESSION_TOKEN, PARTNERKIT_REFRESH_TOKEN: %w", err)
	}
	return nil
}
