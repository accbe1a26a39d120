package main

// The call "fakeserver health", for a container's health check: it asks the command that runs beside it.

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strconv"
	"time"
)

// healthTimeout is how long the command may take to say that it is well.
const healthTimeout = 3 * time.Second

// health tells by its exit code whether the command answers at the address that the environment names.
func health(ctx context.Context, args []string, getenv func(string) string, logger *log.Logger) int {
	if len(args) > 0 {
		return failStart(logger, fmt.Errorf("health: unexpected argument %q; it reads FAKESERVER_ADDR and FAKESERVER_TLS", args[0]))
	}
	address, err := healthURL(ctx, getenv)
	if err != nil {
		return failStart(logger, fmt.Errorf("health: %w", err))
	}
	if err := checkHealth(ctx, address); err != nil {
		logger.Printf("health: %v", err)
		return exitFailed
	}
	return exitOK
}

// healthURL is where the command that was given the same environment answers.
func healthURL(ctx context.Context, getenv func(string) string) (string, error) {
	address := getenv(envPrefix + "ADDR")
	if address == "" {
		address = defaultAddr
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return "", fmt.Errorf("%sADDR: %w", envPrefix, err)
	}
	number, err := new(net.Resolver).LookupPort(ctx, "tcp", port) // a listener takes the name of a service, too
	if err != nil {
		return "", fmt.Errorf("%sADDR: %w", envPrefix, err)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	scheme := "http"
	if text := getenv(envPrefix + "TLS"); text != "" {
		on, err := strconv.ParseBool(text)
		if err != nil {
			return "", fmt.Errorf("%sTLS: invalid value %q", envPrefix, text)
		}
		if on {
			scheme = "https"
		}
	}
	return scheme + "://" + net.JoinHostPort(host, strconv.Itoa(number)) + "/_fake/health", nil
}

func checkHealth(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, healthTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	req.Host = "localhost" // which the command always answers to, but not always to the name that it listens on
	req.Close = true
	// The certificate is of an authority that the other process alone knows. Neither the question nor the answer is a secret.
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}} //nolint:gosec // see above
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return errors.New(res.Status)
	}
	return nil
}
