package call

// What is sent: the parameters of one use of an endpoint, and the request that both come
// to, as every attempt sends it.

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/go-querystring/query"

	"github.com/partnerkit/partnerkit-go/internal/jsonwrite"
)

// Params are what a caller gave to one use of an endpoint.
type Params struct {
	Path    [2]string      // the route's parameters, in order; no route has more
	Target  string         // an escaped path with its query, in the place of the route; "" for none
	Query   any            // for go-querystring; nil for none
	Body    jsonwrite.Body // sent as JSON; nil for none
	ArgErr  error          // what is wrong with an argument: nothing is sent
	Secrets []string       // values of the body that no error may show
}

// prepared is the request of a call, ready to be sent by each attempt.
type prepared struct {
	endpoint *Endpoint
	api      *API
	url      url.URL
	body     []byte      // nil for none
	header   http.Header // of the call alone; nil for none
}

// prepare makes the request out. Its error is about an argument.
func (p *prepared) prepare(params *Params) (err error) {
	if p.url, err = p.target(params); err != nil {
		return err
	}
	p.body, err = params.encode()
	return err
}

// newRequest is the request of one attempt, which shares nothing with that of another
// but the bytes of its body. It has no credential.
func (p *prepared) newRequest(ctx context.Context) *http.Request {
	u := p.url
	plain := http.Request{
		Method: p.endpoint.Method, URL: &u, Host: u.Host, Header: p.headers(),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}
	if p.body != nil {
		plain.ContentLength = int64(len(p.body))
		plain.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(p.body)), nil }
		plain.Body, _ = plain.GetBody() // which never fails
	}
	return plain.WithContext(ctx)
}

// headers are the client's own, of one value each, and then the call's.
func (p *prepared) headers() http.Header {
	header, fixed := make(http.Header, headerRoom), p.api.Pipeline.Header
	values := make([]string, 0, len(fixed)+1)
	set := func(name, value string) {
		values = append(values, value)
		header[name] = values[len(values)-1 : len(values) : len(values)]
	}
	for _, field := range fixed {
		set(field.Name, field.Value)
	}
	if p.body != nil {
		set("Content-Type", "application/json")
	}
	for name, values := range p.header {
		header[name] = slices.Clone(values)
	}
	return header
}

// headerRoom is for all that goes out of most calls, the credential included.
const headerRoom = 8

// target builds the URL.
func (p *prepared) target(params *Params) (url.URL, error) {
	base := p.api.Base
	if params.Target != "" {
		path, rawQuery, problem := parseTarget(params.Target)
		if problem != "" {
			return url.URL{}, &ArgumentError{InvalidArgument, "path", problem}
		}
		return base.url(path, rawQuery), nil
	}
	path, err := p.path(params)
	if err != nil || params.Query == nil {
		return base.url(path, ""), err
	}
	values, err := query.Values(params.Query)
	if err != nil {
		return url.URL{}, argErr("the query cannot be written: %s", err)
	}
	for name, texts := range values {
		for _, text := range texts {
			if !utf8.ValidString(text) {
				return url.URL{}, &ArgumentError{InvalidArgument, name, "is not valid UTF-8"}
			}
		}
	}
	return base.url(path, values.Encode()), nil
}

// path fills the route's parameters in, escaped. One that could address anything
// but its own place is refused.
func (p *prepared) path(params *Params) (string, error) {
	var path strings.Builder
	path.Grow(len(p.endpoint.Route) + len(params.Path[0]) + len(params.Path[1]))
	rest := p.endpoint.Route
	for _, parameter := range params.Path {
		before, after, found := strings.Cut(rest, "{")
		if !found {
			break
		}
		name, after, _ := strings.Cut(after, "}")
		if problem := unsafeSegment(parameter); problem != "" {
			return "", &ArgumentError{InvalidArgument, name, problem}
		}
		path.WriteString(before)
		path.WriteString(url.PathEscape(parameter))
		rest = after
	}
	path.WriteString(rest)
	return path.String(), nil
}

// encode writes a body. The params types refuse text that is not UTF-8 themselves;
// what encoding/json would mend in a value of any type is the value's own affair.
func (p *Params) encode() ([]byte, error) {
	if p.Body == nil {
		return nil, nil
	}
	body, err := p.Body.Bytes()
	if err != nil {
		return nil, argErr("the body cannot be written as JSON: %s", err)
	}
	return body, nil
}

// argErr is the cause of a failure about an argument: what was wrong, and with what.
func argErr(format string, args ...any) error {
	return &ArgumentError{Kind: InvalidArgument, Problem: fmt.Sprintf(format, args...)}
}
