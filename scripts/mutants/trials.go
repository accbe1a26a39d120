package main

// Several trials at once, and their verdicts in the order of the mutants.

import (
	"context"
	"sync"
	"sync/atomic"
)

// trials are numbered from 0; each has its verdict some day.
type trials struct {
	ctx      context.Context
	cancel   context.CancelFunc
	workers  sync.WaitGroup
	verdicts []chan verdict
}

// startTrials begins with the first trials and goes on while there are more, a
// number of workers at once. The caller stops them at the end.
func startTrials(ctx context.Context, number, workers int, try func(context.Context, int) verdict) *trials {
	t := &trials{verdicts: make([]chan verdict, number)}
	t.ctx, t.cancel = context.WithCancel(ctx)
	for i := range t.verdicts {
		t.verdicts[i] = make(chan verdict, 1)
	}
	var next atomic.Int64
	for range workers {
		t.workers.Go(func() {
			for i := next.Add(1) - 1; i < int64(number) && t.ctx.Err() == nil; i = next.Add(1) - 1 {
				t.verdicts[i] <- try(t.ctx, int(i))
			}
		})
	}
	return t
}

// verdict waits for the verdict of a trial. One that was interrupted is broken.
func (t *trials) verdict(i int) verdict {
	select {
	case v := <-t.verdicts[i]:
		return v
	case <-t.ctx.Done():
		return verdict{broken, "", t.ctx.Err().Error()}
	}
}

// stop interrupts the trials that are under way, and waits for their end.
func (t *trials) stop() {
	t.cancel()
	t.workers.Wait()
}
