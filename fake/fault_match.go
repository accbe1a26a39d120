package fake

// Which requests a fault is about.

import (
	"bytes"
	"io"
	"net/http"
	"slices"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
)

// matches reports whether the fault is about such a request. query is the fault's own, taken apart.
func (f *Fault) matches(query []backend.QueryParameter, route string, r *backend.Request, req *http.Request) bool {
	return (f.Route == "" || f.Route == route) &&
		(f.Path == "" || f.Path == r.RawPath || f.Path == unescape(r.RawPath)) &&
		hasParameters(r.RawQuery, query) &&
		(f.BodyContains == "" || bytes.Contains(r.Body, []byte(f.BodyContains))) &&
		(f.Match == nil || f.Match(copyRequest(req, r.Body)))
}

// parseQuery reads a query as the APIs do.
func parseQuery(query string) ([]backend.QueryParameter, error) {
	var parameters []backend.QueryParameter
	for p, err := range backend.QueryParameters(query) {
		if err != nil {
			return nil, err
		}
		parameters = append(parameters, p)
	}
	return parameters, nil
}

// hasParameters reports whether a request's query has all parameters that are wanted.
func hasParameters(query string, wanted []backend.QueryParameter) bool {
	if len(wanted) == 0 {
		return true
	}
	there, err := parseQuery(query)
	return err == nil && !slices.ContainsFunc(wanted, func(want backend.QueryParameter) bool {
		return !slices.ContainsFunc(there, func(p backend.QueryParameter) bool {
			return p.Name == want.Name && (want.NoValue || p.Value == want.Value)
		})
	})
}

// copyRequest gives a request whose body, read already, can be read again.
func copyRequest(req *http.Request, body []byte) *http.Request {
	c := req.Clone(req.Context())
	c.Body = io.NopCloser(bytes.NewReader(body))
	c.ContentLength = int64(len(body))
	return c
}
