package fake

// The Portals API: access, validation, and listings that stay whole while users come and go.

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func portalError(status int, message string) string {
	return fmt.Sprintf(`{"status_code":%d,"message":%q,"request_id":"abababababababababababababababab"}`, status, message)
}

func newPortalUser(change string) string {
	members := map[string]string{"first_name": `"Cy"`, "last_name": `"Poe"`, "email": `"cy@example.com"`, "roles": `["role_viewer"]`}
	if name, value, found := strings.Cut(change, "="); found {
		members[name] = value
	}
	var body []string
	for name, value := range members {
		if value != "" {
			body = append(body, fmt.Sprintf("%q:%s", name, value))
		}
	}
	return "{" + strings.Join(body, ",") + "}"
}

func TestPortalsAPI(t *testing.T) {
	t.Parallel()
	const users = "/v1/partner-portals/portal_1/users"
	const ana = `{"id":"portal_user_1","first_name":"Ana","last_name":"Silva","email":"ana@example.com","last_logged_at":"2023-01-20T12:00:00.000Z"}`
	const ben = `{"id":"portal_user_2","first_name":"Ben","last_name":"Moore","email":"ben@example.com","last_logged_at":null}`
	const cy = `{"id":"portal_user_3","first_name":"Cy","last_name":"Poe","email":"cy@example.com","last_logged_at":null}`
	missing, forbidden := portalError(404, "Not Found"), portalError(403, "Forbidden")
	rows := []row{
		{"list", probe{"GET", users + "?after=&limit=", "", asReader}, 200, `{"data":[` + ana + `,` + ben + `],"paging":{"next":{}}}`},
		{"list empty", probe{"GET", "/v1/partner-portals/portal_2/users", "", asAccount}, 200, `{"data":[],"paging":{"next":{}}}`},
		{"list exact page", probe{"GET", users + "?limit=2", "", asAccount}, 200, `{"data":[` + ana + `,` + ben + `],"paging":{"next":{}}}`},
		{"list no access", probe{"GET", "/v1/partner-portals/portal_2/users", "", asReader}, 403, forbidden},
		{"list unknown portal", probe{"GET", "/v1/partner-portals/portal_9/users", "", asAccount}, 404, missing},
		{"list unknown portal without all", probe{"GET", "/v1/partner-portals/portal_9/users", "", asReader}, 403, forbidden},
		{"list bad query before portal", probe{"GET", "/v1/partner-portals/portal_9/users?limit=0", "", asAccount}, 400, portalError(400, "limit: must be a whole number from 1 to 100")},
		{"list foreign cursor", probe{"GET", users + "?after=" + encodeCursor("portal_2", 0, 1), "", asAccount}, 400, portalError(400, "after: is no cursor of this portal")},
		{"list old cursor", probe{"GET", users + "?after=" + encodeCursor("portal_1", 1, 1), "", asAccount}, 400, portalError(400, "after: is no cursor of this portal")},
		{"list twice", probe{"GET", users + "?after=a&after=b", "", asAccount}, 400, portalError(400, "after: is given more than once")},
		{"list malformed", probe{"GET", users + "?after=%zz", "", asAccount}, 400, portalError(400, "the query is malformed")},
		{"get", probe{"GET", users + "/portal_user_1", "", asReader}, 200, ana},
		{"get unknown", probe{"GET", users + "/PORTAL_USER_1", "", asAccount}, 404, missing},
		{"get unknown portal", probe{"GET", "/v1/partner-portals/portal_9/users/x", "", asAccount}, 404, missing},
		{"create", probe{"POST", users, newPortalUser(""), asAccount}, 200, cy},
		{"create everything", probe{"POST", users, newPortalUser(`attributes=[{"id":"a","value":null},{"id":"b","value":{"c":[1]}}],"password":"12345678","locale":"fr_FR"`), asAccount}, 200, cy},
		{"create read-only", probe{"POST", users, "{", asReader}, 403, forbidden},
		{"create unknown portal", probe{"POST", "/v1/partner-portals/portal_9/users", "{", asAccount}, 404, missing},
		{"delete", probe{"DELETE", users + "/portal_user_2", "", asAccount}, 200, `{"id":"portal_user_2","isDeleted":true}`},
		{"delete read-only", probe{"DELETE", users + "/portal_user_2", "", asReader}, 403, forbidden},
		{"delete unknown", probe{"DELETE", users + "/x", "", asAccount}, 404, missing},
	}
	for _, limit := range []string{"0", "101", "-1", "x", "1.0", "%2B5", "99999999999999999999"} {
		rows = append(rows, row{"limit " + limit, probe{"GET", users + "?limit=" + limit, "", asAccount}, 400, portalError(400, "limit: must be a whole number from 1 to 100")})
	}
	for change, message := range map[string]string{
		`first_name=`:                         "first_name: is required",
		`first_name=""`:                       "first_name: must have at least 1 characters",
		`last_name=null`:                      "last_name: must not be null",
		`email="nobody"`:                      "email: must be a plain email address",
		`email="ANA@example.com"`:             "email: is in use in the portal",
		`roles=`:                              "roles: is required",
		`roles=[]`:                            "roles: must name at least one role",
		`roles="role_viewer"`:                 "roles: must be a list, not a string",
		`roles=[null]`:                        "roles[0]: must be a string, not null",
		`roles=["role_viewer","x"]`:           "roles[1]: is no role of the portal",
		`roles=["role_editor","role_editor"]`: "roles[1]: occurs twice",
		`password="1234567"`:                  "password: must have at least 8 characters",
		`password=12345678`:                   "password: must be a string, not a number",
		`locale=""`:                           "locale: must have at least 1 characters",
		`attributes=[{"id":"a"}]`:             "attributes: element 0 must have an id and a value",
		`attributes=[{"value":"a"}]`:          "attributes: element 0 must have an id and a value",
		`attributes=[{"id":1,"value":1}]`:     "attributes[0].id: must be a string, not a number",
		`attributes=[{"id":"a","v":1}]`:       `attributes[0]: unknown member "v"`,
		`attributes=["a"]`:                    "attributes[0]: must be an object, not a string",
		`portal="a"`:                          `unknown member "portal"`,
	} {
		rows = append(rows, row{"create " + change, probe{"POST", users, newPortalUser(change), asAccount}, 400, portalError(400, message)})
	}
	checkRows(t, rows)
}

func TestADeletedPortalUserIsGoneAndItsEmailIsFree(t *testing.T) {
	t.Parallel()
	const users = "/v1/partner-portals/portal_1/users"
	b := newBench(t, DefaultState())
	require.Equal(t, 200, b.ask(probe{"POST", users, newPortalUser(""), asAccount}).status)
	require.Equal(t, 400, b.ask(probe{"POST", users, newPortalUser(""), asAccount}).status)
	require.Equal(t, 200, b.ask(probe{"DELETE", users + "/portal_user_3", "", asAccount}).status)
	require.Equal(t, 404, b.ask(probe{"GET", users + "/portal_user_3", "", asAccount}).status)
	a := b.ask(probe{"POST", users, newPortalUser(""), asAccount})
	assert.Equal(t, "portal_user_4", decoded[map[string]any](t, a)["id"], "an id is not given twice")
	s := b.snapshot()
	assert.Equal(t, PortalUser{ID: "portal_user_4", FirstName: "Cy", LastName: "Poe", Email: "cy@example.com", Roles: []string{"role_viewer"}, Locale: "en_US"}, s.Portals[0].Users[2])
}

// listing walks a whole listing, calling between after each page, and gives the ids in order.
func listing(t *testing.T, b *bench, limit int, between func()) []string {
	t.Helper()
	var ids []string
	for after := ""; ; {
		target := fmt.Sprintf("/v1/partner-portals/portal_2/users?limit=%d&after=%s", limit, url.QueryEscape(after))
		page := decoded[struct {
			Data   []struct{ ID string }
			Paging struct{ Next struct{ After string } }
		}](t, b.ask(probe{"GET", target, "", asAccount}))
		for _, user := range page.Data {
			ids = append(ids, user.ID)
		}
		if after = page.Paging.Next.After; after == "" {
			return ids
		}
		between()
	}
}

func TestAListingIsWholeWhileUsersComeAndGo(t *testing.T) {
	t.Parallel()
	const users = "/v1/partner-portals/portal_2/users"
	for seed := range uint64(40) {
		random := rand.New(rand.NewPCG(seed, 1))
		b := newBench(t, DefaultState())
		var present, made []string
		gone := map[string]bool{}
		add := func() {
			a := b.ask(probe{"POST", users, newPortalUser(fmt.Sprintf(`email="u%d@example.com"`, len(made))), asAccount})
			id := decoded[struct{ ID string }](t, a).ID
			made, present = append(made, id), append(present, id)
		}
		remove := func() {
			if len(present) > 0 {
				i := random.IntN(len(present))
				gone[present[i]] = true
				require.Equal(t, 200, b.ask(probe{"DELETE", users + "/" + present[i], "", asAccount}).status)
				present = slices.Delete(present, i, i+1)
			}
		}
		for range 30 + random.IntN(30) {
			add()
		}
		throughout := slices.Clone(present)
		got := listing(t, b, 1+random.IntN(9), func() {
			for range random.IntN(3) {
				add()
			}
			for range random.IntN(5) {
				remove()
			}
		})
		assert.True(t, slices.IsSortedFunc(got, func(a, b string) int { return slices.Index(made, a) - slices.Index(made, b) }), "seed %d: in order of creation", seed)
		assert.Len(t, slices.Compact(slices.Clone(got)), len(got), "seed %d: nobody twice", seed)
		for _, id := range throughout {
			if !gone[id] {
				assert.Contains(t, got, id, "seed %d: nobody missed", seed)
			}
		}
	}
}

func TestACursorEndsWithTheStateThatItIsOf(t *testing.T) {
	t.Parallel()
	b := newBench(t, DefaultState())
	const users = "/v1/partner-portals/portal_1/users?limit=1&after="
	page := decoded[struct {
		Paging struct{ Next struct{ After string } }
	}](t, b.ask(probe{"GET", users, "", asAccount}))
	require.NotEmpty(t, page.Paging.Next.After)
	next := probe{"GET", users + page.Paging.Next.After, "", asAccount}
	require.Equal(t, 200, b.ask(next).status)
	require.NoError(t, b.restore(b.snapshot()))
	assert.Equal(t, 400, b.ask(next).status)
}

func TestAlteredCursorsAreNotOurs(t *testing.T) {
	t.Parallel()
	cursor := encodeCursor("portal_1", 3, 1_000_000)
	sequence, ours := decodeCursor("portal_1", 3, cursor)
	assert.True(t, ours)
	assert.Equal(t, uint64(1_000_000), sequence)
	for i := range cursor {
		for _, other := range []byte("Aa0_-\n=") {
			altered := cursor[:i] + string(other) + cursor[i+1:]
			_, ours := decodeCursor("portal_1", 3, altered)
			assert.Equal(t, altered == cursor, ours, altered)
		}
	}
	for _, altered := range []string{"", cursor + "\n", "\r" + cursor, cursor + "AAAA", cursor[1:]} {
		_, ours := decodeCursor("portal_1", 3, altered)
		assert.False(t, ours, "%q", altered)
	}
}

func FuzzCursor(f *testing.F) {
	f.Add("portal_1", encodeCursor("portal_1", 0, 1))
	f.Add("portal_1", encodeCursor("portal_2", 0, 1))
	f.Add("", "")
	f.Add("p", "AAAAAAAAAAEAAAAAAAAAAA")
	f.Fuzz(func(t *testing.T, portal, cursor string) {
		if sequence, ours := decodeCursor(portal, 0, cursor); ours {
			assert.Equal(t, cursor, encodeCursor(portal, 0, sequence), "a cursor is written in one way only")
			_, ours = decodeCursor(portal+"x", 0, cursor)
			assert.False(t, ours)
		}
	})
}
