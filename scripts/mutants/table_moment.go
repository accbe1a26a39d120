package main

// Guards of what a Reset or a Restore replaces at one moment, and of what the fake may cost.

var momentMutants = []mutant{
	{"a delayed write reaches the new state", "fake/serve.go", "TestAWriteThatIsDelayed", edits{
		"s.execute(ctx, e.backend, r, m, f)", "s.execute(ctx, s.current().backend, r, m, f)",
	}},
	{"a fault of later fires for who came before", "fake/serve.go", "TestAFaultOfBeforeAReset", edits{
		"f := e.failureOf(r, m, req)", "f := s.current().failureOf(r, m, req)",
	}},
	{"a body that comes late is of the new state", "fake/transport.go", "TestAWriteThatIsDelayed", edits{
		"\tout, err := s.serve(ctx, arrival,", "\tarrival = s.current()\n\tout, err := s.serve(ctx, arrival,",
	}},
	{"a body that comes late over a connection is of the new state", "fake/handler.go", "TestAWriteThatIsDelayed", edits{
		"\tout, err := s.serve(req.Context(), arrival,", "\tarrival = s.current()\n\tout, err := s.serve(req.Context(), arrival,",
	}},
	{"a reset keeps the clock", "fake/internal/backend/backend.go", "TestAResetGoesByAnotherClock", edits{"(*Backend, error) { return b.newBackend(first, cfg) }", "(*Backend, error) {\n\tcfg.Now = b.cfg.Now\n\treturn b.newBackend(first, cfg)\n}"}},
	{"a restore begins the ids anew", "fake/internal/backend/backend.go", "TestNoIDIsMadeAgain", edits{
		"\tids, now := before, b.cfg.Now()", "\tids, now := *newIDMakers(), b.cfg.Now()",
	}},
	{"the old state and the new one make the same ids", "fake/internal/backend/backend.go", "TestNoIDIsMadeAgain", edits{
		"\tloaded.ids, *b.store.ids = b.store.ids, ids\n", "",
	}},
	{"a state that is refused takes ids", "fake/internal/backend/backend.go", "TestNoIDIsMadeAgain", edits{
		"b.load(s, now, &ids) // may take", "b.load(s, now, b.store.ids) // may take",
	}},
	{"a state is given ids that were made while it was read", "fake/internal/backend/backend.go", "TestIDsThatAreMadeWhile", edits{
		"if *b.store.ids != before {", "if false {",
	}},
	{"a credential of the seed shows in the log", "fake/internal/backend/backend.go", "TestEveryCredentialSince", edits{
		"\tl.secrets.Add(credentialsOf(s)...)\n", "",
	}},
	{"a credential of a restored state shows in the log", "fake/internal/backend/backend.go", "TestEveryCredentialSince", edits{
		"\tb.secrets.Add(credentialsOf(s)...)\n", "",
	}},
	{"a session that was made shows in the log", "fake/internal/backend/profile.go", "TestEveryCredentialSince", edits{
		"\tc.secrets.Add(token)\n", "",
	}},
	{"every session that ended is kept", "fake/internal/backend/store_session.go", "TestOfTheSessionsThatEnded", edits{
		"if len(expired) > keptExpired {", "if false {",
	}},
	{"one session too few is kept", "fake/internal/backend/store_session.go", "TestOfTheSessionsThatEnded", edits{
		"if len(expired) > keptExpired {", "if len(expired) >= keptExpired {",
	}},
	{"a session goes before its time", "fake/internal/backend/store_session.go", "TestOfTheSessionsThatEnded", edits{
		" && !now.Before(s.running[0].expires) {", " {",
	}},
	{"a snapshot has sessions that went", "fake/internal/backend/backend.go", "TestASnapshotHasNoSession", edits{
		"\tb.store.profiles.expire(b.cfg.Now())\n", "",
	}},
	{"sessions that went are listed", "fake/internal/backend/store_session.go", "TestOfTheSessionsThatEnded", edits{
		"\tif s.removed > 0 {\n", "\tif false {\n",
	}},
	{"sessions that went fill the store", "fake/internal/backend/store_session.go", "TestAClientThatRefreshesForEver", edits{
		"if s.removed++; 2*s.removed > len(s.sessions) {", "if s.removed++; false {",
	}},
	{"the log keeps a reason however long", "fake/requestlog.go", "TestTheLogBoundsWhatItKeepsOfAReason", edits{"if len(o.reason) > shownSize {", "if false {"}},
	{"the log cuts through a credential of a reason", "fake/requestlog.go", "TestTheLogBoundsWhatItKeepsOfAReason", edits{"clip(l.secrets.Replace(o.reason, secret.Redacted))", "clip(o.reason)"}},
	{"faults are held without bound", "fake/fault_list.go", "TestFaultsBeyondTheRoom|TestAFaultThatNeverFits", edits{"if size > maxFaultBytes-l.size {", "if false {"}},
	{"a fault that does not fit has an ID made for it", "fake/fault_list.go", "TestFaultsBeyondTheRoom", edits{"\t\treturn ErrTooManyFaults\n", "\t\tl.made++\n\t\treturn ErrTooManyFaults\n"}},
	{"a fault that was taken back still takes its room", "fake/fault_list.go", "TestFaultsBeyondTheRoom", edits{"\tl.size -= removed.size\n", ""}},
	{"faults that were cleared still take their room", "fake/fault_list.go", "TestFaultsBeyondTheRoom", edits{"l.size = nil, nil, nil, 0", "l.size = nil, nil, nil, l.size"}},
	{"a query beyond the room is taken apart", "fake/controls.go", "TestAQueryThatNeverFits", edits{"if f.size() > maxFaultBytes {", "if false {"}},
	{"a fault's body takes no room", "fake/fault_size.go", "TestWhatAFaultTakes", edits{" + len(f.Body)", ""}},
	{"a fault's parameters take no room of their own", "fake/fault_size.go", "TestWhatAFaultTakes", edits{` + partBytes*strings.Count(f.Query, "&")`, ` + 0*strings.Count(f.Query, "&")`}},
	{"the values of a fault's headers take no room of their own", "fake/fault_size.go", "TestWhatAFaultTakes", edits{"n += partBytes + len(value)", "n += len(value)"}},
	{"a fault too many is a bad request", "fake/control/handlers.go", "./fake/control TestFaultsHaveALimit", edits{"errors.Is(err, fake.ErrTooManyFaults)", "false"}},
	{"a fault that is spent is looked at", "fake/fault_list.go", "TestASpentFaultIsNotLookedAt", edits{"\t\tif spent {\n", "\t\tif spent && false {\n"}},
	{"a fault goes that is not spent", "fake/fault_list.go", "TestASpentFaultIsNotLookedAt", edits{
		"return true, i.fault.Times >= 0 && i.fired == often", "return true, true",
	}},
	{"a fault that is spent takes the next with it", "fake/fault_list.go", "TestFaultsAreSpentByManyAtOnce", edits{
		"slices.Concat(list[:at], list[at+1:])", "slices.Concat(list[:at], list[min(at+2, len(list)):])",
	}},
	{"of two secrets that begin alike the shorter is found", "fake/internal/secret/set.go", "TestSecretsAreFound", edits{
		"{ return n - l.bytes }", "{ return l.bytes - n }",
	}},
	{"a secret is looked for in another", "fake/internal/secret/set.go", "TestSecretsAreFound", edits{"if start < done ||", "if start < 0 ||"}},
	{"a short secret is found in words", "fake/internal/secret/set.go", "TestAShortSecret", edits{
		"len(secret) < Shortest ||", "len(secret) < prefixLen ||",
	}},
	{"the words of the APIs are taken for secrets", "fake/internal/secret/set.go", "TestASpared", edits{" || s.spared.contains(secret)", ""}},
	{"a secret that begins like a word of the APIs is shown", "fake/internal/secret/set.go", "TestASpared", edits{
		"strings.Contains(w.text, secret)", "strings.Contains(w.text, secret[:prefixLen])",
	}},
	{"a secret costs something each time", "fake/internal/secret/hash.go", "TestASecretCosts", edits{"\tif h.has(key) {\n", "\tif false {\n"}},
	{"zeros ahead of a secret are a part of it", "fake/internal/secret/hash.go", "TestZerosCount", edits{"uint64(b) + 1", "uint64(b)"}},
	{"the log keeps a long URL", "fake/logentry.go", "TestWhatTheLogKeeps", edits{
		"if len(r.Method)+len(r.RawPath)+len(r.RawQuery) > shownSize {", "if false {",
	}},
	{"a short path keeps a long URL", "fake/logentry.go", "TestWhatTheLogKeeps", edits{"\t\t\t*text = strings.Clone(*text)", "\t\t\t_ = strings.Clone(*text)"}},
	{"a piece of a body keeps the whole", "fake/redact.go", "TestWhatTheLogKeeps", edits{
		"return strings.Clone(strings.ToValidUTF8(text[:shownSize], \"\"))", "return strings.ToValidUTF8(text[:shownSize], \"\")",
	}},
	{"the log shows all of a long path", "fake/redact.go", "TestTheLogBounds", edits{
		"return clip(redactEscaped(raw, unescape, secrets))", "return redactEscaped(raw, unescape, secrets)",
	}},
	{"the log shows all of a long query", "fake/redact.go", "TestTheLogBounds", edits{
		"return clip(strings.Join(parts, \"&\"))", "return strings.Join(parts, \"&\")",
	}},
	{"the log shows a credential of a method", "fake/logentry.go", "TestTheLogHides", edits{"\te.Method = redactPath(e.Method, secrets)\n", ""}},
	{"the log shows a credential beside a broken escape", "fake/redact.go", "TestCredentialsAreRedacted", edits{
		"plain = append(append(plain, '%'), piece...)", "return raw",
	}},
	{"the log shows a credential that became one later", "fake/logentry.go", "TestACredentialOfLater", edits{
		"clip(secrets.Replace(e.Body, secret.Redacted))", "clip(e.Body)",
	}},
	{"a list of names is compared with itself", "fake/internal/backend/load.go", "./fake TestLoadingTakesTime", edits{
		"if len(names) <= fewNames {", "if true {",
	}},
	{"a name is there twice in a long list", "fake/internal/backend/load.go", "TestARepeatedNameIsFound", edits{
		"return len(seen) == before", "return len(seen) < before",
	}},
	{"a portal's roles are looked through for each of a user's", "fake/internal/backend/store_portal.go", "./fake TestLoadingTakesTime", edits{
		"(p.isRole[id] || unreadRoles)", "(slices.Contains(p.roles, id) || unreadRoles)",
	}},
	{"chaos counts different requests without end", "fake/chaos.go", "TestChaosCountsSoManyRequests", edits{
		"if n == 0 && len(c.nth) == maxCounted {", "if false {",
	}},
	{"lists of roles pile up", "fake/internal/backend/store_portal.go", "TestListsOfRolesDoNotPileUp", edits{
		"if len(p.shared) < maxShared {", "if true {",
	}},
	{"the clock is moved past its end", "fake/clock.go", "TestTheClockEnds", edits{"from.Add(d).After(clockEnd) {", "false && from.Add(d).After(clockEnd) {"}},
	{"the clock is not moved to its end", "fake/clock.go", "TestTheClockEnds", edits{"from.Add(d).After(clockEnd) {", "!from.Add(d).Before(clockEnd) {"}},
	{"a clock runs past its end", "fake/clock.go", "TestAClockThatRuns", edits{"\tcase t.After(clockEnd):", "\tcase false:"}},
	{"a clock runs past its start", "fake/clock.go", "TestAClockThatRuns", edits{"\tcase t.Before(clockStart):", "\tcase false:"}},
	{"a clock begins past its end", "fake/clock.go", "TestAClockMustBegin", edits{" && !t.After(clockEnd) }", " }"}},
	{"a clock begins before its start", "fake/clock.go", "TestAClockMustBegin", edits{"return !t.Before(clockStart) && !t", "return !t"}},
	{"a wallet comes when nobody can write it", "fake/internal/backend/app.go", "./fake TestTheClockEnds", edits{"earlier(user.CreatedAt.Add(delay), lastTime)", "user.CreatedAt.Add(delay)"}},
	{"-now begins past the clock's end", "fake/cmd/fakeserver/settings.go", "TestRefusals", edits{"year < 0 || year > 9998", "year < 0"}},
	{"-now begins before the clock's start", "fake/cmd/fakeserver/settings.go", "TestRefusals", edits{"year < 0 || year > 9998", "year > 9998"}},
	{"-now of the zero time is ignored", "fake/cmd/fakeserver/settings.go", "TestTheClockMayStart", edits{"if s.now.given {", "if !s.now.at.IsZero() {"}},
}
