package fake_test

// Section 5 of the contract: what the four APIs share. Paths and methods,
// credentials of one API at another, what is checked before what, and bodies.

import "strings"

// apiSample is one API as the shared rules see it: an operation that a good
// credential may call, and the API's shape of each shared error.
type apiSample struct {
	name, as, get                         string
	unauthorized, unknownPath, badMethod  string
	post, postAs, goodBody, badBody, noJS string // an operation that takes a body, if there is one
	posted                                int    // its status when it succeeds
}

var apiSamples = []apiSample{
	{name: "partner", as: alpha, get: "GET " + adaPath, unauthorized: unauthorized,
		unknownPath: partnerError("RESOURCE_NOT_FOUND", "<text>"), badMethod: partnerError("METHOD_NOT_ALLOWED", "<text>"),
		post: "PUT " + adaPath, postAs: alpha, goodBody: `{"twitterUsername":"ada"}`, badBody: badBody, noJS: partnerError("UNSUPPORTED_MEDIA_TYPE", "<text>"), posted: 200},
	{name: "app", as: vector, get: findUser + "sol", unauthorized: appWrong,
		unknownPath: appNotFound("Not Found"), badMethod: appError("client_error", "method_not_allowed"),
		post: "POST /v1/user", postAs: vector, goodBody: `{"email":"new@example.com"}`, badBody: appBad, noJS: appError("client_error", "unsupported_media_type"), posted: 201},
	{name: "portals", as: account, get: "GET " + portalOne, unauthorized: portalWho,
		unknownPath: portalMissing, badMethod: portalError("405", "Method Not Allowed"),
		post: "POST " + portalOne, postAs: account, goodBody: newPortalUser, badBody: portalBad, noJS: portalError("415", "Unsupported Media Type"), posted: 200},
	{name: "profile", as: adaHere, get: ownName, unauthorized: profileWho,
		unknownPath: profileNotFound, badMethod: profileError("10007", "method_not_allowed"),
		post: "POST " + profilePath, postAs: adaHere, goodBody: `{"handle":"Ada.L"}`, badBody: profileBad, noJS: profileError("10008", "unsupported_media_type"), posted: 201},
}

func pathRows() []row {
	var rows []row
	unknown := map[string][]string{
		"partner": {"/", "/v1", "/v1/", "/v2/users", "/V1/users", "/v1/Users", "//v1/users", "/v1//users", "/v1/users/", "/v1/users//", "/v1/users/.", "/v1/users/..",
			"/v1/./users", "/v1/users/../users", "/v1/users//disconnect-wallet", "/v1/users/email/", "/v1/users/email/.", "/v1/users/email/a@b/c", adaPath + "/", adaPath + "/wallet",
			adaPath + detach + "/", "/v1/users/email/a/b", "/v1/users2", "/v1/userx", "/v1/partner-portalsx/portal_1/users", "/users", "/favicon.ico", "/_fake/health", "/v1/users/%2e%2e/x"},
		"portals": {"/v1/partner-portals", "/v1/partner-portals/", "/v1/partner-portals/portal_1", portalOne + "/", portalOne + "/.", portalOne + "/..", portalOne + "/%2e%2e",
			"/v1/partner-portals//users", "/v1/partner-portals/./users", "/v1/partner-portals/../users", "/v1/partner-portals/%2E/users", portalOne + "/pu_1/", portalOne + "/pu_1/roles"},
		"profile": {"/v1/user/", "/v1/user/profile/", "/v1/user/profiles", "/v1/user/by-id/ada", "/v1/user/by-id//public", "/v1/user/by-id/./public", "/v1/user/by-id/../public",
			"/v1/user/by-id/%2e%2e/public", "/v1/user//profile", "/v1/user/../user", "/v1/user/notifications/", "/v1/user/auth", "/v1/user/by-id/cy/d/public"},
		"app": {"/v1/user/", "/v1/user//", "/v1/user/.", "/v1/user/%2e%2E", "/v1/user/816379099131/", "/v1/user/816379099131/wallets", "/v1/user/by-id/ada/public", "/v1/user/../user"},
	}
	for _, api := range apiSamples {
		for _, path := range unknown[api.name] {
			rows = append(rows, row{name: api.name + " " + path, as: api.as, request: "GET " + path, status: 404, answer: api.unknownPath})
		}
	}
	rows = append(rows,
		row{name: "DELETE of a dot segment", as: alpha, request: "DELETE /v1/users/.", status: 404, answer: partnerError("RESOURCE_NOT_FOUND", "<text>")},
		row{name: "DELETE of an empty segment", as: account, request: "DELETE " + portalOne + "/", status: 404, answer: portalMissing},
		row{name: "DELETE of an escaped dot segment", as: account, request: "DELETE " + portalOne + "/%2E%2e", status: 404, answer: portalMissing},
		row{name: "escaped slash stays in its segment", as: alpha, request: "GET /v1/users/..%2Fusers", status: 404, answer: userNotFound},
		row{name: "escaped slash stays in its segment beside plain UTF-8", as: account, request: "GET " + portalTwo + "/pu%2F4%20é", status: 200, answer: pu4},
		row{name: "escaped slash makes no segment beside plain UTF-8", as: adaHere, request: "GET /v1/user%2Fby-id/é/public?containerId=container_2", status: 404,
			answer: partnerError("RESOURCE_NOT_FOUND", "<text>")},
		row{name: "escaped slash makes no segment beside a quote", as: account, request: "DELETE /v1/partner-portals/portal_1/users%2Fpu_1\"", status: 404, answer: portalMissing},
		row{name: "plain UTF-8 is itself", as: adaHere, request: "GET /v1/user/by-id/cy%2fd%20é/public?containerId=container_2", status: 200, answer: cydPublic},
		row{name: "without a credential", as: nobody, request: "GET /v1/user/nothing", status: 404, answer: profileNotFound},
	)
	return inSection("5 path", "", rows)
}

func methodRows() []row {
	var rows []row
	shape := map[string]string{}
	for _, api := range apiSamples {
		shape[api.name] = api.badMethod
	}
	for _, one := range []struct{ request, allow string }{
		{"GET " + usersPath, "POST"}, {"DELETE " + usersPath, "POST"}, {"PATCH " + adaPath, "GET, PUT, DELETE"}, {"POST " + adaPath, "GET, PUT, DELETE"},
		{"GET " + adaPath + detach, "POST"}, {"DELETE " + adaPath + detach, "POST"}, {"POST /v1/users/email/a@example.com", "GET"},
		{"PUT /v1/user?user_external_id=sol", "GET, POST"}, {"DELETE /v1/user", "GET, POST"}, {"PUT " + portalOne, "GET, POST"}, {"DELETE " + portalOne, "GET, POST"},
		{"PUT " + portalOne + "/pu_1", "GET, DELETE"}, {"POST " + portalOne + "/pu_1", "GET, DELETE"}, {"PUT " + profilePath, "GET, POST"}, {"DELETE " + profilePath, "GET, POST"},
		{"POST /v1/user/by-id/ada/public", "GET"}, {"POST /v1/user/referrals", "GET"}, {"POST " + notePath, "GET"}, {"GET " + notePath + "/read", "POST"},
		{"GET /v1/user/auth/refresh-session", "POST"}, {"OPTIONS " + usersPath, "POST"}, {"get " + adaPath, "GET, PUT, DELETE"},
		{"HEAD " + adaPath, "GET, PUT, DELETE"}, {"HEAD /v1/user", "GET, POST"}, {"HEAD " + portalOne, "GET, POST"}, {"HEAD " + profilePath, "GET, POST"},
	} {
		answer := shape[ownerOf(nobody, one.request)]
		if strings.HasPrefix(one.request, "HEAD") {
			answer = ""
		}
		rows = append(rows, row{name: one.request, as: nobody, request: one.request, status: 405, answer: answer, headers: map[string]string{"Allow": one.allow}})
	}
	return inSection("5 method", "", rows)
}

// credentialRows presents what is wrong everywhere, and every API's credential
// to every other API.
func credentialRows() []row {
	var rows []row
	wrong := map[string]string{
		"a partner's key": alpha, "an app's token": bearer(vectorToken), "a service account": account, "a session": adaHere,
		"an app's secret": bearer(vectorSecret), "an app's key": bearer(vectorKey), "nonsense": bearer("nonsense"),
	}
	own := map[string]string{"partner": "a partner's key", "app": "an app's token", "portals": "a service account", "profile": "a session"}
	for _, api := range apiSamples {
		for name, headers := range wrong {
			if api.name == "app" {
				headers = appKey(vectorKey) + headers
			}
			if name != own[api.name] {
				rows = append(rows, row{name: name + " at " + api.name, as: headers, request: api.get, status: 401, answer: api.unauthorized})
			}
		}
	}
	for name, headers := range map[string]string{
		"without scheme": "Authorization: pk_fake_alpha\r\n", "scheme Basic": "Authorization: Basic pk_fake_alpha\r\n", "scheme alone": "Authorization: Bearer\r\n",
		"empty": "Authorization: \r\n", "in another header": "X-API-KEY: pk_fake_alpha\r\n", "key in another case": bearer("PK_FAKE_ALPHA"),
		"key with more behind": bearer("pk_fake_alpha x"), "key cut short": bearer("pk_fake_alph"),
	} {
		rows = append(rows, row{name: name, as: headers, request: "GET " + adaPath, status: 401, answer: unauthorized})
	}
	rows = append(rows,
		row{name: "scheme in lower case", as: "Authorization: bearer pk_fake_alpha\r\n", request: "GET " + adaPath, status: 200, answer: retrieved(adaUser)},
		row{name: "scheme in capitals", as: "Authorization: BEARER sk:fake_account\r\n", request: "GET " + portalOne + "/pu_1", status: 200, answer: pu1},
		row{name: "header name in lower case", as: "authorization: Bearer pk_fake_alpha\r\n", request: "GET " + adaPath, status: 200, answer: retrieved(adaUser)},
		row{name: "another API's headers beside do no harm", as: alpha + appKey(vectorKey), request: "GET " + adaPath, status: 200, answer: retrieved(adaUser)},
	)
	return inSection("5 credential", "", rows)
}

func precedenceRows() []row {
	const bad = `{"nonsense":`
	list := "GET " + portalOne
	rows := []row{
		{name: "method before authentication", as: nobody, request: "PUT " + portalOne, status: 405, answer: portalError("405", "Method Not Allowed"), headers: map[string]string{"Allow": "GET, POST"}},
		{name: "authentication before permission, resource and body", as: nobody, request: "PUT " + nonePath, body: bad, status: 401, answer: unauthorized},
		{name: "authentication before the kind of body", as: plainText, request: createUser, body: bad, status: 401, answer: unauthorized},
		{name: "authentication before the query", as: nobody, request: list + "?limit=0", status: 401, answer: portalWho},
		{name: "authentication before the query, profile", as: nobody, request: "GET " + profilePath, status: 401, answer: profileWho},
		{name: "an ended session before the query", as: adaGone, request: inFirst + "&page=0", status: 401, answer: sessionExpired},
		{name: "permission before the resource", as: reader, request: "PUT " + nonePath, body: minimal, status: 403, answer: forbidden},
		{name: "permission before the resource, delete", as: reader, request: "DELETE " + nonePath, status: 403, answer: forbidden},
		{name: "permission before the body", as: reader, request: createUser, body: bad, status: 403, answer: forbidden},
		{name: "permission before the kind of body", as: plainText + reader, request: createUser, body: bad, status: 403, answer: forbidden},
		{name: "permission before the query", as: noAccess, request: list + "?limit=0", status: 403, answer: portalDenied},
		{name: "right before the portal", as: allReader, request: "POST " + portalNot, body: newPortalUser, status: 403, answer: portalDenied},
		{name: "right before the body, portals", as: readOnly, request: "POST " + portalOne, body: bad, status: 403, answer: portalDenied},
		{name: "query before the portal", as: allSeeing, request: "GET " + portalNot + "?limit=0", status: 400, answer: portalBad},
		{name: "query before the username", as: bobHere, request: "GET /v1/user/by-id/eve/public", status: 400, answer: profileBad},
		{name: "resource before the body", as: alpha, request: "PUT " + nonePath, body: bad, status: 404, answer: userNotFound},
		{name: "resource before an empty update", as: alpha, request: "PUT " + cydPath, body: `{}`, status: 404, answer: userNotFound},
		{name: "resource before the body, portals", as: allSeeing, request: "POST " + portalNot, body: bad, status: 404, answer: portalMissing},
		{name: "body before the conflict", as: alpha, request: "PUT " + adaPath, body: `{"email":"cyd@example.com","twitterUsername":""}`, status: 400, answer: badField("twitterUsername")},
	}
	return inSection("5 precedence", "", rows)
}

func bodyRows() []row {
	const limit = 1 << 20
	var rows []row
	for _, api := range apiSamples {
		if api.post == "" {
			continue
		}
		inner := strings.TrimSuffix(strings.TrimPrefix(api.goodBody, "{"), "}")
		member, _, _ := strings.Cut(inner, ":")
		bad := map[string]string{
			"not JSON": "nonsense", "cut short": strings.TrimSuffix(api.goodBody, "}"), "a list": "[" + api.goodBody + "]", "a text": `"x"`, "a number": "1", "null": "null",
			"spaces": "  ", "a second value": api.goodBody + api.goodBody, "text behind": api.goodBody + "x", "a comma behind": api.goodBody + ",", "a comma too much": "{" + inner + ",}",
			"an unknown member": "{" + inner + `,"surprise":1}`, "an unknown null member": "{" + inner + `,"surprise":null}`,
			"a member twice": "{" + inner + "," + inner + "}", "a member in another case": strings.Replace(api.goodBody, member, strings.ToUpper(member), 1),
			"a member in both cases": "{" + inner + "," + strings.Replace(inner, member, strings.ToUpper(member), 1) + "}",
			"a comment":              "{/**/" + inner + "}", "invalid UTF-8": strings.Replace(api.goodBody, `":"`, "\":\"\xff", 1),
			"over 1 MiB": api.goodBody + strings.Repeat(" ", limit+1-len(api.goodBody)),
		}
		if api.name == "app" {
			delete(bad, "spaces") // as good as no body, which is taken
		}
		for name, body := range bad {
			rows = append(rows, row{name: api.name + " " + name, as: api.postAs, request: api.post, body: body, status: 400, answer: api.badBody})
		}
		for name, kind := range map[string]string{"text/plain": plainText, "no Content-Type": noType, "a form": "Content-Type: application/x-www-form-urlencoded\r\n",
			"a Content-Type that is none": "Content-Type: json\r\n", "JSON in the wrong place": "Content-Type: text/application/json\r\n"} {
			rows = append(rows, row{name: api.name + " " + name, as: kind + api.postAs, request: api.post, body: api.goodBody, status: 415, answer: api.noJS})
		}
	}
	same := updated("User updated successfully", adaUser)
	const unchanged = `{"twitterUsername":"ada"}`
	for name, kind := range map[string]string{"charset": "application/json; charset=utf-8", "capitals": "Application/JSON"} {
		rows = append(rows, row{name: "JSON with " + name, as: "Content-Type: " + kind + "\r\n" + alpha, request: "PUT " + adaPath, body: unchanged, status: 200, answer: same})
	}
	rows = append(rows,
		row{name: "exactly 1 MiB", as: alpha, request: "PUT " + adaPath, body: unchanged + strings.Repeat(" ", limit-len(unchanged)), status: 200, answer: same},
		row{name: "in chunks", as: chunked + alpha, request: "PUT " + adaPath, body: "5\r\n" + unchanged[:5] + "\r\n14\r\n" + unchanged[5:] + "\r\n0\r\n\r\n", status: 200, answer: same},
		row{name: "spaces around", as: alpha, request: "PUT " + adaPath, body: " \r\n\t" + unchanged + "\n", status: 200, answer: same},
		row{name: "escapes in a member's name", as: alpha, request: "PUT " + adaPath, body: `{"twitter\u0055sername":"ada"}`, status: 200, answer: same},
		row{name: "over 1 MiB is ignored where no body is taken", as: alpha, request: "GET " + adaPath, body: strings.Repeat("x", limit+1), status: 200, answer: retrieved(adaUser)},
		row{name: "unknown parameters beside a body", as: alpha, request: "PUT " + adaPath + "?dryRun=true", body: unchanged, status: 200, answer: same},
	)
	return inSection("5 body", "", rows)
}
