package promises_test

// Calls of the client, one of each class, as a far end meets them: their request, its answers,
// and the reading that looks for the effect of a write whose answer was lost.

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/internal/rawh2"
)

// apiAnswer is an answer of an API.
type apiAnswer struct {
	status int
	body   string
}

// raw is the answer as HTTP/1.1 has it, step as an HTTP/2 server gives it.
func (a apiAnswer) raw() string      { return httpAnswer(a.status, a.body) }
func (a apiAnswer) step() rawh2.Step { return rawh2.Answer(a.status, a.body) }

// act is one call of the client.
type act struct {
	name          string // of the operation
	api           string
	run           func(context.Context, *partnerkit.Client, ...partnerkit.CallOption) error
	line          string // method and URI of its own request
	done          apiAnswer
	again         apiAnswer // to a second one once the first is done; zero: it is done twice
	there, absent apiAnswer // to the look for its effect; zero where there is none
	repeatable    bool      // a read, or a write of which two are the same as one
}

func (a act) method() string { method, _, _ := strings.Cut(a.line, " "); return method }
func (a act) reads() bool    { return a.method() == http.MethodGet }
func (a act) looks() bool    { return a.there != apiAnswer{} }

// isOf tells the act's own request from a look's.
func (a act) isOf(method, uri string) bool {
	own, _, _ := strings.Cut(a.line, "?")
	path, _, _ := strings.Cut(uri, "?")
	return own == method+" "+path
}

func userAnswer(id, twitter, wallet string) apiAnswer {
	return apiAnswer{http.StatusOK, fmt.Sprintf(`{"success":true,"data":{"id":%q,"email":%q,"twitterUsername":%s,"walletAddress":%s,`+
		`"createdAt":"2023-01-15T12:00:00.000Z","updatedAt":"2023-01-15T12:00:00.000Z"},"meta":{}}`, id, testEmail, twitter, wallet)}
}

// partnerUser is the body of an answer with the user that the acts are about.
func partnerUser(twitter, wallet string) string { return userAnswer(testUserID, twitter, wallet).body }

func refused(api string, status int) apiAnswer { return apiAnswer{status, refusalOf(api, status)} }

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
		name: "Users.Get", api: partnerAPI, repeatable: true, line: "GET /v1/users/" + testUserID,
		done: apiAnswer{200, partnerUser("null", "null")},
		run: func(ctx context.Context, c *partnerkit.Client, opts ...partnerkit.CallOption) error {
			_, err := c.Users.Get(ctx, testUserID, opts...)
			return err
		},
	}
	actCreate = act{
		name: "Users.Create", api: partnerAPI, line: "POST /v1/users",
		done: apiAnswer{201, partnerUser("null", "null")}, again: refused(partnerAPI, 409),
		run: func(ctx context.Context, c *partnerkit.Client, opts ...partnerkit.CallOption) error {
			_, err := c.Users.Create(ctx, partnerkit.UserCreateParams{Email: testEmail}, opts...)
			return err
		},
	}
	actEnsure = act{
		name: "Users.Ensure", api: partnerAPI, repeatable: true, line: "POST /v1/users",
		done: apiAnswer{201, partnerUser("null", "null")}, again: refused(partnerAPI, 409),
		there: apiAnswer{200, partnerUser("null", "null")}, absent: refused(partnerAPI, 404),
		run: func(ctx context.Context, c *partnerkit.Client, opts ...partnerkit.CallOption) error {
			_, err := c.Users.Ensure(ctx, partnerkit.UserCreateParams{Email: testEmail}, opts...)
			return err
		},
	}
	actUpdate = act{
		name: "Users.Update", api: partnerAPI, line: "PUT /v1/users/" + testUserID,
		done:  apiAnswer{200, partnerUser(`"new"`, "null")},
		there: apiAnswer{200, partnerUser(`"new"`, "null")}, absent: apiAnswer{200, partnerUser(`"old"`, "null")},
		run: func(ctx context.Context, c *partnerkit.Client, opts ...partnerkit.CallOption) error {
			_, err := c.Users.Update(ctx, testUserID, partnerkit.UserUpdateParams{TwitterUsername: partnerkit.Set("new")}, opts...)
			return err
		},
	}
	actDisassociate = act{
		name: "Users.Disassociate", api: partnerAPI, line: "DELETE /v1/users/" + testUserID,
		done: apiAnswer{200, `{"success":true,"message":"User disassociated from partner successfully"}`}, again: refused(partnerAPI, 404),
		there: refused(partnerAPI, 404), absent: apiAnswer{200, partnerUser("null", "null")},
		run: func(ctx context.Context, c *partnerkit.Client, opts ...partnerkit.CallOption) error {
			return c.Users.Disassociate(ctx, testUserID, opts...)
		},
	}
	actDisconnect = act{
		name: "Users.DisconnectWallet", api: partnerAPI, line: "POST /v1/users/" + testUserID + "/disconnect-wallet",
		done: apiAnswer{200, partnerUser("null", "null")}, again: refused(partnerAPI, 400),
		there: apiAnswer{200, partnerUser("null", "null")}, absent: apiAnswer{200, partnerUser("null", `"0xabc"`)},
		run: func(ctx context.Context, c *partnerkit.Client, opts ...partnerkit.CallOption) error {
			_, err := c.Users.DisconnectWallet(ctx, testUserID, opts...)
			return err
		},
	}
	actAppGet = act{
		name: "AppUsers.GetByExternalID", api: appAPI, repeatable: true, line: "GET /v1/user?user_external_id=ext-1",
		done: apiAnswer{200, `{"success":true,"data":{"uid":"123456789012","created_at":"2023-01-15T12:00:00.000000Z","email":null,"user_external_id":"ext-1","wallets":[]}}`},
		run: func(ctx context.Context, c *partnerkit.Client, opts ...partnerkit.CallOption) error {
			_, err := c.AppUsers.GetByExternalID(ctx, "ext-1", opts...)
			return err
		},
	}
	actAppCreate = act{
		name: "AppUsers.Create", api: appAPI, line: "POST /v1/user",
		done: apiAnswer{201, `{"success":true,"data":{"uid":"123456789012"}}`}, again: refused(appAPI, 400),
		run: func(ctx context.Context, c *partnerkit.Client, opts ...partnerkit.CallOption) error {
			_, err := c.AppUsers.Create(ctx, partnerkit.AppUserCreateParams{UserExternalID: "ext-1"}, opts...)
			return err
		},
	}
	actPortalGet = act{
		name: "PortalUsers.Get", api: portalsAPI, repeatable: true, line: "GET /v1/partner-portals/portal_1/users/pu_1",
		done: apiAnswer{200, portalUserBody},
		run: func(ctx context.Context, c *partnerkit.Client, opts ...partnerkit.CallOption) error {
			_, err := c.PortalUsers.Get(ctx, "portal_1", "pu_1", opts...)
			return err
		},
	}
	actPortalCreate = act{
		name: "PortalUsers.Create", api: portalsAPI, line: "POST /v1/partner-portals/portal_1/users",
		done: apiAnswer{200, portalUserBody}, again: refused(portalsAPI, 400),
		run: func(ctx context.Context, c *partnerkit.Client, opts ...partnerkit.CallOption) error {
			_, err := c.PortalUsers.Create(ctx, "portal_1", partnerkit.PortalUserCreateParams{
				FirstName: "Ada", LastName: "King", Email: testEmail, Roles: []string{"role_viewer"},
			}, opts...)
			return err
		},
	}
	actPortalDelete = act{
		name: "PortalUsers.Delete", api: portalsAPI, line: "DELETE /v1/partner-portals/portal_1/users/pu_1",
		done: apiAnswer{200, `{"id":"pu_1","isDeleted":true}`}, again: refused(portalsAPI, 404),
		there: refused(portalsAPI, 404), absent: apiAnswer{200, portalUserBody},
		run: func(ctx context.Context, c *partnerkit.Client, opts ...partnerkit.CallOption) error {
			return c.PortalUsers.Delete(ctx, "portal_1", "pu_1", opts...)
		},
	}
	actProfileGet = act{
		name: "Profile.Get", api: profileAPI, repeatable: true, line: "GET /v1/user/profile?fields=username",
		done: apiAnswer{200, `{"username":"ada"}`},
		run: func(ctx context.Context, c *partnerkit.Client, opts ...partnerkit.CallOption) error {
			_, err := c.Profile.Get(ctx, []partnerkit.ProfileField{partnerkit.ProfileFieldUsername}, opts...)
			return err
		},
	}
	actProfileUpdate = act{
		name: "Profile.Update", api: profileAPI, line: "POST /v1/user/profile",
		done:  apiAnswer{201, profileBody("New")},
		there: apiAnswer{200, profileBody("New")}, absent: apiAnswer{200, profileBody("Old")},
		run: func(ctx context.Context, c *partnerkit.Client, opts ...partnerkit.CallOption) error {
			_, err := c.Profile.Update(ctx, partnerkit.ProfileUpdateParams{DisplayName: partnerkit.Set("New")}, opts...)
			return err
		},
	}
	actMarkAllRead = act{
		name: "Notifications.MarkAllRead", api: profileAPI, repeatable: true, line: "POST /v1/user/notifications/read",
		done: apiAnswer{201, ""},
		run: func(ctx context.Context, c *partnerkit.Client, opts ...partnerkit.CallOption) error {
			return c.Notifications.MarkAllRead(ctx, opts...)
		},
	}
	// actRefresh is a read that meets an expired session: its line is the refresh.
	actRefresh = act{
		name: refreshOp, api: profileAPI, repeatable: true, line: "POST /v1/user/auth/refresh-session",
		done: apiAnswer{200, renewalBody},
		run:  actProfileGet.run,
	}
)

// wireActs are a read and every write, for the tests over sockets.
var wireActs = []act{
	actGet, actCreate, actUpdate, actDisassociate, actDisconnect, actAppCreate, actPortalCreate, actPortalDelete, actProfileUpdate,
	actMarkAllRead,
}
