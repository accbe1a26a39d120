package fake

// The routes: one table of every operation, and the judgement of a raw path against it. A path is never cleaned: what has an
// empty, "." or ".." segment, written plainly or escaped, is no path of ours.

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// route is one operation.
type route struct {
	method     string
	path       string
	api        api
	permission string // what the caller must be allowed; the meaning is the API's
	open       bool   // needs no credential
	handle     func(c *call) (answer, *refusal)
	segments   []string
}

// The permissions of the Portals API.
const (
	readUsers  = "read"
	writeUsers = "write"
)

var routeTable = segmented([]route{
	{method: "POST", path: "/v1/users", api: partnerAPI, permission: "user:create", handle: createUser},
	{method: "GET", path: "/v1/users/{id}", api: partnerAPI, permission: "user:read", handle: getUser},
	{method: "PUT", path: "/v1/users/{id}", api: partnerAPI, permission: "user:update", handle: updateUser},
	{method: "DELETE", path: "/v1/users/{id}", api: partnerAPI, permission: "user:delete", handle: disassociateUser},
	{method: "POST", path: "/v1/users/{id}/disconnect-wallet", api: partnerAPI, permission: "user:update", handle: disconnectWallet},
	{method: "GET", path: "/v1/users/email/{email}", api: partnerAPI, permission: "user:read", handle: getUserByEmail},
	{method: "GET", path: "/v1/user", api: appAPI, handle: getAppUser},
	{method: "GET", path: "/v1/partner-portals/{portalId}/users", api: portalsAPI, permission: readUsers, handle: listPortalUsers},
	{method: "GET", path: "/v1/partner-portals/{portalId}/users/{userId}", api: portalsAPI, permission: readUsers, handle: getPortalUser},
	{method: "POST", path: "/v1/partner-portals/{portalId}/users", api: portalsAPI, permission: writeUsers, handle: createPortalUser},
	{method: "DELETE", path: "/v1/partner-portals/{portalId}/users/{userId}", api: portalsAPI, permission: writeUsers, handle: deletePortalUser},
	{method: "GET", path: "/v1/user/profile", api: profileAPI, handle: getProfile},
	{method: "GET", path: "/v1/user/by-id/{username}/public", api: profileAPI, handle: getPublicProfile},
	{method: "POST", path: "/v1/user/profile", api: profileAPI, handle: updateProfile},
	{method: "GET", path: "/v1/user/referrals", api: profileAPI, handle: listReferrals},
	{method: "GET", path: "/v1/user/notifications", api: profileAPI, handle: listNotifications},
	{method: "POST", path: "/v1/user/notifications/read", api: profileAPI, handle: markNotificationsRead},
	{method: "POST", path: "/v1/user/auth/refresh-session", api: profileAPI, open: true, handle: refreshSession},
})

func segmented(table []route) []route {
	for i := range table {
		table[i].segments = strings.Split(table[i].path, "/")[1:]
	}
	return table
}

func (r *route) name() string { return r.method + " " + r.path }

// routes lists every route as "GET /v1/users/{id}", in the contract's order.
func routes() []string {
	names := make([]string, len(routeTable))
	for i := range routeTable {
		names[i] = routeTable[i].name()
	}
	return names
}

// match is what routing found out about a method and a path.
type match struct {
	api    api
	route  string   // "" for an unknown path, and for a known one with a method that it does not have
	params []string // decoded, in order
	found  *route
	allow  []string // the methods of a known path
}

// matchRoute judges a path as it was sent, still escaped.
func matchRoute(method, rawPath string) match {
	segments, proper := splitPath(rawPath)
	m := match{api: ownerOf(segments)}
	if !proper {
		return m
	}
	for i := range routeTable {
		r := &routeTable[i]
		if !r.covers(segments) {
			continue
		}
		m.allow = append(m.allow, r.method)
		if r.method == method {
			m.found, m.route, m.params = r, r.name(), r.paramsOf(segments)
		}
	}
	return m
}

// splitPath decodes the segments of a path, and tells whether each is one that a path of ours can have.
func splitPath(rawPath string) (segments []string, proper bool) {
	segments = strings.Split(strings.TrimPrefix(rawPath, "/"), "/")
	proper = strings.HasPrefix(rawPath, "/")
	for i, segment := range segments {
		decoded, err := url.PathUnescape(segment)
		if err != nil || slices.Contains([]string{"", ".", ".."}, decoded) {
			proper = false
			continue
		}
		segments[i] = decoded
	}
	return segments, proper
}

// ownerOf tells whose path it is, also of one that nobody knows.
func ownerOf(segments []string) api {
	if len(segments) < 2 || segments[0] != "v1" {
		return partnerAPI
	}
	switch {
	case segments[1] == "partner-portals":
		return portalsAPI
	case segments[1] == "user" && len(segments) == 2:
		return appAPI
	case segments[1] == "user":
		return profileAPI
	}
	return partnerAPI
}

func isParam(segment string) bool { return segment[0] == '{' }

func (r *route) covers(segments []string) bool {
	if len(r.segments) != len(segments) {
		return false
	}
	for i, segment := range r.segments {
		if segment != segments[i] && !isParam(segment) {
			return false
		}
	}
	return true
}

func (r *route) paramsOf(segments []string) []string {
	var params []string
	for i, segment := range r.segments {
		if isParam(segment) {
			params = append(params, segments[i])
		}
	}
	return params
}

// refusal is the answer where no route was found.
func (m match) refusal() *refusal {
	if len(m.allow) == 0 {
		return &refusal{status: http.StatusNotFound}
	}
	return &refusal{status: http.StatusMethodNotAllowed, header: allowHeader(m.allow)}
}
