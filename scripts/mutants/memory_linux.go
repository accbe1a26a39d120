package main

import "syscall"

// boundMemory bounds the address space of this program and all that it starts: a
// mutant that takes memory without end is to fail its tests, not the machine.
func boundMemory() {
	const most = 8 << 30
	_ = syscall.Setrlimit(syscall.RLIMIT_AS, &syscall.Rlimit{Cur: most, Max: most})
}
