package main

// Guards of the users of a portal who are looked for and made sure of.

var portalMutants = []mutant{
	{"Ensure makes a portal's user again unasked", "portals.go", "TestEnsureOfAPortalsUser", edits{
		`Name: "PortalUsers.Ensure", Method: http.MethodPost, Route: portalUsersCreate.Route,`, `Name: "PortalUsers.Ensure", Method: http.MethodPost, Route: portalUsersCreate.Route, Idempotent: true,`,
	}},
	{"Ensure makes a portal's user twice WithRepeat", "portals.go", "TestEnsureOfAPortalsUserCountsItsSends", edits{"\trequests.Repeat = false\n", ""}},
	{"Ensure makes a user who was found", "ensure.go", "TestEnsureOfAPortalsUser", edits{"if user != nil || failure != nil {", "if failure != nil {"}},
	{"Ensure makes a user after a failed look", "ensure.go", "TestEnsureOfAPortalsUser", edits{"if user != nil || failure != nil {", "if user != nil {"}},
	{"Ensure looks for what cannot be sent", "portals.go", "TestBadArguments", edits{"if _, err := json.Marshal(p.Attributes); err != nil {", "if _, err := json.Marshal(p.Attributes); false {"}},
	{"Ensure of a portal's user shows the password", "portals.go", "TestEnsureShowsNoPassword", edits{"s.argErr, s.secrets\n", "s.argErr, nil\n"}},
	{"Ensure of a portal's user does not look after a lost answer", "portals.go", "TestEnsureOfAPortalsUser", edits{"\tcreate.ReadBack = func(", "\t_ = func("}},
	{"an unknown outcome of Ensure is final", "portals.go", "TestEnsureOfAPortalsUser", edits{"failure.Retryable = ctx.Err() == nil", "_ = failure.Retryable"}},
	{"Ensure is to be called again with a context that is over", "portals.go", "TestEnsureOfAPortalsUserWhoseTimeIsOver", edits{"failure.Retryable = ctx.Err() == nil", "failure.Retryable = true"}},
	{"a second look begins at the first page", "portals.go", "TestEnsureOfAPortalsUser", edits{"\t\ts.after = after\n", ""}},
	{"each page of a look gives back what the first one took", "portals.go", "TestTheLookOfAPortalsEnsure", edits{"\t\to.Prepaid = false", "\t\t_ = o.Prepaid"}},
	{"the later pages of a look are calls of their own in the log", "portals.go", "TestALookOfManyPages", edits{"\t\to.Prepaid = false", "\t\to.Prepaid, o.AsReadBack = false, false"}},
	{"a look that failed says nothing of why", "ensure.go", "TestEnsureOfAPortalsUser|TestEnsureOfAnAppsUser", edits{"\t\tfailure.AddReason(strings.TrimSpace(", "\t\t_ = (strings.TrimSpace("}},
	{"a look that failed found nobody", "portals.go", "TestEnsureOfAPortalsUser", edits{"\t\tif err != nil {\n\t\t\treturn nil, failure\n", "\t\tif err != nil {\n\t\t\treturn nil, nil\n"}},
	{"pages that are wrong together are those of nobody", "portals.go", "TestEnsureOfAPortalsUser", edits{"\t\tfailure = call.BadPages(s.endpoint, err)\n", ""}},
	{"an e-mail in another case is another's", "portals.go", "TestFindByEmail", edits{"if strings.EqualFold(user.Email, s.email) {", "if strings.Compare(user.Email, s.email) == 0 {"}},
	{"nobody is found without an error", "portals.go", "TestFindByEmail", edits{"\t\tfailure = nobodyListed(requests.report)\n", ""}},
	{"FindByEmail forgets its page's response", "portals.go", "TestFindByEmail", edits{"Status: last.Status, RequestID: last.RequestID, ", ""}},
}
