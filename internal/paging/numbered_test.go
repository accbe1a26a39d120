package paging

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestNumberedPages(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		page Numbered
		next string
	}{
		{Numbered{1, 0, 20, 0}, ""},
		{Numbered{1, 20, 20, 20}, ""},
		{Numbered{1, 20, 20, 21}, "2"},
		{Numbered{2, 1, 20, 21}, ""},
		{Numbered{2, 1, 20, 22}, "3"},
		{Numbered{3, 1, 20, 21}, "4"},  // more stand before than are said to
		{Numbered{2, 30, 20, 50}, "3"}, // more came than a page holds
		{Numbered{2, 20, 20, 0}, "3"},  // no total
		{Numbered{math.MaxInt, 1, 20, 0}, ""},
	} {
		assert.Equal(t, row.next, row.page.Next(), "%+v", row.page)
	}
}

func TestWhereAListingOfNumberedPagesGoesOn(t *testing.T) {
	t.Parallel()
	page := Numbered{Number: 2, Items: 5, Total: 25}
	assert.Empty(t, page.NextSince(1, 25))
	assert.Equal(t, "3", page.NextSince(1, 24))
	assert.Equal(t, "3", page.NextSince(1, 26), "a total that cannot be is ignored")
	assert.Equal(t, "3", page.NextSince(2, 25), "what stands before page 2 is not known")
	assert.Empty(t, Numbered{Number: 2, Total: 25}.NextSince(1, 5))
	assert.Empty(t, Numbered{Number: math.MaxInt, Items: 1}.NextSince(1, 5))
}
