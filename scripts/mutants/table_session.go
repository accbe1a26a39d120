package main

// Guards of sessions and of signed tokens.

var sessionMutants = []mutant{
	{"an expired session is replayed again and again", "exchange.go", "TestSecondExpiryIsAnError", edits{"x.replays == 0 &&", "x.replays < 2 &&"}},
	{"any 401 renews the session", "exchange.go", "TestWhatRefreshes", edits{
		"http.StatusUnauthorized && x.failure.is(ErrSessionExpired)", "http.StatusUnauthorized",
	}},
	{"a replay counts against MaxAttempts", "exchange.go", "TestReplay", edits{
		"sent := x.attempts - x.replays - x.options.prior", "sent := x.attempts - x.options.prior",
	}},
	{"everybody who waits refreshes", "session.go", "TestThousandMeetOneExpiredSession", edits{"if s.renewal == nil {", "if true {"}},
	{"a refresh ends with whoever came first", "session.go", "TestFirstCallerLeaves|TestAllWaitersLeave", edits{
		"s.renew(context.WithoutCancel(ctx), stale,", "s.renew(ctx, stale,",
	}},
	{"a refresh has no limit", "session.go", "TestRefreshHasItsOwnLimit|TestOnChangeNeverReturns", edits{
		"context.WithTimeout(context.WithValue(ctx, renewalKey{s}, r), refreshLimit)", "context.WithCancel(context.WithValue(ctx, renewalKey{s}, r))",
	}},
	{"who waits for a refresh cannot leave", "session.go", "TestFirstCallerLeaves|TestAllWaitersLeave", edits{
		"case <-ctx.Done():", "case <-make(chan bool):",
	}},
	{"a refused refresh token is sent again", "session.go", "TestRefusedRefreshIsRemembered", edits{
		"if stale && s.dead != nil", "if false && s.dead != nil",
	}},
	{"a refresh that broke is remembered", "session.go", "TestBrokenRefreshIsNotRemembered", edits{
		"e != nil && e.owned && e.Status == http.StatusUnauthorized {", "e != nil {",
	}},
	{"a refused token is used again", "auth.go", "TestRefreshThatChangesNothing|TestStaticToken", edits{
		`if refused != "" && token == refused {`, "if false {",
	}},
	{"a token that somebody else renewed is renewed again", "session.go", "TestRefreshIsKeyed|TestThousand", edits{
		"stale := session == refused ||", `stale := refused != "" ||`,
	}},
	{"an empty session is sent", "session.go", "TestEmptySessionIsRefreshedFirst", edits{
		`stale := session == refused || session == ""`, "stale := session == refused && refused != \"\"",
	}},
	{"a new pair is used before it is told", "session.go", "TestOnChange", edits{"if !stale && !s.untold {", "if !stale {"}},
	{"a pair that could not be told is not told again", "session.go", "TestOnChangeFails", edits{
		"s.untold = len(s.onChange) > 0", "s.untold = false",
	}},
	{"an onChange that calls the client waits for itself", "session.go", "TestOnChangeCallsTheClient", edits{
		"ok && own == s.renewal {", "ok && own == nil {",
	}},
	{"a rotated refresh token is not adopted", "session.go", "TestRotationIsAdopted", edits{`if answer.RefreshToken == "" {`, "if true {"}},
	{"a source's token splits a header", "auth.go", "TestSourceGivesWhatCannotBeSent", edits{
		`if err := checkSecret("SessionSource", "session token", token); err != nil {`,
		`if err := checkSecret("SessionSource", "session token", token); false {`,
	}},
	{"a signed token is used to its very end", "auth.go", "TestATokenIsUsedUntilShortlyBeforeItsEnd", edits{
		"until = expires.Add(-appTokenGuard)", "until = expires",
	}},
	{"a page ends a refresh token", "session.go", "TestOnlyTheAPIsOwnWord|TestRefusedRefresh", edits{"e != nil && e.owned && e.Status", "e != nil && e.Status"}},
	{"a cause ends a refresh token", "session.go", "TestOnlyTheAPIsOwnWord", edits{
		"e.Status == http.StatusUnauthorized {\n\t\t\ts.dead", "errors.Is(e, ErrUnauthorized) {\n\t\t\ts.dead",
	}},
	{"another call's refusal ends a refresh token", "session.go", "TestOnlyTheAPIsOwnWord|TestWhatEndsACall", edits{
		"ok && e.Op == sessionRefresh.name {", "ok {",
	}},
	{"an onChange that panics ends the program", "session.go", "TestOnChangeBreaks", edits{
		"if value := recover(); value != nil {", "if value := any(nil); value != nil {",
	}},
	{"a panic's value is shown", "session.go", "TestOnChangeBreaks|TestARefreshFuncPanics", edits{"panicked with a %T%s", "panicked with %v%s"}},
	{"nobody learns where a panic was", "session.go", "TestOnChangeBreaks", edits{
		"!strings.HasPrefix(frame.Function, \"runtime.\"):", "strings.HasPrefix(frame.Function, \"nowhere.\"):",
	}},
	{"an onChange that ends its goroutine has told", "session.go", "TestOnChangeBreaks|TestOnChangeNeverReturns", edits{"} else if !returned {", "} else if !returned && false {"}},
	{"who waits for an onChange waits for good", "session.go", "TestOnChangeDoesNotReturn|TestOnChangeCallsTheClientWith", edits{
		"expiry = r.expireAfter(time.Until(until), step)", "expiry = r.expireAfter(1e6*time.Until(until), step)",
	}},
	{"who waits for a refresh waits for good", "session.go", "TestARefreshDoesNotReturn|TestALimiterCallsTheClient", edits{
		"expiry := r.expireAfter(refreshLimit+refreshGrace, step)", "expiry := r.expireAfter(1e6*refreshLimit, step)",
	}},
	{"a refresh has no time to say what it met", "session.go", "TestACallSaysWhatItsRefreshMet", edits{
		"r.expireAfter(refreshLimit+refreshGrace, step)", "r.expireAfter(refreshLimit-refreshGrace, step)",
	}},
	{"an onChange runs while another is late", "session.go", "TestOnChangeDoesNotReturn", edits{
		"if s.renewal == nil {", "if s.renewal == nil || s.renewal.err != nil {",
	}},
	{"a session is never free again", "session.go", "TestOnChangeDoesNotReturn|TestRefreshIsKeyed|TestSecondExpiry", edits{"\t\ts.renewal = nil\n", ""}},
	{"a second onChange is told when no time is left", "session.go", "TestTheSecondOnChangeIsToldInTime", edits{"\t\terr := ctx.Err()\n", "\t\tvar err error\n"}},
	{"a renewal is mistaken for that of another source", "session.go", "TestOnChangeCallsAClientWhoseOnChangeCallsBack", edits{
		"type renewalKey struct{ source *refreshingSession }", "type renewalKey struct{ _ *refreshingSession }",
	}},
	{"what the refresh waits for calls an expired session", "session.go", "TestALimiterCallsTheClient", edits{
		"return \"\", errWithinRefresh", "return \"\", ErrSessionExpired",
	}},
	{"a failed refresh is an expired session", "answer.go", "TestACallSaysWhatItsRefreshMet|TestFaultMatrix", edits{
		"refresh := refreshFailure(err); refresh != nil {", "refresh := refreshFailure(err); false {",
	}},
	{"a failed refresh has no names", "answer.go", "TestACallSaysWhatItsRefreshMet", edits{"slices.Clone(refresh.kinds)", "slices.Clone(refresh.kinds[:0])"}},
	{"a response tells of another answer than the error", "answer.go", "TestACallSaysWhatItsRefreshMet", edits{
		"x.answer = answer{status: refresh.Status}", "x.answer = answer{}",
	}},
	{"a failed refresh quotes the session", "answer.go", "TestAFailedRefreshQuotesTheSession", edits{
		"printable(x.scrub(refresh.Message), maxErrorText)", "refresh.Message",
	}},
	{"a source without a session hides the refusal", "answer.go", "TestStaticToken|TestRefreshThatChangesNothing|TestWhatEndsACall", edits{
		"if !errors.Is(err, ErrSessionExpired) { //", "if true { //",
	}},
	{"whatever ends a renewal is an expired session", "exchange.go", "TestWhatEndsACallInItsRenewal|TestFirstCallerLeaves", edits{
		"if x.refused != nil && x.failure != nil && x.failure.is(ErrSessionExpired) {", "if false {",
	}},
	{"a call that ends just after a refusal has an expired session", "exchange.go", "TestWhatEndsACallInItsRenewal", edits{
		"\t\tx.forgetRefusal()\n\t\tx.failure = x.interrupted(", "\t\tx.failure = x.interrupted(",
	}},
	{"a call that ends in its repeat has an expired session", "exchange.go", "TestWhatEndsACallInItsRenewal", edits{
		"\t\tx.forgetRefusal()\n\t\tfailure = cmp.Or(", "\t\tfailure = cmp.Or(",
	}},
}
