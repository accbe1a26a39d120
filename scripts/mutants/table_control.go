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
	{"a byte order mark spoils a state", "fake/state_parse.go", "TestAByteOrderMark", edits{"bytes.TrimPrefix(data, []byte(byteOrderMark))", "bytes.TrimPrefix(data, nil)"}},
}
