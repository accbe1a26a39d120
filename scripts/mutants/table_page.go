package main

// Guards of pages: which is the last, and which lead nowhere.

const pageProgress = "internal/paging/progress.go"

var pageMutants = []mutant{
	{"a repeating cursor is followed", pageProgress, "TestCyclesOf", edits{"case d.until > 0 && key == d.kept:", "case false:"}},
	{"a long circle of cursors is followed", pageProgress, "TestCyclesOf", edits{"max(1, 2*d.until)", "max(1, d.until)"}},
	{"a circle of cursors is followed twice", pageProgress, "TestCyclesOfCursorsEnd", edits{"tolerated := 0", "tolerated := 1"}},
	{"a circle of notifications is followed", pageProgress, "TestCyclesOfNotificationsEnd", edits{"\t\ttolerated = 1\n", "\t\treturn nil\n"}},
	{"notifications that were pushed down once are a circle", pageProgress, "TestAllNotificationsWhileNewOnesCome", edits{"\t\ttolerated = 1\n", ""}},
	{"a page of nothing new is a circle", pageProgress, "TestCyclesOfNotificationsEnd|TestPagesThatBringNothingNew|TestAllNotificationsWhileNewOnesCome", edits{
		"case p.moving && fresh == 0:", "case false:",
	}},
	{"pages that bring nothing new have no end", pageProgress, "TestEmptyPagesEnd|TestPagesThatBringNothingNew", edits{"case p.idle >= maxIdlePages:", "case false:"}},
	{"many pages are too many", pageProgress, "TestManyPagesAreNoCycle", edits{"\t\tp.idle = 0\n", ""}},
	{"a notification that moved down comes twice", "internal/paging/list.go", "TestAllNotificationsWhileNewOnesCome", edits{"if !before[id(item)] {", "if true {"}},
	{"an empty page of notifications is not the last", "internal/paging/numbered.go", "TestAnEmptyPageEndsAllNotifications|TestAllNotificationsAreGiven", edits{
		"if p.Items == 0 || first <= 1 &&", "if first <= 1 &&",
	}},
	{"an empty page of notifications has a next one", "internal/paging/numbered.go", "TestNextLeads", edits{
		"if p.Items == 0 || p.Number == 1 {\n\t\treturn p.Items == 0 ||", "if p.Number == 1 {\n\t\treturn",
	}},
	{"what a total counts is asked for again", "internal/paging/numbered.go", "TestAllNotificationsAreGiven", edits{"first <= 1 && given == p.Total {", "false {"}},
	{"a total that is too small ends a listing", "internal/paging/numbered.go", "TestAllNotificationsAreGiven", edits{"given == p.Total {", "given >= p.Total {"}},
	{"a listing from a later page on counts from the first", "internal/paging/numbered.go", "TestAListingFromALaterPageOn|TestAllNotificationsFromAPageOn", edits{
		"first <= 1 && given == p.Total {", "given+(first-1)*p.Items >= p.Total {",
	}},
	{"the last page of notifications has a next one", "internal/paging/numbered.go", "TestNextLeads", edits{
		"return p.Items <= p.Limit && before%p.Limit == 0 && before/p.Limit == p.Number-1", "return false && before > 0",
	}},
	{"the first page alone has a next one", "internal/paging/numbered.go", "TestNextLeads", edits{"return p.Items == 0 || p.Items == p.Total", "return p.Items == 0"}},
	{"pages that are cut shorter end early", "internal/paging/numbered.go", "TestNextLeads", edits{"before/p.Limit == p.Number-1", "before/p.Limit <= p.Number-1"}},
	{"a limit that cannot be is believed", "internal/paging/numbered.go", "TestNextLeads", edits{"return p.Items <= p.Limit && before", "return before"}},
	{"an error about pages that are wrong together speaks of no response", "internal/call/failure.go", "TestAnErrorAboutPages", edits{"\tf.Status = last.Status\n", ""}},
	{"an error about pages that are wrong together names no request", "internal/call/failure.go", "TestAnErrorAboutPages", edits{"if last.shownRequestID != nil {", "if false {"}},
	{"an error about a success shows the key in a request id", "internal/call/call.go", "TestAnErrorAboutPagesShowsNoKey", edits{"return redaction.text(id, maxRequestID) }", "return redaction.text(\"\", maxRequestID) + id }"}},
	{"a look that failed after a success says its status alone", "internal/call/failure.go", "TestEnsureOfAPortalsUser", edits{"if f.Status >= http.StatusMultipleChoices {", "if f.Status >= http.StatusContinue {"}},
	{"a page's number overflows", "internal/paging/numbered.go", "TestNoPageAfterTheLastNumber", edits{"if p.Number == math.MaxInt {", "if p.Number == math.MinInt {"}},
}
