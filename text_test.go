package partnerkit

// What counts as a text of a body, and that the walk through a caller's own types
// ends.

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// family leads back to where it came from by a field that is not sent.
type family struct {
	Name     string
	Parent   *family `json:"-"`
	Children []*family
}

type unexported struct{ Name string }

type withEmbedded struct{ unexported }

type partlySent struct {
	Raw  string `json:"-"`
	note string
	Name string
}

type spoken string

func (s spoken) MarshalText() ([]byte, error) { return []byte("said: " + string(s)), nil }

type hidden struct{ bytes string }

func (hidden) MarshalJSON() ([]byte, error) { return []byte(`"hidden"`), nil }

type onPointer struct{ bytes string }

func (*onPointer) MarshalJSON() ([]byte, error) { return []byte(`"hidden"`), nil }

func TestTextOfABody(t *testing.T) {
	t.Parallel()
	const bad = "a\xff"
	whole := &family{Name: "r"}
	whole.Children = []*family{{Name: "c", Parent: whole}, {Name: "d", Parent: whole}}
	broken := &family{Name: "r"}
	broken.Children = []*family{{Name: "c", Parent: broken}, {Name: bad, Parent: broken}}
	shared := []string{"a"}
	for name, row := range map[string]struct {
		value any
		text  bool
	}{
		"nothing":                       {nil, true},
		"text":                          {"é\ufffd", true},
		"bytes":                         {[]byte{0xff}, true},
		"a tree with parents":           {whole, true},
		"a tree with parents, broken":   {broken, false},
		"a field that is not sent":      {partlySent{Raw: bad, note: bad, Name: "n"}, true},
		"a field that is":               {partlySent{Name: bad}, false},
		"an embedded struct's field":    {withEmbedded{unexported{bad}}, false},
		"what writes itself":            {hidden{bad}, true},
		"a pointer that writes itself":  {&onPointer{bad}, true},
		"a list of what writes itself":  {[]onPointer{{bad}}, true},
		"what writes its text":          {spoken("a"), true},
		"what writes a broken text":     {spoken(bad), false},
		"a nil that would write itself": {(*onPointer)(nil), true},
		"a list that is there twice":    {[][]string{shared, shared, {bad}}, false},
		"a part of a list":              {[][]string{{"a"}, {"a"}, {"a", bad}}, false},
		"a list and its beginning":      {func() any { l := []string{"a", bad}; return [][]string{l[:1], l} }(), false},
		"a key":                         {map[string]any{bad: 1}, false},
		"a value":                       {map[string]any{"k": []any{map[string]any{"k": bad}}}, false},
		"an Opt":                        {Set(bad), false},
		"a null Opt":                    {Null[string](), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, row.text, new(textWalk).isText(reflect.ValueOf(row.value)))
		})
	}
}

func TestReplacementIsFoundHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	for body, holds := range map[string]bool{`"a"`: false, `"\u00e9"`: false, "\"\ufffd\"": true, `"\ufffd"`: true, `"\\ufffd"`: true} {
		assert.Equal(t, holds, holdsReplacement([]byte(body)), body)
	}
}

func TestAttributeWithParents(t *testing.T) {
	t.Parallel()
	value := &family{Name: "r"}
	value.Children = []*family{{Name: "\ufffd", Parent: value}}
	in := input{body: PortalUserCreateParams{Attributes: []PortalUserAttribute{{ID: "a", Value: value}}}}
	body, err := in.encode()
	require.NoError(t, err)
	assert.Contains(t, string(body), "{\"Name\":\"r\",\"Children\":[{\"Name\":\"\ufffd\",\"Children\":null}]}")
}
