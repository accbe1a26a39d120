package jsonwrite_test

// The bytes of encoding/json, for each kind of member and each kind of text.

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/internal/jsonwrite"
)

type message struct {
	To    string   `json:"to"`
	Topic string   `json:"topic,omitempty"`
	Tags  []string `json:"tags"`
}

func (m message) write(o *jsonwrite.Object) {
	o.String("to", m.To)
	o.OptionalString("topic", m.Topic)
	o.Value("tags", m.Tags)
}

func assertAlike(t *testing.T, m message) {
	t.Helper()
	want, err := json.Marshal(m)
	require.NoError(t, err)
	got, err := jsonwrite.Write(m.write).Bytes()
	require.NoError(t, err)
	assert.Equal(t, string(want), string(got))
}

func TestBytesAreThoseOfEncodingJSON(t *testing.T) {
	t.Parallel()
	for c := range rune(0x100) {
		assertAlike(t, message{To: "a" + string(c) + "b"})
	}
	for _, text := range []string{
		"", "plain", `a "quote" \ `, "<b>&amp;</b>", "\u2028\u2029", "Zoë", "日本語", "😀", "\x7f", "line\nbreak", "\x80 is no UTF-8",
	} {
		assertAlike(t, message{text, text, []string{text, text}})
		assertAlike(t, message{Topic: text, Tags: []string{}})
	}
}

func TestAnObjectWithoutMembers(t *testing.T) {
	t.Parallel()
	got, err := jsonwrite.Write(func(o *jsonwrite.Object) { o.OptionalString("none", "") }).Bytes()
	require.NoError(t, err)
	assert.Equal(t, "{}", string(got))
}

func TestAValueThatIsNoJSON(t *testing.T) {
	t.Parallel()
	_, err := jsonwrite.Write(func(o *jsonwrite.Object) {
		o.Value("wrong", make(chan int))
		o.String("right", "a")
	}).Bytes()
	assert.ErrorContains(t, err, "unsupported type: chan int")
}

// FuzzString writes any text as encoding/json writes it.
func FuzzString(f *testing.F) {
	for _, text := range []string{"", "plain", `"\`, "<&>", "\u2028", "\xff", "é", "\x00"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { assertAlike(t, message{To: text, Topic: text}) })
}
