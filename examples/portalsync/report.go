package main

// What the program is told, and how it says what it does.

import (
	"fmt"
	"io"
)

// options are what the command line says.
type options struct {
	portal, file string
	dryRun       bool
	workers      int // changes under way at a time
	maxDelete    int // delete nobody where more would go; usualLimit: ten, and a tenth of the portal
}

// usualLimit is the limit of deletions that nobody set.
const usualLimit = -1

// report writes lines, and keeps the first error of writing.
type report struct {
	out io.Writer
	err error
}

func (r *report) say(format string, args ...any) { r.write(fmt.Sprintf(format+"\n", args...)) }

func (r *report) write(text string) {
	if _, err := io.WriteString(r.out, text); err != nil && r.err == nil {
		r.err = err
	}
}
