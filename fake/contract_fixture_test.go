package fake_test

// The state that each row of the contract's table starts from, the moment it
// starts at, and the header lines of everybody in it.

import (
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/partnerkit/partnerkit-go/fake"
)

// fixtureTime is when the fake's clock stands while nothing advances it.
var fixtureTime = time.Date(2024, 6, 1, 12, 0, 0, 0, time.UTC)

const (
	nowMillis = `"2024-06-01T12:00:00.000Z"`
	atNow     = `"<at 2024-06-01T12:00:00Z>"`

	adaID  = "a1b2c3d4-1111-4111-8111-11111111abcd"
	bobID  = "22222222-2222-4222-8222-222222222222"
	cydID  = "33333333-3333-4333-8333-333333333333"
	danID  = "44444444-4444-4444-8444-444444444444"
	noneID = "99999999-9999-4999-8999-999999999999"

	vectorKey    = "test_api_key"
	vectorSecret = "test_api_secret_0123456789abcdef0123456789"
	otherAppKey  = "ak_fake_other"
	otherSecret  = "as_fake_other_0123456789abcdef01234567"

	oddExternalID = "ext/2 a+b&c#d%é"
)

func bearer(credential string) string { return "Authorization: Bearer " + credential + "\r\n" }

var (
	alpha     = bearer("pk_fake_alpha")  // may do everything
	beta      = bearer("pk_fake_beta")   // likewise, for another partner
	reader    = bearer("pk_fake_reader") // has user:read only
	writer    = bearer("pk_fake_writer") // has all but user:read
	account   = bearer("sk:fake_account")
	readOnly  = bearer("sk:fake_readonly")
	allSeeing = bearer("sk:fake_all")
	allReader = bearer("sk:fake_all_readonly")
	noAccess  = bearer("sk:fake_none")
	adaHere   = bearer("st_fake_ada")
	bobHere   = bearer("st_fake_bob")
	cydHere   = bearer("st_fake_cyd")
	adaGone   = bearer("st_fake_ada_before")
	nobody    = ""
)

var fixture = sync.OnceValue(func() fake.State {
	var state fake.State
	if err := json.Unmarshal([]byte(fixtureJSON), &state); err != nil {
		panic(fmt.Sprintf("the fixture is no state: %v", err))
	}
	return state
})

const fixtureJSON = `{
"partners": [
  {"id": "partner_alpha", "apiKey": "pk_fake_alpha", "permissions": ["user:create", "user:read", "user:update", "user:delete"]},
  {"id": "partner_beta", "apiKey": "pk_fake_beta", "permissions": ["user:create", "user:read", "user:update", "user:delete"]},
  {"id": "partner_reader", "apiKey": "pk_fake_reader", "permissions": ["user:read"]},
  {"id": "partner_writer", "apiKey": "pk_fake_writer", "permissions": ["user:create", "user:update", "user:delete"]}],
"users": [
  {"id": "` + adaID + `", "email": "Ada@example.com", "twitterUsername": "ada", "walletAddress": "0xada",
   "payId": {"id": "a1b2c3d4-1111-4111-8111-22222222abcd", "name": "adapay"},
   "createdAt": "2023-01-15T12:00:00.000Z", "updatedAt": "2023-01-16T14:30:00.000Z", "partners": ["partner_alpha"]},
  {"id": "` + bobID + `", "email": "bob+tag@example.com",
   "createdAt": "2023-02-15T12:00:00.000Z", "partners": ["partner_alpha", "partner_beta"]},
  {"id": "` + cydID + `", "email": "cyd@example.com", "twitterUsername": "cyd", "walletAddress": "0xcyd",
   "createdAt": "2023-03-15T12:00:00.123Z", "updatedAt": "2023-03-16T12:00:00.456Z", "partners": ["partner_beta", "partner_writer"]},
  {"id": "` + danID + `", "email": "dan@example.com", "createdAt": "2023-04-15T12:00:00.000Z", "partners": []}],
"apps": [
  {"apiKey": "` + vectorKey + `", "apiSecret": "` + vectorSecret + `", "users": [
    {"uid": "816379099131", "created_at": "2023-08-10T14:07:14.494142Z", "email": "ada@example.com", "user_external_id": "user_external_id_1",
     "wallets": [{"address": "0xd8dA", "explorer_url": "https://amoy.polygonscan.com/address/0xd8dA", "network": "Polygon", "chain_id": 80002}]},
    {"uid": "816379099132", "created_at": "2023-08-11T14:07:14.000000Z", "user_external_id": "` + oddExternalID + `"},
    {"uid": "816379099133", "created_at": "2023-08-12T14:07:14.100000Z", "email": "cyd@example.com", "user_external_id": "sol",
     "wallets": [{"address": "", "explorer_url": "", "network": "Solana"}]},
    {"uid": "816379099134", "created_at": "2023-08-13T14:07:14.000000Z", "email": "Dot.Plus+tag@example.com", "walletsAt": "2024-06-01T12:10:00.000Z",
     "wallets": [{"address": "0xd07", "explorer_url": "https://amoy.polygonscan.com/address/0xd07", "network": "Polygon", "chain_id": 80002}]},
    {"uid": "816379099135", "created_at": "2023-08-14T14:07:14.000000Z", "user_external_id": "semi;colon"}]},
  {"apiKey": "` + otherAppKey + `", "apiSecret": "` + otherSecret + `", "users": [
    {"uid": "900000000001", "created_at": "2023-09-01T00:00:00.000001Z", "email": "eve@example.com", "user_external_id": "user_external_id_1"}]}],
"serviceAccounts": [
  {"key": "sk:fake_account", "portals": ["portal_1", "portal_2"]},
  {"key": "sk:fake_readonly", "portals": ["portal_1"], "readOnly": true},
  {"key": "sk:fake_all", "allPortals": true},
  {"key": "sk:fake_all_readonly", "allPortals": true, "readOnly": true},
  {"key": "sk:fake_none"}],
"portals": [
  {"id": "portal_1", "roles": ["role_viewer", "role_editor"], "users": [
    {"id": "pu_1", "first_name": "Ada", "last_name": "Lovelace", "email": "Ada@example.com", "last_logged_at": "2023-02-01T10:00:00.000Z",
     "roles": ["role_viewer"], "locale": "en_US"},
    {"id": "pu_2", "first_name": "Bob", "last_name": "Builder", "email": "bob@example.com", "roles": ["role_editor"], "locale": "fr_FR"},
    {"id": "pu_3", "first_name": "Cyd", "last_name": "Charisse", "email": "cyd@example.com", "roles": ["role_viewer"], "locale": "en_US"}]},
  {"id": "portal_2", "roles": ["role_other"], "users": [
    {"id": "pu/4 é", "first_name": "Dan", "last_name": "Dare", "email": "dan@example.com", "roles": ["role_other"], "locale": "en_US"}]},
  {"id": "portal_3", "roles": ["role_viewer"]}],
"profiles": [
  {"username": "ada", "displayName": "Ada", "handle": "Ada.L", "biography": "Analyst", "dateOfBirth": "1990-05-17",
   "containers": ["container_1"],
   "referrals": [{"username": "bob", "displayName": "Bob", "joinedAt": "2023-05-01T08:00:00.000Z"},
                 {"username": "zoe", "displayName": "Zoe", "joinedAt": "2023-05-02T08:00:00.000Z"}],
   "notifications": [
    {"id": "n_1", "containerId": "container_1", "type": "system", "title": "One", "message": "First", "read": true, "createdAt": "2024-01-01T00:00:00.000Z"},
    {"id": "n_2", "containerId": "container_1", "type": "system", "title": "Two", "message": "Second", "read": false, "createdAt": "2024-01-02T00:00:00.000Z"},
    {"id": "n_3", "containerId": "container_2", "type": "quest", "title": "Three", "message": "Third", "read": false, "createdAt": "2024-01-03T00:00:00.000Z"},
    {"id": "n_4", "containerId": "container_1", "type": "system", "title": "Four", "message": "Fourth", "read": false, "createdAt": "2024-01-04T00:00:00.000Z"}]},
  {"username": "bob", "displayName": "Bob", "handle": "bob_b", "containers": ["container_1", "container_2"],
   "notifications": [
    {"id": "n_5", "containerId": "container_1", "type": "system", "title": "Five", "message": "Fifth", "read": false, "createdAt": "2024-01-05T00:00:00.000Z"}]},
  {"username": "cy/d é", "displayName": "Cyd", "handle": "cyd-3", "containers": ["container_2"]}],
"sessions": [
  {"username": "ada", "sessionToken": "st_fake_ada", "sessionExpiresAt": "2024-06-01T12:10:00.000Z",
   "refreshToken": "rt_fake_ada", "refreshExpiresAt": "2024-07-01T12:00:00.000Z"},
  {"username": "ada", "sessionToken": "st_fake_ada_before", "sessionExpiresAt": "2024-06-01T11:59:59.000Z",
   "refreshToken": "rt_fake_ada", "refreshExpiresAt": "2024-07-01T12:00:00.000Z"},
  {"username": "bob", "sessionToken": "st_fake_bob", "sessionExpiresAt": "2024-06-01T12:05:00.000Z",
   "refreshToken": "rt_fake_bob", "refreshExpiresAt": "2024-06-01T11:59:59.000Z"},
  {"username": "cy/d é", "sessionToken": "st_fake_cyd", "sessionExpiresAt": "2024-06-01T12:10:00.000Z",
   "refreshToken": "rt_fake_cyd", "refreshExpiresAt": "2024-07-01T12:00:00.000Z"}]
}`
