package main

// What is printed, and what the limiter promises.

import (
	"bytes"
	"context"
	"crypto/rand"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-redis/redis_rate/v10"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/fake"
)

func TestOutput(t *testing.T) {
	t.Parallel()
	server(t)
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), serverAddress, &out))
	want, err := os.ReadFile("output.txt")
	require.NoError(t, err)
	assert.Equal(t, string(want), out.String())
}

// Two limiters with connections of their own let through what one would, and do not begin a wait that cannot end well.
func TestReplicasShareAQuota(t *testing.T) {
	t.Parallel()
	limit := redis_rate.Limit{Burst: 7, Rate: 1, Period: time.Hour}
	key := rand.Text()
	first := Shared{redis_rate.NewLimiter(server(t)), key, limit}
	second := Shared{redis_rate.NewLimiter(server(t)), key, limit}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	passed := 0
	for range 10 {
		for _, limiter := range []Shared{first, second} {
			err := limiter.Wait(ctx)
			if err == nil {
				passed++
				continue
			}
			require.ErrorIs(t, err, context.DeadlineExceeded)
		}
	}
	assert.Equal(t, 7, passed)
	assert.NoError(t, ctx.Err(), "nothing was waited for")

	other := Shared{redis_rate.NewLimiter(server(t)), rand.Text(), limit}
	assert.NoError(t, other.Wait(ctx), "another key is another quota")
}

func TestWaitsForItsTurn(t *testing.T) {
	t.Parallel()
	const each = 20 * time.Millisecond
	limiter := Shared{redis_rate.NewLimiter(server(t)), rand.Text(), redis_rate.Limit{Burst: 1, Rate: 1, Period: each}}
	began := time.Now()
	for range 4 {
		require.NoError(t, limiter.Wait(t.Context()))
	}
	assert.GreaterOrEqual(t, time.Since(began), 2*each)
}

func TestWithoutServer(t *testing.T) {
	t.Parallel()
	const nowhere = "127.0.0.1:1"
	err := run(t.Context(), nowhere, &bytes.Buffer{})
	require.ErrorIs(t, err, errNoServer)
	require.ErrorContains(t, err, nowhere)

	gone := redis.NewClient(&redis.Options{Addr: nowhere, MaxRetries: -1})
	t.Cleanup(func() { assert.NoError(t, gone.Close()) })
	srv := fake.New(t)
	client, err := srv.Client().With(partnerkit.WithLimiter(Shared{Redis: redis_rate.NewLimiter(gone), Key: "k", Limit: limit}))
	require.NoError(t, err)
	_, err = client.Profile.Referrals(t.Context())
	require.Error(t, err)
	assert.Empty(t, srv.Requests(), "nothing is sent without leave")
}

func TestPauseEndsWithTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Minute, func() { cancel(assert.AnError) })
		began := time.Now()
		require.NoError(t, pause(ctx, time.Second))
		require.ErrorIs(t, pause(ctx, time.Hour), assert.AnError)
		assert.Equal(t, time.Minute, time.Since(began))
	})
}
