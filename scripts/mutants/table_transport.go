package main

// Guards of the fake's three ways in: what net/http refuses to send or to take, what it makes of a request and of an answer.

const (
	requestRows = "TestARequestMeansTheSameEveryWay"
	answerRows  = "TestAnAnswerMeansTheSameEveryWay"
)

var transportMutants = []mutant{
	{"a request without a URL is sent", "fake/memoryconn.go", requestRows, edits{"case req.URL == nil:", "case false:"}},
	{"a request without headers is sent", "fake/memoryconn.go", requestRows, edits{"case req.Header == nil:", "case false:"}},
	{"a request of another scheme is sent", "fake/memoryconn.go", requestRows, edits{
		`case req.URL.Scheme != "http" && req.URL.Scheme != "https":`, "case false:",
	}},
	{"a header's name may be anything", "fake/memoryconn.go", requestRows, edits{"\t\tif !httpfield.IsToken(name) {", "\t\tif false {"}},
	{"a header's value may be anything", "fake/memoryconn.go", requestRows, edits{"\t\t\tif isUnsendable(value) {", "\t\t\tif isUnsendable(value) && name == \"\" {"}},
	{"a trailer may be anything", "fake/memoryconn.go", requestRows, edits{`if wrong := unsendableField(req.Trailer); wrong != "" {`, `if wrong := ""; wrong != "" {`}},
	{"a method may be anything", "fake/memoryconn.go", requestRows, edits{`case req.Method != "" && !httpfield.IsToken(req.Method):`, "case false:"}},
	{"a URL needs no host", "fake/memoryconn.go", requestRows, edits{`case req.URL.Host == "":`, "case false:"}},
	{"the body of a refused request stays open", "fake/transport.go", "TestEveryWayClosesTheBody", edits{
		"\t\tif req.Body != nil {\n\t\t\t_ = req.Body.Close()\n\t\t}\n", "",
	}},
	{"a request is as broken as when it was sent whole", "fake/memoryconn.go", requestRows, edits{"case c.sent > 0:", "case false:"}},
	{"a body in memory is sent as one that might block", "fake/memoryconn.go", requestRows, edits{
		"case *bytes.Reader, *bytes.Buffer, *strings.Reader:\n\t\treturn true", "case *bytes.Reader, *bytes.Buffer, *strings.Reader:\n\t\treturn false",
	}},
	{"a body's own error is not to be found", "fake/memoryconn.go", requestRows, edits{"case watched != nil && watched.err != nil:", "case false:"}},
	{"a body that blocks is waited for", "fake/memoryconn.go", "TestTransportGivesUpABodyThatBlocks", edits{
		"context.AfterFunc(ctx, func() { _ = body.Close() })", "context.AfterFunc(ctx, func() {})",
	}},
	{"a body without end is read for ever", "fake/memoryconn.go", "TestABodyWithoutEndIsAnswered", edits{"if c.sent > maxSent {", "if false {"}},
	{"a body without end is an error", "fake/memoryconn.go", "TestABodyWithoutEndIsAnswered", edits{"case err == nil, c.sent > maxSent:", "case err == nil:"}},
	{"a body without end leaves the connection open", "fake/transport.go", "TestABodyWithoutEndIsAnswered", edits{
		"\tout.closes = out.closes || conn.sent > maxSent\n", "",
	}},
	{"a body without end is kept", "fake/memoryconn.go", "TestOfABodyWithoutEndLittleIsKept", edits{
		"if room := maxKept - c.kept.Len(); room > 0 {", "if room := len(p); room > 0 {",
	}},
	{"of a body in small chunks too little is kept", "fake/memoryconn.go", "TestABodyOfManyChunksIsReadWhole", edits{"6*(backend.MaxBody+1)", "5*(backend.MaxBody+1)"}},
	{"a request meets what the one before has left", "fake/memoryconn.go", "TestNoRequestMeetsWhatIsLeftOfAnother", edits{"\tc.kept.Reset()\n", ""}},
	{"a request is as long as all before", "fake/memoryconn.go", "TestNoRequestMeetsWhatIsLeftOfAnother|" + requestRows, edits{"\tc.sent = 0\n", ""}},
	{"headers may be a little larger than over a connection", "fake/memoryconn.go", requestRows, edits{"maxHeaderBytes + 4<<10", "maxHeaderBytes + 5<<10"}},
	{"net/http's own header is not counted", "fake/memoryconn.go", requestRows, edits{"\t\tc.limit.N -= int64(len(acceptGzip))\n", ""}},
	{"headers that are too large are only wrong", "fake/memoryconn.go", requestRows, edits{"case err != nil && c.limit.N <= 0:", "case false:"}},
	{"the limit of headers is one of the body too", "fake/memoryconn.go", requestRows, edits{"c.limit.N = math.MaxInt64", "c.limit.N = min(c.limit.N, math.MaxInt64)"}},
	{"Transport does not ask for gzip", "fake/memoryconn.go", requestRows, edits{
		"\t\treq.Header[\"Accept-Encoding\"] = append(req.Header[\"Accept-Encoding\"], \"gzip\")\n", "",
	}},
	{"Transport asks for gzip whatever the caller asks for", "fake/transport.go", requestRows, edits{`req.Header.Get("Accept-Encoding") == "" && `, ""}},
	{"Transport asks for the gzip of a range", "fake/transport.go", requestRows, edits{`req.Header.Get("Range") == "" && `, ""}},
	{"Transport asks for the gzip of no body", "fake/transport.go", requestRows, edits{" && req.Method != http.MethodHead", ""}},
	{"PipeTransport does not ask for gzip", "fake/pipe.go", requestRows, edits{"MaxIdleConnsPerHost: 64}", "MaxIdleConnsPerHost: 64, DisableCompression: true}"}},
	{"a Match sees the caller's context", "fake/memoryconn.go", "TestAMatchSeesNoValueOfTheCallersContext", edits{"req.WithContext(serverContext{ctx})", "req.WithContext(ctx)"}},
	{"an unknown Expect is taken", "fake/memoryconn.go", requestRows, edits{`case expected != "" && `, "case false && "}},
	{"Expect: 100-continue is refused", "fake/memoryconn.go", requestRows, edits{` && !hasToken(expected, "100-continue"):`, ":"}},
	{"OPTIONS * goes to the API", "fake/memoryconn.go", requestRows, edits{"case req.Method == http.MethodOptions && ", "case false && "}},
	{"the default port is another host", "fake/transport.go", "TestTheDefaultPortMayBeNamed", edits{
		`strings.TrimSuffix(address, ":"+defaultPorts[scheme])`, "strings.TrimSuffix(address, defaultPorts[scheme])",
	}},
	{"a dropped call is another error in memory", "fake/transport.go", "TestADroppedCallIsTheSameErrorEveryWay", edits{"err = io.EOF", "err = io.ErrUnexpectedEOF"}},
	{"a server that closes the connection does not say so", "fake/response.go", requestRows, edits{
		"status: status, closes: true, length: -1", "status: status, length: -1",
	}},
	{"an answer to a request that closes leaves the connection open", "fake/response.go", answerRows, edits{"|| arrived.Close ||", "||"}},
	{"a Connection header is shown", "fake/response.go", answerRows, edits{"\t\tdelete(header, \"Connection\")\n", ""}},
	{"an answer to HEAD has a body", "fake/response.go", answerRows, edits{"if req.Method == http.MethodHead || out.length == 0 {", "if out.length == 0 {"}},
	{"gzip that the caller asked for is undone", "fake/response.go", answerRows, edits{"if gzipped && strings", "if strings"}},
	{"gzip stays as it is", "fake/response.go", answerRows, edits{"if gzipped && strings", "if false && strings"}},
	{"unpacked, an answer has its packed length", "fake/response.go", answerRows, edits{"\t\tdelete(header, \"Content-Length\")\n", ""}},
	{"gzip is read after it was closed", "fake/response.go", answerRows, edits{"\tb.closed.Store(true)\n", ""}},
	{"a status has no name", "fake/response.go", answerRows, edits{`return number + " status code " + number`, `return number + " "`}},
	{"an answer has no date", "fake/response.go", answerRows, edits{"!dated && out.length >= 0", "dated && out.length >= 0"}},
	{"the date of a fault is replaced", "fake/response.go", answerRows, edits{"!dated && out.length >= 0", "out.length >= 0 && (dated || !dated)"}},
	{"a header without values is shown", "fake/response.go", answerRows, edits{"\t\tif len(values) == 0 {", "\t\tif false {"}},
	{"a value keeps its spaces", "fake/response.go", answerRows, edits{`strings.Trim(value, " \t")`, `value`}},
	{"a Pragma is only that", "fake/response.go", answerRows, edits{`pragma[0] == "no-cache"`, "false"}},
	{"the headers of an answer are without bound", "fake/response.go", answerRows, edits{"if size > maxResponseHeader {", "if false {"}},
}
