package main

// The document's frame: what it is about, its tags, and the operations in the order of the routes.

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
	"not named here is refused; a parameter of a query is ignored. A method that a path does not have is answered " +
	"405 with Allow, and an injected fault may answer any status, also one that is not listed."

// services are the tags, in the order of their APIs.
var services = []struct{ name, about string }{
	{"Users", "The Partner API: users who are associated with a partner."},
	{"AppUsers", "The App API: users of an app, and their wallets."},
	{"PortalUsers", "The Portals API: users of a partner portal."},
	{"Profile", "The Profile API: what the holder of a session sees and changes, and the renewal of sessions."},
	{"Notifications", "The Profile API: notifications of the session's user."},
}

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
