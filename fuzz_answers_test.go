package partnerkit_test

// Fuzz targets for what comes back: whatever the status and the body, a call ends
// with a whole value or with an error that keeps its bounds.

import (
	"encoding/json"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// fuzzAnswers asks every operation of an API and gives it the fuzzed answer.
func fuzzAnswers(f *testing.F, api string) {
	for _, op := range opsOf(api) {
		f.Add(op.status, []byte(op.good), "req-1")
		f.Add(op.status, []byte(op.foreign), "")
	}
	for _, status := range []int{99, 200, 204, 206, 302, 400, 401, 404, 408, 409, 418, 429, 500, 503, 999} {
		f.Add(status, []byte(refusal(api, status, "CODE", "message")), "\x1b[31m\n")
	}
	for _, body := range append(nearShapes[api], badMembers[api]...) {
		f.Add(200, []byte(body), "")
		f.Add(404, []byte(body), "")
	}
	f.Fuzz(func(t *testing.T, status int, body []byte, header string) {
		for _, op := range opsOf(api) {
			headers := http.Header{"X-Request-Id": {header}, "Retry-After": {header}, "Location": {header}, "X-Ratelimit-Limit": {header}}
			client := clientOver(t, answerText(status, headers, string(body), nil))
			value, err := op.call(t.Context(), client)
			if err == nil {
				requireWhole(t, value)
				continue
			}
			e := requireBadAnswer(t, op, value, err)
			require.Equal(t, status, e.Status)
			require.GreaterOrEqual(t, e.RetryAfter, time.Duration(0))
			if op.write && status >= 200 && status < 300 && !errors.Is(err, partnerkit.ErrOutcomeUnknown) {
				require.NotEmpty(t, e.Code, "a write that says neither what happened nor why: %v", err)
			}
			_, err = json.Marshal(e)
			require.NoError(t, err)
		}
	})
}

// requireWhole asserts that a value has what its kind must have.
func requireWhole(t *testing.T, value any) {
	t.Helper()
	switch v := value.(type) {
	case nil:
	case *partnerkit.User:
		require.True(t, v.ID != "" || v.Email != "")
	case *partnerkit.AppUser:
		require.NotEmpty(t, v.UID)
		require.Equal(t, "ext-1", v.UserExternalID)
	case *partnerkit.PortalUser:
		require.NotEmpty(t, v.ID)
	case *partnerkit.Page[partnerkit.PortalUser]:
		for _, user := range v.Items {
			require.NotEmpty(t, user.ID)
		}
	case *partnerkit.Page[partnerkit.Notification]:
		for _, notification := range v.Items {
			require.NotEmpty(t, notification.ID)
		}
	case *partnerkit.Profile:
		_, err := json.Marshal(v)
		require.NoError(t, err)
	case *partnerkit.PublicProfile:
		require.NotEmpty(t, v.Username)
	case []*partnerkit.Referral:
		for _, referral := range v {
			require.NotEmpty(t, referral.Username)
		}
	default:
		t.Fatalf("%T is not known", value)
	}
}

func FuzzPartnerAnswer(f *testing.F) { fuzzAnswers(f, partnerAnswers) }
func FuzzAppAnswer(f *testing.F)     { fuzzAnswers(f, appAnswers) }
func FuzzPortalsAnswer(f *testing.F) { fuzzAnswers(f, portalsAnswers) }
func FuzzProfileAnswer(f *testing.F) { fuzzAnswers(f, profileAnswers) }

// FuzzCursor: whatever paging holds, the cursor is sent back as it came, and going
// through the pages ends.
func FuzzCursor(f *testing.F) {
	for _, paging := range []string{
		`{"next":{"after":"abc"}}`, `{"next":{}}`, `{"next":null}`, `{"next":{"after":null}}`, `{"next":{"after":""}}`, `null`, `{}`, `""`, `"c"`,
		`{"next":"c"}`, `{"next":{"after":5}}`, `[]`, `5`, `{"next":{"after":"a&b=c#%+ é\u0000"}}`, `{ "next" : { "after" : "x" } }`,
	} {
		f.Add(paging)
	}
	f.Fuzz(func(t *testing.T, paging string) {
		pages, after := 0, ""
		client := clientOver(t, roundTrip(func(r *http.Request) (*http.Response, error) {
			pages++
			if pages > 1 {
				require.Equal(t, []string{after}, r.URL.Query()["after"])
			}
			return answerText(200, nil, `{"data":[{"id":"u"}],"paging":`+paging+`}`, nil)(r)
		}))
		page, err := client.PortalUsers.List(t.Context(), "p", partnerkit.PortalUserListParams{})
		if err != nil {
			require.ErrorIs(t, err, partnerkit.ErrMalformedResponse)
			require.Nil(t, page)
			return
		}
		after, pages = page.Next, 0
		items := 0
		for _, err = range client.PortalUsers.All(t.Context(), "p", partnerkit.PortalUserListParams{}) {
			if err == nil {
				items++
			}
			require.LessOrEqual(t, items, 10, "the pages lead in a circle")
		}
		require.Equal(t, after != "", errors.Is(err, partnerkit.ErrMalformedResponse))
	})
}

// FuzzTimes: a date that is read is one that can be written, and reads the same
// again; a portal user's time of whatever shape is a time or an error.
func FuzzTimes(f *testing.F) {
	for _, text := range []string{
		`"1990-05-17"`, `"1990-05-17T12:00:00Z"`, `"1990-05-17T12:00:00.123456+02:00"`, `"1990-05-17 12:00:00"`, `{"year":1990,"month":5,"day":17}`,
		`null`, `""`, `0`, `1700000000`, `1700000000000`, `1.5`, `-1`, `1e400`, `1e11`, `99999999999999999999`, `"yesterday"`, `true`, `[]`, `{}`,
		`"0000-01-01"`, `"9999-12-31T23:59:60Z"`, `"10000-01-01"`, `{"year":-1,"month":99,"day":1e3}`, `-99999999999`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var date partnerkit.Date
		if json.Unmarshal(data, &date) == nil {
			written, err := json.Marshal(date)
			require.NoError(t, err)
			var again partnerkit.Date
			require.NoError(t, json.Unmarshal(written, &again))
			require.Equal(t, date, again)
		}
		body := `{"id":"pu1","last_logged_at":` + string(data) + `}`
		user, err := clientOver(t, answerText(200, nil, body, nil)).PortalUsers.Get(t.Context(), "p", "pu1")
		if err != nil {
			require.ErrorIs(t, err, partnerkit.ErrMalformedResponse)
			return
		}
		_, err = json.Marshal(user)
		require.NoError(t, err)
	})
}
