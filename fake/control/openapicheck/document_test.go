package openapicheck

// The document itself: that it is one, that it has every route, and how requests find their operation in it.

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/fake/control"
	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
)

func TestTheDocumentIsValid(t *testing.T) {
	t.Parallel()
	document := load(t, control.OpenAPI())
	assert.True(t, document.IsOpenAPI31OrLater())
	require.NoError(t, document.Validate(t.Context(), openapi3.EnableExamplesValidation(), openapi3.EnableSchemaFormatValidation(),
		openapi3.EnableSchemaPatternValidation(), openapi3.EnableSchemaDefaultsValidation()))
}

func TestEveryRouteIsAnOperation(t *testing.T) {
	t.Parallel()
	var described []string
	answers := 0
	for path, item := range load(t, control.OpenAPI()).Paths.Map() {
		for method, operation := range item.Operations() {
			described = append(described, method+" "+path)
			answers += operation.Responses.Len()
		}
	}
	assert.ElementsMatch(t, backend.Routes(), described)
	t.Logf("%d operations with %d answers", len(described), answers)
}

func load(t *testing.T, text []byte) *openapi3.T {
	t.Helper()
	document, err := openapi3.NewLoader().LoadFromData(text)
	require.NoError(t, err)
	return document
}

// requestDocument is the document that requests are validated by. References to schemas are resolved: where one is left,
// kin-openapi falls back to its validator for OpenAPI 3.0, and that is not JSON Schema.
func requestDocument(t *testing.T) []byte { return rewritten(t, func(map[string]any) {}) }

// answerDocument is the document that answers are validated by. No object of it may have a member that is not named, so an answer
// that has one more is found out.
func answerDocument(t *testing.T) []byte {
	return rewritten(t, func(schema map[string]any) {
		if _, lists := schema["properties"].(map[string]any); lists && schema["type"] == "object" {
			schema["additionalProperties"] = false
		}
	})
}

func rewritten(t *testing.T, change func(object map[string]any)) []byte {
	t.Helper()
	var document map[string]any
	require.NoError(t, json.Unmarshal(control.OpenAPI(), &document))
	schemas := document["components"].(map[string]any)["schemas"].(map[string]any)
	text, err := json.Marshal(resolved(document, schemas, change))
	require.NoError(t, err)
	return text
}

func resolved(node any, schemas map[string]any, change func(map[string]any)) any {
	switch node := node.(type) {
	case map[string]any:
		reference, _ := node["$ref"].(string)
		if name, is := strings.CutPrefix(reference, "#/components/schemas/"); is {
			return resolved(schemas[name], schemas, change)
		}
		whole := map[string]any{}
		for name, value := range node {
			whole[name] = resolved(value, schemas, change)
		}
		change(whole)
		return whole
	case []any:
		whole := make([]any, len(node))
		for i, value := range node {
			whole[i] = resolved(value, schemas, change)
		}
		return whole
	}
	return node
}

// mailbox is the pattern that kin-openapi recommends for the format email, without its white space before the @.
const mailbox = `^([^@\s]+|"[^@]+")@[^@<>",\s]+$`

// validator finds a request's operation in the document.
type validator struct{ router routers.Router }

func newValidator(t *testing.T, text []byte) validator {
	t.Helper()
	router, err := gorillamux.NewRouter(load(t, text))
	require.NoError(t, err)
	return validator{router}
}

// input is what openapi3filter validates; nil where the document leads to another operation than the fake's.
func (v validator) input(t *testing.T, e exchange) *openapi3filter.RequestValidationInput {
	t.Helper()
	req := e.request(t)
	route, params, err := v.router.FindRoute(req)
	require.NoError(t, err, e.Case)
	if route.Method+" "+route.Path != e.route(t) {
		assert.True(t, decidedByAppKey(req), "%s: the document says %s %s, the fake %s", e.Case, route.Method, route.Path, e.route(t))
		return nil
	}
	return &openapi3filter.RequestValidationInput{
		Request: req, PathParams: params, Route: route,
		Options: &openapi3filter.Options{
			AuthenticationFunc: presented, IncludeResponseStatus: true, SkipSettingDefaults: true,
			SchemaValidationOptions: []openapi3.SchemaValidationOption{
				openapi3.WithStringFormatValidator("email", openapi3.NewRegexpFormatValidator(mailbox)),
				openapi3.WithStringFormatValidator("uuid", openapi3.NewRegexpFormatValidator(openapi3.FormatOfStringForUUIDOfRFC9562)),
			},
		},
	}
}

// decidedByAppKey tells the requests whose operation is not told by method and path, which OpenAPI goes by: below /v1/user/
// the header X-API-KEY tells the App API from the Profile API. The real hosts differ.
func decidedByAppKey(req *http.Request) bool { return strings.HasPrefix(req.URL.Path, "/v1/user/") }
