package main

// Guards of what a call may ask, of reading back, and of where it may go.

var callMutants = []mutant{
	{"a read-back costs nothing", "operation.go", "TestReadBack", edits{"|| !x.pay() {", "{"}},
	{"a read-back begins on a context that is over", "operation.go", "TestReadBack", edits{" || ctx.Err() != nil ||", " ||"}},
	{"a refused write is read back", "operation.go", "TestReadBack|TestEveryMethodAgainstTheFake", edits{" || !x.lost ||", " ||"}},
	{"any user read back is the effect", "users.go", "TestReadBack|TestUpdateLooksAtWhatItSet", edits{
		"return user, err == nil && shows(user)", "return user, err == nil",
	}},
	{"any value read back is the one that was set", "opt.go", "TestUpdateLooksAtWhatItSet|TestReadBack", edits{
		"return got == o.value", "return true",
	}},
	{"any value read back is a cleared one", "opt.go", "TestUpdateLooksAtWhatItSet|TestReadBack", edits{
		"return got == zero", "return got == zero || got != zero",
	}},
	{"a profile read back is not compared", "profile.go", "TestReadBack|TestUpdateLooksAtWhatItSet", edits{
		"if err != nil || !params.heldBy(p) {", "if err != nil {",
	}},
	{"a proxy's 404 proves that a user is gone", "users.go", "TestReadBack", edits{
		"errors.Is(err, ErrUserNotFound)\n\t}\n}\n\n// following", "errors.Is(err, ErrNotFound)\n\t}\n}\n\n// following",
	}},
	{"Ensure does not create a second time", "users.go", "TestEnsure", edits{
		"if !errors.Is(err, ErrUserNotFound) {", "if true {",
	}},
	{"Ensure forgets the sends before", "users.go", "TestEnsure", edits{"after(sends))", "after(0*sends))"}},
	{"the answer to a read-back is not told of as one", "operation.go", "TestReadBackResponse", edits{
		"told.ReadBack, told.Attempts = true,", "told.ReadBack, told.Attempts = false,",
	}},
	{"a dot segment climbs", "check.go", "TestBadArgumentsAreNotSent", edits{`case segment == "." || segment == "..":`, "case false:"}},
	{"an empty segment addresses the collection", "check.go", "TestBadArgumentsAreNotSent", edits{`case segment == "":`, "case false:"}},
	{"a segment holds a control character", "check.go", "TestBadArgumentsAreNotSent", edits{
		"case strings.ContainsFunc(segment, unicode.IsControl):", "case false:",
	}},
	{"a segment is not UTF-8", "check.go", "TestBadArgumentsAreNotSent", edits{"case !utf8.ValidString(segment):", "case false:"}},
	{"a text of a body is not UTF-8", "operation.go", "TestBadArgumentsAreNotSent", edits{"case holdsReplacement(body) && !new(textWalk).isText(reflect.ValueOf(in.body)), ", "case false && !new(textWalk).isText(reflect.ValueOf(in.body)), "}},
	{"an update changes nothing", "users.go", "TestBadArgumentsAreNotSent", edits{"case p == UserUpdateParams{}:", "case false:"}},
	{"an e-mail is set to null", "users.go", "TestBadArgumentsAreNotSent", edits{"case p.Email.IsNull():", "case false:"}},
	{"a required argument is empty", "check.go", "TestBadArgumentsAreNotSent", edits{`if a.value == "" {`, "if false {"}},
	{"a day that is none is sent", "times.go", "TestDate|TestBadArgumentsAreNotSent", edits{"&& dateOf(t) == d", "&& !t.IsZero()"}},
	{"a caller sets a reserved header", "check.go", "TestBadArgumentsAreNotSent|TestHeaders", edits{
		"case slices.Contains(reservedHeaders,", "case false && slices.Contains(reservedHeaders,",
	}},
	{"a caller splits a header", "check.go", "TestBadArgumentsAreNotSent", edits{
		"case strings.ContainsFunc(value, func(r rune) bool {", "case false && strings.ContainsFunc(value, func(r rune) bool {",
	}},
	{"middleware sets a reserved header", "transport.go", "TestMiddleware", edits{
		"if slices.Contains(reservedHeaders, http.CanonicalHeaderKey(name)) {", "if false {",
	}},
	{"middleware turns a request to another origin", "transport.go", "TestMiddleware", edits{
		"if !x.api.base.isOrigin(request.URL) ||", "if",
	}},
	{"middleware turns a request to another Host", "transport.go", "TestMiddleware", edits{
		"|| cmp.Or(request.Host,", "|| false && cmp.Or(request.Host,",
	}},
	{"an origin is its host alone", "api.go", "TestMiddleware", edits{
		"return u.Scheme == b.scheme && u.Host == b.host", "return u.Host == b.host",
	}},
	{"a redirect is followed", "transport.go", "TestRedirect", edits{
		"client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }", "client.CheckRedirect = nil",
		"return answered, nil", "return &http.Response{StatusCode: x.answer.status, Header: x.answer.header, Body: http.NoBody}, nil",
	}},
	{"a cookie is kept", "transport.go", "TestNoCookieIsKeptOrSent", edits{
		"\tclient.Jar = nil\n", "",
		"return answered, nil", "return &http.Response{StatusCode: x.answer.status, Header: x.answer.header, Body: http.NoBody}, nil",
	}},
	{"a key travels over plain http", "api.go", "TestBadOptions|TestPlainHTTP", edits{
		`case u.Scheme == "http" && !plainHTTP`, `case false && !plainHTTP`,
	}},
	{"a base URL holds user info", "api.go", "TestBadOptions", edits{"case u.User != nil:", "case false:"}},
	{"a base URL holds a query", "api.go", "TestBadOptions", edits{`case u.RawQuery != "" || u.ForceQuery:`, "case false:"}},
	{"a base URL climbs", "api.go", "TestBadOptions", edits{"case hasUnsafeSegment(u):", "case false:"}},
	{"a key holds a space or a line break", "check.go", "TestBadOptions", edits{
		"case strings.ContainsFunc(value, unicode.IsSpace):", "case false:", "case !isPrintableASCII(value):", "case false:",
	}},
	{"a key is empty", "check.go", "TestBadOptions", edits{`case value == "":`, "case false:"}},
	{"a service account's key does not begin with sk:", "options.go", "TestBadOptions", edits{
		`if err == nil && (!strings.HasPrefix(key, "sk:")`, `if false && (!strings.HasPrefix(key, "sk:")`,
	}},
	{"an application's name splits a header", "options.go", "TestBadOptions", edits{
		`strings.TrimSpace(app) == "" || !isPrintableASCII(`, `strings.TrimSpace(app) == "" || false && !isPrintableASCII(`,
	}},
	{"the headers of one call are those of all", "exchange.go", "TestAHeaderIsOneCallsAlone", edits{"merged := shared.Clone()", "merged := shared"}},
}
