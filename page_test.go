package partnerkit_test

// Paging: every shape of a last page, iterators that begin anew on each range,
// and pages that lead nowhere.

import (
	"context"
	"fmt"
	"iter"
	"math"
	"net/http"
	"strconv"
	"strings"
	"testing"

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
	return tapeReply(200, fmt.Sprintf(`{"data":[%s],"paging":{"next":{"after":%q}}}`, strings.Join(items, ","), next))
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

// What one page was decoded to serves the next, which finds nothing of anybody there.
func TestPagesLeaveNothingBehind(t *testing.T) {
	t.Parallel()
	full := strings.TrimSuffix(strings.Repeat(fmt.Sprintf(portalItem, "full")+",", 100), ",")
	answers := []string{
		`{"data":[` + full + `],"data":[{"id":"alone"}]}`, `{"data":[{"id":"a"},{"id":"b"},{"id":"c"}]}`,
		`{"data":[` + full + `]}`, `{"data":[{"id":"d"},{"id":"e"}]}`,
	}
	for range 20 { // a pool may forget what it holds
		for _, answer := range answers {
			page, err := tapeClient(t, tapeOf(tapeReply(200, answer))).PortalUsers.List(t.Context(), "p", partnerkit.PortalUserListParams{Limit: 100})
			require.NoError(t, err)
			for _, user := range page.Items {
				if user.ID != "full" && user.ID != "alone" { // whose second member of one name encoding/json decodes into the first
					assert.Equal(t, partnerkit.PortalUser{ID: user.ID}, *user)
				}
			}
		}
	}
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
			p := tapeOf(tapeReply(200, `{"data":[]`+paging+`}`))
			page, err := tapeClient(t, p).PortalUsers.List(t.Context(), "p", partnerkit.PortalUserListParams{})
			require.NoError(t, err)
			assert.Equal(t, &partnerkit.Page[partnerkit.PortalUser]{Items: []*partnerkit.PortalUser{}, Next: next}, page)
		})
	}
	for _, bad := range []string{`7`, `[]`, `true`, `{"next":7}`, `{"next":[]}`, `{"next":{"after":7}}`, `{"next":{"after":{}}}`, `{"next":{"after":["c"]}}`} {
		t.Run(bad, func(t *testing.T) {
			t.Parallel()
			p := tapeOf(tapeReply(200, `{"data":[],"paging":`+bad+`}`))
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
	p := tapeOf(portalPage("c1", "a"), tapeReply(403, `{"status_code":403,"message":"Forbidden","request_id":"r"}`))
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

// notificationAnswer is a page with the given notifications.
func notificationAnswer(limit, total int, ids ...string) string {
	items := make([]string, len(ids))
	for i, id := range ids {
		items[i] = fmt.Sprintf(`{"id":%q,"containerId":"c","createdAt":"2023-01-15T12:00:00Z"}`, id)
	}
	return tapeReply(200, fmt.Sprintf(`{"notifications":[%s],"page":1,"limit":%d,"total":%d}`, strings.Join(items, ","), limit, total))
}

func TestTheNextPageOfNotifications(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		page, limit     int // asked
		answered, total int
		wantNext        string
		wantNumber      int
	}{
		{0, 0, 20, 21, "2", 1}, {0, 0, 20, 20, "", 1}, {1, 0, 20, 41, "2", 1}, {2, 0, 20, 41, "3", 2}, {3, 0, 20, 41, "", 3},
		{0, 5, 0, 6, "2", 1}, {0, 0, 0, 21, "2", 1}, {0, 0, 0, 20, "", 1}, {9, 5, 5, 6, "", 9}, {0, 5, 5, 0, "", 1}, {0, 5, -5, 9, "", 1},
		{0, 5, 5, -9, "", 1}, {math.MaxInt, 20, 20, 5, "", math.MaxInt}, {math.MaxInt / 2, 3, 3, math.MaxInt, "", math.MaxInt / 2},
		{1, 1, 1, math.MaxInt, "2", 1},
	} {
		t.Run(fmt.Sprint(row), func(t *testing.T) {
			t.Parallel()
			p := tapeOf(notificationAnswer(row.answered, row.total, "n"))
			page, err := tapeClient(t, p).Notifications.List(t.Context(), partnerkit.NotificationListParams{ContainerID: "c", Page: row.page, Limit: row.limit})
			require.NoError(t, err)
			assert.Equal(t, row.wantNext, page.Next)
			assert.Equal(t, row.wantNumber, page.Number)
			assert.Equal(t, row.total, page.Total)
		})
	}
}

func TestAllNotificationsLeaveOutWhatMovedDown(t *testing.T) {
	t.Parallel()
	p := tapeOf(notificationAnswer(2, 4, "n4", "n3"), notificationAnswer(2, 5, "n3", "n2"), notificationAnswer(2, 6, "n3", "n2"), notificationAnswer(2, 6, "n1"))
	all := tapeClient(t, p).Notifications.All(t.Context(), partnerkit.NotificationListParams{ContainerID: "c", Limit: 2})
	names, err := drained(all, notificationID)
	require.NoError(t, err)
	assert.Equal(t, []string{"n4", "n3", "n2"}, names)
	assert.Equal(t, []string{
		"GET /v1/user/notifications?containerId=c&limit=2", "GET /v1/user/notifications?containerId=c&limit=2&page=2",
		"GET /v1/user/notifications?containerId=c&limit=2&page=3",
	}, p.lines())
}

func TestAllNotificationsFromAPageOn(t *testing.T) {
	t.Parallel()
	p := tapeOf(notificationAnswer(100, 350, "a"), notificationAnswer(100, 350, "b"))
	names, err := drained(tapeClient(t, p).Notifications.All(t.Context(), partnerkit.NotificationListParams{ContainerID: "c", Page: 3}), notificationID)
	require.NoError(t, err)
	assert.Equal(t, []string{"a", "b"}, names)
	assert.Equal(t, []string{
		"GET /v1/user/notifications?containerId=c&limit=100&page=3", "GET /v1/user/notifications?containerId=c&limit=100&page=4",
	}, p.lines())
}

func TestAllNotificationsOfNoEnd(t *testing.T) {
	t.Parallel()
	p := tapeOf(notificationAnswer(1, math.MaxInt))
	_, err := drained(tapeClient(t, p).Notifications.All(t.Context(), partnerkit.NotificationListParams{ContainerID: "c"}), notificationID)
	require.ErrorIs(t, err, partnerkit.ErrMalformedResponse)
	assert.Len(t, p.requests(), 100)
}
