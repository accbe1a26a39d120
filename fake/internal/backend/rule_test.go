package backend

// What is wrong with a request, in the words of the header that every 400 carries.

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestReasons(t *testing.T) {
	t.Parallel()
	const (
		users       = "/v1/users"
		profile     = "/v1/user/profile"
		portalUsers = "/v1/partner-portals/portal_1/users"
	)
	inPortal := func(member string) probe {
		members := map[string]string{"first_name": `"Cy"`, "last_name": `"Poe"`, "email": `"cy@example.com"`, "roles": `["role_viewer"]`}
		name, value, _ := strings.Cut(member, "=")
		members[name] = value
		var body []string
		for name, value := range members {
			if value != "" {
				body = append(body, `"`+name+`":`+value)
			}
		}
		return probe{"POST", portalUsers, "{" + strings.Join(body, ",") + "}", asAccount}
	}
	b := newBench(t, Default())
	for _, test := range []struct {
		probe  probe
		reason string
	}{
		{probe{"POST", users, ``, asAlpha}, "the body is empty: a JSON object is expected"},
		{probe{"POST", users, `{}`, asAlpha}, "email: is required"},
		{probe{"POST", users, `{"email":null}`, asAlpha}, "email: must not be null"},
		{probe{"POST", users, `{"email":"A <a@x>"}`, asAlpha}, "email: must be a plain email address"},
		{probe{"POST", users, `{"email":5}`, asAlpha}, "email: must be a string, not a number"},
		{probe{"POST", users, `{"email":"a@x","twitterUsername":""}`, asAlpha}, "twitterUsername: must have 1 to 50 characters"},
		{probe{"POST", users, `{"email":"a@x","walletAddress":""}`, asAlpha}, "walletAddress: must have 1 to 128 characters"},
		{probe{"POST", users, `{"email":"a@x"}` + strings.Repeat(" ", MaxBody), asAlpha}, "the body is over 1048576 bytes"},
		{probe{"PUT", users + "/123e4567-e89b-12d3-a456-426614174000", `{}`, asAlpha}, "at least one of email, twitterUsername, walletAddress is required"},
		{probe{"POST", users + "/123e4567-e89b-12d3-a456-426614174100/disconnect-wallet", "", asAlpha}, "No wallet connected"},
		{probe{"GET", "/v1/user", "", asApp(t)}, "user_external_id: is required"},
		{probe{"GET", "/v1/user?user_external_id=a&user_external_id=b", "", asApp(t)}, "user_external_id: is given more than once"},
		{probe{"GET", portalUsers + "?limit=0", "", asAccount}, "limit: must be a whole number from 1 to 100"},
		{probe{"GET", portalUsers + "?after=x", "", asAccount}, "after: is no cursor of this portal"},
		{probe{"GET", portalUsers + "?after=%zz", "", asAccount}, "the query is malformed"},
		{inPortal(`first_name=""`), "first_name: must have at least 1 characters"},
		{inPortal(`email="ANA@example.com"`), "email: is in use in the portal"},
		{inPortal(`roles=[]`), "roles: must name at least one role"},
		{inPortal(`roles=["role_viewer","x"]`), "roles[1]: is no role of the portal"},
		{inPortal(`roles=["role_editor","role_editor"]`), "roles[1]: occurs twice"},
		{inPortal(`password="1234567"`), "password: must have at least 8 characters"},
		{inPortal(`attributes=[{"id":"a"}]`), "attributes: element 0 must have an id and a value"},
		{inPortal(`attributes=[{"id":"a","v":1}]`), `attributes[0]: unknown member "v"`},
		{probe{"GET", profile, "", asAna}, "fields: is required"},
		{probe{"GET", profile + "?fields=a", "", asAna}, "fields: names an unknown field"},
		{probe{"POST", profile, `{}`, asAna}, "at least one of displayName, handle, biography, dateOfBirth, address is required"},
		{probe{"POST", profile, `{"address":"here"}`, asAna}, "address: must be an object"},
		{probe{"POST", profile, `{"handle":"a b c"}`, asAna}, "handle: must be 3 to 32 of a-z A-Z 0-9 _ . -"},
		{probe{"POST", profile, `{"handle":"BEN_moore"}`, asAna}, "handle: is taken"},
		{probe{"POST", profile, `{"dateOfBirth":"2026-03-02"}`, asAna}, "dateOfBirth: must not be in the future"},
		{probe{"POST", profile, `{"dateOfBirth":"17 May"}`, asAna}, "dateOfBirth: " + dateForms},
		{probe{"POST", profile, `{"dateOfBirth":{"year":2001,"month":2,"day":29}}`, asAna}, "dateOfBirth: is no day of the calendar"},
		{probe{"POST", profile, `{"dateOfBirth":{"year":9999,"month":12,"day":31}}`, asAna}, "dateOfBirth: must not be in the future"},
		{probe{"POST", profile, `{"dateOfBirth":{"year":10000,"month":1,"day":1}}`, asAna}, "dateOfBirth: is no day of the calendar"},
		{probe{"POST", profile, `{"dateOfBirth":{"year":-1,"month":1,"day":1}}`, asAna}, "dateOfBirth: is no day of the calendar"},
		{probe{"POST", profile, `{"handel":"x","dateOfBirth":{"year":1}}`, asAna}, `unknown member "handel"; dateOfBirth.month: is required; dateOfBirth.day: is required`},
	} {
		res := b.ask(test.probe)
		assert.Equal(t, 400, res.Status, test.reason)
		assert.Equal(t, test.reason, res.Header.Get(reasonHeader))
	}
}

func TestReasonsAreBounded(t *testing.T) {
	t.Parallel()
	body := `{"` + strings.Repeat(`x":1,"`, 1000) + `":1}`
	res := newBench(t, Default()).ask(probe{"POST", "/v1/users", body, asAlpha})
	assert.Equal(t, 400, res.Status)
	assert.Less(t, len(res.Header.Get(reasonHeader)), 1000)
}

func TestBodiesAreJudgedByTheirKind(t *testing.T) {
	t.Parallel()
	post := func(contentType, body string, configure ...func(*Config)) int {
		h := asAlpha.Clone()
		h.Set("Content-Type", contentType)
		return newBench(t, Default(), configure...).ask(probe{"POST", "/v1/users", body, h}).Status
	}
	assert.Equal(t, 415, post("text/plain", `{}`))
	assert.Equal(t, 201, post("application/json; charset=utf-8", `{"email":"a@x"}`))
	assert.Equal(t, 201, post("application/merge+json", `{"email":"a@x"}`))
	assert.Equal(t, 400, post("application/json", `{"email":"a@x","new":1}`))
	assert.Equal(t, 201, post("application/json", `{"email":"a@x","new":[{"a":"}"}]}`, takeUnknown))
	assert.Equal(t, 400, post("application/json", `{"email":"a@x","email":"b@x"}`, takeUnknown))
}
