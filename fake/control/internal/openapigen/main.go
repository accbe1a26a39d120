// Command openapigen writes the OpenAPI document of the four APIs, out of the table of routes that the fake answers by.
//
// What a request may hold comes from the rules that validate it, what an answer holds from the structs that are sent, and each
// example of an error from the code that answers it. document.go has the frame, operation.go one operation, parts.go what
// these refer to, and schema.go turns types and rules into JSON Schema.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	file := flag.String("o", "openapi.json", "the file that is written")
	flag.Parse()
	if err := run(*file); err != nil {
		fmt.Fprintln(os.Stderr, "openapigen:", err)
		os.Exit(1)
	}
}

func run(file string) error {
	text, err := document()
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o600)
}
