package fake_test

// Section 1 of the contract: the Partner API's updates and removals.

import "strings"

const later = `"2024-06-01T12:00:05.000Z"`

// updated is the answer to an update or a disconnect: it has no payId.
func updated(message, user string, changes ...string) string {
	return withMessage(patched(user, append([]string{"payId", gone}, changes...)...), message)
}

// moved is an effect on user i with its updatedAt five seconds on.
func moved(i string, members ...string) effect {
	all := effect{"users/" + i + "/updatedAt": `"<at 2024-06-01T12:00:05Z>"`}
	for n := 0; n < len(members); n += 2 {
		all["users/"+i+"/"+members[n]] = members[n+1]
	}
	return all
}

func partnerUpdateRows() []row {
	const done = "User updated successfully"
	onAda := func(name, body string, changes ...string) row {
		return row{name: name, as: alpha, body: body, status: 200,
			answer: updated(done, adaUser, append(changes, "updatedAt", later)...), effect: moved("0", changes...)}
	}
	unchanged := func(name, body string) row {
		return row{name: name, as: alpha, body: body, status: 200, answer: updated(done, adaUser)}
	}
	refused := func(name, body, field string) row {
		return row{name: name, as: alpha, body: body, status: 400, answer: badField(field)}
	}
	x50, x51 := `"`+strings.Repeat("x", 50)+`"`, `"`+strings.Repeat("x", 51)+`"`
	w128, w129 := `"`+strings.Repeat("w", 128)+`"`, `"`+strings.Repeat("w", 129)+`"`
	rows := []row{
		onAda("email alone", minimal, "email", `"new@example.com"`),
		onAda("twitterUsername alone", `{"twitterUsername":"neo"}`, "twitterUsername", `"neo"`),
		onAda("walletAddress alone", `{"walletAddress":"0xnew"}`, "walletAddress", `"0xnew"`),
		onAda("all three", `{"email":"new@example.com","twitterUsername":"neo","walletAddress":"0xnew"}`,
			"email", `"new@example.com"`, "twitterUsername", `"neo"`, "walletAddress", `"0xnew"`),
		onAda("null clears twitterUsername", `{"twitterUsername":null}`, "twitterUsername", `null`),
		onAda("null clears walletAddress", `{"walletAddress":null}`, "walletAddress", `null`),
		onAda("own email in another case is a change", `{"email":"ada@EXAMPLE.com"}`, "email", `"ada@EXAMPLE.com"`),
		onAda("twitterUsername of 50", `{"twitterUsername":`+x50+`}`, "twitterUsername", x50),
		onAda("walletAddress of 128", `{"walletAddress":`+w128+`}`, "walletAddress", w128),
		onAda("one member the same, one not", `{"email":"Ada@example.com","twitterUsername":"neo"}`, "twitterUsername", `"neo"`),
		unchanged("own email again", `{"email":"Ada@example.com"}`),
		unchanged("own twitterUsername again", `{"twitterUsername":"ada"}`),
		unchanged("own walletAddress again", `{"walletAddress":"0xada"}`),
		{name: "null where there is nothing", as: alpha, request: "PUT " + bobPath, body: `{"twitterUsername":null,"walletAddress":null}`, status: 200, answer: updated(done, bobUser)},
		{name: "by the other partner", as: beta, request: "PUT " + bobPath, body: `{"twitterUsername":"bo"}`, status: 200,
			answer: updated(done, bobUser, "twitterUsername", `"bo"`, "updatedAt", later), effect: moved("1", "twitterUsername", `"bo"`)},
		{name: "id in upper case", as: alpha, request: "PUT /v1/users/" + strings.ToUpper(adaID), body: `{"twitterUsername":"neo"}`, status: 200,
			answer: updated(done, adaUser, "twitterUsername", `"neo"`, "updatedAt", later), effect: moved("0", "twitterUsername", `"neo"`)},
		{name: "an address that was given up is free", as: beta, request: "PUT " + bobPath, first: []step{sent(200, alpha, "PUT "+adaPath, minimal)},
			body: `{"email":"ada@example.com"}`, status: 200, answer: updated(done, bobUser, "email", `"ada@example.com"`, "updatedAt", later),
			effect: moved("1", "email", `"ada@example.com"`)},
		refused("email null", `{"email":null}`, "email"),
		refused("email empty", `{"email":""}`, "email"),
		refused("email not plain", `{"email":"New <new@example.com>"}`, "email"),
		refused("email a number", `{"email":5}`, "email"),
		refused("twitterUsername empty", `{"twitterUsername":""}`, "twitterUsername"),
		refused("twitterUsername of 51", `{"twitterUsername":`+x51+`}`, "twitterUsername"),
		refused("walletAddress empty", `{"walletAddress":""}`, "walletAddress"),
		refused("walletAddress of 129", `{"walletAddress":`+w129+`}`, "walletAddress"),
		refused("one member bad spoils the good one", `{"twitterUsername":"neo","walletAddress":""}`, "walletAddress"),
		{name: "nothing to update", as: alpha, body: `{}`, status: 400, answer: badBody},
		{name: "no body", as: alpha, status: 400, answer: badBody},
		{name: "email of another user of the partner", as: alpha, body: `{"email":"bob+tag@example.com"}`, status: 409, answer: emailInUse},
		{name: "email of a user of another partner", as: alpha, body: `{"email":"cyd@example.com"}`, status: 409, answer: emailInUse},
		{name: "email of a user of nobody", as: alpha, body: `{"email":"dan@example.com"}`, status: 409, answer: emailInUse},
		{name: "email in use in another case", as: alpha, body: `{"email":"CYD@example.com"}`, status: 409, answer: emailInUse},
		{name: "email in use changes nothing else", as: alpha, body: `{"email":"cyd@example.com","twitterUsername":"neo"}`, status: 409, answer: emailInUse},
		{name: "user of another partner", as: alpha, request: "PUT " + cydPath, body: minimal, status: 404, answer: userNotFound},
		{name: "user of nobody", as: alpha, request: "PUT " + danPath, body: minimal, status: 404, answer: userNotFound},
		{name: "unknown id", as: alpha, request: "PUT " + nonePath, body: minimal, status: 404, answer: userNotFound},
		{name: "malformed id", as: alpha, request: "PUT /v1/users/1", body: minimal, status: 404, answer: userNotFound},
		{name: "no credential", as: nobody, body: minimal, status: 401, answer: unauthorized},
		{name: "without user:update", as: reader, body: minimal, status: 403, answer: forbidden},
	}
	for i := range rows {
		rows[i].first = append(rows[i].first, advance(5e9))
	}
	return inSection("1 update", "PUT "+adaPath, rows)
}

func partnerRemovalRows() []row {
	const done = `{"success":true,"meta":{"message":"User disassociated from partner successfully"}}`
	const unplugged = "Wallet disconnected successfully"
	disassociate := inSection("1 delete", "DELETE "+adaPath, []row{
		{name: "the last association; the user survives", as: alpha, status: 200, answer: done, effect: effect{"users/0/partners/0": gone}},
		{name: "one of two associations", as: alpha, request: "DELETE " + bobPath, status: 200, answer: done, effect: effect{"users/1/partners/0": gone}},
		{name: "the other of two associations", as: beta, request: "DELETE " + bobPath, status: 200, answer: done, effect: effect{"users/1/partners/1": gone}},
		{name: "id in upper case", as: alpha, request: "DELETE /v1/users/" + strings.ToUpper(adaID), status: 200, answer: done, effect: effect{"users/0/partners/0": gone}},
		{name: "a body is ignored", as: alpha, body: `nonsense`, status: 200, answer: done, effect: effect{"users/0/partners/0": gone}},
		{name: "the permission user:delete is enough", as: writer, request: "DELETE " + cydPath, status: 200, answer: done, effect: effect{"users/2/partners/1": gone}},
		{name: "twice", as: alpha, first: []step{sent(200, alpha, "DELETE "+adaPath, "")}, status: 404, answer: notAssociated},
		{name: "user of another partner", as: alpha, request: "DELETE " + cydPath, status: 404, answer: notAssociated},
		{name: "user of nobody", as: alpha, request: "DELETE " + danPath, status: 404, answer: notAssociated},
		{name: "unknown id", as: alpha, request: "DELETE " + nonePath, status: 404, answer: notAssociated},
		{name: "no credential", as: nobody, status: 401, answer: unauthorized},
		{name: "without user:delete", as: reader, status: 403, answer: forbidden},
		{name: "afterwards the partner sees nobody", request: "GET " + bobPath, as: alpha, first: []step{sent(200, alpha, "DELETE "+bobPath, "")}, status: 404, answer: userNotFound},
		{name: "afterwards nor by email", request: "GET /v1/users/email/bob+tag@example.com", as: alpha, first: []step{sent(200, alpha, "DELETE "+bobPath, "")}, status: 404, answer: userNotFound},
		{name: "afterwards the other partner still sees the user", request: "GET " + bobPath, as: beta, first: []step{sent(200, alpha, "DELETE "+bobPath, "")}, status: 200, answer: retrieved(bobUser)},
		{name: "afterwards the email is still in use", request: "PUT " + bobPath, as: alpha, first: []step{sent(200, alpha, "DELETE "+adaPath, "")},
			body: `{"email":"ada@example.com"}`, status: 409, answer: emailInUse},
	})
	disconnect := inSection("1 disconnect wallet", "POST "+adaPath+detach, []row{
		{name: "done", as: alpha, status: 200, answer: updated(unplugged, adaUser, "walletAddress", `null`, "updatedAt", later), effect: moved("0", "walletAddress", gone)},
		{name: "a body of any kind is ignored", as: plainText + alpha, body: `nonsense`, status: 200,
			answer: updated(unplugged, adaUser, "walletAddress", `null`, "updatedAt", later), effect: moved("0", "walletAddress", gone)},
		{name: "the permission is user:update", as: writer, request: "POST " + cydPath + detach, status: 200,
			answer: updated(unplugged, cydUser, "walletAddress", `null`, "updatedAt", later), effect: moved("2", "walletAddress", gone)},
		{name: "no wallet", as: alpha, request: "POST " + bobPath + detach, status: 400, answer: noWallet},
		{name: "twice", as: alpha, first: []step{sent(200, alpha, "POST "+adaPath+detach, "")}, status: 400, answer: noWallet},
		{name: "user of another partner", as: alpha, request: "POST " + cydPath + detach, status: 404, answer: userNotFound},
		{name: "unknown id", as: alpha, request: "POST " + nonePath + detach, status: 404, answer: userNotFound},
		{name: "malformed id", as: alpha, request: "POST /v1/users/x" + detach, status: 404, answer: userNotFound},
		{name: "no credential", as: nobody, status: 401, answer: unauthorized},
		{name: "without user:update", as: reader, status: 403, answer: forbidden},
	})
	for i := range disconnect {
		disconnect[i].first = append(disconnect[i].first, advance(5e9))
	}
	return append(disassociate, disconnect...)
}
