package main

// Guards of looking into a fake: its log and who waits for it, faults that are taken back, the control plane, and the fakes
// that it starts.

var planeMutants = []mutant{
	{"a wait for requests is not told of the last", "fake/await.go", "TestAwaitEndsWith", edits{"\t\tw.left--\n\t\tw.enough = w.left == 0", "\t\tw.enough = w.left == 0"}},
	{"a wait for requests counts what is still to be answered", "fake/await.go", "TestAwaitEndsWith", edits{"\tfilter.Finished = true\n", ""}},
	{"a wait that was given up is kept", "fake/await.go", "TestAwaitEndsEarly", edits{"\t\tlog.unwatch(w)\n", ""}},
	{"a wait outlives the log", "fake/server.go", "TestAwaitCountsNothing", edits{"\t\tbefore.log.retire()\n", ""}},
	{"a wait counts what the log forgot", "fake/requestlog.go", "TestAwaitCountsNothing", edits{"if e.cleared == l.cleared {", "if true {"}},
	{"entries that had to go are not counted", "fake/requestlog.go", "TestDroppedEntries", edits{"\tl.dropped++\n", ""}},
	{"a request that waited in vain never finishes", "fake/exchange.go", "TestAnEndedWait", edits{"\t\te.log.finish(entry, 0, outcome{})\n", ""}},
	{"a feed does not say how many it leaves out", "fake/feed.go", "TestAFeedTells", edits{"batch.LeftOut = finished", "batch.LeftOut = 0 * finished"}},
	{"a feed tells a request once alone", "fake/requestlog.go", "TestAFeedTells", edits{"\te.changed = l.changed\n", ""}},
	{"a write does not count as a change", "fake/exchange.go", "TestChangesCount", edits{"if r.Method != http.MethodGet && res.Status", "if false && res.Status"}},
	{"a fault ignores its path", "fake/fault_list.go", "TestFaultsTakeOnly", edits{`(f.Path == "" || f.Path`, `(true || f.Path`}},
	{"a fault ignores its query", "fake/fault_list.go", "TestFaultsTakeOnly", edits{"hasPairs(r.RawQuery, i.query) &&", "hasPairs(r.RawQuery, nil) &&"}},
	{"a fault ignores the body", "fake/fault_list.go", "TestFaultsTakeOnly", edits{`(f.BodyContains == "" || bytes`, `(true || bytes`}},
	{"two faults have one ID", "fake/fault_list.go", "TestAnIDTwice", edits{"if l.ids[f.ID] != nil {", "if false {"}},
	{"a fault that was taken back fires", "fake/fault_list.go", "TestFaultsAreTakenBack", edits{"\tl.takeOut(removed)\n", ""}},
	{"a fault with some left is no error", "fake/server.go", "TestAllFaultsSpent", edits{"report.Left > 0:", "report.Left > 1<<20:"}},
	{"a fault's path need not be one of its route", "fake/fault_rules.go", "TestInjectRefuses", edits{"known && !f.coversPath()", "false && !f.coversPath()"}},
}
