package main

// The document's frame: what it is about, the credentials, the headers, and the operations in the order of the routes.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
)

const about = "Users of a partner account, of an app and of a portal, profiles and notifications, as the fake of " +
	"github.com/partnerkit/partnerkit-go serves them on one address. Each API has its own credential and its own form of an error.\n\n" +
	"Below `/v1/user/` a request with the header X-API-KEY is the App API's, any other the Profile API's. A member of a body that is " +
	"not named here is refused; a parameter of a query is ignored. An injected fault may answer any status, also one that is not listed."

// services are the tags, in the order of their APIs.
var services = []struct{ name, about string }{
	{"Users", "The Partner API: users who are associated with a partner."},
	{"AppUsers", "The App API: users of an app, and their wallets."},
	{"PortalUsers", "The Portals API: users of a partner portal."},
	{"Profile", "The Profile API: what the holder of a session sees and changes, and the renewal of sessions."},
	{"Notifications", "The Profile API: notifications of the session's user."},
}

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

// document is the whole of it, as it stands in the file.
func document() (text []byte, err error) {
	defer func() {
		if cannot := recover(); cannot != nil {
			err = fmt.Errorf("the routes cannot be described: %v", cannot)
		}
	}()
	all := components{types: map[string]reflect.Type{}}
	var paths object
	for _, op := range backend.Operations() {
		item, _ := paths.get(op.Path).(object)
		item.set(strings.ToLower(op.Method), all.operation(op))
		paths.set(op.Path, item)
	}
	var tags []object
	for _, service := range services {
		tags = append(tags, object{{"name", service.name}, {"description", service.about}})
	}
	compact, err := marshal(object{
		{"openapi", "3.1.0"},
		{"info", object{{"title", "partnerkit: four user-management APIs"}, {"version", "1"}, {"description", about}}},
		{"servers", []object{{{"url", "/"}, {"description", "Where the fake listens."}}}},
		{"tags", tags},
		{"paths", paths},
		{"components", object{{"securitySchemes", securitySchemes}, {"headers", headers}, {"responses", all.responses}, {"schemas", all.schemas}}},
	})
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = json.Indent(&out, compact, "", "  ")
	out.WriteByte('\n')
	return out.Bytes(), err
}
