package main

// Guards of the fake's page, as its files are served. What its scripts do is tried in a browser, in a module of its own.

var livePageMutants = []mutant{
	{"the page may run any script", "fake/control/page.go", "TestThePageMayLoadAndCall", edits{"script-src 'self'", "script-src *"}},
	{"the page has no policy", "fake/control/page.go", "TestThePageMayLoadAndCall", edits{"header.Set(\"Content-Security-Policy\", pagePolicy)", ""}},
	{"a browser keeps the page", "fake/control/page.go", "TestEachFileOfThePage", edits{"\"no-store\"", "\"max-age=3600\""}},
	{"a browser guesses what a script is", "fake/control/page.go", "TestEachFileOfThePage", edits{"header.Set(\"X-Content-Type-Options\", \"nosniff\")", ""}},
	{"scripts are plain text", "fake/control/page.go", "TestEachFileOfThePage", edits{"\".js\":   \"text/javascript", "\".js\":   \"text/plain"}},
	{"the page is not at its path", "fake/control/page.go", "TestEachFileOfThePage", edits{"at = \"/_fake/\"\n", "_ = at\n"}},
}
