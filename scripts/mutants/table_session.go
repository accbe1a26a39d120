package main

// Guards of sessions and of signed tokens.

const renewals = "internal/renewal/session.go"

var sessionMutants = []mutant{
	{"an expired session is replayed again and again", "internal/call/call.go", "TestSecondExpiryIsAnError", edits{"c.renewals == 0 &&", "c.renewals < 2 &&"}},
	{"any 401 renews the session", "internal/call/call.go", "TestWhatRefreshes", edits{
		"http.StatusUnauthorized && c.failure.IsCase(c.request.api.Renews)", "http.StatusUnauthorized",
	}},
	{"any status renews the session", "internal/call/call.go", "TestOnlyA401", edits{"c.failure.Status == http.StatusUnauthorized && ", "http.StatusUnauthorized > 0 && "}},
	{"a replay counts against MaxAttempts", "internal/call/call.go", "TestReplay", edits{
		"c.attempts-c.renewals-c.options.PriorAttempts", "c.attempts-c.options.PriorAttempts",
	}},
	{"the sends of an earlier part count against MaxAttempts", "internal/call/call.go", "TestEnsure", edits{
		"c.attempts-c.renewals-c.options.PriorAttempts", "c.attempts-c.renewals",
	}},
	{"everybody who waits refreshes", renewals, "TestThousandMeetOneExpiredSession", edits{"if s.renewal == nil {", "if true {"}},
	{"a refresh ends with whoever came first", renewals, "TestFirstCallerLeaves|TestAllWaitersLeave", edits{
		"s.renew(context.WithoutCancel(ctx), stale,", "s.renew(ctx, stale,",
	}},
	{"a refresh has no limit", renewals, "TestRefreshHasItsOwnLimit|TestOnChangeNeverReturns", edits{
		"context.WithTimeout(context.WithValue(ctx, renewalKey{s}, r), renewalLimit)", "context.WithCancel(context.WithValue(ctx, renewalKey{s}, r))",
	}},
	{"who waits for a refresh cannot leave", renewals, "TestFirstCallerLeaves|TestAllWaitersLeave", edits{
		"case <-ctx.Done():", "case <-make(chan bool):",
	}},
	{"a refused refresh token is sent again", renewals, "TestRefusedRefreshIsRemembered", edits{
		"if stale && s.rejectedRefresh != nil", "if false && s.rejectedRefresh != nil",
	}},
	{"a refresh that broke is remembered", renewals, "TestBrokenRefreshIsNotRemembered", edits{
		"if s.config.IsRefused(err) {", "if true {",
	}},
	{"a refused token is used again", "internal/credential/session.go", "TestRefreshThatChangesNothing|TestStaticToken", edits{
		`if refused != "" && token == refused {`, "if false {",
	}},
	{"a token that somebody else renewed is renewed again", renewals, "TestRefreshIsKeyed|TestThousand", edits{
		"stale := session == refused ||", `stale := refused != "" ||`,
	}},
	{"an empty session is sent", renewals, "TestEmptySessionIsRefreshedFirst", edits{
		`stale := session == refused || session == ""`, "stale := session == refused && refused != \"\"",
	}},
	{"a new pair is used before it is told", renewals, "TestOnChange", edits{"if !stale && !s.notifyPending {", "if !stale {"}},
	{"a pair that could not be told is not told again", renewals, "TestOnChangeFails", edits{
		"s.notifyPending = len(s.config.OnChange) > 0", "s.notifyPending = false",
	}},
	{"an onChange that calls the client waits for itself", renewals, "TestOnChangeCallsTheClient", edits{
		"ok && own == s.renewal {", "ok && own == nil {",
	}},
	{"a rotated refresh token is not adopted", "session.go", "TestRotationIsAdopted", edits{`if refreshed.RefreshToken == "" {`, "if true {"}},
	{"a source's token splits a header", "internal/credential/session.go", "TestSourceGivesWhatCannotBeSent", edits{
		"if err := s.Validate(token); err != nil {", "if err := s.Validate(token); false {",
	}},
	{"a signed token is used to its very end", "internal/credential/signed.go", "TestATokenIsUsedUntilShortlyBeforeItsEnd", edits{
		"until = expires.Add(-appTokenGuard)", "until = expires",
	}},
	{"a page ends a refresh token", "session.go", "TestOnlyTheAPIsOwnWord|TestRefusedRefresh", edits{"e != nil && e.fromAPI && e.Status", "e != nil && e.Status"}},
	{"a cause ends a refresh token", "session.go", "TestOnlyTheAPIsOwnWord", edits{
		"e.fromAPI && e.Status == http.StatusUnauthorized", "e.fromAPI && errors.Is(e, ErrUnauthorized)",
	}},
	{"another call's refusal ends a refresh token", "session.go", "TestOnlyTheAPIsOwnWord|TestWhatEndsACall", edits{"if !ok || e.Op == sessionRefresh.Name {", `if !ok || e.Op != "" {`}},
	{"an onChange that panics ends the program", renewals, "TestOnChangeBreaks", edits{
		"if value := recover(); value != nil {", "if value := any(nil); value != nil {",
	}},
	{"a panic's value is shown", renewals, "TestOnChangeBreaks|TestARefreshFuncPanics", edits{"panicked with a %T%s", "panicked with %v%s"}},
	{"nobody learns where a panic was", "internal/renewal/panicsite.go", "TestOnChangeBreaks", edits{
		"!strings.HasPrefix(frame.Function, \"runtime.\"):", "strings.HasPrefix(frame.Function, \"nowhere.\"):",
	}},
	{"an onChange that ends its goroutine has told", renewals, "TestOnChangeBreaks|TestOnChangeNeverReturns", edits{"} else if !returned {", "} else if !returned && false {"}},
	{"who waits for an onChange waits for good", renewals, "TestOnChangeDoesNotReturn|TestOnChangeCallsTheClientWith", edits{
		"expiry = r.expireAfter(time.Until(until), step)", "expiry = r.expireAfter(1e6*time.Until(until), step)",
	}},
	{"who waits for a refresh waits for good", renewals, "TestARefreshDoesNotReturn|TestALimiterCallsTheClient", edits{
		"expiry := r.expireAfter(renewalLimit+refreshGrace, step)", "expiry := r.expireAfter(1e6*renewalLimit, step)",
	}},
	{"a refresh has no time to say what it met", renewals, "TestACallSaysWhatItsRefreshMet", edits{
		"r.expireAfter(renewalLimit+refreshGrace, step)", "r.expireAfter(renewalLimit-refreshGrace, step)",
	}},
	{"an onChange runs while another is late", renewals, "TestOnChangeDoesNotReturn", edits{
		"if s.renewal == nil {", "if s.renewal == nil || s.renewal.err != nil {",
	}},
	{"a session is never free again", renewals, "TestOnChangeDoesNotReturn|TestRefreshIsKeyed|TestSecondExpiry", edits{"\t\ts.renewal = nil\n", ""}},
	{"a second onChange is told when no time is left", renewals, "TestTheSecondOnChangeIsToldInTime", edits{"\t\terr := contextErr(ctx)\n", "\t\tvar err error\n"}},
	{"a renewal is mistaken for that of another source", renewals, "TestOnChangeCallsAClientWhoseOnChangeCallsBack", edits{
		"type renewalKey struct{ of *Session }", "type renewalKey struct{ _ *Session }",
	}},
	{"what the refresh waits for calls an expired session", renewals, "TestALimiterCallsTheClient", edits{
		"return \"\", errWithinRefresh", "return \"\", s.config.Expired",
	}},
	{"a failed refresh is an expired session", "internal/call/call.go", "TestACallSaysWhatItsRefreshMet|TestFaultMatrix", edits{
		"renewal := api.Credential.AsFailure(err); renewal != nil {", "renewal := api.Credential.AsFailure(err); renewal != nil && false {",
	}},
	{"a response tells of another answer than the error", "internal/call/call.go", "TestACallSaysWhatItsRefreshMet", edits{
		"c.response = response{status: renewal.Status}", "c.response = response{}",
	}},
	{"a failed refresh quotes the session", "internal/call/call.go", "TestAFailedRefreshQuotesTheSession", edits{
		"c.redaction.text(renewal.Message, MaxText)", "renewal.Message",
	}},
	{"a source without a session hides the refusal", "internal/call/call.go", "TestStaticToken|TestRefreshThatChangesNothing|TestWhatEndsACall", edits{
		"if !errors.Is(err, api.Renews) { //", "if true { //",
	}},
	{"whatever ends a renewal is an expired session", "internal/call/call.go", "TestWhatEndsACallInItsRenewal|TestFirstCallerLeaves", edits{
		"if c.refusedToken != nil && c.failure.IsCase(c.request.api.Renews) {", "if false {",
	}},
	{"a call that ends just after a refusal has an expired session", "internal/call/call.go", "TestWhatEndsACallInItsRenewal", edits{
		"\t\tc.forgetRefusal()\n\t\tc.failure = c.withContextError(", "\t\tc.failure = c.withContextError(",
	}},
	{"a call that ends in its repeat has an expired session", "internal/call/call.go", "TestWhatEndsACallInItsRenewal", edits{
		"\t\tc.forgetRefusal()\n\t\tif c.failure != nil {\n", "\t\tif c.failure != nil {\n",
	}},
}
