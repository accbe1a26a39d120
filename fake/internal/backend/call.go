package backend

// A call: one request with its caller and the store, as a handler gets it, and how the handler reads query and body and
// answers.

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/partnerkit/partnerkit-go/fake/internal/secret"
	"github.com/partnerkit/partnerkit-go/fake/internal/strictjson"
)

// call is one request on its way through a handler.
type call struct {
	*Request
	caller
	store      *store
	secrets    *secret.Set
	known      []parameter // of the query, as the route names them
	pathParams []string    // of the path, in order
	lenient    bool
	generation uint64 // of the state, see Backend

	walletDelay time.Duration // of an app that has none of its own
}

// handler does what an operation does.
type handler func(*call) (Response, *apiError)

// decode fills a body from the request and validates it.
func (c *call) decode(into validator) *apiError {
	if apiErr := c.decodeMembers(into); apiErr != nil {
		return apiErr
	}
	if errs := validate(into); len(errs) > 0 {
		return badRequest(errs...)
	}
	return nil
}

// decodeMembers fills a body from the request: a JSON object under a JSON Content-Type, of at most MaxBody bytes.
func (c *call) decodeMembers(into any) *apiError {
	switch {
	case len(c.Body) == 0:
		return badRequest(strictjson.FieldError{Message: "the body is empty: a JSON object is expected"})
	case !isJSON(c.Header.Get("Content-Type")):
		wrong := &apiError{status: http.StatusUnsupportedMediaType}
		return wrong.withLogReason("%s", c.whyUnsupported())
	case len(c.Body) > MaxBody:
		return badRequest(strictjson.FieldError{Message: fmt.Sprintf("the body is over %d bytes", MaxBody)})
	}
	if errs := (strictjson.Decoder{AllowUnknown: c.lenient, Redact: c.redact}).Decode(c.Body, into); len(errs) > 0 {
		return badRequest(errs...)
	}
	return nil
}

// whyUnsupported says what stands in the place of a JSON Content-Type.
func (c *call) whyUnsupported() string {
	contentType := c.Header.Get("Content-Type")
	if contentType == "" {
		return "there is a body, and no Content-Type header"
	}
	return fmt.Sprintf("the Content-Type %+.64q is not JSON", c.redact(contentType))
}

// redact takes the credentials out of a text.
func (c *call) redact(text string) string { return c.secrets.Replace(text, secret.Redacted) }

// hasBody reports whether there is more than white space in the request's body.
func (c *call) hasBody() bool {
	return len(c.Body) > MaxBody || len(bytes.Trim(c.Body, " \t\r\n")) > 0
}

func isJSON(contentType string) bool {
	mediaType, _, err := mime.ParseMediaType(contentType)
	return err == nil && (mediaType == "application/json" || strings.Contains(mediaType, "/") && strings.HasSuffix(mediaType, "+json"))
}

// knows reports whether the route names a parameter.
func (c *call) knows(name string) bool {
	return slices.ContainsFunc(c.known, func(p parameter) bool { return p.name == name })
}

// query reads those of the query's parameters that the route names.
func (c *call) query() (url.Values, *apiError) {
	values := url.Values{}
	for p, err := range QueryParameters(c.RawQuery) {
		if err != nil {
			return nil, badRequest(strictjson.FieldError{Message: "the query is malformed"})
		}
		if c.knows(p.Name) {
			values.Add(p.Name, p.Value)
		}
	}
	return values, nil
}

// jsonResponse is a success with a body.
func jsonResponse(status int, body any) (Response, *apiError) {
	return Response{Status: status, Body: strictjson.Encode(body)}, nil
}
