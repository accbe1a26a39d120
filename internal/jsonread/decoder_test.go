package jsonread

// What is JSON and what is none, for a whole text: as encoding/json has it.

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func skip(d *Decoder) error { return d.Skip() }

// isRead reads a text, and asserts that encoding/json finds JSON in it where we do.
func isRead(t *testing.T, text string) bool {
	t.Helper()
	err := Decode([]byte(text), skip)
	assert.Equal(t, json.Valid([]byte(text)), err == nil, "%.80q: %v", text, err)
	return err == nil
}

func TestWholeTexts(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`{}`, `[]`, `""`, `0`, `-0`, `-1.5e+7`, `true`, `false`, `null`, " \t\r\n{} \t\r\n", `{"a":[{"b":null},1,"c"]}`, `[1 , 2]`, `{"a" : 1 , "b" : 2}`,
		"\"\x7f\"", `"\ud800"`, `"\/\b\f\n\r\t\\\""`, `{"":0}`,
	} {
		assert.True(t, isRead(t, text), text)
	}
	for _, text := range []string{
		``, ` `, `{`, `[`, `"`, `-`, `{}{}`, `{} x`, `{}[1,`, `{}"`, `{}tr`, `{}-`, `1 2`, `nullx`, `truefalse`, `{"a":1,}`, `[1,]`, `[,1]`, `{,"a":1}`, `[1 2]`, `{"a" 1}`, `{"a":}`,
		`{"a"}`, `{a:1}`, `{'a':1}`, `007`, `01`, `-01`, `+1`, `.5`, `1.`, `1.e1`, `1e`, `1e+`, `0x1`, `1_000`, `NaN`, `Infinity`, `- 1`, `True`, `nul`, "\ufeff{}", "\x00", "{}\x00",
		"\u00a0{}", "\v{}", `"\x"`, `"\u12"`, `"\u12g4"`, "\"\n\"", "\"\x00\"", "\"\x1f\"", `[`, `[1`, `[1,`, `{"a"`, `{"a":`, `{"a":1`, `{"a":1,`, `]`, `}`, `:`, `,`, `//`, `{/**/}`, `<html>`,
	} {
		assert.False(t, isRead(t, text), text)
	}
}

func TestDepth(t *testing.T) {
	t.Parallel()
	for _, nest := range []func(int) string{
		func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) },
		func(n int) string { return strings.Repeat(`{"a":`, n) + "1" + strings.Repeat("}", n) },
		func(n int) string { return strings.Repeat(`{"a":[`, n/2) + strings.Repeat("]}", n/2) },
	} {
		assert.True(t, isRead(t, nest(10_000)))
		assert.False(t, isRead(t, nest(10_002)))
		_, err := readAny([]byte(nest(10_002)))
		require.Error(t, err, "also where each value is read")
		assert.False(t, isRead(t, nest(10_000)[:10_000]))
	}
}

func TestEncodingJSONLendsItsWords(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`{"a":}`, `<html>`, ``, `{}{}`, `"\x"`} {
		assert.EqualError(t, Decode([]byte(text), skip), json.Unmarshal([]byte(text), new(any)).Error(), text)
	}
}

// What reading ends with of itself stays, where the text is JSON.
func TestTheReadersOwnError(t *testing.T) {
	t.Parallel()
	own := errors.New("no more of this")
	assert.ErrorIs(t, Decode([]byte(`{"a":1}`), func(d *Decoder) error {
		return d.Object(func([]byte) error { return own })
	}), own)
	assert.ErrorIs(t, Decode([]byte(`[1]`), func(d *Decoder) error {
		return ReadList(d, new([]int), 1, func(*Decoder, *int) error { return own })
	}), own)
	assert.ErrorIs(t, Decode([]byte(`1 `), func(*Decoder) error { return nil }), errTrailing, "a value that nobody read")
}

// A text is in a buffer that serves the next answer, too.
func TestWhatIsReadIsACopy(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`["a","b"]`, `["a","\u0062"]`, `[{"a":1}, [2]]`} {
		buffer := []byte(text)
		var kept []string
		require.NoError(t, Decode(buffer, func(d *Decoder) error { return ReadList(d, &kept, 0, (*Decoder).Words) }))
		before := strings.Join(kept, " ")
		clear(buffer)
		assert.Equal(t, before, strings.Join(kept, " "))
		assert.NotContains(t, before, "\x00")
	}
}

// Short texts share memory; none is in another's place, however long they are.
func TestTextsKeepTheirPlaces(t *testing.T) {
	t.Parallel()
	for _, count := range []int{1, 2, 3, 50} {
		for _, length := range []int{0, 1, 7, 300, maxChunkSize - 1, maxChunkSize, maxChunkSize + 1, 3 * maxChunkSize} {
			want := make([]string, 0, 2*count)
			for i := range count {
				want = append(want, strings.Repeat(string(rune('a'+i%26)), length), strconv.Itoa(i))
			}
			text, err := json.Marshal(want)
			require.NoError(t, err)
			var kept []string
			require.NoError(t, Decode(text, func(d *Decoder) error { return ReadList(d, &kept, 0, (*Decoder).String) }))
			assert.Equal(t, want, kept, "%d of %d bytes", count, length)
		}
	}
}

// Whoever keeps a text holds texts of the same answer, and of no other.
func TestTextsOfOneAnswerAreAmongThemselves(t *testing.T) {
	t.Parallel()
	for range 100 {
		require.NoError(t, Decode([]byte(`["a","b"]`), func(d *Decoder) error {
			assert.Zero(t, d.kept.Cap())
			return ReadList(d, new([]string), 0, (*Decoder).String)
		}))
	}
}

// A Decoder serves many texts, one after another and at once, and finds in each what is there.
func TestDecodersLeaveNothingBehind(t *testing.T) {
	t.Parallel()
	texts := []string{
		`{"a":"long \n enough to be seen"}`, `{`, `{}`, `["\u0041"]`, `["A"]`, `["a","b"`, `null`, `[1,2,3]`, ``, `{"a":{"b":{"c":[`, `{"a":1}x`, `"\"`, `"x"`, `[[[[[[[[[[`, `{"a":1,"a":2}`,
	}
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for range 50 {
				for _, text := range texts {
					assertReadAlike(t, []byte(text))
				}
			}
		})
	}
	group.Wait()
}

// readAny reads whatever a text holds, as encoding/json reads it into an any.
func readAny(text []byte) (value any, err error) {
	err = Decode(text, func(d *Decoder) error { return readInto(d, &value) })
	return value, err
}

func readInto(d *Decoder, value *any) (err error) {
	switch d.Kind() {
	case KindObject:
		members := map[string]any{}
		*value = members
		return d.Object(func(name []byte) error {
			var member any
			key := string(name)
			err := readInto(d, &member)
			members[key] = member
			return err
		})
	case KindList:
		var items []any
		err = ReadList(d, &items, 0, readInto)
		*value = items
	case KindString:
		var text string
		err = d.String(&text)
		*value = text
	case KindNumber:
		var number float64
		err = d.Float64(&number)
		*value = number
	case KindBool:
		var yes bool
		err = d.Bool(&yes)
		*value = yes
	default:
		*value = nil
		return d.Skip()
	}
	return err
}

func assertReadAlike(t *testing.T, text []byte) {
	var want any
	wantErr := json.Unmarshal(text, &want)
	got, err := readAny(text)
	_, outOfRange := errors.AsType[*ValueError](err)
	require.Equal(t, wantErr == nil, err == nil, "%.200q: %v", text, err)
	require.Equal(t, json.Valid(text), err == nil || outOfRange, "%.200q", text)
	if err == nil {
		require.Equal(t, want, got, "%.200q", text)
	}
}

// FuzzDecode reads any text into the value that encoding/json reads it into, or refuses it as encoding/json does.
func FuzzDecode(f *testing.F) {
	for _, text := range []string{
		`{"a":[1,-0.5e3,"x\u00e9\ud83d\ude00",null,true]}`, `{"a":1,"a":{"b":2}}`, `[1,]`, `{}[1,`, `"\ud800\ud800\udc00"`, `1e400`, `007`, ` "" `, `{"\u0061":1,"a":2}`, `[[],{},[{}]]`, "\ufeff1",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if utf8.Valid(text) { // what is not is refused, or mended, before it is read
			assertReadAlike(t, text)
		}
	})
}
