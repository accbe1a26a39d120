package promises_test

// The exact bytes of every operation: what is sent, and what a documented answer
// reads as.

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// ownUserAgent is what the client says of itself.
var ownUserAgent = "partnerkit-go/0.1.0 (" + runtime.Version() + "; " + runtime.GOOS + "/" + runtime.GOARCH + ")"

// appTokenAt is the App API's token that ends at a Unix time, made by hand.
func appTokenAt(expires int64) string {
	text := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." +
		base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, `{"resource":"*","action":"*","user_id":"*","api_key":"%s","exp":%d}`, tapeAppKey, expires))
	mac := hmac.New(sha256.New, []byte(tapeAppSecret))
	mac.Write([]byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// bubbleStart is when time begins in a synctest bubble.
const bubbleStart = 946684800

// wireCredentials are the headers of each API, those before Content-Type and those after.
func wireCredentials() map[string][2]string {
	return map[string][2]string{
		"partner": {"Authorization: Bearer " + tapePartner + "\r\n", ""},
		"app":     {"Authorization: Bearer " + appTokenAt(bubbleStart+300) + "\r\n", "X-Api-Key: " + tapeAppKey + "\r\n"},
		"portals": {"Authorization: Bearer " + tapeAccount + "\r\n", ""},
		"profile": {"Authorization: Bearer " + tapeSession + "\r\n", ""},
		"nobody":  {},
	}
}

// isListing tells the requests that a list answers, which may be long.
func isListing(line string) bool {
	target, _, _ := strings.Cut(line, "?")
	return strings.HasPrefix(line, "GET ") && slices.ContainsFunc([]string{"/users", "/user/referrals", "/user/notifications"}, func(end string) bool {
		return strings.HasSuffix(target, end)
	})
}

// wireText is a request as it must be sent.
func wireText(api, line, body string) string {
	credential := wireCredentials()[api]
	length, contentType := "", ""
	if body != "" || strings.HasPrefix(line, "POST ") || strings.HasPrefix(line, "PUT ") {
		length = fmt.Sprintf("Content-Length: %d\r\n", len(body))
	}
	if body != "" {
		contentType = "Content-Type: application/json\r\n"
	}
	encoding := "Accept-Encoding: identity\r\n"
	if isListing(line) {
		encoding = "" // net/http's to choose
	}
	return line + " HTTP/1.1\r\nHost: api.example\r\nUser-Agent: " + ownUserAgent + "\r\n" + length +
		"Accept: application/json\r\n" + encoding + credential[0] + contentType + credential[1] + "\r\n" + body
}

func TestEveryOperationOnTheWire(t *testing.T) {
	t.Parallel()
	for _, row := range documentedCalls() {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := tapeOf(httpAnswer(row.status, row.answer))
				got, err := row.call(t.Context(), tapeClient(t, p))
				require.NoError(t, err)
				assert.Equal(t, []string{wireText(row.api, row.line, row.body)}, p.requests())
				assert.Equal(t, row.want, got)
			})
		})
	}
}

// wireVariant is a further form of an operation: what it sends and, where it
// matters, what it reads.
type wireVariant struct {
	name, api, line, body, answer string
	want                          any
	call                          func(context.Context, *partnerkit.Client) (any, error)
}

func wireVariants() []wireVariant {
	user := `{"success":true,"data":{` + aliceOf + `}}`
	portal := `{"id":"pu_1","first_name":"A","last_name":"B","email":"a@b.example"}`
	return []wireVariant{
		{"create with the email alone", "partner", "POST /v1/users", `{"email":"a@b.example"}`, user, nil,
			func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return c.Users.Create(ctx, partnerkit.UserCreateParams{Email: "a@b.example"})
			}},
		{"update of one member", "partner", "PUT /v1/users/" + aliceID, `{"walletAddress":null}`, user, nil,
			func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return c.Users.Update(ctx, aliceID, partnerkit.UserUpdateParams{WalletAddress: partnerkit.Null[string]()})
			}},
		{"an id in upper case", "partner", "GET /v1/users/" + strings.ToUpper(aliceID), "", user, nil,
			func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return c.Users.Get(ctx, strings.ToUpper(aliceID))
			}},
		{"an email with a plus", "partner", "GET /v1/users/email/ALICE@example.com", "", user, nil,
			func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return c.Users.GetByEmail(ctx, "ALICE@example.com")
			}},
		{"an external id under its old name", "app", "GET /v1/user?user_external_id=x", "",
			`{"success":true,"data":{"uid":"1","client_id":"x","email":null}}`, &partnerkit.AppUser{UID: "1", ClientID: "x", UserExternalID: "x"},
			func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return c.AppUsers.GetByExternalID(ctx, "x")
			}},
		{"wallets in the making", "app", "GET /v1/user?user_external_id=x", "",
			`{"success":true,"data":{"uid":"1","user_external_id":"x","email":null,"wallets":[{"address":"","network":"Solana"}]}}`,
			&partnerkit.AppUser{UID: "1", UserExternalID: "x", Wallets: []partnerkit.Wallet{{Network: "Solana"}}},
			func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return c.AppUsers.GetByExternalID(ctx, "x")
			}},
		{"a user of an app of one chain", "app", "GET /v1/user/1", "", `{"success":true,"data":{"uid":"1","wallet_address":"0x1"}}`,
			&partnerkit.AppUser{UID: "1", Wallets: []partnerkit.Wallet{{Address: "0x1"}}},
			func(ctx context.Context, c *partnerkit.Client) (any, error) { return c.AppUsers.Get(ctx, "1") }},
		{"a user of an app of one chain, whose wallet is in the making", "app", "GET /v1/user/1", "", `{"success":true,"data":{"uid":"1","wallets":null,"wallet_address":""}}`,
			&partnerkit.AppUser{UID: "1"},
			func(ctx context.Context, c *partnerkit.Client) (any, error) { return c.AppUsers.Get(ctx, "1") }},
		{"wallets win over a single address", "app", "GET /v1/user/1", "", `{"success":true,"data":{"uid":"1","wallets":[{"address":"0x2"}],"wallet_address":"0x1"}}`,
			&partnerkit.AppUser{UID: "1", Wallets: []partnerkit.Wallet{{Address: "0x2"}}},
			func(ctx context.Context, c *partnerkit.Client) (any, error) { return c.AppUsers.Get(ctx, "1") }},
		{"an app's user of nothing", "app", "POST /v1/user", `{}`, `{"success":true,"data":{"uid":"1"}}`, "1",
			func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return orNothing(c.AppUsers.Create(ctx, partnerkit.AppUserCreateParams{}))
			}},
		{"an app's user of an e-mail", "app", "POST /v1/user", `{"email":"a@b.example"}`, `{"success":true,"data":{"uid":"1"}}`, "1",
			func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return orNothing(c.AppUsers.Create(ctx, partnerkit.AppUserCreateParams{Email: "a@b.example"}))
			}},
		{"a list without parameters", "portals", "GET /v1/partner-portals/p/users", "", `{"data":[]}`,
			&partnerkit.Page[partnerkit.PortalUser]{Items: []*partnerkit.PortalUser{}},
			func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return c.PortalUsers.List(ctx, "p", partnerkit.PortalUserListParams{})
			}},
		{"a portal user with what is required", "portals", "POST /v1/partner-portals/p/users",
			`{"first_name":"A","last_name":"B","email":"a@b.example","roles":["r","s"]}`, portal, nil,
			func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return c.PortalUsers.Create(ctx, "p", partnerkit.PortalUserCreateParams{
					FirstName: "A", LastName: "B", Email: "a@b.example", Roles: []string{"r", "s"},
				})
			}},
		{"a user who never logged in", "portals", "GET /v1/partner-portals/p/users/pu_1", "", portal,
			&partnerkit.PortalUser{ID: "pu_1", FirstName: "A", LastName: "B", Email: "a@b.example"},
			func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return c.PortalUsers.Get(ctx, "p", "pu_1")
			}},
		{"one profile field", "profile", "GET /v1/user/profile?fields=handle", "", `{"handle":"h"}`, &partnerkit.Profile{Handle: "h"},
			func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return c.Profile.Get(ctx, []partnerkit.ProfileField{partnerkit.ProfileFieldHandle})
			}},
		{"a field that came later", "profile", "GET /v1/user/profile?fields=shoeSize", "", `{"shoeSize":41}`, &partnerkit.Profile{},
			func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return c.Profile.Get(ctx, []partnerkit.ProfileField{"shoeSize"})
			}},
		{"a profile's date cleared", "profile", "POST /v1/user/profile", `{"dateOfBirth":null}`, `{"username":"ada","dateOfBirth":null}`,
			&partnerkit.Profile{Username: "ada"},
			func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return c.Profile.Update(ctx, partnerkit.ProfileUpdateParams{DateOfBirth: partnerkit.Null[partnerkit.Date]()})
			}},
		{"no referrals", "profile", "GET /v1/user/referrals", "", `[]`, []*partnerkit.Referral{},
			func(ctx context.Context, c *partnerkit.Client) (any, error) { return c.Profile.Referrals(ctx) }},
		{"notifications without content", "profile", "GET /v1/user/notifications?containerId=c", "", "",
			&partnerkit.Page[partnerkit.Notification]{Items: []*partnerkit.Notification{}, Number: 1},
			func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return c.Notifications.List(ctx, partnerkit.NotificationListParams{ContainerID: "c"})
			}},
		{"marked read with a body", "profile", "POST /v1/user/notifications/read", "", `{"ok":true}`, nil,
			func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return errorOnly(c.Notifications.MarkAllRead(ctx))
			}},
	}
}

func TestVariantsOnTheWire(t *testing.T) {
	t.Parallel()
	for _, row := range wireVariants() {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := tapeOf(httpAnswer(200, row.answer))
				got, err := row.call(t.Context(), tapeClient(t, p))
				require.NoError(t, err)
				assert.Equal(t, []string{wireText(row.api, row.line, row.body)}, p.requests())
				if row.want != nil {
					assert.Equal(t, row.want, got)
				}
			})
		})
	}
}

func TestEnsureOnTheWire(t *testing.T) {
	t.Parallel()
	const (
		user       = `{"success":true,"data":{` + aliceOf + `}}`
		associated = `{"success":false,"error":{"code":"CONFLICT","message":"User already associated with partner"}}`
		missing    = `{"success":false,"error":{"code":"RESOURCE_NOT_FOUND","message":"User not found"}}`
	)
	create := wireText("partner", "POST /v1/users", `{"email":"alice@example.com"}`)
	get := wireText("partner", "GET /v1/users/email/alice@example.com", "")
	for _, row := range []struct {
		name    string
		answers []string
		sent    []string
	}{
		{"new", []string{httpAnswer(201, user)}, []string{create}},
		{"there already", []string{httpAnswer(409, associated), httpAnswer(200, user)}, []string{create, get}},
		{"gone in between", []string{httpAnswer(409, associated), httpAnswer(404, missing), httpAnswer(201, user)}, []string{create, get, create}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			p := tapeOf(row.answers...)
			got, err := tapeClient(t, p).Users.Ensure(t.Context(), partnerkit.UserCreateParams{Email: "alice@example.com"})
			require.NoError(t, err)
			assert.Equal(t, &partnerkit.User{ID: aliceID, Email: "alice@example.com", TwitterUsername: "twitter_handle"}, got)
			assert.Equal(t, row.sent, p.requests())
		})
	}
}

func TestRefreshOnTheWire(t *testing.T) {
	t.Parallel()
	const (
		expired = `{"code":10004,"message":"session_token_expired"}`
		renewed = `{"sessionToken":"` + tapeSession + `"}`
	)
	refresh := wireText("nobody", "POST /v1/user/auth/refresh-session", `{"refreshToken":"`+tapeRefresh+`"}`)
	referrals := wireText("profile", "GET /v1/user/referrals", "")
	for _, row := range []struct {
		name, session string
		answers       []string
		sent          []string
	}{
		{"without a session", "", []string{httpAnswer(200, renewed), httpAnswer(200, `[]`)}, []string{refresh, referrals}},
		{
			"past its time", "st_fake_old",
			[]string{httpAnswer(401, expired), httpAnswer(200, renewed), httpAnswer(200, `[]`)},
			[]string{strings.Replace(referrals, tapeSession, "st_fake_old", 1), refresh, referrals},
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			p := tapeOf(row.answers...)
			var told []string
			keep := func(_ context.Context, session, refresh string) error {
				told = append(told, session, refresh)
				return nil
			}
			client := tapeClient(t, p, partnerkit.WithSession(partnerkit.RefreshingSession(row.session, tapeRefresh, keep)))
			_, err := client.Profile.Referrals(t.Context())
			require.NoError(t, err)
			assert.Equal(t, row.sent, p.requests())
			assert.Equal(t, []string{tapeSession, tapeRefresh}, told)
		})
	}
}

func TestEveryFormOfBaseURL(t *testing.T) {
	t.Parallel()
	for form, prefix := range map[string]string{
		"https://h": "", "https://h/": "", "https://h/v1": "", "https://h/v1/": "",
		"https://h/p": "/p", "https://h/p/": "/p", "https://h/p/v1": "/p", "https://h/p/v1/": "/p",
		"https://h:8443/v2": "/v2", "https://h/v1/v1": "/v1", "https://h/a%2Fb": "/a%2Fb", "HTTPS://h/p": "/p",
	} {
		for _, row := range documentedCalls() {
			t.Run(form+" "+row.name, func(t *testing.T) {
				t.Parallel()
				p := tapeOf(httpAnswer(row.status, row.answer))
				_, err := row.call(t.Context(), tapeClient(t, p, partnerkit.WithBaseURL(form)))
				require.NoError(t, err)
				method, path, _ := strings.Cut(row.line, " ")
				assert.Equal(t, []string{method + " " + prefix + path}, p.lines())
			})
		}
	}
}

func TestEscapedSegmentsArriveIntact(t *testing.T) {
	t.Parallel()
	for segment, escaped := range map[string]string{
		"a/b": "a%2Fb", "a?b": "a%3Fb", "a#b": "a%23b", "a%2Fb": "a%252Fb", "%2e%2e": "%252e%252e", "../x": "..%2Fx",
		" a ": "%20a%20", "a;b": "a%3Bb", `a\b`: "a%5Cb", "é": "%C3%A9", "e\u0301": "e%CC%81", "a+b@c:d": "a+b@c:d", "...": "...", "users": "users",
	} {
		t.Run(segment, func(t *testing.T) {
			t.Parallel()
			p := tapeOf(httpAnswer(200, `{"id":"x","isDeleted":true}`))
			client := tapeClient(t, p)
			_ = client.PortalUsers.Delete(t.Context(), segment, "x")
			_, _ = client.Users.Get(t.Context(), segment)
			assert.Equal(t, []string{"DELETE /v1/partner-portals/" + escaped + "/users/x", "GET /v1/users/" + escaped}, p.lines())
		})
	}
}

func TestHeadersOfTheCaller(t *testing.T) {
	t.Parallel()
	p := tapeOf(httpAnswer(200, `[]`))
	client := tapeClient(t, p, partnerkit.WithUserAgent("billing/1.4"))
	_, err := client.Profile.Referrals(t.Context(), partnerkit.WithHeader("x-trace", "1"), partnerkit.WithHeader("Accept", "application/vnd.x+json"))
	require.NoError(t, err)
	want := wireText("profile", "GET /v1/user/referrals", "")
	want = strings.Replace(want, "User-Agent: ", "User-Agent: billing/1.4 ", 1)
	want = strings.Replace(want, "Accept: application/json", "Accept: application/vnd.x+json", 1)
	want = strings.Replace(want, "\r\n\r\n", "\r\nX-Trace: 1\r\n\r\n", 1)
	assert.Equal(t, []string{want}, p.requests())
}

func TestWithResponse(t *testing.T) {
	t.Parallel()
	p := tapeOf(httpAnswer(200, `[]`, "X-Request-Id: r1", "X-RateLimit-Limit: 100", "X-RateLimit-Remaining: 7", "X-RateLimit-Reset: 30"),
		httpAnswer(404, `{"code":10006,"message":"generic_not_found"}`))
	client := tapeClient(t, p)
	var response partnerkit.Response
	_, err := client.Profile.Referrals(t.Context(), partnerkit.WithResponse(&response))
	require.NoError(t, err)
	assert.Equal(t, "application/json", response.Header.Get("Content-Type"))
	response.Header = nil
	assert.Equal(t, partnerkit.Response{
		Status: 200, RequestID: "r1", Attempts: 1, Rate: partnerkit.Rate{Limit: 100, Remaining: 7, Reset: 30e9}, Body: []byte(`[]`),
	}, response)
	_, err = client.Profile.Referrals(t.Context(), partnerkit.WithResponse(&response))
	require.Error(t, err)
	assert.Equal(t, 404, response.Status)
	assert.Zero(t, response.Rate)
	_, err = client.Users.Get(t.Context(), "", partnerkit.WithResponse(&response))
	require.Error(t, err)
	assert.Zero(t, response, "nothing answered")
	p = tapeOf(httpAnswer(200, `[]`, "X-RateLimit-Remaining: 7", "X-RateLimit-Reset: 30"))
	_, err = tapeClient(t, p).Profile.Referrals(t.Context(), partnerkit.WithResponse(&response))
	require.NoError(t, err)
	assert.Equal(t, partnerkit.Rate{Remaining: 7, Reset: 30e9}, response.Rate, "what the API sends, and no more")
	response.Status = 1
	_, err = client.AppUsers.GetByExternalID(t.Context(), "", partnerkit.WithResponse(&response))
	require.Error(t, err)
	assert.Zero(t, response, "nothing answered")
}
