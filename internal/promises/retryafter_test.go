package promises_test

// How long an API asks to wait, as a call obeys it.

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// The wait is the one that the API asked for, by its own clock, in each form.
func TestRetryAfterIsObeyed(t *testing.T) {
	t.Parallel()
	at := func(clock, wait time.Duration) func(time.Time) []string {
		return func(now time.Time) []string {
			server := now.UTC().Add(clock)
			return []string{"Date: " + server.Format(http.TimeFormat), "Retry-After: " + server.Add(wait).Format(http.TimeFormat)}
		}
	}
	in := func(layout string, wait time.Duration) func(time.Time) []string {
		return func(now time.Time) []string { return []string{"Retry-After: " + now.UTC().Add(wait).Format(layout)} }
	}
	lines := func(lines ...string) func(time.Time) []string { return func(time.Time) []string { return lines } }
	for name, row := range map[string]struct {
		headers func(now time.Time) []string
		want    time.Duration
	}{
		"a fraction":                    {lines("Retry-After: 1.5"), 2 * time.Second},
		"two values":                    {lines("Retry-After: 2, 2"), 2 * time.Second},
		"two lines":                     {lines("Retry-After: 2", "Retry-After: 3"), 3 * time.Second},
		"the greater of two values":     {lines("Retry-After: 5, 10"), 10 * time.Second},
		"zero":                          {lines("Retry-After: 0"), none},
		"below zero":                    {lines("Retry-After: -5"), none},
		"an exponent":                   {lines("Retry-After: 1e3"), none},
		"no number":                     {lines("Retry-After: junk"), none},
		"empty":                         {lines("Retry-After: "), none},
		"more than a Duration holds":    {lines("Retry-After: 99999999999999999999"), 0}, // above MaxWait
		"a date":                        {in(http.TimeFormat, 5*time.Second), 5 * time.Second},
		"a date in the form of RFC 850": {in("Monday, 02-Jan-06 15:04:05 GMT", 5*time.Second), 5 * time.Second},
		"a date in the form of ANSI C":  {in(time.ANSIC, 5*time.Second), 5 * time.Second},
		"a date of long ago":            {in(http.TimeFormat, -time.Hour), none},
		"a date of another century":     {in(http.TimeFormat, 99*365*24*time.Hour), 0}, // above MaxWait
		"a clock that is right":         {at(0, 3*time.Second), 3 * time.Second},
		"a clock that is an hour fast":  {at(time.Hour, 3*time.Second), 3 * time.Second},
		"a clock that is an hour slow":  {at(-time.Hour, 3*time.Second), 3 * time.Second},
		"a date of the past":            {at(time.Hour, -time.Second), none},
		"an hour, and a clock to match": {at(-time.Hour, time.Hour), 0}, // above MaxWait
		"nothing":                       {lines(), none},
	} {
		for _, a := range []act{actGet, actCreate, actAppGet, actPortalCreate, actProfileGet} {
			t.Run(a.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					assertWait(t, row.want, waitAfter(t, a, 429, row.headers(time.Now())...))
				})
			})
		}
	}
}

// X-RateLimit-Reset stands in for a Retry-After where its API documents it as
// seconds, and for a 429 alone.
func TestResetStandsInForRetryAfter(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		act     act
		status  int
		headers []string
		want    time.Duration
	}{
		{actPortalCreate, 429, []string{"X-RateLimit-Reset: 3"}, 3 * time.Second},
		{actPortalCreate, 429, []string{"X-RateLimit-Reset: 0"}, none},
		{actPortalCreate, 429, []string{"X-RateLimit-Reset: 1767225600"}, none},
		{actPortalCreate, 429, []string{"X-RateLimit-Reset: 11"}, 0}, // above MaxWait
		{actPortalCreate, 429, []string{"X-RateLimit-Reset: 30", "Retry-After: 2"}, 2 * time.Second},
		{actPortalGet, 429, []string{"X-RateLimit-Reset: 3"}, 3 * time.Second},
		{actPortalGet, 503, []string{"X-RateLimit-Reset: 3"}, none},
		{actGet, 429, []string{"X-RateLimit-Reset: 3"}, none},
		{actAppGet, 429, []string{"X-RateLimit-Reset: 3"}, none},
		{actProfileGet, 429, []string{"X-RateLimit-Reset: 3"}, none},
	} {
		t.Run(fmt.Sprint(row.act.name, row.status, row.headers), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				assertWait(t, row.want, waitAfter(t, row.act, row.status, row.headers...))
			})
		})
	}
}

// none is the wait of a call that was asked for none: a drawn one.
const none time.Duration = -1

func assertWait(t *testing.T, want, got time.Duration) {
	t.Helper()
	if want != none {
		assert.Equal(t, want, got)
		return
	}
	assert.GreaterOrEqual(t, got, growing.MinWait)
	assert.LessOrEqual(t, got, 2*growing.MinWait)
}

// waitAfter is how long a call waits after a first answer with these headers; 0
// where it does not wait, and returns the error.
func waitAfter(t *testing.T, a act, status int, headers ...string) time.Duration {
	t.Helper()
	far := newFarEnd(t, func(n int, _ seen) reply {
		if n == 0 {
			return reply{raw: httpAnswer(status, refusalOf(a.api, status), headers...)}
		}
		return a.reply("ok")
	})
	began := time.Now()
	err := a.run(t.Context(), clientOn(t, far))
	if len(far.requests()) == 1 {
		failure, ok := errors.AsType[*partnerkit.Error](err)
		require.True(t, ok)
		assert.Greater(t, failure.RetryAfter, 10*time.Second)
		assert.Zero(t, time.Since(began))
		return 0
	}
	require.NoError(t, err)
	return time.Since(began)
}
