package promises_test

// AppUsers.Ensure: what it asks, and what it makes of answers that are lost, late or another user's.

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/fake"
)

const (
	lostAnswer = "" // the connection breaks
	ensureMiss = `{"success":false,"data":null}`
	ensureMade = `{"success":true,"data":{"uid":"100"}}`
	ensureUser = `{"success":true,"data":{"uid":"100","email":"ada@example.com","user_external_id":"ada"}}`
	ensureElse = `{"success":true,"data":{"uid":"200","email":"ada@example.com","user_external_id":"grace"}}`
	ensureHas  = `{"success":false,"error":{"type":"client_error","detail":{"code":"already_exists","message":"User already exists."}}}`
	ensureOdd  = `{"success":false,"error":{"type":"client_error","detail":{"message":"User already exists."}}}`
	ensureBad  = `{"success":false,"error":{"type":"validation_error","detail":{"code":"invalid","message":"Enter a valid email address.","field_name":"email"}}}`

	findAda  = "GET /v1/user?user_external_id=ada"
	findMail = "GET /v1/user?email=ada%40example.com"
	makeAda  = "POST /v1/user"
	readAda  = "GET /v1/user/100"
)

// ensureRow is what the API answers, in order, and what comes of it.
type ensureRow struct {
	name     string
	by       partnerkit.AppUserCreateParams
	answers  []string
	sent     []string
	uid      string  // of the user who is returned; "" for an error
	is       []error // what the error goes by, of all sentinels
	says     string  // a part of the error
	status   int     // of the error
	readBack bool
}

func ensureRows() []ensureRow {
	both := partnerkit.AppUserCreateParams{UserExternalID: "ada", Email: "ada@example.com"}
	mail := partnerkit.AppUserCreateParams{Email: "ADA@example.com"}
	id := partnerkit.AppUserCreateParams{UserExternalID: "ada"}
	miss, user, other := httpAnswer(200, ensureMiss), httpAnswer(200, ensureUser), httpAnswer(200, ensureElse)
	made, exists, odd, bad := httpAnswer(201, ensureMade), httpAnswer(400, ensureHas), httpAnswer(400, ensureOdd), httpAnswer(400, ensureBad)
	down := httpAnswer(503, `{}`)
	findMAIL := strings.Replace(findMail, "ada", "ADA", 1)
	badRequest, unknown, taken := partnerkit.ErrBadRequest, partnerkit.ErrOutcomeUnknown, partnerkit.ErrUserExists
	list := func(errs ...error) []error { return errs }
	return []ensureRow{
		{name: "new", by: both, answers: []string{miss, made, user}, sent: []string{findAda, makeAda, readAda}, uid: "100"},
		{name: "new, of an e-mail", by: mail, answers: []string{miss, made, user}, sent: []string{findMAIL, makeAda, readAda}, uid: "100"},
		{name: "there already", by: both, answers: []string{user}, sent: []string{findAda}, uid: "100"},
		{name: "there already with another e-mail", by: partnerkit.AppUserCreateParams{UserExternalID: "ada", Email: "new@example.com"},
			answers: []string{user}, sent: []string{findAda}, uid: "100"},
		{name: "there already, of an e-mail", by: mail, answers: []string{other}, sent: []string{findMAIL}, uid: "200"},

		{name: "the answer is lost, and it happened", by: both, answers: []string{miss, lostAnswer, user}, sent: []string{findAda, makeAda, findAda}, uid: "100", readBack: true},
		{name: "of an e-mail the answer is lost", by: mail, answers: []string{miss, lostAnswer, user}, sent: []string{findMAIL, makeAda, findMAIL}, uid: "100", readBack: true},
		{name: "a 503, and it happened", by: id, answers: []string{miss, down, user}, sent: []string{findAda, makeAda, findAda}, uid: "100", readBack: true},
		{name: "a success that cannot be read", by: id, answers: []string{miss, httpAnswer(201, `{"success":true,"data":null}`), user}, sent: []string{findAda, makeAda, findAda}, uid: "100", readBack: true},
		{name: "the answer is lost, and it did not happen", by: both, answers: []string{miss, lostAnswer, miss}, sent: []string{findAda, makeAda, findAda}, is: list(unknown)},
		{name: "a 503, and it did not happen", by: both, answers: []string{miss, down, miss}, sent: []string{findAda, makeAda, findAda}, status: 503, is: list(partnerkit.ErrServer, unknown)},
		{name: "the answer is lost, and looking fails", by: both, answers: []string{miss, lostAnswer, down}, sent: []string{findAda, makeAda, findAda}, is: list(unknown)},

		{name: "somebody was faster", by: both, answers: []string{miss, exists, user}, sent: []string{findAda, makeAda, findAda}, uid: "100"},
		{name: "somebody was faster, of an e-mail", by: mail, answers: []string{miss, odd, user}, sent: []string{findMAIL, makeAda, findMAIL}, uid: "100"},
		{name: "the e-mail is another's", by: both, answers: []string{miss, exists, miss}, sent: []string{findAda, makeAda, findAda}, status: 400, is: list(taken, badRequest)},
		{name: "the e-mail is another's, and no code says so", by: both, answers: []string{miss, odd, miss, other}, sent: []string{findAda, makeAda, findAda, findMail},
			status: 400, is: list(taken, badRequest), says: "another user has the e-mail"},
		{name: "the e-mail is of whom somebody made just now", by: both, answers: []string{miss, odd, miss, user}, sent: []string{findAda, makeAda, findAda, findMail}, uid: "100"},
		{name: "refused, and nobody is there", by: both, answers: []string{miss, bad, miss, miss}, sent: []string{findAda, makeAda, findAda, findMail},
			status: 400, is: list(badRequest), says: "nobody was found"},
		{name: "refused, of an external id", by: id, answers: []string{miss, odd, miss}, sent: []string{findAda, makeAda, findAda}, status: 400, is: list(badRequest), says: "nobody was found"},
		{name: "refused, of an e-mail", by: mail, answers: []string{miss, bad, miss}, sent: []string{findMAIL, makeAda, findMAIL}, status: 400, is: list(badRequest)},
		{name: "refused, and looking fails", by: both, answers: []string{miss, exists, httpAnswer(401, `{}`)}, sent: []string{findAda, makeAda, findAda},
			status: 401, is: list(partnerkit.ErrUnauthorized), says: "the API had refused to make the user, 400 already_exists"},
		{name: "refused, and looking by e-mail fails", by: both, answers: []string{miss, odd, miss, down}, sent: []string{findAda, makeAda, findAda, findMail},
			status: 503, is: list(partnerkit.ErrServer), says: "the API had refused to make the user, 400 client_error"},
		{name: "refused by a proxy", by: id, answers: []string{miss, httpAnswer(400, "<html>"), miss}, sent: []string{findAda, makeAda, findAda}, status: 400, is: list(badRequest)},

		{name: "looking fails", by: both, answers: []string{down}, sent: []string{findAda}, status: 503, is: list(partnerkit.ErrServer)},
		{name: "a proxy finds nobody", by: both, answers: []string{httpAnswer(404, "<html>")}, sent: []string{findAda}, status: 404, is: list(partnerkit.ErrNotFound)},
		{name: "another's answer to the first look", by: both, answers: []string{other}, sent: []string{findAda}, status: 200, is: list(partnerkit.ErrMalformedResponse)},
		{name: "not allowed to create", by: both, answers: []string{miss, httpAnswer(401, `{}`)}, sent: []string{findAda, makeAda}, status: 401, is: list(partnerkit.ErrUnauthorized)},
		{name: "over the quota", by: both, answers: []string{miss, httpAnswer(429, `{}`)}, sent: []string{findAda, makeAda}, status: 429, is: list(partnerkit.ErrRateLimited)},
		{name: "made, and reading fails", by: both, answers: []string{miss, made, down}, sent: []string{findAda, makeAda, readAda}, status: 503, is: list(partnerkit.ErrServer)},
		{name: "made, and gone at once", by: both, answers: []string{miss, made, httpAnswer(404, `{"success":false,"error":{"type":"client_error","detail":{"code":"not_found"}}}`)},
			sent: []string{findAda, makeAda, readAda}, status: 404, is: list(partnerkit.ErrUserNotFound, partnerkit.ErrNotFound)},
	}
}

func TestEnsureOfAnAppsUser(t *testing.T) {
	t.Parallel()
	for _, row := range ensureRows() {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			p := tapeOf(row.answers...)
			client := tapeClient(t, p, partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 1}))
			var response partnerkit.Response
			user, err := client.AppUsers.Ensure(t.Context(), row.by, partnerkit.WithResponse(&response))
			assert.Equal(t, row.sent, p.lines())
			assert.Equal(t, row.readBack, response.ReadBack)
			if row.uid != "" {
				require.NoError(t, err)
				assert.Equal(t, row.uid, user.UID)
				assert.Equal(t, http.StatusOK, response.Status)
				return
			}
			assert.Nil(t, user)
			e, ok := err.(*partnerkit.Error) //nolint:errorlint // the type itself is promised
			require.True(t, ok, "%v", err)
			requirePrintable(t, e)
			assert.Equal(t, "AppUsers.Ensure", e.Op)
			assert.Equal(t, row.status, e.Status)
			assert.Equal(t, row.status, response.Status, "the response that the error speaks of")
			assert.Equal(t, e.Attempts, response.Attempts)
			for _, sentinel := range everySentinel {
				assert.Equal(t, containsError(row.is, sentinel), errors.Is(err, sentinel), "%v: %v", sentinel, err)
			}
			assert.Contains(t, e.Error(), row.says)
		})
	}
}

func containsError(list []error, one error) bool {
	for _, err := range list {
		if errors.Is(err, one) {
			return true
		}
	}
	return false
}

// Every send counts, but those that look for the effect of a lost answer.
func TestEnsureCountsItsSends(t *testing.T) {
	t.Parallel()
	params := partnerkit.AppUserCreateParams{UserExternalID: "ada", Email: "ada@example.com"}
	quick := partnerkit.WithRetry(partnerkit.Retry{MinWait: 1, MaxWait: 1})
	miss, busy := httpAnswer(200, ensureMiss), httpAnswer(429, `{}`)
	for name, row := range map[string]struct {
		answers  []string
		attempts int
	}{
		"new":             {[]string{busy, miss, busy, busy, httpAnswer(201, ensureMade), httpAnswer(200, ensureUser)}, 6},
		"read back":       {[]string{miss, lostAnswer, httpAnswer(200, ensureUser)}, 2},
		"somebody faster": {[]string{miss, httpAnswer(400, ensureHas), httpAnswer(503, `{}`), httpAnswer(200, ensureUser)}, 4},
		"another's":       {[]string{miss, httpAnswer(400, ensureOdd), miss, httpAnswer(200, ensureElse)}, 4},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := tapeOf(row.answers...)
			var response partnerkit.Response
			_, err := tapeClient(t, p, quick).AppUsers.Ensure(t.Context(), params, partnerkit.WithResponse(&response))
			assert.Len(t, p.requests(), len(row.answers))
			assert.Equal(t, row.attempts, response.Attempts)
			if err != nil {
				assert.Equal(t, row.attempts, asError(err).Attempts)
			}
		})
	}
}

// Whoever accepts "at least once" gets the one user, too.
func TestEnsureThatMayRepeat(t *testing.T) {
	t.Parallel()
	p := tapeOf(httpAnswer(200, ensureMiss), lostAnswer, httpAnswer(400, ensureHas), httpAnswer(200, ensureUser))
	client := tapeClient(t, p, partnerkit.WithRetry(partnerkit.Retry{MinWait: 1, MaxWait: 1}))
	user, err := client.AppUsers.Ensure(t.Context(), partnerkit.AppUserCreateParams{UserExternalID: "ada"}, partnerkit.WithRepeat())
	require.NoError(t, err)
	assert.Equal(t, "100", user.UID)
	assert.Equal(t, []string{findAda, makeAda, makeAda, findAda}, p.lines())
}

// Whatever one fault does to whichever of its requests, the app has the user once in the end.
func TestEnsureUnderEveryFault(t *testing.T) {
	t.Parallel()
	params := partnerkit.AppUserCreateParams{UserExternalID: "new", Email: "new@example.com"}
	ensureUnderEveryFault(t, []string{"GET /v1/user", "POST /v1/user", "GET /v1/user/{uid}"}, func(t *testing.T, client *partnerkit.Client, _ int) error {
		t.Helper()
		user, err := client.AppUsers.Ensure(t.Context(), params)
		if err == nil {
			assert.Equal(t, "new", user.UserExternalID)
			assert.Equal(t, "new@example.com", user.Email)
		}
		return err
	}, usersOfTheApp)
}

// All who ask at once get the one user.
func TestEnsureByManyAtOnce(t *testing.T) {
	t.Parallel()
	params := partnerkit.AppUserCreateParams{UserExternalID: "new", Email: "new@example.com"}
	ensureByMany(t, func(client *partnerkit.Client, _ int) (string, error) {
		user, err := client.AppUsers.Ensure(t.Context(), params)
		if err != nil {
			return "", err
		}
		return user.UID, nil
	}, usersOfTheApp)
}

func usersOfTheApp(state fake.State) int { return len(state.Apps[0].Users) }
