package main

// The server that the tests share, and how it is found. Tests that need one are skipped where there is none. A process of
// these tests may also be a replica: see process_test.go.

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	serverAddress string
	errServer     error
)

func TestMain(m *testing.M) {
	logging.Disable()
	if os.Getenv(replicaVariable) != "" {
		beReplica()
		return
	}
	address, stop, err := findServer(context.Background(), os.Getenv, exec.LookPath)
	serverAddress, errServer = address, err
	code := m.Run()
	if err == nil {
		stop()
	}
	os.Exit(code)
}

// server connects to the Redis server, or skips the test.
func server(t *testing.T) *redis.Client {
	t.Helper()
	if errServer != nil {
		t.Skip(errServer)
	}
	client, err := connect(t.Context(), serverAddress)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, client.Close()) })
	return client
}

func nothingSet(string) string { return "" }

func TestFindServer(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	nowhere := func(string) (string, error) { return "", exec.ErrNotFound }
	_, _, err := findServer(ctx, nothingSet, nowhere)
	require.ErrorIs(t, err, errNoServer)
	require.ErrorContains(t, err, "valkey-server")

	_, _, err = findServer(ctx, func(string) string { return "127.0.0.1:1" }, nowhere)
	require.ErrorIs(t, err, errNoServer)
	require.ErrorContains(t, err, "127.0.0.1:1", "the address that was set, and no other")

	wrong, err := exec.LookPath("false")
	require.NoError(t, err)
	_, _, err = findServer(ctx, nothingSet, func(string) (string, error) { return wrong, nil })
	require.ErrorContains(t, err, fmt.Sprintf("%s: the server ended at once", wrong))

	if errServer == nil {
		address, stop, err := findServer(ctx, func(string) string { return serverAddress }, nowhere)
		require.NoError(t, err)
		assert.Equal(t, serverAddress, address)
		stop()
		server(t)
	}
}
