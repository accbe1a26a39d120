package promises_test

// Sessions: one refresh for all who wait, on nobody's context; one repeat; and
// which answers lead to a refresh at all.

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// sessionWorld is a Profile API that knows one valid token, "" for none.
type sessionWorld struct {
	act    act
	renew  func(n int, refreshToken string) reply // answers refresh number n, from 1; nil hands out the next token
	refuse reply                                  // to a token that is not valid

	mu      sync.Mutex
	valid   string
	refresh []string // the refresh tokens that came
	carried int      // calls carried out
}

func newSessionWorld() *sessionWorld {
	return &sessionWorld{act: actProfileGet, refuse: actProfileGet.reply("expired")}
}

func (w *sessionWorld) answer(_ int, s seen) reply {
	if s.line() != actRefresh.line {
		w.mu.Lock()
		defer w.mu.Unlock()
		if s.header.Get("Authorization") != "Bearer "+w.valid {
			return w.refuse
		}
		w.carried++
		return w.act.reply("ok")
	}
	var body struct{ RefreshToken string }
	_ = json.Unmarshal([]byte(s.body), &body)
	w.mu.Lock()
	w.refresh = append(w.refresh, body.RefreshToken)
	n := len(w.refresh)
	w.mu.Unlock()
	var answer reply
	if w.renew != nil {
		answer = w.renew(n, body.RefreshToken)
	} else {
		answer = w.handOut(fmt.Sprintf("st_fake_%d", n), "")
	}
	answer.delay = time.Second // cut short where the refresh's context ends
	return answer
}

// handOut makes a token the valid one and answers it.
func (w *sessionWorld) handOut(session, refresh string) reply {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.valid = session
	body := map[string]string{"sessionToken": session}
	if refresh != "" {
		body["refreshToken"] = refresh
	}
	text, _ := json.Marshal(body)
	return reply{raw: httpAnswer(200, string(text))}
}

func (w *sessionWorld) refreshes() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string(nil), w.refresh...)
}

// inWorld runs a test in a bubble, with a client on the world.
func inWorld(t *testing.T, w *sessionWorld, source partnerkit.SessionSource, test func(t *testing.T, c *partnerkit.Client, far *farEnd)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		far := newFarEnd(t, w.answer)
		test(t, clientOn(t, far, partnerkit.WithSession(source)), far)
	})
}

// What is documented of a renewal, and what it is called.
const (
	refreshLimit = time.Minute
	refreshGrace = time.Second // for a refresh that was cut off to say what it met
	refreshOp    = "Session.Refresh"
)

// twoTokens is a session that can be refreshed.
func twoTokens() partnerkit.SessionSource {
	return partnerkit.RefreshingSession(testSession, testRefresh)
}

func TestThousandMeetOneExpiredSession(t *testing.T) {
	w := newSessionWorld()
	inWorld(t, w, twoTokens(), func(t *testing.T, c *partnerkit.Client, far *farEnd) {
		const callers = 1000
		var group sync.WaitGroup
		for range callers {
			group.Go(func() { assert.NoError(t, actProfileGet.run(t.Context(), c)) })
		}
		group.Wait()
		assert.Equal(t, []string{testRefresh}, w.refreshes())
		assert.Equal(t, callers, w.carried)
		assert.Len(t, far.requests(), 2*callers+1)
	})
}

// Late callers come with the refused token after it was replaced: they use the
// new one and refresh nothing.
func TestRefreshIsKeyedByTheRefusedToken(t *testing.T) {
	t.Parallel()
	refreshes := 0
	refresh := func(context.Context, string) (session, newRefresh string, err error) {
		refreshes++
		return renewedSession, "", nil
	}
	source := twoTokens()
	for range 10 {
		token, err := source.Token(t.Context(), testSession, refresh)
		require.NoError(t, err)
		assert.Equal(t, renewedSession, token)
	}
	assert.Equal(t, 1, refreshes)
}

func TestFirstCallerLeavesAndNobodyFails(t *testing.T) {
	w := newSessionWorld()
	inWorld(t, w, twoTokens(), func(t *testing.T, c *partnerkit.Client, _ *farEnd) {
		ctx, cancel := context.WithCancelCause(t.Context())
		cause := errors.New("the person went away")
		var first error
		var group sync.WaitGroup
		group.Go(func() { first = actProfileGet.run(ctx, c) })
		synctest.Wait() // its refresh is under way
		assert.Len(t, w.refreshes(), 1)
		for range 99 {
			group.Go(func() { assert.NoError(t, actProfileGet.run(t.Context(), c)) })
		}
		synctest.Wait()
		began := time.Now()
		cancel(cause)
		synctest.Wait()
		assert.ErrorIs(t, first, context.Canceled)
		assert.ErrorIs(t, first, cause)
		assert.NotErrorIs(t, first, partnerkit.ErrSessionExpired, "nobody said that no other session was to be had")
		assert.Zero(t, time.Since(began), "it leaves at once")
		group.Wait()
		assert.Len(t, w.refreshes(), 1)
		assert.Equal(t, 99, w.carried)
	})
}

func TestAllWaitersLeaveAndTheRefreshStillCounts(t *testing.T) {
	w := newSessionWorld()
	inWorld(t, w, twoTokens(), func(t *testing.T, c *partnerkit.Client, _ *farEnd) {
		ctx, cancel := context.WithTimeout(t.Context(), 500*ms)
		defer cancel()
		require.ErrorIs(t, actProfileGet.run(ctx, c), context.DeadlineExceeded)
		time.Sleep(time.Second)
		require.NoError(t, actProfileGet.run(t.Context(), c))
		assert.Len(t, w.refreshes(), 1)
	})
}

func TestSecondExpiryIsAnError(t *testing.T) {
	w := newSessionWorld()
	w.renew = func(n int, _ string) reply {
		return reply{raw: httpAnswer(200, fmt.Sprintf(`{"sessionToken":"st_fake_useless_%d"}`, n))}
	}
	inWorld(t, w, twoTokens(), func(t *testing.T, c *partnerkit.Client, far *farEnd) {
		err := actProfileGet.run(t.Context(), c)
		require.ErrorIs(t, err, partnerkit.ErrSessionExpired)
		require.ErrorIs(t, err, partnerkit.CodeSessionTokenExpired)
		assert.Equal(t, []string{actProfileGet.line, actRefresh.line, actProfileGet.line}, far.lines())
		failure, _ := errors.AsType[*partnerkit.Error](err)
		assert.Equal(t, 2, failure.Attempts)
	})
}

func TestRefreshThatChangesNothing(t *testing.T) {
	w := newSessionWorld()
	w.renew = func(int, string) reply {
		return reply{raw: httpAnswer(200, fmt.Sprintf(`{"sessionToken":%q}`, testSession))}
	}
	inWorld(t, w, twoTokens(), func(t *testing.T, c *partnerkit.Client, far *farEnd) {
		require.ErrorIs(t, actProfileGet.run(t.Context(), c), partnerkit.ErrSessionExpired)
		assert.Equal(t, []string{actProfileGet.line, actRefresh.line}, far.lines())
	})
}

// The repeat after a refresh is outside MaxAttempts and the budget, and goes for
// a write too: a 401 was not carried out.
func TestReplayCostsNothing(t *testing.T) {
	w := newSessionWorld()
	w.act = actProfileUpdate
	inWorld(t, w, twoTokens(), func(t *testing.T, c *partnerkit.Client, far *farEnd) {
		leave(t, c, profileAPI, 0)
		var response partnerkit.Response
		require.NoError(t, actProfileUpdate.run(t.Context(), c, partnerkit.WithRetry(single), partnerkit.WithResponse(&response)))
		assert.Equal(t, 2, response.Attempts)
		assert.Equal(t, 3, tokens(t, c, profileAPI), "one for the 401, one for the refresh, one for the call")
		assert.Equal(t, 1, w.carried)
		assert.False(t, response.ReadBack)
		requests := far.requests()
		assert.Equal(t, requests[0].body, requests[2].body)
	})
}

// refreshedAmid follows a script for the call itself, and refreshes whenever it is asked to.
func refreshedAmid(t *testing.T, a act, script string) *farEnd {
	tokens := strings.Fields(script)
	calls := 0
	return newFarEnd(t, func(_ int, s seen) reply {
		if s.line() == actRefresh.line {
			return actRefresh.reply("ok")
		}
		calls++
		return a.reply(tokens[calls-1])
	})
}

// What a repeat took comes back with the 401 that answers it; the call's own answer
// then gives back one.
func TestARefreshGivesBackOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		far := refreshedAmid(t, actProfileGet, "503 expired ok")
		c := clientOn(t, far, partnerkit.WithSession(twoTokens()))
		leave(t, c, profileAPI, 100)
		require.NoError(t, actProfileGet.run(t.Context(), c))
		assert.Equal(t, 100-5+5+1+1, tokens(t, c, profileAPI), "the 401 gives back five, the refresh and the call one each")
	})
}

func TestReplayThenMaxAttempts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		far := refreshedAmid(t, actProfileGet, "503 expired 503 503")
		c := clientOn(t, far, partnerkit.WithSession(twoTokens()))
		err := actProfileGet.run(t.Context(), c)
		failure, _ := errors.AsType[*partnerkit.Error](err)
		require.NotNil(t, failure)
		assert.Equal(t, 503, failure.Status)
		assert.Equal(t, 4, failure.Attempts, "three, and the replay")
	})
}

func TestRefusedRefreshIsRemembered(t *testing.T) {
	for name, row := range map[string]struct {
		body string
		want error
		sent int // in three calls
	}{
		"expired":                  {`{"code":10005,"message":"refresh_token_expired"}`, partnerkit.ErrRefreshTokenExpired, 1},
		"unknown":                  {`{"code":10003,"message":"generic_unauthorized"}`, partnerkit.ErrUnauthorized, 1},
		"a page, which is no word": {pageHTML, partnerkit.ErrUnauthorized, 3},
	} {
		t.Run(name, func(t *testing.T) {
			w := newSessionWorld()
			w.renew = func(int, string) reply { return reply{raw: httpAnswer(401, row.body)} }
			inWorld(t, w, twoTokens(), func(t *testing.T, c *partnerkit.Client, _ *farEnd) {
				for range 3 {
					err := actProfileGet.run(t.Context(), c)
					require.ErrorIs(t, err, row.want)
					require.NotErrorIs(t, err, partnerkit.ErrSessionExpired)
				}
				began := time.Now()
				assert.Len(t, w.refreshes(), row.sent)
				assert.Zero(t, time.Since(began))
			})
		})
	}
}

// A refresh that the network broke is tried again, in the call and after it.
func TestBrokenRefreshIsNotRemembered(t *testing.T) {
	w := newSessionWorld()
	w.renew = func(n int, _ string) reply {
		if n <= 4 {
			return actRefresh.reply("503html")
		}
		return w.handOut(renewedSession, "")
	}
	inWorld(t, w, twoTokens(), func(t *testing.T, c *partnerkit.Client, _ *farEnd) {
		err := actProfileGet.run(t.Context(), c)
		require.ErrorIs(t, err, partnerkit.ErrServer)
		require.NotErrorIs(t, err, partnerkit.ErrSessionExpired)
		assert.Len(t, w.refreshes(), 3)
		require.NoError(t, actProfileGet.run(t.Context(), c))
		assert.Len(t, w.refreshes(), 5)
	})
}

func TestRefreshHasItsOwnLimit(t *testing.T) {
	w := newSessionWorld()
	w.renew = func(int, string) reply { return reply{hang: true} }
	inWorld(t, w, twoTokens(), func(t *testing.T, c *partnerkit.Client, _ *farEnd) {
		began := time.Now()
		err := actProfileGet.run(t.Context(), c)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.NotErrorIs(t, err, partnerkit.ErrSessionExpired)
		assert.Equal(t, refreshLimit, time.Since(began))
	})
}

func TestRotationIsAdopted(t *testing.T) {
	w := newSessionWorld()
	w.renew = func(n int, _ string) reply {
		return w.handOut(fmt.Sprintf("st_fake_%d", n), fmt.Sprintf("rt_fake_%d", n))
	}
	inWorld(t, w, twoTokens(), func(t *testing.T, c *partnerkit.Client, _ *farEnd) {
		for range 3 {
			require.NoError(t, actProfileGet.run(t.Context(), c))
			w.mu.Lock()
			w.valid = "" // it expires
			w.mu.Unlock()
		}
		assert.Equal(t, []string{testRefresh, "rt_fake_1", "rt_fake_2"}, w.refreshes())
	})
}

// A token that could never be sent is not adopted: the next call refreshes anew.
func TestATokenThatIsTooLongIsNotAdopted(t *testing.T) {
	long := strings.Repeat("x", 16<<10+1)
	for name, pair := range map[string][2]string{"session token": {long, ""}, "refresh token": {"st_fake_1", long}} {
		t.Run(name, func(t *testing.T) {
			w := newSessionWorld()
			w.renew = func(n int, _ string) reply {
				if n == 1 {
					return w.handOut(pair[0], pair[1])
				}
				return w.handOut(renewedSession, "")
			}
			inWorld(t, w, twoTokens(), func(t *testing.T, c *partnerkit.Client, _ *farEnd) {
				require.ErrorIs(t, actProfileGet.run(t.Context(), c), partnerkit.ErrMalformedResponse)
				require.NoError(t, actProfileGet.run(t.Context(), c))
				assert.Equal(t, []string{testRefresh, testRefresh}, w.refreshes())
			})
		})
	}
}

func TestEmptySessionIsRefreshedFirst(t *testing.T) {
	w := newSessionWorld()
	inWorld(t, w, partnerkit.RefreshingSession("", testRefresh), func(t *testing.T, c *partnerkit.Client, far *farEnd) {
		require.NoError(t, actProfileGet.run(t.Context(), c))
		assert.Equal(t, []string{actRefresh.line, actProfileGet.line}, far.lines())
		assert.Empty(t, far.requests()[0].header.Get("Authorization"))
	})
}

// Only the API's own word that a session token has expired leads to a refresh.
func TestWhatRefreshes(t *testing.T) {
	for name, row := range map[string]struct {
		status    int
		body      string
		refreshes int
	}{
		"expired":                    {401, expiredBody, 1},
		"expired in upper case":      {401, `{"code":10004,"message":"SESSION_TOKEN_EXPIRED"}`, 1},
		"expired by another number":  {401, `{"code":7,"message":"session_token_expired"}`, 1},
		"the number alone":           {401, `{"code":10004,"message":"generic_unauthorized"}`, 0},
		"unauthorized":               {401, `{"code":10003,"message":"generic_unauthorized"}`, 0},
		"refresh token expired":      {401, `{"code":10005,"message":"refresh_token_expired"}`, 0},
		"a page":                     {401, pageHTML, 0},
		"nothing":                    {401, "", 0},
		"no number":                  {401, `{"message":"session_token_expired"}`, 0},
		"another API's shape":        {401, `{"success":false,"error":{"code":"SESSION_TOKEN_EXPIRED","message":"m"}}`, 0},
		"cut short":                  {401, `{"code":10004,"message":"session_token_expi`, 0},
		"forbidden":                  {403, `{"code":10003,"message":"generic_unauthorized"}`, 0},
		"forbidden page":             {403, pageHTML, 0},
		"bad request":                {400, `{"code":10002,"message":"generic_client_error"}`, 0},
		"not found":                  {404, `{"code":10006,"message":"generic_not_found"}`, 0},
		"success with expired words": {200, expiredBody, 0},
	} {
		t.Run(name, func(t *testing.T) {
			w := newSessionWorld()
			w.refuse = reply{raw: httpAnswer(row.status, row.body)}
			inWorld(t, w, twoTokens(), func(t *testing.T, c *partnerkit.Client, far *farEnd) {
				err := actProfileGet.run(t.Context(), c)
				assert.Len(t, w.refreshes(), row.refreshes)
				assert.Equal(t, row.refreshes == 0, err != nil)
				assert.Len(t, far.requests(), 1+2*row.refreshes)
			})
		})
	}
}
