package series

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/internal/call"
	"github.com/partnerkit/partnerkit-go/internal/jsonread"
)

// cursorQuery asks for a page.
type cursorQuery struct {
	After string `url:"after,omitempty"`
}

// searchFor looks for a text in pages that are lists of texts, of which the last item is the next page's cursor.
func searchFor(wanted string) *Search[[]string, string] {
	return &Search[[]string, string]{
		Request: call.Request[[]string]{
			Endpoint: &find,
			Decode: func(d *jsonread.Decoder, list *[]string) error {
				return jsonread.ReadList(d, list, 1, (*jsonread.Decoder).String)
			},
		},
		Query: func(cursor string) any { return cursorQuery{cursor} },
		Items: func(page *[]string) (items []*string) {
			for i := range (*page)[:len(*page)-1] {
				items = append(items, &(*page)[i])
			}
			return items
		},
		Next:    func(page *[]string) string { return (*page)[len(*page)-1] },
		Matches: func(item *string) bool { return *item == wanted },
	}
}

func TestASearchGoesOnWhereTheOneBeforeEnded(t *testing.T) {
	t.Parallel()
	requests, transport := play(t, `200 ["a","b","2"]`, `200 ["c",""]`, `200 ["c","wanted","never asked for"]`)
	search := searchFor("wanted")
	item, failure := search.Find(t.Context(), requests)
	require.Nil(t, failure)
	assert.Nil(t, item)
	item, failure = search.Require(t.Context(), requests, errNobody, "none listed")
	require.Nil(t, failure)
	assert.Equal(t, "wanted", *item)
	assert.Equal(t, []string{"GET", "GET after=2", "GET after=2"}, transport.sent)
}

func TestASearchForWhatMustBeThere(t *testing.T) {
	t.Parallel()
	requests, _ := play(t, `200 ["a","2"]`, `200 ["b",""]`)
	_, failure := searchFor("wanted").Require(t.Context(), requests, errNobody, "none listed")
	require.NotNil(t, failure)
	assert.True(t, failure.IsCase(errNobody))
	assert.Equal(t, []any{200, "req_2", 2, []string{"none listed"}}, []any{failure.Status, failure.RequestID, failure.Attempts, failure.Reasons})
}

func TestASearchThatFails(t *testing.T) {
	t.Parallel()
	requests, _ := play(t, `200 ["a","2"]`, `500 DOWN`)
	_, failure := searchFor("wanted").Require(t.Context(), requests, errNobody, "none listed")
	require.NotNil(t, failure)
	assert.Equal(t, "DOWN", failure.Code)
	assert.False(t, failure.IsCase(errNobody))
}

func TestASearchInACircle(t *testing.T) {
	t.Parallel()
	requests, _ := play(t, `200 ["a","2"]`, `200 ["b","2"]`)
	_, failure := searchFor("wanted").Find(t.Context(), requests)
	require.NotNil(t, failure)
	assert.True(t, failure.IsKind(call.MalformedResponse))
	assert.Equal(t, []any{200, "req_2", 2}, []any{failure.Status, failure.RequestID, failure.Attempts})
}
