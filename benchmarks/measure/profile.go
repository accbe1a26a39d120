package main

// Profiles of our own calls over the null transport, every allocation counted.

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"time"
)

const (
	profileCPUTime     = 5 * time.Second
	profileAllocations = 2000 // calls
)

// writeProfiles writes <call>.cpu.pprof and <call>.allocs.pprof to the current
// directory. The allocations are counted apart, because counting each slows the
// calls; the CPU profile comes first for the same reason.
func writeProfiles(ctx context.Context, name string) error {
	k, ok := map[string]kind{"get": get, "create": create, "listing": listing}[name]
	if !ok {
		return fmt.Errorf("-profile is get, create or listing")
	}
	ours := &candidates[len(candidates)-1]
	made, err := ours.connect(ours.nullPlace())
	if err != nil {
		return err
	}
	if err := writeFile(name+".cpu.pprof", func(file *os.File) error {
		if err := pprof.StartCPUProfile(file); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
		_, err := sequential(wallClock)(ctx, call(made[k]), profileCPUTime)
		return err
	}); err != nil {
		return err
	}
	times := profileAllocations
	if k == listing {
		times /= itemsPerPage
	}
	runtime.MemProfileRate = 1
	for range times {
		if err := made[k](ctx); err != nil {
			return err
		}
	}
	runtime.MemProfileRate = 0
	runtime.GC() // a profile holds what was allocated before the last collection
	fmt.Printf("%d calls counted in %s.allocs.pprof\n", times, name)
	return writeFile(name+".allocs.pprof", func(file *os.File) error { return pprof.Lookup("allocs").WriteTo(file, 0) })
}

// writeFile makes a file and has it filled.
func writeFile(name string, fill func(*os.File) error) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	err = fill(file)
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	return err
}
