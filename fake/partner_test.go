package fake

// The Partner API, row by row: association, uniqueness, validation, partial updates, and the fake under concurrent calls.

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	anaID     = "123e4567-e89b-12d3-a456-426614174000"
	benID     = "123e4567-e89b-12d3-a456-426614174100"
	anaFields = `"id":"123e4567-e89b-12d3-a456-426614174000","email":"ana@example.com","twitterUsername":"twitter_handle",
		"walletAddress":"0x1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b","createdAt":"2023-01-15T12:00:00.000Z"`
	anaFull = `{"success":true,"data":{` + anaFields + `,"updatedAt":"2023-01-16T12:00:00.000Z",
		"payId":{"id":"123e4567-e89b-12d3-a456-426614174001","name":"ana"}},"meta":{"message":"User retrieved successfully"}}`
)

func partnerError(code, message string) string {
	return fmt.Sprintf(`{"success":false,"error":{"code":%q,"message":%q}}`, code, message)
}

func invalidUser(path, message string) string {
	return fmt.Sprintf(`{"success":false,"error":{"code":"VALIDATION_ERROR","message":"Invalid request data","details":{"errors":[{"path":[%s],"message":%q}]}}}`, path, message)
}

func TestPartnerAPI(t *testing.T) {
	t.Parallel()
	userMissing := partnerError("RESOURCE_NOT_FOUND", "User not found")
	updated := `,"updatedAt":"2026-03-01T09:00:00.123Z"},"meta":{"message":"User updated successfully"}}`
	ben := `{"success":true,"data":{"id":"` + benID + `","email":"ben@example.com","createdAt":"2023-01-17T12:00:00.000Z"`
	checkRows(t, []row{
		{"create", probe{"POST", "/v1/users", `{"email":"New@example.com","twitterUsername":"n","walletAddress":null}`, asAlpha}, 201,
			`{"success":true,"data":{"id":"00000000-0000-4000-8000-000000000001","email":"New@example.com","twitterUsername":"n","walletAddress":null,"createdAt":"2026-03-01T09:00:00.123Z"},"meta":{}}`},
		{"create associates and ignores", probe{"POST", "/v1/users", `{"email":"ANA@example.com","twitterUsername":"other"}`, asBeta}, 201, `{"success":true,"data":{` + anaFields + `},"meta":{}}`},
		{"create associated", probe{"POST", "/v1/users", `{"email":"ANA@example.com"}`, asAlpha}, 409, partnerError("CONFLICT", "User already associated with partner")},
		{"create without email", probe{"POST", "/v1/users", `{}`, asAlpha}, 400, invalidUser(`"email"`, "is required")},
		{"create null email", probe{"POST", "/v1/users", `{"email":null}`, asAlpha}, 400, invalidUser(`"email"`, "must not be null")},
		{"create display name", probe{"POST", "/v1/users", `{"email":"A <a@x>"}`, asAlpha}, 400, invalidUser(`"email"`, "must be a plain email address")},
		{"create bracketed", probe{"POST", "/v1/users", `{"email":"<a@x>"}`, asAlpha}, 400, invalidUser(`"email"`, "must be a plain email address")},
		{"create spaced", probe{"POST", "/v1/users", `{"email":" a@x"}`, asAlpha}, 400, invalidUser(`"email"`, "must be a plain email address")},
		{"create wrong type", probe{"POST", "/v1/users", `{"email":5}`, asAlpha}, 400, invalidUser(`"email"`, "must be a string, not a number")},
		{"create unknown", probe{"POST", "/v1/users", `{"email":"a@x","emial":1}`, asAlpha}, 400, invalidUser(``, `unknown member "emial"`)},
		{"create cased", probe{"POST", "/v1/users", `{"Email":"a@x"}`, asAlpha}, 400, invalidUser(``, `unknown member "Email", exactly "email" is known`)},
		{"create long twitter", probe{"POST", "/v1/users", `{"email":"a@x","twitterUsername":"` + strings.Repeat("é", 51) + `"}`, asAlpha}, 400, invalidUser(`"twitterUsername"`, "must have 1 to 50 characters")},
		{"create long wallet", probe{"POST", "/v1/users", `{"email":"a@x","walletAddress":"` + strings.Repeat("w", 129) + `"}`, asAlpha}, 400, invalidUser(`"walletAddress"`, "must have 1 to 128 characters")},
		{"create empty body", probe{"POST", "/v1/users", ``, asAlpha}, 400, invalidUser(``, "the body is empty: a JSON object is expected")},
		{"get", probe{"GET", "/v1/users/" + strings.ToUpper(anaID) + "?unknown=1", "", asAlpha}, 200, anaFull},
		{"get ignores a body", probe{"GET", "/v1/users/" + anaID, "{", asAlpha}, 200, anaFull},
		{"get without payId", probe{"GET", "/v1/users/" + benID, "", asAlpha}, 200, ben + `,"twitterUsername":null,"walletAddress":null,"updatedAt":"2023-01-17T12:00:00.000Z","payId":null},"meta":{"message":"User retrieved successfully"}}`},
		{"get of others", probe{"GET", "/v1/users/" + anaID, "", asBeta}, 404, userMissing},
		{"get malformed", probe{"GET", "/v1/users/x", "", asAlpha}, 404, userMissing},
		{"get by email", probe{"GET", "/v1/users/email/ANA%40example.com", "", asAlpha}, 200, anaFull},
		{"get by email of others", probe{"GET", "/v1/users/email/ana@example.com", "", asBeta}, 404, userMissing},
		{"update forbidden", probe{"PUT", "/v1/users/" + anaID, "{", asBeta}, 403, partnerError("FORBIDDEN", "Permission denied")},
		{"update", probe{"PUT", "/v1/users/" + benID, `{"twitterUsername":"b"}`, asAlpha}, 200, ben + `,"twitterUsername":"b","walletAddress":null` + updated},
		{"update own email", probe{"PUT", "/v1/users/" + benID, `{"email":"Ben@example.com"}`, asAlpha}, 200, strings.Replace(ben, "ben@", "Ben@", 1) + `,"twitterUsername":null,"walletAddress":null` + updated},
		{"update clears", probe{"PUT", "/v1/users/" + anaID, `{"twitterUsername":null,"walletAddress":null}`, asAlpha}, 200,
			`{"success":true,"data":{"id":"` + anaID + `","email":"ana@example.com","createdAt":"2023-01-15T12:00:00.000Z","twitterUsername":null,"walletAddress":null` + updated},
		{"update of nothing new", probe{"PUT", "/v1/users/" + benID, `{"email":"ben@example.com","walletAddress":null}`, asAlpha}, 200,
			ben + `,"twitterUsername":null,"walletAddress":null,"updatedAt":"2023-01-17T12:00:00.000Z"},"meta":{"message":"User updated successfully"}}`},
		{"update to one in use", probe{"PUT", "/v1/users/" + benID, `{"email":"ANA@example.com"}`, asAlpha}, 409, partnerError("CONFLICT", "Email already in use")},
		{"update nothing", probe{"PUT", "/v1/users/" + benID, `{}`, asAlpha}, 400, invalidUser(``, "at least one of email, twitterUsername, walletAddress is required")},
		{"update null email", probe{"PUT", "/v1/users/" + benID, `{"email":null}`, asAlpha}, 400, invalidUser(`"email"`, "must not be null")},
		{"update missing before body", probe{"PUT", "/v1/users/x", `{`, asAlpha}, 404, userMissing},
		{"delete", probe{"DELETE", "/v1/users/" + anaID, "", asAlpha}, 200, `{"success":true,"meta":{"message":"User disassociated from partner successfully"}}`},
		{"delete unknown", probe{"DELETE", "/v1/users/x", "", asAlpha}, 404, partnerError("RESOURCE_NOT_FOUND", "Association not found")},
		{"disconnect", probe{"POST", "/v1/users/" + anaID + "/disconnect-wallet", "", asAlpha}, 200, strings.Replace(`{"success":true,"data":{`+anaFields+`,"updatedAt":"2026-03-01T09:00:00.123Z"},"meta":{"message":"Wallet disconnected successfully"}}`, `"0x1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b"`, "null", 1)},
		{"disconnect nothing", probe{"POST", "/v1/users/" + benID + "/disconnect-wallet", "", asAlpha}, 400, partnerError("VALIDATION_ERROR", "No wallet connected")},
		{"disconnect unknown", probe{"POST", "/v1/users/x/disconnect-wallet", "", asAlpha}, 404, userMissing},
	})
}

func TestBodiesAreJudgedByKindAndSize(t *testing.T) {
	t.Parallel()
	ask := func(contentType, body string, configure ...func(*backendConfig)) answer {
		h := asAlpha.Clone()
		h.Set("Content-Type", contentType)
		return newBench(t, DefaultState(), configure...).ask(probe{"POST", "/v1/users", body, h})
	}
	checkAnswer(t, ask("text/plain", `{}`), 415, partnerError("UNSUPPORTED_MEDIA_TYPE", "Unsupported media type"))
	assert.Equal(t, 201, ask("application/json; charset=utf-8", `{"email":"a@x"}`).status)
	assert.Equal(t, 201, ask("application/merge+json", `{"email":"a@x"}`).status)
	assert.Equal(t, 400, ask("application/json", `{"email":"a@x"}`+strings.Repeat(" ", maxBody)).status)
	assert.Equal(t, 201, ask("application/json", `{"email":"a@x","new":[{"a":"}"}]}`, takeUnknown).status)
	assert.Equal(t, 400, ask("application/json", `{"email":"a@x","email":"b@x"}`, takeUnknown).status)
	a := ask("application/json", `{"`+strings.Join(strings.Split(strings.Repeat("x", 1000), ""), `":1,"`)+`":1}`)
	assert.Equal(t, 400, a.status)
	assert.Less(t, len(a.header.Get(reasonHeader)), 1000, "what is said about a body is bounded")
}

func TestUsersSurviveTheirAssociations(t *testing.T) {
	t.Parallel()
	b := newBench(t, DefaultState())
	require.Equal(t, 201, b.ask(probe{"POST", "/v1/users", `{"email":"ana@example.com"}`, asBeta}).status)
	require.Equal(t, 200, b.ask(probe{"DELETE", "/v1/users/" + anaID, "", asAlpha}).status)
	assert.Equal(t, 404, b.ask(probe{"GET", "/v1/users/" + anaID, "", asAlpha}).status)
	assert.Equal(t, 404, b.ask(probe{"DELETE", "/v1/users/" + anaID, "", asAlpha}).status)
	assert.Equal(t, 200, b.ask(probe{"GET", "/v1/users/" + anaID, "", asBeta}).status)
	b.now = b.now.Add(time.Hour)
	again := b.ask(probe{"POST", "/v1/users", `{"email":"ana@example.com"}`, asAlpha})
	checkAnswer(t, again, 201, `{"success":true,"data":{`+anaFields+`},"meta":{}}`)
}

func TestAnEmailThatWasGivenUpIsFree(t *testing.T) {
	t.Parallel()
	b := newBench(t, DefaultState())
	require.Equal(t, 200, b.ask(probe{"PUT", "/v1/users/" + anaID, `{"email":"other@example.com"}`, asAlpha}).status)
	assert.Equal(t, 404, b.ask(probe{"GET", "/v1/users/email/ana@example.com", "", asAlpha}).status)
	assert.Equal(t, 200, b.ask(probe{"GET", "/v1/users/email/other@example.com", "", asAlpha}).status)
	assert.Equal(t, 200, b.ask(probe{"PUT", "/v1/users/" + benID, `{"email":"ana@example.com"}`, asAlpha}).status)
}

func TestConcurrentCreatesOfOneEmailMakeOneUser(t *testing.T) {
	t.Parallel()
	b := newBench(t, DefaultState())
	var created, conflicts atomic.Int64
	var all sync.WaitGroup
	for range 64 {
		all.Go(func() {
			switch b.ask(probe{"POST", "/v1/users", `{"email":"race@example.com"}`, asAlpha}).status {
			case 201:
				created.Add(1)
			case 409:
				conflicts.Add(1)
			}
			_ = b.snapshot()
		})
	}
	all.Wait()
	assert.Equal(t, int64(1), created.Load())
	assert.Equal(t, int64(63), conflicts.Load())
	assert.Len(t, b.snapshot().Users, 3)
}
