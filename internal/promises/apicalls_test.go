package promises_test

// The calls that the HTTP/2 tests make, as a server meets them: their request, its answers,
// and the reading that looks for the effect of a write whose answer was lost.

import (
	"context"
	"fmt"
	"net/http"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/internal/rawh2"
)

const (
	h2UserID = "7f9c24e5-2f0b-4a1d-9c3e-111111111111"
	warmID   = "7f9c24e5-2f0b-4a1d-9c3e-222222222222" // asked for to have a connection in use
	h2Email  = "ada@example.com"
)

// apiAnswer is an answer of the API.
type apiAnswer struct {
	status int
	body   string
}

func (a apiAnswer) step() rawh2.Step { return rawh2.Answer(a.status, a.body) }

// apiCall is one call of the client.
type apiCall struct {
	name         string
	method, path string
	success      apiAnswer
	again        apiAnswer // to a second request once one was carried out; zero: it is carried out twice
	lookPath     string    // what a read-back asks for; "" where there is none
	there        apiAnswer // to a read-back that finds the effect
	absent       apiAnswer // to one that does not
	repeatable   bool      // a read, or a write of which two are the same as one
	reads        bool
	call         func(context.Context, *partnerkit.Client, ...partnerkit.CallOption) error
}

func userAnswer(id, twitter, wallet string) apiAnswer {
	return apiAnswer{http.StatusOK, fmt.Sprintf(`{"success":true,"data":{"id":%q,"email":%q,"twitterUsername":%s,"walletAddress":%s,`+
		`"createdAt":"2023-01-15T12:00:00.000Z","updatedAt":"2023-01-15T12:00:00.000Z"},"meta":{}}`, id, h2Email, twitter, wallet)}
}

func profileAnswer(status int, name string) apiAnswer {
	return apiAnswer{status, fmt.Sprintf(`{"username":"ada","displayName":%q,"handle":"ada","biography":null,"dateOfBirth":null}`, name)}
}

func partnerRefusal(status int) apiAnswer {
	return apiAnswer{status, fmt.Sprintf(`{"success":false,"error":{"code":"CODE_%d","message":"no"}}`, status)}
}

func portalRefusal(status int) apiAnswer {
	return apiAnswer{status, fmt.Sprintf(`{"status_code":%d,"message":"no","request_id":"00000000000000000000000000000000"}`, status)}
}

const (
	h2UserPath   = "/v1/users/" + h2UserID
	h2PortalPath = "/v1/partner-portals/portal_1/users"
	h2PortalUser = `{"id":"pu_1","first_name":"Ada","last_name":"King","email":"ada@example.com","last_logged_at":null}`
)

// apiCalls are every write and a read.
func apiCalls() []apiCall {
	return append(userCalls(), otherCalls()...)
}

func userCalls() []apiCall {
	user := userAnswer(h2UserID, "null", "null")
	return []apiCall{{
		name: "Users.Get", method: http.MethodGet, path: h2UserPath, success: user, repeatable: true, reads: true,
		call: func(ctx context.Context, c *partnerkit.Client, opts ...partnerkit.CallOption) error {
			_, err := c.Users.Get(ctx, h2UserID, opts...)
			return err
		},
	}, {
		name: "Users.Create", method: http.MethodPost, path: "/v1/users",
		success: apiAnswer{http.StatusCreated, user.body}, again: partnerRefusal(http.StatusConflict),
		call: func(ctx context.Context, c *partnerkit.Client, opts ...partnerkit.CallOption) error {
			_, err := c.Users.Create(ctx, partnerkit.UserCreateParams{Email: h2Email}, opts...)
			return err
		},
	}, {
		name: "Users.Update", method: http.MethodPut, path: h2UserPath, success: userAnswer(h2UserID, `"new"`, "null"),
		lookPath: h2UserPath, there: userAnswer(h2UserID, `"new"`, "null"), absent: userAnswer(h2UserID, `"old"`, "null"),
		call: func(ctx context.Context, c *partnerkit.Client, opts ...partnerkit.CallOption) error {
			_, err := c.Users.Update(ctx, h2UserID, partnerkit.UserUpdateParams{TwitterUsername: partnerkit.Set("new")}, opts...)
			return err
		},
	}, {
		name: "Users.Disassociate", method: http.MethodDelete, path: h2UserPath,
		success: apiAnswer{http.StatusOK, `{"success":true,"message":"User disassociated from partner successfully"}`},
		again:   partnerRefusal(http.StatusNotFound), lookPath: h2UserPath, there: partnerRefusal(http.StatusNotFound), absent: user,
		call: func(ctx context.Context, c *partnerkit.Client, opts ...partnerkit.CallOption) error {
			return c.Users.Disassociate(ctx, h2UserID, opts...)
		},
	}, {
		name: "Users.DisconnectWallet", method: http.MethodPost, path: h2UserPath + "/disconnect-wallet", success: user,
		again: partnerRefusal(http.StatusBadRequest), lookPath: h2UserPath, there: user, absent: userAnswer(h2UserID, "null", `"0xabc"`),
		call: func(ctx context.Context, c *partnerkit.Client, opts ...partnerkit.CallOption) error {
			_, err := c.Users.DisconnectWallet(ctx, h2UserID, opts...)
			return err
		},
	}}
}

func otherCalls() []apiCall {
	portalUser := apiAnswer{http.StatusOK, h2PortalUser}
	return []apiCall{{
		name: "PortalUsers.Create", method: http.MethodPost, path: h2PortalPath, success: portalUser, again: portalRefusal(http.StatusBadRequest),
		call: func(ctx context.Context, c *partnerkit.Client, opts ...partnerkit.CallOption) error {
			_, err := c.PortalUsers.Create(ctx, "portal_1", partnerkit.PortalUserCreateParams{
				FirstName: "Ada", LastName: "King", Email: h2Email, Roles: []string{"role_viewer"},
			}, opts...)
			return err
		},
	}, {
		name: "PortalUsers.Delete", method: http.MethodDelete, path: h2PortalPath + "/pu_1",
		success: apiAnswer{http.StatusOK, `{"id":"pu_1","isDeleted":true}`}, again: portalRefusal(http.StatusNotFound),
		lookPath: h2PortalPath + "/pu_1", there: portalRefusal(http.StatusNotFound), absent: portalUser,
		call: func(ctx context.Context, c *partnerkit.Client, opts ...partnerkit.CallOption) error {
			return c.PortalUsers.Delete(ctx, "portal_1", "pu_1", opts...)
		},
	}, {
		name: "Profile.Update", method: http.MethodPost, path: "/v1/user/profile", success: profileAnswer(http.StatusCreated, "New"),
		lookPath: "/v1/user/profile", there: profileAnswer(http.StatusOK, "New"), absent: profileAnswer(http.StatusOK, "Old"),
		call: func(ctx context.Context, c *partnerkit.Client, opts ...partnerkit.CallOption) error {
			_, err := c.Profile.Update(ctx, partnerkit.ProfileUpdateParams{DisplayName: partnerkit.Set("New")}, opts...)
			return err
		},
	}, {
		name: "Notifications.MarkAllRead", method: http.MethodPost, path: "/v1/user/notifications/read",
		success: apiAnswer{http.StatusCreated, ""}, repeatable: true,
		call: func(ctx context.Context, c *partnerkit.Client, opts ...partnerkit.CallOption) error {
			return c.Notifications.MarkAllRead(ctx, opts...)
		},
	}}
}
