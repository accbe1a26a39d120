//go:build !linux

package main

// boundMemory does nothing where the system has no such bound.
func boundMemory() {}
