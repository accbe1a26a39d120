package fake

// Which requests a fault is about.

import (
	"bytes"
	"cmp"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
)

// matches reports whether the fault is about such a request.
func (i *injected) matches(route string, r *backend.Request, req *http.Request) bool {
	f := &i.fault
	return (f.Route == "" || f.Route == route) &&
		(f.Path == "" || f.Path == r.RawPath || f.Path == unescape(r.RawPath)) &&
		hasPairs(r.RawQuery, i.query) &&
		(f.BodyContains == "" || bytes.Contains(r.Body, []byte(f.BodyContains))) &&
		(f.Match == nil || f.Match(copyRequest(req, r.Body)))
}

// pair is a parameter of a query.
type pair struct {
	name, value string
	any         bool // it was written without "="
}

// parsePairs reads a query as the APIs do: it is split at "&" alone.
func parsePairs(query string) ([]pair, error) {
	var pairs []pair
	for part := range strings.SplitSeq(query, "&") {
		if part == "" {
			continue
		}
		name, value, found := strings.Cut(part, "=")
		plainName, nameErr := url.QueryUnescape(name)
		plainValue, valueErr := url.QueryUnescape(value)
		if err := cmp.Or(nameErr, valueErr); err != nil {
			return nil, err
		}
		pairs = append(pairs, pair{plainName, plainValue, !found})
	}
	return pairs, nil
}

// hasPairs reports whether a request's query has all parameters that are wanted.
func hasPairs(query string, wanted []pair) bool {
	if len(wanted) == 0 {
		return true
	}
	there, err := parsePairs(query)
	return err == nil && !slices.ContainsFunc(wanted, func(want pair) bool {
		return !slices.ContainsFunc(there, func(p pair) bool { return p.name == want.name && (want.any || p.value == want.value) })
	})
}

// copyRequest gives a request whose body, read already, can be read again.
func copyRequest(req *http.Request, body []byte) *http.Request {
	c := req.Clone(req.Context())
	c.Body = io.NopCloser(bytes.NewReader(body))
	c.ContentLength = int64(len(body))
	return c
}
