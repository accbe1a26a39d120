package main

// Guards that keep credentials out of words, and where they are put on requests.

var secretMutants = []mutant{
	{"a secret stays in a text", "internal/redact/redact.go", "TestTextAroundSecrets", edits{
		"text = replace(text, hidden, r.mark)", "text = bytes.Clone(text)",
	}},
	{"the beginning of a secret stays in a text", "internal/redact/find.go", "TestEveryBeginning", edits{
		"if matched >= Run {", "if matched == len(form) {",
	}},
	{"a beginning is looked for that a text cannot be without", "internal/redact/redact.go", "TestAShortSecret", edits{
		"if len(secret) < Run {", "if len(secret) == 0 {",
	}},
	{"the end of a secret stays where another begins in it", "internal/redact/find.go", "TestOverlapping", edits{
		"matched = border[matched-1]", "matched = 0",
	}},
	{"of two secrets with one beginning only one is found", "internal/redact/find.go", "TestSecretsThatBeginAlike", edits{
		"range matching {", "range matching[:1] {",
	}},
	{"a secret stays in a URL or a page", "internal/redact/encodings.go", "TestEveryBeginning", edits{
		"list = append(list, escaped(secret)...)", "",
	}},
	{"a secret stays in lower-case escapes", "internal/redact/encodings.go", "TestEveryBeginning", edits{
		"list = append(list, lowerEscapes(upper))", "_ = upper",
	}},
	{"a secret stays between quotation marks", "internal/redact/encodings.go", "TestEveryBeginning", edits{
		"list = append(list, quoted(secret)...)", "",
	}},
	{"a secret stays in the JSON of others", "internal/redact/encodings.go", "TestEveryBeginning", edits{
		"ascii, strings.ReplaceAll(ascii, \"/\", `\\/`)}", "plain}",
	}},
	{"a secret stays in base64", "internal/redact/encodings.go", "TestBase64|TestEveryBeginning", edits{
		"list = append(list, encoding.EncodeToString(text)[skip:len(text)*4/3])", "_, _ = encoding, skip",
	}},
	{"a secret stays in base64 beside other text", "internal/redact/encodings.go", "TestBase64", edits{
		"[]int{0, 2, 3} {", "[]int{0} {",
	}},
	{"a secret stays in hexadecimal", "internal/redact/encodings.go", "TestEveryBeginning", edits{
		"list := []string{digits, strings.ToUpper(digits)}", "list := []string{digits[:0]}",
	}},
	{"a secret stays in capitals", "internal/redact/encodings.go", "TestEveryBeginning|TestOnlyLong", edits{"if len(text) >= minRecased {", "if false {"}},
	{"a short secret blots out an error code", "internal/redact/encodings.go", "TestOnlyLong", edits{"if len(text) >= minRecased {", "if true {"}},
	{"a secret stays under another scheme", "internal/redact/encodings.go", "TestTextAroundSecrets", edits{
		"parts = append(parts, secret)", "parts = []string{secret}",
	}},
	{"a mark makes the beginning of a secret", "internal/redact/redact.go", "TestTheMark", edits{
		"slices.IndexFunc(marks, made.cannotHold)", "slices.IndexFunc(marks, func(string) bool { return true })",
	}},
	{"a text is shown that nothing can be marked in", "internal/redact/redact.go", "TestTheMark", edits{
		"case r.mark == \"\" && (hidden != nil || namesScheme(text)):", "case false:",
	}},
	{"a character is cut through", "internal/redact/redact.go", "TestACutCharacter", edits{"cut < utf8.UTFMax &&", "cut < 1 &&"}},
	{"a stranger's bearer token stays in a text", "internal/redact/redact.go", "TestBearerTokens", edits{
		`return bearerToken.ReplaceAll(text, []byte("${1}"+r.mark))`, "return text",
	}},
	{"a Redactor prints its secrets", "internal/redact/redact.go", "TestARedactorPrints", edits{
		"forms func() *forms\n", "forms func() *forms\n\tshown *forms\n",
		"r := &Redactor{forms: func() *forms { return made }}", "r := &Redactor{forms: func() *forms { return made }, shown: made}",
	}},
	{"a time that cannot be read is quoted from its middle", "answer.go", "TestCanary", edits{"withoutValue(err).Error()", "err.Error()"}},
	{"a password stays in an error", "scrub.go", "TestCanary", edits{"secrets := slices.Clone(x.secrets)", "secrets := slices.Clone(x.secrets[:0])"}},
	{"a refused token stays in an error", "scrub.go", "TestCanary", edits{
		"[]func() string{x.grant.token, x.refused}", "[]func() string{x.grant.token}",
	}},
	{"an attempt's own token stays in an error", "scrub.go", "TestCanary", edits{
		"[]func() string{x.grant.token, x.refused}", "[]func() string{x.refused}",
	}},
	{"the answer to a refresh stays in an error", "session.go", "TestTheAnswerToARefreshIsNotShown", edits{
		"anonymous: true, hushed: true,", "anonymous: true,",
	}},
	{"an error's body is in its JSON", "errors.go", "TestTheBodyIsInNoOutput", edits{"`json:\"-\"`", "`json:\"body\"`"}},
	{"an error's body is under its verbs", "errors.go", "TestAnErrorIsOneLineUnderEveryVerb|TestTheBodyIsInNoOutput", edits{
		"func (e Error) Format(", "func (e Error) printed(",
	}},
	{"an error keeps a whole body", "scrub.go", "TestABodyIsKept", edits{"return body[:min(len(body), maxErrorBody)]", "return body"}},
	{"an error tells where a redirect led", "answer.go", "TestRedirect|TestCanary", edits{`" (to " + target.Host + ")"`, `" (to " + target.String() + ")"`}},
	{"an error tells the URL", "answer.go", "TestASourceThatCannotBeReached|TestAnErrorsLine", edits{"err = inner.Err\n\t}\n\treturn err", "return inner\n\t}\n\treturn err"}},
	{"an error that a URL was taken from is found as one with it", "internal/call/redaction.go", "TestAQuietErrorIsWhatItStandsFor", edits{
		"if !loud {", "if true || !loud {",
	}},
	{"a client shows its options", "client.go", "TestCanaryInTheClient", edits{"func (c Client) Format(", "func (c Client) printed("}},
	{"middleware sees the credential", "transport.go", "Middleware|TestCanary", edits{
		"sent := *request\n\tpass.grant.sign(&sent, x.operation)\n\tpass.sent.Store(true)\n\treturn t.base.RoundTrip(&sent)", "pass.grant.sign(request, x.operation)\n\tpass.sent.Store(true)\n\treturn t.base.RoundTrip(request)",
	}},
	{"a credential is put on the headers that calls share", "transport.go", "ExampleWithMiddleware|TestHeaders", edits{
		"signed := make(http.Header, len(request.Header)+3)", "signed := request.Header",
	}},
}
