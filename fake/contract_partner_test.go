package fake_test

// Section 1 of the contract: the Partner API. Creating, reading and removing;
// updates have a file of their own.

import "strings"

const (
	adaUser = `{"id":"` + adaID + `","email":"Ada@example.com","twitterUsername":"ada","walletAddress":"0xada",
"createdAt":"2023-01-15T12:00:00.000Z","updatedAt":"2023-01-16T14:30:00.000Z",
"payId":{"id":"a1b2c3d4-1111-4111-8111-22222222abcd","name":"adapay"}}`
	bobUser = `{"id":"` + bobID + `","email":"bob+tag@example.com","twitterUsername":null,"walletAddress":null,
"createdAt":"2023-02-15T12:00:00.000Z","updatedAt":"2023-02-15T12:00:00.000Z","payId":null}`
	cydUser = `{"id":"` + cydID + `","email":"cyd@example.com","twitterUsername":"cyd","walletAddress":"0xcyd",
"createdAt":"2023-03-15T12:00:00.123Z","updatedAt":"2023-03-16T12:00:00.456Z","payId":null}`
	danUser = `{"id":"` + danID + `","email":"dan@example.com","twitterUsername":null,"walletAddress":null,
"createdAt":"2023-04-15T12:00:00.000Z"}`

	usersPath = "/v1/users"
	adaPath   = usersPath + "/" + adaID
	bobPath   = usersPath + "/" + bobID
	cydPath   = usersPath + "/" + cydID
	danPath   = usersPath + "/" + danID
	nonePath  = usersPath + "/" + noneID
	detach    = "/disconnect-wallet"

	createUser = "POST " + usersPath
	minimal    = `{"email":"new@example.com"}`
)

// created is the answer to a create; an existing user's lacks the same members.
func created(user string) string {
	return `{"success":true,"data":` + patched(user, "updatedAt", gone, "payId", gone) + `,"meta":{}}`
}

// fresh is a user just made.
func fresh(changes ...string) string {
	return patched(`{"id":"<uuid>","email":"new@example.com","twitterUsername":null,"walletAddress":null,"createdAt":`+nowMillis+`}`, changes...)
}

// stored is that user in the state.
func stored(partner string, changes ...string) effect {
	return effect{"users/-": patched(fresh(changes...), "createdAt", atNow, "updatedAt", atNow, "partners", `["`+partner+`"]`)}
}

func retrieved(user string) string { return withMessage(user, "User retrieved successfully") }

func withMessage(user, message string) string {
	return `{"success":true,"data":` + user + `,"meta":{"message":"` + message + `"}}`
}

func partnerError(code, message string) string {
	return `{"success":false,"error":{"code":"` + code + `","message":"` + message + `"}}`
}

var (
	unauthorized  = partnerError("UNAUTHORIZED", "Authentication failed")
	forbidden     = partnerError("FORBIDDEN", "<text>")
	userNotFound  = partnerError("RESOURCE_NOT_FOUND", "User not found")
	notAssociated = partnerError("RESOURCE_NOT_FOUND", "Association not found")
	alreadyThere  = partnerError("CONFLICT", "User already associated with partner")
	emailInUse    = partnerError("CONFLICT", "Email already in use")
	noWallet      = partnerError("VALIDATION_ERROR", "No wallet connected")
	badBody       = `{"success":false,"error":{"code":"VALIDATION_ERROR","message":"Invalid request data","details":{"errors":"<errors>"}}}`
)

// badField is the answer to one member that breaks a rule.
func badField(name string) string {
	return `{"success":false,"error":{"code":"VALIDATION_ERROR","message":"Invalid request data",
"details":{"errors":[{"path":["` + name + `"],"message":"<text>"}]}}}`
}

func partnerCreateRows() []row {
	const section = "1 create"
	long := strings.Repeat
	rows := []row{
		{name: "every member", as: alpha, body: `{"email":"new@example.com","twitterUsername":"neo","walletAddress":"0xnew"}`, status: 201,
			answer: created(fresh("twitterUsername", `"neo"`, "walletAddress", `"0xnew"`)),
			effect: stored("partner_alpha", "twitterUsername", `"neo"`, "walletAddress", `"0xnew"`)},
		{name: "email alone", as: alpha, body: minimal, status: 201, answer: created(fresh()), effect: stored("partner_alpha")},
		{name: "the permission user:create is enough", as: writer, body: minimal, status: 201, answer: created(fresh()), effect: stored("partner_writer")},
		{name: "another partner's user is associated, posted members ignored", as: alpha,
			body: `{"email":"cyd@example.com","twitterUsername":"mine","walletAddress":"0xmine"}`, status: 201,
			answer: created(cydUser), effect: effect{"users/2/partners/-": `"partner_alpha"`}},
		{name: "another partner's user in another case", as: alpha, body: `{"email":"CYD@Example.COM"}`, status: 201,
			answer: created(cydUser), effect: effect{"users/2/partners/-": `"partner_alpha"`}},
		{name: "nobody's user is associated", as: beta, body: `{"email":"dan@example.com"}`, status: 201,
			answer: created(danUser), effect: effect{"users/3/partners/-": `"partner_beta"`}},
		{name: "ignored members are judged all the same", as: alpha, body: `{"email":"cyd@example.com","twitterUsername":""}`, status: 400, answer: badField("twitterUsername")},
		{name: "already associated", as: alpha, body: `{"email":"Ada@example.com"}`, status: 409, answer: alreadyThere},
		{name: "already associated in another case", as: alpha, body: `{"email":"aDA@EXAMPLE.com"}`, status: 409, answer: alreadyThere},
		{name: "twice", as: alpha, first: []step{sent(201, alpha, createUser, minimal)}, body: minimal, status: 409, answer: alreadyThere},
		{name: "by a second partner", as: beta, first: []step{sent(201, alpha, createUser, minimal)}, body: `{"email":"NEW@example.com"}`, status: 201,
			answer: created(fresh()), effect: effect{"users/4/partners/-": `"partner_beta"`}},
		{name: "again after disassociating", as: alpha, first: []step{sent(200, alpha, "DELETE "+adaPath, "")}, body: `{"email":"ada@example.com"}`, status: 201,
			answer: created(adaUser), effect: effect{"users/0/partners/-": `"partner_alpha"`}},
		{name: "at a later time", as: alpha, first: []step{advance(90e9)}, body: minimal, status: 201,
			answer: created(fresh("createdAt", `"2024-06-01T12:01:30.000Z"`)),
			effect: effect{"users/-": `{"id":"<uuid>","email":"new@example.com","createdAt":"<at 2024-06-01T12:01:30Z>","updatedAt":"<at 2024-06-01T12:01:30Z>","partners":["partner_alpha"]}`}},
		{name: "no credential", as: nobody, body: minimal, status: 401, answer: unauthorized},
		{name: "unknown key", as: bearer("pk_fake_unknown"), body: minimal, status: 401, answer: unauthorized},
		{name: "without user:create", as: reader, body: minimal, status: 403, answer: forbidden},
		{name: "email without a dot", as: alpha, body: `{"email":"new@localhost"}`, status: 201,
			answer: created(fresh("email", `"new@localhost"`)), effect: stored("partner_alpha", "email", `"new@localhost"`)},
	}
	for name, email := range map[string]string{
		"absent": ``, "null": `"email":null,`, "empty": `"email":"",`, "a number": `"email":1,`, "a list": `"email":["new@example.com"],`,
		"without at": `"email":"new.example.com",`, "two addresses": `"email":"a@example.com, b@example.com",`,
		"display name": `"email":"New <new@example.com>",`, "brackets": `"email":"<new@example.com>",`, "comment": `"email":"new@example.com (new)",`,
		"space before": `"email":" new@example.com",`, "space behind": `"email":"new@example.com ",`, "line end": `"email":"new@example.com\n",`,
		"quoted local part": `"email":"\"new man\"@example.com",`, "without local part": `"email":"@example.com",`, "without domain": `"email":"new@",`,
	} {
		rows = append(rows, row{name: "email " + name, as: alpha, body: `{` + email + `"twitterUsername":"neo"}`, status: 400, answer: badField("email")})
	}
	for name, value := range map[string]string{
		"1 character": `"x"`, "50 characters": `"` + long("x", 50) + `"`, "50 characters of two bytes": `"` + long("é", 50) + `"`, "null": `null`,
	} {
		rows = append(rows, row{name: "twitterUsername " + name, as: alpha, body: patched(minimal, "twitterUsername", value), status: 201,
			answer: created(fresh("twitterUsername", value)), effect: stored("partner_alpha", "twitterUsername", value)})
	}
	for name, value := range map[string]string{"empty": `""`, "51 characters": `"` + long("x", 51) + `"`, "a number": `7`, "an object": `{}`} {
		rows = append(rows, row{name: "twitterUsername " + name, as: alpha, body: patched(minimal, "twitterUsername", value), status: 400, answer: badField("twitterUsername")})
	}
	for name, value := range map[string]string{"1 character": `"x"`, "128 characters": `"` + long("w", 128) + `"`, "not hex": `"zz top!"`, "null": `null`} {
		rows = append(rows, row{name: "walletAddress " + name, as: alpha, body: patched(minimal, "walletAddress", value), status: 201,
			answer: created(fresh("walletAddress", value)), effect: stored("partner_alpha", "walletAddress", value)})
	}
	for name, value := range map[string]string{"empty": `""`, "129 characters": `"` + long("w", 129) + `"`, "a boolean": `true`} {
		rows = append(rows, row{name: "walletAddress " + name, as: alpha, body: patched(minimal, "walletAddress", value), status: 400, answer: badField("walletAddress")})
	}
	return inSection(section, createUser, rows)
}

// inSection gives rows their section, and their request where they have none.
func inSection(section, request string, rows []row) []row {
	for i := range rows {
		rows[i].section = section
		if rows[i].request == "" {
			rows[i].request = request
		}
	}
	return rows
}

func partnerReadRows() []row {
	byID := inSection("1 get", "GET "+adaPath, []row{
		{name: "all members", as: alpha, status: 200, answer: retrieved(adaUser)},
		{name: "nulls where unset", as: alpha, request: "GET " + bobPath, status: 200, answer: retrieved(bobUser)},
		{name: "milliseconds are kept", as: beta, request: "GET " + cydPath, status: 200, answer: retrieved(cydUser)},
		{name: "a user of two partners, by the other", as: beta, request: "GET " + bobPath, status: 200, answer: retrieved(bobUser)},
		{name: "a key with user:read alone, nobody of its own", as: reader, status: 404, answer: userNotFound},
		{name: "id in upper case is answered in lower", as: alpha, request: "GET " + usersPath + "/" + strings.ToUpper(adaID), status: 200, answer: retrieved(adaUser)},
		{name: "id percent-encoded", as: alpha, request: "GET " + usersPath + "/%61" + adaID[1:], status: 200, answer: retrieved(adaUser)},
		{name: "unknown query parameter", as: alpha, request: "GET " + adaPath + "?expand=all&x", status: 200, answer: retrieved(adaUser)},
		{name: "a body is ignored", as: alpha, body: `{"email":`, status: 200, answer: retrieved(adaUser)},
		{name: "just created", as: writer, first: []step{sent(201, alpha, createUser, minimal)}, status: 403, answer: forbidden},
		{name: "user of another partner", as: alpha, request: "GET " + cydPath, status: 404, answer: userNotFound},
		{name: "user of nobody", as: alpha, request: "GET " + danPath, status: 404, answer: userNotFound},
		{name: "unknown id", as: alpha, request: "GET " + nonePath, status: 404, answer: userNotFound},
		{name: "malformed id", as: alpha, request: "GET /v1/users/not-a-uuid", status: 404, answer: userNotFound},
		{name: "id with braces", as: alpha, request: "GET /v1/users/%7B" + adaID + "%7D", status: 404, answer: userNotFound},
		{name: "id without hyphens", as: alpha, request: "GET /v1/users/" + strings.ReplaceAll(adaID, "-", ""), status: 404, answer: userNotFound},
		{name: "id that is a word of the route", as: alpha, request: "GET /v1/users/email", status: 404, answer: userNotFound},
		{name: "no credential", as: nobody, status: 401, answer: unauthorized},
		{name: "without user:read", as: writer, status: 403, answer: forbidden},
	})
	byEmail := inSection("1 get by email", "GET /v1/users/email/Ada@example.com", []row{
		{name: "as given", as: alpha, status: 200, answer: retrieved(adaUser)},
		{name: "in another case", as: alpha, request: "GET /v1/users/email/ADA@EXAMPLE.COM", status: 200, answer: retrieved(adaUser)},
		{name: "percent-encoded", as: alpha, request: "GET /v1/users/email/ada%40example%2ecom", status: 200, answer: retrieved(adaUser)},
		{name: "plus is itself in a path", as: alpha, request: "GET /v1/users/email/bob+tag@example.com", status: 200, answer: retrieved(bobUser)},
		{name: "plus percent-encoded", as: beta, request: "GET /v1/users/email/bob%2Btag%40example.com", status: 200, answer: retrieved(bobUser)},
		{name: "user of another partner", as: alpha, request: "GET /v1/users/email/cyd@example.com", status: 404, answer: userNotFound},
		{name: "user of nobody", as: alpha, request: "GET /v1/users/email/dan@example.com", status: 404, answer: userNotFound},
		{name: "unknown", as: alpha, request: "GET /v1/users/email/none@example.com", status: 404, answer: userNotFound},
		{name: "not an address", as: alpha, request: "GET /v1/users/email/none", status: 404, answer: userNotFound},
		{name: "by the old address after a change", as: alpha, first: []step{sent(200, alpha, "PUT "+adaPath, minimal)}, status: 404, answer: userNotFound},
		{name: "no credential", as: nobody, status: 401, answer: unauthorized},
		{name: "without user:read", as: writer, status: 403, answer: forbidden},
	})
	return append(byID, byEmail...)
}
