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
	{"any route is near any other", "fake/internal/backend/nearest.go", "TestNearestRoute", edits{"utf8.RuneCountInString(name)/3+1", "utf8.RuneCountInString(name)+1<<20"}},
	{"a near miss takes time by the length of the path", "fake/internal/backend/nearest.go", "TestNearestRouteOfALongName", edits{"name = name[:min(len(name), maxCompared)]", ""}},
	{"an unknown path has no near miss in the log", "fake/requestlog.go", "TestTheLogSaysWhy", edits{"if nearest := backend.NearestRoute(e.Method + \" \" + e.Path); nearest", "if nearest := \"\"; nearest"}},
	{"what Inject refuses is reported within the package", "fake/controls.go", "TestControlsFailAt", edits{"\ts.tb.Helper()\n\tif err := f.validate()", "\tif err := f.validate()"}},
	{"what Advance refuses is reported within the package", "fake/controls.go", "TestControlsFailAt", edits{"\ts.tb.Helper()\n\terr := s.current().clock", "\terr := s.current().clock"}},
	{"what Requests refuses is reported within the package", "fake/controls.go", "TestControlsFailAt", edits{"\ts.tb.Helper()\n\treturn s.RequestsMatching(", "\treturn s.RequestsMatching("}},
	{"what Reset refuses is reported within the package", "fake/server.go", "TestControlsFailAt", edits{"func (s *Server) Reset() {\n\ts.tb.Helper()", "func (s *Server) Reset() {"}},
	{"what Client refuses is reported within the package", "fake/client.go", "TestControlsThatHardlyFail", edits{"\ts.tb.Helper()\n", ""}},
	{"what URL refuses is reported within the package", "fake/pipe.go", "TestControlsThatHardlyFail", edits{"\ts.tb.Helper()\n", ""}},
	{"what every control refuses is reported within the package", "fake/server.go", "TestControlsFailAt", edits{"\ts.tb.Helper()\n\tif err != nil {", "\tif err != nil {"}},
	{"a fault that never fired is reported without its line", "fake/controls.go", "TestControlsFailAt", edits{"const ofTheCaller = 2", "const ofTheCaller = 1"}},
	{"an unknown route has no near miss", "fake/fault_rules.go", "TestControlsFailAt", edits{"if nearest := backend.NearestRoute(name); nearest != \"\" {", "if nearest := \"\"; nearest != \"\" {"}},
	{"a closed stderr ends the command", "fake/cmd/fakeserver/main.go", "TestOutputsThatNobodyRead", edits{"\tsignal.Ignore(syscall.SIGPIPE)", "\t// signal.Ignore(syscall.SIGPIPE)"}},
	{"a stderr that nobody reads stops the command", "fake/cmd/fakeserver/output.go", "TestAPatientWriter", edits{"\tcase <-timer.C:\n", "\tcase <-make(chan bool):\n"}},
	{"each line waits for a reader who does not come", "fake/cmd/fakeserver/output.go", "TestAPatientWriter", edits{"\t\tw.stuck.Store(true)\n", ""}},
	{"a reader who comes back is not waited for", "fake/cmd/fakeserver/output.go", "TestAPatientWriter", edits{"\t\t\tw.stuck.Store(false)\n", ""}},
	{"a line after the end panics", "fake/cmd/fakeserver/output.go", "TestAPatientWriter", edits{"\tif w.closed {\n", "\tif false {\n"}},
	{"an address is left out", "fake/cmd/fakeserver/settings.go", "TestRefusals", edits{"if err == nil && set.addr == \"\" {", "if false {"}},
	{"a connection without a request holds a stop", "fake/cmd/fakeserver/intake.go", "TestWhatComesInHalf", edits{"\tfor conn := range i.fresh {\n\t\t_ = conn.Close()", "\tfor conn := range i.fresh {\n\t\t_ = conn"}},
	{"half a body holds a stop", "fake/cmd/fakeserver/intake.go", "TestWhatComesInHalf", edits{"\ti.stopping = true\n\tfor request := range i.coming {", "\ti.stopping = true\n\tfor request := range map[*incoming]bool{} {"}},
	{"half a body that nobody reads holds a stop", "fake/cmd/fakeserver/intake.go", "TestWhatComesInHalf", edits{"\tdelete(i.coming, request)\n\trequest.wait(time.Now().Add(settle))", "\tdelete(i.coming, request)"}},
	{"a body that comes slowly while the command stops is cut", "fake/cmd/fakeserver/intake.go", "TestABodyThatComesSlowly", edits{"\tif b.intake.stopping {\n", "\tif false {\n"}},
	{"what is still coming in is called an answer", "fake/cmd/fakeserver/run.go", "TestABodyThatNeverEndsIsNoAnswer", edits{"if s.intake.answers() == 0 {", "if false {"}},
	{"a state that was given is too large", "fake/control/plane.go", "TestStatesHaveALimit", edits{"max(p.maxState, p.given.Load())", "p.maxState"}},
	{"a state has no limit", "fake/control/plane.go", "TestStatesHaveALimit", edits{"limit = max(p.maxState, p.given.Load())", "limit = 1 << 62"}},
	{"an order to the control plane has no limit", "fake/control/plane.go", "TestStatesHaveALimit|TestEveryBodyHasALimit", edits{"limit := p.maxOrder", "limit := int64(1 << 62)"}},
	{"the command's log does not say why", "fake/control/orders.go", "TestControlPlane", edits{"Reason: r.Reason,", "Reason: \"\","}},
	{"a seed's complaints are several lines", "fake/cmd/fakeserver/run.go", "TestRefusals", edits{"strings.Join(strings.Split(err.Error(), \"\\n\"), \"; \")", "strings.TrimSpace(err.Error())"}},
	{"a byte order mark spoils a state", "fake/state_parse.go", "TestAByteOrderMark", edits{"bytes.TrimPrefix(data, []byte(byteOrderMark))", "bytes.TrimPrefix(data, nil)"}},
}
