package fake_test

// The golden answers: the fake that holds the record of a documented sample
// answers with the same members and values. The files are shared with the
// client's tests, which decode them.

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/fake"
)

// goldenTime is what the fake's clock says: the samples' updatedAt.
var goldenTime = time.Date(2023, 1, 16, 14, 30, 0, 0, time.UTC)

const (
	goldenFolder = "../internal/promises/testdata/golden"
	goldenUser   = "/v1/users/123e4567-e89b-12d3-a456-426614174000"
	goldenPortal = "/v1/partner-portals/portal_1/users"
	goldenWallet = "0x1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b"
)

// goldenState holds the records of all samples. A second partner sees nobody yet.
const goldenState = `{
"partners": [
  {"id": "partner_1", "apiKey": "pk_fake_alpha", "permissions": ["user:read", "user:update", "user:delete"]},
  {"id": "partner_2", "apiKey": "pk_fake_beta", "permissions": ["user:create"]}],
"users": [{"id": "123e4567-e89b-12d3-a456-426614174000", "email": "user@example.com", "twitterUsername": "twitter_handle",
  "walletAddress": "` + goldenWallet + `", "payId": {"id": "123e4567-e89b-12d3-a456-426614174001", "name": "johndoe"},
  "createdAt": "2023-01-15T12:00:00.000Z", "updatedAt": "2023-01-16T14:30:00.000Z", "partners": ["partner_1"]}],
"apps": [{"apiKey": "` + vectorKey + `", "apiSecret": "` + vectorSecret + `", "users": [
  {"uid": "816379099131", "created_at": "2023-08-10T14:07:14.494142Z", "email": "user@example.com", "user_external_id": "user_external_id_1",
   "wallets": [{"address": "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045", "network": "Polygon", "chain_id": 80002,
     "explorer_url": "https://amoy.polygonscan.com/address/0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045"}]},
  {"uid": "175324281337", "user_external_id": "the one before"}]}],
"serviceAccounts": [{"key": "sk:fake_account", "portals": ["portal_1"]}],
"portals": [{"id": "portal_1", "roles": ["role_viewer"], "users": [
  {"id": "portal_user_1", "first_name": "Ada", "last_name": "Lovelace", "email": "user@example.com",
   "last_logged_at": "2023-02-01T10:00:00.000Z", "roles": ["role_viewer"], "locale": "en_US"}]}],
"profiles": [{"username": "user_1", "displayName": "Ada Lovelace", "handle": "ada.lovelace", "biography": "Analyst and metaphysician",
  "dateOfBirth": "1990-05-17", "containers": ["container_1"],
  "referrals": [{"username": "user_2", "displayName": "Charles Babbage", "joinedAt": "2023-05-01T08:00:00.000Z"}],
  "notifications": [{"id": "notification_1", "containerId": "container_1", "type": "system", "title": "Welcome",
    "message": "Glad to have you here", "read": false, "createdAt": "2023-05-02T08:00:00.000Z"}]}],
"sessions": [{"username": "user_1", "sessionToken": "st_fake_ada", "refreshToken": "rt_fake_ada"}]
}`

// goldenCases is one request for each file.
var goldenCases = []struct {
	file, as, request, body string
	status                  int
}{
	{file: "partner_create", as: beta, request: "POST /v1/users", body: `{"email":"user@example.com"}`, status: http.StatusCreated},
	{file: "partner_get", as: alpha, request: "GET " + goldenUser, status: http.StatusOK},
	{file: "partner_update", as: alpha, request: "PUT " + goldenUser, body: `{"twitterUsername":"new_twitter_handle"}`, status: http.StatusOK},
	{file: "partner_delete", as: alpha, request: "DELETE " + goldenUser, status: http.StatusOK},
	{file: "partner_disconnect_wallet", as: alpha, request: "POST " + goldenUser + detach, status: http.StatusOK},
	{file: "partner_get_by_email", as: alpha, request: "GET /v1/users/email/user@example.com", status: http.StatusOK},
	{file: "app_user", as: vector, request: findUser + "user_external_id_1", status: http.StatusOK},
	{file: "app_create", as: vector, request: "POST /v1/user", body: `{"user_external_id":"user_external_id_2","email":"two@example.com"}`, status: http.StatusCreated},
	{file: "portals_user", as: account, request: "GET " + goldenPortal + "/portal_user_1", status: http.StatusOK},
	{file: "portals_list", as: account, request: "GET " + goldenPortal, status: http.StatusOK},
	{file: "portals_delete", as: account, request: "DELETE " + goldenPortal + "/portal_user_1", status: http.StatusOK},
	{file: "profile", as: adaHere, request: "GET " + profilePath + allFields, status: http.StatusOK},
	{file: "profile_public", as: adaHere, request: "GET /v1/user/by-id/user_1/public?containerId=container_1", status: http.StatusOK},
	{file: "profile_referrals", as: adaHere, request: "GET /v1/user/referrals", status: http.StatusOK},
	{file: "profile_notifications", as: adaHere, request: inFirst, status: http.StatusOK},
}

func TestGoldenAnswers(t *testing.T) {
	t.Parallel()
	for _, one := range goldenCases {
		t.Run(one.file, func(t *testing.T) {
			t.Parallel()
			want, err := os.ReadFile(filepath.Join(goldenFolder, one.file+".json"))
			require.NoError(t, err)
			c := &trial{t: t, srv: goldenFake(t)}
			got := c.send(one.as, one.request, one.body)
			assert.Equal(t, one.status, got.StatusCode)
			assert.JSONEq(t, string(want), string(got.text))
		})
	}
}

// goldenFake holds the records of all samples.
func goldenFake(t *testing.T) *fake.Server {
	t.Helper()
	var state fake.State
	require.NoError(t, json.Unmarshal([]byte(goldenState), &state))
	return fake.New(t, fake.WithState(state), fake.WithClock(func() time.Time { return goldenTime }))
}

func TestEveryGoldenFileIsTried(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(goldenFolder + "/*.json")
	require.NoError(t, err)
	var tried []string
	for _, one := range goldenCases {
		tried = append(tried, filepath.Join(goldenFolder, one.file+".json"))
	}
	assert.ElementsMatch(t, files, tried)
}
