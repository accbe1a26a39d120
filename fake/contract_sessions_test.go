package fake_test

// Section 4 of the contract: notifications, and the sessions that all of the
// Profile API lives by.

import (
	"net/http"
	"time"
)

const (
	notePath    = "/v1/user/notifications"
	readAll     = "POST " + notePath + "/read"
	inFirst     = "GET " + notePath + "?containerId=container_1"
	refreshPath = "POST /v1/user/auth/refresh-session"
	ownName     = "GET " + profilePath + "?fields=username"

	n1 = `{"id":"n_1","containerId":"container_1","type":"system","title":"One","message":"First","read":true,"createdAt":"<at 2024-01-01T00:00:00Z>"}`
	n2 = `{"id":"n_2","containerId":"container_1","type":"system","title":"Two","message":"Second","read":false,"createdAt":"<at 2024-01-02T00:00:00Z>"}`
	n3 = `{"id":"n_3","containerId":"container_2","type":"quest","title":"Three","message":"Third","read":false,"createdAt":"<at 2024-01-03T00:00:00Z>"}`
	n4 = `{"id":"n_4","containerId":"container_1","type":"system","title":"Four","message":"Fourth","read":false,"createdAt":"<at 2024-01-04T00:00:00Z>"}`
	n5 = `{"id":"n_5","containerId":"container_1","type":"system","title":"Five","message":"Fifth","read":false,"createdAt":"<at 2024-01-05T00:00:00Z>"}`
)

func notes(list, page, limit, total string) string {
	return `{"notifications":[` + list + `],"page":` + page + `,"limit":` + limit + `,"total":` + total + `}`
}

func notificationRows() []row {
	list := []row{
		{name: "newest first", as: adaHere, status: 200, answer: notes(n4+","+n2+","+n1, "1", "20", "3")},
		{name: "another container", as: adaHere, request: "GET " + notePath + "?containerId=container_2", status: 200, answer: notes(n3, "1", "20", "1")},
		{name: "of the session's user only", as: bobHere, status: 200, answer: notes(n5, "1", "20", "1")},
		{name: "none", as: cydHere, status: 200, answer: notes("", "1", "20", "0")},
		{name: "unknown container", as: adaHere, request: "GET " + notePath + "?containerId=container_9", status: 200, answer: notes("", "1", "20", "0")},
		{name: "first of two pages", as: adaHere, request: inFirst + "&limit=2", status: 200, answer: notes(n4+","+n2, "1", "2", "3")},
		{name: "second of two pages", as: adaHere, request: inFirst + "&limit=2&page=2", status: 200, answer: notes(n1, "2", "2", "3")},
		{name: "page past the end", as: adaHere, request: inFirst + "&limit=2&page=3", status: 200, answer: notes("", "3", "2", "3")},
		{name: "page far past the end", as: adaHere, request: inFirst + "&page=1000000", status: 200, answer: notes("", "1000000", "20", "3")},
		{name: "the last page that there can be", as: adaHere, request: inFirst + "&limit=100&page=9223372036854775807", status: 200, answer: notes("", "9223372036854775807", "100", "3")},
		{name: "limit 1", as: adaHere, request: inFirst + "&limit=1&page=2", status: 200, answer: notes(n2, "2", "1", "3")},
		{name: "limit 100", as: adaHere, request: inFirst + "&limit=100", status: 200, answer: notes(n4+","+n2+","+n1, "1", "100", "3")},
		{name: "unknown parameters", as: bobHere, request: inFirst + "&after=x", status: 200, answer: notes(n5, "1", "20", "1")},
		{name: "after reading", as: bobHere, first: []step{sent(201, bobHere, readAll, "")}, status: 200, answer: notes(patched(n5, "read", "true"), "1", "20", "1")},
		{name: "container missing", as: adaHere, request: "GET " + notePath, status: 400, answer: profileBad},
		{name: "container empty", as: adaHere, request: "GET " + notePath + "?containerId=", status: 400, answer: profileBad},
		{name: "no credential", as: nobody, status: 401, answer: profileWho},
		{name: "session expired", as: adaGone, status: 401, answer: sessionExpired},
	}
	for _, query := range []string{"page=0", "page=-1", "page=x", "page=1.5", "limit=0", "limit=101", "limit=-5", "limit=x", "page=99999999999999999999", "page=9223372036854775808", "page=1&page=2", "limit=%2B1", "page=%"} {
		list = append(list, row{name: query, as: adaHere, request: inFirst + "&" + query, status: 400, answer: profileBad})
	}
	adasRead := effect{"profiles/0/notifications/1/read": "true", "profiles/0/notifications/2/read": "true", "profiles/0/notifications/3/read": "true"}
	read := []row{
		{name: "in every container, of this user only", as: adaHere, status: 201, effect: adasRead},
		{name: "a body of any kind is ignored", as: plainText + adaHere, body: "nonsense", status: 201, effect: adasRead},
		{name: "twice", as: adaHere, first: []step{sent(201, adaHere, readAll, "")}, status: 201},
		{name: "nothing to read", as: cydHere, status: 201},
		{name: "no credential", as: nobody, status: 401, answer: profileWho},
		{name: "session expired", as: adaGone, status: 401, answer: sessionExpired},
	}
	return append(inSection("4 notifications", inFirst, list), inSection("4 read notifications", readAll, read)...)
}

func refreshBody(token string) string { return `{"refreshToken":"` + token + `"}` }

func sessionRows() []row {
	const renewed = `{"sessionToken":"<text>"}`
	// added is the session that refreshing puts beside the others.
	added := func(username, refreshToken, expires string) effect {
		return effect{"sessions/-": `{"username":"` + username + `","sessionToken":"<text>","sessionExpiresAt":"<at ` + expires +
			`>","refreshToken":"` + refreshToken + `","refreshExpiresAt":"<at 2024-07-01T12:00:00Z>"}`}
	}
	adas := added("ada", "rt_fake_ada", "2024-06-01T12:10:00Z")
	refreshed := kept("session", []string{"sessionToken"}, nobody, refreshPath, refreshBody("rt_fake_ada"))
	const isAda = `{"username":"ada"}`
	refresh := []row{
		{name: "needs no credential", as: nobody, body: refreshBody("rt_fake_ada"), status: 200, answer: renewed, effect: adas},
		{name: "an expired session's credential does no harm", as: adaGone, body: refreshBody("rt_fake_ada"), status: 200, answer: renewed, effect: adas},
		{name: "an unknown credential does no harm", as: bearer("st_fake_unknown"), body: refreshBody("rt_fake_ada"), status: 200, answer: renewed, effect: adas},
		{name: "the refresh token is not rotated", as: nobody, first: []step{refreshed}, body: refreshBody("rt_fake_ada"), status: 200, answer: renewed, effect: adas},
		{name: "after the session's end", as: nobody, first: []step{advance(time.Hour)}, body: refreshBody("rt_fake_ada"), status: 200, answer: renewed,
			effect: added("ada", "rt_fake_ada", "2024-06-01T13:10:00Z")},
		{name: "on the last day", as: nobody, first: []step{advance(30*24*time.Hour - time.Second)}, body: refreshBody("rt_fake_cyd"), status: 200, answer: renewed,
			effect: added("cy/d é", "rt_fake_cyd", "2024-07-01T12:09:59Z")},
		{name: "after thirty days", as: nobody, first: []step{advance(30*24*time.Hour + time.Second)}, body: refreshBody("rt_fake_ada"), status: 401, answer: refreshExpired},
		{name: "expired from the start", as: nobody, body: refreshBody("rt_fake_bob"), status: 401, answer: refreshExpired},
		{name: "a good session does not help an expired token", as: bobHere, body: refreshBody("rt_fake_bob"), status: 401, answer: refreshExpired},
		{name: "unknown", as: nobody, body: refreshBody("rt_fake_unknown"), status: 401, answer: profileWho},
		{name: "in another case", as: nobody, body: refreshBody("RT_FAKE_ADA"), status: 401, answer: profileWho},
		{name: "a session token is none", as: nobody, body: refreshBody("st_fake_ada"), status: 401, answer: profileWho},
		{name: "empty", as: nobody, body: refreshBody(""), status: 400, answer: profileBad},
		{name: "missing", as: nobody, body: `{}`, status: 400, answer: profileBad},
		{name: "null", as: nobody, body: `{"refreshToken":null}`, status: 400, answer: profileBad},
		{name: "a number", as: nobody, body: `{"refreshToken":1}`, status: 400, answer: profileBad},
		{name: "with another member", as: nobody, body: `{"refreshToken":"rt_fake_ada","device":"x"}`, status: 400, answer: profileBad},
		{name: "no body", as: nobody, status: 400, answer: profileBad},
		{name: "not as JSON", as: plainText, body: refreshBody("rt_fake_ada"), status: 415, answer: profileError("10008", "unsupported_media_type")},
	}
	life := []row{
		{name: "just before its end", as: adaHere, first: []step{advance(10*time.Minute - time.Second)}, status: 200, answer: isAda},
		{name: "just after its end", as: adaHere, first: []step{advance(10*time.Minute + time.Second)}, status: 401, answer: sessionExpired},
		{name: "a shorter one ends sooner", as: bobHere, first: []step{advance(5*time.Minute + time.Second)}, status: 401, answer: sessionExpired},
		{name: "past its end from the start", as: adaGone, status: 401, answer: sessionExpired},
		{name: "a new one is good", as: "Authorization: Bearer $session\r\n", first: []step{refreshed}, status: 200, answer: isAda},
		{name: "a new one lives ten minutes", as: "Authorization: Bearer $session\r\n", first: []step{advance(time.Hour), refreshed, advance(10*time.Minute - time.Second)}, status: 200, answer: isAda},
		{name: "a new one ends after ten minutes", as: "Authorization: Bearer $session\r\n", first: []step{refreshed, advance(10*time.Minute + time.Second)}, status: 401, answer: sessionExpired},
		{name: "the one it replaces stays good", as: adaHere, first: []step{refreshed}, status: 200, answer: isAda},
		{name: "the one it replaces ends at its own time", as: adaHere, first: []step{advance(5 * time.Minute), refreshed, advance(5*time.Minute + time.Second)}, status: 401, answer: sessionExpired},
		{name: "unknown", as: bearer("st_fake_unknown"), status: 401, answer: profileWho},
		{name: "in another case", as: bearer("ST_FAKE_ADA"), status: 401, answer: profileWho},
		{name: "a refresh token is none", as: bearer("rt_fake_ada"), status: 401, answer: profileWho},
		{name: "missing", as: nobody, status: 401, answer: profileWho},
		{name: "empty", as: bearer(""), status: 401, answer: profileWho},
		{name: "without a scheme", as: "Authorization: st_fake_ada\r\n", status: http.StatusUnauthorized, answer: profileWho},
		{name: "of another scheme", as: "Authorization: Basic st_fake_ada\r\n", status: http.StatusUnauthorized, answer: profileWho},
	}
	return append(inSection("4 refresh", refreshPath, refresh), inSection("4 session", ownName, life)...)
}
