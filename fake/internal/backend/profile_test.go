package backend

// The sessions of the Profile API, to the nanosecond.

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
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
