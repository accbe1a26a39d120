package main

// Guards of what the fake refuses, as production would.

var fakeMutants = []mutant{
	{"the fake serves strangers", "fake/internal/backend/backend.go", "TestForeignCredentials", edits{
		"case denied != nil && !m.route.open:", "case false:",
	}},
	{"the fake serves a partner without the permission", "fake/internal/backend/auth.go", "./fake TestContract", edits{
		"if slices.Contains(who.partner.Permissions, permission) {", "if true {",
	}},
	{"the fake lets a read-only account write", "fake/internal/backend/auth.go", "./fake TestContract", edits{
		"case permission != readUsers && who.account.ReadOnly:", "case false:",
	}},
	{"the fake lets an account into every portal", "fake/internal/backend/auth.go", "./fake TestContract", edits{
		"hasAccess := who.account.AllPortals ||", "hasAccess := true || who.account.AllPortals ||",
	}},
	{"the fake shows users of other partners", "fake/internal/backend/partner.go", "./fake TestContract", edits{
		"return u != nil && associated(u, c.partner)", "return u != nil",
	}},
	{"the fake makes a second user of an e-mail in capitals", "fake/internal/backend/partner.go", "./fake TestContract", edits{
		"userByEmail[fold(params.Email.Value)]", "userByEmail[params.Email.Value]",
	}},
	{"the fake associates a user twice", "fake/internal/backend/partner.go", "./fake TestContract", edits{
		"case associated(user, c.partner):", "case false:",
	}},
	{"the fake gives an e-mail to two users", "fake/internal/backend/partner.go", "./fake TestContract", edits{
		"other != nil && other != user {", "false && other != user {",
	}},
	{"the fake moves updatedAt when nothing changed", "fake/internal/backend/partner.go", "./fake TestContract", edits{
		"if email == u.Email && sameText(twitterUsername,", "if false && sameText(twitterUsername,",
	}},
	{"the fake gives a portal an e-mail twice", "fake/internal/backend/portals.go", "./fake TestContract", edits{
		"if portal.userByEmail[fold(p.Email.Value)] != nil {", "if false {",
	}},
	{"the fake gives a portal's user a role twice", "fake/internal/backend/portals.go", "./fake TestContract", edits{
		"if i == repeated {", "if i == repeated && role == \"\" {",
	}},
	{"the fake takes a parameter twice", "fake/internal/backend/parameter.go", "./fake TestContract", edits{"if len(query[p.name]) > 1 {", "if false {"}},
	{"the fake reads parameters that its route does not name", "fake/internal/backend/call.go", "TestAHandlerReads", edits{"if c.knows(p.Name) {", "if true {"}},
	{"the fake takes an update of nothing", "fake/internal/backend/validation.go", "./fake TestContract", edits{"if v.requiresOne && v.sent == 0 {", "if false {"}},
	{"the fake takes a body without a member that it needs", "fake/internal/backend/validation.go", "./fake TestContract", edits{"case !m.Set && !p.mayBeAbsent():", "case false:"}},
	{"the fake takes null for any member", "fake/internal/backend/validation.go", "./fake TestContract", edits{"case m.Null && !p.mayBeNull():", "case false:"}},
	{"a rule is applied and not described", "fake/internal/backend/rule.go", "./fake/control/internal/openapigen TestTheDocument", edits{`Keywords{"minLength": least, "maxLength": most}`, `Keywords{"minLength": least}`}},
	{"a member that is needed is described as one that is not", "fake/internal/backend/validation.go", "TestABodyIsDescribed", edits{"Required: !p.mayBeAbsent(),", ""}},
	{"two types share a component's name", "fake/control/internal/openapigen/schema.go", "TestTwoTypes", edits{"found && known != t {", "false && known != t {"}},
	{"an error of a route's own goes by the usual one's words", "fake/control/internal/openapigen/operation.go", "TestTheDocument", edits{"} else if !reflect.DeepEqual(known, response) {", "} else if false && !reflect.DeepEqual(known, response) {"}},
	{"the fake takes half of a query that cannot be parsed", "fake/internal/backend/call.go", "./fake TestContract", edits{
		"if err != nil {", "if false && err != nil {",
	}},
	{"the fake gives a handle to two profiles", "fake/internal/backend/profile.go", "./fake TestContract", edits{
		"params.Handle.Set && other != nil && other != profile {", "false && other != profile {",
	}},
	{"the fake takes a cursor that was altered", "fake/internal/backend/cursor.go", "TestAlteredCursorsAreNotOurs", edits{
		"return sequence, cursor == encodeCursor(portal, generation, sequence)", "return sequence, true",
	}},
	{"the fake takes a cursor of a state that is gone", "fake/internal/backend/cursor.go", "TestACursorEndsWithTheStateThatItIsOf", edits{
		"binary.BigEndian.AppendUint64(signed, generation)", "binary.BigEndian.AppendUint64(signed, 0*generation)",
	}},
	{"a page's buffer serves another page while it is read", "fake/response.go", "TestAPageIsItsReaders", edits{
		"\tout.setHeader(header)\n", "\tout.setHeader(header)\n\tbackend.PutBuffer(out.buffer)\n\tout.buffer = nil\n",
	}},
	{"a page's buffer serves another page while HTTP/2 sends it", "fake/handler.go", "TestAPageThatIsStill", edits{"\tout.setHeader(w.Header())\n", "\tdefer backend.PutBuffer(out.buffer)\n\tout.setHeader(w.Header())\n", "\tbackend.PutBuffer(out.buffer)\n", ""}},
	{"the buffer of a page closed twice serves two", "fake/response.go", "TestAPageIsItsReaders", edits{"\tb.buffer = nil\n", ""}},
	{"a quota's window never ends", "fake/internal/backend/quota.go", "TestAQuota", edits{"if !found || now.Sub(w.start) >= quotaWindow {", "if !found {"}},
	{"a quota is one too small", "fake/internal/backend/backend.go", "TestAQuota", edits{"w.count > spec.quota.limit", "w.count >= spec.quota.limit"}},
	{"a portal's quota is one for all routes", "fake/internal/backend/apis.go", "TestPortalQuotasAreOfARoute", edits{"if spec.quota.perRoute {", "if false {"}},
	{"the fake takes a token signed otherwise", "fake/internal/backend/auth.go", "TestAppTokens", edits{
		"\t\tjwt.WithValidMethods([]string{jwt.SigningMethodHS256.Name}),\n", "",
	}},
	{"the fake takes a token of another app", "fake/internal/backend/auth.go", "TestAppTokens", edits{"case isNamed && named != key:", "case isNamed && named == nil:"}},
	{"the fake takes a token that ended at 0", "fake/internal/backend/auth.go", "TestAppTokens", edits{
		"\t\tjwt.WithJSONNumber(), // else an end of 0 would count as none\n", "",
	}},
	{"a session of the fake never ends", "fake/internal/backend/auth.go", "TestSessionsEnd", edits{"case !r.now.Before(session.expires):", "case false:"}},
	{"a session of the fake is valid at its end", "fake/internal/backend/auth.go", "TestSessionsEnd", edits{
		"case !r.now.Before(session.expires):", "case r.now.After(session.expires):",
	}},
	{"a refresh token of the fake never ends", "fake/internal/backend/profile.go", "TestSessionsEnd", edits{
		"case !c.now.Before(refresh.expires):", "case false:",
	}},
	{"the fake takes a member that it does not know", "fake/internal/strictjson/decode.go", "TestDecodeIsStrict", edits{
		"case unknown && s.AllowUnknown:", "case unknown:",
	}},
	{"the fake takes a member twice", "fake/internal/strictjson/decode.go", "TestDecodeIsStrict", edits{
		"case slices.Contains(seen, name):", "case false:",
	}},
	{"the fake takes a member in another case", "fake/internal/strictjson/decode.go", "TestDecodeIsStrict", edits{
		"return m.name == name }", "return strings.EqualFold(m.name, name) }",
	}},
	{"an error about a state shows a credential", "fake/internal/strictjson/decode.go", "TestNothingIsShownUnlessRevealed", edits{
		"s.Reveal != nil && len(s.path) > 0 && s.Reveal(s.path, scalarWanted)", "len(s.path) > 0 && (s.Reveal == nil || s.Reveal(s.path, scalarWanted))",
	}},
	{"the fake takes a body that is not called JSON", "fake/internal/backend/call.go", "TestBodiesAreJudged", edits{
		`case !isJSON(c.Header.Get("Content-Type")):`, "case false:",
	}},
	{"the fake takes a body of any size", "fake/internal/backend/call.go", "TestReasons", edits{"case len(c.Body) > MaxBody:", "case false:"}},
	{"the fake takes an address with a name", "fake/internal/backend/rule.go", "TestReasons", edits{"err != nil || parsed.Address != s {", "err != nil || parsed == nil {"}},
	{"the fake takes a dot for a segment", "fake/internal/backend/routes.go", "TestRouting", edits{
		`slices.Contains([]string{"", ".", ".."}, decoded)`, `slices.Contains([]string{""}, decoded)`,
	}},
	{"the fake does not judge the path that was sent", "fake/handler.go", "TestPathsArriveAsTheyWereSent", edits{
		"RawPath: sentPath(req.URL)", "RawPath: req.URL.Path",
	}},
	{"a backend writes to the state that it was made of", "fake/internal/backend/state.go", "TestABackendLeavesItsState", edits{"\tp.Notifications = cloneSlice(p.Notifications)\n", ""}},
}
