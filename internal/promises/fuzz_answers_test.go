package promises_test

// A fuzz target for what comes back: whatever the status and the body, a call ends
// with a whole value or with an error that keeps its bounds.

import (
	"encoding/json"
	"errors"
	"flag"
	"maps"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

var update = flag.Bool("update", false, "write testdata/seeds.json anew")

// The decoders' own fuzz targets are in the root, and begin with what the tests here answer:
// they read it from a file.
func TestTheDecodersSeedsAreTheseAnswers(t *testing.T) {
	t.Parallel()
	const file = "testdata/seeds.txt"
	written := strings.Join(seeds(), "\n") + "\n"
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(written), 0o600))
	}
	kept, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.True(t, written == string(kept), "%s is out of date: go test ./internal/promises -run Seeds -update", file) //nolint:testifylint // too long to be printed
}

// seeds are the answers, each quoted, once and in order.
func seeds() []string {
	var bodies []string
	for _, op := range askedOps {
		bodies = append(bodies, op.good, op.foreign)
		for _, row := range badBodies() {
			bodies = append(bodies, row.body(op))
		}
	}
	for _, api := range []string{partnerAPI, appAPI, portalsAPI, profileAPI} {
		bodies = append(bodies, nearShapes[api]...)
		bodies = append(bodies, badMembers[api]...)
		bodies = append(bodies, refusal(api, 418, "CODE", "message"), refusal(api, 418, "CO\xffDE", "\x1b[31m"))
		bodies = slices.AppendSeq(bodies, maps.Keys(ownShapes[api]))
	}
	for _, date := range badDates {
		bodies = append(bodies, withDate(date))
	}
	slices.Sort(bodies)
	var list []string
	for _, body := range slices.Compact(bodies) {
		if len(body) <= maxSeed {
			list = append(list, strconv.Quote(body))
		}
	}
	return list
}

// maxSeed keeps a fuzzer from changing megabytes.
const maxSeed = 8 << 10

// FuzzAnswer asks every operation of an API and gives it the fuzzed answer.
func FuzzAnswer(f *testing.F) {
	for _, api := range []string{partnerAPI, appAPI, portalsAPI, profileAPI} {
		for _, op := range opsOf(api) {
			f.Add(api, op.status, []byte(op.good), "req-1")
			f.Add(api, op.status, []byte(op.foreign), "")
		}
		for _, status := range []int{99, 200, 204, 206, 302, 400, 401, 404, 408, 409, 418, 429, 500, 503, 999} {
			f.Add(api, status, []byte(refusal(api, status, "CODE", "message")), "\x1b[31m\n")
		}
		for _, body := range append(nearShapes[api], badMembers[api]...) {
			f.Add(api, 200, []byte(body), "")
			f.Add(api, 404, []byte(body), "")
		}
	}
	f.Fuzz(func(t *testing.T, api string, status int, body []byte, header string) {
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
	case string:
		require.NotEmpty(t, v)
	case *partnerkit.User:
		require.True(t, v.ID != "" || v.Email != "")
	case *partnerkit.AppUser:
		require.NotEmpty(t, v.UID)
		require.True(t, v.UID == "123456789012" || v.UserExternalID == "ext-1" || strings.EqualFold(v.Email, "a@example.com"))
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
