package main

// Guards of endpoints that have no method.

var doMutants = []mutant{
	{"Do repeats a write", "client.go", "TestWhatDoRepeats", edits{"e.Idempotent = method == http.MethodGet", "e.Idempotent = method != http.MethodPost"}},
	{"Do repeats no read", "client.go", "TestWhatDoRepeats", edits{"e.Idempotent = method == http.MethodGet", "e.Idempotent = method == http.MethodHead"}},
	{"Do knows what an app's code means", "apis.go", "TestAnswersToDo", edits{"\t\tspec.Cases = nil\n", ""}},
	{"Do knows no end of a session", "apis.go", "TestDoRenewsASession", edits{"\tif spec.Renews == nil {\n", "\t{\n"}},
	{"Do takes a method that has no body to read", "check.go", "TestBadArguments", edits{"http.MethodPatch, http.MethodDelete}", "http.MethodPatch, http.MethodDelete, http.MethodHead}"}},
	{"Do takes any method", "check.go", "TestBadArguments", edits{"case !slices.Contains(methodsOfDo, method):", `case !slices.Contains(methodsOfDo, method) && method == "":`}},
	{"Do takes an API that there is not", "check.go", "TestBadArguments", edits{"case !api.isKnown():", "case false:"}},
	{"Do decodes into what is no pointer", "check.go", "TestBadArguments", edits{"(pointer.Kind() != reflect.Pointer || pointer.IsNil())", "pointer.Kind() == reflect.Chan"}},
	{"Do takes null for a value", "internal/call/anydata.go", "TestAnswersToDo", edits{"\t\tif d.Kind() == jsonread.KindNull {\n\t\t\treturn d.Skip()\n\t\t}\n", ""}},
	{"Do is content without data", "client.go", "TestAnswersToDo", edits{", Validate: (*call.AnyData).Validate}", "}"}},
	{"Do changes out before it knows", "internal/call/anydata.go", "TestAnswersToDo", edits{"decoded := reflect.New(reflect.TypeOf(out).Elem()).Interface()", "decoded := out"}},
	{"an answer of another type ends the reading", "internal/jsonread/values.go", "./internal/jsonread TestInto", edits{"return &ValueError{Problem: \"cannot be decoded: \" + err.Error()}", "return err"}},
	{"an app's success without data is nobody", successFormats, "TestDoOnTheWire", edits{"case e.NullData && (!e.Success || !data.IsNothing()):", "case e.NullData:"}},
	{"an app's error is a success where nothing is owed", successFormats, "TestAnswersToDo", edits{"\tcase data.IsNothing():\n\t\treturn ClassifyPartner(e, data, valid)\n", ""}},
	{"a path of Do climbs", "internal/call/path.go", "TestPathsOfDo", edits{"if problem := unsafeSegment(text); problem != \"\" {\n\t\t\treturn \"has", "if problem := unsafeSegment(text); false {\n\t\t\treturn \"has"}},
	{"a path of Do is looked at before it is unescaped", "internal/call/path.go", "TestPathsOfDo", edits{"if problem := unsafeSegment(text); problem != \"\" {\n\t\t\treturn \"has", "if problem := unsafeSegment(segment); problem != \"\" && text != \"\" {\n\t\t\treturn \"has"}},
	{"a path of Do is anywhere", "internal/call/path.go", "TestPathsOfDo", edits{`strings.CutPrefix(path, "/v1/")`, `strings.CutPrefix(path, "/")`}},
	{"a path of Do is escaped for the caller", "internal/call/path.go", "TestPathsOfDo", edits{"RawPath: path}).EscapedPath() != path || ", `RawPath: path}).EscapedPath() == "" || `}},
	{"a query of Do has a fragment", "internal/call/path.go", "TestPathsOfDo", edits{` || strings.Contains(query, "#") {`, " {"}},
	{"a query of Do is sent as it is", "internal/call/path.go", "TestPathsOfDo", edits{"err != nil || !IsPrintableASCII(query) || ", "err != nil || "}},
	{"a query of Do is no text", "internal/call/path.go", "TestPathsOfDo", edits{" || !utf8.ValidString(text) {\n\t\treturn \"has a query", " || !utf8.ValidString(text[:0]) {\n\t\treturn \"has a query"}},
}
