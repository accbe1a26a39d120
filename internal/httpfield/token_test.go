package httpfield

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTokens(t *testing.T) {
	t.Parallel()
	const of = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" // as RFC 9110 lists them
	for c := range 256 {
		text := string([]byte{'a', byte(c)})
		assert.Equal(t, strings.ContainsRune(of, rune(c)), IsToken(text), "%q", text)
	}
	assert.False(t, IsToken(""))
	assert.False(t, IsToken("é"))
}
