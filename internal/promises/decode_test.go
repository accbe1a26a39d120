package promises_test

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
	p := tapeOf(httpAnswer(200, `{"id":"u","first_name":"A","last_name":"B","email":"a@b.example","last_logged_at":`+lastLoggedAt+`}`))
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
			p := tapeOf(httpAnswer(200, `{"dateOfBirth":`+written+`}`))
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
			p := tapeOf(httpAnswer(200, `{"dateOfBirth":`+written+`}`))
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
	p := tapeOf(httpAnswer(200, `{"success":true,"data":{"id":"`+aliceID+`","email":"a@b.example","twitterUsername":null,"walletAddress":null,"createdAt":null,`+
		`"updatedAt":null,"payId":null,"shoeSize":41},"meta":null,"debug":{"a":[1]}}`))
	user, err := tapeClient(t, p).Users.Get(t.Context(), aliceID)
	require.NoError(t, err)
	assert.Equal(t, &partnerkit.User{ID: aliceID, Email: "a@b.example"}, user)
}

// What is not UTF-8 is no success (TestBadBodiesOfASuccess); of a refusal, what can be read is kept.
func TestARefusalThatIsNotUTF8(t *testing.T) {
	t.Parallel()
	codes := map[string]partnerkit.Code{partnerAPI: "CODE", appAPI: "CODE", portalsAPI: "", profileAPI: "CODE"}
	for _, op := range askedOps {
		body := refusal(op.api, 418, "CODE", "a\xffb")
		_, err := op.call(t.Context(), clientOver(t, answerText(418, nil, body, nil)))
		e := asError(err)
		assert.Equal(t, 418, e.Status)
		assert.Equal(t, codes[op.api], e.Code, "%s: %v", op.name, err)
		if op.api != profileAPI { // whose message is the code's name
			assert.Equal(t, "a\ufffdb", e.Message)
		}
		assert.NotErrorIs(t, err, partnerkit.ErrMalformedResponse)
	}
}

func TestTheLastMemberOfANameCounts(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		op, body string
		want     any
	}{
		"data": {"Users.Get", `{"success":false,"data":{"id":"u2","email":"b@example.com"},"data":{"id":"u1"},"success":true}`, &partnerkit.User{ID: "u1"}},
		"payId": {
			"Users.Get", `{"data":{"id":"u1","payId":{"id":"p","name":"n"},"payId":{"id":"q"}}}`, &partnerkit.User{ID: "u1", PayID: &partnerkit.PayID{ID: "q"}},
		},
		"payId that went":    {"Users.Get", `{"data":{"id":"u1","payId":{"id":"p","name":"n"},"payId":null}}`, &partnerkit.User{ID: "u1"}},
		"a text that went":   {"Users.Get", `{"data":{"id":"u1","email":"b@example.com","email":null}}`, &partnerkit.User{ID: "u1"}},
		"an error that went": {"Users.Get", `{"error":{"code":"CONFLICT"},"data":{"id":"u1"},"error":null}`, &partnerkit.User{ID: "u1"}},
		"one that was wrong": {"Users.Get", `{"data":[],"data":{"id":7,"createdAt":"yesterday","createdAt":null,"id":"u1"}}`, &partnerkit.User{ID: "u1"}},
		"wallets": {
			"AppUsers.GetByExternalID", `{"data":{"uid":"1","user_external_id":"ext-1","wallets":[{"address":"a","network":"n"},{}],"wallets":[{"address":"b"}]}}`,
			&partnerkit.AppUser{UID: "1", UserExternalID: "ext-1", Wallets: []partnerkit.Wallet{{Address: "b"}}},
		},
		"a page": {
			"PortalUsers.List", `{"data":[{"id":"a","email":"a@example.com"},{"id":"b"}],"data":[{"id":"c"}],"paging":{"next":{"after":"x"}},"paging":{}}`,
			&partnerkit.Page[partnerkit.PortalUser]{Items: []*partnerkit.PortalUser{{ID: "c"}}},
		},
		"a member of an item": {
			"PortalUsers.List", `{"data":[{"id":"a","email":"a@example.com","id":"b","email":null},{"id":"c"}]}`,
			&partnerkit.Page[partnerkit.PortalUser]{Items: []*partnerkit.PortalUser{{ID: "b"}, {ID: "c"}}},
		},
		"a cursor": {
			"PortalUsers.List", `{"data":[],"paging":{"next":{"after":"x","after":"y"},"next":{"after":"z"}}}`,
			&partnerkit.Page[partnerkit.PortalUser]{Items: []*partnerkit.PortalUser{}, Next: "z"},
		},
		"notifications": {
			"Notifications.List", `{"notifications":[{"id":"a","title":"t"}],"notifications":[{"id":"b"}],"total":9,"total":1}`,
			&partnerkit.Page[partnerkit.Notification]{Items: []*partnerkit.Notification{{ID: "b"}}, Number: 1, Total: 1},
		},
		"a date":     {"Profile.Get", `{"username":"ann","dateOfBirth":"1990-05-17","dateOfBirth":null}`, &partnerkit.Profile{Username: "ann"}},
		"a referral": {"Profile.Referrals", `[{"username":"a","displayName":"A","username":"b"}]`, []*partnerkit.Referral{{Username: "b", DisplayName: "A"}}},
		"a deletion": {"PortalUsers.Delete", `{"id":"pu2","isDeleted":false,"id":"pu1","isDeleted":true}`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := operationNamed(t, row.op).answered(t, row.body)
			require.NoError(t, err)
			assert.Equal(t, row.want, got)
		})
	}
	op := operationNamed(t, "AppUsers.GetByExternalID")
	_, err := op.answered(t, `{"data":{"uid":"1","user_external_id":"ext-1"},"data":null}`)
	require.ErrorIs(t, err, partnerkit.ErrUserNotFound)
	op = operationNamed(t, "Users.Get")
	_, err = op.answered(t, `{"data":{"id":"u1"},"data":{"email":"a@example.com"}}`)
	require.ErrorIs(t, err, partnerkit.ErrMalformedResponse)
}

// operationNamed is the row of an operation.
func operationNamed(t *testing.T, name string) askedOp {
	t.Helper()
	for _, op := range askedOps {
		if op.name == name {
			return op
		}
	}
	t.Fatalf("no operation is called %s", name)
	return askedOp{}
}

// answered asks for an operation and answers with a body.
func (op askedOp) answered(t *testing.T, body string) (any, error) {
	t.Helper()
	return op.call(t.Context(), clientOver(t, answerText(op.status, nil, body, nil)))
}

func TestNamesOfMembersAreExact(t *testing.T) {
	t.Parallel()
	got, err := operationNamed(t, "Users.Get").answered(t, `{"data":{"id":"u1","ID":"u2","Email":"b@example.com"},"Data":null,"Error":{"code":"CONFLICT"}}`)
	require.NoError(t, err)
	assert.Equal(t, &partnerkit.User{ID: "u1"}, got)
	for op, body := range map[string]string{
		"Users.Get": `{"DATA":{"id":"u1"}}`, "PortalUsers.List": `{"Data":[]}`, "PortalUsers.Delete": `{"id":"pu1","isdeleted":true}`, "Profile.Get": `{"Username":"ann"}`,
	} {
		_, err := operationNamed(t, op).answered(t, body)
		assert.ErrorIs(t, err, partnerkit.ErrMalformedResponse, op)
	}
}

// An error says which member is wrong, and how.
func TestAMalformedAnswerNamesTheMember(t *testing.T) {
	t.Parallel()
	for body, said := range map[string]string{
		`{"data":{"id":5}}`: "data.id must be a string, not a number", `{"data":{"createdAt":"yesterday"}}`: "data.createdAt must be a time as in RFC 3339",
		`{"data":{"payId":{"name":[]}}}`: "data.payId.name must be a string, not a list", `{"data":7}`: "data must be an object, not a number",
		`{"data":{"id":"u1"},"success":1}`: "success must be a boolean, not a number", `[]`: "the value must be an object, not a list",
		`{"data":{"id":"u1"}`: "unexpected end of JSON input", `{"data":{"id":"a` + "\xff" + `"}}`: "the body is not valid UTF-8",
	} {
		_, err := operationNamed(t, "Users.Get").answered(t, body)
		assert.ErrorIs(t, err, partnerkit.ErrMalformedResponse)
		assert.ErrorContains(t, err, said)
		assert.NotContains(t, err.Error(), "yesterday")
	}
}
