package main

// Guards of what stands between the middleware and the transport, of the middleware above it, of the
// connections below it, and of the URLs that either speaks of.

const (
	wireFile        = "internal/call/wire.go"
	traceFile       = "internal/call/trace.go"
	middlewareFile  = "internal/call/middleware.go"
	connectionsFile = "internal/call/connections.go"
	redactionFile   = "internal/call/redaction.go"
)

var wireMutants = []mutant{
	{"a caller's trace is told the credential", traceFile, "TestATraceHides", edits{"\t\ttiming.WroteHeaderField = nil\n", ""}},
	{"a caller's trace is told everything twice", traceFile, "TestATraceHides", edits{"WithClientTrace(untraced{ctx}, &timing)", "WithClientTrace(ctx, &timing)"}},
	{"a caller's trace is told nothing", traceFile, "TestATraceHides", edits{"timing := *theirs", "timing := *theirs\n\t\ttiming = httptrace.ClientTrace{}"}},
	{"a response shows the signed request", wireFile, "TestWhatMiddlewareMayNotSend|TestMiddlewareNeverSees", edits{"\t\tresponse.Request = request\n", ""}},
	{"a request without a URL ends the program", wireFile, "TestMiddlewareThatTurns", edits{"\tif request.URL == nil {\n\t\treturn errNoURL\n\t}\n", ""}},
	{"a cause of a context shows its URL", redactionFile, "TestACauseIsShown", edits{"f.withCause(r.cause(end))", "f.withCause(r.text(end.Error(), MaxText), end)"}},
	{"the caller's client is not copied", "options.go", "TestTheCallersHTTPClient", edits{"c.httpClient = &copied", "_, c.httpClient = copied, client"}},
	{"a credential goes to another origin", wireFile, "TestWhatMiddlewareMayNotSend|TestMiddlewareThatTurns", edits{"!m.request.api.Base.isOrigin(request.URL) || ", ""}},
	{"a credential goes to a proxy under another host", "internal/call/baseurl.go", "TestWhatMiddlewareMayNotSend", edits{` && u.Opaque == ""`, ""}},
	{"a credential goes under another Host", wireFile, "TestWhatMiddlewareMayNotSend|TestMiddlewareThatTurns", edits{
		"cmp.Or(request.Host, request.URL.Host) != request.URL.Host", `cmp.Or(request.Host, request.URL.Host) == ""`,
	}},
	{"middleware sets a reserved header", wireFile, "TestWhatMiddlewareMayNotSend", edits{"if IsReservedHeader(name) {", "if false {"}},
	{"a header is not reserved in small letters", wireFile, "TestWhatMiddlewareMayNotSend|TestReservedHeaders", edits{
		"slices.Contains(reservedHeaders, http.CanonicalHeaderKey(name))", "slices.Contains(reservedHeaders, name)",
	}},
	{"a body that is not sent stays open", wireFile, "TestWhatMiddlewareMayNotSend|TestARequestThatLost", edits{"_ = request.Body.Close()", "_ = request.Body"}},
	{"a write goes out after its outcome was told", wireFile, "TestWhatIsSentAfterTheEnd|TestALateWrite", edits{"if m.over && !idempotent {", "if false {"}},
	{"a read may not go out after its attempt", wireFile, "TestWhatIsSentAfterTheEnd|TestALateSend", edits{"if m.over && !idempotent {", "if m.over {"}},
	{"a write may be on the wire as often as a read", wireFile, "TestEveryHTTP2Code|TestAGoAway", edits{"s.became = idempotent, ", "s.became = true || idempotent, "}},
	{"the signed URL is the middleware's", "internal/call/request.go", "TestTheSignedCopy", edits{"o.URL, o.Header, o.values = &o.url, ", "_, o.Header, o.values = &o.url, "}},
	{"the signed headers are the middleware's", "internal/call/request.go", "TestTheSignedCopy|TestMiddlewareNeverSees", edits{"&o.url, request.Header.Clone(), ", "&o.url, request.Header, "}},
	{"a request is not signed", wireFile, "TestTheRequestOfAnAttemptWithoutMiddleware", edits{
		"signed := m.setHeaders(o)", "signed := &o.Request",
	}},
	{"a request without middleware has no trace", wireFile, "TestTheRequestOfAnAttemptWithoutMiddleware", edits{
		"m.request.newRequest(traced(ctx, s))", "m.request.newRequest(ctx)",
	}},
	{"an answer to one is packed", wireFile, "TestTheSignedCopy", edits{"if !m.request.endpoint.List { //", "if false { //"}},
	{"an answer to a list is not packed", wireFile, "TestTheSignedCopyOfOtherRequests", edits{"if !m.request.endpoint.List { //", "if true { //"}},
	{"a second send is the first", wireFile, "TestTheAccountOfAnAttempt", edits{"\t\ts = new(send)\n", "\t\t_ = s\n"}},
	{"a later refusal hides that an earlier send was lost", wireFile, "TestTheAccountOfAnAttempt", edits{"max(worst, became)", "became"}},
	{"a send that is under way was never sent", wireFile, "TestASendUnderWay", edits{"m.cancel, fateUnknown", "m.cancel, fateNotReached"}},
	{"a refusal settles what another send left open", wireFile, "TestAnAttemptInDoubt", edits{"(got != status || len(m.sends) > 1)", "got != status"}},
	{"middleware's answer settles what a lost one left open", wireFile, "TestAnAttemptInDoubt|TestMiddlewareThatAnswersForALostAnswer", edits{
		"(got != status || len(m.sends) > 1)", "(false && got != status || len(m.sends) > 1)",
	}},

	{"middleware is built twice", middlewareFile, "TestLayersAreBuiltOnce|TestMiddlewareIsBuiltOnce", edits{
		"if layer = wrap(layer); layer == nil {", "wrap(layer)\n\t\tif layer = wrap(layer); layer == nil {",
	}},
	{"the last middleware is outermost", middlewareFile, "TestLayersAreBuiltOnce", edits{"slices.Backward(middleware)", "slices.All(middleware)"}},
	{"middleware may be nil", middlewareFile, "TestMiddlewareThatIsNil", edits{"wrap(layer); layer == nil {", "wrap(layer); false {"}},
	{"a port that speaks plain HTTP is a bad record alone", "internal/call/wire.go", "TestTLSVerdicts", edits{"withSchemeMismatch(err)\n\t}", "err\n\t}"}},
	{"a layer is passed by", middlewareFile, "TestLayersAreBuiltOnce", edits{"return layers[n.next].", "return layers[min(n.next+1, len(layers)-1)]."}},
	{"a copy's middleware is that of another copy", middlewareFile, "TestCopiesOfManyLayers", edits{"append(l[:len(l):len(l)], layer)", "append(l, layer)"}},

	{"a dial has no end", connectionsFile, "TestADialHasItsTime", edits{"net.Dialer{Timeout: dialTimeout, ", "net.Dialer{"}},
	{"the client's own transport speaks no HTTP/2", connectionsFile, "TestEveryStepOfAConnection", edits{"ForceAttemptHTTP2:      true,", "ForceAttemptHTTP2:      false,"}},
	{"a silent connection is kept", connectionsFile, "TestWhenATransportIsReplaced|TestADeadConnectionIsLeft", edits{
		"if watched == nil || watched", "if true || watched",
	}},
	{"a connection is left that answers others", connectionsFile, "TestWhenATransportIsReplaced|TestAConnectionThatAnswersOthers", edits{
		"watched == nil || watched.lastRead.Load() > int64(since.Sub(watchBegan)) {", "watched == nil {",
	}},
	{"a connection that was heard once is never left", connectionsFile, "TestWhenATransportIsReplaced", edits{"> int64(since.Sub(watchBegan)) {", "> 0 {"}},
	{"a silent connection is left by each of its calls", connectionsFile, "TestManyLeaveOnce|TestWhenATransportIsReplaced", edits{
		"t.current.CompareAndSwap(watched.transport, t.newTransport()) {", "t.current.Swap(t.newTransport()) != nil {",
	}},
	{"a connection is of the transport of the moment", connectionsFile, "TestWhatIsDialledIsWatched", edits{"transport: transport}", "transport: t.current.Load()}"}},
	{"a read that brought nothing is a sign of life", connectionsFile, "TestWhenATransportIsReplaced", edits{"if n > 0 {\n\t\tc.lastRead", "if true {\n\t\tc.lastRead"}},
	{"what TLS is spoken over is not looked at", connectionsFile, "TestWhenATransportIsReplaced|TestWhatIsDialledIsWatched", edits{"conn = c.NetConn()", "return nil"}},
	{"what a closed connection received is lost", connectionsFile, "TestAClosedConnectionIsRead|TestAReaderOfAClosed", edits{
		"buffer[:unread(c.Conn, buffer)]", "buffer[:0*unread(c.Conn, buffer)]",
	}},

	{"an error holds a URL of net/http's", redactionFile, "TestURLsInErrors", edits{"\t\twithoutURLs = strings.ReplaceAll(withoutURLs, u.Error(), inner)\n", "\t\t_ = inner\n"}},
	{"an error of net/http's that wraps nothing ends the program", redactionFile, "TestURLsInErrors", edits{"if u.Err != nil {", "if true {"}},
	{"a URL ends at its first apostrophe", redactionFile, "TestURLsInErrors", edits{"|'[a-zA-Z0-9%])+`", ")+`"}},
	{"an error holds a URL in words", redactionFile, "TestURLsInErrors", edits{"\twithoutURLs = urlPattern.ReplaceAllStringFunc(withoutURLs, origin)\n", ""}},
	{"an error holds an address that is no URL", redactionFile, "TestURLsInErrors", edits{`return "[URL]" + text[end:]`, "return text"}},
	{"an error leads to one that holds a URL", redactionFile, "TestURLsInErrors", edits{"if withoutURLs == full && len(wrapped) == 0 {", "if true {"}},
	{"an error in other words leads to one that holds a URL", redactionFile, "TestAnErrorInOtherWords", edits{"if withoutURLs == full && len(wrapped) == 0 {", "if withoutURLs == full {"}},
	{"one error of several holds a URL", redactionFile, "TestURLsInErrors", edits{"for _, inner := range e.Unwrap() {", "for _, inner := range e.Unwrap()[:0] {"}},
	{"an error is found by what prints the URL", redactionFile, "TestAQuietError", edits{"if !isURLError {", "if true || !isURLError {"}},
	{"an error is left that was not found", redactionFile, "TestAQuietError", edits{"\t\tfound.SetZero()\n", ""}},
}
