package promises_test

// A client as a whole: which address wins, what a copy shares, and what a client
// that was not made by New says.

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// hostOf returns the host that a recorded request went to.
func hostOf(request string) string {
	_, rest, _ := strings.Cut(request, "\r\nHost: ")
	host, _, _ := strings.Cut(rest, "\r\n")
	return host
}

// everyOrder calls visit with every order of list.
func everyOrder[T any](list []T, visit func([]T)) {
	if len(list) < 2 {
		visit(list)
		return
	}
	for i, first := range list {
		rest := slices.Delete(slices.Clone(list), i, i+1)
		everyOrder(rest, func(order []T) { visit(append([]T{first}, order...)) })
	}
}

func TestOneAPIsBaseURLWinsInAnyOrder(t *testing.T) {
	t.Parallel()
	own := map[string]partnerkit.Option{
		"partner": partnerkit.WithPartnerBaseURL("https://partner.example/v1"), "app": partnerkit.WithAppBaseURL("https://app.example"),
		"portals": partnerkit.WithPortalsBaseURL("https://portals.example/"), "profile": partnerkit.WithProfileBaseURL("https://profile.example/v1/"),
	}
	options := []partnerkit.Option{partnerkit.WithBaseURL("https://all.example"), own["partner"], own["app"], own["portals"], own["profile"]}
	everyOrder(options, func(order []partnerkit.Option) {
		p := tapeOf(httpAnswer(500, ""))
		client := tapeClient(t, p, append(order, partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 1}))...)
		for i, row := range []int{1, 6, 8, 11} {
			call := documentedCalls()[row]
			_, _ = call.call(t.Context(), client)
			require.Equal(t, call.api+".example", hostOf(p.requests()[i]))
		}
	})
	for api, option := range own {
		p := tapeOf(httpAnswer(500, ""))
		client := tapeClient(t, p, option, partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 1}))
		for _, call := range documentedCalls() {
			before := len(p.requests())
			_, _ = call.call(t.Context(), client)
			want := "api.example"
			if call.api == api {
				want = api + ".example"
			}
			assert.Equal(t, want, hostOf(p.requests()[before]), call.name)
		}
	}
}

func TestTheLastOfTwoBaseURLsWins(t *testing.T) {
	t.Parallel()
	p := tapeOf(httpAnswer(200, `[]`))
	client := tapeClient(t, p, partnerkit.WithProfileBaseURL("https://one.example"), partnerkit.WithProfileBaseURL("https://two.example"))
	_, err := client.Profile.Referrals(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "two.example", hostOf(p.requests()[0]))
}

func TestWithDoesNotChangeTheOriginal(t *testing.T) {
	t.Parallel()
	first, second := tapeOf(httpAnswer(200, `[]`)), tapeOf(httpAnswer(200, `[]`))
	original := tapeClient(t, first)
	changed, err := original.With(
		partnerkit.WithBaseURL("https://other.example/p"), partnerkit.WithUserAgent("x"), partnerkit.WithHTTPClient(&http.Client{Transport: second}),
		partnerkit.WithSession(partnerkit.SessionToken("st_fake_other")),
	)
	require.NoError(t, err)
	for _, client := range []*partnerkit.Client{original, changed, original} {
		_, err := client.Profile.Referrals(t.Context())
		require.NoError(t, err)
	}
	want := wireText("profile", "GET /v1/user/referrals", "")
	assert.Equal(t, []string{want, want}, first.requests())
	require.Len(t, second.requests(), 1)
	assert.Contains(t, second.requests()[0], "GET /p/v1/user/referrals HTTP/1.1\r\nHost: other.example\r\nUser-Agent: x partnerkit-go/")
	assert.Contains(t, second.requests()[0], "Bearer st_fake_other\r\n")
}

func TestWithoutChangesIsTheSame(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for _, row := range documentedCalls() {
			p := tapeOf(httpAnswer(row.status, row.answer))
			copied, err := tapeClient(t, p).With()
			require.NoError(t, err)
			got, err := row.call(t.Context(), copied)
			require.NoError(t, err)
			assert.Equal(t, row.want, got)
			assert.Equal(t, []string{wireText(row.api, row.line, row.body)}, p.requests())
		}
	})
}

func TestWithAddsMiddlewareToTheCopyAlone(t *testing.T) {
	t.Parallel()
	var seen []string
	mark := func(name string) func(http.RoundTripper) http.RoundTripper {
		return func(next http.RoundTripper) http.RoundTripper {
			return tapeTripper(func(r *http.Request) (*http.Response, error) {
				seen = append(seen, name+" "+partnerkit.OperationFromContext(r.Context()))
				assert.Empty(t, r.Header.Get("Authorization"))
				return next.RoundTrip(r)
			})
		}
	}
	original := tapeClient(t, tapeOf(httpAnswer(200, `[]`)), partnerkit.WithMiddleware(mark("a"), mark("b")))
	left, err := original.With(partnerkit.WithMiddleware(mark("left")))
	require.NoError(t, err)
	right, err := original.With(partnerkit.WithMiddleware(mark("right")))
	require.NoError(t, err)
	for _, client := range []*partnerkit.Client{left, right, original} {
		_, err := client.Profile.Referrals(t.Context())
		require.NoError(t, err)
	}
	const op = " Profile.Referrals"
	assert.Equal(t, []string{"a" + op, "b" + op, "left" + op, "a" + op, "b" + op, "right" + op, "a" + op, "b" + op}, seen)
	assert.Empty(t, partnerkit.OperationFromContext(t.Context()))
}

type tapeTripper func(*http.Request) (*http.Response, error)

func (f tapeTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestWithSharesSessionTokenAndBudget(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &tape{reply: func(_ int, r *http.Request) string {
			switch r.URL.Path {
			case "/v1/user/auth/refresh-session":
				return httpAnswer(200, `{"sessionToken":"st_fake_new"}`)
			case "/v1/user/referrals":
				return httpAnswer(200, `[]`)
			default:
				return httpAnswer(503, "")
			}
		}}
		original := tapeClient(t, p, partnerkit.WithSession(partnerkit.RefreshingSession("", tapeRefresh)))
		copied, err := original.With(partnerkit.WithUserAgent("copy"))
		require.NoError(t, err)
		for _, client := range []*partnerkit.Client{original, copied} {
			_, err := client.Profile.Referrals(t.Context())
			require.NoError(t, err)
		}
		assert.Equal(t, []string{"POST /v1/user/auth/refresh-session", "GET /v1/user/referrals", "GET /v1/user/referrals"}, p.lines(), "one session")

		for _, client := range []*partnerkit.Client{original, copied} {
			_, _ = client.AppUsers.GetByExternalID(t.Context(), "x", partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 1}))
			<-time.After(time.Minute)
		}
		tokens := p.requests()[3:]
		assert.Contains(t, tokens[0], appTokenAt(bubbleStart+300))
		assert.Contains(t, tokens[1], appTokenAt(bubbleStart+300), "one signed token")

		before := len(p.requests())
		for range 100 { // each call may cost two repeats of five: the budget of 500 is gone after 50
			_, _ = original.Users.Get(t.Context(), aliceID)
		}
		assert.Len(t, p.requests()[before:], 200)
		before = len(p.requests())
		_, _ = copied.Users.Get(t.Context(), aliceID)
		assert.Len(t, p.requests()[before:], 1, "one budget")
		_, _ = copied.PortalUsers.Get(t.Context(), "p", "u")
		assert.Len(t, p.requests()[before:], 4, "another API's budget is its own")
	})
}

func TestWithSharesConnections(t *testing.T) {
	t.Parallel()
	transport := &countingTransport{tape: tapeOf(httpAnswer(200, `[]`))}
	original := tapeClient(t, transport)
	copied, err := original.With(partnerkit.WithUserAgent("copy"))
	require.NoError(t, err)
	_, err = copied.Profile.Referrals(t.Context())
	require.NoError(t, err)
	assert.Len(t, transport.requests(), 1)
	copied.CloseIdleConnections()
	original.CloseIdleConnections()
	assert.Equal(t, 2, transport.closed)
}

type countingTransport struct {
	*tape
	closed int
}

func (c *countingTransport) CloseIdleConnections() { c.closed++ }

func TestTheCallersHTTPClientIsNotChanged(t *testing.T) {
	t.Parallel()
	p := tapeOf(httpAnswer(200, `[]`))
	own := &http.Client{Transport: p}
	client, err := partnerkit.New(append(tapeOptions(p), partnerkit.WithHTTPClient(own))...)
	require.NoError(t, err)
	_, err = client.Profile.Referrals(t.Context())
	require.NoError(t, err)
	assert.Same(t, p, own.Transport)
	assert.Nil(t, own.CheckRedirect)
	assert.Nil(t, own.Jar)

	own.Transport = tapeOf(httpAnswer(500, ""))
	changed, err := client.With(partnerkit.WithTimeout(time.Second))
	require.NoError(t, err)
	_, err = changed.Profile.Referrals(t.Context())
	require.NoError(t, err, "a copy of the client does not see what became of the caller's")
}

func TestAnHTTPClientWithoutATransport(t *testing.T) {
	t.Parallel()
	_, err := partnerkit.New(append(tapeOptions(nil), partnerkit.WithHTTPClient(&http.Client{}))...)
	assert.NoError(t, err)
}

func TestClientsThatNewDidNotMake(t *testing.T) {
	t.Parallel()
	empty := &partnerkit.Client{
		Users: &partnerkit.UsersService{}, AppUsers: &partnerkit.AppUsersService{}, PortalUsers: &partnerkit.PortalUsersService{},
		Profile: &partnerkit.ProfileService{}, Notifications: &partnerkit.NotificationsService{},
	}
	for name, client := range map[string]*partnerkit.Client{"zero": {}, "zero services": empty} {
		calls := append(documentedCalls(), documentedCall{name: "Users.Ensure", call: func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.Users.Ensure(ctx, partnerkit.UserCreateParams{Email: "a@b.example"})
		}}, documentedCall{name: "AppUsers.Ensure", call: func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.AppUsers.Ensure(ctx, partnerkit.AppUserCreateParams{Email: "a@b.example"})
		}}, documentedCall{name: "AppUsers.WaitForWallet", call: func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.AppUsers.WaitForWallet(ctx, "x")
		}}, documentedCall{name: "PortalUsers.FindByEmail", call: func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.PortalUsers.FindByEmail(ctx, "p", "a@b.example")
		}}, documentedCall{name: "PortalUsers.Ensure", call: func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.PortalUsers.Ensure(ctx, "p", portalParams())
		}}, documentedCall{name: "Client.Do", call: func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return errorOnly(c.Do(ctx, partnerkit.AppAPI, "GET", "/v1/x", nil, nil))
		}}, documentedCall{name: "PortalUsers.All", call: func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return errorOnly(firstError(c.PortalUsers.All(ctx, "p", partnerkit.PortalUserListParams{})))
		}}, documentedCall{name: "Notifications.All", call: func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return errorOnly(firstError(c.Notifications.All(ctx, partnerkit.NotificationListParams{ContainerID: "c"})))
		}})
		for _, row := range calls {
			t.Run(name+" "+row.name, func(t *testing.T) {
				t.Parallel()
				_, err := row.call(t.Context(), client)
				require.ErrorIs(t, err, partnerkit.ErrInvalidArgument)
				e, ok := err.(*partnerkit.Error) //nolint:errorlint // the type itself is promised
				require.True(t, ok)
				assert.Zero(t, e.Status)
				assert.Zero(t, e.Attempts)
			})
		}
	}
	for name, client := range map[string]*partnerkit.Client{"nil": nil, "zero": {}} {
		t.Run(name+" With", func(t *testing.T) {
			t.Parallel()
			_, err := client.With(partnerkit.WithUserAgent("x"))
			require.ErrorIs(t, err, partnerkit.ErrInvalidArgument)
			assert.NotPanics(t, client.CloseIdleConnections)
			require.ErrorIs(t, client.Do(t.Context(), partnerkit.AppAPI, "GET", "/v1/x", nil, nil), partnerkit.ErrInvalidArgument)
		})
	}
}

func firstError[T any](all func(func(*T, error) bool)) error {
	for _, err := range all {
		if err != nil {
			return err
		}
	}
	return nil
}

func TestNoContext(t *testing.T) {
	t.Parallel()
	var none context.Context
	for _, row := range documentedCalls() {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			p := tapeOf(httpAnswer(row.status, row.answer))
			_, err := row.call(none, tapeClient(t, p))
			require.ErrorIs(t, err, partnerkit.ErrInvalidArgument)
			assert.ErrorContains(t, err, "context")
			assert.Empty(t, p.requests())
		})
	}
}

// An API that there is not is an argument's error, whatever else the client lacks, and no other API is asked in its place.
func TestAnAPIThatThereIsNot(t *testing.T) {
	t.Parallel()
	bare, err := partnerkit.New()
	require.NoError(t, err)
	for _, client := range []*partnerkit.Client{nil, {}, bare, tapeClient(t, tapeOf())} {
		for _, api := range []partnerkit.API{-1, 4, 99} {
			response := partnerkit.Response{Status: 299}
			err := client.Do(t.Context(), api, "GET", "/v1/x", nil, nil, partnerkit.WithResponse(&response))
			require.ErrorIs(t, err, partnerkit.ErrInvalidArgument)
			require.ErrorContains(t, err, "api is none of the four")
			require.NotErrorIs(t, err, partnerkit.ErrNoCredential)
			assert.Equal(t, partnerkit.Response{}, response)
		}
	}
}
