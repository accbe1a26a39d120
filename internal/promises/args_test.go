package promises_test

// Arguments that can never be right: every method refuses them before anything
// is sent.

import (
	"context"
	"math"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// badArgument is a call that nothing may be sent for.
type badArgument struct {
	name  string
	names string // what the error must name
	call  func(context.Context, *partnerkit.Client) (any, error)
}

// badSegments can address something else, or nothing, when put in a path.
var badSegments = map[string]string{
	"empty": "", "dot": ".", "dots": "..", "NUL": "a\x00", "newline": "a\nb", "injection": "a\r\nHost: x", "tab": "\t", "DEL": "a\x7f",
	"C1 control": "a\u0085", "no UTF-8": "\xff", "cut UTF-8": "a\xc3",
}

func badPaths() []badArgument {
	type use struct {
		method, names string
		call          func(context.Context, *partnerkit.Client, string) (any, error)
	}
	update := partnerkit.UserUpdateParams{Email: partnerkit.Set("a@b.example")}
	create := partnerkit.PortalUserCreateParams{FirstName: "A", LastName: "B", Email: "a@b.example", Roles: []string{"r"}}
	var rows []badArgument
	for _, u := range []use{
		{"Users.Get", "id", func(ctx context.Context, c *partnerkit.Client, s string) (any, error) { return c.Users.Get(ctx, s) }},
		{"Users.GetByEmail", "email", func(ctx context.Context, c *partnerkit.Client, s string) (any, error) {
			return c.Users.GetByEmail(ctx, s)
		}},
		{"Users.Update", "id", func(ctx context.Context, c *partnerkit.Client, s string) (any, error) {
			return c.Users.Update(ctx, s, update)
		}},
		{"Users.Disassociate", "id", func(ctx context.Context, c *partnerkit.Client, s string) (any, error) {
			return errorOnly(c.Users.Disassociate(ctx, s))
		}},
		{"Users.DisconnectWallet", "id", func(ctx context.Context, c *partnerkit.Client, s string) (any, error) {
			return c.Users.DisconnectWallet(ctx, s)
		}},
		{"AppUsers.Get", "uid", func(ctx context.Context, c *partnerkit.Client, s string) (any, error) { return c.AppUsers.Get(ctx, s) }},
		{"PortalUsers.List", "portalId", func(ctx context.Context, c *partnerkit.Client, s string) (any, error) {
			return c.PortalUsers.List(ctx, s, partnerkit.PortalUserListParams{})
		}},
		{"PortalUsers.All", "portalId", func(ctx context.Context, c *partnerkit.Client, s string) (any, error) {
			return errorOnly(firstError(c.PortalUsers.All(ctx, s, partnerkit.PortalUserListParams{})))
		}},
		{"PortalUsers.FindByEmail", "portalId", func(ctx context.Context, c *partnerkit.Client, s string) (any, error) {
			return c.PortalUsers.FindByEmail(ctx, s, "a@b.example")
		}},
		{"PortalUsers.Ensure", "portalId", func(ctx context.Context, c *partnerkit.Client, s string) (any, error) {
			return c.PortalUsers.Ensure(ctx, s, create)
		}},
		{"PortalUsers.Get of portal", "portalId", func(ctx context.Context, c *partnerkit.Client, s string) (any, error) {
			return c.PortalUsers.Get(ctx, s, "u")
		}},
		{"PortalUsers.Get of user", "userId", func(ctx context.Context, c *partnerkit.Client, s string) (any, error) {
			return c.PortalUsers.Get(ctx, "p", s)
		}},
		{"PortalUsers.Create", "portalId", func(ctx context.Context, c *partnerkit.Client, s string) (any, error) {
			return c.PortalUsers.Create(ctx, s, create)
		}},
		{"PortalUsers.Delete of portal", "portalId", func(ctx context.Context, c *partnerkit.Client, s string) (any, error) {
			return errorOnly(c.PortalUsers.Delete(ctx, s, "u"))
		}},
		{"PortalUsers.Delete of user", "userId", func(ctx context.Context, c *partnerkit.Client, s string) (any, error) {
			return errorOnly(c.PortalUsers.Delete(ctx, "p", s))
		}},
		{"Profile.Public", "username", func(ctx context.Context, c *partnerkit.Client, s string) (any, error) {
			return c.Profile.Public(ctx, s, "c")
		}},
	} {
		for what, segment := range badSegments {
			rows = append(rows, badArgument{u.method + " " + what, u.names, func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return u.call(ctx, c, segment)
			}})
		}
	}
	return rows
}

func badUserBodies() []badArgument {
	var rows []badArgument
	for what, params := range map[string]struct {
		names string
		value partnerkit.UserCreateParams
	}{
		"nothing":            {"email is empty", partnerkit.UserCreateParams{}},
		"no email":           {"email is empty", partnerkit.UserCreateParams{TwitterUsername: "t", WalletAddress: "w"}},
		"an email in bytes":  {"email is not valid UTF-8", partnerkit.UserCreateParams{Email: "\xff"}},
		"a handle in bytes":  {"UTF-8", partnerkit.UserCreateParams{Email: "a@b.example", TwitterUsername: "\xff"}},
		"a wallet in bytes":  {"UTF-8", partnerkit.UserCreateParams{Email: "a@b.example", WalletAddress: "0x\xc3"}},
		"a lone surrogate's": {"UTF-8", partnerkit.UserCreateParams{Email: "a@b.example", TwitterUsername: "\xed\xa0\x80"}},
	} {
		rows = append(rows,
			badArgument{"Users.Create " + what, params.names, func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return c.Users.Create(ctx, params.value)
			}},
			badArgument{"Users.Ensure " + what, params.names, func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return c.Users.Ensure(ctx, params.value)
			}})
	}
	for what, params := range map[string]struct {
		names string
		value partnerkit.UserUpdateParams
	}{
		"of nothing":         {"changes nothing", partnerkit.UserUpdateParams{}},
		"with a null email":  {"email is null", partnerkit.UserUpdateParams{Email: partnerkit.Null[string]()}},
		"with null and more": {"email is null", partnerkit.UserUpdateParams{Email: partnerkit.Null[string](), TwitterUsername: partnerkit.Set("t")}},
		"email in bytes":     {"UTF-8", partnerkit.UserUpdateParams{Email: partnerkit.Set("\xff")}},
		"handle in bytes":    {"UTF-8", partnerkit.UserUpdateParams{TwitterUsername: partnerkit.Set("\xff")}},
		"wallet in bytes":    {"UTF-8", partnerkit.UserUpdateParams{WalletAddress: partnerkit.Set("\xff")}},
	} {
		rows = append(rows, badArgument{"Users.Update " + what, params.names, func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.Users.Update(ctx, aliceID, params.value)
		}})
	}
	for what, params := range map[string]struct {
		names string
		value partnerkit.AppUserCreateParams
	}{
		"external id in bytes": {"user_external_id is not valid UTF-8", partnerkit.AppUserCreateParams{UserExternalID: "\xff", Email: "a@b.example"}},
		"email in bytes":       {"email is not valid UTF-8", partnerkit.AppUserCreateParams{UserExternalID: "x", Email: "\xff"}},
		"email alone in bytes": {"email is not valid UTF-8", partnerkit.AppUserCreateParams{Email: "\xff"}},
		"nothing":              {"user_external_id and email are both empty", partnerkit.AppUserCreateParams{}},
	} {
		rows = append(rows, badArgument{"AppUsers.Ensure " + what, params.names, func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.AppUsers.Ensure(ctx, params.value)
		}})
		if params.value != (partnerkit.AppUserCreateParams{}) {
			rows = append(rows, badArgument{"AppUsers.Create " + what, params.names, func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return c.AppUsers.Create(ctx, params.value)
			}})
		}
	}
	for names, email := range map[string]string{"email is empty": "", "email is not valid UTF-8": "\xff"} {
		rows = append(rows, badArgument{"AppUsers.GetByEmail " + names, names, func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.AppUsers.GetByEmail(ctx, email)
		}})
	}
	for names, id := range map[string]string{"user_external_id is empty": "", "user_external_id is not valid UTF-8": "\xff"} {
		rows = append(rows, badArgument{"AppUsers.WaitForWallet " + names, names, func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.AppUsers.WaitForWallet(ctx, id)
		}})
		rows = append(rows, badArgument{"AppUsers.GetByExternalID " + names, names, func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.AppUsers.GetByExternalID(ctx, id)
		}})
	}
	return rows
}

func badPortalBodies() []badArgument {
	whole := func(change func(*partnerkit.PortalUserCreateParams)) partnerkit.PortalUserCreateParams {
		params := partnerkit.PortalUserCreateParams{FirstName: "A", LastName: "B", Email: "a@b.example", Roles: []string{"r"}}
		change(&params)
		return params
	}
	attribute := func(value any) func(*partnerkit.PortalUserCreateParams) {
		return func(p *partnerkit.PortalUserCreateParams) {
			p.Attributes = []partnerkit.PortalUserAttribute{{ID: "a", Value: value}}
		}
	}
	ring := map[string]any{}
	ring["ring"] = ring
	var rows []badArgument
	for what, row := range map[string]struct {
		names  string
		change func(*partnerkit.PortalUserCreateParams)
	}{
		"no first name":       {"first_name is empty", func(p *partnerkit.PortalUserCreateParams) { p.FirstName = "" }},
		"no last name":        {"last_name is empty", func(p *partnerkit.PortalUserCreateParams) { p.LastName = "" }},
		"no email":            {"email is empty", func(p *partnerkit.PortalUserCreateParams) { p.Email = "" }},
		"nil roles":           {"roles is empty", func(p *partnerkit.PortalUserCreateParams) { p.Roles = nil }},
		"no roles":            {"roles is empty", func(p *partnerkit.PortalUserCreateParams) { p.Roles = []string{} }},
		"an empty role":       {"roles[1] is empty", func(p *partnerkit.PortalUserCreateParams) { p.Roles = []string{"r", ""} }},
		"a role in bytes":     {"roles[0] is not valid UTF-8", func(p *partnerkit.PortalUserCreateParams) { p.Roles = []string{"\xff"} }},
		"first name in bytes": {"first_name is not valid UTF-8", func(p *partnerkit.PortalUserCreateParams) { p.FirstName = "\xff" }},
		"last name in bytes":  {"last_name is not valid UTF-8", func(p *partnerkit.PortalUserCreateParams) { p.LastName = "\xff" }},
		"email in bytes":      {"email is not valid UTF-8", func(p *partnerkit.PortalUserCreateParams) { p.Email = "\xff" }},
		"password in bytes":   {"UTF-8", func(p *partnerkit.PortalUserCreateParams) { p.Password = optionCanary + "\xff" }},
		"locale in bytes":     {"UTF-8", func(p *partnerkit.PortalUserCreateParams) { p.Locale = "\xff" }},
		"attribute in bytes":  {"attributes[0].value is not valid UTF-8", attribute("\xff")},
		"attribute NaN":       {"JSON", attribute(math.NaN())},
		"attribute Inf":       {"JSON", attribute(math.Inf(1))},
		"attribute channel":   {"JSON", attribute(make(chan int))},
		"attribute function":  {"JSON", attribute(func() {})},
		"attribute ring":      {"JSON", attribute(ring)},
		"attribute year 1e4":  {"JSON", attribute(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC))},
	} {
		params := whole(row.change)
		rows = append(rows, badArgument{"PortalUsers.Create " + what, row.names, func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.PortalUsers.Create(ctx, "p", params)
		}})
		rows = append(rows, badArgument{"PortalUsers.Ensure " + what, row.names, func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.PortalUsers.Ensure(ctx, "p", params)
		}})
	}
	for names, email := range map[string]string{"email is empty": "", "email is not valid UTF-8": "\xff"} {
		rows = append(rows, badArgument{"PortalUsers.FindByEmail " + names, names, func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.PortalUsers.FindByEmail(ctx, "p", email)
		}})
	}
	return append(rows, badArgument{"PortalUsers.List cursor in bytes", "after is not valid UTF-8", func(ctx context.Context, c *partnerkit.Client) (any, error) {
		return c.PortalUsers.List(ctx, "p", partnerkit.PortalUserListParams{After: "\xff"})
	}})
}

func badProfileArguments() []badArgument {
	var rows []badArgument
	for names, fields := range map[string][]partnerkit.ProfileField{
		"fields is empty": {}, "fields[0] is empty": {""}, "fields[1] is empty": {"username", ""}, "fields[0] is not valid UTF-8": {"\xff"},
	} {
		rows = append(rows, badArgument{"Profile.Get " + names, names, func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.Profile.Get(ctx, fields)
		}})
	}
	rows = append(rows, badArgument{"Profile.Get nil", "fields is empty", func(ctx context.Context, c *partnerkit.Client) (any, error) {
		return c.Profile.Get(ctx, nil)
	}})
	for what, row := range map[string]struct {
		names string
		value partnerkit.ProfileUpdateParams
	}{
		"of nothing":      {"changes nothing", partnerkit.ProfileUpdateParams{}},
		"name in bytes":   {"UTF-8", partnerkit.ProfileUpdateParams{DisplayName: partnerkit.Set("\xff")}},
		"handle in bytes": {"UTF-8", partnerkit.ProfileUpdateParams{Handle: partnerkit.Set("\xff")}},
		"text in bytes":   {"UTF-8", partnerkit.ProfileUpdateParams{Biography: partnerkit.Set("\xff")}},
		"February 30":     {"dateOfBirth", partnerkit.ProfileUpdateParams{DateOfBirth: partnerkit.Set(partnerkit.Date{Year: 1990, Month: 2, Day: 30})}},
		"month 13":        {"dateOfBirth", partnerkit.ProfileUpdateParams{DateOfBirth: partnerkit.Set(partnerkit.Date{Year: 1990, Month: 13, Day: 1})}},
		"year 0":          {"dateOfBirth", partnerkit.ProfileUpdateParams{DateOfBirth: partnerkit.Set(partnerkit.Date{Month: 1, Day: 1})}},
		"year 10000":      {"dateOfBirth", partnerkit.ProfileUpdateParams{DateOfBirth: partnerkit.Set(partnerkit.Date{Year: 10000, Month: 1, Day: 1})}},
	} {
		rows = append(rows, badArgument{"Profile.Update " + what, row.names, func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.Profile.Update(ctx, row.value)
		}})
	}
	for names, container := range map[string]string{"containerId is empty": "", "containerId is not valid UTF-8": "\xff"} {
		params := partnerkit.NotificationListParams{ContainerID: container}
		rows = append(rows,
			badArgument{"Profile.Public " + names, names, func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return c.Profile.Public(ctx, "ada", container)
			}},
			badArgument{"Notifications.List " + names, names, func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return c.Notifications.List(ctx, params)
			}},
			badArgument{"Notifications.All " + names, names, func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return errorOnly(firstError(c.Notifications.All(ctx, params)))
			}})
	}
	return rows
}

func badDoArguments() []badArgument {
	var rows []badArgument
	for names, row := range map[string]struct {
		api    partnerkit.API
		method string
		out    any
	}{
		"api is none of the four":      {-1, "GET", nil},
		"api is none":                  {4, "GET", nil},
		"method is none of GET, POST":  {partnerkit.AppAPI, "", nil},
		"method is none of":            {partnerkit.AppAPI, "HEAD", nil},
		"method is none":               {partnerkit.AppAPI, "get", nil},
		"method":                       {partnerkit.AppAPI, "GET " + optionCanary + "\r\n", nil},
		"out is no pointer to a value": {partnerkit.AppAPI, "GET", partnerkit.User{}},
		"out is no pointer":            {partnerkit.AppAPI, "GET", map[string]any{}},
		"out is no pointer to":         {partnerkit.AppAPI, "GET", (*partnerkit.User)(nil)},
	} {
		rows = append(rows, badArgument{"Client.Do " + names, names, func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return errorOnly(c.Do(ctx, row.api, row.method, "/v1/x", nil, row.out))
		}})
	}
	return append(rows, badArgument{"Client.Do body", "JSON", func(ctx context.Context, c *partnerkit.Client) (any, error) {
		return errorOnly(c.Do(ctx, partnerkit.AppAPI, "POST", "/v1/x", math.NaN(), nil))
	}}, badArgument{"Client.Do option", "WithTimeout", func(ctx context.Context, c *partnerkit.Client) (any, error) {
		return errorOnly(c.Do(ctx, partnerkit.AppAPI, "POST", "/v1/x", nil, nil, partnerkit.WithTimeout(0)))
	}})
}

func badCallOptions() []badArgument {
	retry := func(r partnerkit.Retry) partnerkit.CallOption { return partnerkit.WithRetry(r) }
	options := map[string]struct {
		names  string
		option partnerkit.CallOption
	}{
		"nil option":        {"CallOption", nil},
		"nil response":      {"WithResponse", partnerkit.WithResponse(nil)},
		"no timeout":        {"WithTimeout", partnerkit.WithTimeout(0)},
		"negative timeout":  {"WithTimeout", partnerkit.WithTimeout(-1)},
		"negative attempts": {"MaxAttempts", retry(partnerkit.Retry{MaxAttempts: -1})},
		"negative wait":     {"negative", retry(partnerkit.Retry{MinWait: -1})},
		"waits turned":      {"MinWait", retry(partnerkit.Retry{MinWait: 2, MaxWait: 1})},
		"value with CR":     {"X-A", partnerkit.WithHeader("X-A", optionCanary+"\r\nX-B: 1")},
		"value with NUL":    {"X-A", partnerkit.WithHeader("x-a", optionCanary+"\x00")},
	}
	for i, name := range []string{"", "a b", "a:", "é", "a\n", "a/b"} {
		options["header name "+strconv.Itoa(i)] = struct {
			names  string
			option partnerkit.CallOption
		}{"WithHeader", partnerkit.WithHeader(name, "x")}
	}
	for _, name := range []string{
		"Authorization", "authorization", "X-API-KEY", "Idempotency-Key", "X-Idempotency-Key", "Host", "Connection", "Keep-Alive", "Proxy-Connection",
		"Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Content-Length",
	} {
		options["header "+name] = struct {
			names  string
			option partnerkit.CallOption
		}{"not the caller's to set", partnerkit.WithHeader(name, optionCanary)}
	}
	var rows []badArgument
	for what, row := range options {
		rows = append(rows, badArgument{"option " + what, row.names, func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.Users.Get(ctx, aliceID, partnerkit.WithRepeat(), row.option)
		}})
	}
	return rows
}

func TestBadArgumentsAreNotSent(t *testing.T) {
	t.Parallel()
	var rows []badArgument
	for _, some := range [][]badArgument{badPaths(), badUserBodies(), badPortalBodies(), badProfileArguments(), badDoArguments(), badCallOptions()} {
		rows = append(rows, some...)
	}
	require.GreaterOrEqual(t, len(rows), 120)
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			p := tapeOf(httpAnswer(200, `{}`))
			_, err := row.call(t.Context(), tapeClient(t, p))
			require.ErrorIs(t, err, partnerkit.ErrInvalidArgument)
			e, ok := err.(*partnerkit.Error) //nolint:errorlint // the type itself is promised
			require.True(t, ok)
			assert.Zero(t, e.Status)
			assert.Zero(t, e.Attempts)
			assert.NotEmpty(t, e.Op)
			assert.Contains(t, e.Error(), row.names)
			assert.NotContains(t, e.Error(), optionCanary)
			assert.Empty(t, p.requests())
		})
	}
}

// What is no text but says U+FFFD itself is text.
func TestTheReplacementCharacterIsText(t *testing.T) {
	t.Parallel()
	p := tapeOf(httpAnswer(200, `{"success":true,"data":{`+aliceOf+`}}`))
	_, err := tapeClient(t, p).Users.Update(t.Context(), aliceID, partnerkit.UserUpdateParams{TwitterUsername: partnerkit.Set("\ufffd \\ufffd")})
	require.NoError(t, err)
	assert.Contains(t, p.requests()[0], "{\"twitterUsername\":\"\ufffd \\\\ufffd\"}")
}
