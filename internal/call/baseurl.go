package call

// Where an API is.

import (
	"errors"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// BaseURL is where an API is, without the /v1 that every route begins with.
type BaseURL struct {
	scheme, host string
	path         string // as written, escaped; no final slash
}

// ParseBaseURL reads an address. A final /v1 and a final slash are optional; "" is no base
// URL. Plain http beyond loopback is for those who ask for it. The error never shows the text.
func ParseBaseURL(text string, plainHTTP bool) (*BaseURL, error) {
	if text == "" {
		return nil, nil
	}
	u, err := url.Parse(text)
	if err != nil {
		return nil, errors.New("the base URL cannot be parsed")
	}
	if strings.Contains(text, "#") {
		return nil, errors.New("the base URL holds a fragment")
	}
	if err := validateBaseURL(u, plainHTTP); err != nil {
		return nil, err
	}
	path := strings.TrimSuffix(u.EscapedPath(), "/")
	return &BaseURL{u.Scheme, u.Host, strings.TrimSuffix(path, "/v1")}, nil
}

func validateBaseURL(u *url.URL, plainHTTP bool) error {
	switch {
	case u.User != nil:
		return errors.New("the base URL holds user info")
	case u.RawQuery != "" || u.ForceQuery:
		return errors.New("the base URL holds a query")
	case u.Scheme != "https" && u.Scheme != "http", u.Opaque != "":
		return errors.New("the base URL is not an absolute http or https URL")
	case u.Hostname() == "" || !IsPrintableASCII(u.Host) || !validPort(u.Port()):
		return errors.New("the base URL has no valid host and port")
	case hasUnsafeSegment(u):
		return errors.New("the base URL has an empty or a dot segment in its path")
	case u.Scheme == "http" && !plainHTTP && !isLoopback(u.Hostname()):
		return errors.New("the base URL is plain http to a host that is not loopback; WithPlainHTTP allows that")
	default:
		return nil
	}
}

func hasUnsafeSegment(u *url.URL) bool {
	path, err := url.PathUnescape(strings.TrimSuffix(u.EscapedPath(), "/"))
	return err != nil || path != "" && slices.ContainsFunc(strings.Split(path, "/")[1:], func(segment string) bool {
		return unsafeSegment(segment) != ""
	})
}

// url returns the URL of a path below the base; the path is given escaped.
func (b *BaseURL) url(escapedPath, query string) url.URL {
	escaped := b.path + escapedPath
	path := escaped
	if strings.Contains(escaped, "%") {
		path, _ = url.PathUnescape(escaped) // which never fails: what is escaped was looked at
	}
	return url.URL{Scheme: b.scheme, Host: b.host, Path: path, RawPath: escaped, RawQuery: query}
}

// isOrigin reports whether a URL has the base's exact scheme, host and port. An opaque one goes out as
// it is, so that a server or a proxy may read another host in it.
func (b *BaseURL) isOrigin(u *url.URL) bool {
	return u.Scheme == b.scheme && u.Host == b.host && u.Opaque == ""
}

// isLoopback reports whether a host name or address never leaves the machine.
func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.Unmap().IsLoopback()
}

func validPort(port string) bool {
	if port == "" {
		return true
	}
	number, err := strconv.ParseUint(port, 10, 16)
	return err == nil && number > 0
}
