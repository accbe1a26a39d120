package backend

// Routing: a raw path against the table of routes. A path is never cleaned: what has an empty, "." or ".." segment, written plainly
// or escaped, is no path of ours.

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

func (r *route) name() string { return r.method + " " + r.path }

// Routes lists every route as "GET /v1/users/{id}", in the contract's order.
func Routes() []string {
	names := make([]string, len(routeTable))
	for i := range routeTable {
		names[i] = routeTable[i].name()
	}
	return names
}

// routesOf lists the routes of one API.
func routesOf(api API) []string {
	var names []string
	for i := range routeTable {
		if routeTable[i].api == api {
			names = append(names, routeTable[i].name())
		}
	}
	return names
}

// RouteAPI tells whose route it is that Routes lists under a name.
func RouteAPI(name string) (owner API, known bool) {
	for i := range routeTable {
		if routeTable[i].name() == name {
			return routeTable[i].api, true
		}
	}
	return "", false
}

// Match is what routing found out about a method and a path.
type Match struct {
	API   API    // the owner of the path, also of one that nobody knows
	Route string // as Routes names it; "" for an unknown path, and for a known one with a method that it does not have

	route      *route
	pathParams []string // decoded, in order
	allow      []string // the methods of a known path
}

// MatchRoute compares a path as it was sent, still escaped, with the routes of its owner alone. Which API that is depends on the
// header, too.
func MatchRoute(method, rawPath string, header http.Header) Match {
	segments, proper := splitPath(rawPath)
	m := Match{API: ownerOf(segments, proper, len(header.Values("X-API-KEY")) > 0)}
	if !proper {
		return m
	}
	for i := range routeTable {
		r := &routeTable[i]
		if r.api != m.API || !r.covers(segments) {
			continue
		}
		m.allow = append(m.allow, r.method)
		if r.method == method {
			m.route, m.Route, m.pathParams = r, r.name(), r.pathParamsOf(segments)
		}
	}
	return m
}

// splitPath decodes the segments of a path, and reports whether each is one that a path of ours can have.
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

// ownerOf tells whose path it is. Where the real hosts alone tell the App API's paths from another's, the header that holds
// its key does, whatever its value.
func ownerOf(segments []string, proper, hasAppKey bool) API {
	isV1 := len(segments) > 1 && segments[0] == "v1"
	switch {
	case isV1 && segments[1] == "partner-portals":
		return PortalsAPI
	case isV1 && segments[1] == "user" && (len(segments) == 2 || hasAppKey):
		return AppAPI
	case isV1 && segments[1] == "user":
		return ProfileAPI
	case !hasAppKey, proper && isPartnerPath(segments):
		return PartnerAPI
	}
	return AppAPI
}

// isPartnerPath reports whether some route of the Partner API has the path, whatever its method.
func isPartnerPath(segments []string) bool {
	return slices.ContainsFunc(routeTable, func(r route) bool { return r.api == PartnerAPI && r.covers(segments) })
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

func (r *route) pathParamsOf(segments []string) []string {
	var params []string
	for i, segment := range r.segments {
		if isParam(segment) {
			params = append(params, segments[i])
		}
	}
	return params
}

// notRouted is the answer if no route was found.
func (m Match) notRouted() *apiError {
	if len(m.allow) == 0 {
		return notFound.withLogReason("no route has this path")
	}
	allow := strings.Join(m.allow, ", ")
	wrong := &apiError{status: http.StatusMethodNotAllowed, header: http.Header{"Allow": {allow}}}
	return wrong.withLogReason("of the methods the path has %s alone", allow)
}
