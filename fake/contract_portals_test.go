package fake_test

// Section 3 of the contract: the Portals API.

import "strings"

const (
	portalOne = "/v1/partner-portals/portal_1/users"
	portalTwo = "/v1/partner-portals/portal_2/users"
	portalTri = "/v1/partner-portals/portal_3/users"
	portalNot = "/v1/partner-portals/portal_9/users"
	oddUser   = portalTwo + "/pu%2F4%20%C3%A9"

	pu1 = `{"id":"pu_1","first_name":"Ada","last_name":"Lovelace","email":"Ada@example.com","last_logged_at":"<at 2023-02-01T10:00:00Z>"}`
	pu2 = `{"id":"pu_2","first_name":"Bob","last_name":"Builder","email":"bob@example.com","last_logged_at":null}`
	pu3 = `{"id":"pu_3","first_name":"Cyd","last_name":"Charisse","email":"cyd@example.com","last_logged_at":null}`
	pu4 = `{"id":"pu/4 é","first_name":"Dan","last_name":"Dare","email":"dan@example.com","last_logged_at":null}`

	newPortalUser = `{"first_name":"Eve","last_name":"Evans","email":"eve@example.com","roles":["role_viewer"]}`
	madeUser      = `{"id":"<text>","first_name":"Eve","last_name":"Evans","email":"eve@example.com","last_logged_at":null}`
	storedUser    = `{"id":"<text>","first_name":"Eve","last_name":"Evans","email":"eve@example.com","roles":["role_viewer"],"locale":"en_US"}`
)

func portalError(status, message string) string {
	return `{"status_code":` + status + `,"message":"` + message + `","request_id":"<hex32>"}`
}

var (
	portalBad     = portalError("400", "<text>")
	portalWho     = portalError("401", "Unauthorized")
	portalDenied  = portalError("403", "Forbidden")
	portalMissing = portalError("404", "Not Found")
	nextPage      = []string{"paging", "next", "after"}
)

func lastPage(users ...string) string {
	return `{"data":[` + strings.Join(users, ",") + `],"paging":{}}`
}

func morePages(users ...string) string {
	return `{"data":[` + strings.Join(users, ",") + `],"paging":{"next":{"after":"<text>"}}}`
}

func portalListRows() []row {
	list := "GET " + portalOne
	firstOf2 := kept("cursor", nextPage, account, list+"?limit=2", "")
	firstOf1 := kept("cursor", nextPage, account, list+"?limit=1", "")
	add := sent(200, account, "POST "+portalOne, newPortalUser)
	remove := func(id string) step { return sent(200, account, "DELETE "+portalOne+"/"+id, "") }
	rows := []row{
		{name: "all on one page", as: account, status: 200, answer: lastPage(pu1, pu2, pu3)},
		{name: "by a read-only account", as: readOnly, status: 200, answer: lastPage(pu1, pu2, pu3)},
		{name: "by an account of all portals", as: allSeeing, status: 200, answer: lastPage(pu1, pu2, pu3)},
		{name: "another portal", as: account, request: "GET " + portalTwo, status: 200, answer: lastPage(pu4)},
		{name: "an empty portal", as: allReader, request: "GET " + portalTri, status: 200, answer: lastPage()},
		{name: "empty parameters count as absent", as: account, request: list + "?after=&limit=", status: 200, answer: lastPage(pu1, pu2, pu3)},
		{name: "unknown parameters", as: account, request: list + "?page=2&Limit=0", status: 200, answer: lastPage(pu1, pu2, pu3)},
		{name: "limit 1", as: account, request: list + "?limit=1", status: 200, answer: morePages(pu1)},
		{name: "limit 2", as: account, request: list + "?limit=2", status: 200, answer: morePages(pu1, pu2)},
		{name: "limit exactly all", as: account, request: list + "?limit=3", status: 200, answer: lastPage(pu1, pu2, pu3)},
		{name: "limit 100", as: account, request: list + "?limit=100", status: 200, answer: lastPage(pu1, pu2, pu3)},
		{name: "second page", as: account, first: []step{firstOf2}, request: list + "?limit=2&after=$cursor", status: 200, answer: lastPage(pu3)},
		{name: "second of three pages", as: account, first: []step{firstOf1}, request: list + "?after=$cursor&limit=1", status: 200, answer: morePages(pu2)},
		{name: "third of three pages", as: account, first: []step{firstOf1, kept("cursor", nextPage, account, list+"?limit=1&after=$cursor", "")},
			request: list + "?limit=1&after=$cursor", status: 200, answer: lastPage(pu3)},
		{name: "another limit on the second page", as: account, first: []step{firstOf1}, request: list + "?after=$cursor", status: 200, answer: lastPage(pu2, pu3)},
		{name: "another account's cursor", as: readOnly, first: []step{firstOf2}, request: list + "?after=$cursor", status: 200, answer: lastPage(pu3)},
		{name: "last seen user deleted meanwhile", as: account, first: []step{firstOf2, remove("pu_2")}, request: list + "?after=$cursor", status: 200, answer: lastPage(pu3)},
		{name: "seen user deleted meanwhile", as: account, first: []step{firstOf2, remove("pu_1")}, request: list + "?after=$cursor", status: 200, answer: lastPage(pu3)},
		{name: "next user deleted meanwhile", as: account, first: []step{firstOf1, remove("pu_2")}, request: list + "?after=$cursor", status: 200, answer: lastPage(pu3)},
		{name: "everybody else deleted meanwhile", as: account, first: []step{firstOf2, remove("pu_3")}, request: list + "?after=$cursor", status: 200, answer: lastPage()},
		{name: "a user added meanwhile comes at the end", as: account, first: []step{firstOf2, add}, request: list + "?after=$cursor", status: 200, answer: lastPage(pu3, madeUser)},
		{name: "deleted and added again comes at the end", as: account, first: []step{firstOf1, remove("pu_2"), add}, request: list + "?after=$cursor", status: 200, answer: lastPage(pu3, madeUser)},
		{name: "default limit is 20, on the first page", as: account, first: []step{manyPortalUsers(18)}, request: list + "?limit=20", status: 200,
			answer: morePages(append([]string{pu1, pu2, pu3}, copies(17)...)...)},
		{name: "default limit is 20", as: account, first: []step{manyPortalUsers(18)}, status: 200, answer: morePages(append([]string{pu1, pu2, pu3}, copies(17)...)...)},
		{name: "cursor of another portal", as: account, first: []step{firstOf2}, request: "GET " + portalTwo + "?after=$cursor", status: 400, answer: portalBad},
		{name: "cursor that is not ours", as: account, request: list + "?after=pu_2", status: 400, answer: portalBad},
		{name: "cursor with a character more", as: account, first: []step{firstOf2}, request: list + "?after=$cursorA", status: 400, answer: portalBad},
		{name: "cursor with a character less in front", as: account, first: []step{firstOf2, beheaded("cursor")}, request: list + "?after=$cursor", status: 400, answer: portalBad},
		{name: "after twice", as: account, request: list + "?after=&after=", status: 400, answer: portalError("400", "after: is given more than once")},
		{name: "limit twice", as: account, request: list + "?limit=1&limit=1", status: 400, answer: portalError("400", "limit: is given more than once")},
		{name: "query that cannot be parsed", as: account, request: list + "?page=%zz", status: 400, answer: portalError("400", "the query is malformed")},
		{name: "no credential", as: nobody, status: 401, answer: portalWho},
		{name: "unknown key", as: bearer("sk:fake_unknown"), status: 401, answer: portalWho},
		{name: "account of no portal", as: noAccess, status: 403, answer: portalDenied},
		{name: "portal of others", as: readOnly, request: "GET " + portalTwo, status: 403, answer: portalDenied},
		{name: "unknown portal, account of some", as: account, request: "GET " + portalNot, status: 403, answer: portalDenied},
		{name: "unknown portal, account of all", as: allSeeing, request: "GET " + portalNot, status: 404, answer: portalMissing},
		{name: "portal ids are compared exactly", as: allSeeing, request: "GET /v1/partner-portals/PORTAL_1/users", status: 404, answer: portalMissing},
	}
	for _, limit := range []string{"0", "101", "-1", "1.5", "1e1", "abc", "0x10", "99999999999999999999", "%2B5", "5%20"} {
		rows = append(rows, row{name: "limit " + limit, as: account, request: list + "?limit=" + limit, status: 400, answer: portalBad})
	}
	return inSection("3 list", list, rows)
}

// manyPortalUsers adds so many users to the first portal.
func manyPortalUsers(n int) step {
	return func(c *trial) {
		for i := range n {
			email := `"eve` + strings.Repeat("e", i) + `@example.com"`
			sent(200, account, "POST "+portalOne, patched(newPortalUser, "email", email))(c)
		}
	}
}

// copies is what those users look like, in order.
func copies(n int) []string {
	users := make([]string, n)
	for i := range users {
		users[i] = patched(madeUser, "email", `"eve`+strings.Repeat("e", i)+`@example.com"`)
	}
	return users
}

// beheaded spoils a kept value.
func beheaded(name string) step {
	return func(c *trial) { c.kept[name] = c.kept[name][1:] }
}

func portalUserRows() []row {
	get := inSection("3 get", "GET "+portalOne+"/pu_1", []row{
		{name: "all members", as: account, status: 200, answer: pu1},
		{name: "never logged in", as: account, request: "GET " + portalOne + "/pu_2", status: 200, answer: pu2},
		{name: "by a read-only account", as: readOnly, status: 200, answer: pu1},
		{name: "by an account of all portals", as: allReader, status: 200, answer: pu1},
		{name: "percent-encoded id", as: account, request: "GET " + oddUser, status: 200, answer: pu4},
		{name: "needlessly percent-encoded ids", as: account, request: "GET /v1/partner-portals/portal%5f1/users/%70u_1", status: 200, answer: pu1},
		{name: "unknown parameters", as: account, request: "GET " + portalOne + "/pu_1?limit=0", status: 200, answer: pu1},
		{name: "slash not escaped is another path", as: account, request: "GET " + portalTwo + "/pu/4%20%C3%A9", status: 404, answer: portalMissing},
		{name: "unknown id", as: account, request: "GET " + portalOne + "/pu_9", status: 404, answer: portalMissing},
		{name: "ids are compared exactly", as: account, request: "GET " + portalOne + "/PU_1", status: 404, answer: portalMissing},
		{name: "user of another portal", as: account, request: "GET " + portalTwo + "/pu_1", status: 404, answer: portalMissing},
		{name: "after a delete", as: account, first: []step{sent(200, account, "DELETE "+portalOne+"/pu_1", "")}, status: 404, answer: portalMissing},
		{name: "unknown portal, account of all", as: allSeeing, request: "GET " + portalNot + "/pu_1", status: 404, answer: portalMissing},
		{name: "unknown portal, account of some", as: account, request: "GET " + portalNot + "/pu_1", status: 403, answer: portalDenied},
		{name: "account of no portal", as: noAccess, status: 403, answer: portalDenied},
		{name: "no credential", as: nobody, status: 401, answer: portalWho},
	})
	deleted := func(id string) string { return `{"id":"` + id + `","isDeleted":true}` }
	remove := inSection("3 delete", "DELETE "+portalOne+"/pu_2", []row{
		{name: "done", as: account, status: 200, answer: deleted("pu_2"), effect: effect{"portals/0/users/1": gone}},
		{name: "by an account of all portals", as: allSeeing, status: 200, answer: deleted("pu_2"), effect: effect{"portals/0/users/1": gone}},
		{name: "percent-encoded id", as: account, request: "DELETE " + oddUser, status: 200, answer: deleted("pu/4 é"), effect: effect{"portals/1/users/0": gone}},
		{name: "a body is ignored", as: account, body: `[`, status: 200, answer: deleted("pu_2"), effect: effect{"portals/0/users/1": gone}},
		{name: "twice", as: account, first: []step{sent(200, account, "DELETE "+portalOne+"/pu_2", "")}, status: 404, answer: portalMissing},
		{name: "unknown id", as: account, request: "DELETE " + portalOne + "/pu_9", status: 404, answer: portalMissing},
		{name: "user of another portal", as: account, request: "DELETE " + portalTwo + "/pu_2", status: 404, answer: portalMissing},
		{name: "read-only account", as: readOnly, status: 403, answer: portalDenied},
		{name: "read-only account, unknown id", as: allReader, request: "DELETE " + portalOne + "/pu_9", status: 403, answer: portalDenied},
		{name: "unknown portal, account of all", as: allSeeing, request: "DELETE " + portalNot + "/pu_2", status: 404, answer: portalMissing},
		{name: "unknown portal, account of some", as: account, request: "DELETE " + portalNot + "/pu_2", status: 403, answer: portalDenied},
		{name: "no credential", as: nobody, status: 401, answer: portalWho},
	})
	return append(get, remove...)
}

func portalCreateRows() []row {
	accepted := func(name string, answered []string, changes ...string) row {
		return row{name: name, as: account, body: patched(newPortalUser, changes...), status: 200,
			answer: patched(madeUser, answered...), effect: effect{"portals/0/users/-": patched(storedUser, answered...)}}
	}
	refused := func(name string, changes ...string) row {
		return row{name: name, as: account, body: patched(newPortalUser, changes...), status: 400, answer: portalBad}
	}
	elsewhere := effect{"portals/1/users/-": patched(storedUser, "email", `"ADA@example.com"`, "roles", `["role_other"]`)}
	rows := []row{
		accepted("required members", nil),
		accepted("password of 8 is never echoed", nil, "password", `"12345678"`),
		accepted("password of 8 characters of two bytes", nil, "password", `"éééééééé"`),
		accepted("attributes of any value are not kept", nil, "attributes", `[{"id":"a","value":1},{"id":"b","value":null},{"id":"c","value":{"d":[true,"x"]}}]`),
		accepted("no attributes", nil, "attributes", `[]`),
		{name: "two roles and a locale", as: account, body: patched(newPortalUser, "roles", `["role_editor","role_viewer"]`, "locale", `"fr_FR"`), status: 200, answer: madeUser,
			effect: effect{"portals/0/users/-": patched(storedUser, "roles", `["role_editor","role_viewer"]`, "locale", `"fr_FR"`)}},
		{name: "email of a user of another portal", as: account, request: "POST " + portalTwo, body: patched(newPortalUser, "email", `"ADA@example.com"`, "roles", `["role_other"]`),
			status: 200, answer: patched(madeUser, "email", `"ADA@example.com"`), effect: elsewhere},
		{name: "email of a deleted user", as: account, first: []step{sent(200, account, "DELETE "+portalOne+"/pu_1", "")}, body: patched(newPortalUser, "email", `"ada@example.com"`),
			status: 200, answer: patched(madeUser, "email", `"ada@example.com"`), effect: effect{"portals/0/users/-": patched(storedUser, "email", `"ada@example.com"`)}},
		{name: "by an account of all portals", as: allSeeing, request: "POST " + portalTri, body: newPortalUser, status: 200, answer: madeUser, effect: effect{"portals/2/users/-": storedUser}},
		refused("first_name missing", "first_name", gone), refused("last_name missing", "last_name", gone), refused("email missing", "email", gone),
		refused("roles missing", "roles", gone), refused("first_name null", "first_name", `null`), refused("email null", "email", `null`),
		refused("first_name empty", "first_name", `""`), refused("last_name empty", "last_name", `""`), refused("last_name null", "last_name", `null`), refused("locale empty", "locale", `""`),
		refused("first_name a number", "first_name", `1`), refused("email a list", "email", `[]`), refused("email empty", "email", `""`),
		refused("roles null", "roles", `null`), refused("roles empty", "roles", `[]`), refused("roles a text", "roles", `"role_viewer"`),
		refused("unknown role", "roles", `["role_none"]`), refused("unknown role beside a known one", "roles", `["role_viewer","role_none"]`),
		refused("role of another portal", "roles", `["role_other"]`), refused("role in another case", "roles", `["ROLE_VIEWER"]`), refused("role a number", "roles", `[1]`),
		refused("a role null", "roles", `[null]`), refused("a role twice", "roles", `["role_viewer","role_viewer"]`),
		refused("email in use", "email", `"bob@example.com"`), refused("email in use in another case", "email", `"BOB@EXAMPLE.COM"`),
		refused("password of 7", "password", `"1234567"`), refused("password a number", "password", `12345678`), refused("locale a number", "locale", `1`),
		refused("attributes an object", "attributes", `{"id":"a","value":1}`), refused("attribute a text", "attributes", `["a"]`),
		refused("attribute without id", "attributes", `[{"value":1}]`), refused("attribute id a number", "attributes", `[{"id":1,"value":1}]`),
		refused("attribute id null", "attributes", `[{"id":null,"value":1}]`), refused("attribute without value", "attributes", `[{"id":"a"}]`),
		refused("attribute with another member", "attributes", `[{"id":"a","value":1,"kind":"x"}]`),
		{name: "twice", as: account, first: []step{sent(200, account, "POST "+portalOne, newPortalUser)}, body: newPortalUser, status: 400, answer: portalBad},
		{name: "read-only account", as: readOnly, body: newPortalUser, status: 403, answer: portalDenied},
		{name: "account of no portal", as: noAccess, body: newPortalUser, status: 403, answer: portalDenied},
		{name: "portal of others", as: account, request: "POST " + portalTri, body: newPortalUser, status: 403, answer: portalDenied},
		{name: "unknown portal, account of some", as: account, request: "POST " + portalNot, body: newPortalUser, status: 403, answer: portalDenied},
		{name: "unknown portal, account of all", as: allSeeing, request: "POST " + portalNot, body: newPortalUser, status: 404, answer: portalMissing},
		{name: "no credential", as: nobody, body: newPortalUser, status: 401, answer: portalWho},
	}
	return inSection("3 create", "POST "+portalOne, rows)
}
