package paging

import (
	"errors"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
)

// page is a page of a list that leads to another one.
type page struct {
	items []string
	next  string
}

// collect goes through the pages that fetch gives, up to an error.
func collect(moving bool, fetch func(cursor string) (page, error)) (items []string, err error) {
	l := List[page, string]{
		Start: "0", Fetch: fetch,
		Items: func(p page) (items []*string) {
			for i := range p.items {
				items = append(items, &p.items[i])
			}
			return items
		},
		Next:    func(p page, _ int) string { return p.next },
		AsError: func(err error) error { return errors.Join(errors.New("bad pages"), err) },
	}
	if moving {
		l.ID = func(item *string) string { return *item }
	}
	for item, err := range l.All() {
		if err != nil {
			return items, err
		}
		items = append(items, *item)
	}
	return items, nil
}

func TestAllPages(t *testing.T) {
	t.Parallel()
	items, err := collect(false, func(cursor string) (page, error) {
		number, err := strconv.Atoi(cursor)
		if number == 300 {
			return page{}, err
		}
		return page{[]string{cursor}, strconv.Itoa(number + 1)}, err
	})
	assert.NoError(t, err)
	assert.Len(t, items, 300)
}

func TestAnErrorEndsAList(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	items, err := collect(false, func(cursor string) (page, error) {
		if cursor == "1" {
			return page{}, broken
		}
		return page{[]string{"a"}, "1"}, nil
	})
	assert.Equal(t, broken, err)
	assert.Equal(t, []string{"a"}, items)
}

func TestCircles(t *testing.T) {
	t.Parallel()
	for length := 1; length <= 40; length++ {
		for _, moving := range []bool{false, true} {
			fetched := 0
			_, err := collect(moving, func(string) (page, error) {
				fetched++
				name := strconv.Itoa(fetched % length)
				return page{[]string{name}, name}, nil
			})
			assert.ErrorContains(t, err, "bad pages")
			if moving && length == 1 {
				assert.ErrorIs(t, err, errNothingNew)
			} else {
				assert.ErrorIs(t, err, errCycle, length)
				assert.LessOrEqual(t, fetched, 7*length+2, length)
			}
		}
	}
}

func TestPagesOfNothing(t *testing.T) {
	t.Parallel()
	for _, idle := range []int{99, 100} {
		fetched := 0
		items, err := collect(false, func(string) (page, error) {
			if fetched++; fetched <= idle {
				return page{next: strconv.Itoa(fetched)}, nil
			}
			return page{items: []string{"a"}}, nil
		})
		if idle < maxIdlePages {
			assert.NoError(t, err)
			assert.Equal(t, []string{"a"}, items)
		} else {
			assert.ErrorIs(t, err, errNothingNew)
			assert.Equal(t, maxIdlePages, fetched)
		}
	}
}

func TestItemsThatMovedDownComeOnce(t *testing.T) {
	t.Parallel()
	pages := map[string]page{"0": {[]string{"c", "b"}, "1"}, "1": {[]string{"b", "a"}, "2"}, "2": {}}
	items, err := collect(true, func(cursor string) (page, error) { return pages[cursor], nil })
	assert.NoError(t, err)
	assert.Equal(t, []string{"c", "b", "a"}, items)
}

func TestWhoHasSeenEnough(t *testing.T) {
	t.Parallel()
	fetched, a := 0, "a"
	l := List[int, string]{
		Fetch: func(string) (int, error) { fetched++; return 0, nil },
		Items: func(int) []*string { return []*string{&a, &a} },
		Next:  func(int, int) string { return "1" },
	}
	for range 2 {
		for _, err := range l.All() {
			assert.NoError(t, err)
			break
		}
	}
	assert.Equal(t, 2, fetched, "each range begins anew, and fetches what it needs")
}
