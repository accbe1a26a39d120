package backend

// The times of a state: those of the default one are whole hours, and the years that
// RFC 3339 can write are all taken.

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestTimesOfTheDefaultState(t *testing.T) {
	t.Parallel()
	ana := defaultUsers()[0]
	assert.Equal(t, "2023-01-15T12:00:00Z", ana.CreatedAt.Format(time.RFC3339Nano))
	assert.Equal(t, "2023-01-16T12:00:00Z", ana.UpdatedAt.Format(time.RFC3339Nano))
}

func TestYearsOfAState(t *testing.T) {
	t.Parallel()
	for year, taken := range map[int]bool{-1: false, 0: true, 9999: true, 10_000: false} {
		at := time.Date(year, 5, 17, 0, 0, 0, 0, time.UTC)
		assert.Equal(t, taken, loadTime("users[0].createdAt", &at, time.Time{}) == nil, year)
	}
}
