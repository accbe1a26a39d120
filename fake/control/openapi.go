package control

// The description of the four APIs.

import (
	"bytes"
	_ "embed"
	"slices"
)

//go:generate go run ./internal/openapigen -o openapi.json

//go:embed openapi.json
var openAPI []byte

// OpenAPI returns the description of the four APIs, an OpenAPI 3.1 document in JSON. The document is generated from the fake's own
// table of routes and from the rules by which the fake validates requests.
func OpenAPI() []byte { return slices.Clone(openAPI) }

// openAPIBelow is the description of APIs that stand below a path, "" for none.
func openAPIBelow(prefix string) []byte {
	if prefix == "" {
		return openAPI
	}
	return bytes.Replace(openAPI, []byte(`"url": "/"`), []byte(`"url": "`+prefix+`"`), 1)
}
