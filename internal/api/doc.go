// Package api keeps the exported API of the module's packages in text files, one line a declaration, and has a test
// that holds the code to them:
//
//	go test ./internal/api            a line that the code no longer has is an incompatible change, and fails
//	go test ./internal/api -update    adds what is new
//
// A line that has to go is named in except.txt, with the reason after a #, and in CHANGELOG.md.
package api
