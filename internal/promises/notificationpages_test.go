package promises_test

// Pages of notifications, which have numbers and no cursors: where they end on a
// server that says little or says it wrong, and how they end on one that does not
// get on.

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// notificationAnswer is a page with the given notifications, and what it says of itself.
func notificationAnswer(says map[string]int, ids ...string) string {
	items := make([]string, len(ids))
	for i, id := range ids {
		items[i] = fmt.Sprintf(`{"id":%q,"containerId":"c","createdAt":"2023-01-15T12:00:00Z"}`, id)
	}
	body := `{"notifications":[` + strings.Join(items, ",") + `]`
	for member, value := range says {
		body += fmt.Sprintf(`,%q:%d`, member, value)
	}
	return httpAnswer(200, body+`}`)
}

func pageOf(number, limit int) partnerkit.NotificationListParams {
	return partnerkit.NotificationListParams{ContainerID: "c", Page: number, Limit: limit}
}

// allNotifications drains Notifications.All of a server.
func allNotifications(t *testing.T, p *tape, params partnerkit.NotificationListParams) ([]string, error) {
	t.Helper()
	return drained(tapeClient(t, p).Notifications.All(t.Context(), params), notificationID)
}

// mailbox is a server with notifications, newest first. New ones may come before a request.
type mailbox struct {
	ids   []string
	most  int                            // notifications a page, whatever is asked for
	comes map[int]int                    // new ones before the nth request, from 0
	says  func(asked int) map[string]int // what a page says of itself
}

func newMailbox(size, most int) *mailbox {
	m := &mailbox{most: most}
	m.push(size)
	return m
}

func (m *mailbox) push(n int) {
	for range n {
		m.ids = slices.Insert(m.ids, 0, fmt.Sprint("n", len(m.ids)+1))
	}
}

func (m *mailbox) tape() *tape {
	return &tape{reply: func(n int, r *http.Request) string {
		m.push(m.comes[n])
		number, asked := max(1, atoi(r.FormValue("page"))), atoi(r.FormValue("limit"))
		if asked == 0 {
			asked = 20
		}
		size := min(asked, m.most)
		from := min((number-1)*size, len(m.ids))
		return notificationAnswer(m.says(asked), m.ids[from:min(from+size, len(m.ids))]...)
	}}
}

func atoi(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}

// Whatever a server says of its pages, all is given, each once and in its order, and
// next to nothing is asked in vain.
func TestAllNotificationsAreGiven(t *testing.T) {
	t.Parallel()
	limits := map[string]func(asked, most int) (int, bool){
		"its own":  func(asked, most int) (int, bool) { return min(asked, most), true },
		"asked":    func(asked, _ int) (int, bool) { return asked, true },
		"none":     func(int, int) (int, bool) { return 0, false },
		"zero":     func(int, int) (int, bool) { return 0, true },
		"negative": func(int, int) (int, bool) { return -5, true },
		"one":      func(int, int) (int, bool) { return 1, true },
	}
	totals := map[string]func(size int) (int, bool){
		"right":     func(size int) (int, bool) { return size, true },
		"none":      func(int) (int, bool) { return 0, false },
		"zero":      func(int) (int, bool) { return 0, true },
		"negative":  func(int) (int, bool) { return -9, true },
		"too small": func(int) (int, bool) { return 1, true },
		"one more":  func(size int) (int, bool) { return size + 1, true },
		"too large": func(int) (int, bool) { return math.MaxInt, true },
	}
	cells := 0
	for _, size := range []int{0, 1, 4, 5, 6, 10, 12, 15, 20, 25} {
		for _, most := range []int{2, 5, 10} {
			for _, asked := range []int{0, 3, 10} {
				for limitName, limit := range limits {
					for totalName, total := range totals {
						cells++
						m := newMailbox(size, most)
						m.says = func(asked int) map[string]int {
							says := map[string]int{}
							if value, ok := limit(asked, most); ok {
								says["limit"] = value
							}
							if value, ok := total(size); ok {
								says["total"] = value
							}
							return says
						}
						p := m.tape()
						where := fmt.Sprintf("%d notifications, %d a page, asked %d, limit %s, total %s", size, most, asked, limitName, totalName)
						names, err := allNotifications(t, p, pageOf(0, asked))
						require.NoError(t, err, where)
						require.Equal(t, m.ids, names, where)
						perPage := most
						if asked > 0 {
							perPage = min(most, asked)
						}
						pages := (size + perPage - 1) / perPage
						if stated, ok := total(size); !ok || stated != size || size == 0 {
							pages++ // the empty one
						}
						require.Len(t, p.requests(), pages, where)
					}
				}
			}
		}
	}
	t.Logf("%d cells", cells)
}

// List is asked for a page at a time, and knows of no other.
func TestNextLeadsThroughAllNotifications(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		size, most, asked int
		says              map[string]int
		requests          int
	}{
		"what the API documents":    {250, 100, 100, map[string]int{"limit": 100, "total": 250}, 3},
		"an exactly full last page": {200, 100, 100, map[string]int{"limit": 100, "total": 200}, 2},
		"one page":                  {7, 100, 0, map[string]int{"limit": 20, "total": 7}, 1},
		"one full page":             {20, 100, 0, map[string]int{"total": 20}, 1},
		"none":                      {0, 100, 0, map[string]int{"limit": 20, "total": 0}, 1},
		"a server's own limit":      {120, 50, 100, map[string]int{"limit": 50, "total": 120}, 3},
		"no total":                  {250, 100, 100, map[string]int{"limit": 100}, 4},
		"nothing said":              {250, 100, 100, nil, 4},
		"no limit":                  {250, 100, 100, map[string]int{"total": 250}, 4},
		"cut shorter than it says":  {120, 50, 100, map[string]int{"limit": 100, "total": 120}, 4},
		"cut shorter, no limit":     {150, 50, 100, map[string]int{"total": 150}, 4},
		"longer pages than it says": {120, 50, 100, map[string]int{"limit": 10, "total": 120}, 4},
		"a total that is too small": {250, 100, 100, map[string]int{"limit": 100, "total": 3}, 4},
		"a total that is too large": {250, 100, 100, map[string]int{"limit": 100, "total": math.MaxInt}, 4},
		"numbers of no use":         {250, 100, 100, map[string]int{"limit": -1, "total": -1}, 4},
		"a total of zero":           {250, 100, 100, map[string]int{"limit": 100, "total": 0}, 4},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMailbox(row.size, row.most)
			m.says = func(int) map[string]int { return row.says }
			p := m.tape()
			c := tapeClient(t, p)
			var names []string
			for number := 1; ; number++ {
				page, err := c.Notifications.List(t.Context(), pageOf(number, row.asked))
				require.NoError(t, err)
				assert.Equal(t, number, page.Number)
				assert.Equal(t, row.says["total"], page.Total)
				for _, n := range page.Items {
					names = append(names, n.ID)
				}
				if page.Next == "" {
					break
				}
				assert.Equal(t, strconv.Itoa(number+1), page.Next)
			}
			assert.Equal(t, m.ids, names)
			assert.Len(t, p.requests(), row.requests)
		})
	}
}

// The last number that a page can have is followed by none.
func TestNoPageAfterTheLastNumber(t *testing.T) {
	t.Parallel()
	p := tapeOf(notificationAnswer(nil, "n"))
	c := tapeClient(t, p)
	page, err := c.Notifications.List(t.Context(), pageOf(math.MaxInt, 0))
	require.NoError(t, err)
	assert.Empty(t, page.Next)
	names, err := allNotifications(t, p, pageOf(math.MaxInt, 0))
	require.NoError(t, err)
	assert.Equal(t, []string{"n"}, names)
	page, err = c.Notifications.List(t.Context(), pageOf(math.MaxInt-1, 0))
	require.NoError(t, err)
	assert.Equal(t, strconv.Itoa(math.MaxInt), page.Next)
}

func TestAllNotificationsFromAPageOn(t *testing.T) {
	t.Parallel()
	for _, most := range []int{50, 100} {
		m := newMailbox(350, most)
		m.says = func(int) map[string]int { return map[string]int{"limit": 100, "total": 350} }
		p := m.tape()
		names, err := allNotifications(t, p, pageOf(3, 0))
		require.NoError(t, err)
		assert.Equal(t, m.ids[2*most:], names, "how long the pages before are is not known")
		assert.Equal(t, "GET /v1/user/notifications?containerId=c&limit=100&page=3", p.lines()[0])
		assert.Equal(t, "GET /v1/user/notifications?containerId=c&limit=100&page=4", p.lines()[1])
	}
}

// Pages may be short in the middle, of different lengths, and of a server that filters.
func TestShortPagesInTheMiddle(t *testing.T) {
	t.Parallel()
	for _, says := range []map[string]int{nil, {"total": 6}, {"limit": 3, "total": 6}, {"limit": 100, "total": 6}} {
		p := tapeOf(notificationAnswer(says, "a"), notificationAnswer(says, "b", "c", "d"), notificationAnswer(says, "e"),
			notificationAnswer(says, "f"), notificationAnswer(says))
		names, err := allNotifications(t, p, pageOf(0, 3))
		require.NoError(t, err)
		assert.Equal(t, []string{"a", "b", "c", "d", "e", "f"}, names)
	}
}

func TestAnEmptyPageEndsAllNotifications(t *testing.T) {
	t.Parallel()
	for _, empty := range []string{notificationAnswer(map[string]int{"total": math.MaxInt}), notificationAnswer(nil), httpAnswer(200, "")} {
		p := tapeOf(empty)
		names, err := allNotifications(t, p, pageOf(0, 0))
		require.NoError(t, err)
		assert.Empty(t, names)
		assert.Len(t, p.requests(), 1)
	}
}

// New notifications push the old ones down. As many as a page holds make a page of
// nothing new, and as many as two pages hold bring a first item again.
func TestAllNotificationsWhileNewOnesCome(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		comes map[int]int
		twice int // given a second time: All remembers a page, and more came
	}{
		"a few":                    {map[int]int{1: 3, 2: 1}, 0},
		"a page":                   {map[int]int{1: 100}, 0},
		"a page, each time":        {map[int]int{1: 100, 2: 100, 3: 100}, 0},
		"99 times":                 {times(99, 100), 0},
		"one less than a page":     {map[int]int{2: 99}, 0},
		"more than a page":         {map[int]int{1: 150}, 50},
		"as many as were given":    {map[int]int{2: 200}, 200},
		"as many, and a page more": {map[int]int{3: 300, 4: 100}, 300},
	} {
		for _, total := range []bool{true, false} {
			t.Run(fmt.Sprint(name, total), func(t *testing.T) {
				t.Parallel()
				m := newMailbox(450, 100)
				was := slices.Clone(m.ids)
				m.comes = row.comes
				m.says = func(int) map[string]int {
					if total {
						return map[string]int{"limit": 100, "total": len(m.ids)}
					}
					return nil
				}
				names, err := allNotifications(t, m.tape(), pageOf(0, 0))
				require.NoError(t, err)
				given := map[string]int{}
				for _, name := range names {
					given[name]++
				}
				twice := 0
				for _, id := range was {
					assert.NotZero(t, given[id], "%s is missed", id)
					twice += given[id] - 1
				}
				assert.Equal(t, row.twice, twice)
			})
		}
	}
}

// times is so many new ones before each of n requests after the first.
func times(n, each int) map[int]int {
	comes := map[int]int{}
	for i := range n {
		comes[i+1] = each
	}
	return comes
}

// A server that gives one page over and over keeps nobody for ever.
func TestPagesThatBringNothingNew(t *testing.T) {
	t.Parallel()
	for same, fails := range map[int]bool{1: false, 99: false, 100: true, 101: true} {
		for _, says := range []map[string]int{nil, {"total": 1e6}, {"total": 4}, {"limit": 2, "total": math.MaxInt}} {
			t.Run(fmt.Sprint(same, says), func(t *testing.T) {
				t.Parallel()
				p := &tape{reply: func(n int, _ *http.Request) string {
					switch {
					case n <= same:
						return notificationAnswer(says, "n4", "n3")
					case n == same+1:
						return notificationAnswer(says, "n2", "n1")
					default:
						return notificationAnswer(says)
					}
				}}
				names, err := allNotifications(t, p, pageOf(0, 2))
				if fails {
					require.ErrorIs(t, err, partnerkit.ErrMalformedResponse)
					require.ErrorContains(t, err, "nothing new")
					assert.Equal(t, []string{"n4", "n3"}, names)
					assert.Len(t, p.requests(), 101)
					return
				}
				require.NoError(t, err)
				assert.Equal(t, []string{"n4", "n3", "n2", "n1"}, names)
			})
		}
	}
}

func TestCyclesOfNotificationsEnd(t *testing.T) {
	t.Parallel()
	for _, length := range []int{2, 3, 5, 8, 21} {
		for _, lead := range []int{0, 1, 7} {
			for _, repeat := range []int{1, 2} { // how often each page comes running
				for _, says := range []map[string]int{nil, {"total": 1e6}, {"total": 1}} {
					p := &tape{reply: func(n int, _ *http.Request) string {
						if n > 5000 { // a client that does not see the circle gets out of it
							return notificationAnswer(says)
						}
						page := n / repeat
						if page >= lead {
							page = lead + (page-lead)%length
						}
						return notificationAnswer(says, fmt.Sprint("a", page), fmt.Sprint("b", page))
					}}
					where := fmt.Sprintf("%d after %d, each %d times, %v", length, lead, repeat, says)
					_, err := allNotifications(t, p, pageOf(0, 2))
					require.ErrorIs(t, err, partnerkit.ErrMalformedResponse, where)
					require.ErrorContains(t, err, "circle", where)
					assert.LessOrEqual(t, len(p.requests()), repeat*(6*(lead+length)+6), where)
					assert.Greater(t, len(p.requests()), repeat*2*length, where)
				}
			}
		}
	}
}
