package fake_test

// Section 2 of the contract, beyond the look-up by external id: users by e-mail and by uid, their creation, and wallets that
// come later. And whose path it is that two APIs could claim.

import (
	"strings"
	"time"

	"github.com/partnerkit/partnerkit-go/fake"
)

const (
	byEmail   = "GET /v1/user?email="
	byUID     = "GET /v1/user/"
	makeUser  = "POST /v1/user"
	firstUID  = "100000000001" // of a user who is made
	tenLater  = "2024-06-01T12:10:00Z"
	appDot    = `{"uid":"816379099134","created_at":"2023-08-13T14:07:14.000000Z","email":"Dot.Plus+tag@example.com","user_external_id":null,"wallets":[],"client_id":null}`
	appSemi   = `{"uid":"816379099135","created_at":"2023-08-14T14:07:14.000000Z","email":null,"user_external_id":"semi;colon","wallets":[],"client_id":"semi;colon"}`
	dotWallet = `[{"address":"0xd07","explorer_url":"https://amoy.polygonscan.com/address/0xd07","network":"Polygon","chain_id":80002}]`

	// What is made of a user with both members, and of one with none.
	newWallet  = `[{"address":"` + newAddress + `","explorer_url":"https://amoy.polygonscan.com/address/` + newAddress + `","network":"Polygon","chain_id":80002}]`
	newAddress = "0x55e8b67ffd8056e32fedd2f7804ef2546964b302"
	storedNew  = `{"uid":"` + firstUID + `","created_at":` + atNow + `,"email":"new@example.com","user_external_id":"new","wallets":` + newWallet + `}`
	storedBare = `{"uid":"` + firstUID + `","created_at":` + atNow + `,"email":null,"user_external_id":null,"wallets":` + newWallet + `}`
	bothNew    = `{"user_external_id":"new","email":"new@example.com"}`
)

var (
	otherApp  = appKey(otherAppKey) + bearer(signed(hs256, claims, otherSecret))
	appMade   = `{"success":true,"data":{"uid":"` + firstUID + `"}}`
	appExists = `{"success":false,"error":{"type":"client_error","detail":{"code":"already_exists","message":"User already exists."}}}`
	appEmail  = appField("invalid", "Enter a valid email address.", "email")
)

func appField(code, message, field string) string {
	return `{"success":false,"error":{"type":"validation_error","detail":{"code":"` + code + `","message":"` + message + `","field_name":"` + field + `"}}}`
}

func appUserRows() []row {
	emailMissing := appField("required", "<text>", "email")
	email := inSection("2 get by email", byEmail+"ada@example.com", []row{
		{name: "found", as: vector, status: 200, answer: appFound(appAda)},
		{name: "in another case", as: vector, request: byEmail + "ADA%40EXAMPLE.com", status: 200, answer: appFound(appAda)},
		{name: "answered as it was given, without an external id", as: vector, request: byEmail + "dot.plus%2btag@example.com", status: 200, answer: appFound(appDot)},
		{name: "a plus that is not escaped is a space", as: vector, request: byEmail + "dot.plus+tag@example.com", status: 200, answer: appMiss},
		{name: "nobody", as: vector, request: byEmail + "nobody@example.com", status: 200, answer: appMiss},
		{name: "no address", as: vector, request: byEmail + "nobody", status: 200, answer: appMiss},
		{name: "each app has its own users", as: otherApp, status: 200, answer: appMiss},
		{name: "the external id counts where both are there", as: vector, request: byEmail + "ada@example.com&user_external_id=sol", status: 200, answer: appFound(appSolana)},
		{name: "an empty external id counts, too", as: vector, request: byEmail + "ada@example.com&user_external_id=", status: 400, answer: appRequired},
		{name: "unknown parameters", as: vector, request: byEmail + "ada@example.com&limit=0&Email=x", status: 200, answer: appFound(appAda)},
		{name: "empty", as: vector, request: byEmail, status: 400, answer: emailMissing},
		{name: "without a value", as: vector, request: "GET /v1/user?email", status: 400, answer: emailMissing},
		{name: "in another case of its name", as: vector, request: "GET /v1/user?Email=ada@example.com", status: 400, answer: appRequired},
		{name: "twice", as: vector, request: byEmail + "ada@example.com&email=ada@example.com", status: 400, answer: appField("invalid", "Enter a valid value.", "email")},
		{name: "twice beside the external id", as: vector, request: findUser + "sol&email=ada@example.com&email=", status: 400, answer: appField("invalid", "Enter a valid value.", "email")},
		{name: "query that cannot be parsed", as: vector, request: byEmail + "ada@example.com&x=%zz", status: 400, answer: appBad},
		{name: "no credential", as: nobody, status: 401, answer: appMissing},
	})
	uid := inSection("2 get by uid", byUID+"816379099131", []row{
		{name: "found", as: vector, status: 200, answer: appFound(appAda)},
		{name: "without an external id", as: vector, request: byUID + "816379099134", status: 200, answer: appFound(appDot)},
		{name: "percent-encoded", as: vector, request: byUID + "%38%316379099131", status: 200, answer: appFound(appAda)},
		{name: "a query is ignored", as: vector, request: byUID + "816379099131?user_external_id=%zz&email=", status: 200, answer: appFound(appAda)},
		{name: "a body is ignored", as: plainText + vector, body: "nonsense", status: 200, answer: appFound(appAda)},
		{name: "who was just made", as: vector, first: []step{sent(201, vector, makeUser, bothNew)}, request: byUID + firstUID, status: 200,
			answer: appFound(patched(storedNew, "created_at", `"2024-06-01T12:00:00.000000Z"`, "client_id", `"new"`))},
		{name: "nobody", as: vector, request: byUID + "not_found", status: 404, answer: appNotFound("User not found.")},
		{name: "a user of another app", as: otherApp, status: 404, answer: appNotFound("User not found.")},
		{name: "an external id is no uid", as: vector, request: byUID + "sol", status: 404, answer: appNotFound("User not found.")},
		{name: "not trimmed", as: vector, request: byUID + "816379099131%20", status: 404, answer: appNotFound("User not found.")},
		{name: "none", as: vector, request: byUID, status: 404, answer: appNotFound("Not Found")},
		{name: "none, by a stranger with a key", as: appKey("ak_fake_unknown"), request: byUID, status: 404, answer: appNotFound("Not Found")},
		{name: "key alone", as: appKey(vectorKey), status: 401, answer: appMissing},
		{name: "an empty key", as: appKey("") + bearer(vectorToken), status: 401, answer: appMissing},
		{name: "wrong key", as: appKey("ak_fake_unknown") + bearer(vectorToken), status: 401, answer: appWrong},
		{name: "a session's token", as: appKey(vectorKey) + adaHere, status: 401, answer: appWrong},
	})
	return append(append(email, uid...), walletRows()...)
}

func walletRows() []row {
	delay := fake.WithWalletDelay(10 * time.Minute)
	made := []step{sent(201, vector, makeUser, `{"user_external_id":"new"}`)}
	without := appFound(`{"uid":"` + firstUID + `","created_at":"2024-06-01T12:00:00.000000Z","email":null,"user_external_id":"new","wallets":[],"client_id":"new"}`)
	with := strings.Replace(without, `"wallets":[]`, `"wallets":`+newWallet, 1)
	after := func(d time.Duration) []step { return append([]step{}, append(made, advance(d))...) }
	return inSection("2 wallets", findUser+"new", []row{
		{name: "at once", as: vector, first: made, status: 200, answer: with},
		{name: "not before the delay", as: vector, options: []fake.Option{delay}, first: made, status: 200, answer: without},
		{name: "not a moment before", as: vector, options: []fake.Option{delay}, first: after(10*time.Minute - 1), status: 200, answer: without},
		{name: "after the delay", as: vector, options: []fake.Option{delay}, first: after(10 * time.Minute), status: 200, answer: with},
		{name: "by uid", as: vector, options: []fake.Option{delay}, first: made, request: byUID + firstUID, status: 200, answer: without},
		{name: "a state's wallets before their time", as: vector, request: byUID + "816379099134", status: 200, answer: appFound(appDot)},
		{name: "a state's wallets in time", as: vector, first: []step{advance(10 * time.Minute)}, request: byUID + "816379099134", status: 200,
			answer: appFound(patched(appDot, "wallets", dotWallet))},
	})
}

func appCreateRows() []row {
	made := func(name, body, stored string) row {
		return row{name: name, as: vector, body: body, status: 201, answer: appMade, effect: effect{"apps/0/users/-": stored}}
	}
	untyped := func(name, kind, body string) row {
		r := made(name, body, storedBare)
		r.as = kind + vector
		return r
	}
	refused := func(name, body, answer string) row {
		return row{name: name, as: vector, body: body, status: 400, answer: answer}
	}
	blank := func(field string) string { return appField("blank", "This field may not be blank.", field) }
	invalid := func(field string) string { return appField("invalid", "Enter a valid value.", field) }
	later := made("with a wallet that comes later", bothNew, patched(storedNew, "walletsAt", `"<at `+tenLater+`>"`))
	later.options = []fake.Option{fake.WithWalletDelay(10 * time.Minute)}
	elsewhere := made("what another app has", `{"user_external_id":"sol","email":"cyd@example.com"}`, patched(storedNew, "user_external_id", `"sol"`, "email", `"cyd@example.com"`))
	elsewhere.as, elsewhere.effect = otherApp, effect{"apps/1/users/-": elsewhere.effect["apps/0/users/-"]}
	second := made("a second one of nothing", `{}`, strings.ReplaceAll(storedBare, firstUID, "100000000002"))
	second.first = []step{sent(201, vector, makeUser, "")}
	second.answer = strings.Replace(appMade, firstUID, "100000000002", 1)
	second.effect = effect{"apps/0/users/-": patched(second.effect["apps/0/users/-"], "wallets", `["<any>"]`)}
	return inSection("2 create", makeUser, []row{
		made("with both", bothNew, storedNew),
		made("with an external id alone", `{"user_external_id":"new"}`, patched(storedNew, "email", `null`)),
		made("with an e-mail alone", `{"email":"new@example.com"}`, patched(storedNew, "user_external_id", `null`)),
		made("with nothing", `{}`, storedBare),
		made("with nulls", `{"user_external_id":null,"email":null}`, storedBare),
		made("without a body", "", storedBare),
		untyped("spaces for a body", "", " \r\n\t"),
		untyped("spaces that are no JSON", plainText, "  "),
		untyped("1 MiB of spaces", "", strings.Repeat(" ", 1<<20)),
		refused("more than 1 MiB of spaces", strings.Repeat(" ", 1<<20+1), appBad),
		untyped("no body of another type", plainText, ""),
		made("any text for an external id", `{"user_external_id":"a/b c+d&e=f#g%h;é\u0000","email":null}`, patched(storedBare, "user_external_id", `"a/b c+d&e=f#g%h;é\u0000"`)),
		made("an e-mail in capitals is kept", `{"email":"New@EXAMPLE.com"}`, patched(storedBare, "email", `"New@EXAMPLE.com"`)),
		made("an external id that differs in its case", `{"user_external_id":"SOL"}`, patched(storedBare, "user_external_id", `"SOL"`)),
		later, elsewhere, second,
		refused("a known external id", `{"user_external_id":"sol"}`, appExists),
		refused("a known external id, a new e-mail", `{"user_external_id":"sol","email":"new@example.com"}`, appExists),
		refused("a known e-mail", `{"email":"cyd@example.com"}`, appExists),
		refused("a known e-mail in another case, a new external id", `{"user_external_id":"new","email":"CYD@Example.com"}`, appExists),
		{name: "twice", as: vector, first: []step{sent(201, vector, makeUser, bothNew)}, body: bothNew, status: 400, answer: appExists},
		refused("no address", `{"email":"invalid_email"}`, appEmail),
		refused("an address with a name", `{"email":"Ada <ada@example.com>"}`, appEmail),
		refused("no address, a known external id", `{"user_external_id":"sol","email":"invalid_email"}`, appEmail),
		refused("an empty external id", `{"user_external_id":""}`, blank("user_external_id")),
		refused("an empty e-mail", `{"email":""}`, blank("email")),
		refused("an empty e-mail, a known external id", `{"user_external_id":"sol","email":""}`, blank("email")),
		refused("an external id that is a number", `{"user_external_id":1}`, invalid("user_external_id")),
		refused("an e-mail that is a list", `{"email":["new@example.com"]}`, invalid("email")),
		refused("the deprecated name", `{"client_id":"new"}`, appError("validation_error", "invalid")),
		refused("a member that the API sets", `{"uid":"1"}`, appError("validation_error", "invalid")),
		{name: "an unknown member, leniently", as: vector, options: []fake.Option{fake.Lenient()}, body: `{"client_id":"new"}`, status: 201, answer: appMade, effect: effect{"apps/0/users/-": storedBare}},
		refused("null", `null`, appBad), refused("a list", `[]`, appBad), refused("a text", `"new"`, appBad),
		{name: "no credential", as: nobody, body: bothNew, status: 401, answer: appMissing},
		{name: "no credential, a bad body", as: nobody, body: `[`, status: 401, answer: appMissing},
	})
}

// ownerRows are the paths that two APIs could claim.
func ownerRows() []row {
	const profile404, app405 = "profile404", "app405"
	answers := map[string]string{
		profile404: profileNotFound, app405: appError("client_error", "method_not_allowed"),
	}
	strange := appKey("") // the header alone says whose path it is
	rows := []row{
		{name: "profile is a uid to an app", as: vector, request: "GET " + profilePath, status: 404, answer: appNotFound("User not found.")},
		{name: "an app cannot post to profile", as: vector, request: "POST " + profilePath, body: `{}`, status: 405, answer: answers[app405], headers: map[string]string{"Allow": "GET"}},
		{name: "referrals are a uid to an app", as: vector, request: "GET /v1/user/referrals", status: 404, answer: appNotFound("User not found.")},
		{name: "a key in another case of its name", as: "x-api-key: " + vectorKey + "\r\n" + bearer(vectorToken), request: "GET " + profilePath, status: 404, answer: appNotFound("User not found.")},
		{name: "a session beside a key is an app's, and wrong", as: appKey(vectorKey) + adaHere, request: ownName, status: 401, answer: appWrong},
		{name: "refreshing is no app's", as: vector, request: "POST /v1/user/auth/refresh-session", body: `{"refreshToken":"rt_fake_ada"}`, status: 404, answer: appNotFound("Not Found")},
		{name: "marking read is no app's", as: vector, request: "POST " + notePath + "/read", status: 404, answer: appNotFound("Not Found")},
		{name: "a uid is nothing to a session", as: adaHere, request: "PUT /v1/user/816379099131", status: 404, answer: answers[profile404]},
		{name: "a uid is nothing to a session, read", as: adaHere, request: "GET /v1/user/816379099131", status: 404, answer: answers[profile404]},
		{name: "a uid is nothing to a partner", as: alpha, request: "GET /v1/user/816379099131", status: 404, answer: answers[profile404]},
		{name: "exactly /v1/user without a key", as: adaHere, request: "GET /v1/user", status: 401, answer: appMissing},
		{name: "exactly /v1/user, another method", as: nobody, request: "PATCH /v1/user", status: 405, answer: answers[app405], headers: map[string]string{"Allow": "GET, POST"}},
		{name: "portals with a key", as: strange + account, request: "GET " + portalOne + "/pu_2", status: 200, answer: pu2},
		{name: "unknown portals' path with a key", as: vector, request: "GET /v1/partner-portals/portal_1", status: 404, answer: portalMissing},
		{name: "a partner's path with a key", as: strange + alpha, request: "GET " + adaPath, status: 200, answer: retrieved(adaUser)},
		{name: "a partner's path with a key and another method", as: vector, request: "GET " + usersPath, status: 405, answer: partnerError("METHOD_NOT_ALLOWED", "<text>"), headers: map[string]string{"Allow": "POST"}},
		{name: "a partner's path by an app", as: vector, request: "GET " + adaPath, status: 401, answer: unauthorized},
	}
	for _, path := range []string{"/", "/v1", "/v1/asset", "/v1/users/", "/v1/users/.", "/v2/user", "//v1/users", adaPath + "/wallet", "/v1/userx"} {
		rows = append(rows,
			row{name: path + " with a key", as: strange, request: "GET " + path, status: 404, answer: appNotFound("Not Found")},
			row{name: path + " without", as: nobody, request: "GET " + path, status: 404, answer: partnerError("RESOURCE_NOT_FOUND", "<text>")})
	}
	return inSection("5 owner", "", rows)
}
