package backend

// The sessions of the Profile API, to the nanosecond.

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSessionsEndAndAreRenewed(t *testing.T) {
	t.Parallel()
	const unknown, missing = `{"code":10003,"message":"generic_unauthorized"}`, `{"code":10002,"message":"generic_client_error"}`
	b := newBench(t, Default())
	refer := func(token string) Response { return b.ask(probe{"GET", "/v1/user/referrals", "", bearerOf(token)}) }
	renew := func(body string) Response { return b.ask(probe{"POST", "/v1/user/auth/refresh-session", body, nil}) }
	checkResponse(t, renew(`{"refreshToken":"rt_fake_ana"}`), 200, `{"sessionToken":"st_fake_0000000000000001"}`)
	b.now = b.now.Add(10*time.Minute - 1)
	assert.Equal(t, 200, refer("st_fake_ana").Status, "the session that was replaced lasts until its own end")
	b.now = b.now.Add(1)
	checkResponse(t, refer("st_fake_ana"), 401, `{"code":10004,"message":"session_token_expired"}`)
	assert.Equal(t, "session", refer("st_fake_ana").Credential)
	checkResponse(t, renew(`{"refreshToken":"rt_fake_ana"}`), 200, `{"sessionToken":"st_fake_0000000000000002"}`)
	b.reload(t)
	assert.Equal(t, 200, refer("st_fake_0000000000000002").Status)
	checkResponse(t, renew(`{"refreshToken":"rt_fake_ana"}`), 200, `{"sessionToken":"st_fake_0000000000000003"}`)
	checkResponse(t, renew(`{"refreshToken":"st_fake_ana"}`), 401, unknown)
	for _, bad := range []string{``, `{}`, `{"refreshToken":""}`, `{"refreshToken":null}`, `{"refreshToken":1}`} {
		checkResponse(t, renew(bad), 400, missing)
	}
	b.now = b.now.Add(30 * 24 * time.Hour)
	checkResponse(t, renew(`{"refreshToken":"rt_fake_ana"}`), 401, `{"code":10005,"message":"refresh_token_expired"}`)
}

const (
	unknownSession = `{"code":10003,"message":"generic_unauthorized"}`
	expiredSession = `{"code":10004,"message":"session_token_expired"}`
)

// refresh makes n sessions from a refresh token and gives their tokens.
func (b *bench) refresh(t *testing.T, token string, n int) []string {
	t.Helper()
	var made []string
	for range n {
		res := b.ask(probe{"POST", "/v1/user/auth/refresh-session", `{"refreshToken":"` + token + `"}`, nil})
		made = append(made, decoded[refreshedSessionBody](t, res).SessionToken)
	}
	return made
}

func (b *bench) sessions() (tokens []string) {
	b.View(func(s State) {
		for _, session := range s.Sessions.All() {
			tokens = append(tokens, session.SessionToken)
		}
	})
	return tokens
}

func TestOfTheSessionsThatEndedTheLastSixteenAreKept(t *testing.T) {
	t.Parallel()
	b := newBench(t, Default())
	refer := func(token string) Response { return b.ask(probe{"GET", "/v1/user/referrals", "", bearerOf(token)}) }
	anas, bens := b.refresh(t, "rt_fake_ana", 20), b.refresh(t, "rt_fake_ben", 16)
	b.now = b.now.Add(sessionLife - 1)
	later := b.refresh(t, "rt_fake_ana", 1)
	for _, token := range anas {
		assert.Equal(t, 200, refer(token).Status, "none goes before its time")
	}
	b.now = b.now.Add(1)
	for _, token := range anas[:4] {
		checkResponse(t, refer(token), 401, unknownSession)
		assert.Equal(t, "unknown", refer(token).Credential)
	}
	for _, token := range append(append(anas[4:], bens...), "st_fake_ana", "st_fake_ben") {
		checkResponse(t, refer(token), 401, expiredSession)
	}
	assert.Equal(t, 200, refer(later[0]).Status)
	want := append(append(append([]string{"st_fake_ana", "st_fake_ben"}, anas[4:]...), bens...), later...)
	assert.Equal(t, want, b.sessions(), "those that are known, in the order of creation")

	b.now = b.now.Add(sessionLife)
	checkResponse(t, refer(anas[4]), 401, unknownSession)
	checkResponse(t, refer(anas[5]), 401, expiredSession)
	assert.Len(t, b.refresh(t, "rt_fake_ana", 1), 1, "a refresh token stays")
}

// A snapshot shows what is known at its time, also if nobody asked since.
func TestASnapshotHasNoSessionThatWent(t *testing.T) {
	t.Parallel()
	b := newBench(t, Default())
	made := b.refresh(t, "rt_fake_ana", 17)
	b.now = b.now.Add(sessionLife)
	assert.Equal(t, append([]string{"st_fake_ana", "st_fake_ben"}, made[1:]...), b.sessions())
	b.reload(t)
	b.refresh(t, "rt_fake_ana", 17)
	b.now = b.now.Add(sessionLife)
	assert.Len(t, b.sessions(), 2+16+16, "what a state was loaded with stays")
}

func TestAClientThatRefreshesForEverFillsNoStore(t *testing.T) {
	t.Parallel()
	b := newBench(t, Default())
	for range 500 {
		b.refresh(t, "rt_fake_ana", 20)
		b.now = b.now.Add(sessionLife)
	}
	store := b.store.profiles
	assert.LessOrEqual(t, len(store.sessions), 2*(2+keptExpired+20), "half of the list at most is gone")
	assert.LessOrEqual(t, len(store.byToken), 2+keptExpired+20)
	assert.LessOrEqual(t, cap(store.running), 100)
	assert.LessOrEqual(t, cap(store.byRefresh["rt_fake_ana"].expired), 2*keptExpired)
}

// A fault is answered without the store, and knows all the same who is gone.
func TestAFailureTellsASessionThatWentFromOneThatEnded(t *testing.T) {
	t.Parallel()
	b := newBench(t, Default())
	made := b.refresh(t, "rt_fake_ana", 17)
	b.now = b.now.Add(sessionLife)
	for i, want := range []string{"unknown", "session"} {
		r := &Request{Method: "GET", RawPath: "/v1/user/referrals", Header: bearerOf(made[i]), RealNow: b.now, ID: requestID}
		res := b.Fail(r, MatchRoute("GET", r.RawPath, r.Header), 503, "")
		assert.Equal(t, want, res.Credential)
	}
}

// What happens in a backend changes nothing of the state that it was made of.
func TestABackendLeavesItsStateAsItIs(t *testing.T) {
	t.Parallel()
	state := Default()
	b := newBench(t, state)
	require.Equal(t, 2, unreadOf(t, b))
	require.Equal(t, http.StatusCreated, b.ask(probe{method: "POST", target: "/v1/user/notifications/read", header: asAna}).Status)
	require.Zero(t, unreadOf(t, b))
	assert.Equal(t, 2, unreadOf(t, newBench(t, state)))
}

// unreadOf counts the unread notifications of Ana's.
func unreadOf(t *testing.T, b *bench) int {
	t.Helper()
	unread := 0
	for _, container := range []string{"container_1", "container_2"} {
		res := b.ask(probe{method: "GET", target: "/v1/user/notifications?containerId=" + container, header: asAna})
		require.Equal(t, http.StatusOK, res.Status, "%s", res.Body)
		for _, n := range decoded[notificationsBody](t, res).Notifications {
			if !n.Read {
				unread++
			}
		}
	}
	return unread
}
