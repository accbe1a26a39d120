package promises_test

// WithPacing and sessions that end: whoever waits for a renewal does not keep it waiting.

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// pacedSessions is a Profile API with a quota of five requests a minute, whose sessions its test ends.
type pacedSessions struct {
	mu      sync.Mutex
	valid   string    // the session token of the moment
	renewed int       // how often there was a new one
	left    int       // of the window
	ends    time.Time // of the window
	refused int       // requests over the quota
}

const sessionQuota = 5

func (a *pacedSessions) RoundTrip(r *http.Request) (*http.Response, error) {
	time.Sleep(10 * time.Millisecond)
	a.mu.Lock()
	defer a.mu.Unlock()
	if now := time.Now(); !now.Before(a.ends) {
		a.left, a.ends = sessionQuota, now.Add(time.Minute)
	}
	seconds := strconv.Itoa(int((time.Until(a.ends) + time.Second - 1) / time.Second))
	quota := []string{"X-RateLimit-Limit: 5", "X-RateLimit-Remaining: " + strconv.Itoa(max(0, a.left-1)), "X-RateLimit-Reset: " + seconds}
	if a.left == 0 {
		a.refused++
		return parsed(r, httpAnswer(429, `{"code":10009,"message":"too_many_requests"}`, append(quota, "Retry-After: "+seconds)...))
	}
	a.left--
	switch {
	case strings.HasSuffix(r.URL.Path, "/refresh-session"):
		a.renewed++
		a.valid = fmt.Sprintf("st_fake_paced_%d", a.renewed)
		body, _ := json.Marshal(map[string]string{"sessionToken": a.valid})
		return parsed(r, httpAnswer(200, string(body), quota...))
	case r.Header.Get("Authorization") != "Bearer "+a.valid:
		return parsed(r, httpAnswer(401, `{"code":10004,"message":"session_token_expired"}`, quota...))
	default:
		return parsed(r, httpAnswer(200, `{"username":"ana"}`, quota...))
	}
}

func parsed(r *http.Request, raw string) (*http.Response, error) {
	return http.ReadResponse(bufio.NewReader(strings.NewReader(raw)), r)
}

// end ends the session that is valid.
func (a *pacedSessions) end() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.valid = ""
}

// ownSource renews on a context that no call knows of, one caller at a time.
type ownSource struct {
	turn    chan struct{} // holds one
	session string
}

func (s *ownSource) Token(_ context.Context, refused string, refresh partnerkit.RefreshFunc) (string, error) {
	<-s.turn
	defer func() { s.turn <- struct{}{} }()
	var err error
	if s.session == refused {
		s.session, _, err = refresh(context.Background(), "rt_fake_paced")
	}
	return s.session, err
}

func TestARenewalIsNotHeldBackByThoseWhoWaitForIt(t *testing.T) {
	t.Parallel()
	getUsername := func(ctx context.Context, c *partnerkit.Client) error {
		_, err := c.Profile.Get(ctx, []partnerkit.ProfileField{partnerkit.ProfileFieldUsername})
		return err
	}
	for name, row := range map[string]struct {
		source  func(client **partnerkit.Client) partnerkit.SessionSource
		refused int // requests over the quota, at most
	}{
		"RefreshingSession": {source: func(**partnerkit.Client) partnerkit.SessionSource {
			return partnerkit.RefreshingSession("st_fake_paced_0", "rt_fake_paced")
		}},
		"an onChange that calls": {refused: 1, source: func(client **partnerkit.Client) partnerkit.SessionSource {
			return partnerkit.RefreshingSession("st_fake_paced_0", "rt_fake_paced", func(ctx context.Context, _, _ string) error {
				return getUsername(ctx, *client)
			})
		}},
		"a source of one's own": {refused: 1, source: func(**partnerkit.Client) partnerkit.SessionSource {
			source := &ownSource{turn: make(chan struct{}, 1), session: "st_fake_paced_0"}
			source.turn <- struct{}{}
			return source
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := &pacedSessions{valid: "st_fake_paced_0"}
				var client *partnerkit.Client
				client, err := partnerkit.New(
					partnerkit.WithProfileBaseURL("https://api.example"), partnerkit.WithHTTPClient(&http.Client{Transport: api}),
					partnerkit.WithSession(row.source(&client)), partnerkit.WithPacing(), partnerkit.WithRetry(partnerkit.Retry{MaxWait: 2 * time.Minute}),
				)
				require.NoError(t, err)
				require.NoError(t, getUsername(t.Context(), client), "tells of the quota")
				time.Sleep(2 * time.Minute)
				api.end()
				began := time.Now()
				var group sync.WaitGroup
				for range sessionQuota {
					group.Go(func() { assert.NoError(t, getUsername(t.Context(), client)) })
				}
				group.Wait()
				assert.Equal(t, 1, api.renewed)
				assert.LessOrEqual(t, api.refused, row.refused, "requests over the quota")
				assert.Less(t, time.Since(began), 3*time.Minute, "five refused, one renewal, five carried out: three windows of five")
			})
		})
	}
}
