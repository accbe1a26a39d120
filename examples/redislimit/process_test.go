package main

// Replicas that are processes: this test binary, started again. Each makes one call when it is told to, and says what came
// of it.

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/fake"
)

const (
	replicaVariable = "REDISLIMIT_TEST_REPLICA" // the address of the APIs; beside it are the store's, the key and LockFor
	referralsRoute  = "GET /v1/user/referrals"
	longLock        = time.Minute
	shortLock       = 2 * time.Second // which a test waits for
)

// beReplica is the process of a replica.
func beReplica() {
	ctx := context.Background()
	said := "answered"
	if err := func() error {
		connection, err := connect(ctx, os.Getenv("REDIS_ADDR"))
		if err != nil {
			return err
		}
		lockFor, err := time.ParseDuration(os.Getenv("REDISLIMIT_TEST_LOCK"))
		if err != nil {
			return err
		}
		session := &SharedSession{Redis: connection, Key: os.Getenv("REDISLIMIT_TEST_KEY"), LockFor: lockFor}
		client, err := partnerkit.New(partnerkit.WithBaseURL(os.Getenv(replicaVariable)), partnerkit.WithSession(session))
		if err != nil {
			return err
		}
		fmt.Println("ready")
		if _, err := bufio.NewReader(os.Stdin).ReadString('\n'); err != nil {
			return err
		}
		_, err = client.Profile.Referrals(ctx)
		return err
	}(); err != nil {
		said = err.Error()
	}
	fmt.Println(said)
}

// replicaProcess is a replica from outside.
type replicaProcess struct {
	command *exec.Cmd
	in      io.Writer
	out     *bufio.Scanner
}

// startReplica starts a replica, and waits until it is ready.
func startReplica(t *testing.T, apis, key string, lockFor time.Duration) *replicaProcess {
	t.Helper()
	command := exec.Command(os.Args[0])
	command.Env = append(os.Environ(), replicaVariable+"="+apis, "REDIS_ADDR="+serverAddress, "REDISLIMIT_TEST_KEY="+key, "REDISLIMIT_TEST_LOCK="+lockFor.String())
	in, err := command.StdinPipe()
	require.NoError(t, err)
	out, err := command.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, command.Start())
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	})
	p := &replicaProcess{command: command, in: in, out: bufio.NewScanner(out)}
	require.Equal(t, "ready", p.says())
	return p
}

func (p *replicaProcess) says() string {
	p.out.Scan()
	return p.out.Text()
}

func (p *replicaProcess) begin(t *testing.T) {
	t.Helper()
	_, err := io.WriteString(p.in, "\n")
	require.NoError(t, err)
}

// apisOf serves a fake to processes, and asks hold before each request passes.
func apisOf(t *testing.T, srv *fake.Server, hold func(*http.Request)) string {
	t.Helper()
	handler := srv.Handler()
	listening := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hold(r)
		handler.ServeHTTP(w, r)
	}))
	t.Cleanup(listening.Close)
	return listening.URL
}

func isRefresh(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/refresh-session") }

// Eight processes meet the session's end, all of them before it is refreshed: one refreshes, and all are answered.
func TestProcessesRefreshOnce(t *testing.T) {
	t.Parallel()
	session := storedSession(t)
	srv := session.srv
	var refused atomic.Int64
	all := make(chan struct{})
	apis := apisOf(t, srv, func(r *http.Request) {
		if isRefresh(r) {
			<-all // until each of the processes has been refused, or is about to be
		} else if refused.Add(1) == sessionReplicas {
			close(all)
		}
	})
	var replicas []*replicaProcess
	for range sessionReplicas {
		replicas = append(replicas, startReplica(t, apis, session.Key, longLock))
	}
	for _, p := range replicas {
		p.begin(t)
	}
	for _, p := range replicas {
		assert.Equal(t, "answered", p.says())
	}
	assert.Len(t, srv.Requests(refreshRoute), 1)
	assert.Len(t, srv.Requests(referralsRoute), 2*sessionReplicas, "each was refused, and then answered")
}

// A process that dies while it refreshes leaves its lock behind, which ends by itself.
func TestProcessDiesWithTheLock(t *testing.T) {
	t.Parallel()
	session := storedSession(t)
	began, dead := make(chan struct{}), make(chan struct{})
	var refreshes atomic.Int64
	apis := apisOf(t, session.srv, func(r *http.Request) {
		if isRefresh(r) && refreshes.Add(1) == 1 {
			close(began)
			<-dead
			panic(http.ErrAbortHandler) // the dead process's refresh gets nowhere
		}
	})
	victim, heir := startReplica(t, apis, session.Key, shortLock), startReplica(t, apis, session.Key, shortLock)
	victim.begin(t)
	<-began
	require.NoError(t, victim.command.Process.Kill())
	_ = victim.command.Wait()
	close(dead)
	locked, err := session.Redis.Exists(t.Context(), session.lockKey()).Result()
	require.NoError(t, err)
	require.EqualValues(t, 1, locked, "the lock is there still")

	start := time.Now()
	heir.begin(t)
	assert.Equal(t, "answered", heir.says())
	assert.Less(t, time.Since(start), shortLock+10*time.Second)
	assert.Len(t, session.srv.Requests(refreshRoute), 1)
}
