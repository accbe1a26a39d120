package promises_test

// HTTP/2 connections that go dead or are merely slow: who leaves them, and who is left in peace.

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/internal/rawh2"
)

// freezing is a fault that the first request of the call meets: its connection says nothing more.
func freezing(s *h2Site, before int, _ rawh2.Request) []rawh2.Step {
	if before > 0 {
		return nil
	}
	s.there = !s.repeatable
	return []rawh2.Step{rawh2.Freeze()}
}

// A call whose own deadline passes leaves the connection to nobody either.
func TestADeadConnectionIsLeftWhenTheCallersDeadlinePasses(t *testing.T) {
	t.Parallel()
	allAtOnce(t, func(run func(string, func(*testing.T))) {
		for _, call := range wireActs {
			run(call.name, func(t *testing.T) {
				s := newH2Site(t, ownTransport, call, freezing, quickly)
				s.warm(t)
				ctx, cancel := context.WithTimeout(t.Context(), anAttempt)
				defer cancel()
				var told partnerkit.Response
				err := s.act.run(ctx, s.client, partnerkit.WithResponse(&told))
				require.ErrorIs(t, err, context.DeadlineExceeded)
				assert.Equal(t, !call.repeatable, errors.Is(err, partnerkit.ErrOutcomeUnknown))
				assert.Equal(t, 1, told.Attempts)
				_, err = s.client.Users.Get(t.Context(), warmID, partnerkit.WithResponse(&told))
				require.NoError(t, err)
				assert.Equal(t, 1, told.Attempts)
				assert.Equal(t, []int{2, 1}, s.server.Counts().PerConnection)
			})
		}
	})
}

// Of two hosts one goes dead: a call that is under way at the other one gets its answer, and
// later ones do.
func TestADeadHostDisturbsNoOther(t *testing.T) {
	t.Parallel()
	dead := rawh2.Start(t, certificate, func(r rawh2.Request) []rawh2.Step {
		if r.N > 1 && r.Conn == 1 {
			return []rawh2.Step{rawh2.Freeze()}
		}
		return []rawh2.Step{userAnswer(warmID, "null", "null").step()}
	})
	arrived, released := make(chan struct{}), make(chan struct{})
	release := sync.OnceFunc(func() { close(released) })
	var underWay sync.WaitGroup
	defer func() { // also where something is wrong, or the server never ends
		release()
		underWay.Wait()
	}()
	well := rawh2.Start(t, certificate, func(r rawh2.Request) []rawh2.Step {
		if r.N == 1 {
			close(arrived)
			<-released
		}
		return []rawh2.Step{rawh2.Answer(http.StatusOK, portalUserBody)}
	})
	client := newWireClient(t, ownTransport, dead.URL, partnerkit.WithPortalsBaseURL(well.URL), quickly)
	t.Cleanup(client.CloseIdleConnections)
	_, err := client.Users.Get(t.Context(), warmID)
	require.NoError(t, err)

	var told partnerkit.Response
	underWay.Go(func() {
		_, err := client.PortalUsers.Create(t.Context(), "portal_1", partnerkit.PortalUserCreateParams{
			FirstName: "Ada", LastName: "King", Email: testEmail, Roles: []string{"role_viewer"},
		}, partnerkit.WithResponse(&told))
		assert.NoError(t, err)
		assert.Equal(t, 1, told.Attempts)
	})
	<-arrived
	var left partnerkit.Response
	_, err = client.Users.Get(t.Context(), warmID, partnerkit.WithTimeout(anAttempt), partnerkit.WithResponse(&left))
	require.NoError(t, err)
	assert.Equal(t, 2, left.Attempts)
	release()
	underWay.Wait()
	for range 10 {
		_, err := client.PortalUsers.Get(t.Context(), "portal_1", "pu_1", partnerkit.WithResponse(&told))
		require.NoError(t, err)
		assert.Equal(t, 1, told.Attempts)
	}
	assert.Equal(t, 11, well.Counts().Headers)
	assert.LessOrEqual(t, well.Counts().Connections, 2)
}

// Many calls that meet one dead connection go on over one other.
func TestManyCallsLeaveADeadConnectionTogether(t *testing.T) {
	t.Parallel()
	const many = 12 // each dials, which takes a busy machine its time
	used := 0       // the connection that the first request came on; the script's alone
	server := rawh2.Start(t, certificate, func(r rawh2.Request) []rawh2.Step {
		switch {
		case r.N == 1:
			used = r.Conn
		case r.Conn == used:
			return []rawh2.Step{rawh2.Freeze()}
		}
		return []rawh2.Step{userAnswer(warmID, "null", "null").step()}
	})
	client := newWireClient(t, ownTransport, server.URL, quickly)
	t.Cleanup(client.CloseIdleConnections)
	_, err := client.Users.Get(t.Context(), warmID)
	require.NoError(t, err)
	var calls sync.WaitGroup
	told := make([]partnerkit.Response, many)
	for i := range many {
		calls.Go(func() {
			_, err := client.Users.Get(t.Context(), warmID, partnerkit.WithTimeout(anAttempt), partnerkit.WithResponse(&told[i]))
			assert.NoError(t, err)
		})
	}
	calls.Wait()
	for i := range told {
		assert.LessOrEqual(t, told[i].Attempts, 2)
	}
	carrying := 0
	for _, requests := range server.Counts().PerConnection {
		if requests > 0 {
			carrying++
		}
	}
	t.Logf("requests of each connection: %v", server.Counts().PerConnection)
	assert.Equal(t, 2, carrying, "connections that carried requests")
}

// slowServer answers at once, but for users that it is asked to be slow about: those requests are
// answered when they are released.
type slowServer struct {
	*tlsSite
	arrived, release chan struct{}
}

const slowID = testUserID

func newSlowServer(t *testing.T) *slowServer {
	t.Helper()
	s := &slowServer{arrived: make(chan struct{}, 1), release: make(chan struct{})}
	configuration := certificate.Server()
	configuration.NextProtos = []string{"h2"}
	s.tlsSite = newTLSSiteWith(t, configuration, func(w http.ResponseWriter, r *http.Request) {
		id := warmID
		if r.URL.Path == "/v1/users/"+testUserID || r.Method == http.MethodPost {
			id = slowID
			select {
			case s.arrived <- struct{}{}:
			default: // nobody asks
			}
			select {
			case <-s.release:
			case <-r.Context().Done():
			}
		}
		_, _ = w.Write([]byte(userAnswer(id, "null", "null").body))
	})
	return s
}

// A server that is slow about one call is left for a fresh connection, since nothing tells it from
// a dead one; but what was under way there gets its answer.
func TestASlowServerAnswersWhatWasUnderWay(t *testing.T) {
	t.Parallel()
	s := newSlowServer(t)
	client := newTLSClient(t, ownTransport, s.url, nil, quickly)
	var (
		underWay sync.WaitGroup
		told     partnerkit.Response
	)
	underWay.Go(func() {
		_, err := client.Users.Create(t.Context(), partnerkit.UserCreateParams{Email: testEmail}, partnerkit.WithResponse(&told))
		assert.NoError(t, err)
		assert.Equal(t, 1, told.Attempts)
	})
	<-s.arrived
	// On a busy machine a call may run out of its time before it is sent, or just as the server says something.
	for tries := 0; tries < 50 && s.connections.Load() == 1; tries++ {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		_, err := client.Users.Get(ctx, slowID)
		cancel()
		require.ErrorIs(t, err, context.DeadlineExceeded)
		var next partnerkit.Response
		_, err = client.Users.Get(t.Context(), warmID, partnerkit.WithResponse(&next))
		require.NoError(t, err)
		assert.Equal(t, 1, next.Attempts)
	}
	close(s.release)
	underWay.Wait()
	assert.EqualValues(t, 2, s.connections.Load())
}

// A connection that answers others meanwhile is not left, however long one answer takes.
func TestAConnectionThatAnswersOthersIsKept(t *testing.T) {
	t.Parallel()
	s := newSlowServer(t)
	client := newTLSClient(t, ownTransport, s.url, nil, partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 1}))
	_, err := client.Users.Get(t.Context(), warmID)
	require.NoError(t, err)
	over := make(chan struct{})
	go func() {
		defer close(over)
		_, err := client.Users.Get(t.Context(), slowID, partnerkit.WithTimeout(anAttempt))
		assert.ErrorIs(t, err, context.DeadlineExceeded)
	}()
	<-s.arrived
	for answered := false; !answered; {
		select {
		case <-over:
			answered = true
		default:
		}
		_, err := client.Users.Get(t.Context(), warmID)
		require.NoError(t, err)
	}
	assert.EqualValues(t, 1, s.connections.Load())
}
