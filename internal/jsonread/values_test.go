package jsonread

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// readAs reads a text by one of a Decoder's methods.
func readAs[T any](text string, read func(*Decoder, *T) error) (value T, err error) {
	err = Decode([]byte(text), func(d *Decoder) error { return read(d, &value) })
	return value, err
}

// assertReads asserts what texts read as, and that null is zero whatever was there before.
func assertReads[T any](t *testing.T, read func(*Decoder, *T) error, before T, values map[string]T) {
	t.Helper()
	for text, want := range values {
		got, err := readAs(text, read)
		require.NoError(t, err, text)
		assert.Equal(t, want, got, text)
	}
	require.NoError(t, Decode([]byte(`null`), func(d *Decoder) error { return read(d, &before) }))
	assert.Zero(t, before)
}

// assertRefuses asserts that texts are JSON, and not of the kind, and that nothing is read.
func assertRefuses[T any](t *testing.T, read func(*Decoder, *T) error, problems map[string]string) {
	t.Helper()
	for text, problem := range problems {
		got, err := readAs(text, read)
		require.Equal(t, &ValueError{Problem: problem}, err, text)
		assert.Zero(t, got, text)
	}
}

func TestStrings(t *testing.T) {
	t.Parallel()
	assertReads(t, (*Decoder).String, "before", map[string]string{
		`"plain"`: "plain", `""`: "", `"\"\\\/\b\f\n\r\t"`: "\"\\/\b\f\n\r\t", `"\u00e9\u0000"`: "é\x00", `"é"`: "é", "\"\x7f\"": "\x7f",
		`"\ud83d\ude00"`: "😀", `"\uD83D\uDE00"`: "😀", `"\ud800"`: "\ufffd", `"\ud800x"`: "\ufffdx", `"\ud800\n"`: "\ufffd\n", `"\udc00\ud800"`: "\ufffd\ufffd",
		`"\ud800\ud83d\ude00"`: "\ufffd😀", `"\ud800\u0041"`: "\ufffdA",
	})
	assertRefuses(t, (*Decoder).String, map[string]string{
		`7`: "must be a string, not a number", `true`: "must be a string, not a boolean", `[]`: "must be a string, not a list", `{"a":1}`: "must be a string, not an object",
	})
}

// Text may be the first that is asked of a value, with space before it.
func TestStringsInObjects(t *testing.T) {
	t.Parallel()
	read := func(d *Decoder, s *string) error { return d.StringAt(s, "a", "b") }
	assertReads(t, read, "before", map[string]string{
		`{"a":{"b":"x"}}`: "x", `{"c":1,"a":{"c":1,"b":"x"}}`: "x", `""`: "", `{}`: "", `{"a":null}`: "", `{"a":{}}`: "", `{"a":{"b":null}}`: "",
		`{"a":{"b":"x"},"a":{}}`: "", `{"b":"x"}`: "",
	})
	_, err := readAs(`{"a":{"b":1}}`, read)
	require.Equal(t, &ValueError{Path: "a.b", Problem: "must be a string, not a number"}, err)
}

func TestTextBehindSpace(t *testing.T) {
	t.Parallel()
	for _, text := range []string{` "a"`, " \n\t\"\\u0061\"", " \"a\" ", ` { "a" : "a" , "b" : "\u0061" }`} {
		read := func(d *Decoder, got *string) error {
			read, err := d.Text()
			assert.Equal(t, "a", string(read))
			*got = string(read)
			return err
		}
		var got string
		err := Decode([]byte(text), func(d *Decoder) error {
			if text[1] == '{' {
				return d.Object(func([]byte) error { return read(d, &got) })
			}
			return read(d, &got)
		})
		require.NoError(t, err)
		assert.Equal(t, "a", got)
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`"a\u0062"`: "ab", ` 1.50 `: "1.50", `null`: "null", `{ "a": "\n" }`: `{ "a": "\n" }`, `[ ]`: "[ ]", `true`: "true",
	} {
		got, err := readAs(text, (*Decoder).Words)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
}

func TestBooleans(t *testing.T) {
	t.Parallel()
	assertReads(t, (*Decoder).Bool, true, map[string]bool{`true`: true, `false`: false})
	assertRefuses(t, (*Decoder).Bool, map[string]string{`1`: "must be a boolean, not a number", `"true"`: "must be a boolean, not a string"})
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	assertReads(t, (*Decoder).Int64, 7, map[string]int64{`0`: 0, `-0`: 0, `-12`: -12, `9223372036854775807`: math.MaxInt64, `-9223372036854775808`: math.MinInt64})
	assertReads(t, (*Decoder).Int, 7, map[string]int{`0`: 0, `80002`: 80002})
	assertReads(t, (*Decoder).Float64, 7, map[string]float64{`0`: 0, `1e3`: 1000, `-1.5`: -1.5, `1e-400`: 0, `99999999999999999999`: 1e20})
	for _, text := range []string{`1.0`, `1e3`, `9223372036854775808`, `-9223372036854775809`, `1e400`} {
		assertRefuses(t, (*Decoder).Int64, map[string]string{text: "must be a whole number of 64 bits"})
	}
	assertRefuses(t, (*Decoder).Int, map[string]string{`9223372036854775808`: "must be a whole number of 64 bits", `"7"`: "must be a number, not a string"})
	assertRefuses(t, (*Decoder).Float64, map[string]string{`1e400`: "must be a number of 64 bits", `"7"`: "must be a number, not a string"})
}

func TestTimes(t *testing.T) {
	t.Parallel()
	at := time.Date(2024, 5, 17, 9, 0, 0, 0, time.UTC)
	assertReads(t, (*Decoder).Time, at, map[string]time.Time{`"2024-05-17T09:00:00Z"`: at, `"2024-05-17T09:00:00.250Z"`: at.Add(250 * time.Millisecond)})
	zoned, err := readAs(`"2024-05-17T11:00:00\u002b02:00"`, (*Decoder).Time) // as .NET writes a plus
	require.NoError(t, err)
	assert.True(t, at.Equal(zoned))
	problem := "must be a time as in RFC 3339"
	assertRefuses(t, (*Decoder).Time, map[string]string{
		`""`: problem, `"2024-05-17"`: problem, `"2024-02-30T00:00:00Z"`: problem, `"2024-05-17 09:00:00Z"`: problem, `1715936400`: "must be a string, not a number",
	})
}

type point struct {
	X, Y int
	Name string
	Next *point
	Tail []point
}

func readPoint(d *Decoder, p *point) error {
	*p = point{}
	return d.Object(func(name []byte) error {
		switch string(name) {
		case "x":
			return d.Int(&p.X)
		case "y":
			return d.Int(&p.Y)
		case "name":
			return d.String(&p.Name)
		case "next":
			return ReadPointer(d, &p.Next, readPoint)
		case "tail":
			return ReadList(d, &p.Tail, 2, readPoint)
		default:
			return d.Skip()
		}
	})
}

func TestObjectsAndLists(t *testing.T) {
	t.Parallel()
	assertReads(t, readPoint, point{X: 1}, map[string]point{
		`{}`: {}, `{"X":1,"x ":2,"":3}`: {}, `{"x":1,"unknown":{"x":[2]},"y":3}`: {X: 1, Y: 3}, `{"\u0078":1}`: {X: 1}, `{"x":null}`: {},
		` { "x" : 1 , "next" : { "name" : "n" } , "tail" : [ { "y" : 2 } , null ] } `: {X: 1, Next: &point{Name: "n"}, Tail: []point{{Y: 2}, {}}},
		`{"next":null,"tail":null}`: {}, `{"tail":[]}`: {Tail: []point{}}, `{"tail":[{},{},{}]}`: {Tail: make([]point, 3)},
	})
	assertRefuses(t, readPoint, map[string]string{`[]`: "must be an object, not a list", `"x"`: "must be an object, not a string"})
}

// The last value of a name counts whole, also where an earlier one does not fit.
func TestTheLastValueOfANameCounts(t *testing.T) {
	t.Parallel()
	assertReads(t, readPoint, point{X: 1}, map[string]point{
		`{"x":1,"x":2}`: {X: 2}, `{"name":"a","name":null}`: {}, `{"next":{"x":1,"name":"a"},"next":{"y":2}}`: {Next: &point{Y: 2}}, `{"next":{},"next":null}`: {},
		`{"tail":[{"x":1},{"x":2}],"tail":[{"y":3}]}`: {Tail: []point{{Y: 3}}}, `{"tail":[{"x":1,"x":2}]}`: {Tail: []point{{X: 2}}}, `{"tail":[{}],"tail":null}`: {},
		`{"x":"wrong","x":2}`: {X: 2}, `{"x":"wrong","y":[],"x":2,"y":3}`: {X: 2, Y: 3}, `{"next":{"x":"wrong"},"next":{"y":2}}`: {Next: &point{Y: 2}}, `{"tail":{},"x":"wrong","tail":[],"x":1}`: {X: 1, Tail: []point{}},
	})
	for text, place := range map[string]string{
		`{"x":1,"x":"wrong"}`: "x", `{"x":"wrong","y":"wrong","x":1}`: "y", `{"x":"wrong","x":true,"y":1}`: "x", `{"next":{},"next":{"y":1,"y":"wrong"}}`: "next.y",
	} {
		_, err := readAs(text, readPoint)
		var value *ValueError
		require.ErrorAs(t, err, &value, text)
		assert.Equal(t, place, value.Path, text)
	}
}

func TestPlaces(t *testing.T) {
	t.Parallel()
	for text, said := range map[string]string{
		`7`: "the value must be an object, not a number", `{"x":"1"}`: "x must be a number, not a string", `{"next":{"next":{"name":7}}}`: "next.next.name must be a string, not a number",
		`{"tail":[{},{"x":1.5},{"x":true}]}`: "tail[1].x must be a whole number of 64 bits", `{"tail":[[]]}`: "tail[0] must be an object, not a list", `{"tail":{}}`: "tail must be a list, not an object",
		`{"tail":[{"tail":[{},{"next":[]}]}]}`: "tail[0].tail[1].next must be an object, not a list",
	} {
		_, err := readAs(text, readPoint)
		assert.EqualError(t, err, said)
	}
	_, err := readAs(`[[1],["wrong"]]`, func(d *Decoder, lists *[][]int) error {
		return ReadList(d, lists, 0, func(d *Decoder, list *[]int) error { return ReadList(d, list, 0, (*Decoder).Int) })
	})
	assert.EqualError(t, err, "[1][0] must be a number, not a string")
}

// What does not fit hides nothing else, and not that the text is no JSON.
func TestReadingGoesOnBehindWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	got, err := readAs(`{"x":"wrong","y":2,"tail":[7,{"x":1,"name":[]},{"y":3}],"next":true,"name":"n"}`, readPoint)
	var wrong *ValueError
	require.ErrorAs(t, err, &wrong)
	got.Next = nil
	assert.Equal(t, point{Y: 2, Name: "n", Tail: []point{{}, {X: 1}, {Y: 3}}}, got)
	for _, text := range []string{`{"x":"wrong","y":}`, `{"x":"wrong"`, `{"x":"wrong"}}`, `{"x":[1,}`, `{"tail":[7,]}`, `{"tail":[7}`, `{"x":"wrong\x"}`, `{"x":tru}`} {
		_, err := readAs(text, readPoint)
		assert.EqualError(t, err, json.Unmarshal([]byte(text), new(any)).Error())
	}
}

// A long list of wrong items takes no longer than one of right ones.
func TestALongListOfWrongItems(t *testing.T) {
	t.Parallel()
	const many = 200_000
	list := "[" + strings.Repeat(`"x",`, many) + `"x"]`
	got, err := readAs(list, func(d *Decoder, list *[]int) error { return ReadList(d, list, many, (*Decoder).Int) })
	assert.EqualError(t, err, "[0] must be a number, not a string")
	assert.Len(t, got, many+1)
}

// What encoding/json does not take is a value that does not fit: reading goes on behind it.
func TestInto(t *testing.T) {
	t.Parallel()
	var list []int
	var after string
	read := func(text string) error {
		return Decode([]byte(text), func(d *Decoder) error {
			return d.Object(func(name []byte) error {
				if string(name) == "list" {
					return d.Into(&list)
				}
				return d.String(&after)
			})
		})
	}
	require.NoError(t, read(`{"list":[1, 2],"after":"x"}`))
	assert.Equal(t, []int{1, 2}, list)
	err := read(`{"list":["a"],"after":"y"}`)
	require.ErrorContains(t, err, "list cannot be decoded: json: cannot unmarshal string into ")
	assert.Equal(t, "y", after)
	_, isValue := errors.AsType[*ValueError](err)
	assert.True(t, isValue)
	require.NoError(t, read(`{"list":["a"],"list":[3]}`), "the last of several counts")
	assert.Equal(t, []int{3}, list)
	for _, text := range []string{`{"list":[1}`, `{"list":`, `{"list":x}`} {
		_, isValue := errors.AsType[*ValueError](read(text))
		assert.False(t, isValue, text)
	}
}
