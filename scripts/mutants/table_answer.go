package main

// Guards of what counts as an answer.

const (
	successFormats = "internal/apiformat/success.go"
	errorFormats   = "internal/apiformat/errors.go"
)

var answerMutants = []mutant{
	{"a transport's own time limit is no deadline", "internal/call/outcome.go", "TestATransportsTimeLimit", edits{"if a.fate != fateNotReached && !a.gotResponse {", "if false {"}},
	{"a middleware's time limit is the attempt's", "internal/call/outcome.go", "TestATransportsTimeLimit", edits{"if a.fate != fateNotReached && !a.gotResponse {", "if !a.gotResponse {"}},
	{"the system's time limit is the transport's", "internal/call/outcome.go", "TestATransportsTimeLimit", edits{"!limit.Timeout() || isErrno ||", "!limit.Timeout() || isErrno && false ||"}},
	{"the zero date is sent as a text", "profile.go", "TestBodiesAreTheParams", edits{"if d.IsZero() { // no date, as Null is", "if false {"}},
	{"another user is taken for the one asked for", "users.go", "TestForeignAnswers", edits{
		"if u.ID != \"\" && !strings.EqualFold(u.ID, wantID) {", "if false && !strings.EqualFold(u.ID, wantID) {",
	}},
	{"another user is taken for the one with the e-mail", "users.go", "TestForeignAnswers", edits{
		"if !strings.EqualFold(u.Email, wantEmail) {", "if false {",
	}},
	{"a created user has no id", "users.go", "TestBadBodies|TestBadMembers", edits{
		"\t\tValidate: func(u *User, _ string) error { return present(\"id\", u.ID) },\n", "",
	}},
	{"another portal user is taken for the one asked for", "portals.go", "TestForeignAnswers", edits{
		`if wantID != "" && u.ID != wantID {`, "if false {",
	}},
	{"another profile is taken for the one asked for", "profile.go", "TestBadBodies|TestBadMembers", edits{
		"if !strings.EqualFold(p.Username, wantUsername) {", "if strings.EqualFold(p.Username, wantUsername+\"?\") {",
	}},
	{"a profile without the members asked for is one", "profile.go", "TestAProfileHas", edits{"if !found {", "if false {"}},
	{"a profile has no username", "profile.go", "TestBad", edits{"if field == ProfileFieldUsername && p", "if false && p"}},
	{"another user's deletion is taken for this one's", "portals.go", "TestBad|TestForeign|TestAnswersThatAreRight", edits{"case d.ID != wantID:", "case false:"}},
	{"a user who was not deleted counts as deleted", "portals.go", "TestBadBodies|TestBadMembers", edits{"case !d.IsDeleted:", "case false:"}},
	{"a success of false counts as one", successFormats, "TestBadBodies|TestBadMembers", edits{"|| !e.HasSuccess && ", "|| "}},
	{"a write that is not said to have succeeded has", successFormats, "TestBad", edits{"!e.HasSuccess && !data.IsNothing()", "!e.HasSuccess"}},
	{"an answer without what it owes is whole", successFormats, "TestBadBodies", edits{"case !succeeded, !valid:", "case !succeeded:"}},
	{"an answer of the App API without what it owes is whole", successFormats, "TestBadBodies", edits{"case valid:", "case true:"}},
	{"an answer without an envelope and what it owes is whole", successFormats, "TestBadBodies", edits{"if !valid {", "if false {"}},
	{"a miss of the App API is no miss", successFormats, "TestMisses", edits{"case e.NullData && (!e.Success || !data.IsNothing()):", "case false:"}},
	{"a refusal under a good status is malformed", successFormats, "TestRefusalsWithAGoodStatus", edits{
		"switch {\n\tcase e.HasError:", "switch {\n\tcase false:",
	}},
	{"a refusal of the App API under a good status is malformed", successFormats, "TestRefusalsWithAGoodStatus", edits{
		"case e.HasError:\n\t\treturn call.APIError\n\tdefault:\n\t\treturn call.Malformed", "default:\n\t\treturn call.Malformed",
	}},
	{"a refusal that is none is one", "internal/call/outcome.go", "TestAnErrorThatIsNotTheAPIs", edits{
		"\t\ta.decodeErrorBody(f)\n\t\tif f.FromAPI {", "\t\ta.decodeErrorBody(f)\n\t\tif true {",
	}},
	{"a null among the users of a portal", "portals.go", "TestBad", edits{`error { return u.validate("") }`, "error { _ = u; return nil }"}},
	{"a null among notifications", "notifications.go", "TestBad", edits{`error { return present("id", n.ID) }`, "error { _ = n; return nil }"}},
	{"a null among the items of a list", "profile.go", "TestBad", edits{`return errors.New("an item of the list is null")`, "return nil"}},
	{"a referral has no username", "profile.go", "TestBad", edits{`return present("username", (*r).Username)`, "return nil"}},
	{"a page without its list is an empty page", "decode.go", "TestBad", edits{"if list == nil {", "if false {"}},
	{"an earlier answer shows through", "internal/call/outcome.go", "TestAnAnswerHoldsNothingOfTheOneBefore", edits{"\ta.target.empty()\n", ""}},
	{"an empty body of any status is a success", "internal/call/outcome.go", "TestBad", edits{" && r.status == http.StatusNoContent)", ")"}},
	{"an empty body is a success of any endpoint", "internal/call/outcome.go", "TestBad", edits{
		"a.target.IsNothing() && r.status == http.StatusNoContent", "r.status == http.StatusNoContent",
	}},
	{"a part is taken for the whole", "internal/call/outcome.go", "TestBadBodies", edits{"case r.status == http.StatusPartialContent:", "case false:"}},
	{"a body that ended early counts as whole", "internal/call/outcome.go", "TestBadFraming|TestRetryVectors", edits{"case r.bodyErr != nil:", "case false && r.bodyErr != nil:"}},
	{"a success that is too large is decoded", "internal/call/outcome.go", "TestAnswersThatAreTooLarge", edits{"case r.tooLarge:", "case false:"}},
	{"a refusal that is too large is none", "internal/call/outcome.go", "TestAnswersThatAreTooLarge", edits{"if a.response.tooLarge {", "if false {"}},
	{"a refusal that was cut does not say so", "internal/call/outcome.go", "TestACutRefusal", edits{"if a.response.bodyErr != nil {", "if false {"}},
	{"gzip that nobody asked for stays packed", "internal/call/response.go", "TestGoodFraming|TestAnAnswerInGzip", edits{`"gzip") {`, `"gzip") && false {`}},
	{"what a transport unpacked is unpacked again", "internal/call/response.go", "TestAnAnswerThatWasUnpacked", edits{"!received.Uncompressed && ", ""}},
	{"gzip of nothing is cut", "internal/call/response.go", "TestAnAnswerInGzip", edits{"if errors.Is(err, io.EOF) { //", "if errors.Is(err, io.EOF) && false { //"}},
	{"an unpacked answer calls itself packed", "internal/call/response.go", "TestAnAnswerInGzip", edits{"\tr.header.Del(\"Content-Encoding\")\n", ""}},
	{"an unpacked answer has the packed one's length", "internal/call/response.go", "TestAnAnswerInGzip", edits{"\tr.header.Del(\"Content-Length\")\n", ""}},
	{"an answer's own headers are changed", "internal/call/response.go", "TestAnAnswerInGzip", edits{"\tr.header = r.header.Clone()\n", ""}},
	{"a long list is too large", "internal/call/response.go", "TestAnswersThatAreTooLarge", edits{"limit = maxListBody", "limit = maxBody"}},
	{"room is made as a length claims", "internal/call/response.go", "TestRoomIsMade", edits{"int(min(n, maxPreallocated))", "int(min(n, limit))"}},
	{"a body is left open", "internal/call/response.go", "TestRetryVectors", edits{"defer func() { _ = received.Body.Close() }()", ""}},
	{"the body of an upgrade is waited for", "internal/call/response.go", "TestAnUpgrade", edits{
		"if r.status < http.StatusOK { //", "if false { //",
	}},
	{"what a caller was given is overwritten later", "internal/call/call.go", "TestWhatAResponseHoldsStays", edits{
		"slices.Clone(c.response.body)", "slices.Clip(c.response.body)",
	}},
	{"a gateway's words are a refusal", errorFormats, "TestForeignBodies|TestNearlyTheAPIs", edits{
		"return r.hasSuccess && !r.success", "return !r.hasSuccess || !r.success",
	}},
	{"a foreign body is an error of the Partner API", errorFormats, "TestForeign|TestNearly", edits{
		"return body.denied() && f.Code != \"\"\n}\n\nfunc decodePartnerError", "return body.denied()\n}\n\nfunc decodePartnerError",
	}},
	{"a foreign body is an error of the App API", errorFormats, "TestABodyThatSaysNothing", edits{
		"return body.denied() && f.Code != \"\"\n}\n\nfunc decodeAppError", "return body.denied()\n}\n\nfunc decodeAppError",
	}},
	{"a foreign body is an error of the Portals API", errorFormats, "TestForeign|TestNearly", edits{"|| body.statusCode != f.Status ||", "||"}},
	{"an error of the Portals API says nothing", errorFormats, "TestABodyThatSaysNothing", edits{`!= f.Status || body.message == "" {`, "!= f.Status {"}},
	{"a foreign body is an error of the Profile API", errorFormats, "TestForeign|TestNearly", edits{"|| !isErrorName(name) {", "{"}},
	{"an error of the Profile API has no number", errorFormats, "TestForeign|TestNearly", edits{"|| !hasNumber ||", "|| !hasNumber && false ||"}},
	{"the last detail names an error of the App API", errorFormats, "TestTheFieldsOfARefusal|TestUnknownCodes|TestTheFirstDetail", edits{
		"cmp.Or(details[0].code, f.Code)", "cmp.Or(details[len(details)-1].code, f.Code)",
	}},
	{"the last detail words an error of the App API", errorFormats, "TestTheFieldsOfARefusal|TestUnknownCodes|TestTheFirstDetail", edits{
		"details[0].message", "details[len(details)-1].message",
	}},
	{"a request's id in the body hides the header's", errorFormats, "TestARequestID", edits{`if f.RequestID == "" {`, "if true {"}},
	{"an odd member hides the rest of a refusal", errorFormats, "TestUnknownCodesAndLooseShapes", edits{
		"return err == nil || wrongValue", "return err == nil && !wrongValue",
	}},
	{"a page's 404 is the API's own", "internal/call/outcome.go", "TestForeign|TestAGatewaysJSON", edits{
		"if f.FromAPI {\n\t\tf.AddCase", "if true {\n\t\tf.AddCase",
	}},
	{"a foreign text is shown as the API's", "internal/call/outcome.go", "TestForeignBodies|TestHostileWords", edits{`if f.Code == "" && !f.FromAPI {`, "if false {"}},
	{"an error holds any number of fields", "internal/call/outcome.go", "TestAHundredFieldsAreKept", edits{"[:min(len(f.Fields), maxFields)]", ""}},
	{"an error's text is not escaped", "internal/call/outcome.go", "TestForeignTextIsMadeHarmless|TestHostileWords", edits{
		"f.Message = a.redaction.text(f.Message, MaxText)", "f.Message = a.redaction.get().Text(f.Message)",
	}},
	{"an escape makes a text longer than it may be", "internal/call/failure.go", "TestAMessageIs", edits{"if shown.Len()+len(piece) > limit {", "if false {"}},
}
