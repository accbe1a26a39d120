package partnerkit_test

// Values in every shape in which they are read: times, dates, optional members.

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

func TestShapesOfLastLoggedAt(t *testing.T) {
	t.Parallel()
	at := time.Date(2024, 5, 17, 9, 0, 0, 0, time.UTC) // 1715936400
	for written, want := range map[string]time.Time{
		`null`: {}, `""`: {}, `"2024-05-17T09:00:00.000Z"`: at, `"2024-05-17T09:00:00Z"`: at, `"2024-05-17T11:00:00+02:00"`: at, `"2024-05-17T11:00:00+0200"`: at,
		`"2024-05-17T09:00:00"`: at, `"2024-05-17 09:00:00"`: at, `"2024-05-17 09:00:00Z"`: at, `"2024-05-17"`: at.Add(-9 * time.Hour),
		`1715936400`: at, `1715936400000`: at, `1715936400.5`: at.Add(500 * time.Millisecond), `1715936400250`: at.Add(250 * time.Millisecond),
		`1.7159364e9`: at, `0`: time.Unix(0, 0), `-1`: time.Unix(-1, 0), `"2024-05-17T09:00:00.123456789Z"`: at.Add(123456789),
		`99999999999`: time.Unix(99999999999, 0), `100000000000`: time.Unix(100000000, 0), `-100000000000`: time.Unix(-100000000, 0),
		`99999999999000`: time.Unix(99999999999, 0), `-62167219200`: time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC),
		`"2024-05-17T09:00:00+23:59"`: at.Add(-24*time.Hour + time.Minute), `"2024-05-17 09:00:00-23:59"`: at.Add(24*time.Hour - time.Minute),
	} {
		t.Run(written, func(t *testing.T) {
			t.Parallel()
			user, err := readPortalUser(t, written)
			require.NoError(t, err)
			assert.True(t, want.Equal(user.LastLoggedAt), "got %s", user.LastLoggedAt)
		})
	}
	for _, written := range []string{
		`true`, `{}`, `[]`, `"yesterday"`, `"2024-05-17T09:00"`, `"2024-02-30"`, `"1715936400"`, `1e300`, `1e400`, `"10000-01-01T00:00:00Z"`, `"2024-05-17T23:59:60Z"`,
		`100000000000000`, `-100000000000000`, `-62167219201`, `"2024-05-17T09:00:00+2400"`, `"2024-05-17 09:00:00-24:00"`,
	} {
		t.Run(written, func(t *testing.T) {
			t.Parallel()
			user, err := readPortalUser(t, written)
			require.ErrorIs(t, err, partnerkit.ErrMalformedResponse)
			assert.Nil(t, user)
		})
	}
}

func readPortalUser(t *testing.T, lastLoggedAt string) (*partnerkit.PortalUser, error) {
	t.Helper()
	p := tapeOf(tapeReply(200, `{"id":"u","first_name":"A","last_name":"B","email":"a@b.example","last_logged_at":`+lastLoggedAt+`}`))
	return tapeClient(t, p).PortalUsers.Get(t.Context(), "p", "u")
}

func TestShapesOfDates(t *testing.T) {
	t.Parallel()
	day := partnerkit.Date{Year: 1990, Month: time.May, Day: 17}
	for written, want := range map[string]partnerkit.Date{
		`null`: {}, `""`: {}, `"1990-05-17"`: day, `"1990-05-17T00:00:00.000Z"`: day, `"1990-05-17T23:30:00-05:00"`: day, `{"year":1990,"month":5,"day":17}`: day,
		`{"day":17,"year":1990,"month":5,"era":"AD"}`: day, `"2000-02-29"`: {Year: 2000, Month: 2, Day: 29}, `"9999-12-31"`: {Year: 9999, Month: 12, Day: 31},
		`"0001-01-01"`: {Year: 1, Month: 1, Day: 1},
	} {
		t.Run(written, func(t *testing.T) {
			t.Parallel()
			p := tapeOf(tapeReply(200, `{"dateOfBirth":`+written+`}`))
			profile, err := tapeClient(t, p).Profile.Get(t.Context(), []partnerkit.ProfileField{partnerkit.ProfileFieldDateOfBirth})
			require.NoError(t, err)
			assert.Equal(t, want, profile.DateOfBirth)
		})
	}
	for _, written := range []string{
		`7`, `true`, `[]`, `{}`, `"May 17"`, `"1990-13-01"`, `"1990-02-30"`, `{"year":1990,"month":2,"day":30}`, `{"year":0,"month":1,"day":1}`, `{"year":"1990"}`,
		`{"year":10000,"month":1,"day":1}`, `"1990-5-17"`, `"0000-01-01"`,
	} {
		t.Run(written, func(t *testing.T) {
			t.Parallel()
			p := tapeOf(tapeReply(200, `{"dateOfBirth":`+written+`}`))
			profile, err := tapeClient(t, p).Profile.Get(t.Context(), []partnerkit.ProfileField{partnerkit.ProfileFieldDateOfBirth})
			require.ErrorIs(t, err, partnerkit.ErrMalformedResponse)
			assert.Nil(t, profile)
		})
	}
}

func TestDate(t *testing.T) {
	t.Parallel()
	day := partnerkit.Date{Year: 990, Month: time.May, Day: 7}
	assert.Equal(t, "0990-05-07", day.String())
	assert.False(t, day.IsZero())
	assert.True(t, partnerkit.Date{}.IsZero())
	assert.Empty(t, partnerkit.Date{}.String())
	written, err := json.Marshal([]partnerkit.Date{day, {}})
	require.NoError(t, err)
	assert.JSONEq(t, `["0990-05-07",null]`, string(written))
	_, err = json.Marshal(partnerkit.Date{Year: 2023, Month: 2, Day: 29})
	require.ErrorIs(t, err, partnerkit.ErrInvalidArgument)
	var read []partnerkit.Date
	require.NoError(t, json.Unmarshal(written, &read))
	assert.Equal(t, []partnerkit.Date{day, {}}, read)
}

func TestOpt(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		opt         partnerkit.Opt[string]
		value       string
		set         bool
		null, empty bool
		written     string
	}{
		"absent":      {empty: true, written: `{}`},
		"null":        {opt: partnerkit.Null[string](), null: true, written: `{"member":null}`},
		"set":         {opt: partnerkit.Set("v"), value: "v", set: true, written: `{"member":"v"}`},
		"set to zero": {opt: partnerkit.Set(""), set: true, written: `{"member":""}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			value, set := row.opt.Get()
			assert.Equal(t, row.value, value)
			assert.Equal(t, row.set, set)
			assert.Equal(t, row.null, row.opt.IsNull())
			assert.Equal(t, row.empty, row.opt.IsZero())
			type object struct {
				Member partnerkit.Opt[string] `json:"member,omitzero"`
			}
			written, err := json.Marshal(object{row.opt})
			require.NoError(t, err)
			assert.Equal(t, row.written, string(written)) //nolint:testifylint // byte for byte
			var read object
			require.NoError(t, json.Unmarshal(written, &read))
			assert.Equal(t, row.opt, read.Member)
		})
	}
	var number partnerkit.Opt[int]
	require.Error(t, json.Unmarshal([]byte(`"7"`), &number))
	assert.True(t, number.IsZero())
	written, err := json.Marshal(partnerkit.Opt[int]{})
	require.NoError(t, err)
	assert.Equal(t, "null", string(written))
	_, err = json.Marshal(partnerkit.Set(make(chan int)))
	assert.Error(t, err)
}

func TestUnknownMembersAndNullsAreRead(t *testing.T) {
	t.Parallel()
	p := tapeOf(tapeReply(200, `{"success":true,"data":{"id":"`+aliceID+`","email":"a@b.example","twitterUsername":null,"walletAddress":null,"createdAt":null,`+
		`"updatedAt":null,"payId":null,"shoeSize":41},"meta":null,"debug":{"a":[1]}}`))
	user, err := tapeClient(t, p).Users.Get(t.Context(), aliceID)
	require.NoError(t, err)
	assert.Equal(t, &partnerkit.User{ID: aliceID, Email: "a@b.example"}, user)
}
