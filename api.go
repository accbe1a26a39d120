package partnerkit

// What differs between the four APIs, as one value each: where it is, which
// credential it wants, how it wraps an answer and how it words a refusal.

import (
	"net/url"
	"slices"
	"strings"
)

// apiID names one of the four APIs; it indexes whatever is kept for each.
type apiID int

const (
	partnerAPI apiID = iota
	appAPI
	portalsAPI
	profileAPI
	apiCount
)

// dialect is what the documents say of one API, the same for every client.
type dialect struct {
	name             string
	production       string // the documented base URL; "" where none is
	baseURLOption    string
	credentialOption string
	wrapped          bool                             // a success comes in an envelope
	verdict          func(*envelope, bool) verdict    // what a decoded success comes to
	refusal          func(body []byte, e *Error) bool // reads an error body, reports whether it has the API's own shape
	cases            map[Code]error                   // documented cases that a code alone tells
}

var dialects = [apiCount]dialect{
	partnerAPI: {
		name: "Partner API", production: "https://api.reveel.id/v1",
		baseURLOption: "WithPartnerBaseURL", credentialOption: "WithPartnerKey",
		wrapped: true, verdict: partnerVerdict, refusal: partnerRefusal,
	},
	appAPI: {
		name: "App API", production: "https://api.getoriginal.com/v1",
		baseURLOption: "WithAppBaseURL", credentialOption: "WithAppKey",
		wrapped: true, verdict: appVerdict, refusal: appRefusal,
	},
	portalsAPI: {
		name:          "Portals API",
		baseURLOption: "WithPortalsBaseURL", credentialOption: "WithServiceAccountKey",
		verdict: bareVerdict, refusal: portalsRefusal,
	},
	profileAPI: {
		name:          "Profile API",
		baseURLOption: "WithProfileBaseURL", credentialOption: "WithSession",
		verdict: bareVerdict, refusal: profileRefusal,
		cases: map[Code]error{
			CodeSessionTokenExpired: ErrSessionExpired,
			CodeRefreshTokenExpired: ErrRefreshTokenExpired,
		},
	},
}

// api is one API as one client reaches it; a service holds it.
type api struct {
	*dialect
	base       *baseURL    // nil where none is known
	credential *credential // nil where none was given
	budget     *budget
	wire       *wire
}

// baseURL is where an API is, without the /v1 that every route begins with.
type baseURL struct {
	scheme, host string
	path         string // as written, escaped; no final slash
}

// parseBaseURL reads the value of a base-URL option. A final /v1 and a final
// slash are optional; "" is no base URL.
func parseBaseURL(option, text string, plainHTTP bool) (*baseURL, error) {
	if text == "" {
		return nil, nil
	}
	u, err := url.Parse(text)
	if err == nil && strings.Contains(text, "#") {
		return nil, invalid("%s: the base URL holds a fragment", option)
	}
	if err != nil {
		return nil, invalid("%s: the base URL cannot be parsed", option)
	}
	if complaint := baseURLComplaint(u, plainHTTP); complaint != "" {
		return nil, invalid("%s: the base URL %s", option, complaint)
	}
	path := strings.TrimSuffix(u.EscapedPath(), "/")
	return &baseURL{u.Scheme, u.Host, strings.TrimSuffix(path, "/v1")}, nil
}

func baseURLComplaint(u *url.URL, plainHTTP bool) string {
	switch {
	case u.User != nil:
		return "holds user info"
	case u.RawQuery != "" || u.ForceQuery:
		return "holds a query"
	case u.Scheme != "https" && u.Scheme != "http", u.Opaque != "":
		return "is not an absolute http or https URL"
	case u.Hostname() == "" || !isPrintableASCII(u.Host) || !validPort(u.Port()):
		return "has no valid host and port"
	case hasUnsafeSegment(u):
		return "has an empty or a dot segment in its path"
	case u.Scheme == "http" && !plainHTTP && !isLoopback(u.Hostname()):
		return "is plain http to a host that is not loopback; WithPlainHTTP allows that"
	default:
		return ""
	}
}

func hasUnsafeSegment(u *url.URL) bool {
	path, err := url.PathUnescape(strings.TrimSuffix(u.EscapedPath(), "/"))
	return err != nil || path != "" && slices.ContainsFunc(strings.Split(path, "/")[1:], func(segment string) bool {
		return unsafeSegment(segment) != ""
	})
}

// url returns the URL of a path below the base; the path is given escaped.
func (b *baseURL) url(escapedPath, query string) url.URL {
	escaped := b.path + escapedPath
	path, err := url.PathUnescape(escaped)
	if err != nil {
		path = escaped
	}
	return url.URL{Scheme: b.scheme, Host: b.host, Path: path, RawPath: escaped, RawQuery: query}
}

// isOrigin reports whether a URL has the base's exact scheme, host and port.
func (b *baseURL) isOrigin(u *url.URL) bool { return u.Scheme == b.scheme && u.Host == b.host }
