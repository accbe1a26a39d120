//go:build unix

package main

// The processor time of this process: on a machine that is busy with other work
// it says what a call costs, where the clock says who else was running.

import (
	"syscall"
	"time"
)

const hasProcessorClock = true

// processorClock is the time that all threads of this process have run.
func processorClock() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return wallClock()
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
