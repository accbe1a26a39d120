package main

// Guards that keep credentials out of words, and where they are put on requests.

var secretMutants = []mutant{
	{"a secret stays in an error", "scrub.go", "TestCanary", edits{
		"text = bytes.ReplaceAll(text, []byte(form), []byte(redacted))", "text = bytes.ReplaceAll(text, []byte(form), []byte(form))",
	}},
	{"a secret stays in an error as base64", "scrub.go", "TestCanary", edits{
		"return append(forms, encodedForms(secret)...)", "return forms",
	}},
	{"a secret that was cut off stays in an error", "scrub.go", "TestCanary", edits{
		"text = text[:len(text)-beginning(text, hidden)]", "",
	}},
	{"a stranger's bearer token stays in an error", "scrub.go", "TestAStrangersTokenIsNotShown", edits{
		`return bearerPattern.ReplaceAll(text, []byte("$1 "+redacted))`, "return text",
	}},
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
	{"an error keeps a whole body", "scrub.go", "TestHostileWords|TestBad", edits{"return body[:min(len(body), maxErrorBody)]", "return body"}},
	{"an error tells where a redirect led", "answer.go", "TestRedirect|TestCanary", edits{`" (to " + target.Host + ")"`, `" (to " + target.String() + ")"`}},
	{"an error tells the URL", "answer.go", "TestASourceThatCannotBeReached|TestAnErrorsLine", edits{"err = inner.Err\n\t}\n\treturn err", "return inner\n\t}\n\treturn err"}},
	{"a client shows its options", "client.go", "TestCanaryInTheClient", edits{"func (c Client) Format(", "func (c Client) printed("}},
	{"middleware sees the credential", "transport.go", "Middleware|TestCanary", edits{
		"sent := *request\n\tpass.grant.sign(&sent, x.operation)\n\tpass.sent.Store(true)\n\treturn t.base.RoundTrip(&sent)", "pass.grant.sign(request, x.operation)\n\tpass.sent.Store(true)\n\treturn t.base.RoundTrip(request)",
	}},
	{"a credential is put on the headers that calls share", "transport.go", "ExampleWithMiddleware|TestHeaders", edits{
		"signed := make(http.Header, len(request.Header)+3)", "signed := request.Header",
	}},
}
