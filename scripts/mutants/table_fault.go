package main

// Guards of the fake's controls: faults and their count, chaos, snapshots, what
// is shown, and whom the command answers.

var faultMutants = []mutant{
	{"a fault after the effect comes before it", "fake/fault.go", "TestFaultMatrix|ExampleServer_Inject_lostAnswer", edits{
		"return f.After || (f.Status == 0 && !f.Drop)", "return f.Status == 0 && !f.Drop",
	}},
	{"a fault that never fired is no error", "fake/server.go", "TestUnfiredFaultFailsItsTest", edits{"case report.Fired == 0:", "case report.Fired < 0:"}},
	{"a fault can tell a lie that nobody detects", "fake/fault_rules.go", "TestInjectRefuses", edits{
		"{f.After && f.Status == http.StatusTooManyRequests,", "{false,",
	}},
	{"a fault on an unknown route waits for ever", "fake/fault_rules.go", "TestInjectRefuses", edits{
		"{!known,", "{false,",
	}},
	{"a fault fires once too often", "fake/fault_list.go", "TestAFaultThatIsSpentMeanwhile", edits{"i.fired >= often)", "i.fired > often)"}},
	{"a fault does not skip", "fake/fault_list.go", "TestFaultSelection", edits{"if i.seen <= i.fault.Skip || ", "if "}},
	{"a cut body is whole by its length", "fake/reply.go", "TestFaultMatrix|TestAnswersAreTheSameEveryWay", edits{
		"out.length = max(out.length, len(out.body)+1)", "out.length = len(out.body)",
	}},
	{"chaos is another in every run", "fake/chaos.go", "TestSameSeedSameRun", edits{"rand.NewPCG(c.seed,", "rand.NewPCG(rand.Uint64(),"}},
	{"chaos does the same to each repeat", "fake/chaos.go", "TestChaosDrawsAnewForEachRepeat", edits{"key^(n*golden)", "key"}},
	{"chaos does the same to all bodies", "fake/chaos.go", "TestChaosTellsRequestsApart", edits{"[]byte(credential), r.Body,", "[]byte(credential),"}},
	{"a state loses a field on its way to the store", "fake/convert.go", "TestEveryFieldOfAState", edits{"UserExternalID: u.UserExternalID, WalletsAt: u.WalletsAt,\n\t\tWallets: converted(u.Wallets, func(w Wallet)", "UserExternalID: u.UserExternalID,\n\t\tWallets: converted(u.Wallets, func(w Wallet)"}},
	{"a snapshot shares users with the store", "fake/convert.go", "TestStatesAreDeepCopied", edits{
		"func userOf(r backend.User) User {\n\tr = r.Clone()\n", "func userOf(r backend.User) User {\n",
	}},
	{"the store shares users with a seed", "fake/internal/backend/store_partner.go", "./fake TestStatesAreDeepCopied", edits{"\tu = u.Clone()\n", ""}},
	{"a restored state keeps the quotas", "fake/internal/backend/backend.go", "TestPortalQuotasAreOfARoute", edits{
		"quotas: quotas{}, generation", "quotas: b.quotas, generation",
	}},
	{"a state names a partner that is unknown", "fake/internal/backend/store_partner.go", "./fake TestContradictions", edits{
		"return ids[id] || id", "return ids != nil || id",
	}},
	{"the log shows a token of a query", "fake/redact.go", "TestQueriesAreRedacted", edits{
		"if found && (err != nil || isSecret(plain)) {", "if found && (err != nil || plain == \"\\n\") {",
	}},
	{"the log shows a password of a body", "fake/redact_json.go", "TestBodiesAreRedacted", edits{"case isSecret(name), around.secret", "case around.secret"}},
	{"the log is without bound", "fake/requestlog.go", "TestLogIsBounded", edits{"if len(l.ring) < logSize {", "if true {"}},
	{"fmt prints the fake's credentials", "fake/credentials.go", "TestNothingPrintsACredential", edits{
		"func (Credentials) Format(", "func (Credentials) printed(",
	}},
	{"the fake answers for every host", "fake/transport.go", "TestUnknownHosts", edits{"if origin == BaseURL ||", "if true ||"}},
	{"the fake's connections are not traced", "fake/transport.go", "TestTransportTraces", edits{
		"trace.GotConn(httptrace.GotConnInfo{Conn: noConn{}})", "",
	}},
	{"the fake answers after it was closed", "fake/transport.go", "TestAfterClose", edits{"if s.isClosed() {", "if false {"}},
	{"a stop leaves handlers of HTTP/2 at work", "fake/listening.go", "TestCloseWaitsForHandlersOfHTTP2", edits{"\t\tl.handlers.Wait()\n", ""}},
	{"a request that comes during a stop is served", "fake/listening.go", "TestNoHandlerBeginsAfterTheStop", edits{
		"\tif l.closed {\n\t\treturn false\n\t}\n", "",
	}},
	{"headers of a connection go out over HTTP/2", "fake/handler.go", "TestHeadersOfAConnection", edits{"if req.ProtoMajor == 2 {", "if false {"}},
	{"the fake offers no HTTP/2", "fake/tls.go", "TestTLSSpeaks|TestFaultMatrix", edits{`[]string{"h2", "http/1.1"}`, `[]string{"http/1.1"}`}},
	{"the fake's HTTP client does not ask for HTTP/2", "fake/client.go", "TestTLSSpeaks|TestFaultMatrix", edits{
		"transport.ForceAttemptHTTP2 = true", "transport.ForceAttemptHTTP2 = false",
	}},
	{"the fake's HTTP client trusts anybody", "fake/client.go", "TestHTTPClientTrustsTheFakeAlone", edits{
		"&tls.Config{RootCAs: s.identity.roots.Clone(),", "&tls.Config{InsecureSkipVerify: true,",
	}},
	{"the fake's HTTP clients share their roots", "fake/client.go", "TestEachHTTPClientHasItsOwnRoots", edits{"roots.Clone()", "roots"}},
	{"the fake's certificate is not valid in a bubble", "fake/tls.go", "TestCertificate", edits{"time.Date(1999,", "time.Date(2001,"}},
	{"the fake's server is its own authority", "fake/tls.go", "TestCertificate", edits{
		"}, authority, serverKey, authorityKey)", "\tIsCA: true, BasicConstraintsValid: true,\n\t}, authority, serverKey, authorityKey)",
	}},
	{"an HTTP client's connections outlive the fake", "fake/client.go", "TestHTTPClientsEndWithTheFake", edits{
		"\ts.pools = append(s.pools, transport)\n", "",
	}},
	{"the command answers to a name that somebody else controls", "fake/control/guard.go", "TestHosts", edits{
		"if !isKnownHost(r.Host, names) {", "if false {",
	}},
	{"the command takes a look-alike of localhost", "fake/control/guard.go", "TestHosts", edits{
		`if strings.EqualFold(name, "localhost") ||`, `if strings.HasPrefix(strings.ToLower(name), "localhost") ||`,
	}},
}
