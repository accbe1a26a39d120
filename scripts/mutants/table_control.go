package main

// Guards of what a test and the command are told: of a state that is wrong, of a control used wrongly, of why a request was
// refused, and of how the command ends.

var controlMutants = []mutant{
	{"a state's complaints end with the first API", "fake/internal/backend/store.go", "./fake TestEverythingThatContradicts", edits{
		"slices.Concat(found[:]...)", "slices.Concat(found[:1]...)",
	}},
	{"a state of many mistakes is refused in as many lines", "fake/internal/backend/load.go", "./fake TestComplaintsAreBounded", edits{
		"return len(p) > maxProblems", "return false",
		"e[:min(len(e), maxProblems)]", "e",
	}},
	{"names that occur twice are told once", "fake/internal/backend/load.go", "./fake TestEverythingThatContradicts|TestContradictions", edits{
		"\t\tcase seen[name]:", "\t\tcase false:",
	}},
	{"a state's text is not UTF-8", "fake/internal/backend/load.go", "./fake TestTextsThatAreNotUTF8", edits{"if utf8.ValidString(text) {", "if true {"}},
	{"a state's credential is not UTF-8", "fake/internal/backend/load.go", "./fake TestTextsThatAreNotUTF8", edits{"if !utf8.ValidString(secret) {", "if false {"}},
	{"a name in a state's list is not UTF-8", "fake/internal/backend/load.go", "./fake TestTextsThatAreNotUTF8", edits{"case !utf8.ValidString(name):", "case false:"}},
	{"of a state's text the first mistake alone is told", "fake/state_parse.go", "TestParseStateTellsEverything", edits{
		"range errs[:min(len(errs), maxComplaints)]", "range errs[:1]",
	}},
	{"the log does not say why a request was refused", "fake/exchange.go", "TestTheLogSaysWhy", edits{"outcome{res.Credential, res.Reason}", "outcome{res.Credential, \"\"}"}},
	{"a fault passes for a refusal", "fake/internal/backend/backend.go", "./fake TestAFaultHasNoReason", edits{"\tres.Reason = \"\" // a fault has none\n", ""}},
	{"a fault after the effect keeps the reason of the answer that it replaced", "fake/exchange.go", "TestAFaultHasNoReason", edits{
		"cmp.Or(told.credential, res.Credential), res.Reason}", "cmp.Or(told.credential, res.Credential), told.reason}",
	}},
	{"a reason shows a credential as an unknown member", "fake/internal/backend/call.go", "./fake TestNoReasonShows", edits{", Redact: c.redact}", "}"}},
	{"a reason shows a credential as a Content-Type", "fake/internal/backend/call.go", "./fake TestNoReasonShows", edits{"c.redact(contentType))", "contentType)"}},
	{"a reason shows a credential that became one later", "fake/requestlog.go", "TestNoReasonShows", edits{"clip(secrets.Replace(shown.reason(), redacted))", "shown.reason()"}},
	{"a body that breaks off over a connection is not in the log", "fake/handler.go", "TestABodyThatEndsEarly", edits{"\t\tarrival.interrupted(newRequest(req, nil))\n", ""}},
	{"a body that breaks off in memory is not in the log", "fake/transport.go", "TestABodyThatEndsEarly", edits{"\t\tarrival.interrupted(newRequest(req, nil))\n", ""}},
	{"the near miss of a slip is another route's value", "fake/internal/backend/nearest.go", "TestNearestRoute", edits{"if fewest <= slips {", "if false {"}},
	{"any route is near any other", "fake/internal/backend/nearest.go", "TestNearestRoute", edits{"utf8.RuneCountInString(name)/2+1", "utf8.RuneCountInString(name)+1<<20"}},
	{"a near miss takes time by the length of the path", "fake/internal/backend/nearest.go", "TestNearestRouteOfALongName", edits{"name = name[:min(len(name), maxCompared)]", ""}},
	{"an unknown path has no near miss in the log", "fake/requestlog.go", "TestTheLogSaysWhy", edits{"if nearest := backend.NearestRoute(e.Method + \" \" + e.Path); nearest", "if nearest := \"\"; nearest"}},
	{"what Inject refuses is reported within the package", "fake/controls.go", "TestControlsFailAt", edits{"\ts.tb.Helper()\n\tif err := f.validate()", "\tif err := f.validate()"}},
	{"what Advance refuses is reported within the package", "fake/controls.go", "TestControlsFailAt", edits{"\ts.tb.Helper()\n\treturn s.refuse(s.current().clock", "\treturn s.refuse(s.current().clock"}},
	{"what Requests refuses is reported within the package", "fake/controls.go", "TestControlsFailAt", edits{"\ts.tb.Helper()\n\tfor _, name := range route", "\tfor _, name := range route"}},
	{"what Reset refuses is reported within the package", "fake/server.go", "TestControlsFailAt", edits{"func (s *Server) Reset() {\n\ts.tb.Helper()", "func (s *Server) Reset() {"}},
	{"what Client refuses is reported within the package", "fake/client.go", "TestControlsThatHardlyFail", edits{"\ts.tb.Helper()\n", ""}},
	{"what URL refuses is reported within the package", "fake/pipe.go", "TestControlsThatHardlyFail", edits{"\ts.tb.Helper()\n", ""}},
	{"what every control refuses is reported within the package", "fake/tb.go", "TestControlsFailAt", edits{"\ts.tb.Helper()\n\tif err != nil {", "\tif err != nil {"}},
	{"a fault that never fired is reported without its line", "fake/controls.go", "TestControlsFailAt", edits{"const ofTheCaller = 2", "const ofTheCaller = 1"}},
	{"an unknown route has no near miss", "fake/controls.go", "TestControlsFailAt", edits{"if nearest := backend.NearestRoute(name); nearest != \"\" {", "if nearest := \"\"; nearest != \"\" {"}},
	{"a byte order mark spoils a state", "fake/state_parse.go", "TestAByteOrderMark", edits{"bytes.TrimPrefix(data, []byte(byteOrderMark))", "bytes.TrimPrefix(data, nil)"}},
}
