package main

// The server: the one that REDIS_ADDR names, or one of this program's own, which ends with it.

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

var errNoServer = errors.New("no Redis or Valkey server answers; README.md says how to get one")

// programs are the servers that do, by the names that distributions give them.
var programs = []string{"valkey-server", "redis-server"}

const startLimit = 10 * time.Second

// findServer gives the address of a server: a host and port, or the path of a socket. stop ends a server that was started here.
func findServer(ctx context.Context, getenv func(string) string, path func(string) (string, error)) (address string, stop func(), err error) {
	if set := getenv("REDIS_ADDR"); set != "" {
		client, err := connect(ctx, set)
		if err != nil {
			return "", nil, err
		}
		return set, func() {}, client.Close()
	}
	for _, program := range programs {
		if found, err := path(program); err == nil {
			return start(ctx, found)
		}
	}
	return "", nil, fmt.Errorf("%w (looked for REDIS_ADDR, %s)", errNoServer, strings.Join(programs, ", "))
}

// start runs a server that keeps nothing and listens on a socket in a folder of its own.
func start(ctx context.Context, program string) (address string, stop func(), err error) {
	folder, err := os.MkdirTemp("", "redis")
	if err != nil {
		return "", nil, err
	}
	socket := filepath.Join(folder, "socket")
	server := exec.Command(program, "--port", "0", "--unixsocket", socket, "--dir", folder, "--save", "") //nolint:gosec,noctx // found in PATH; ended below
	if err := server.Start(); err != nil {
		return "", nil, errors.Join(err, os.RemoveAll(folder))
	}
	ended := make(chan struct{})
	go func() {
		_ = server.Wait()
		close(ended)
	}()
	stop = func() {
		_ = server.Process.Kill()
		<-ended
		_ = os.RemoveAll(folder)
	}
	if err := answers(ctx, socket, ended); err != nil {
		stop()
		return "", nil, fmt.Errorf("%s: %w", program, err)
	}
	return socket, stop, nil
}

// answers waits until a server that was started does, or has ended.
func answers(ctx context.Context, address string, ended <-chan struct{}) error {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	for {
		client, err := connect(ctx, address)
		if err == nil {
			return client.Close()
		}
		select {
		case <-ended:
			return fmt.Errorf("the server ended at once: %w", err)
		case <-ctx.Done():
			return err
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// connect makes a connection for whoever asks. It does not repeat, and its context ends a wait for the server: a limiter
// and a session say at once that Redis does not answer.
func connect(ctx context.Context, address string) (*redis.Client, error) {
	options := &redis.Options{Addr: address, MaxRetries: -1, ContextTimeoutEnabled: true}
	if filepath.IsAbs(address) {
		options.Network = "unix"
	}
	client := redis.NewClient(options)
	if err := client.Ping(ctx).Err(); err != nil {
		return nil, errors.Join(fmt.Errorf("%w (tried %s)", errNoServer, address), client.Close())
	}
	return client, nil
}
