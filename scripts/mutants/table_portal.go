package main

// Guards of the users of a portal who are looked for and made sure of.

var portalMutants = []mutant{
	{"Ensure makes a portal's user again unasked", "portals.go", "TestEnsureOfAPortalsUser", edits{
		`Name: "PortalUsers.Ensure", Method: http.MethodPost, Route: portalUsersCreate.Route,`, `Name: "PortalUsers.Ensure", Method: http.MethodPost, Route: portalUsersCreate.Route, Idempotent: true,`,
	}},
	{"Ensure makes a portal's user twice WithRepeat", "portals.go", "TestEnsureOfAPortalsUserCountsItsSends", edits{"\te.options.Repeat = false\n", ""}},
	{"Ensure makes a portal's user without a look", "portals.go", "TestEnsureOfAPortalsUser", edits{"if user != nil || err != nil {\n\t\treturn user, err\n\t}\n\treturn e.create(ctx)", "if err != nil {\n\t\treturn user, err\n\t}\n\treturn e.create(ctx)"}},
	{"Ensure makes a portal's user after a failed look", "portals.go", "TestEnsureOfAPortalsUser", edits{"if user != nil || err != nil {\n\t\treturn user, err\n\t}\n\treturn e.create(ctx)", "if user != nil {\n\t\treturn user, err\n\t}\n\treturn e.create(ctx)"}},
	{"Ensure looks for what cannot be sent", "portals.go", "TestBadArguments", edits{"if _, err := json.Marshal(p.Attributes); err != nil {", "if _, err := json.Marshal(p.Attributes); false {"}},
	{"Ensure of a portal's user shows the password", "portals.go", "TestEnsureShowsNoPassword", edits{"s.argErr, s.secrets\n", "s.argErr, nil\n"}},
	{"Ensure of a portal's user does not look after a lost answer", "portals.go", "TestEnsureOfAPortalsUser", edits{"\tr.ReadBack = e.readBack\n", ""}},
	{"Ensure of a portal's user does not look after a refusal", "portals.go", "TestEnsureOfAPortalsUser", edits{"case failed.Status == http.StatusBadRequest:", "case false:"}},
	{"an unknown outcome of Ensure is final", "portals.go", "TestEnsureOfAPortalsUser", edits{"failed.retry = ctx.Err() == nil", "_ = failed.retry"}},
	{"Ensure is to be called again with a context that is over", "portals.go", "TestEnsureOfAPortalsUserWhoseTimeIsOver", edits{"failed.retry = ctx.Err() == nil", "failed.retry = true"}},
	{"a second look begins at the first page", "portals.go", "TestEnsureOfAPortalsUser", edits{"\t\ts.after = after\n", ""}},
	{"each page of a look gives back what the first one took", "portals.go", "TestTheLookOfAPortalsEnsure", edits{"\t\to.Prepaid = false", "\t\t_ = o.Prepaid"}},
	{"the later pages of a look are calls of their own in the log", "portals.go", "TestALookOfManyPages", edits{"\t\to.Prepaid = false", "\t\to.Prepaid, o.AsReadBack = false, false"}},
	{"a look that failed says nothing of why", "errors.go", "TestEnsureOfAPortalsUser", edits{", Reasons: e.reasons}", "}"}},
	{"a look that failed found nobody", "portals.go", "TestEnsureOfAPortalsUser", edits{"[*Error](err); isError {\n\t\treturn nil, failed.asFailure()", "[*Error](err); isError && failed == nil {\n\t\treturn nil, failed.asFailure()"}},
	{"a refusal stands although looking failed", "portals.go", "TestEnsureOfAPortalsUser", edits{"\t\treturn nil, failed\n\t}\n\tif user == nil {", "\t}\n\tif user == nil {"}},
	{"an e-mail in another case is another's", "portals.go", "TestFindByEmail", edits{"err != nil || strings.EqualFold(user.Email, s.email)", "err != nil || strings.Compare(user.Email, s.email) == 0"}},
	{"nobody is found without an error", "portals.go", "TestFindByEmail", edits{"\t\terr = nobodyListed(calls)\n", ""}},
	{"FindByEmail forgets its page's response", "portals.go", "TestFindByEmail", edits{"Status: last.Status, RequestID: last.RequestID, ", ""}},
}
