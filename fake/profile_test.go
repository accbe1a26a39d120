package fake

// The Profile API: fields, partial updates, dates in three forms, pages of notifications, and sessions that end.

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	profile400 = `{"code":10002,"message":"generic_client_error"}`
	profile401 = `{"code":10003,"message":"generic_unauthorized"}`
)

func TestProfileAPI(t *testing.T) {
	t.Parallel()
	const me, read = "/v1/user/profile", "/v1/user/notifications"
	profile := func(displayName, handle, biography, dateOfBirth string) string {
		return fmt.Sprintf(`{"username":"ana","displayName":%s,"handle":%s,"biography":%s,"dateOfBirth":%s}`, displayName, handle, biography, dateOfBirth)
	}
	const name, handle, bio, born = `"Ana Silva"`, `"ana.silva"`, `"Climbs mountains."`, `"1990-05-17"`
	note := func(n int, container string, read bool) string {
		return fmt.Sprintf(`{"id":"notification_%d","containerId":%q,"type":"info","title":"Notification %d","message":"Something happened.","read":%t,"createdAt":"2023-01-%02dT12:00:00.000Z"}`, n, container, n, read, n)
	}
	page := func(number, limit, total int, notes ...string) string {
		return fmt.Sprintf(`{"notifications":[%s],"page":%d,"limit":%d,"total":%d}`, strings.Join(notes, ","), number, limit, total)
	}
	rows := []row{
		{"get some", probe{"GET", me + "?fields=handle&fields=username&fields=handle", "", asAna}, 200, `{"username":"ana","handle":"ana.silva"}`},
		{"get null", probe{"GET", me + "?fields=biography&fields=dateOfBirth", "", bearerOf("st_fake_ben")}, 200, `{"biography":null,"dateOfBirth":null}`},
		{"get none", probe{"GET", me, "", asAna}, 400, profile400},
		{"get malformed", probe{"GET", me + "?fields=%", "", asAna}, 400, profile400},
		{"get unknown", probe{"GET", me + "?fields=handle,username", "", asAna}, 400, profile400},
		{"public", probe{"GET", "/v1/user/by-id/ana/public?containerId=container_2", "", bearerOf("st_fake_ben")}, 200, `{"username":"ana","displayName":"Ana Silva","handle":"ana.silva","biography":"Climbs mountains."}`},
		{"public elsewhere", probe{"GET", "/v1/user/by-id/ben/public?containerId=container_2", "", asAna}, 404, `{"code":10006,"message":"generic_not_found"}`},
		{"public nobody", probe{"GET", "/v1/user/by-id/x/public?containerId=container_1", "", asAna}, 404, `{"code":10006,"message":"generic_not_found"}`},
		{"public no container", probe{"GET", "/v1/user/by-id/x/public?containerId=", "", asAna}, 400, profile400},
		{"public malformed", probe{"GET", "/v1/user/by-id/x/public?a;b", "", asAna}, 400, profile400},
		{"referrals", probe{"GET", "/v1/user/referrals", "", bearerOf("st_fake_ben")}, 200, `[{"username":"dora","displayName":"Dora Lind","joinedAt":"2023-01-14T12:00:00.000Z"}]`},
		{"notifications", probe{"GET", read + "?containerId=container_1", "", asAna}, 200, page(1, 20, 2, note(2, "container_1", true), note(1, "container_1", false))},
		{"notifications page 2", probe{"GET", read + "?containerId=container_1&page=2&limit=1", "", asAna}, 200, page(2, 1, 2, note(1, "container_1", false))},
		{"notifications on the last page there can be", probe{"GET", read + "?containerId=container_1&page=9223372036854775807&limit=100", "", asAna}, 200, page(math.MaxInt64, 100, 2)},
		{"notifications past the end", probe{"GET", read + "?containerId=container_1&page=2147483647&limit=100", "", asAna}, 200, page(2147483647, 100, 2)},
		{"notifications elsewhere", probe{"GET", read + "?containerId=container_9", "", asAna}, 200, page(1, 20, 0)},
		{"mark read", probe{"POST", read + "/read", "ignored", asAna}, 201, ""},
		{"update empty", probe{"POST", me, `{}`, asAna}, 400, profile400},
		{"update no body", probe{"POST", me, ``, asAna}, 400, profile400},
		{"update all", probe{"POST", me, `{"displayName":"A","handle":"A_-.9","biography":"","dateOfBirth":"2026-03-01"}`, asAna}, 201, profile(`"A"`, `"A_-.9"`, `""`, `"2026-03-01"`)},
		{"update nulls", probe{"POST", me, `{"biography":null,"dateOfBirth":null}`, asAna}, 201, profile(name, handle, "null", "null")},
		{"update own handle", probe{"POST", me, `{"handle":"ANA.SILVA"}`, asAna}, 201, profile(name, `"ANA.SILVA"`, bio, born)},
		{"update date-time", probe{"POST", me, `{"dateOfBirth":"2001-02-03T23:00:00-05:00"}`, asAna}, 201, profile(name, handle, bio, `"2001-02-03"`)},
		{"update object", probe{"POST", me, `{"dateOfBirth":{"year":2000,"month":2,"day":29}}`, asAna}, 201, profile(name, handle, bio, `"2000-02-29"`)},
	}
	for _, bad := range []string{"page=0", "page=x", "page=1&page=2", "page=9223372036854775808", "limit=0", "limit=101", "limit=%2B1"} {
		rows = append(rows, row{"notifications " + bad, probe{"GET", read + "?containerId=container_1&" + bad, "", asAna}, 400, profile400})
	}
	for _, bad := range []string{"", "?containerId=", "?containerId=%"} {
		rows = append(rows, row{"notifications container " + bad, probe{"GET", read + bad, "", asAna}, 400, profile400})
	}
	for _, bad := range []string{
		`"displayName":null`, `"displayName":""`, `"displayName":"` + strings.Repeat("x", 65) + `"`,
		`"handle":null`, `"handle":"ab"`, `"handle":"a b c"`, `"handle":"abc\n"`, `"handle":"BEN_moore"`, `"handle":"` + strings.Repeat("x", 33) + `"`,
		`"biography":"` + strings.Repeat("x", 501) + `"`,
		`"dateOfBirth":"2026-03-02"`, `"dateOfBirth":"17 May"`, `"dateOfBirth":5`, `"dateOfBirth":{"year":2001,"month":2,"day":29}`,
		`"dateOfBirth":{"year":2001,"month":2}`, `"dateOfBirth":{"year":"2001"}`, `"dateOfBirth":{"year":2001,"month":2,"day":2,"hour":1}`,
		`"username":"x"`, `"":"x"`,
	} {
		rows = append(rows, row{"update " + bad[:min(len(bad), 40)], probe{"POST", me, "{" + bad + "}", asAna}, 400, profile400})
	}
	checkRows(t, rows)
}

func TestAProfileErrorSaysItsReasonInAHeader(t *testing.T) {
	t.Parallel()
	a := newBench(t, DefaultState()).ask(probe{"POST", "/v1/user/profile", `{"handel":"x","dateOfBirth":{"year":1}}`, asAna})
	assert.Equal(t, `unknown member "handel"; dateOfBirth.month: is required; dateOfBirth.day: is required`, a.header.Get(reasonHeader))
}

func TestAHandleThatWasGivenUpIsFree(t *testing.T) {
	t.Parallel()
	b := newBench(t, DefaultState())
	require.Equal(t, 201, b.ask(probe{"POST", "/v1/user/profile", `{"handle":"summit"}`, asAna}).status)
	assert.Equal(t, 201, b.ask(probe{"POST", "/v1/user/profile", `{"handle":"ana.silva"}`, bearerOf("st_fake_ben")}).status)
	assert.Equal(t, 400, b.ask(probe{"POST", "/v1/user/profile", `{"handle":"SUMMIT"}`, bearerOf("st_fake_ben")}).status)
}

func TestMarkingReadReachesEveryContainerOfTheUserAlone(t *testing.T) {
	t.Parallel()
	b := newBench(t, DefaultState())
	a := b.ask(probe{"POST", "/v1/user/notifications/read", "", asAna})
	assert.Nil(t, a.body)
	assert.Empty(t, a.header.Get("Content-Type"))
	s := b.snapshot()
	for _, n := range s.Profiles[0].Notifications {
		assert.True(t, n.Read, n.ID)
	}
	assert.False(t, s.Profiles[1].Notifications[0].Read)
	assert.NotContains(t, string(b.ask(probe{"GET", "/v1/user/notifications?containerId=container_1", "", asAna}).body), `"read":false`)
}

func TestSessionsEndAndAreRenewed(t *testing.T) {
	t.Parallel()
	b := newBench(t, DefaultState())
	refer := func(token string) answer { return b.ask(probe{"GET", "/v1/user/referrals", "", bearerOf(token)}) }
	renew := func(body string) answer { return b.ask(probe{"POST", "/v1/user/auth/refresh-session", body, nil}) }
	checkAnswer(t, renew(`{"refreshToken":"rt_fake_ana"}`), 200, `{"sessionToken":"st_fake_0000000000000001"}`)
	b.now = b.now.Add(10*time.Minute - 1)
	assert.Equal(t, 200, refer("st_fake_ana").status, "the session that was replaced lasts until its own end")
	b.now = b.now.Add(1)
	checkAnswer(t, refer("st_fake_ana"), 401, `{"code":10004,"message":"session_token_expired"}`)
	assert.Equal(t, "session", refer("st_fake_ana").credential)
	checkAnswer(t, renew(`{"refreshToken":"rt_fake_ana"}`), 200, `{"sessionToken":"st_fake_0000000000000002"}`)
	require.NoError(t, b.restore(b.snapshot()))
	assert.Equal(t, 200, refer("st_fake_0000000000000002").status)
	checkAnswer(t, renew(`{"refreshToken":"rt_fake_ana"}`), 200, `{"sessionToken":"st_fake_0000000000000003"}`)
	checkAnswer(t, renew(`{"refreshToken":"st_fake_ana"}`), 401, profile401)
	for _, bad := range []string{``, `{}`, `{"refreshToken":""}`, `{"refreshToken":null}`, `{"refreshToken":1}`} {
		checkAnswer(t, renew(bad), 400, profile400)
	}
	b.now = b.now.Add(30 * 24 * time.Hour)
	checkAnswer(t, renew(`{"refreshToken":"rt_fake_ana"}`), 401, `{"code":10005,"message":"refresh_token_expired"}`)
}
