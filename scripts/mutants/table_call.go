package main

// Guards of what a call may ask, of reading back, and of where it may go.

var callMutants = []mutant{
	{"a call that is cancelled has an attempt's deadline", "internal/call/call.go", "TestWhatAnApplication", edits{"if errors.Is(f.Cause, context.DeadlineExceeded) { // of", "if false { // of"}},
	{"a read-back costs nothing", "internal/call/do.go", "TestReadBack", edits{"|| !c.plan.pay(c.failure) {", "{"}},
	{"a read-back begins on a context that is over", "internal/call/do.go", "TestReadBack", edits{" || c.Err() != nil ||", " ||"}},
	{"a context that ends a read-back is not the error's", "internal/call/do.go", "TestAContextEndsAReadBack", edits{"\t\tc.withContextError(c.failure)\n", ""}},
	{"a read-back that failed by itself is the context's", "internal/call/do.go", "TestAnErrorSaysWhyReadingBackFailed", edits{"case failure != nil && c.Err() != nil:", "case failure != nil:"}},
	{"a refused write is read back", "internal/call/do.go", "TestReadBack|TestEveryMethodAgainstTheFake", edits{" || !c.mayHaveHappened ||", " ||"}},
	{"any user read back is the effect", "internal/call/do.go", "TestReadBack|TestUpdateLooksAtWhatItSet", edits{
		"if failure != nil || !matches(value) {", "if failure != nil {",
	}},
	{"any value read back is the one that was set", "opt.go", "TestUpdateLooksAtWhatItSet|TestReadBack", edits{
		"return got == o.value", "return true",
	}},
	{"any value read back is a cleared one", "opt.go", "TestUpdateLooksAtWhatItSet|TestReadBack", edits{
		"return got == zero", "return got == zero || got != zero",
	}},
	{"a profile read back is not compared", "profile.go", "TestReadBack|TestUpdateLooksAtWhatItSet", edits{
		"getProfile(allProfileFields), params.matches)", "getProfile(allProfileFields), func(*profileJSON) bool { return true })",
	}},
	{"a proxy's 404 proves that a user is gone", "internal/call/do.go", "TestReadBack|TestAGatewaysJSON", edits{
		"failure.IsCase(none)", "failure != nil && failure.Status == 404",
	}},
	{"middleware's word proves that a user is gone", "internal/call/do.go", "TestAnotherUsersErrorProvesNothing", edits{
		"\t\"context\"\n", "\t\"context\"\n\t\"errors\"\n", "failure.IsCase(none)", "failure != nil && errors.Is(api.Pipeline.AsError(failure), none)",
	}},
	{"Ensure does not create a second time", "users.go", "TestEnsure", edits{
		"if failure.IsCase(ErrUserNotFound) {", "if false {",
	}},
	{"Ensure goes by what middleware met", "internal/call/failure.go", "TestEnsureDoesNotGoBy", edits{
		"return f != nil && f.FromAPI && slices.Contains(f.Cases, documented)", "return f != nil && (slices.Contains(f.Cases, documented) || errors.Is(f.Cause, documented))",
	}},
	{"the answer to a read-back is not told of as one", "internal/call/do.go", "TestReadBackResponse", edits{
		"ReadBack, c.options.Report.Attempts = true,", "ReadBack, c.options.Report.Attempts = false,",
	}},
	{"a response tells of an answer that its error does not", "internal/call/call.go", "TestAResponseIsTheOne", edits{
		"if c.failure != nil && c.failure.Status == 0 {", "if false {",
	}},
	{"a dot segment climbs", "internal/call/path.go", "TestBadArgumentsAreNotSent", edits{`case segment == "." || segment == "..":`, "case false:"}},
	{"an empty segment addresses the collection", "internal/call/path.go", "TestBadArgumentsAreNotSent", edits{`case segment == "":`, "case false:"}},
	{"a segment holds a control character", "internal/call/path.go", "TestBadArgumentsAreNotSent", edits{
		"case strings.ContainsFunc(segment, unicode.IsControl):", "case strings.ContainsFunc(segment, unicode.IsUpper) && false:",
	}},
	{"a segment is not UTF-8", "internal/call/path.go", "TestBadArgumentsAreNotSent", edits{"case !utf8.ValidString(segment):", "case !utf8.ValidString(segment) && false:"}},
	{"a text of a query is not UTF-8", "internal/call/request.go", "TestBadArgumentsAreNotSent", edits{"if !utf8.ValidString(text) {", "if !utf8.ValidString(text) && false {"}},
	{"a text of a body is not UTF-8", "check.go", "TestBadArgumentsAreNotSent", edits{
		"func validateText(arguments ...argument) error {\n\tfor _, a := range arguments {\n\t\tif !utf8.ValidString(a.value) {",
		"func validateText(arguments ...argument) error {\n\tfor _, a := range arguments {\n\t\tif false {",
	}},
	{"an update changes nothing", "users.go", "TestBadArgumentsAreNotSent", edits{"case p == UserUpdateParams{}:", "case false:"}},
	{"an e-mail is set to null", "users.go", "TestBadArgumentsAreNotSent", edits{"case p.Email.IsNull():", "case false:"}},
	{"a required argument is empty", "check.go", "TestBadArgumentsAreNotSent", edits{`if a.value == "" {`, "if false {"}},
	{"a required argument is not UTF-8", "check.go", "TestBadArgumentsAreNotSent", edits{
		"is empty\")\n\t\t}\n\t\tif !utf8.ValidString(a.value) {", "is empty\")\n\t\t}\n\t\tif false {",
	}},
	{"a required list is empty", "check.go", "TestBadArgumentsAreNotSent", edits{"if len(list) == 0 {", "if false {"}},
	{"a day that is none is sent", "times.go", "TestDate|TestBadArgumentsAreNotSent", edits{"&& DateOf(t) == d", "&& !t.IsZero()"}},
	{"a caller sets a reserved header", "check.go", "TestBadArgumentsAreNotSent|TestHeaders", edits{
		"case call.IsReservedHeader(name):", "case call.IsReservedHeader(name) && false:",
	}},
	{"a caller splits a header", "check.go", "TestBadArgumentsAreNotSent", edits{
		"case strings.ContainsFunc(value, func(r rune) bool {", "case false && strings.ContainsFunc(value, func(r rune) bool {",
	}},
	{"an origin is its host alone", "internal/call/baseurl.go", "TestMiddleware", edits{
		"return u.Scheme == b.scheme && u.Host == b.host", "return u.Host == b.host",
	}},
	{"a redirect is followed", "internal/call/pipeline.go", "TestRedirect", edits{
		"return placeholderResponse, nil",
		"c := callOf(request.Context())\n\treturn &http.Response{StatusCode: c.response.status, Header: c.response.header, Body: http.NoBody}, nil",
	}},
	{"a key travels over plain http", "internal/call/baseurl.go", "TestBadOptions|TestPlainHTTP", edits{
		`case u.Scheme == "http" && !plainHTTP`, `case false && !plainHTTP`,
	}},
	{"a base URL holds user info", "internal/call/baseurl.go", "TestBadOptions", edits{"case u.User != nil:", "case false:"}},
	{"a base URL holds a query", "internal/call/baseurl.go", "TestBadOptions", edits{`case u.RawQuery != "" || u.ForceQuery:`, "case false:"}},
	{"a base URL holds a fragment", "internal/call/baseurl.go", "TestBadOptions", edits{`strings.Contains(text, "#")`, `strings.Contains(text, "##")`}},
	{"a base URL climbs", "internal/call/baseurl.go", "TestBadOptions", edits{"case hasUnsafeSegment(u):", "case false:"}},
	{"a key holds a space or a line break", "internal/credential/problem.go", "TestBadOptions", edits{
		"unicode.IsSpace):", "unicode.IsSpace) && false:", "case !call.IsPrintableASCII(key):", "case !call.IsPrintableASCII(key) && false:",
	}},
	{"a key is empty", "internal/credential/problem.go", "TestBadOptions", edits{`case key == "":`, "case false:"}},
	{"a service account's key does not begin with sk:", "options.go", "TestBadOptions", edits{
		`if err == nil && (!strings.HasPrefix(key, "sk:")`, `if false && (!strings.HasPrefix(key, "sk:")`,
	}},
	{"an application's name splits a header", "options.go", "TestBadOptions", edits{
		`strings.TrimSpace(app) == "" || !call.IsPrintableASCII(`, `strings.TrimSpace(app) == "" || false && !call.IsPrintableASCII(`,
	}},
	{"a header's values run into the next one's", "internal/call/request.go", "TestAHeaderThatGrows", edits{
		"o.values[last-1 : last : last]", "o.values[last-1:]",
	}},
	{"an attempt's values of a header are the next one's", "internal/call/request.go", "TestEachAttemptHasItsOwnRequest|TestHeaders", edits{
		"slices.Clone(values)", "slices.Clip(values)",
	}},
	{"an attempt's headers are every call's", "internal/call/request.go", "TestEachAttemptHasItsOwnRequest|TestMiddleware", edits{
		"Header: make(http.Header, headerCapacity),", "Header: noHeader,",
	}},
	{"a call's end keeps its record from the logger", "internal/call/log.go", "TestALoggerIsToldOfACall", edits{
		"context.WithoutCancel(ctx)", "ctx",
	}},
	{"a read-back is a call of its own in the log", "internal/call/call.go", "TestACallThatSucceededByReadingIsOneRecord", edits{
		"if !c.options.AsReadBack {", "if true {",
	}},
}
