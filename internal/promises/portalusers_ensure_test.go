package promises_test

// PortalUsers.FindByEmail and Ensure: which pages they ask for, and what they make of answers that are lost, refused or
// somebody else's.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/fake"
)

const (
	listFirst  = "GET /v1/partner-portals/p/users?limit=100"
	listSecond = "GET /v1/partner-portals/p/users?after=c1&limit=100"
	listThird  = "GET /v1/partner-portals/p/users?after=c2&limit=100"
	makeUser   = "POST /v1/partner-portals/p/users"
)

// mailPage is a page of users, each given as "id e-mail", and the cursor of the next one.
func mailPage(next string, users ...string) string {
	items := make([]string, len(users))
	for i, user := range users {
		id, email, _ := strings.Cut(user, " ")
		items[i] = fmt.Sprintf(`{"id":%q,"first_name":"A","last_name":"B","email":%q,"last_logged_at":null}`, id, email)
	}
	return httpAnswer(200, fmt.Sprintf(`{"data":[%s],"paging":{"next":{"after":%q}}}`, strings.Join(items, ","), next), "X-Request-Id: list")
}

// searchRow is what the API answers, in order, and what comes of it.
type searchRow struct {
	name     string
	answers  []string
	sent     []string
	id       string  // of the user who is returned; "" for an error
	is       []error // what the error goes by, of all sentinels
	says     string  // a part of the error
	status   int     // of the error
	retry    bool    // the error is Retryable
	readBack bool
}

func (row *searchRow) check(t *testing.T, op string, p *tape, user *partnerkit.PortalUser, response partnerkit.Response, err error) {
	t.Helper()
	assert.Equal(t, row.sent, p.lines())
	assert.Equal(t, row.readBack, response.ReadBack)
	if row.id != "" {
		require.NoError(t, err)
		assert.Equal(t, row.id, user.ID)
		assert.Equal(t, http.StatusOK, response.Status)
		return
	}
	assert.Nil(t, user)
	e, ok := err.(*partnerkit.Error) //nolint:errorlint // the type itself is promised
	require.True(t, ok, "%v", err)
	requirePrintable(t, e)
	assert.Equal(t, op, e.Op)
	assert.Equal(t, row.status, e.Status)
	assert.Equal(t, row.status, response.Status, "the response that the error speaks of")
	assert.Equal(t, e.Attempts, response.Attempts)
	assert.Equal(t, row.retry, e.Retryable(), "%v", err)
	for _, sentinel := range everySentinel {
		assert.Equal(t, containsError(row.is, sentinel), errors.Is(err, sentinel), "%v: %v", sentinel, err)
	}
	assert.Contains(t, e.Error(), row.says)
}

func errorsOf(list ...error) []error { return list }

func TestFindByEmail(t *testing.T) {
	t.Parallel()
	nobody := errorsOf(partnerkit.ErrUserNotFound, partnerkit.ErrNotFound)
	ada, bob := "1 ada@example.com", "2 bob@example.com"
	for _, row := range []searchRow{
		{name: "on the first page", answers: []string{mailPage("c1", bob, ada)}, sent: []string{listFirst}, id: "1"},
		{name: "on the last page", answers: []string{mailPage("c1", bob), mailPage("c2"), mailPage("", ada)}, sent: []string{listFirst, listSecond, listThird}, id: "1"},
		{name: "in capitals", answers: []string{mailPage("", bob, "3 ADA@Example.COM")}, sent: []string{listFirst}, id: "3"},
		{name: "the oldest of several", answers: []string{mailPage("c1", "3 ADA@example.com", ada), mailPage("", "4 ada@example.com")}, sent: []string{listFirst}, id: "3"},
		{name: "nobody", answers: []string{mailPage("c1", bob), mailPage("", "3 ada@example.org")}, sent: []string{listFirst, listSecond},
			status: 200, is: nobody, says: "200; nobody with this e-mail is listed (request list, 2 attempts)"},
		{name: "an empty portal", answers: []string{mailPage("")}, sent: []string{listFirst}, status: 200, is: nobody, says: "nobody with this e-mail is listed"},
		{name: "no such portal", answers: []string{httpAnswer(404, refusalOf(portalsAPI, 404))}, sent: []string{listFirst}, status: 404, is: errorsOf(partnerkit.ErrNotFound)},
		{name: "a page fails", answers: []string{mailPage("c1", bob), httpAnswer(503, `{}`)}, sent: []string{listFirst, listSecond},
			status: 503, is: errorsOf(partnerkit.ErrServer), retry: true, says: "2 attempts"},
		{name: "a page that is none", answers: []string{httpAnswer(200, `{}`)}, sent: []string{listFirst}, status: 200, is: errorsOf(partnerkit.ErrMalformedResponse)},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			p := tapeOf(row.answers...)
			client := tapeClient(t, p, partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 1}))
			var response partnerkit.Response
			user, err := client.PortalUsers.FindByEmail(t.Context(), "p", "ada@example.com", partnerkit.WithResponse(&response))
			row.check(t, "PortalUsers.FindByEmail", p, user, response, err)
		})
	}
}

func portalEnsureRows() []searchRow {
	ada, bob := "1 ADA@example.com", "2 bob@example.com"
	made, bad, down := httpAnswer(200, portalUserBody), httpAnswer(400, refusalOf(portalsAPI, 400)), httpAnswer(503, `{}`)
	none, some := mailPage("", bob), mailPage("", bob, ada)
	badRequest, unknown := partnerkit.ErrBadRequest, partnerkit.ErrOutcomeUnknown
	lost := []string{listFirst, makeUser, listFirst}
	return []searchRow{
		{name: "new", answers: []string{none, made}, sent: []string{listFirst, makeUser}, id: "pu_1"},
		{name: "new, after several pages", answers: []string{mailPage("c1", bob), mailPage(""), made}, sent: []string{listFirst, listSecond, makeUser}, id: "pu_1"},
		{name: "there already", answers: []string{mailPage("c1", bob, ada, "3 ada@example.com")}, sent: []string{listFirst}, id: "1"},

		{name: "the answer is lost, and it happened", answers: []string{none, lostAnswer, some}, sent: lost, id: "1", readBack: true},
		{name: "a 503, and it happened", answers: []string{none, down, some}, sent: lost, id: "1", readBack: true},
		{name: "a success that cannot be read", answers: []string{none, httpAnswer(200, `{}`), some}, sent: lost, id: "1", readBack: true},
		{name: "it happened on a new page", answers: []string{mailPage("c1", bob), mailPage("", bob), lostAnswer, mailPage("c2", bob), mailPage("", ada)},
			sent: []string{listFirst, listSecond, makeUser, listSecond, listThird}, id: "1", readBack: true},
		{name: "the answer is lost, and it did not happen", answers: []string{none, lostAnswer, none}, sent: lost, is: errorsOf(unknown), retry: true,
			says: "reading back did not find the effect"},
		{name: "a 503, and it did not happen", answers: []string{none, down, none}, sent: lost, status: 503, is: errorsOf(partnerkit.ErrServer, unknown), retry: true},
		{name: "the answer is lost, and looking fails", answers: []string{none, lostAnswer, httpAnswer(403, refusalOf(portalsAPI, 403))}, sent: lost, is: errorsOf(unknown), retry: true,
			says: `reading back failed: 403 "no"`},
		{name: "the answer is lost, and so is the look's", answers: []string{none, lostAnswer, lostAnswer}, sent: lost, is: errorsOf(unknown), retry: true,
			says: "reading back failed: unexpected EOF"},
		{name: "the answer is lost, and looking leads in a circle", answers: []string{none, lostAnswer, mailPage("c1"), mailPage("c1"), mailPage("c1")},
			sent: []string{listFirst, makeUser, listFirst, listSecond}, is: errorsOf(unknown), retry: true, says: "the pages lead in a circle"},

		{name: "somebody was faster", answers: []string{none, bad, some}, sent: lost, id: "1"},
		{name: "somebody was faster, on a new page", answers: []string{mailPage("c1", bob), mailPage("", bob), bad, mailPage("c2", bob), mailPage("", ada)},
			sent: []string{listFirst, listSecond, makeUser, listSecond, listThird}, id: "1"},
		{name: "refused, and nobody is there", answers: []string{none, bad, none}, sent: lost, status: 400, is: errorsOf(badRequest),
			says: `400 "no"; and nobody with this e-mail is listed`},
		{name: "refused by a proxy", answers: []string{none, httpAnswer(400, "<html>"), none}, sent: lost, status: 400, is: errorsOf(badRequest)},
		{name: "refused, and looking fails", answers: []string{none, bad, httpAnswer(401, refusalOf(portalsAPI, 401))}, sent: lost,
			status: 401, is: errorsOf(partnerkit.ErrUnauthorized), says: "the API had refused to make the user, 400"},

		{name: "looking fails", answers: []string{down}, sent: []string{listFirst}, status: 503, is: errorsOf(partnerkit.ErrServer), retry: true},
		{name: "no such portal", answers: []string{httpAnswer(404, refusalOf(portalsAPI, 404))}, sent: []string{listFirst}, status: 404, is: errorsOf(partnerkit.ErrNotFound)},
		{name: "a page that is none", answers: []string{httpAnswer(200, `null`)}, sent: []string{listFirst}, status: 200, is: errorsOf(partnerkit.ErrMalformedResponse)},
		{name: "not allowed to create", answers: []string{none, httpAnswer(403, refusalOf(portalsAPI, 403))}, sent: []string{listFirst, makeUser}, status: 403, is: errorsOf(partnerkit.ErrForbidden)},
		{name: "over the quota", answers: []string{none, httpAnswer(429, refusalOf(portalsAPI, 429))}, sent: []string{listFirst, makeUser}, status: 429,
			is: errorsOf(partnerkit.ErrRateLimited), retry: true},
	}
}

func TestEnsureOfAPortalsUser(t *testing.T) {
	t.Parallel()
	for _, row := range portalEnsureRows() {
		for name, opts := range map[string][]partnerkit.CallOption{"": nil, ", WithRepeat": {partnerkit.WithRepeat()}} {
			t.Run(row.name+name, func(t *testing.T) {
				t.Parallel()
				p := tapeOf(row.answers...)
				client := tapeClient(t, p, partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 1}))
				var response partnerkit.Response
				user, err := client.PortalUsers.Ensure(t.Context(), "p", portalMail("ada@example.com"), append(opts, partnerkit.WithResponse(&response))...)
				row.check(t, "PortalUsers.Ensure", p, user, response, err)
			})
		}
	}
}

func portalMail(email string) partnerkit.PortalUserCreateParams {
	params := portalParams()
	params.Email = email
	return params
}

// What is sent, byte for byte, and that every send counts, but those that look for the effect of a lost answer.
func TestEnsureOfAPortalsUserCountsItsSends(t *testing.T) {
	t.Parallel()
	quick := partnerkit.WithRetry(partnerkit.Retry{MinWait: 1, MaxWait: 1})
	none, some, busy := mailPage(""), mailPage("", "1 ada@example.com"), httpAnswer(429, `{}`)
	for name, row := range map[string]struct {
		answers  []string
		attempts int
	}{
		"new":             {[]string{busy, none, busy, busy, httpAnswer(200, portalUserBody)}, 5},
		"read back":       {[]string{none, lostAnswer, busy, some}, 2},
		"somebody faster": {[]string{none, httpAnswer(400, `{}`), httpAnswer(503, `{}`), some}, 4},
		"refused":         {[]string{none, httpAnswer(400, `{}`), mailPage("c"), none}, 4},
		"not found":       {[]string{none, lostAnswer, none}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := tapeOf(row.answers...)
			var response partnerkit.Response
			_, err := tapeClient(t, p, quick).PortalUsers.Ensure(t.Context(), "p", portalMail("ada@example.com"), partnerkit.WithRepeat(), partnerkit.WithResponse(&response))
			assert.Len(t, p.requests(), len(row.answers))
			assert.Equal(t, row.attempts, response.Attempts)
			if err != nil {
				assert.Equal(t, row.attempts, asError(err).Attempts)
			}
			for _, request := range p.requests() {
				if strings.HasPrefix(request, "POST") {
					assert.Contains(t, request, "\r\n\r\n"+`{"first_name":"A","last_name":"B","email":"ada@example.com","roles":["role_viewer"]}`)
				}
			}
		})
	}
}

// A page that fails is the same error, whoever asks for it: a listing, FindByEmail, or either look of Ensure's.
func TestAFailedPageIsTheSameErrorForAll(t *testing.T) {
	t.Parallel()
	type kept struct {
		status                      int
		code                        partnerkit.Code
		message, requestID, body    string
		fields                      []partnerkit.FieldError
		retryAfter                  time.Duration
		retryable, isDrop, isCircle bool
		is                          []error
	}
	keptOf := func(err error) kept {
		e := asError(err)
		all := kept{
			status: e.Status, code: e.Code, message: e.Message, requestID: e.RequestID, body: string(e.Body), fields: e.Fields, retryAfter: e.RetryAfter,
			retryable: e.Retryable(), isDrop: errors.Is(e, io.ErrUnexpectedEOF), isCircle: strings.Contains(e.Error(), "the pages lead in a circle"),
		}
		for _, sentinel := range everySentinel {
			if errors.Is(e, sentinel) {
				all.is = append(all.is, sentinel)
			}
		}
		return all
	}
	for name, answers := range map[string][]string{
		"refused":          {httpAnswer(403, refusalOf(portalsAPI, 403), "X-Request-Id: req_7")},
		"to come later":    {httpAnswer(429, refusalOf(portalsAPI, 429), "Retry-After: 30")},
		"a proxy's page":   {httpAnswer(502, "<html>no</html>")},
		"no page":          {httpAnswer(200, `{"data":7}`)},
		"dropped":          {lostAnswer},
		"wrong together":   {mailPage("c1"), mailPage("c1")},
		"fails on page 2":  {mailPage("c1", "2 bob@example.com"), httpAnswer(404, refusalOf(portalsAPI, 404))},
		"not what is said": {httpAnswer(200, `{"status_code":200,"message":"no","request_id":"r"}`)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := func(before ...string) *partnerkit.Client {
				return tapeClient(t, tapeOf(append(before, answers...)...), partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 1}))
			}
			var want kept
			for _, err := range client().PortalUsers.All(t.Context(), "p", partnerkit.PortalUserListParams{}) {
				if err != nil {
					want = keptOf(err)
				}
			}
			require.True(t, want.isDrop || len(want.is) > 0, "%+v", want)
			_, err := client().PortalUsers.FindByEmail(t.Context(), "p", "ada@example.com")
			assert.Equal(t, want, keptOf(err), "FindByEmail")
			_, err = client().PortalUsers.Ensure(t.Context(), "p", portalMail("ada@example.com"))
			assert.Equal(t, want, keptOf(err), "Ensure")
			_, err = client(mailPage(""), httpAnswer(400, refusalOf(portalsAPI, 400))).PortalUsers.Ensure(t.Context(), "p", portalMail("ada@example.com"))
			assert.Equal(t, want, keptOf(err), "Ensure, after a refusal")
			require.ErrorContains(t, err, "the API had refused to make the user, 400")
		})
	}
}

// A caller whose time is over is not told to call again with the same context.
func TestEnsureOfAPortalsUserWhoseTimeIsOver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		far := newFarEnd(t, inTurn(reply{raw: mailPage("")}, reply{hang: true}))
		_, err := clientOn(t, far).PortalUsers.Ensure(ctx, "p", portalMail("ada@example.com"))
		assert.Equal(t, decision{0, 2, true, true, true, false}, decisionOf(t, err))
		assert.Len(t, far.requests(), 2)
	})
}

// The look for a lost answer costs what a repeat costs, and gives it back once, however many pages it has.
func TestTheLookOfAPortalsEnsureCostsBudget(t *testing.T) {
	t.Parallel()
	none, made := reply{raw: mailPage("")}, reply{raw: mailPage("", "1 ada@example.com")}
	for left, row := range map[int]struct{ requests, left int }{0: {2, 1}, repeatCost - 1: {5, repeatCost + 2}} { // the first answer gives one back
		far := newFarEnd(t, inTurn(none, reply{err: errDropped}, reply{raw: mailPage("c1")}, reply{raw: mailPage("c2")}, made))
		c := clientOn(t, far)
		leave(t, c, portalsAPI, left)
		_, err := c.PortalUsers.Ensure(t.Context(), "p", portalMail("ada@example.com"))
		assert.Len(t, far.requests(), row.requests, left)
		if row.requests == 2 {
			require.ErrorIs(t, err, partnerkit.ErrOutcomeUnknown)
			require.ErrorContains(t, err, "the retry budget is empty")
		} else {
			require.NoError(t, err)
		}
		assert.Equal(t, row.left, tokens(t, c, portalsAPI))
	}
}

// The password belongs to every request of the call: neither a listing's refusal nor a body that cannot be written shows it.
func TestEnsureShowsNoPassword(t *testing.T) {
	t.Parallel()
	params := portalMail("ada@example.com")
	params.Password = secretPassword
	p := tapeOf(httpAnswer(500, mustJSON(map[string]any{"status_code": 500, "message": "no " + secretPassword, "request_id": "r"})))
	client := tapeClient(t, p, partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 1}))
	_, err := client.PortalUsers.Ensure(t.Context(), "p", params)
	require.ErrorIs(t, err, partnerkit.ErrServer)
	assert.Contains(t, err.Error(), "no [redacted]")
	params.Attributes = []partnerkit.PortalUserAttribute{{ID: "a", Value: speakingMarshaler{}}}
	_, unwritten := client.PortalUsers.Ensure(t.Context(), "p", params)
	require.ErrorIs(t, unwritten, partnerkit.ErrInvalidArgument)
	for _, s := range errorSinks() {
		assert.Empty(t, leak(s.of(err)), s.name)
		assert.Empty(t, leak(s.of(unwritten)), s.name)
	}
	assert.Len(t, p.requests(), 1)
}

// Whatever one fault does to whichever of its requests, the portal has the user once in the end.
func TestEnsureOfAPortalsUserUnderEveryFault(t *testing.T) {
	t.Parallel()
	routes := []string{"GET /v1/partner-portals/{portalId}/users", "POST /v1/partner-portals/{portalId}/users"}
	ensureUnderEveryFault(t, routes, func(t *testing.T, client *partnerkit.Client, call int) error {
		t.Helper()
		user, err := client.PortalUsers.Ensure(t.Context(), "portal_1", portalMail(spelled(call)))
		if err == nil {
			assert.True(t, strings.EqualFold("new@example.com", user.Email), user.Email)
		}
		return err
	}, usersOfThePortal)
}

// All who ask at once get the one user.
func TestEnsureOfAPortalsUserByManyAtOnce(t *testing.T) {
	t.Parallel()
	ensureByMany(t, func(client *partnerkit.Client, caller int) (string, error) {
		user, err := client.PortalUsers.Ensure(t.Context(), "portal_1", portalMail(spelled(caller)))
		if err != nil {
			return "", err
		}
		return user.ID, nil
	}, usersOfThePortal)
}

// spelled is one e-mail in two spellings, by turns.
func spelled(turn int) string { return []string{"new@example.com", "New@Example.com"}[turn%2] }

func usersOfThePortal(state fake.State) int { return len(state.Portals[0].Users) }
