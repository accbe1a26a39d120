package main

// Guards that keep credentials out of words, and where they are put on requests.

var secretMutants = []mutant{
	{"a secret stays in a text", "internal/redact/redact.go", "TestTextAroundSecrets", edits{
		"text = replace(text, secretBytes, r.placeholder)", "text = bytes.Clone(text)",
	}},
	{"the beginning of a secret stays in a text", "internal/redact/find.go", "TestEveryBeginning", edits{
		"if matched >= Run {", "if matched == len(form) {",
	}},
	{"a beginning is looked for that a text cannot be without", "internal/redact/redact.go", "TestAShortSecret", edits{
		"if len(secret) < Run {", "if len(secret) == 0 {",
	}},
	{"the end of a secret stays where another begins in it", "internal/redact/find.go", "TestOverlapping", edits{
		"matched = border[matched-1]", "matched = 0 * border[matched-1]",
	}},
	{"of two secrets with one beginning only one is found", "internal/redact/find.go", "TestSecretsThatBeginAlike", edits{
		"range matching {", "range matching[:1] {",
	}},
	{"a secret stays in a URL or a page", "internal/redact/encodings.go", "TestEveryBeginning", edits{
		"list = append(list, escaped(secret)...)", "",
	}},
	{"a secret stays in the code that is its message", "internal/call/outcome.go", "TestACodeMadeOfAToken", edits{"\t\tf.Code = shown //", "\t\t_ = shown //"}},
	{"a secret stays where one character of it is escaped", "internal/redact/redact.go", "TestAnyCharacterMayBeEscaped", edits{"findEscaped(text)", "find(text)"}},
	{"a secret stays where it is escaped twice", "internal/redact/unescape.go", "TestAnyCharacterMayBeEscaped", edits{"for v.undoLast() {\n", "if v.undoLast() {\n"}},
	{"a semicolon behind a secret ends an entity before it", "internal/redact/unescape.go", "TestAnEntityHasItsOwnSemicolon", edits{"plain == html.UnescapeString(entity[:len(entity)-1])+\";\"", "plain == entity"}},
	{"a part of an escape stays", "internal/redact/find.go", "TestAnEscapeGoesWhole", edits{" || slices.Contains(written, true) {", " {"}},
	{"a secret stays in lower-case escapes", "internal/redact/encodings.go", "TestEveryBeginning", edits{
		"list = append(list, lowerEscapes(upper))", "_ = upper",
	}},
	{"a secret stays between quotation marks", "internal/redact/encodings.go", "TestEveryBeginning", edits{
		"list = append(list, quoted(secret)...)", "",
	}},
	{"a secret stays in the JSON of others", "internal/redact/encodings.go", "TestEveryBeginning", edits{
		"ascii, strings.ReplaceAll(ascii, \"/\", `\\/`)}", "ascii[:0]}",
	}},
	{"a secret stays in base64", "internal/redact/encodings.go", "TestBase64|TestEveryBeginning", edits{
		"list = append(list, encoding.EncodeToString(text)[skip:len(text)*4/3])", "_, _, _ = encoding, skip, text",
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
		"slices.IndexFunc(placeholders, made.cannotHold)", "slices.IndexFunc(placeholders, func(string) bool { return true })",
	}},
	{"a text is shown that nothing can be marked in", "internal/redact/redact.go", "TestTheMark", edits{
		"case r.placeholder == \"\" && (secretBytes != nil || namesScheme(text)):", "case false:",
	}},
	{"a character is cut through", "internal/redact/redact.go", "TestACutCharacter", edits{"cut < utf8.UTFMax &&", "cut < 1 &&"}},
	{"a stranger's bearer token stays in a text", "internal/redact/redact.go", "TestBearerTokens", edits{
		`return bearerToken.ReplaceAll(text, []byte("${1}"+r.placeholder))`, "return text",
	}},
	{"a Redactor prints its secrets", "internal/redact/redact.go", "TestARedactorPrints", edits{
		"forms       func() *forms\n", "forms       func() *forms\n\tshown *forms\n",
		"r := &Redactor{forms: func() *forms { return made }}", "r := &Redactor{forms: func() *forms { return made }, shown: made}",
	}},
	{"a password stays in an error", "internal/call/redaction.go", "TestCanary", edits{
		"secrets := slices.Clone(r.bodySecrets)", "secrets := slices.Clone(r.bodySecrets[:0])",
	}},
	{"an API's key stays in an error", "internal/call/redaction.go", "TestCanary", edits{
		"r.api.Credential.Secrets()...)", "r.api.Credential.Secrets()[:0]...)",
	}},
	{"a key that is a code hides the code", "internal/call/redaction.go", "TestAKeyThatIsACode", edits{"strings.EqualFold(code, text)", "false"}},
	{"a refused token stays in an error", "internal/call/redaction.go", "TestCanary", edits{
		"r.earlier, r.token, r.redactor = r.tokens(), token, nil", "r.token, r.redactor = token, nil",
	}},
	{"an attempt's own token stays in an error", "internal/call/redaction.go", "TestCanary", edits{
		"return append(slices.Clip(r.earlier), r.token)", "return r.earlier",
	}},
	{"a renewed token stays in an error", "internal/call/redaction.go", "TestCanary", edits{
		"r.earlier, r.token, r.redactor = r.tokens(), token, nil", "r.earlier, r.token = r.tokens(), token",
	}},
	{"a token of a write stays in the error of its read-back", "internal/call/do.go", "TestCanary", edits{
		"o.PriorAttempts, o.Tokens = &report, true, true, 0, c.redaction.tokens()", "o.PriorAttempts = &report, true, true, 0",
	}},
	{"a refused token stays in the record of its refresh", "session.go", "TestCanary", edits{
		"Secrets: []string{refreshToken, refused},", "Secrets: []string{refreshToken},",
	}},
	{"a text of the API's stays as it came", "internal/call/redaction.go", "TestCanary", edits{
		"return Printable(r.get().Text(text), limit)", "return Printable(text, limit)",
	}},
	{"the answer to a refresh stays in an error", "session.go", "TestTheAnswerToARefreshIsNotShown", edits{
		"NoAuth: true, Sensitive: true,", "NoAuth: true,",
	}},
	{"middleware sees a refresh", "internal/call/attempt.go", "TestMiddlewareSeesNoRefresh", edits{" || a.request.endpoint.Sensitive {", " {"}},
	{"an error's body is in its JSON", "errors.go", "TestTheBodyIsInNoOutput", edits{"`json:\"-\"`", "`json:\"body\"`"}},
	{"an error's body is under its verbs", "errors.go", "TestAnErrorIsOneLineUnderEveryVerb|TestTheBodyIsInNoOutput", edits{
		"func (e Error) Format(", "func (e Error) printed(",
	}},
	{"an error keeps a whole body", "internal/call/redaction.go", "TestABodyIsKept|TestHowMuchIsKept", edits{"return body[:min(len(body), maxErrorBody)]", "return body"}},
	{"an error tells where a redirect led", "internal/call/outcome.go", "TestRedirect|TestCanary", edits{
		`" (to " + location.Host + ")"`, `" (to " + location.String() + ")"`,
	}},
	{"a client shows its options", "client.go", "TestAClientShows", edits{"func (c Client) Format(", "func (c Client) printed("}},
	{"a context shows its call", "internal/call/call.go", "TestAContextLeadsToItsCall", edits{"func (c *call) Format(", "func (c *call) printed("}},
}
