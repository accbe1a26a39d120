package promises_test

// A write whose answer was lost is looked for: what the look finds, what it
// costs, and what the caller is told.

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

var lookedFor = []act{actUpdate, actDisassociate, actDisconnect, actPortalDelete, actProfileUpdate}

// Every way to lose an answer, for every write that can be looked for.
func TestReadBack(t *testing.T) {
	t.Parallel()
	var rows []vector
	for _, a := range lookedFor {
		for _, loss := range []struct {
			token   string
			elapsed time.Duration
		}{
			{token: "drop"}, {token: "mute"}, {token: "cut"}, {token: "chunk"}, {token: "page"}, {token: "half"}, {token: "huge"},
			{token: "408"}, {token: "500"}, {token: "501"}, {token: "502html"}, {token: "503+1"}, {token: "503+9999"}, {token: "504"},
			{token: "hang", elapsed: 30 * time.Second}, {token: "stall", elapsed: 30 * time.Second},
		} {
			row := vector{act: a, attempts: 1, elapsed: loss.elapsed}
			there, absent, broken := row, row, row
			there.script, there.left = loss.token+" there", 500
			absent.script, absent.left, absent.errs = loss.token+" absent", 500, is(partnerkit.ErrOutcomeUnknown)
			broken.script, broken.left = loss.token+" 503 503 503", 485
			broken.elapsed, broken.retry = broken.elapsed+400*ms, steady
			broken.errs = is(partnerkit.ErrOutcomeUnknown)
			rows = append(rows, there, absent, broken)
		}
	}
	for _, a := range lookedFor {
		unknown := vector{act: a, attempts: 1, errs: is(partnerkit.ErrOutcomeUnknown)}
		for _, look := range []struct {
			script  string
			elapsed time.Duration
			left    int
		}{
			{"drop 403", 0, 500}, {"drop 404html", 0, 500}, {"drop page", 0, 500}, {"drop null", 0, 500}, {"drop cut cut cut", 400 * ms, 485},
			{"drop 429+60", 0, 495}, {"drop 503 absent", 200 * ms, 495}, {"drop 503 403", 200 * ms, 495}, {"drop 429+2 absent", 2 * time.Second, 495},
		} {
			row := unknown
			row.script, row.elapsed, row.left = look.script, look.elapsed, look.left
			rows = append(rows, row)
		}
		rows = append(rows,
			vector{act: a, script: "drop 503 there", attempts: 1, elapsed: 200 * ms, left: 495},
			vector{act: a, script: "429 drop there", attempts: 2, elapsed: 200 * ms, left: 495},
			vector{act: a, script: "unsent unsent drop there", attempts: 3, elapsed: 400 * ms, left: 490},
			vector{act: a, script: "drop there", retry: single, attempts: 1, left: 500},
		)
	}
	overCarriers(t, rows, 300, 280)
}

// What Response tells: of a success that was read, and of a failure that was
// looked for in vain.
func TestReadBackResponse(t *testing.T) {
	t.Parallel()
	overEach(t, func(t *testing.T, over carrier) {
		for _, a := range lookedFor {
			var response partnerkit.Response
			require.NoError(t, a.run(t.Context(), over.client(t, scripted(t, a, "drop there")), partnerkit.WithResponse(&response)), a.name)
			assert.True(t, response.ReadBack)
			assert.Equal(t, 1, response.Attempts)
			assert.NotEmpty(t, response.Body, "the reading's body")

			require.Error(t, a.run(t.Context(), over.client(t, scripted(t, a, "503 absent")), partnerkit.WithResponse(&response)), a.name)
			assert.False(t, response.ReadBack)
			assert.Equal(t, 1, response.Attempts)
			assert.Equal(t, 503, response.Status, "the write's answer, not the look's")

			require.NoError(t, a.run(t.Context(), over.client(t, scripted(t, a, "ok")), partnerkit.WithResponse(&response)), a.name)
			assert.False(t, response.ReadBack)
		}
	})
}

// The first error is the one that returns, whatever the look met.
func TestReadBackKeepsTheFirstError(t *testing.T) {
	t.Parallel()
	overEach(t, func(t *testing.T, over carrier) {
		for _, a := range lookedFor {
			err := a.run(t.Context(), over.client(t, scripted(t, a, "502 403")))
			failure, ok := errors.AsType[*partnerkit.Error](err)
			require.True(t, ok, a.name)
			assert.Equal(t, 502, failure.Status, a.name)
			require.ErrorIs(t, err, partnerkit.ErrServer)
			require.NotErrorIs(t, err, partnerkit.ErrForbidden)
		}
	})
}

// A context that is over is not looked on, and neither is an empty budget.
func TestReadBackNotBegun(t *testing.T) {
	t.Parallel()
	for _, a := range lookedFor {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			far := newFarEnd(t, func(int, seen) reply { cancel(); return reply{err: errDropped} })
			c := clientOn(t, far)
			err := a.run(ctx, c)
			require.ErrorIs(t, err, partnerkit.ErrOutcomeUnknown)
			require.ErrorIs(t, err, context.Canceled)
			assert.Len(t, far.requests(), 1)
			assert.Equal(t, 500, tokens(t, c, a.api))

			c = clientOn(t, scripted(t, a, "drop"))
			leave(t, c, a.api, repeatCost-1)
			err = a.run(t.Context(), c)
			require.ErrorIs(t, err, partnerkit.ErrOutcomeUnknown)
			assert.Contains(t, err.Error(), "the retry budget is empty")

			c = clientOn(t, scripted(t, a, "drop"))
			leave(t, c, a.api, 0)
			err = a.run(t.Context(), c, partnerkit.WithRepeat())
			require.ErrorIs(t, err, partnerkit.ErrOutcomeUnknown)
			assert.Equal(t, 1, strings.Count(err.Error(), "the retry budget is empty"), "once, though neither a repeat nor a look began: %v", err)
		})
	}
}

// A context that ends while the effect is looked for ends the call, and the error Is the context's, as at any other time.
func TestAContextEndsAReadBack(t *testing.T) {
	t.Parallel()
	for _, a := range lookedFor {
		for _, is := range []error{context.Canceled, context.DeadlineExceeded} {
			t.Run(a.name+" "+is.Error(), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					ctx, cancel := context.WithCancel(t.Context())
					isDeadline := errors.Is(is, context.DeadlineExceeded)
					if isDeadline {
						cancel()
						ctx, cancel = context.WithTimeout(t.Context(), time.Second)
					} else {
						time.AfterFunc(time.Second, cancel)
					}
					defer cancel()
					err := a.run(ctx, clientOn(t, scripted(t, a, "drop hang")))
					require.ErrorIs(t, err, is)
					assert.Equal(t, decision{attempts: 1, unknown: true, unavailable: isDeadline, deadline: isDeadline}, decisionOf(t, err))
					assert.ErrorContains(t, err, "reading back was not finished")
				})
			})
		}
	}
}

// A look compares exactly what was set, and null with absence.
func TestUpdateLooksAtWhatItSet(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		params partnerkit.UserUpdateParams
		there  string
		ok     bool
	}{
		"cleared":           {partnerkit.UserUpdateParams{WalletAddress: partnerkit.Null[string]()}, partnerUser(`"x"`, "null"), true},
		"not cleared":       {partnerkit.UserUpdateParams{WalletAddress: partnerkit.Null[string]()}, partnerUser(`"x"`, `"0xabc"`), false},
		"both":              {partnerkit.UserUpdateParams{TwitterUsername: partnerkit.Set("a"), WalletAddress: partnerkit.Set("b")}, partnerUser(`"a"`, `"b"`), true},
		"one of two":        {partnerkit.UserUpdateParams{TwitterUsername: partnerkit.Set("a"), WalletAddress: partnerkit.Set("b")}, partnerUser(`"a"`, `"c"`), false},
		"another's change":  {partnerkit.UserUpdateParams{TwitterUsername: partnerkit.Set("a")}, partnerUser(`"a"`, `"changed by another"`), true},
		"e-mail":            {partnerkit.UserUpdateParams{Email: partnerkit.Set(testEmail)}, partnerUser("null", "null"), true},
		"e-mail in capital": {partnerkit.UserUpdateParams{Email: partnerkit.Set("ADA@example.com")}, partnerUser("null", "null"), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			far := newFarEnd(t, func(n int, _ seen) reply {
				if n == 0 {
					return reply{err: errDropped}
				}
				return reply{raw: httpAnswer(200, row.there)}
			})
			user, err := clientOn(t, far).Users.Update(t.Context(), testUserID, row.params)
			if !row.ok {
				require.ErrorIs(t, err, partnerkit.ErrOutcomeUnknown)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, testUserID, user.ID)
		})
	}
}

// WithRepeat accepts "at least once"; a refusal of the repeat is settled by a
// look where there is one.
func TestWithRepeat(t *testing.T) {
	t.Parallel()
	again := []partnerkit.CallOption{partnerkit.WithRepeat()}
	var rows []vector
	for _, a := range append([]act{actCreate, actPortalCreate}, lookedFor...) {
		rows = append(rows,
			vector{act: a, script: "drop ok", attempts: 2, elapsed: 200 * ms, left: 500, opts: again},
			vector{act: a, script: "503 cut ok", attempts: 3, elapsed: 400 * ms, left: 495, opts: again},
			vector{act: a, script: "page ok", attempts: 2, elapsed: 200 * ms, left: 500, opts: again},
			vector{act: a, script: "501 ok", attempts: 2, elapsed: 200 * ms, left: 500, opts: again},
			vector{act: a, script: "403", attempts: 1, left: 500, opts: again, errs: is(partnerkit.ErrForbidden)},
		)
	}
	for _, a := range lookedFor {
		rows = append(rows,
			vector{act: a, script: "drop drop drop there", attempts: 3, elapsed: 400 * ms, left: 490, opts: again},
			vector{act: a, script: "drop 409 absent", attempts: 2, elapsed: 200 * ms, left: 500, opts: again, errs: is(partnerkit.ErrOutcomeUnknown)},
		)
	}
	rows = append(rows,
		vector{act: actDisassociate, script: "drop 404 there", attempts: 2, elapsed: 200 * ms, left: 500, opts: again},
		vector{act: actPortalDelete, script: "drop 404 there", attempts: 2, elapsed: 200 * ms, left: 500, opts: again},
		vector{act: actDisconnect, script: "drop 400 there", attempts: 2, elapsed: 200 * ms, left: 500, opts: again},
		vector{act: actUpdate, script: "drop 409 there", attempts: 2, elapsed: 200 * ms, left: 500, opts: again},
		vector{act: actCreate, script: "drop 409", attempts: 2, elapsed: 200 * ms, left: 500, opts: again, errs: is(partnerkit.ErrOutcomeUnknown, partnerkit.ErrConflict)},
		vector{act: actPortalCreate, script: "drop 400", attempts: 2, elapsed: 200 * ms, left: 500, opts: again, errs: is(partnerkit.ErrOutcomeUnknown, partnerkit.ErrBadRequest)},
		vector{act: actCreate, script: "drop drop drop", attempts: 3, elapsed: 400 * ms, left: 490, opts: again, errs: is(partnerkit.ErrOutcomeUnknown)},
		vector{act: actDisassociate, script: "404", attempts: 1, left: 500, opts: again, errs: is(partnerkit.ErrAssociationNotFound)},
	)
	overCarriers(t, rows, 50, 50)
}

// Ensure's sequences: Attempts counts its creations and its gets.
func TestEnsure(t *testing.T) {
	t.Parallel()
	overCarriers(t, []vector{
		{act: actEnsure, script: "ok", attempts: 1, left: 500},
		{act: actEnsure, script: "409 there", attempts: 2, left: 500},
		{act: actEnsure, script: "409 absent ok", attempts: 3, left: 500},
		{act: actEnsure, script: "409 absent 409", attempts: 3, left: 500, errs: is(partnerkit.ErrUserAlreadyAssociated)},
		{act: actEnsure, script: "409 absent drop 409", attempts: 4, elapsed: 200 * ms, left: 500, errs: is(partnerkit.ErrUserAlreadyAssociated)},
		{act: actEnsure, script: "409 absent 503 503 503", attempts: 5, elapsed: 400 * ms, left: 490, errs: is(partnerkit.ErrServer)},
		{act: actEnsure, script: "drop 409 there", attempts: 3, elapsed: 200 * ms, left: 500},
		{act: actEnsure, script: "drop drop 409 drop drop there", attempts: 6, elapsed: 800 * ms, left: 490},
		{act: actEnsure, script: "cut 409 503 there", attempts: 4, elapsed: 400 * ms, left: 500},
		{act: actEnsure, script: "drop ok", attempts: 2, elapsed: 200 * ms, left: 500},
		{act: actEnsure, script: "drop drop drop", attempts: 3, elapsed: 400 * ms, left: 490, errs: is(errDropped)},
		{act: actEnsure, script: "503 503 503", attempts: 3, elapsed: 400 * ms, left: 490, errs: is(partnerkit.ErrServer)},
		{act: actEnsure, script: "409 503 503 503", attempts: 4, elapsed: 400 * ms, left: 490, errs: is(partnerkit.ErrServer)},
		{act: actEnsure, script: "409 404html", attempts: 2, left: 500, errs: is(partnerkit.ErrNotFound)},
		{act: actEnsure, script: "409html", attempts: 1, left: 500, errs: is(partnerkit.ErrConflict)},
		{act: actEnsure, script: "400", attempts: 1, left: 500, errs: is(partnerkit.ErrBadRequest)},
		{act: actEnsure, script: "429+60", attempts: 1, left: 500, errs: is(partnerkit.ErrRateLimited)},
		{act: actEnsure, script: "409 429+60", attempts: 2, left: 500, errs: is(partnerkit.ErrRateLimited)},
	}, 18, 18)
}

// A write that its own repeat option does not cover is left alone by Ensure's.
func TestEnsureTellsOfTheLastAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		far := scripted(t, actEnsure, "drop 409 there")
		var response partnerkit.Response
		user, err := clientOn(t, far).Users.Ensure(t.Context(), partnerkit.UserCreateParams{Email: "ADA@example.com"}, partnerkit.WithResponse(&response))
		require.NoError(t, err)
		assert.Equal(t, testEmail, user.Email)
		assert.Equal(t, 200, response.Status)
		assert.False(t, response.ReadBack)
		assert.Equal(t, []string{"POST /v1/users", "POST /v1/users", "GET /v1/users/email/ADA@example.com"}, far.lines())
	})
}
