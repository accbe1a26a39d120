package main

// What the program is told, and what it exits with.

import (
	"regexp"
	"time"
)

const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

// options are what the flags say.
type options struct {
	random   int // how many random mutants; 0 for the table's
	seed     uint64
	matching *regexp.Regexp
	limit    time.Duration
	workers  int
	verbose  bool
}
