package promises_test

// Each documented operation once, in its fullest form: how it is called, the
// exact bytes that it sends, a documented answer, and what that reads as.

import (
	"context"
	"slices"
	"time"

	"github.com/partnerkit/partnerkit-go"
)

const (
	aliceID = "123e4567-e89b-12d3-a456-426614174000"
	aliceOf = `"id":"` + aliceID + `","email":"alice@example.com","twitterUsername":"twitter_handle"`
)

var (
	january15 = time.Date(2023, 1, 15, 12, 0, 0, 0, time.UTC)
	january16 = time.Date(2023, 1, 16, 14, 30, 0, 0, time.UTC)
)

// documentedCall is one operation.
type documentedCall struct {
	name   string // of the method
	api    string // whose credential it needs
	line   string // method and URI
	body   string // "" for none
	status int
	answer string
	want   any // the method's result; nil where it has none
	call   func(context.Context, *partnerkit.Client) (any, error)
}

// errorOnly is the call of a method that returns nothing but an error.
func errorOnly(err error) (any, error) { return nil, err }

func documentedCalls() []documentedCall {
	return slices.Concat(partnerCalls(), portalCalls(), profileCalls(), appCalls())
}

func partnerCalls() []documentedCall {
	wallet := "0x1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b"
	create := partnerkit.UserCreateParams{Email: "alice@example.com", TwitterUsername: "twitter_handle", WalletAddress: wallet}
	made := partnerkit.User{ID: aliceID, Email: "alice@example.com", TwitterUsername: "twitter_handle", WalletAddress: wallet, CreatedAt: january15}
	read := made
	read.UpdatedAt, read.PayID = january16, &partnerkit.PayID{ID: "123e4567-e89b-12d3-a456-426614174001", Name: "johndoe"}
	updated := made
	updated.UpdatedAt, updated.TwitterUsername = january16, ""
	bare := updated
	bare.TwitterUsername, bare.WalletAddress = "twitter_handle", ""
	readAnswer := `{"success":true,"data":{` + aliceOf + `,"walletAddress":"` + wallet + `","createdAt":"2023-01-15T12:00:00.000Z",` +
		`"updatedAt":"2023-01-16T14:30:00.000Z","payId":{"id":"123e4567-e89b-12d3-a456-426614174001","name":"johndoe"}},` +
		`"meta":{"message":"User retrieved successfully"}}`
	return []documentedCall{
		{
			"Users.Create", "partner", "POST /v1/users",
			`{"email":"alice@example.com","twitterUsername":"twitter_handle","walletAddress":"` + wallet + `"}`,
			201, `{"success":true,"data":{` + aliceOf + `,"walletAddress":"` + wallet + `","createdAt":"2023-01-15T12:00:00.000Z"},"meta":{}}`, &made,
			func(ctx context.Context, c *partnerkit.Client) (any, error) { return c.Users.Create(ctx, create) },
		},
		{
			"Users.Get", "partner", "GET /v1/users/" + aliceID, "", 200, readAnswer, &read,
			func(ctx context.Context, c *partnerkit.Client) (any, error) { return c.Users.Get(ctx, aliceID) },
		},
		{
			"Users.GetByEmail", "partner", "GET /v1/users/email/alice@example.com", "", 200, readAnswer, &read,
			func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return c.Users.GetByEmail(ctx, "alice@example.com")
			},
		},
		{
			"Users.Update", "partner", "PUT /v1/users/" + aliceID,
			`{"email":"alice@example.com","twitterUsername":null,"walletAddress":"` + wallet + `"}`,
			200, `{"success":true,"data":{"id":"` + aliceID + `","email":"alice@example.com","twitterUsername":null,"walletAddress":"` + wallet +
				`","createdAt":"2023-01-15T12:00:00.000Z","updatedAt":"2023-01-16T14:30:00.000Z"},"meta":{"message":"User updated successfully"}}`, &updated,
			func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return c.Users.Update(ctx, aliceID, partnerkit.UserUpdateParams{
					Email: partnerkit.Set("alice@example.com"), TwitterUsername: partnerkit.Null[string](), WalletAddress: partnerkit.Set(wallet),
				})
			},
		},
		{
			"Users.Disassociate", "partner", "DELETE /v1/users/" + aliceID, "", 200,
			`{"success":true,"meta":{"message":"User disassociated from partner successfully"}}`, nil,
			func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return errorOnly(c.Users.Disassociate(ctx, aliceID))
			},
		},
		{
			"Users.DisconnectWallet", "partner", "POST /v1/users/" + aliceID + "/disconnect-wallet", "", 200,
			`{"success":true,"data":{` + aliceOf + `,"walletAddress":null,"createdAt":"2023-01-15T12:00:00.000Z","updatedAt":"2023-01-16T14:30:00.000Z"},` +
				`"meta":{"message":"Wallet disconnected successfully"}}`, &bare,
			func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return c.Users.DisconnectWallet(ctx, aliceID)
			},
		},
		{
			"AppUsers.GetByExternalID", "app", "GET /v1/user?user_external_id=a%2Fb+c%2Bd%26e%23f%25g+%C3%A9", "", 200,
			`{"success":true,"data":{"uid":"816379099131","created_at":"2023-08-10T14:07:14.494142Z","email":"alice@example.com",` +
				`"user_external_id":"a/b c+d&e#f%g é","wallets":[{"address":"0xd8dA","explorer_url":"https://amoy.polygonscan.com/address/0xd8dA",` +
				`"network":"Polygon","chain_id":80002}],"client_id":"a/b c+d&e#f%g é"}}`,
			&partnerkit.AppUser{
				UID: "816379099131", CreatedAt: time.Date(2023, 8, 10, 14, 7, 14, 494142000, time.UTC), Email: "alice@example.com",
				UserExternalID: "a/b c+d&e#f%g é", ClientID: "a/b c+d&e#f%g é",
				Wallets: []partnerkit.Wallet{{
					Address: "0xd8dA", ExplorerURL: "https://amoy.polygonscan.com/address/0xd8dA", Network: "Polygon", ChainID: 80002,
				}},
			},
			func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return c.AppUsers.GetByExternalID(ctx, "a/b c+d&e#f%g é")
			},
		},
	}
}

func portalCalls() []documentedCall {
	ada := `{"id":"pu_1","first_name":"Ada","last_name":"Lovelace","email":"ada@example.com","last_logged_at":"2024-05-17T09:00:00.000Z"}`
	want := partnerkit.PortalUser{
		ID: "pu_1", FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com", LastLoggedAt: time.Date(2024, 5, 17, 9, 0, 0, 0, time.UTC),
	}
	return []documentedCall{
		{
			"PortalUsers.List", "portals", "GET /v1/partner-portals/portal_1/users?after=c%2B1&limit=2", "", 200,
			`{"data":[` + ada + `],"paging":{"next":{"after":"c+2"}}}`, &partnerkit.Page[partnerkit.PortalUser]{Items: []*partnerkit.PortalUser{&want}, Next: "c+2"},
			func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return c.PortalUsers.List(ctx, "portal_1", partnerkit.PortalUserListParams{Limit: 2, After: "c+1"})
			},
		},
		{
			"PortalUsers.Get", "portals", "GET /v1/partner-portals/portal%2F1/users/pu_1", "", 200, ada, &want,
			func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return c.PortalUsers.Get(ctx, "portal/1", "pu_1")
			},
		},
		{
			"PortalUsers.Create", "portals", "POST /v1/partner-portals/portal_1/users",
			`{"first_name":"Ada","last_name":"Lovelace","email":"ada@example.com","roles":["role_viewer"],"password":"correct horse",` +
				`"locale":"fr_FR","attributes":[{"id":"team","value":["a",1,null]}]}`,
			200, ada, &want,
			func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return c.PortalUsers.Create(ctx, "portal_1", partnerkit.PortalUserCreateParams{
					FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com", Roles: []string{"role_viewer"}, Password: "correct horse",
					Locale: "fr_FR", Attributes: []partnerkit.PortalUserAttribute{{ID: "team", Value: []any{"a", 1, nil}}},
				})
			},
		},
		{
			"PortalUsers.Delete", "portals", "DELETE /v1/partner-portals/portal_1/users/pu_1", "", 200, `{"id":"pu_1","isDeleted":true}`, nil,
			func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return errorOnly(c.PortalUsers.Delete(ctx, "portal_1", "pu_1"))
			},
		},
	}
}

func profileCalls() []documentedCall {
	ada := `{"username":"ada","displayName":"Ada","handle":"ada.l","biography":null,"dateOfBirth":"1990-05-17"}`
	want := partnerkit.Profile{Username: "ada", DisplayName: "Ada", Handle: "ada.l", DateOfBirth: partnerkit.Date{Year: 1990, Month: 5, Day: 17}}
	return []documentedCall{
		{
			"Profile.Get", "profile", "GET /v1/user/profile?fields=username&fields=biography", "", 200,
			`{"username":"ada","biography":"mathematician"}`, &partnerkit.Profile{Username: "ada", Biography: "mathematician"},
			func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return c.Profile.Get(ctx, []partnerkit.ProfileField{partnerkit.ProfileFieldUsername, partnerkit.ProfileFieldBiography})
			},
		},
		{
			"Profile.Public", "profile", "GET /v1/user/by-id/Ada/public?containerId=container_1", "", 200,
			`{"username":"ada","displayName":"Ada","handle":"ada.l","biography":"x"}`,
			&partnerkit.PublicProfile{Username: "ada", DisplayName: "Ada", Handle: "ada.l", Biography: "x"},
			func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return c.Profile.Public(ctx, "Ada", "container_1")
			},
		},
		{
			"Profile.Update", "profile", "POST /v1/user/profile",
			`{"displayName":"Ada","handle":"ada.l","biography":null,"dateOfBirth":"1990-05-17"}`, 201, ada, &want,
			func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return c.Profile.Update(ctx, partnerkit.ProfileUpdateParams{
					DisplayName: partnerkit.Set("Ada"), Handle: partnerkit.Set("ada.l"), Biography: partnerkit.Null[string](),
					DateOfBirth: partnerkit.Set(want.DateOfBirth),
				})
			},
		},
		{
			"Profile.Referrals", "profile", "GET /v1/user/referrals", "", 200,
			`[{"username":"bob","displayName":"Bob","joinedAt":"2023-01-15T12:00:00.000Z"}]`,
			[]*partnerkit.Referral{{Username: "bob", DisplayName: "Bob", JoinedAt: january15}},
			func(ctx context.Context, c *partnerkit.Client) (any, error) { return c.Profile.Referrals(ctx) },
		},
		{
			"Notifications.List", "profile", "GET /v1/user/notifications?containerId=container_1&limit=1&page=2", "", 200,
			`{"notifications":[{"id":"n_1","containerId":"container_1","type":"welcome","title":"Hi","message":"There","read":true,` +
				`"createdAt":"2023-01-15T12:00:00.000Z"}],"page":2,"limit":1,"total":3}`,
			&partnerkit.Page[partnerkit.Notification]{Items: []*partnerkit.Notification{{
				ID: "n_1", ContainerID: "container_1", Type: "welcome", Title: "Hi", Message: "There", Read: true, CreatedAt: january15,
			}}, Next: "3", Number: 2, Total: 3},
			func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return c.Notifications.List(ctx, partnerkit.NotificationListParams{ContainerID: "container_1", Page: 2, Limit: 1})
			},
		},
		{
			"Notifications.MarkAllRead", "profile", "POST /v1/user/notifications/read", "", 201, "", nil,
			func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return errorOnly(c.Notifications.MarkAllRead(ctx))
			},
		},
	}
}

// appCalls are the App API's operations beside the look-up by external id.
func appCalls() []documentedCall {
	answer := `{"success":true,"data":{"uid":"816379099131","created_at":"2023-08-10T14:07:14.494142Z","email":"alice@example.com",` +
		`"user_external_id":null,"wallets":[],"client_id":null}}`
	want := &partnerkit.AppUser{
		UID: "816379099131", CreatedAt: time.Date(2023, 8, 10, 14, 7, 14, 494142000, time.UTC), Email: "alice@example.com", Wallets: []partnerkit.Wallet{},
	}
	return []documentedCall{
		{
			"AppUsers.Get", "app", "GET /v1/user/816379099131", "", 200, answer, want,
			func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return c.AppUsers.Get(ctx, "816379099131")
			},
		},
		{
			"AppUsers.GetByEmail", "app", "GET /v1/user?email=ALICE%2Bx%3By%40example.com", "", 200,
			`{"success":true,"data":{"uid":"816379099131","email":"alice+x;y@example.com"}}`, &partnerkit.AppUser{UID: "816379099131", Email: "alice+x;y@example.com"},
			func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return c.AppUsers.GetByEmail(ctx, "ALICE+x;y@example.com")
			},
		},
		{
			"AppUsers.Create", "app", "POST /v1/user", `{"user_external_id":"a/b \"c","email":"alice@example.com"}`,
			201, `{"success":true,"data":{"uid":"175324281338"}}`, "175324281338",
			func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return orNothing(c.AppUsers.Create(ctx, partnerkit.AppUserCreateParams{UserExternalID: `a/b "c`, Email: "alice@example.com"}))
			},
		},
	}
}

// orNothing is the call of a method that returns a text: none beside an error.
func orNothing(text string, err error) (any, error) {
	if text == "" {
		return nil, err
	}
	return text, err
}
