package promises_test

// Client.Do: the bytes of an endpoint that has no method here, its answers, what is repeated, and which paths and arguments
// are refused.

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/fake"
)

type widget struct {
	ID   string `json:"id"`
	Size int    `json:"size"`
}

// doOps are endpoints without a method, whose answers are of a type that takes nothing else.
var doOps = []askedOp{
	{name: "Client.Do of the Partner API", api: partnerAPI, call: doing[partnerkit.User](partnerkit.PartnerAPI, "GET", nil)},
	{name: "Client.Do of the App API", api: appAPI, write: true, call: doing[[]widget](partnerkit.AppAPI, "POST", widget{})},
	{name: "Client.Do of the Portals API", api: portalsAPI, call: doing[[]partnerkit.Referral](partnerkit.PortalsAPI, "GET", nil)},
	{name: "Client.Do of the Profile API", api: profileAPI, write: true, call: doing[[]partnerkit.Referral](partnerkit.ProfileAPI, "PATCH", nil)},
}

func doing[T any](api partnerkit.API, method string, in any) func(context.Context, *partnerkit.Client) (any, error) {
	return func(ctx context.Context, c *partnerkit.Client) (any, error) {
		var out T
		return nil, c.Do(ctx, api, method, "/v1/widgets?of=ada", in, &out)
	}
}

// What is sent and what is read, byte for byte.
func TestDoOnTheWire(t *testing.T) {
	t.Parallel()
	const common = " HTTP/1.1\r\nHost: api.example\r\nUser-Agent: "
	for name, row := range map[string]struct {
		api          partnerkit.API
		method, path string
		in           any
		status       int
		answer       string
		credential   string
		body         string // what is sent
		want         any    // nil: nothing is asked for
	}{
		"partner, read": {
			api: partnerkit.PartnerAPI, method: "GET", path: "/v1/users/a%2Fb/badges?limit=5&q=a%26b", status: 200,
			answer: `{"success":true,"data":{"id":"w1","size":3},"meta":{}}`, credential: "Authorization: Bearer " + tapePartner, want: widget{"w1", 3},
		},
		"partner, list": {
			api: partnerkit.PartnerAPI, method: "GET", path: "/v1/badges", status: 200, answer: `{"data":[{"id":"w1"},{"id":"w2"}]}`,
			credential: "Authorization: Bearer " + tapePartner, want: []widget{{ID: "w1"}, {ID: "w2"}},
		},
		"partner, write": {
			api: partnerkit.PartnerAPI, method: "PUT", path: "/v1/badges/w1", in: map[string]int{"size": 4}, status: 200, answer: `{"success":true,"data":{"id":"w1","size":4}}`,
			credential: "Authorization: Bearer " + tapePartner, body: `{"size":4}`, want: widget{"w1", 4},
		},
		"partner, deletion": {api: partnerkit.PartnerAPI, method: "DELETE", path: "/v1/badges/w1", status: 200, answer: `{"success":true}`, credential: "Authorization: Bearer " + tapePartner},
		"app, write": {
			api: partnerkit.AppAPI, method: "POST", path: "/v1/asset", in: widget{ID: "w"}, status: 201, answer: `{"success":true,"data":{"id":"w9","size":0}}`,
			credential: "X-Api-Key: " + tapeAppKey, body: `{"id":"w","size":0}`, want: widget{ID: "w9"},
		},
		"app, deletion": {api: partnerkit.AppAPI, method: "DELETE", path: "/v1/asset/w9", status: 200, answer: `{"success":true,"data":null}`, credential: "X-Api-Key: " + tapeAppKey},
		"portals, read": {
			api: partnerkit.PortalsAPI, method: "GET", path: "/v1/partner-portals", status: 200, answer: `{"data":[]}`, credential: "Authorization: Bearer " + tapeAccount,
			want: map[string]any{"data": []any{}},
		},
		"portals, no content": {api: partnerkit.PortalsAPI, method: "POST", path: "/v1/x", in: json.RawMessage(`{"a":[1]}`), status: 204, credential: "Authorization: Bearer " + tapeAccount, body: `{"a":[1]}`},
		"profile, text":       {api: partnerkit.ProfileAPI, method: "PATCH", path: "/v1/user/x", in: []int{}, status: 200, answer: `"done"`, credential: "Authorization: Bearer " + tapeSession, body: `[]`, want: "done"},
		"profile, discarded":  {api: partnerkit.ProfileAPI, method: "GET", path: "/v1/user/x", status: 200, answer: ` [1,2] `, credential: "Authorization: Bearer " + tapeSession},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := tapeOf(httpAnswer(row.status, row.answer, "X-Request-Id: r1"))
			var response partnerkit.Response
			into, got := freshLike(row.want)
			err := tapeClient(t, p).Do(t.Context(), row.api, row.method, row.path, row.in, into, partnerkit.WithResponse(&response))
			require.NoError(t, err)
			assert.Equal(t, row.want, got())
			assert.Equal(t, row.status, response.Status)
			assert.Equal(t, 1, response.Attempts)
			request := p.requests()[0]
			assert.True(t, strings.HasPrefix(request, row.method+" "+row.path+common), request)
			assert.Contains(t, request, "\r\n"+row.credential+"\r\n")
			_, body, _ := strings.Cut(request, "\r\n\r\n")
			assert.Equal(t, row.body, body)
			assert.Equal(t, row.body != "", strings.Contains(request, "\r\nContent-Type: application/json\r\n"))
		})
	}
}

// freshLike is a pointer to an empty value of want's type for Do to fill, and what it is filled with; without want, nil.
func freshLike(want any) (into any, got func() any) {
	switch want.(type) {
	case widget:
		v := new(widget)
		return v, func() any { return *v }
	case []widget:
		v := new([]widget)
		return v, func() any { return *v }
	case string:
		v := new(string)
		return v, func() any { return *v }
	case nil:
		return nil, func() any { return nil }
	default:
		v := new(any)
		return v, func() any { return *v }
	}
}

// What an answer comes to: codes and classes, and no documented case. Out stays as it was beside an error.
func TestAnswersToDo(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		api     partnerkit.API
		method  string
		discard bool
		status  int
		answer  string
		code    partnerkit.Code
		is      []error
	}{
		"a partner's 404":            {api: partnerkit.PartnerAPI, method: "GET", status: 404, answer: refusal(partnerAPI, 404, "RESOURCE_NOT_FOUND", "User not found"), code: "RESOURCE_NOT_FOUND", is: errorsOf(partnerkit.ErrNotFound)},
		"a partner's 409":            {api: partnerkit.PartnerAPI, method: "POST", status: 409, answer: refusal(partnerAPI, 409, "CONFLICT", "m"), code: "CONFLICT", is: errorsOf(partnerkit.ErrConflict)},
		"a proxy's page":             {api: partnerkit.PortalsAPI, method: "DELETE", status: 404, answer: "<html>", is: errorsOf(partnerkit.ErrNotFound)},
		"an app's user exists":       {api: partnerkit.AppAPI, method: "POST", status: 400, answer: ensureHas, code: "already_exists", is: errorsOf(partnerkit.ErrBadRequest)},
		"nobody in an app":           {api: partnerkit.AppAPI, method: "GET", status: 200, answer: ensureMiss, is: errorsOf(partnerkit.ErrNotFound)},
		"nobody in an app, unasked":  {api: partnerkit.AppAPI, method: "GET", discard: true, status: 200, answer: ensureMiss, is: errorsOf(partnerkit.ErrNotFound)},
		"an app's error in a 200":    {api: partnerkit.AppAPI, method: "GET", discard: true, status: 200, answer: ensureHas, code: "already_exists"},
		"an app's empty envelope":    {api: partnerkit.AppAPI, method: "GET", discard: true, status: 200, answer: `{}`, is: errorsOf(partnerkit.ErrMalformedResponse)},
		"a partner's error in a 200": {api: partnerkit.PartnerAPI, method: "GET", status: 200, answer: refusal(partnerAPI, 200, "CONFLICT", "m"), code: "CONFLICT"},
		"success: false":             {api: partnerkit.PartnerAPI, method: "POST", status: 200, answer: `{"success":false,"data":{"id":"w"}}`, is: errorsOf(partnerkit.ErrMalformedResponse, partnerkit.ErrOutcomeUnknown)},
		"no data":                    {api: partnerkit.PartnerAPI, method: "GET", status: 200, answer: `{"success":true}`, is: errorsOf(partnerkit.ErrMalformedResponse)},
		"null":                       {api: partnerkit.ProfileAPI, method: "GET", status: 200, answer: `null`, is: errorsOf(partnerkit.ErrMalformedResponse)},
		"nothing":                    {api: partnerkit.ProfileAPI, method: "GET", status: 204, is: errorsOf(partnerkit.ErrMalformedResponse)},
		"a page":                     {api: partnerkit.PortalsAPI, method: "GET", discard: true, status: 200, answer: `<html>`, is: errorsOf(partnerkit.ErrMalformedResponse)},
		"another type":               {api: partnerkit.PortalsAPI, method: "POST", status: 200, answer: `{"id":"w","size":"big"}`, is: errorsOf(partnerkit.ErrMalformedResponse, partnerkit.ErrOutcomeUnknown)},
		"another type within":        {api: partnerkit.PartnerAPI, method: "GET", status: 200, answer: `{"data":{"id":7}}`, is: errorsOf(partnerkit.ErrMalformedResponse)},
		"two values":                 {api: partnerkit.PortalsAPI, method: "GET", status: 200, answer: `{}{}`, is: errorsOf(partnerkit.ErrMalformedResponse)},
		"bytes":                      {api: partnerkit.PortalsAPI, method: "GET", status: 200, answer: "{\"id\":\"\xff\"}", is: errorsOf(partnerkit.ErrMalformedResponse)},
		"a write's 503":              {api: partnerkit.PortalsAPI, method: "PATCH", status: 503, answer: "<html>", is: errorsOf(partnerkit.ErrServer, partnerkit.ErrOutcomeUnknown)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kept := widget{"kept", 1}
			var out any = &kept
			if row.discard {
				out = nil
			}
			client := tapeClient(t, tapeOf(httpAnswer(row.status, row.answer)), partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 1}))
			err := client.Do(t.Context(), row.api, row.method, "/v1/widgets/secret-id?token=secret-query", nil, out)
			e, ok := err.(*partnerkit.Error) //nolint:errorlint // the type itself is promised
			require.True(t, ok, "%v", err)
			requirePrintable(t, e)
			assert.Equal(t, widget{"kept", 1}, kept)
			assert.Equal(t, []any{"Client.Do", row.method, "", row.status, row.code, 1}, []any{e.Op, e.Method, e.Route, e.Status, e.Code, e.Attempts})
			assert.NotContains(t, e.Error()+e.LogValue().String(), "secret-")
			for _, sentinel := range everySentinel {
				assert.Equal(t, containsError(row.is, sentinel), errors.Is(err, sentinel), "%v: %v", sentinel, err)
			}
		})
	}
}

// A GET is repeated, anything else is sent once, unless at least once is accepted.
func TestWhatDoRepeats(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
		for what, fault := range map[string]reply{"503": {raw: httpAnswer(503, `{}`)}, "drop": {err: errDropped}, "429": {raw: httpAnswer(429, `{}`)}} {
			t.Run(method+" "+what, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					far := newFarEnd(t, inTurn(fault, reply{raw: httpAnswer(200, `{}`)}))
					err := clientOn(t, far).Do(t.Context(), partnerkit.PortalsAPI, method, "/v1/x", nil, nil)
					if once := method != "GET" && what != "429"; once {
						assert.Len(t, far.requests(), 1)
						require.ErrorIs(t, err, partnerkit.ErrOutcomeUnknown)
						assert.False(t, asError(err).Retryable())
						return
					}
					require.NoError(t, err)
					assert.Len(t, far.requests(), 2)
				})
			})
		}
	}
	p := tapeOf(lostAnswer, httpAnswer(200, `{}`))
	quick := partnerkit.WithRetry(partnerkit.Retry{MinWait: 1, MaxWait: 1})
	require.NoError(t, tapeClient(t, p, quick).Do(t.Context(), partnerkit.PortalsAPI, "POST", "/v1/x", nil, nil, partnerkit.WithRepeat()))
	assert.Len(t, p.requests(), 2)
}

func TestNamesOfTheAPIs(t *testing.T) {
	t.Parallel()
	for api, name := range map[partnerkit.API]string{
		partnerkit.PartnerAPI: "Partner API", partnerkit.AppAPI: "App API", partnerkit.PortalsAPI: "Portals API", partnerkit.ProfileAPI: "Profile API", -1: "API(-1)", 4: "API(4)",
	} {
		assert.Equal(t, name, api.String())
	}
}

// A session is renewed for Do, and its end has its name.
func TestDoRenewsASession(t *testing.T) {
	t.Parallel()
	var names []string
	see := partnerkit.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			names = append(names, partnerkit.OperationFromContext(r.Context()))
			return next.RoundTrip(r)
		})
	})
	p := tapeOf(httpAnswer(401, expiredBody), httpAnswer(200, renewalBody), httpAnswer(200, `{"id":"w"}`), httpAnswer(401, expiredBody))
	client := tapeClient(t, p, see, partnerkit.WithSession(partnerkit.RefreshingSession(tapeSession, tapeRefresh)))
	var out widget
	require.NoError(t, client.Do(t.Context(), partnerkit.ProfileAPI, "POST", "/v1/user/x", nil, &out))
	assert.Equal(t, "w", out.ID)
	assert.Len(t, p.requests(), 3)
	assert.Equal(t, []string{"Client.Do", "Client.Do"}, names)
	static := tapeClient(t, p)
	require.ErrorIs(t, static.Do(t.Context(), partnerkit.ProfileAPI, "GET", "/v1/user/x", nil, &out), partnerkit.ErrSessionExpired)
}

// doTargets are paths as a caller may write them: nil where they are sent as they are, else a part of the refusal.
var doTargets = map[string]string{
	"/v1/users": "", "/v1/users/a%2Fb": "", "/v1/users/%E2%82%AC/x": "", "/v1/a;b,c=d&e@f:g!$'()*+~-_.": "", "/v1/...": "", "/v1/x?": "", "/v1/x?a=b&a=c;d": "",
	"/v1/x?q=%2F%00%0A": "", "/v1/x?a=../..": "", "/v1/a%5Cb": "", "/v1/%2e%2e%2e": "", "/v1/..%2F..": "",

	"": "path is empty", "v1/users": "does not begin with /v1/", "/v1": "does not begin with /v1/", "/v2/users": "does not begin with /v1/", "/": "does not begin with /v1/",
	"//evil.example/v1/x": "does not begin with /v1/", "https://evil.example/v1/x": "does not begin with /v1/", "/V1/users": "does not begin with /v1/", "/v1?x": "does not begin with /v1/",
	"/v1/": "segment that is empty", "/v1//x": "segment that is empty", "/v1/x/": "segment that is empty", "/v1/x/?a=b": "segment that is empty",
	"/v1/..": "dot segment", "/v1/./x": "dot segment", "/v1/x/../y": "dot segment", "/v1/%2e%2E/x": "dot segment", "/v1/.%2e": "dot segment", "/v1/x/..?a=b": "dot segment",
	"/v1/a\nb": "control character", "/v1/a%0Ab": "control character", "/v1/a%00": "control character", "/v1/a\x7f": "control character",
	"/v1/%FF": "not valid UTF-8", "/v1/\xff": "not valid UTF-8",
	"/v1/a b": "is not escaped", "/v1/é": "is not escaped", "/v1/a%zz": "is not escaped", "/v1/a%2": "is not escaped", "/v1/x#y": "is not escaped", `/v1/a\b`: "is not escaped",
	`/v1/a"b`: "is not escaped", "/v1/<x>": "is not escaped", "/v1/{id}": "is not escaped", "/v1/x?a#b": "is not escaped",
	"/v1/x?a=b c": "query that is not escaped", "/v1/x?a=%zz": "query that is not escaped", "/v1/x?a=é": "query that is not escaped", "/v1/x?%FF": "query that is not escaped",
	"/v1/x?a=\r\nHost: evil": "query that is not escaped",
}

func TestPathsOfDo(t *testing.T) {
	t.Parallel()
	for target, problem := range doTargets {
		t.Run(target, func(t *testing.T) {
			t.Parallel()
			p := tapeOf(httpAnswer(200, `{}`))
			err := tapeClient(t, p, partnerkit.WithPortalsBaseURL("https://api.example/p")).Do(t.Context(), partnerkit.PortalsAPI, "GET", target, nil, nil)
			if problem == "" {
				require.NoError(t, err)
				assert.Equal(t, "GET /p"+strings.TrimSuffix(target, "?"), p.lines()[0])
				return
			}
			require.ErrorIs(t, err, partnerkit.ErrInvalidArgument)
			assert.ErrorContains(t, err, problem)
			assert.Equal(t, "path", asError(err).Fields[0].Field)
			assert.Empty(t, p.requests())
		})
	}
}

// FuzzDoPath: what a caller writes is refused, or arrives as it was written, below /v1/ of the one host.
func FuzzDoPath(f *testing.F) {
	for target := range doTargets {
		f.Add(target)
	}
	f.Fuzz(func(t *testing.T, target string) {
		wire := &lastRequest{}
		err := clientOver(t, wire).Do(t.Context(), partnerkit.PartnerAPI, "DELETE", target, nil, nil)
		require.Error(t, err)
		requirePrintable(t, asError(err))
		if errors.Is(err, partnerkit.ErrInvalidArgument) {
			require.Nil(t, wire.request)
			return
		}
		sent := wire.request.URL.RequestURI()
		require.Equal(t, strings.TrimSuffix(target, "?"), strings.TrimSuffix(sent, "?"))
		require.Equal(t, "api.invalid", wire.request.URL.Host)
		parsed, err := url.ParseRequestURI(sent)
		require.NoError(t, err)
		require.True(t, strings.HasPrefix(parsed.EscapedPath(), "/v1/"))
		for _, segment := range strings.Split(parsed.EscapedPath(), "/")[1:] {
			text, err := url.PathUnescape(segment)
			require.NoError(t, err)
			require.NotContains(t, []string{"", ".", ".."}, text)
		}
	})
}

// Against the fake, whose endpoints all have methods: Do does what they do.
func TestDoAgainstTheFake(t *testing.T) {
	t.Parallel()
	srv := fake.New(t)
	client, ctx := srv.Client(), t.Context()
	var user partnerkit.User
	require.NoError(t, client.Do(ctx, partnerkit.PartnerAPI, "POST", "/v1/users", map[string]string{"email": "new@example.com"}, &user))
	same, err := client.Users.Get(ctx, user.ID)
	require.NoError(t, err)
	assert.Equal(t, user.Email, same.Email)
	var app struct {
		UID string `json:"uid"`
	}
	require.NoError(t, client.Do(ctx, partnerkit.AppAPI, "GET", "/v1/user?user_external_id=user_external_id_1", nil, &app))
	assert.Equal(t, "816379099131", app.UID)
	require.NoError(t, client.Do(ctx, partnerkit.PortalsAPI, "DELETE", "/v1/partner-portals/portal_1/users/portal_user_1", nil, nil))
	require.NoError(t, client.Do(ctx, partnerkit.ProfileAPI, "POST", "/v1/user/notifications/read", nil, nil))
	require.ErrorIs(t, client.Do(ctx, partnerkit.PartnerAPI, "GET", "/v1/users/nobody", nil, nil), partnerkit.CodeResourceNotFound)
}
