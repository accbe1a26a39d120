package strictjson

// JSON as bytes: values are cut off where they end, and written as they were.

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestNextCutsOffOneValue(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][2]string{
		`{"a":[1,"}"]},2`:  {`{"a":[1,"}"]}`, `,2`},
		` , "a\\\"]" : 1`:  {`"a\\\"]"`, ` : 1`},
		`:[{"b":"[\""}] }`: {`[{"b":"[\""}]`, ` }`},
		`-1.5e3]`:          {`-1.5e3`, `]`},
		`true`:             {`true`, ``},
		` ]`:               {``, `]`},
	} {
		value, rest := Next([]byte(text))
		assert.Equal(t, want, [2]string{string(value), string(rest)}, text)
	}
}

func TestKinds(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Kind{`{}`: Object, `[]`: List, `""`: String, `true`: Boolean, `false`: Boolean, `null`: Null, `-1`: Number} {
		assert.Equal(t, want, KindOf([]byte(text)))
	}
}

func TestTextsAreWrittenAsTheyAre(t *testing.T) {
	t.Parallel()
	assert.Equal(t, `"<a & b>"`, string(Encode("<a & b>")))
	assert.Equal(t, "é\"", Unquote([]byte(`"\u00e9\""`)))
	assert.Equal(t, "plain", Unquote([]byte(`"plain"`)))
}
