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
		"context.WithTimeout(ctx, refreshLimit)", "context.WithCancel(ctx)",
	}},
	{"who waits for a refresh cannot leave", "session.go", "TestFirstCallerLeaves|TestAllWaitersLeave", edits{
		"case <-ctx.Done():", "case <-make(chan bool):",
	}},
	{"a refused refresh token is sent again", "session.go", "TestRefusedRefreshIsRemembered", edits{
		"if stale && s.dead != nil", "if false && s.dead != nil",
	}},
	{"a refresh that broke is remembered", "session.go", "TestBrokenRefreshIsNotRemembered", edits{
		"ok && e.owned && errors.Is(e, ErrUnauthorized) {", "ok || e != nil {",
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
}
