package promises_test

// Paging: every shape of a last page, iterators that begin anew on each range,
// and pages that lead nowhere.

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"weak"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

const portalItem = `{"id":"%s","first_name":"A","last_name":"B","email":"a@b.example","last_logged_at":null}`

// portalPage is a page with the given users and the cursor of the next one.
func portalPage(next string, ids ...string) string {
	items := make([]string, len(ids))
	for i, id := range ids {
		items[i] = fmt.Sprintf(portalItem, id)
	}
	return httpAnswer(200, fmt.Sprintf(`{"data":[%s],"paging":{"next":{"after":%q}}}`, strings.Join(items, ","), next))
}

// drained returns what an iterator yields, and its error.
func drained[T any](all iter.Seq2[*T, error], name func(*T) string) (names []string, err error) {
	for item, err := range all {
		if err != nil {
			return names, err
		}
		names = append(names, name(item))
	}
	return names, nil
}

func portalUserID(u *partnerkit.PortalUser) string     { return u.ID }
func notificationID(n *partnerkit.Notification) string { return n.ID }

// allPortalUsers is PortalUsers.All of "p" without parameters.
func allPortalUsers(ctx context.Context, c *partnerkit.Client) iter.Seq2[*partnerkit.PortalUser, error] {
	return c.PortalUsers.All(ctx, "p", partnerkit.PortalUserListParams{})
}

func TestShapesOfPaging(t *testing.T) {
	t.Parallel()
	for paging, next := range map[string]string{
		``: "", `,"paging":null`: "", `,"paging":{}`: "", `,"paging":""`: "", `,"paging":{"next":null}`: "", `,"paging":{"next":{}}`: "", `,"paging":{"next":""}`: "",
		`,"paging":{"next":{"after":null}}`: "", `,"paging":{"next":{"after":""}}`: "", `,"paging":{"next":{"after":"c"}}`: "c",
		`,"paging":{"next":{"after":"c","limit":2},"previous":{}}`: "c", `,"paging": { "next" : { "after" : "c\u00e9" } }`: "cé",
		`,"paging":{"next":{"before":"c"}}`: "",
	} {
		t.Run(paging, func(t *testing.T) {
			t.Parallel()
			p := tapeOf(httpAnswer(200, `{"data":[]`+paging+`}`))
			page, err := tapeClient(t, p).PortalUsers.List(t.Context(), "p", partnerkit.PortalUserListParams{})
			require.NoError(t, err)
			assert.Equal(t, &partnerkit.Page[partnerkit.PortalUser]{Items: []*partnerkit.PortalUser{}, Next: next}, page)
		})
	}
	for _, bad := range []string{`7`, `[]`, `true`, `{"next":7}`, `{"next":[]}`, `{"next":{"after":7}}`, `{"next":{"after":{}}}`, `{"next":{"after":["c"]}}`} {
		t.Run(bad, func(t *testing.T) {
			t.Parallel()
			p := tapeOf(httpAnswer(200, `{"data":[],"paging":`+bad+`}`))
			_, err := tapeClient(t, p).PortalUsers.List(t.Context(), "p", partnerkit.PortalUserListParams{})
			assert.ErrorIs(t, err, partnerkit.ErrMalformedResponse)
		})
	}
}

func TestAllGoesThroughEveryPage(t *testing.T) {
	t.Parallel()
	p := tapeOf(portalPage("c1", "a", "b"), portalPage("c2"), portalPage("", "c"), portalPage("c1", "a", "b"), portalPage("", "d"))
	all := tapeClient(t, p).PortalUsers.All(t.Context(), "p", partnerkit.PortalUserListParams{})
	assert.Empty(t, p.requests(), "nothing is asked before the first range")
	names, err := drained(all, portalUserID)
	require.NoError(t, err)
	assert.Equal(t, []string{"a", "b", "c"}, names)
	names, err = drained(all, portalUserID)
	require.NoError(t, err)
	assert.Equal(t, []string{"a", "b", "d"}, names, "a second range begins anew")
	first, second := "GET /v1/partner-portals/p/users?limit=100", "GET /v1/partner-portals/p/users?after=c1&limit=100"
	assert.Equal(t, []string{first, second, "GET /v1/partner-portals/p/users?after=c2&limit=100", first, second}, p.lines())
}

func TestAllKeepsItsParameters(t *testing.T) {
	t.Parallel()
	p := tapeOf(portalPage("c9", "a"), portalPage("", "b"))
	_, err := drained(tapeClient(t, p).PortalUsers.All(t.Context(), "p", partnerkit.PortalUserListParams{Limit: 7, After: "c0"}), portalUserID)
	require.NoError(t, err)
	assert.Equal(t, []string{"GET /v1/partner-portals/p/users?after=c0&limit=7", "GET /v1/partner-portals/p/users?after=c9&limit=7"}, p.lines())
}

func TestAllEndsWhereTheCallerBreaks(t *testing.T) {
	t.Parallel()
	p := tapeOf(portalPage("c1", "a", "b"), portalPage("c2", "c"))
	for _, err := range allPortalUsers(t.Context(), tapeClient(t, p)) {
		require.NoError(t, err)
		break
	}
	assert.Len(t, p.requests(), 1)
	seen := 0
	for _, err := range allPortalUsers(t.Context(), tapeClient(t, p)) {
		require.NoError(t, err)
		if seen++; seen == 2 {
			break
		}
	}
	assert.Equal(t, 2, seen)
}

func TestAllYieldsAnErrorOnce(t *testing.T) {
	t.Parallel()
	p := tapeOf(portalPage("c1", "a"), httpAnswer(403, `{"status_code":403,"message":"Forbidden","request_id":"r"}`))
	var items, failures int
	for user, err := range allPortalUsers(t.Context(), tapeClient(t, p)) {
		if err != nil {
			require.ErrorIs(t, err, partnerkit.ErrForbidden)
			assert.Nil(t, user)
			failures++
			continue // a caller who goes on meets no second error
		}
		items++
	}
	assert.Equal(t, 1, items)
	assert.Equal(t, 1, failures)
	assert.Len(t, p.requests(), 2)
}

func TestCyclesOfCursorsEnd(t *testing.T) {
	t.Parallel()
	for length := 1; length <= 50; length++ {
		for _, lead := range []int{0, 1, 3, 40} {
			t.Run(fmt.Sprintf("%d after %d", length, lead), func(t *testing.T) {
				t.Parallel()
				p := &tape{reply: func(n int, _ *http.Request) string {
					cursor := n
					if n >= lead {
						cursor = lead + (n-lead)%length
					}
					if n > 1000 { // a client that does not see the circle gets out of it
						return portalPage("")
					}
					return portalPage(fmt.Sprintf("c%d", cursor), "a")
				}}
				_, err := drained(allPortalUsers(t.Context(), tapeClient(t, p)), portalUserID)
				require.ErrorIs(t, err, partnerkit.ErrMalformedResponse)
				require.ErrorContains(t, err, "circle")
				assert.LessOrEqual(t, len(p.requests()), 4*(lead+length)+4)
				assert.Greater(t, len(p.requests()), length)
			})
		}
	}
}

func TestManyPagesAreNoCycle(t *testing.T) {
	t.Parallel()
	const pages = 3000
	p := &tape{reply: func(n int, _ *http.Request) string {
		next := strconv.Itoa(n)
		if n == pages-1 {
			next = ""
		}
		return portalPage(next, "a")
	}}
	names, err := drained(allPortalUsers(t.Context(), tapeClient(t, p)), portalUserID)
	require.NoError(t, err)
	assert.Len(t, names, pages)
}

func TestEmptyPagesEnd(t *testing.T) {
	t.Parallel()
	for empty, fails := range map[int]bool{1: false, 99: false, 100: true, 101: true} {
		t.Run(strconv.Itoa(empty), func(t *testing.T) {
			t.Parallel()
			p := &tape{reply: func(n int, _ *http.Request) string {
				switch n {
				case 0, empty + 1:
					return portalPage(strconv.Itoa(n), "a")
				case empty + 2:
					return portalPage("", "z")
				default:
					return portalPage(strconv.Itoa(n))
				}
			}}
			names, err := drained(allPortalUsers(t.Context(), tapeClient(t, p)), portalUserID)
			if fails {
				require.ErrorIs(t, err, partnerkit.ErrMalformedResponse)
				require.ErrorContains(t, err, "empty")
				assert.Len(t, p.requests(), 101)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, []string{"a", "a", "z"}, names)
		})
	}
}

// Between pages that bring nothing the caller has no turn to end the listing: its
// context ends it.
func TestAllEndsWithItsContext(t *testing.T) {
	t.Parallel()
	for name, all := range map[string]func(context.Context, *partnerkit.Client) error{
		"portal users": func(ctx context.Context, c *partnerkit.Client) error {
			_, err := drained(allPortalUsers(ctx, c), portalUserID)
			return err
		},
		"notifications": func(ctx context.Context, c *partnerkit.Client) error {
			_, err := drained(c.Notifications.All(ctx, partnerkit.NotificationListParams{ContainerID: "c"}), notificationID)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			p := &tape{reply: func(n int, _ *http.Request) string {
				if n == 4 {
					cancel() // which the tape does not hear
				}
				if name == "portal users" {
					return portalPage(strconv.Itoa(n))
				}
				return notificationAnswer(map[string]int{"total": 1e6}, "n1")
			}}
			require.ErrorIs(t, all(ctx, tapeClient(t, p)), context.Canceled)
			assert.Len(t, p.requests(), 5)
		})
	}
}

// All holds a page at a time, however long the list is.
func TestAllLetsPagesGo(t *testing.T) {
	t.Parallel()
	p := &tape{reply: func(n int, _ *http.Request) string { return portalPage(strconv.Itoa(n), fmt.Sprint("u", n)) }}
	notes := &tape{reply: func(n int, _ *http.Request) string { return notificationAnswer(nil, fmt.Sprint("n", n)) }}
	collected := func(pointers []weak.Pointer[string]) bool {
		for range 100 { // a timer that was stopped holds its context, and so its call, until its processor cleans up
			if runtime.GC(); pointers[0].Value() == nil {
				return true
			}
			runtime.Gosched()
		}
		return false
	}
	var users, notifications []weak.Pointer[string]
	for user := range allPortalUsers(t.Context(), tapeClient(t, p)) { //nolint:errcheck // the tape has none
		users = append(users, weak.Make(&user.ID))
		if len(users) == 5 {
			assert.True(t, collected(users))
			break
		}
	}
	for n := range tapeClient(t, notes).Notifications.All(t.Context(), partnerkit.NotificationListParams{ContainerID: "c"}) { //nolint:errcheck // likewise
		notifications = append(notifications, weak.Make(&n.ID))
		if len(notifications) == 5 {
			assert.True(t, collected(notifications))
			break
		}
	}
}

// Pages that are wrong together: the error speaks of the last one's response, as the Response does.
func TestAnErrorAboutPagesSpeaksOfTheLastOne(t *testing.T) {
	t.Parallel()
	numbered := func(page string, n int) string {
		return strings.Replace(page, "\r\n", fmt.Sprintf("\r\nX-Request-Id: req_%d\r\n", n), 1)
	}
	down := httpAnswer(503, refusalOf(portalsAPI, 503))
	circle := func(n int, page string) string { // whose third page has to be asked for twice
		if n == 2 {
			return down
		}
		return numbered(page, n)
	}
	type walk func(c *partnerkit.Client, opts ...partnerkit.CallOption) error
	portals := func(c *partnerkit.Client, opts ...partnerkit.CallOption) error {
		_, err := drained(c.PortalUsers.All(t.Context(), "p", partnerkit.PortalUserListParams{}, opts...), portalUserID)
		return err
	}
	notifications := func(c *partnerkit.Client, opts ...partnerkit.CallOption) error {
		_, err := drained(c.Notifications.All(t.Context(), pageOf(0, 2), opts...), notificationID)
		return err
	}
	find := func(c *partnerkit.Client, opts ...partnerkit.CallOption) error {
		_, err := c.PortalUsers.FindByEmail(t.Context(), "p", "nobody@example.com", opts...)
		return err
	}
	for name, row := range map[string]struct {
		reply    func(n int) string
		walk     walk
		attempts int
		ends     string
	}{
		"portal users in a circle":       {func(n int) string { return circle(n, portalPage("c", "a")) }, portals, 1, "in a circle (request req_1, 1 attempt)"},
		"portal users in a larger one":   {func(n int) string { return circle(n, portalPage([]string{"x", "y", "", "x"}[n], "a")) }, portals, 2, "in a circle (request req_3, 2 attempts)"},
		"a hundred pages of nobody":      {func(n int) string { return numbered(portalPage(fmt.Sprint("c", n)), n) }, portals, 1, "brought nothing new (request req_99, 1 attempt)"},
		"a hundred pages of the same":    {func(n int) string { return numbered(notificationAnswer(nil, "a"), n) }, notifications, 1, "brought nothing new (request req_100, 1 attempt)"},
		"a search in a circle":           {func(n int) string { return circle(n, portalPage("c", "a")) }, find, 2, "in a circle (request req_1, 2 attempts)"},
		"a search in a larger one":       {func(n int) string { return circle(n, portalPage([]string{"x", "y", "", "x"}[n], "a")) }, find, 4, "in a circle (request req_3, 4 attempts)"},
		"a search through nobody's page": {func(n int) string { return numbered(portalPage(fmt.Sprint("c", n)), n) }, find, 100, "brought nothing new (request req_99, 100 attempts)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &tape{reply: func(n int, _ *http.Request) string { return row.reply(n) }}
			var told partnerkit.Response
			err := row.walk(tapeClient(t, p, partnerkit.WithRetry(partnerkit.Retry{MinWait: 1, MaxWait: 1})), partnerkit.WithResponse(&told))
			require.ErrorIs(t, err, partnerkit.ErrMalformedResponse)
			e, _ := errors.AsType[*partnerkit.Error](err)
			assert.Equal(t, []any{200, told.RequestID, row.attempts}, []any{e.Status, e.RequestID, e.Attempts})
			assert.Equal(t, []any{200, row.attempts}, []any{told.Status, told.Attempts})
			assert.Contains(t, err.Error(), ": 200; malformed response; ")
			assert.True(t, strings.HasSuffix(err.Error(), row.ends), err.Error())
			assert.False(t, e.Retryable())
			for _, class := range []error{partnerkit.ErrBadRequest, partnerkit.ErrNotFound, partnerkit.ErrServer, partnerkit.ErrUnavailable} {
				assert.NotErrorIs(t, err, class)
			}
		})
	}
}

// A success may echo a key in its request id, too, and an error may speak of that success.
func TestAnErrorAboutPagesShowsNoKey(t *testing.T) {
	t.Parallel()
	for name, next := range map[string]string{"a circle": "c", "nobody": ""} {
		page := strings.Replace(portalPage(next, "a"), "\r\n", "\r\nX-Request-Id: of "+tapeAccount+"\r\n", 1)
		_, err := tapeClient(t, tapeOf(page, page)).PortalUsers.FindByEmail(t.Context(), "p", "nobody@example.com")
		require.ErrorContains(t, err, "(request of [redacted]", name)
		assert.NotContains(t, fmt.Sprintf("%+v", err), tapeAccount, name)
	}
}
