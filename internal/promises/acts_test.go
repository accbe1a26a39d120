package promises_test

// The calls that the retry tests make, one of each class, with literal answers.

import (
	"context"
	"fmt"

	"github.com/partnerkit/partnerkit-go"
)

func partnerUser(twitter, wallet string) string {
	return fmt.Sprintf(`{"success":true,"data":{"id":%q,"email":%q,"twitterUsername":%s,"walletAddress":%s,`+
		`"createdAt":"2023-01-15T12:00:00.000Z","updatedAt":"2023-01-15T12:00:00.000Z"},"meta":{}}`, testUserID, testEmail, twitter, wallet)
}

func profileBody(name string) string {
	return fmt.Sprintf(`{"username":"ada","displayName":%q,"handle":"ada","biography":null,"dateOfBirth":null}`, name)
}

const (
	portalUserBody = `{"id":"pu_1","first_name":"Ada","last_name":"King","email":"ada@example.com","last_logged_at":null}`
	renewedSession = "st_fake_new"
	renewalBody    = `{"sessionToken":"st_fake_new"}`
)

var (
	actGet = act{
		name: "Get", api: partnerAPI, line: "GET /v1/users/" + testUserID,
		done: httpAnswer(200, partnerUser("null", "null")),
		run: func(ctx context.Context, c *partnerkit.Client, opts ...partnerkit.CallOption) error {
			_, err := c.Users.Get(ctx, testUserID, opts...)
			return err
		},
	}
	actCreate = act{
		name: "Create", api: partnerAPI, line: "POST /v1/users",
		done: httpAnswer(201, partnerUser("null", "null")), again: httpAnswer(409, refusalOf(partnerAPI, 409)),
		run: func(ctx context.Context, c *partnerkit.Client, opts ...partnerkit.CallOption) error {
			_, err := c.Users.Create(ctx, partnerkit.UserCreateParams{Email: testEmail}, opts...)
			return err
		},
	}
	actEnsure = act{
		name: "Ensure", api: partnerAPI, line: "POST /v1/users",
		done: httpAnswer(201, partnerUser("null", "null")), again: httpAnswer(409, refusalOf(partnerAPI, 409)),
		there: httpAnswer(200, partnerUser("null", "null")), absent: httpAnswer(404, refusalOf(partnerAPI, 404)),
		run: func(ctx context.Context, c *partnerkit.Client, opts ...partnerkit.CallOption) error {
			_, err := c.Users.Ensure(ctx, partnerkit.UserCreateParams{Email: testEmail}, opts...)
			return err
		},
	}
	actUpdate = act{
		name: "Update", api: partnerAPI, line: "PUT /v1/users/" + testUserID,
		done:  httpAnswer(200, partnerUser(`"new"`, "null")),
		there: httpAnswer(200, partnerUser(`"new"`, "null")), absent: httpAnswer(200, partnerUser(`"old"`, "null")),
		run: func(ctx context.Context, c *partnerkit.Client, opts ...partnerkit.CallOption) error {
			_, err := c.Users.Update(ctx, testUserID, partnerkit.UserUpdateParams{TwitterUsername: partnerkit.Set("new")}, opts...)
			return err
		},
	}
	actDisassociate = act{
		name: "Disassociate", api: partnerAPI, line: "DELETE /v1/users/" + testUserID,
		done: httpAnswer(200, `{"success":true,"message":"User disassociated from partner successfully"}`), again: httpAnswer(404, refusalOf(partnerAPI, 404)),
		there: httpAnswer(404, refusalOf(partnerAPI, 404)), absent: httpAnswer(200, partnerUser("null", "null")),
		run: func(ctx context.Context, c *partnerkit.Client, opts ...partnerkit.CallOption) error {
			return c.Users.Disassociate(ctx, testUserID, opts...)
		},
	}
	actDisconnect = act{
		name: "DisconnectWallet", api: partnerAPI, line: "POST /v1/users/" + testUserID + "/disconnect-wallet",
		done: httpAnswer(200, partnerUser("null", "null")), again: httpAnswer(400, refusalOf(partnerAPI, 400)),
		there: httpAnswer(200, partnerUser("null", "null")), absent: httpAnswer(200, partnerUser("null", `"0xabc"`)),
		run: func(ctx context.Context, c *partnerkit.Client, opts ...partnerkit.CallOption) error {
			_, err := c.Users.DisconnectWallet(ctx, testUserID, opts...)
			return err
		},
	}
	actAppGet = act{
		name: "GetByExternalID", api: appAPI, line: "GET /v1/user?user_external_id=ext-1",
		done: httpAnswer(200, `{"success":true,"data":{"uid":"123456789012","created_at":"2023-01-15T12:00:00.000000Z","email":null,"user_external_id":"ext-1","wallets":[]}}`),
		run: func(ctx context.Context, c *partnerkit.Client, opts ...partnerkit.CallOption) error {
			_, err := c.Users.GetByExternalID(ctx, "ext-1", opts...)
			return err
		},
	}
	actPortalGet = act{
		name: "PortalUsers.Get", api: portalsAPI, line: "GET /v1/partner-portals/portal_1/users/pu_1",
		done: httpAnswer(200, portalUserBody),
		run: func(ctx context.Context, c *partnerkit.Client, opts ...partnerkit.CallOption) error {
			_, err := c.PortalUsers.Get(ctx, "portal_1", "pu_1", opts...)
			return err
		},
	}
	actPortalCreate = act{
		name: "PortalUsers.Create", api: portalsAPI, line: "POST /v1/partner-portals/portal_1/users",
		done: httpAnswer(200, portalUserBody), again: httpAnswer(400, refusalOf(portalsAPI, 400)),
		run: func(ctx context.Context, c *partnerkit.Client, opts ...partnerkit.CallOption) error {
			_, err := c.PortalUsers.Create(ctx, "portal_1", partnerkit.PortalUserCreateParams{
				FirstName: "Ada", LastName: "King", Email: testEmail, Roles: []string{"role_viewer"},
			}, opts...)
			return err
		},
	}
	actPortalDelete = act{
		name: "PortalUsers.Delete", api: portalsAPI, line: "DELETE /v1/partner-portals/portal_1/users/pu_1",
		done: httpAnswer(200, `{"id":"pu_1","isDeleted":true}`), again: httpAnswer(404, refusalOf(portalsAPI, 404)),
		there: httpAnswer(404, refusalOf(portalsAPI, 404)), absent: httpAnswer(200, portalUserBody),
		run: func(ctx context.Context, c *partnerkit.Client, opts ...partnerkit.CallOption) error {
			return c.PortalUsers.Delete(ctx, "portal_1", "pu_1", opts...)
		},
	}
	actProfileGet = act{
		name: "Profile.Get", api: profileAPI, line: "GET /v1/user/profile?fields=username",
		done: httpAnswer(200, `{"username":"ada"}`),
		run: func(ctx context.Context, c *partnerkit.Client, opts ...partnerkit.CallOption) error {
			_, err := c.Profile.Get(ctx, []partnerkit.ProfileField{partnerkit.ProfileFieldUsername}, opts...)
			return err
		},
	}
	actProfileUpdate = act{
		name: "Profile.Update", api: profileAPI, line: "POST /v1/user/profile",
		done:  httpAnswer(201, profileBody("New")),
		there: httpAnswer(200, profileBody("New")), absent: httpAnswer(200, profileBody("Old")),
		run: func(ctx context.Context, c *partnerkit.Client, opts ...partnerkit.CallOption) error {
			_, err := c.Profile.Update(ctx, partnerkit.ProfileUpdateParams{DisplayName: partnerkit.Set("New")}, opts...)
			return err
		},
	}
	actMarkAllRead = act{
		name: "MarkAllRead", api: profileAPI, line: "POST /v1/user/notifications/read",
		done: httpAnswer(201, ""),
		run: func(ctx context.Context, c *partnerkit.Client, opts ...partnerkit.CallOption) error {
			return c.Notifications.MarkAllRead(ctx, opts...)
		},
	}
	// actRefresh is a read that meets an expired session: its line is the refresh.
	actRefresh = act{
		name: "Refresh", api: profileAPI, line: "POST /v1/user/auth/refresh-session",
		done: httpAnswer(200, renewalBody),
		run:  actProfileGet.run,
	}
)
