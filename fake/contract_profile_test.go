package fake_test

// Section 4 of the contract: the Profile API's profiles.

import "strings"

const (
	profilePath = "/v1/user/profile"
	allFields   = "?fields=username&fields=displayName&fields=handle&fields=biography&fields=dateOfBirth"

	adaProfile = `{"username":"ada","displayName":"Ada","handle":"Ada.L","biography":"Analyst","dateOfBirth":"1990-05-17"}`
	bobProfile = `{"username":"bob","displayName":"Bob","handle":"bob_b","biography":null,"dateOfBirth":null}`
	cydPublic  = `{"username":"cy/d é","displayName":"Cyd","handle":"cyd-3","biography":null}`
)

func profileError(code, name string) string { return `{"code":` + code + `,"message":"` + name + `"}` }

var (
	profileBad      = profileError("10002", "generic_client_error")
	profileWho      = profileError("10003", "generic_unauthorized")
	sessionExpired  = profileError("10004", "session_token_expired")
	refreshExpired  = profileError("10005", "refresh_token_expired")
	profileNotFound = profileError("10006", "generic_not_found")
)

func profileRows() []row {
	own := inSection("4 get profile", "GET "+profilePath+allFields, []row{
		{name: "every field", as: adaHere, status: 200, answer: adaProfile},
		{name: "nulls where unset", as: bobHere, status: 200, answer: bobProfile},
		{name: "one field, the others absent", as: adaHere, request: "GET " + profilePath + "?fields=handle", status: 200, answer: `{"handle":"Ada.L"}`},
		{name: "one unset field", as: bobHere, request: "GET " + profilePath + "?fields=dateOfBirth", status: 200, answer: `{"dateOfBirth":null}`},
		{name: "a field twice", as: adaHere, request: "GET " + profilePath + "?fields=username&fields=username", status: 200, answer: `{"username":"ada"}`},
		{name: "unknown parameter", as: adaHere, request: "GET " + profilePath + "?fields=username&containerId=x", status: 200, answer: `{"username":"ada"}`},
		{name: "scheme in capitals", as: "Authorization: BEARER st_fake_ada\r\n", request: "GET " + profilePath + "?fields=username", status: 200, answer: `{"username":"ada"}`},
		{name: "no field", as: adaHere, request: "GET " + profilePath, status: 400, answer: profileBad},
		{name: "an empty field", as: adaHere, request: "GET " + profilePath + "?fields=", status: 400, answer: profileBad},
		{name: "an unknown field", as: adaHere, request: "GET " + profilePath + "?fields=email", status: 400, answer: profileBad},
		{name: "an unknown field beside a known one", as: adaHere, request: "GET " + profilePath + "?fields=username&fields=email", status: 400, answer: profileBad},
		{name: "fields with commas", as: adaHere, request: "GET " + profilePath + "?fields=username,handle", status: 400, answer: profileBad},
		{name: "query that cannot be parsed", as: adaHere, request: "GET " + profilePath + "?fields=username&x=%zz", status: 400, answer: profileBad},
		{name: "a field in another case", as: adaHere, request: "GET " + profilePath + "?fields=displayname", status: 400, answer: profileBad},
		{name: "no credential", as: nobody, status: 401, answer: profileWho},
	})
	public := inSection("4 public profile", "GET /v1/user/by-id/ada/public?containerId=container_1", []row{
		{name: "without date of birth", as: bobHere, status: 200, answer: patched(adaProfile, "dateOfBirth", gone)},
		{name: "one's own", as: adaHere, status: 200, answer: patched(adaProfile, "dateOfBirth", gone)},
		{name: "in a second container", as: adaHere, request: "GET /v1/user/by-id/bob/public?containerId=container_2", status: 200, answer: patched(bobProfile, "dateOfBirth", gone)},
		{name: "percent-encoded username", as: adaHere, request: "GET /v1/user/by-id/cy%2Fd%20%C3%A9/public?containerId=container_2", status: 200, answer: cydPublic},
		{name: "unknown parameters", as: adaHere, request: "GET /v1/user/by-id/bob/public?fields=x&containerId=container_1", status: 200, answer: patched(bobProfile, "dateOfBirth", gone)},
		{name: "not in that container", as: bobHere, request: "GET /v1/user/by-id/ada/public?containerId=container_2", status: 404, answer: profileNotFound},
		{name: "unknown container", as: bobHere, request: "GET /v1/user/by-id/ada/public?containerId=container_9", status: 404, answer: profileNotFound},
		{name: "unknown username", as: bobHere, request: "GET /v1/user/by-id/eve/public?containerId=container_1", status: 404, answer: profileNotFound},
		{name: "a handle is no username", as: bobHere, request: "GET /v1/user/by-id/Ada.L/public?containerId=container_1", status: 404, answer: profileNotFound},
		{name: "container missing", as: bobHere, request: "GET /v1/user/by-id/ada/public", status: 400, answer: profileBad},
		{name: "container empty", as: bobHere, request: "GET /v1/user/by-id/ada/public?containerId=", status: 400, answer: profileBad},
		{name: "container twice", as: bobHere, request: "GET /v1/user/by-id/ada/public?containerId=container_1&containerId=container_1", status: 400, answer: profileBad},
		{name: "query that cannot be parsed", as: bobHere, request: "GET /v1/user/by-id/ada/public?containerId=container_1%x", status: 400, answer: profileBad},
		{name: "a semicolon is a character", as: bobHere, request: "GET /v1/user/by-id/ada/public?containerId=container_1;x", status: 404, answer: profileNotFound},
		{name: "a semicolon separates nothing", as: bobHere, request: "GET /v1/user/by-id/ada/public?x=1;containerId=container_1", status: 400, answer: profileBad},
		{name: "no credential", as: nobody, status: 401, answer: profileWho},
		{name: "session expired", as: adaGone, status: 401, answer: sessionExpired},
	})
	referrals := inSection("4 referrals", "GET /v1/user/referrals", []row{
		{name: "two", as: adaHere, status: 200, answer: `[{"username":"bob","displayName":"Bob","joinedAt":"<at 2023-05-01T08:00:00Z>"},
{"username":"zoe","displayName":"Zoe","joinedAt":"<at 2023-05-02T08:00:00Z>"}]`},
		{name: "none", as: bobHere, status: 200, answer: `[]`},
		{name: "unknown parameters", as: bobHere, request: "GET /v1/user/referrals?page=0", status: 200, answer: `[]`},
		{name: "no credential", as: nobody, status: 401, answer: profileWho},
		{name: "session expired", as: adaGone, status: 401, answer: sessionExpired},
	})
	return append(append(own, public...), referrals...)
}

func profileUpdateRows() []row {
	sets := func(name, member, posted, answered string) row {
		return row{name: name, as: adaHere, body: `{"` + member + `":` + posted + `}`, status: 201,
			answer: patched(adaProfile, member, answered), effect: effect{"profiles/0/" + member: answered}}
	}
	refused := func(name, body string) row {
		return row{name: name, as: adaHere, body: body, status: 400, answer: profileBad}
	}
	text := func(n int, of string) string { return `"` + strings.Repeat(of, n) + `"` }
	rows := []row{
		sets("displayName of 1", "displayName", text(1, "x"), text(1, "x")),
		sets("displayName of 64", "displayName", text(64, "é"), text(64, "é")),
		sets("handle of 3", "handle", `"a_1"`, `"a_1"`),
		sets("handle of 32", "handle", text(32, "h"), text(32, "h")),
		sets("handle of every kind", "handle", `"aZ09_.-"`, `"aZ09_.-"`),
		sets("own handle in another case", "handle", `"ADA.l"`, `"ADA.l"`),
		sets("own handle again", "handle", `"Ada.L"`, `"Ada.L"`),
		sets("biography of 500", "biography", text(500, "é"), text(500, "é")),
		sets("biography null", "biography", `null`, `null`),
		sets("dateOfBirth null", "dateOfBirth", `null`, `null`),
		sets("dateOfBirth a date", "dateOfBirth", `"1991-12-31"`, `"1991-12-31"`),
		sets("dateOfBirth a leap day", "dateOfBirth", `"2000-02-29"`, `"2000-02-29"`),
		sets("dateOfBirth a date-time", "dateOfBirth", `"1991-12-31T00:00:00.000Z"`, `"1991-12-31"`),
		sets("dateOfBirth a date-time on its own day", "dateOfBirth", `"1991-12-31T23:00:00-05:00"`, `"1991-12-31"`),
		sets("dateOfBirth an object", "dateOfBirth", `{"year":1991,"month":2,"day":3}`, `"1991-02-03"`),
		sets("dateOfBirth today", "dateOfBirth", `"2024-06-01"`, `"2024-06-01"`),
		{name: "every member", as: bobHere, body: `{"displayName":"Robert","handle":"rob","biography":"Builder","dateOfBirth":"1980-01-02"}`, status: 201,
			answer: `{"username":"bob","displayName":"Robert","handle":"rob","biography":"Builder","dateOfBirth":"1980-01-02"}`,
			effect: effect{"profiles/1/displayName": `"Robert"`, "profiles/1/handle": `"rob"`, "profiles/1/biography": `"Builder"`, "profiles/1/dateOfBirth": `"1980-01-02"`}},
		{name: "a handle that was given up is free", as: bobHere, first: []step{sent(201, adaHere, "POST "+profilePath, `{"handle":"new"}`)}, body: `{"handle":"ada.l"}`, status: 201,
			answer: patched(bobProfile, "handle", `"ada.l"`), effect: effect{"profiles/1/handle": `"ada.l"`}},
		refused("displayName empty", `{"displayName":""}`), refused("displayName of 65", `{"displayName":`+text(65, "x")+`}`),
		refused("displayName null", `{"displayName":null}`), refused("displayName a number", `{"displayName":1}`),
		refused("handle of 2", `{"handle":"ab"}`), refused("handle of 33", `{"handle":`+text(33, "h")+`}`), refused("handle null", `{"handle":null}`),
		refused("handle with a space", `{"handle":"a b c"}`), refused("handle with an accent", `{"handle":"adaé"}`), refused("handle with an at", `{"handle":"@ada"}`),
		refused("handle with a line end", `{"handle":"ada\n"}`), refused("dateOfBirth an object of texts", `{"dateOfBirth":{"year":"1990"}}`),
		refused("handle taken", `{"handle":"bob_b"}`), refused("handle taken in another case", `{"handle":"BOB_B"}`),
		refused("biography of 501", `{"biography":`+text(501, "x")+`}`), refused("biography a list", `{"biography":[]}`),
		refused("dateOfBirth tomorrow", `{"dateOfBirth":"2024-06-02"}`), refused("dateOfBirth no such day", `{"dateOfBirth":"1990-02-30"}`),
		refused("dateOfBirth with an hour of one digit", `{"dateOfBirth":"1990-05-17T1:00:00Z"}`), refused("dateOfBirth with a comma", `{"dateOfBirth":"1990-05-17T01:00:00,5Z"}`),
		refused("dateOfBirth in another style", `{"dateOfBirth":"17/05/1990"}`), refused("dateOfBirth empty", `{"dateOfBirth":""}`),
		refused("dateOfBirth a number", `{"dateOfBirth":19900517}`), refused("dateOfBirth an object without day", `{"dateOfBirth":{"year":1990,"month":5}}`),
		refused("dateOfBirth an object, no such month", `{"dateOfBirth":{"year":1990,"month":13,"day":1}}`),
		refused("dateOfBirth an object in the future", `{"dateOfBirth":{"year":2030,"month":1,"day":1}}`),
		refused("dateOfBirth an object with another member", `{"dateOfBirth":{"year":1990,"month":5,"day":1,"hour":1}}`),
		refused("one member bad spoils the good one", `{"displayName":"Augusta","handle":"x"}`),
		{name: "an address is taken and forgotten", as: adaHere, body: `{"address":{"city":"London","lines":[1,null]}}`, status: 201, answer: adaProfile},
		{name: "an empty address counts", as: adaHere, body: `{"address":{}}`, status: 201, answer: adaProfile},
		{name: "an address beside another member", as: adaHere, body: `{"address":{"a":1},"biography":"New"}`, status: 201,
			answer: patched(adaProfile, "biography", `"New"`), effect: effect{"profiles/0/biography": `"New"`}},
		refused("an address null", `{"address":null}`), refused("an address a text", `{"address":"London"}`), refused("an address a list", `{"address":[{}]}`),
		refused("an address in another case", `{"Address":{}}`), refused("an address spoils no bad member", `{"address":{},"handle":"x"}`),
		refused("nothing to update", `{}`), refused("username cannot be set", `{"username":"eve"}`),
		{name: "no body", as: adaHere, status: 400, answer: profileBad},
		{name: "no credential", as: nobody, body: `{"displayName":"X"}`, status: 401, answer: profileWho},
		{name: "session expired", as: adaGone, body: `{"displayName":"X"}`, status: 401, answer: sessionExpired},
	}
	return inSection("4 update profile", "POST "+profilePath, rows)
}
