package promises_test

// Every operation as a row: how it is called, and what a whole answer to it looks
// like. Whoever answers it badly finds here what would have been right.

import (
	"context"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

const (
	partnerAPI = "partner"
	appAPI     = "app"
	portalsAPI = "portals"
	profileAPI = "profile"
)

// askedOp is one operation, called with arguments that are right.
type askedOp struct {
	name    string
	api     string
	write   bool   // sent once: an answer that cannot be read leaves its outcome unknown
	bare    bool   // a success may come without a body
	list    bool   // up to 16 MiB
	status  int    // of a success
	good    string // a whole success
	foreign string // a success about somebody else; empty where nobody was named
	call    func(context.Context, *partnerkit.Client) (any, error)
}

const (
	goodUser = `{"success":true,"data":{"id":"u1","email":"a@example.com","twitterUsername":null,"walletAddress":null,` +
		`"createdAt":"2023-01-15T12:00:00.000Z","updatedAt":"2023-01-15T12:00:00.000Z"},"meta":{}}`
	otherUser    = `{"success":true,"data":{"id":"u2","email":"b@example.com"},"meta":{}}`
	goodAppUser  = `{"success":true,"data":{"uid":"123456789012","created_at":"2023-01-15T12:00:00.000000Z","email":"a@example.com","user_external_id":"ext-1"}}`
	goodPortal   = `{"id":"pu1","first_name":"A","last_name":"B","email":"a@example.com","last_logged_at":null}`
	goodProfile  = `{"username":"ann","displayName":"Ann","handle":"ann","biography":null,"dateOfBirth":null}`
	goodMessages = `{"notifications":[{"id":"n1","containerId":"c1","createdAt":"2023-01-15T12:00:00Z"}],"page":1,"limit":20,"total":1}`
)

func userParams() partnerkit.UserCreateParams {
	return partnerkit.UserCreateParams{Email: "a@example.com"}
}

func portalParams() partnerkit.PortalUserCreateParams {
	return partnerkit.PortalUserCreateParams{FirstName: "A", LastName: "B", Email: "a@example.com", Roles: []string{"role_viewer"}}
}

var askedOps = []askedOp{
	{name: "Users.Create", api: partnerAPI, write: true, status: 201, good: goodUser,
		call: func(ctx context.Context, c *partnerkit.Client) (any, error) { return c.Users.Create(ctx, userParams()) }},
	{name: "Users.Ensure", api: partnerAPI, status: 201, good: goodUser,
		call: func(ctx context.Context, c *partnerkit.Client) (any, error) { return c.Users.Ensure(ctx, userParams()) }},
	{name: "Users.Get", api: partnerAPI, status: 200, good: goodUser, foreign: otherUser,
		call: func(ctx context.Context, c *partnerkit.Client) (any, error) { return c.Users.Get(ctx, "u1") }},
	{name: "Users.GetByEmail", api: partnerAPI, status: 200, good: goodUser, foreign: otherUser,
		call: func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.Users.GetByEmail(ctx, "a@example.com")
		}},
	{name: "Users.Update", api: partnerAPI, write: true, status: 200, good: goodUser, foreign: otherUser,
		call: func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.Users.Update(ctx, "u1", partnerkit.UserUpdateParams{TwitterUsername: partnerkit.Set("new")})
		}},
	{name: "Users.Disassociate", api: partnerAPI, write: true, status: 200, good: `{"success":true}`,
		call: func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return nil, c.Users.Disassociate(ctx, "u1")
		}},
	{name: "Users.DisconnectWallet", api: partnerAPI, write: true, status: 200, good: goodUser, foreign: otherUser,
		call: func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.Users.DisconnectWallet(ctx, "u1")
		}},
	{name: "AppUsers.GetByExternalID", api: appAPI, status: 200, good: goodAppUser,
		foreign: `{"success":true,"data":{"uid":"123456789012","user_external_id":"ext-2"}}`,
		call: func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.AppUsers.GetByExternalID(ctx, "ext-1")
		}},
	{name: "AppUsers.Get", api: appAPI, status: 200, good: goodAppUser,
		foreign: `{"success":true,"data":{"uid":"123456789013","user_external_id":"ext-1"}}`,
		call: func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.AppUsers.Get(ctx, "123456789012")
		}},
	{name: "AppUsers.GetByEmail", api: appAPI, status: 200, good: goodAppUser,
		foreign: `{"success":true,"data":{"uid":"123456789012","email":"b@example.com","user_external_id":"ext-1"}}`,
		call: func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.AppUsers.GetByEmail(ctx, "A@example.com")
		}},
	{name: "AppUsers.Create", api: appAPI, write: true, status: 201, good: `{"success":true,"data":{"uid":"123456789012"}}`,
		call: func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return orNothing(c.AppUsers.Create(ctx, partnerkit.AppUserCreateParams{UserExternalID: "ext-1"}))
		}},
	{name: "PortalUsers.List", api: portalsAPI, list: true, status: 200, good: `{"data":[` + goodPortal + `],"paging":{"next":{}}}`,
		call: func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.PortalUsers.List(ctx, "portal_1", partnerkit.PortalUserListParams{})
		}},
	{name: "PortalUsers.FindByEmail", api: portalsAPI, list: true, status: 200, good: `{"data":[` + goodPortal + `],"paging":{}}`,
		call: func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.PortalUsers.FindByEmail(ctx, "portal_1", "A@example.com")
		}},
	{name: "PortalUsers.Ensure", api: portalsAPI, list: true, status: 200, good: `{"data":[` + goodPortal + `],"paging":null}`,
		call: func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.PortalUsers.Ensure(ctx, "portal_1", portalParams())
		}},
	{name: "PortalUsers.Get", api: portalsAPI, status: 200, good: goodPortal, foreign: strings.Replace(goodPortal, "pu1", "PU1", 1),
		call: func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.PortalUsers.Get(ctx, "portal_1", "pu1")
		}},
	{name: "PortalUsers.Create", api: portalsAPI, write: true, status: 200, good: goodPortal,
		call: func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.PortalUsers.Create(ctx, "portal_1", portalParams())
		}},
	{name: "PortalUsers.Delete", api: portalsAPI, write: true, status: 200, good: `{"id":"pu1","isDeleted":true}`,
		foreign: `{"id":"pu2","isDeleted":true}`,
		call: func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return nil, c.PortalUsers.Delete(ctx, "portal_1", "pu1")
		}},
	{name: "Profile.Get", api: profileAPI, status: 200, good: goodProfile,
		call: func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.Profile.Get(ctx, []partnerkit.ProfileField{partnerkit.ProfileFieldUsername})
		}},
	{name: "Profile.Public", api: profileAPI, status: 200, good: goodProfile, foreign: `{"username":"bob","displayName":"Bob"}`,
		call: func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.Profile.Public(ctx, "ann", "c1")
		}},
	{name: "Profile.Update", api: profileAPI, write: true, status: 201, good: goodProfile,
		call: func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.Profile.Update(ctx, partnerkit.ProfileUpdateParams{Biography: partnerkit.Set("new")})
		}},
	{name: "Profile.Referrals", api: profileAPI, list: true, status: 200, good: `[{"username":"bob","joinedAt":"2023-01-15T12:00:00Z"}]`,
		call: func(ctx context.Context, c *partnerkit.Client) (any, error) { return c.Profile.Referrals(ctx) }},
	{name: "Notifications.List", api: profileAPI, list: true, bare: true, status: 200, good: goodMessages,
		call: func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.Notifications.List(ctx, partnerkit.NotificationListParams{ContainerID: "c1"})
		}},
	{name: "Notifications.MarkAllRead", api: profileAPI, bare: true, status: 201, good: `{}`,
		call: func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return nil, c.Notifications.MarkAllRead(ctx)
		}},
}

// opsOf returns the operations of an API, all for "".
func opsOf(api string) []askedOp {
	var ops []askedOp
	for _, op := range askedOps {
		if api == "" || op.api == api {
			ops = append(ops, op)
		}
	}
	return ops
}

// answering is a transport that gives every request the same answer.
type answering func(*http.Request) (*http.Response, error)

func (a answering) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
		_ = r.Body.Close()
	}
	return a(r)
}

func answer(status int, header http.Header, body io.Reader) answering {
	return func(r *http.Request) (*http.Response, error) {
		return &http.Response{
			StatusCode: status, Header: header, Body: io.NopCloser(body), ContentLength: -1, Request: r,
			Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		}, nil
	}
}

// answerText gives a text afresh to each request, cut before its end if wanted.
func answerText(status int, header http.Header, text string, cut error) answering {
	return func(r *http.Request) (*http.Response, error) {
		var body io.Reader = strings.NewReader(text)
		if cut != nil {
			body = io.MultiReader(body, brokenReader{cut})
		}
		return answer(status, header, body)(r)
	}
}

type brokenReader struct{ err error }

func (b brokenReader) Read([]byte) (int, error) { return 0, b.err }

// clientOver makes a client with every credential that asks once.
func clientOver(t testing.TB, transport http.RoundTripper, opts ...partnerkit.Option) *partnerkit.Client {
	t.Helper()
	client, err := partnerkit.New(append([]partnerkit.Option{
		partnerkit.WithBaseURL("https://api.invalid"),
		partnerkit.WithPartnerKey("pk_fake_bad_answers"),
		partnerkit.WithAppKey("ak_fake_bad_answers", "as_fake_bad_answers_0123456789abcdef"),
		partnerkit.WithServiceAccountKey("sk:fake_bad_answers"),
		partnerkit.WithSession(partnerkit.SessionToken("st_fake_bad_answers")),
		partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 1}),
		partnerkit.WithHTTPClient(&http.Client{Transport: transport}),
	}, opts...)...)
	require.NoError(t, err)
	return client
}

// isNothing reports whether a method gave no value.
func isNothing(value any) bool {
	if value == nil {
		return true
	}
	v := reflect.ValueOf(value)
	return (v.Kind() == reflect.Pointer || v.Kind() == reflect.Slice) && v.IsNil()
}

func TestAnswersThatAreRight(t *testing.T) {
	t.Parallel()
	for _, op := range askedOps {
		t.Run(op.name, func(t *testing.T) {
			t.Parallel()
			value, err := op.call(t.Context(), clientOver(t, answerText(op.status, nil, op.good, nil)))
			require.NoError(t, err)
			if value != nil {
				require.False(t, isNothing(value), "%T", value)
			}
		})
	}
}
