package control

// The description of the four APIs.

import (
	_ "embed"
	"slices"
)

//go:generate go run ./internal/openapigen -o openapi.json

//go:embed openapi.json
var openAPI []byte

// OpenAPI returns the description of the four APIs, an OpenAPI 3.1 document in JSON. It is made of the table of routes that
// the fake answers by, and of the rules that it judges requests by.
func OpenAPI() []byte { return slices.Clone(openAPI) }
