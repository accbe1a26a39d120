package main

// How a call is timed: candidates take turns in short slices, in an order that
// is drawn anew each round, and each slice is compared with the unit's of the
// same round. What a noisy machine does to one it does to its neighbours.

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// timing is how long and how often is measured.
type timing struct {
	rounds int
	slice  time.Duration
	cpu    bool // worlds without a socket are timed in processor time
}

// clock is what a world is timed with.
func (t timing) clock(w world) clock {
	if t.cpu && w.null && w.goroutines == 1 {
		return processorClock
	}
	return wallClock
}

// call is one measured call of one candidate.
type call func(context.Context) error

// runner makes calls for about a slice of time and says how many a second.
type runner func(ctx context.Context, do call, slice time.Duration) (float64, error)

// clock tells the time since a moment that never changes.
type clock func() time.Duration

var started = time.Now()

// wallClock is the time as it passes.
func wallClock() time.Duration { return time.Since(started) }

// sequential makes one call after another.
func sequential(now clock) runner {
	return func(ctx context.Context, do call, slice time.Duration) (float64, error) {
		began, done := now(), 0
		for {
			if err := do(ctx); err != nil {
				return 0, err
			}
			done++
			if spent := now() - began; spent >= slice {
				return float64(done) / spent.Seconds(), nil
			}
		}
	}
}

// concurrent makes calls from a number of goroutines at once.
func concurrent(goroutines int) runner {
	return func(ctx context.Context, do call, slice time.Duration) (float64, error) {
		var (
			group  sync.WaitGroup
			done   atomic.Int64
			failed atomic.Pointer[error]
			began  = time.Now()
		)
		for range goroutines {
			group.Go(func() {
				made := int64(0)
				for more := true; more && failed.Load() == nil; more = time.Since(began) < slice {
					if err := do(ctx); err != nil {
						failed.Store(&err)
						break
					}
					made++
				}
				done.Add(made)
			})
		}
		group.Wait()
		if err := failed.Load(); err != nil {
			return 0, *err
		}
		return float64(done.Load()) / time.Since(began).Seconds(), nil
	}
}

// interleave measures every call in every round and returns the calls a second
// of each, round by round. The first, unrecorded round warms up.
func interleave(ctx context.Context, t timing, run runner, dos []call) ([][]float64, error) {
	rates := make([][]float64, len(dos))
	for round := range t.rounds + 1 {
		for _, i := range rand.Perm(len(dos)) {
			rate, err := run(ctx, dos[i], t.slice)
			if err != nil {
				return nil, fmt.Errorf("call %d: %w", i, err)
			}
			if round > 0 {
				rates[i] = append(rates[i], rate)
			}
		}
	}
	return rates, nil
}

// spread is a median with its quartiles.
type spread struct{ low, median, high float64 }

// relative is how many times a candidate's calls take the unit's time, from the
// rates of both in the same rounds.
func relative(unit, rates []float64) spread {
	ratios := make([]float64, len(rates))
	for i := range rates {
		ratios[i] = unit[i] / rates[i]
	}
	return spreadOf(ratios)
}

func spreadOf(values []float64) spread {
	sorted := slices.Sorted(slices.Values(values))
	return spread{quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75)}
}

// quantile interpolates between the two nearest of sorted values.
func quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	below := int(at)
	above := min(below+1, len(sorted)-1)
	return sorted[below] + (at-float64(below))*(sorted[above]-sorted[below])
}

// cost is what one call allocates in this process.
type cost struct{ allocations, bytes float64 }

const costRepeats = 5

// costOf counts over many calls on one processor, several times, and takes the
// median: a collection in between empties every pool once.
func costOf(ctx context.Context, do call, times int) (cost, error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var allocations, bytes []float64
	for range costRepeats {
		var before, after runtime.MemStats
		for range 3 {
			if err := do(ctx); err != nil {
				return cost{}, err
			}
		}
		runtime.ReadMemStats(&before)
		for range times {
			if err := do(ctx); err != nil {
				return cost{}, err
			}
		}
		runtime.ReadMemStats(&after)
		allocations = append(allocations, float64(after.Mallocs-before.Mallocs)/float64(times))
		bytes = append(bytes, float64(after.TotalAlloc-before.TotalAlloc)/float64(times))
	}
	return cost{spreadOf(allocations).median, spreadOf(bytes).median}, nil
}
