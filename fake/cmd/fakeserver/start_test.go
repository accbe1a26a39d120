package main

// A stop that comes before the command listens.

import (
	"bytes"
	"context"
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// A seed that never ends, such as a terminal's or a pipe's that nobody closes, does not keep the command from stopping.
func TestAStopWaitsForNoSeed(t *testing.T) {
	t.Parallel()
	seed, writer := io.Pipe()
	defer func() { _ = writer.Close() }()
	ctx, stop := context.WithCancel(t.Context())
	var stdout, stderr bytes.Buffer
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, []string{"-addr", "127.0.0.1:0", "-seed", "-"}, process{noEnv, seed, &stdout, &stderr})
	}()
	_, _ = writer.Write([]byte(`{"partners":`))
	stop()
	select {
	case got := <-code:
		assert.Equal(t, exitOK, got)
		assert.Empty(t, stdout.String())
		assert.Equal(t, "fakeserver: stopping\n", stderr.String())
	case <-time.After(deadline):
		t.Error("the command does not end")
	}
}

// An address whose name is not looked up any more, since the command is to stop, is not said to be wrong.
func TestAStopBeforeTheCommandListens(t *testing.T) {
	t.Parallel()
	ended, end := context.WithCancel(t.Context())
	end()
	var stdout, stderr bytes.Buffer
	assert.Equal(t, exitOK, run(ended, []string{"-addr", "localhost:0"}, process{noEnv, nil, &stdout, &stderr}))
	assert.Empty(t, stdout.String())
	assert.Equal(t, "fakeserver: stopping\n", stderr.String())
}
