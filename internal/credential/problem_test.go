package credential

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestProblem(t *testing.T) {
	t.Parallel()
	for key, problem := range map[string]string{
		"":                            "is empty",
		"pk_fake \u00e9":              "holds a space",
		"pk_fake\n":                   "holds a space or a line break",
		"pk_fake_\u00e9":              "holds a character",
		"pk_fake_\x00":                "holds a character",
		strings.Repeat("k", 16<<10+1): "is longer than 16384 bytes",
	} {
		assert.Contains(t, Problem(key), problem, "%.20q", key)
		if key != "" {
			assert.NotContains(t, Problem(key), key)
		}
	}
	assert.Empty(t, Problem("pk_fake_!~"))
	assert.Empty(t, Problem(strings.Repeat("k", 16<<10)))
}
