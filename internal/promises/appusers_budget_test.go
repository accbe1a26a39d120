package promises_test

// What the users of an app cost the retry budget: repeats and looks for a lost answer do, polls do not.

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

func appUserAnswer(wallets string) string {
	return httpAnswer(200, fmt.Sprintf(`{"success":true,"data":{"uid":"1","user_external_id":"ext-1","wallets":[%s]}}`, wallets))
}

// inTurn answers one thing after the other, and the last of them from then on.
func inTurn(answers ...reply) func(int, seen) reply {
	return func(n int, _ seen) reply { return answers[min(n, len(answers)-1)] }
}

func TestPollsCostNoBudget(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		none, some := reply{raw: appUserAnswer("")}, reply{raw: appUserAnswer(`{"address":"0x1"}`)}
		c := clientOn(t, newFarEnd(t, inTurn(none, none, none, some)))
		leave(t, c, appAPI, 0)
		_, err := c.AppUsers.WaitForWallet(t.Context(), "ext-1")
		require.NoError(t, err)
		assert.Equal(t, 4, tokens(t, c, appAPI), "one for each healthy answer")
	})
}

func TestRepeatsOfAPollCostBudget(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		none, down := reply{raw: appUserAnswer("")}, reply{raw: httpAnswer(503, pageHTML)}
		far := newFarEnd(t, inTurn(none, down))
		c := clientOn(t, far)
		_, err := c.AppUsers.WaitForWallet(t.Context(), "ext-1")
		require.ErrorIs(t, err, partnerkit.ErrServer)
		assert.Len(t, far.requests(), 4)
		assert.Equal(t, 500-2*repeatCost, tokens(t, c, appAPI))

		leave(t, c, appAPI, 0)
		_, err = c.AppUsers.WaitForWallet(t.Context(), "ext-1")
		require.ErrorContains(t, err, "the retry budget is empty")
		assert.Len(t, far.requests(), 5)
	})
}

func TestTheLookOfEnsureCostsBudget(t *testing.T) {
	t.Parallel()
	miss, user := reply{raw: httpAnswer(200, `{"success":false,"data":null}`)}, reply{raw: appUserAnswer("")}
	params := partnerkit.AppUserCreateParams{UserExternalID: "ext-1"}
	for left, requests := range map[int]int{0: 2, repeatCost - 2: 2, repeatCost - 1: 3} { // the first answer gives one back
		far := newFarEnd(t, inTurn(miss, reply{err: errDropped}, user))
		c := clientOn(t, far)
		leave(t, c, appAPI, left)
		_, err := c.AppUsers.Ensure(t.Context(), params)
		assert.Len(t, far.requests(), requests, left)
		if requests == 2 {
			require.ErrorIs(t, err, partnerkit.ErrOutcomeUnknown)
			require.ErrorContains(t, err, "the retry budget is empty")
			continue
		}
		require.NoError(t, err)
		assert.Equal(t, repeatCost, tokens(t, c, appAPI), "given back by the answer")
	}
}

// A wait is drawn between two bounds that grow.
func TestWaitsForAWalletAreDrawn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		none, some := reply{raw: appUserAnswer("")}, reply{raw: appUserAnswer(`{"address":"0x1"}`)}
		c := clientOn(t, newFarEnd(t, inTurn(none, none, none, some)))
		began := time.Now()
		_, err := c.AppUsers.WaitForWallet(t.Context(), "ext-1")
		require.NoError(t, err)
		took := time.Since(began)
		assert.GreaterOrEqual(t, took, 4*time.Second)
		assert.LessOrEqual(t, took, 7*time.Second)
	})
}
