package promises_test

// What the types print, and how a date becomes a time and back.

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

func TestAUserPrintsWhatOneWantsToSee(t *testing.T) {
	t.Parallel()
	user := partnerkit.User{ID: "u1", Email: "ada@example.com"}
	assert.Equal(t, "User{u1, ada@example.com}", fmt.Sprint(user))
	user.TwitterUsername, user.WalletAddress, user.PayID = "ada", "0x1", &partnerkit.PayID{ID: "p", Name: "ada.pay"}
	assert.Equal(t, "User{u1, ada@example.com, twitter ada, wallet 0x1, payId ada.pay}", fmt.Sprintf("%v", &user))
	text, err := json.Marshal(partnerkit.User{ID: "u1"})
	require.NoError(t, err)
	assert.NotContains(t, string(text), "updatedAt")
}

func TestAnOptPrintsItsValue(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "[ada null ]", fmt.Sprint([]partnerkit.Opt[string]{partnerkit.Set("ada"), partnerkit.Null[string](), {}}))
}

func TestDateOfATime(t *testing.T) {
	t.Parallel()
	day := partnerkit.Date{Year: 1990, Month: time.May, Day: 17}
	east := time.FixedZone("east", 3600)
	assert.Equal(t, day, partnerkit.DateOf(time.Date(1990, 5, 17, 0, 30, 0, 0, east)))
	assert.Equal(t, time.Date(1990, 5, 17, 0, 0, 0, 0, time.UTC), day.Time())
	assert.Equal(t, day, partnerkit.DateOf(day.Time()))
	assert.True(t, partnerkit.Date{}.Time().IsZero())
}

// The API clears these members by null, and refuses an empty text.
func TestAnEmptyTextDoesNotClear(t *testing.T) {
	t.Parallel()
	client := tapeClient(t, tapeOf(""))
	for name, params := range map[string]partnerkit.UserUpdateParams{
		"twitterUsername": {TwitterUsername: partnerkit.Set("")}, "walletAddress": {WalletAddress: partnerkit.Set("")},
	} {
		_, err := client.Users.Update(t.Context(), "u1", params)
		require.ErrorIs(t, err, partnerkit.ErrInvalidArgument)
		assert.ErrorContains(t, err, name+" is empty: Null clears it")
	}
}
