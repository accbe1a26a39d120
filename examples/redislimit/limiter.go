package main

// The limiter: what partnerkit asks before every send, answered by a Redis that all replicas ask.

import (
	"context"
	"time"

	"github.com/go-redis/redis_rate/v10"
)

// Shared is a partnerkit.Limiter whose state is in Redis. When Redis does not answer nothing is sent: the error is the
// call's.
type Shared struct {
	Redis *redis_rate.Limiter
	// Key names the quota. Everybody who uses the same API key must give the same. It must not be the API key itself.
	Key string
	// Limit must not let through more than the quota in any of its windows. That is Burst at once and Rate more in each
	// Period: their sum, and not each, is to be at most the quota. redis_rate.PerMinute(100) lets 200 through.
	Limit redis_rate.Limit
}

// Wait returns when one more request may be sent. It does not begin a wait that ctx's deadline would end.
func (s Shared) Wait(ctx context.Context) error {
	for {
		result, err := s.Redis.Allow(ctx, s.Key, s.Limit)
		if err != nil {
			return err
		}
		if result.Allowed > 0 {
			return nil
		}
		if err := pause(ctx, result.RetryAfter); err != nil {
			return err
		}
	}
}

func pause(ctx context.Context, d time.Duration) error {
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < d {
		return context.DeadlineExceeded
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
