//go:build !unix

package main

// Where a process cannot ask for its processor time, -cpu is refused.

import "time"

const hasProcessorClock = false

func processorClock() time.Duration { return wallClock() }
