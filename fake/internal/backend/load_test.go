package backend

// Lists of names in a state, short ones and long ones.

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestARepeatedNameIsFoundInAnyList(t *testing.T) {
	t.Parallel()
	var names []string
	for n := range 3 * fewNames {
		assert.Equal(t, -1, firstRepeated(names))
		for _, again := range []int{0, n / 2, n - 1} {
			if again >= 0 && n > 0 {
				twice := append(append([]string{}, names...), names[again], "another", names[again])
				assert.Equal(t, n, firstRepeated(twice), "%q", twice)
			}
		}
		names = append(names, "name_"+strconv.Itoa(n))
	}
}
