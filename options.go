package partnerkit

// The options of a client. Each checks what it is given and says its own name
// when that cannot be right.

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"strings"
)

// version is this module's, as the User-Agent says it.
const version = "0.1.0"

// Option is a choice made when a client is made.
type Option func(*config) error

// WithPartnerKey is the credential of the Partner API (Users): the API key of a
// partner account, sent as Authorization: Bearer.
func WithPartnerKey(apiKey string) Option {
	return withCredential(partnerAPI, checkSecret("WithPartnerKey", "key", apiKey), func() *credential { return bearer(apiKey) })
}

// WithAppKey is the credential of the App API (Users.GetByExternalID): the key is
// sent as X-API-KEY, and the secret, which is never sent, signs a short-lived
// HS256 token for Authorization: Bearer.
func WithAppKey(apiKey, secret string) Option {
	err := checkSecret("WithAppKey", "key", apiKey)
	if err == nil {
		err = checkSecret("WithAppKey", "secret", secret)
	}
	return withCredential(appAPI, err, func() *credential { return signed(apiKey, secret) })
}

// WithServiceAccountKey is the credential of the Portals API (PortalUsers): a
// service account's key, which begins with "sk:", sent as Authorization: Bearer.
func WithServiceAccountKey(key string) Option {
	err := checkSecret("WithServiceAccountKey", "key", key)
	if err == nil && (!strings.HasPrefix(key, "sk:") || key == "sk:") {
		err = invalid(`WithServiceAccountKey: the key does not begin with "sk:"`)
	}
	return withCredential(portalsAPI, err, func() *credential { return bearer(key) })
}

// WithSession is the credential of the Profile API (Profile and Notifications): a
// source of session tokens, sent as Authorization: Bearer. SessionToken and
// RefreshingSession make one.
func WithSession(source SessionSource) Option {
	var err error
	if source == nil {
		err = invalid("WithSession: the source is nil")
	}
	if checked, ok := source.(interface{ check() error }); ok {
		err = checked.check()
	}
	return withCredential(profileAPI, err, func() *credential { return sessionCredential(source) })
}

func withCredential(id apiID, err error, makeIt func() *credential) Option {
	if err != nil {
		return func(*config) error { return err }
	}
	made := makeIt()
	return func(c *config) error {
		c.credentials[id] = made
		return nil
	}
}

// WithBaseURL is the address of all four APIs: https://host, with or without a
// path, a final /v1 or a final slash. Plain http is refused, but for loopback or
// under WithPlainHTTP. An option for one API wins over it, in any order.
func WithBaseURL(url string) Option {
	return func(c *config) error {
		c.baseURL = url
		return notEmpty("WithBaseURL", url)
	}
}

// WithPartnerBaseURL is the address of the Partner API, https://api.reveel.id/v1
// without it. See WithBaseURL for its form.
func WithPartnerBaseURL(url string) Option { return withBaseURL(partnerAPI, url) }

// WithAppBaseURL is the address of the App API, https://api.getoriginal.com/v1
// without it. See WithBaseURL for its form.
func WithAppBaseURL(url string) Option { return withBaseURL(appAPI, url) }

// WithPortalsBaseURL is the address of the Portals API, which has no documented
// one. See WithBaseURL for its form.
func WithPortalsBaseURL(url string) Option { return withBaseURL(portalsAPI, url) }

// WithProfileBaseURL is the address of the Profile API, which has no documented
// one. See WithBaseURL for its form.
func WithProfileBaseURL(url string) Option { return withBaseURL(profileAPI, url) }

func withBaseURL(id apiID, url string) Option {
	return func(c *config) error {
		c.baseURLs[id] = url
		return notEmpty(dialects[id].baseURLOption, url)
	}
}

func notEmpty(option, url string) error {
	if url == "" {
		return invalid("%s: the base URL is empty", option)
	}
	return nil
}

// WithPlainHTTP allows plain http to hosts beyond loopback, for test networks:
// credentials then travel in clear.
func WithPlainHTTP() Option {
	return func(c *config) error {
		c.plainHTTP = true
		return nil
	}
}

// WithHTTPClient is the client to send with. It is copied and never changed; its
// CheckRedirect and Jar are not used, since redirects are not followed and no
// cookie is kept. Its Timeout, where it is shorter than 30 seconds, is an attempt's
// unless WithTimeout says otherwise. Its Transport does see the credentials; one that repeats
// requests by itself undoes what this package promises of repeats. It is asked for
// lists without a word on their encoding, so that net/http's has them sent in gzip,
// and for all else as it is. Without this option the client has a transport of its
// own, which keeps at most 512 idle connections a host, each for 30 seconds.
func WithHTTPClient(client *http.Client) Option {
	return func(c *config) error {
		if client == nil {
			return invalid("WithHTTPClient: the client is nil")
		}
		c.httpClient = client
		return nil
	}
}

// WithMiddleware wraps every attempt; the first is the outermost. Middleware sees
// no credential (and not the exchange of a refresh token, which is one); it does see
// bodies, a portal user's password among them. A request that it turns to another
// origin, or gives a reserved header, is not sent. OperationFromContext names what
// is under way.
func WithMiddleware(middleware ...func(http.RoundTripper) http.RoundTripper) Option {
	return func(c *config) error {
		for _, m := range middleware {
			if m == nil {
				return invalid("WithMiddleware: a middleware is nil")
			}
		}
		c.middleware = append(c.middleware, middleware...)
		return nil
	}
}

// WithRetry says how often calls are sent and how long they wait in between.
func WithRetry(r Retry) Option {
	return func(c *config) error {
		c.retry = r
		return nil
	}
}

// WithLimiter holds back every send, read-backs and refreshes included.
func WithLimiter(l Limiter) Option {
	return func(c *config) error {
		if l == nil {
			return invalid("WithLimiter: the limiter is nil")
		}
		c.limiter = l
		return nil
	}
}

// WithLogger writes one debug record an attempt and one a call (Ensure, All: one a
// call that they make), with operation,
// route template, status, attempts, duration and request id. No credential,
// query or body is in them.
func WithLogger(l *slog.Logger) Option {
	return func(c *config) error {
		if l == nil {
			return invalid("WithLogger: the logger is nil")
		}
		c.logger = l
		return nil
	}
}

// WithUserAgent puts an application's own name, such as "billing/1.4", before
// this module's in the User-Agent.
func WithUserAgent(app string) Option {
	return func(c *config) error {
		if strings.TrimSpace(app) == "" || !isPrintableASCII(strings.ReplaceAll(app, " ", "")) {
			return invalid("WithUserAgent: the name is empty or holds a character that cannot be in a header")
		}
		c.userAgent = strings.TrimSpace(app)
		return nil
	}
}

func userAgent(app string) string {
	own := fmt.Sprintf("partnerkit-go/%s (%s; %s/%s)", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return strings.TrimSpace(app + " " + own)
}
