package redact

// What other encoders make of a text.

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestASCIIJSONEscapesAllThatIsNotASCII(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"\x7f": "\x7f", "\u0080": `\u0080`, "é": `\u00e9`, "😀": `\ud83d\ude00`} {
		assert.Equal(t, want, asciiJSON(text))
	}
}
