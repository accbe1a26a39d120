package backend

// The near miss of a route: what a slip, a value in a parameter's place and a forgotten method are taken for.

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestNearestRoute(t *testing.T) {
	t.Parallel()
	const user, users = "GET /v1/users/{id}", "POST /v1/users"
	for name, want := range map[string]string{
		"GET /v1/users/{userId}":                   user,
		"GET /v1/users/:id":                        user,
		"get /v1/users/{id}":                       user,
		"GET /v1/users/{id}/":                      user,
		"GET v1/users/{id}":                        user,
		"GET /v1/user/profil":                      "GET /v1/user/profile",
		"GET /v1/user/porfile":                     "GET /v1/user/profile", // and not that of a uid
		"GET /v1/users/123e4567":                   user,
		"GET /v1/users/123e4567-e89b-12d3/":        user,
		"GET //v1//users/123e4567-e89b-12d3":       user,
		"GET /v1/user/email/{email}":               "GET /v1/users/email/{email}",
		"POST /v1/user/{id}/disconect-wallet":      "POST /v1/users/{id}/disconnect-wallet",
		"/v1/users":                                users,
		"POST /v1/user":                            "POST /v1/user",
		"POST  /v1/users":                          users,
		"POST /users":                              users,
		"PATCH /v1/users/{id}":                     "PUT /v1/users/{id}",
		"DELETE /v1/partner-portals/p/users/u":     "DELETE /v1/partner-portals/{portalId}/users/{userId}",
		"GET /v1/partner_portals/{portalId}/users": "GET /v1/partner-portals/{portalId}/users",
		"":                               "",
		"x":                              "",
		"GET /something/else/altogether": "",
		"\xff\xfe":                       "",
	} {
		assert.Equal(t, want, NearestRoute(name), name)
	}
}

// A path of 16 MiB costs no more than one of a line.
func TestNearestRouteOfALongName(t *testing.T) {
	t.Parallel()
	begun := time.Now()
	assert.Equal(t, "GET /v1/users/{id}", NearestRoute("GET /v1/users/"+strings.Repeat("é", 8<<20)))
	assert.Less(t, time.Since(begun), 5*time.Second, "it is a matter of milliseconds")
}
