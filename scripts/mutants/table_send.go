package main

// Guards of what is known of one request on the wire: whether the request went out, whether it goes
// out again, and whether TLS was agreed on.

const (
	sendFile = "internal/call/send.go"
	tlsFile  = "internal/call/tls.go"
)

var sendMutants = []mutant{
	{"a replay over HTTP/1.1 is stopped", sendFile, "TestWhatBecameOfASend", edits{"s.replayPossible = s.http2", "s.replayPossible = true"}},
	{"a connection that nothing went out on is a send", sendFile, "TestAnotherConnectionBeforeTheHeaders", edits{
		"s.http2 = negotiatedHTTP2(info.Conn)\n", "s.http2 = negotiatedHTTP2(info.Conn)\n\ts.replayPossible = s.http2\n",
	}},
	{"HTTP/2 is not told by its TLS", sendFile, "TestASendAgainIsStopped|TestWhatBecameOfASend", edits{`NegotiatedProtocol == "h2"`, `NegotiatedProtocol == "h3"`}},
	{"HTTP/2 is told by its TLS alone", sendFile, "TestASendAgainIsStopped", edits{`if strings.HasPrefix(name, ":") {`, `if strings.HasPrefix(name, "::") {`}},
	{"any header tells of HTTP/2", sendFile, "TestASendAgainIsStopped", edits{`if strings.HasPrefix(name, ":") {`, `if strings.HasPrefix(name, "") {`}},
	{"the client's own transport is asked for the headers", sendFile, "TestOurTransportIsAskedForNoHeader", edits{"if !s.ours {", "if true {"}},

	{"net/http sends a write again", sendFile, "TestASendAgainIsStopped|TestEveryHTTP2Code", edits{"s.replayPossible && (!s.idempotent || ", "s.replayPossible && ("}},
	{"net/http sends a read again without end", sendFile, "TestASendAgainIsStopped|TestAServerThatNeverRelents", edits{" || s.headers >= maxSendsOfARead)", ")"}},
	{"net/http may not send a read again", sendFile, "TestASendAgainIsStopped|TestOneAttemptOfARead", edits{"s.headers >= maxSendsOfARead)", "s.headers > 0)"}},
	{"net/http sends a read one time more", sendFile, "TestASendAgainIsStopped|TestAServerThatNeverRelents", edits{"maxSendsOfARead = 3", "maxSendsOfARead = 4"}},
	{"a stopped replay goes out", sendFile, "TestASendAgainIsStopped|TestEveryHTTP2Code", edits{"\t\ts.cancel()\n", ""}},
	{"a replay on the same connection leaves a write in doubt", sendFile, "TestASendAgainIsStopped|TestEveryHTTP2Code", edits{
		"(s.sameConn || s.ours && goAwayAlone)", "s.ours && goAwayAlone",
	}},
	{"a replay on another connection proves that nothing was done", sendFile, "TestASendAgainIsStopped", edits{
		"info.Conn != nil && info.Conn == s.conn", "info.Conn != nil",
	}},
	{"a replay proves what another release of Go makes it prove", sendFile, "TestASendAgainIsStopped|TestEveryHTTP2Code", edits{
		"s.ours && goAwayAlone", "s.ours && !goAwayAlone",
	}},
	{"a replay of an answered request is looked for", sendFile, "TestASendAgainIsStopped", edits{"s.firstByte, s.replayPossible = true, false", "s.firstByte = true"}},
	{"an interim answer is the answer", sendFile, "TestASendAgainIsStopped|TestWhichConnectionIsSuspect", edits{
		"\ts.firstByte, s.replayPossible = false, s.http2\n", "",
	}},
	{"an interim answer makes any request one over HTTP/2", sendFile, "TestASendAgainIsStopped", edits{
		"s.firstByte, s.replayPossible = false, s.http2", "s.firstByte, s.replayPossible = false, true",
	}},

	{"no connection and a request that was sent are one", sendFile, "TestWhatBecameOfASend", edits{"case !s.gotConn && (s.getConn || s.ours), ", "case "}},
	{"a transport that tells nothing has sent nothing", sendFile, "TestWhatBecameOfASend", edits{"case !s.gotConn && (s.getConn || s.ours),", "case !s.gotConn,"}},
	{"what our transport refused by itself was sent", sendFile, "TestWhatBecameOfASend|TestARequestThatNetHTTPRefuses", edits{"case !s.gotConn && (s.getConn || s.ours),", "case !s.gotConn && s.getConn,"}},
	{"HTTP/2 without headers may have sent something", sendFile, "TestWhatBecameOfASend", edits{"s.http2 && s.headers == 0 && ctx.Err() == nil, ", ""}},
	{"HTTP/2 that ran out of time before its headers has sent nothing", sendFile, "TestASendThatRanOutOfTimeOverHTTP2", edits{
		"s.headers == 0 && ctx.Err() == nil,", "s.headers == 0,",
	}},
	{"a write on a connection that was closed while idle is in doubt", sendFile, "TestWhatBecameOfASend|TestAStaleConnection", edits{
		", !s.firstByte && wasIdle(err):", ":",
	}},
	{"words about an idle connection undo an answer", sendFile, "TestWhatBecameOfASend", edits{"!s.firstByte && wasIdle(err):", "wasIdle(err):"}},
	{"the connection before the last leaves a write in doubt", sendFile, "TestWhatBecameOfASend|TestAStaleConnection", edits{
		"s.gotConn = false //", "_ = s.gotConn //",
	}},
	{"a stranger's transport sends nothing before it asks again", sendFile, "TestWhatBecameOfASend", edits{"if s.ours && !s.replayPossible {", "if !s.replayPossible {"}},
	{"a 408 is a refusal", sendFile, "TestWhatBecameOfASend", edits{" && status != http.StatusRequestTimeout {", " {"}},

	{"what breaks off a handshake is TLS's refusal", sendFile, "TestWhatTLSRefuses", edits{"if err == nil || isBrokenConnection(err) {", "if err == nil {"}},
	{"what TLS refuses never reached a server", sendFile, "TestWhatTLSRefuses|TestTLSVerdicts", edits{"case !s.gotConn && s.tlsRefused, ", "case "}},
	{"a refused handshake beside a connection is the request's", sendFile, "TestWhatTLSRefuses", edits{"case !s.gotConn && s.tlsRefused,", "case s.tlsRefused,"}},
	{"an alert in the place of an answer leaves a write in doubt", sendFile, "TestWhatTLSRefuses|TestTLSVerdicts", edits{
		", s.gotConn && !s.firstByte && isHandshakeAlert(err):", ":",
	}},
	{"an alert after an answer began undoes it", sendFile, "TestWhatTLSRefuses", edits{"!s.firstByte && isHandshakeAlert(err)", "isHandshakeAlert(err)"}},
	{"any alert is about the handshake", tlsFile, "TestWhatTLSRefuses", edits{
		"slices.Contains(handshakeAlerts, alert.Uint())", "(slices.Contains(handshakeAlerts, alert.Uint()) || true)",
	}},
	{"an alert of the client's own is the server's", tlsFile, "TestWhatTLSRefuses", edits{`!ok || remote.Op != "remote error"`, "!ok"}},
	{"the last word of a dead connection is not read", sendFile, "TestTLSVerdicts|TestARefusedClientCertificate", edits{"s.fresh && isDead(err):", "false && isDead(err):"}},
	{"a connection is dead whose attempt is over", tlsFile, "TestWhatBreaksAConnection", edits{"return !over && (", "return over || ("}},
	{"a connection that HTTP/2 gave up is well", tlsFile, "TestWhatBreaksAConnection", edits{` || strings.HasPrefix(err.Error(), "http2: client conn"))`, ` || false && strings.HasPrefix(err.Error(), "http2: client conn"))`}},

	{"an HTTP/1.1 connection is taken for dead", sendFile, "TestWhichConnectionIsSuspect", edits{"if !s.http2 {", "if false {"}},
	{"a connection that dies amid an answer is kept", sendFile, "TestWhichConnectionIsSuspect|TestAConnectionThatDies", edits{
		"if !s.http2 {", "if !s.http2 || s.firstByte {",
	}},
	{"a connection is taken for dead that gave a whole answer", "internal/call/attempt.go", "TestAWholeAnswerSuspectsNobody", edits{
		"; !whole && errors.Is(", "; (whole || !whole) && errors.Is(",
	}},
	{"a connection that acknowledged a request is alive for good", sendFile, "TestWhichConnectionIsSuspect", edits{
		"s.since.Add(time.Since(s.since) / 2)", "s.since",
	}},
}
