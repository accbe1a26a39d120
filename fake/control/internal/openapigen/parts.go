package main

// What operations refer to by name: the credentials that they need, and the headers of their answers.

import "github.com/partnerkit/partnerkit-go/fake/internal/backend"

var securitySchemes = object{
	{"partnerKey", bearerScheme("A partner's API key.", "")},
	{"appKey", object{{"type", "apiKey"}, {"in", "header"}, {"name", "X-API-KEY"}, {"description", "An app's key."}}},
	{"appToken", bearerScheme("A token that is signed with the app's secret: HS256, the claims resource, action and user_id \"*\".", "JWT")},
	{"serviceAccountKey", bearerScheme("A service account's key, `sk:…`.", "")},
	{"sessionToken", bearerScheme("A session token, good for ten minutes.", "")},
}

func bearerScheme(about, format string) object {
	scheme := object{{"type", "http"}, {"scheme", "bearer"}, {"description", about}}
	if format != "" {
		scheme.set("bearerFormat", format)
	}
	return scheme
}

// credentials name the schemes that each API needs together.
var credentials = map[backend.API][]string{
	backend.PartnerAPI: {"partnerKey"},
	backend.AppAPI:     {"appKey", "appToken"},
	backend.PortalsAPI: {"serviceAccountKey"},
	backend.ProfileAPI: {"sessionToken"},
}

func securityOf(op backend.Operation) []object {
	if op.Open {
		return []object{}
	}
	var together object
	for _, scheme := range credentials[op.API] {
		together.set(scheme, []string{})
	}
	return []object{together}
}

var quotaHeaders = []string{"X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"}

var headers = object{
	{"X-Request-Id", header("The request's id.", object{{"type", "string"}, {"pattern", "^[0-9a-f]{32}$"}}, true)},
	{"X-RateLimit-Limit", header("How many requests a window has.", atLeast(1), true)},
	{"X-RateLimit-Remaining", header("How many are left.", atLeast(0), true)},
	{"X-RateLimit-Reset", header("Seconds until the next window.", atLeast(1), true)},
	{"Retry-After", header("Seconds to wait.", atLeast(1), true)},
	{"X-Fake-Reason", header("What was wrong, in words of the fake's own. Production has no such header.", object{{"type", "string"}}, false)},
}

func header(about string, schema object, always bool) object {
	return object{{"description", about}, {"required", always}, {"schema", schema}}
}

func atLeast(n int) object { return object{{"type", "integer"}, {"minimum", n}} }
