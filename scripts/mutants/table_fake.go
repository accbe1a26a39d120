package main

// Guards of what the fake refuses, as production would.

var fakeMutants = []mutant{
	{"the fake serves strangers", "fake/protocol.go", "TestForeignCredentials|TestContract", edits{
		"if refused != nil && !m.found.open {", "if false {",
	}},
	{"the fake serves a partner without the permission", "fake/auth.go", "TestContract|TestPartnerAPI", edits{
		"return slices.Contains(c.partner.Permissions, c.route.permission)", "return true",
	}},
	{"the fake lets a read-only account write", "fake/auth.go", "TestContract|TestPortalsAPI", edits{
		"return hasAccess && (c.route.permission == readUsers || !c.account.ReadOnly)", "return hasAccess",
	}},
	{"the fake lets an account into every portal", "fake/auth.go", "TestContract|TestPortalsAPI", edits{
		"hasAccess := c.account.AllPortals ||", "hasAccess := true || c.account.AllPortals ||",
	}},
	{"the fake shows users of other partners", "fake/partner.go", "TestContract|TestPartnerAPI", edits{
		"if u == nil || !u.associatedWith(c.partner) {", "if u == nil {",
	}},
	{"the fake makes a second user of an e-mail in capitals", "fake/partner.go", "TestContract|TestPartnerAPI", edits{
		"byEmail[fold(params.Email.value)]", "byEmail[params.Email.value]",
	}},
	{"the fake associates a user twice", "fake/partner.go", "TestContract|TestPartnerAPI", edits{
		"case user.associatedWith(c.partner):", "case false:",
	}},
	{"the fake gives an e-mail to two users", "fake/partner.go", "TestContract|TestPartnerAPI", edits{
		"other != nil && other != user {", "false && other != user {",
	}},
	{"the fake moves updatedAt when nothing changed", "fake/partner.go", "TestContract|TestPartnerAPI", edits{
		"if email == u.Email && sameText(twitterUsername,", "if false && sameText(twitterUsername,",
	}},
	{"the fake gives a portal an e-mail twice", "fake/portals.go", "TestContract|TestPortalsAPI", edits{
		"if portal.byEmail[fold(p.Email.value)] != nil {", "if false {",
	}},
	{"the fake gives a handle to two profiles", "fake/profile.go", "TestContract|TestProfileAPI", edits{
		"params.Handle.set && other != nil && other != profile {", "false && other != profile {",
	}},
	{"the fake takes a cursor that was altered", "fake/cursor.go", "TestAlteredCursorsAreNotOurs", edits{
		"return sequence, cursor == encodeCursor(portal, generation, sequence)", "return sequence, true",
	}},
	{"the fake takes a cursor of a state that is gone", "fake/cursor.go", "TestACursorEndsWithTheStateThatItIsOf", edits{
		"binary.BigEndian.AppendUint64(signed, generation)", "binary.BigEndian.AppendUint64(signed, 0*generation)",
	}},
	{"a page's memory is lent again while it is read", "fake/transport.go", "TestAPageIsItsReaders", edits{
		"\tout.setHeader(res.Header)\n", "\tout.setHeader(res.Header)\n\tgiveBack(out.lent)\n\tout.lent = nil\n",
	}},
	{"a page closed twice is lent to two", "fake/transport.go", "TestAPageIsItsReaders", edits{"\tb.lent = nil\n", ""}},
	{"a quota's window never ends", "fake/quota.go", "TestAQuota", edits{"if !found || now.Sub(w.start) >= quotaWindow {", "if !found {"}},
	{"a quota is one too small", "fake/protocol.go", "TestAQuota|TestContract", edits{"w.count > spec.quota.limit", "w.count >= spec.quota.limit"}},
	{"a portal's quota is one for all routes", "fake/protocol.go", "TestPortalQuotasAreOfARoute", edits{"if spec.quota.perRoute {", "if false {"}},
	{"the fake takes a token signed otherwise", "fake/auth.go", "TestAppTokens", edits{
		"\t\tjwt.WithValidMethods([]string{jwt.SigningMethodHS256.Name}),\n", "",
	}},
	{"the fake takes a token of another app", "fake/auth.go", "TestAppTokens", edits{"(!isNamed || named == key)", "(!isNamed || named != nil)"}},
	{"the fake takes a token that ended at 0", "fake/auth.go", "TestAppTokens", edits{
		"\t\tjwt.WithJSONNumber(), // else an end of 0 would count as none\n", "",
	}},
	{"a session of the fake never ends", "fake/auth.go", "TestSessionsEnd|TestContract", edits{"case !r.now.Before(session.expires):", "case false:"}},
	{"a session of the fake is valid at its end", "fake/auth.go", "TestSessionsEnd|TestContract", edits{
		"case !r.now.Before(session.expires):", "case r.now.After(session.expires):",
	}},
	{"a refresh token of the fake never ends", "fake/profile.go", "TestSessionsEnd|TestContract", edits{
		"case !c.now.Before(refresh.expires):", "case false:",
	}},
	{"the fake takes a member that it does not know", "fake/strict.go", "TestStrictDecoder|TestContract", edits{
		"case unknown && d.lenient:", "case unknown:",
	}},
	{"the fake takes a member twice", "fake/strict.go", "TestStrictDecoder|TestContract", edits{
		"case slices.Contains(seen, name):", "case false:",
	}},
	{"the fake takes a member in another case", "fake/strict.go", "TestStrictDecoder|TestContract", edits{
		"slices.Index(names, name)", "slices.IndexFunc(names, func(known string) bool { return strings.EqualFold(known, name) })",
	}},
	{"the fake takes a body that is not called JSON", "fake/check.go", "TestBodiesAreJudged|TestContract", edits{
		`case !isJSON(c.header.Get("Content-Type")):`, "case false:",
	}},
	{"the fake takes a body of any size", "fake/check.go", "TestBodiesAreJudged", edits{"case len(c.body) > maxBody:", "case false:"}},
	{"the fake takes an address with a name", "fake/check.go", "TestContract|TestPartnerAPI", edits{"err != nil || parsed.Address != s {", "err != nil || parsed == nil {"}},
	{"the fake takes a dot for a segment", "fake/routes.go", "TestRouting|TestPaths|TestContract", edits{
		`slices.Contains([]string{"", ".", ".."}, decoded)`, `slices.Contains([]string{""}, decoded)`,
	}},
	{"the fake does not judge the path that was sent", "fake/handler.go", "TestPathsArriveAsTheyWereSent", edits{
		"rawPath: sentPath(req.URL)", "rawPath: req.URL.Path",
	}},
}
