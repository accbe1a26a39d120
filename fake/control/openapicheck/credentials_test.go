package openapicheck

// Credentials: whether one is presented as the document says. Whether it is a good one is the fake's to tell.

import (
	"context"
	"errors"
	"strings"

	"github.com/getkin/kin-openapi/openapi3filter"
)

var errNotPresented = errors.New("the credential is not presented")

func presented(_ context.Context, input *openapi3filter.AuthenticationInput) error {
	header := input.RequestValidationInput.Request.Header
	switch scheme := input.SecurityScheme; scheme.Type {
	case "apiKey":
		if scheme.In == "header" && header.Get(scheme.Name) != "" {
			return nil
		}
	case "http":
		sent, token, _ := strings.Cut(header.Get("Authorization"), " ")
		if strings.EqualFold(sent, scheme.Scheme) && token != "" {
			return nil
		}
	}
	return errNotPresented
}
