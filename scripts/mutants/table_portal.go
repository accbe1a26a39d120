package main

// Guards of the users of a portal who are looked for and made sure of.

var portalMutants = []mutant{
	{"Ensure makes a portal's user again unasked", "portals.go", "TestEnsureOfAPortalsUser", edits{
		`Name: "PortalUsers.Ensure", Method: http.MethodPost, Route: portalUsersCreate.Route,`, `Name: "PortalUsers.Ensure", Method: http.MethodPost, Route: portalUsersCreate.Route, Idempotent: true,`,
	}},
	{"Ensure makes a portal's user twice WithRepeat", "portals.go", "TestEnsureOfAPortalsUserCountsItsSends", edits{"\trequests.Options.Repeat = false\n", ""}},
	{"Ensure makes a user who was found", "internal/series/ensure.go", "TestEnsureOfAPortalsUser", edits{"if user != nil || failure != nil {", "if failure != nil {"}},
	{"Ensure makes a user after a failed look", "internal/series/ensure.go", "TestEnsureOfAPortalsUser", edits{"if user != nil || failure != nil {", "if user != nil {"}},
	{"Ensure looks for what cannot be sent", "portals.go", "TestBadArguments", edits{"if _, err := json.Marshal(p.Attributes); err != nil {", "if _, err := json.Marshal(p.Attributes); false {"}},
	{"Ensure of a portal's user shows the password", "portals.go", "TestEnsureShowsNoPassword", edits{"list.Secrets = p.validateBody(), []string{p.Password}\n", "list.Secrets = p.validateBody(), nil\n"}},
	{"Ensure of a portal's user does not look after a lost answer", "portals.go", "TestEnsureOfAPortalsUser", edits{"\tcreate.ReadBack = search", "\t_ = search"}},
	{"an unknown outcome of Ensure is final", "portals.go", "TestEnsureOfAPortalsUser", edits{"failure.Retryable = ctx.Err() == nil", "_ = failure.Retryable"}},
	{"Ensure is to be called again with a context that is over", "portals.go", "TestEnsureOfAPortalsUserWhoseTimeIsOver", edits{"failure.Retryable = ctx.Err() == nil", "failure.Retryable = true"}},
	{"a second look begins at the first page", "internal/series/search.go", "TestEnsureOfAPortalsUser", edits{"\t\t\ts.cursor = cursor\n", ""}},
	{"each page of a look gives back what the first one took", "internal/series/search.go", "TestTheLookOfAPortalsEnsure", edits{"\t\to.Prepaid = false", "\t\t_ = o.Prepaid"}},
	{"the later pages of a look are calls of their own in the log", "internal/series/search.go", "TestALookOfManyPages", edits{"\t\to.Prepaid = false", "\t\to.Prepaid, o.AsReadBack = false, false"}},
	{"a look that failed says nothing of why", "internal/series/ensure.go", "TestEnsureOfAPortalsUser|TestEnsureOfAnAppsUser", edits{"\t\tfailure.AddReason(strings.TrimSpace(", "\t\t_ = (strings.TrimSpace("}},
	{"a look that failed found nobody", "internal/series/search.go", "TestEnsureOfAPortalsUser", edits{"\t\tif err != nil {\n\t\t\treturn nil, failure\n", "\t\tif err != nil {\n\t\t\treturn nil, nil\n"}},
	{"pages that are wrong together are those of nobody", "internal/series/search.go", "TestEnsureOfAPortalsUser", edits{"\t\t\tfailure = call.BadPages(s.Request.Endpoint, last, err)\n", ""}},
	{"an e-mail in another case is another's", "portals.go", "TestFindByEmail", edits{"return strings.EqualFold(u.Email, email) }", "return u.Email == strings.Clone(email) }"}},
	{"nobody is found without an error", "internal/series/search.go", "TestFindByEmail", edits{"if item != nil || failure != nil {\n", "{\n"}},
	{"FindByEmail forgets its page's response", "internal/series/search.go", "TestFindByEmail", edits{"&requests.Last)\n\tfailure.FromAPI", "&call.Report{Attempts: requests.Last.Attempts})\n\tfailure.FromAPI"}},
}
