package main

// Guards of what counts as an answer.

var answerMutants = []mutant{
	{"another user is taken for the one asked for", "users.go", "TestBadBodies|TestBadMembers", edits{
		"if u.ID != \"\" && !strings.EqualFold(u.ID, id) {", "if false && !strings.EqualFold(u.ID, id) {",
	}},
	{"another user is taken for the one with the e-mail", "users.go", "TestForeignAnswers", edits{
		"if !strings.EqualFold(u.Email, email) {", "if false {",
	}},
	{"another user is taken for the one with the external id", "users.go", "TestBadBodies|TestBadMembers", edits{
		"if u.UserExternalID != externalID {", "if false {",
	}},
	{"the deprecated client_id is not read", "users.go", "TestVariantsOnTheWire", edits{
		`if u.UserExternalID == "" {`, "if false {",
	}},
	{"a created user has no id", "users.go", "TestBadBodies|TestBadMembers", edits{
		"lacks:     func(u *User, _ string) string { return missing(\"id\", u.ID) },", "",
	}},
	{"another portal user is taken for the one asked for", "portals.go", "TestForeignAnswers", edits{
		`if id != "" && u.ID != id {`, "if false {",
	}},
	{"another profile is taken for the one asked for", "profile.go", "TestBadBodies|TestBadMembers", edits{
		"if !strings.EqualFold(p.Username, username) {", "if strings.EqualFold(p.Username, username+\"?\") {",
	}},
	{"another user's deletion is taken for this one's", "portals.go", "TestBad|TestForeign|TestAnswersThatAreRight", edits{"case d.ID != id:", "case false:"}},
	{"a user who was not deleted counts as deleted", "portals.go", "TestBadBodies|TestBadMembers", edits{"case !d.IsDeleted:", "case false:"}},
	{"a success of false counts as one", "envelope.go", "TestBadBodies|TestBadMembers", edits{"case !e.Success, e.Data == nil", "case e.Data == nil"}},
	{"an answer without what it owes is whole", "envelope.go", "TestBadBodies", edits{"!e.noData, !complete:", "!e.noData:"}},
	{"a miss of the App API is no miss", "envelope.go", "TestMisses", edits{
		"case e.Data == nil:\n\t\treturn missed", "case false:\n\t\treturn missed",
	}},
	{"a refusal under a good status is malformed", "envelope.go", "TestRefusalsWithAGoodStatus", edits{
		"switch {\n\tcase present(e.Error):", "switch {\n\tcase false:",
	}},
	{"a null among the users of a portal", "portals.go", "TestBad", edits{
		`p.Data[i].lacks(""); complaint != "" {`, `p.Data[i].lacks(""); false && complaint != "" {`,
	}},
	{"a null among notifications", "notifications.go", "TestBad", edits{
		`p.Notifications[i].ID); complaint != "" {`, `p.Notifications[i].ID); false && complaint != "" {`,
	}},
	{"a null among the items of a list", "notifications.go", "TestBad", edits{"if item == nil {", "if false {"}},
	{"a page without its list is an empty page", "portals.go", "TestBad", edits{"if p.Data == nil {", "if false {"}},
	{"a page finds what another one left", "portals.go", "TestPagesLeaveNothingBehind", edits{"\t\tclear(whole)\n", ""}},
	{"a page finds what another one was cut down by", "portals.go", "TestPagesLeaveNothingBehind", edits{"clear(whole)", "clear(p.Data)"}},
	{"what follows a body's value is passed over", "unmarshal.go", "TestDecodersLeaveNothingBehind|TestBadBodies", edits{
		" && d.InputOffset()-from == int64(len(body))", " && d.InputOffset() > from",
	}},
	{"a decoder is used after an error", "unmarshal.go", "TestDecodersLeaveNothingBehind", edits{
		"{ // it has an error to keep, and is not used again\n", "{\n\t\tdecoders.Put(d)\n",
	}},
	{"a part is taken for the whole", "answer.go", "TestBadBodies", edits{"case a.status == http.StatusPartialContent:", "case false:"}},
	{"a body that ended early counts as whole", "answer.go", "TestBadFraming|TestRetryVectors", edits{"case a.cut != nil:", "case false && a.cut != nil:"}},
	{"a success that is too large is decoded", "answer.go", "TestAnswersThatAreTooLarge", edits{"case a.tooLarge:", "case false:"}},
	{"a refusal that is too large is none", "answer.go", "TestAnswersThatAreTooLarge", edits{"if x.answer.tooLarge {", "if false {"}},
	{"gzip that nobody asked for stays packed", "answer.go", "TestGoodFraming|TestAnAnswerInGzip", edits{`"gzip") {`, `"gzip") && false {`}},
	{"what a transport unpacked is unpacked again", "answer.go", "TestAnAnswerThatWasUnpacked", edits{"!response.Uncompressed && ", ""}},
	{"gzip of nothing is cut", "answer.go", "TestAnAnswerInGzip", edits{"if errors.Is(err, io.EOF) { // nothing was packed", "if false {"}},
	{"an unpacked answer calls itself packed", "answer.go", "TestAnAnswerInGzip", edits{"\ta.header.Del(\"Content-Encoding\")\n", ""}},
	{"an answer's own headers are changed", "answer.go", "TestAnAnswerInGzip", edits{"\ta.header = a.header.Clone()\n\ta.header.Del", "\ta.header.Del"}},
	{"one user is asked for in gzip", "transport.go", "OnTheWire", edits{"if !o.list { // of a list", "if false { // of a list"}},
	{"a list is never asked for in gzip", "transport.go", "OnTheWire", edits{"if !o.list { // of a list", "if true { // of a list"}},
	{"a long list is too large", "transport.go", "TestAnswersThatAreTooLarge", edits{"most = maxListBody", "most = maxBody"}},
	{"room is made as a length claims", "answer.go", "TestRoomIsMade", edits{"int(min(n, maxFirstRoom))", "int(min(n, limit))"}},
	{"a body is left open", "answer.go", "TestRetryVectors", edits{"defer func() { _ = response.Body.Close() }()", ""}},
	{"what a caller was given is overwritten later", "response.go", "TestWhatAResponseHoldsStays", edits{"slices.Clone(a.body)", "slices.Clip(a.body)"}},
	{"a gateway's words are a refusal", "refusal.go", "TestAGatewaysJSON", edits{
		"return success != nil && !*success", "return success == nil || !*success",
	}},
	{"a foreign body is an error of the Partner API", "refusal.go", "TestForeign|TestNearly", edits{
		"return denied(refusal.Success) && e.Code != \"\"\n}\n\ntype", "return denied(refusal.Success)\n}\n\ntype",
	}},
	{"a foreign body is an error of the App API", "refusal.go", "TestForeign|TestNearly", edits{
		"return denied(refusal.Success) && e.Code != \"\"\n}\n\nfunc", "return denied(refusal.Success)\n}\n\nfunc",
	}},
	{"a foreign body is an error of the Portals API", "refusal.go", "TestForeign|TestNearly", edits{"|| refusal.StatusCode != e.Status ||", "||"}},
	{"a foreign body is an error of the Profile API", "refusal.go", "TestForeign|TestNearly", edits{"|| !isErrorName(refusal.Message) {", "{"}},
	{"a foreign text is shown as the API's", "answer.go", "TestNearlyTheAPIsOwnError", edits{`if e.Code == "" && !e.owned {`, "if false {"}},
	{"an error holds any number of fields", "answer.go", "TestAHundredFieldsAreKept", edits{"[:min(len(e.Fields), maxFields)]", ""}},
	{"an error's text is not escaped", "answer.go", "TestForeignTextIsMadeHarmless|TestHostileWords", edits{
		"e.Message = printable(x.scrub(e.Message), maxErrorText)", "e.Message = x.scrub(e.Message)",
	}},
}
