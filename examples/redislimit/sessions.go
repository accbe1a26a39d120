package main

// The replicas whose session ends: each a client with a connection of its own, all of them with one session.

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/fake"
)

const (
	sessionReplicas = 8
	refreshRoute    = "POST /v1/user/auth/refresh-session"
)

// measureSession lets all replicas call at once when their session has ended, and says what that took.
func measureSession(ctx context.Context, address string) (string, error) {
	server, err := fake.Start()
	if err != nil {
		return "", err
	}
	defer server.Close()
	key := "partnerkit:session:" + rand.Text() // a fresh session each run; a service has a fixed name here
	clients := make([]*partnerkit.Client, sessionReplicas)
	for n := range clients {
		connection, err := connect(ctx, address)
		if err != nil {
			return "", err
		}
		defer connection.Close() //nolint:errcheck // nothing is on its way any more
		session := &SharedSession{Redis: connection, Key: key}
		if held := server.Credentials(); n == 0 {
			if err := session.Put(ctx, held.SessionToken, held.RefreshToken); err != nil {
				return "", err
			}
		}
		if clients[n], err = server.Client().With(partnerkit.WithSession(session)); err != nil {
			return "", err
		}
	}
	if err := server.Advance(11 * time.Minute); err != nil { // a session lives ten
		return "", err
	}
	failures := make([]error, len(clients))
	var all sync.WaitGroup
	for n, client := range clients {
		all.Go(func() { _, failures[n] = client.Profile.Referrals(ctx) })
	}
	all.Wait()
	return fmt.Sprintf("%d replicas whose session has ended call at once: sessions refreshed: %d", sessionReplicas, len(server.Requests(refreshRoute))),
		errors.Join(failures...)
}
