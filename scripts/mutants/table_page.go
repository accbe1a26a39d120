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
	{"an empty page of notifications is not the last", "notifications.go", "TestAnEmptyPageEndsAllNotifications|TestAllNotificationsAreGiven", edits{
		"if len(page.Items) == 0 || first <= 1 &&", "if first <= 1 &&",
	}},
	{"an empty page of notifications has a next one", "notifications.go", "TestNextLeads", edits{
		"if items == 0 || number == 1 {\n\t\treturn items == 0 ||", "if number == 1 {\n\t\treturn",
	}},
	{"what a total counts is asked for again", "notifications.go", "TestAllNotificationsAreGiven", edits{"first <= 1 && given == page.Total {", "false {"}},
	{"a total that is too small ends a listing", "notifications.go", "TestAllNotificationsAreGiven", edits{"given == page.Total {", "given >= page.Total {"}},
	{"a listing from a later page on counts from the first", "notifications.go", "TestAListingFromALaterPageOn|TestAllNotificationsFromAPageOn", edits{
		"first <= 1 && given == page.Total {", "given+(first-1)*len(page.Items) >= page.Total {",
	}},
	{"the last page of notifications has a next one", "notifications.go", "TestNextLeads", edits{
		"return items <= p.Limit && before%p.Limit == 0 && before/p.Limit == number-1", "return false && before > 0",
	}},
	{"the first page alone has a next one", "notifications.go", "TestNextLeads", edits{"return items == 0 || items == p.Total", "return items == 0"}},
	{"pages that are cut shorter end early", "notifications.go", "TestNextLeads", edits{"before/p.Limit == number-1", "before/p.Limit <= number-1"}},
	{"a limit that cannot be is believed", "notifications.go", "TestNextLeads", edits{"return items <= p.Limit && before", "return before"}},
	{"an error about pages that are wrong together speaks of no response", "internal/call/failure.go", "TestAnErrorAboutPages", edits{"\tf.Status = last.Status\n", ""}},
	{"an error about pages that are wrong together names no request", "internal/call/failure.go", "TestAnErrorAboutPages", edits{"if last.shownRequestID != nil {", "if false {"}},
	{"an error about a success shows the key in a request id", "internal/call/call.go", "TestAnErrorAboutPagesShowsNoKey", edits{"return redaction.text(id, maxRequestID) }", "return redaction.text(\"\", maxRequestID) + id }"}},
	{"a look that failed after a success says its status alone", "internal/call/failure.go", "TestEnsureOfAPortalsUser", edits{"if f.Status >= http.StatusMultipleChoices {", "if f.Status != 0 {"}},
	{"a page's number overflows", "notifications.go", "TestNoPageAfterTheLastNumber", edits{"if number == math.MaxInt {", "if number == math.MinInt {"}},
}
