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
	RawPath string         // an escaped path with its query, in the place of the route; "" for none
	Query   any            // for go-querystring; nil for none
	Body    jsonwrite.Body // sent as JSON; nil for none
	ArgErr  error          // what is wrong with an argument: nothing is sent
	Secrets []string       // values of the body that no error may show
}

// prepared is the request of a call, ready to be sent by each attempt.
type prepared struct {
	endpoint *Endpoint
	api      *API
	path     string // escaped, below the base URL
	query    string
	body     []byte      // nil for none
	header   http.Header // of the call alone; nil for none
}

// prepare fills in path, query and body. Its error is about an argument.
func (p *prepared) prepare(params *Params) (err error) {
	if p.path, p.query, err = p.pathAndQuery(params); err != nil {
		return err
	}
	p.body, err = params.encode()
	return err
}

// outgoing is a request with what it points to, in one piece of memory. It shares nothing with another request but
// the bytes of its body.
type outgoing struct {
	http.Request

	url    url.URL
	values []string // of the header fields that were set
	inline [headerCapacity]string
}

// headerCapacity is for all that goes out of most calls, the credential included.
const headerCapacity = 6

// set gives a header field one value.
func (o *outgoing) set(name, value string) {
	o.values = append(o.values, value)
	last := len(o.values)
	o.Header[name] = o.values[last-1 : last : last]
}

// newRequest is the request of one attempt. It has no credential.
func (p *prepared) newRequest(ctx context.Context) *outgoing {
	o := &outgoing{url: p.api.Base.url(p.path, p.query)}
	plain := http.Request{
		Method: p.endpoint.Method, URL: &o.url, Host: o.url.Host, Header: make(http.Header, headerCapacity),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}
	if p.body != nil {
		plain.ContentLength = int64(len(p.body))
		plain.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(p.body)), nil }
		plain.Body, _ = plain.GetBody() // which never fails
	}
	o.Request, o.values = *plain.WithContext(ctx), o.inline[:0]
	p.setClientHeaders(o)
	return o
}

// setClientHeaders sets the client's own headers, and then the call's. The credential's are not among them.
func (p *prepared) setClientHeaders(o *outgoing) {
	for _, field := range p.api.Pipeline.Header {
		o.set(field.Name, field.Value)
	}
	if p.body != nil {
		o.set("Content-Type", "application/json")
	}
	for name, values := range p.header {
		o.Header[name] = slices.Clone(values)
	}
}

// copyOf is a request like another one, in a context of its own, and with headers and a URL that are nobody else's.
func copyOf(ctx context.Context, request *http.Request) *outgoing {
	o := &outgoing{Request: *request.WithContext(ctx), url: *request.URL}
	o.URL, o.Header, o.values = &o.url, request.Header.Clone(), o.inline[:0]
	if o.Header == nil {
		o.Header = make(http.Header)
	}
	return o
}

// pathAndQuery builds the path and the query of the URL.
func (p *prepared) pathAndQuery(params *Params) (path, rawQuery string, err error) {
	if params.RawPath != "" {
		path, rawQuery, _ = strings.Cut(params.RawPath, "?")
		if problem := rawPathProblem(path, rawQuery); problem != "" {
			return "", "", &ArgumentError{InvalidArgument, "path", problem}
		}
		return path, rawQuery, nil
	}
	path, err = p.fillRoute(params)
	if err != nil || params.Query == nil {
		return path, "", err
	}
	values, err := query.Values(params.Query)
	if err != nil {
		return "", "", argErr("the query cannot be written: %s", err)
	}
	for name, texts := range values {
		for _, text := range texts {
			if !utf8.ValidString(text) {
				return "", "", &ArgumentError{InvalidArgument, name, "is not valid UTF-8"}
			}
		}
	}
	return path, values.Encode(), nil
}

// fillRoute fills the route's parameters in, escaped. One that could address anything
// but its own place is refused.
func (p *prepared) fillRoute(params *Params) (string, error) {
	if !strings.Contains(p.endpoint.Route, "{") {
		return p.endpoint.Route, nil
	}
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
