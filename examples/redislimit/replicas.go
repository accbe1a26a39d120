package main

// The replicas: each a client with a limiter of its own, all of them against one API that enforces its quota.

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/fake"
)

const (
	replicas    = 2
	callsEach   = 60
	callsAtOnce = 8
	longestWait = 2 * time.Second // of a call; the limit's next one would be free after six
)

// unlimited lets everything through.
type unlimited struct{}

// Wait never waits.
func (unlimited) Wait(ctx context.Context) error { return ctx.Err() }

// tally says what became of calls.
type tally struct{ answered, refused, heldBack atomic.Int64 }

// String is the tally in a line.
func (t *tally) String() string {
	return fmt.Sprintf("%d answered, %d refused by the API, %d held back", t.answered.Load(), t.refused.Load(), t.heldBack.Load())
}

// measure lets all replicas call one API that enforces its quota, each with a limiter of its own.
func measure(ctx context.Context, limiter func() (partnerkit.Limiter, error)) (*tally, error) {
	server, err := fake.Start(fake.WithQuotas())
	if err != nil {
		return nil, err
	}
	defer server.Close()
	result := &tally{}
	limiters := make([]partnerkit.Limiter, replicas)
	for n := range limiters {
		if limiters[n], err = limiter(); err != nil {
			return nil, err
		}
	}
	failures := make([]error, replicas)
	var all sync.WaitGroup
	for n, own := range limiters {
		all.Go(func() { failures[n] = replica(ctx, server, own, result) })
	}
	all.Wait()
	return result, errors.Join(failures...)
}

// replica makes its calls, a few at a time, and gives each up that would have to wait long.
func replica(ctx context.Context, server *fake.Server, limiter partnerkit.Limiter, result *tally) error {
	client, err := server.Client().With(partnerkit.WithLimiter(limiter))
	if err != nil {
		return err
	}
	user := server.Snapshot().Users[0].ID
	calls := make(chan struct{})
	failures := make([]error, callsAtOnce)
	var workers sync.WaitGroup
	for n := range callsAtOnce {
		workers.Go(func() {
			for range calls {
				failures[n] = errors.Join(failures[n], result.add(call(ctx, client, user)))
			}
		})
	}
	for range callsEach {
		calls <- struct{}{}
	}
	close(calls)
	workers.Wait()
	return errors.Join(failures...)
}

func call(ctx context.Context, client *partnerkit.Client, user string) error {
	ctx, cancel := context.WithTimeout(ctx, longestWait)
	defer cancel()
	_, err := client.Users.Get(ctx, user, partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 1}))
	return err
}

// add counts an outcome, and gives back an error that is none of the expected.
func (t *tally) add(err error) error {
	switch {
	case err == nil:
		t.answered.Add(1)
	case errors.Is(err, partnerkit.ErrRateLimited):
		t.refused.Add(1)
	case errors.Is(err, context.DeadlineExceeded):
		t.heldBack.Add(1)
	default:
		return err
	}
	return nil
}
