package strictjson

// The strict decoder: everything that encoding/json lets through and a careful server does not.

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type sample struct {
	Name  Member[string]   `json:"name"`
	Count Member[int]      `json:"count"`
	Tags  Member[[]string] `json:"tags"`
	note  string           //nolint:unused // no member of the document, and must not become one
}

func TestDecodeIsStrict(t *testing.T) {
	t.Parallel()
	tests := map[string][]string{
		`{}`: nil,
		" {\n\"name\" : \"a\\\"}\\u00e9\" , \"count\":\t-3,\"tags\":[ \"x\" , \"]\" ] } ": nil,
		`{"name":null,"count":null,"tags":null}`:                                          nil,
		`{"name":true}`:                                                                   {"name: must be a string, not a boolean"},
		`{"name":[{"a":"]"}],"count":"1"}`:                                                {"name: must be a string, not a list", "count: must be a number, not a string"},
		`{"count":1.5}`:                                                                   {"count: must be a whole number of at most 64 bits"},
		`{"count":1e3}`:                                                                   {"count: must be a whole number of at most 64 bits"},
		`{"count":9223372036854775808}`:                                                   {"count: must be a whole number of at most 64 bits"},
		`{"tags":["a",1,null]}`:                                                           {"tags[1]: must be a string, not a number", "tags[2]: must be a string, not null"},
		`{"name":"a","name":"b"}`:                                                         {`member "name" occurs twice`},
		`{"name":"a","\u006eame":"b"}`:                                                    {`member "name" occurs twice`},
		`{"NAME":"a"}`:                                                                    {`unknown member "NAME", exactly "name" is known`},
		`{"note":"a","":"b"}`:                                                             {`unknown member "note"`, `unknown member ""`},
		`{"ключ":1}`:                                                                      {`unknown member "\u043a\u043b\u044e\u0447"`},
		`{"name":"a",}`:                                                                   {"is not JSON: invalid character '}' looking for beginning of object key string"},
		`{"name":"a"} x`:                                                                  {"is not JSON: invalid character 'x' after top-level value"},
		``:                                                                                {"is not JSON: unexpected end of JSON input"},
		`null`:                                                                            {"must be an object, not null"},
		`"text"`:                                                                          {"must be an object, not a string"},
		`{"name":"\u00e9\\\ud83d\ude00"}`:                                                 nil,
		`{"name":"\ud83d\u00e9"}`:                                                         {"is not valid Unicode: half of a surrogate pair stands alone"},
		`{"name":"\ude00\ud83d"}`:                                                         {"is not valid Unicode: half of a surrogate pair stands alone"},
		`{"name":"\ud83d"}`:                                                               {"is not valid Unicode: half of a surrogate pair stands alone"},
		"{\"name\":\"\xff\"}":                                                             {"is not valid UTF-8"},
	}
	for text, want := range tests {
		var got []string
		for _, e := range new(Decoder).Decode([]byte(text), &sample{}) {
			got = append(got, e.String())
		}
		assert.Equal(t, want, got, text)
	}
}

func TestDecodeFillsWhatItWasGiven(t *testing.T) {
	t.Parallel()
	var s sample
	lenient := Decoder{AllowUnknown: true}
	assert.Empty(t, lenient.Decode([]byte(`{"extra":{"a":[1,"}"]},"name":"a\"}\u00e9","count":-3,"tags":[]}`), &s))
	assert.Equal(t, sample{
		Name:  Member[string]{Set: true, Value: "a\"}é"},
		Count: Member[int]{Set: true, Value: -3},
		Tags:  Member[[]string]{Set: true, Value: []string{}},
	}, s)
}

func TestMembersOfAnUpdate(t *testing.T) {
	t.Parallel()
	current := "now"
	absent, null, set := Member[string]{}, Member[string]{Set: true, Null: true}, Member[string]{Set: true, Value: "new"}
	assert.Nil(t, absent.Pointer())
	assert.Nil(t, null.Pointer())
	assert.Equal(t, "new", *set.Pointer())
	assert.Same(t, &current, absent.Or(&current))
	assert.Nil(t, null.Or(&current))
	assert.Equal(t, "new", *set.Or(&current))
}

// state is a document whose values may be credentials.
type state struct {
	Key   string    `json:"key"`
	Name  string    `json:"name"`
	Since time.Time `json:"since"`
	List  []state   `json:"list"`
}

func TestNothingIsShownUnlessRevealed(t *testing.T) {
	t.Parallel()
	const text = `{"key":5,"name":6,"since":"noon","list":["x"]}`
	errors := func(d Decoder) (all []string) {
		for _, e := range d.Decode([]byte(text), new(state)) {
			all = append(all, e.String())
		}
		return all
	}
	assert.Equal(t, []string{
		"key: must be a string, not a number", "name: must be a string, not a number",
		"since: must be an RFC 3339 time, not another text", "list[0]: must be an object, not a string",
	}, errors(Decoder{}))
	assert.Equal(t, []string{
		"key: must be a string, not a number", "name: must be a string, not 6",
		`since: must be an RFC 3339 time, not "noon"`, "list[0]: must be an object, not a string",
	}, errors(Decoder{Reveal: func(path []string, scalar bool) bool { return path[0] != "key" && scalar }}))
}

// Where values may be shown, a long one is not, and none is cut.
func TestLongValuesAreNotShown(t *testing.T) {
	t.Parallel()
	reveal := Decoder{Reveal: func([]string, bool) bool { return true }}
	fits, long := strings.Repeat("a", longestShown-len(`""`)), strings.Repeat("a", longestShown-len(`"`))
	for format, want := range map[string][2]string{
		`{"list":[%q]}`: {`list[0]: must be an object, not "` + fits + `"`, "list[0]: must be an object, not a string"},
		`{"since":%q}`:  {`since: must be an RFC 3339 time, not "` + fits + `"`, "since: must be an RFC 3339 time, not another text"},
	} {
		for i, value := range []string{fits, long} {
			errs := reveal.Decode(fmt.Appendf(nil, format, value), new(state))
			require.Len(t, errs, 1)
			assert.Equal(t, want[i], errs[0].String())
		}
	}
	errs := reveal.Decode(fmt.Appendf(nil, `{"at":%q}`, long), new(written))
	require.Len(t, errs, 1)
	assert.Equal(t, "at: cannot be read", errs[0].String())
}

// An error tells what it kept from being read, and there stands nothing.
func TestErrorsTellWhatTheyKeptFromBeingRead(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"name":5}`: "name",
		`{"list":[{"name":"a"},{"key":"b","name":5}]}`: "list[1].name",
		`{"list":[{},5]}`:                    "list[1]",
		`{"list":5}`:                         "list",
		`{"list":[{"name":"a","name":"b"}]}`: "list[0].name",
		`{"list":[{"nick":"a"}]}`:            "list[0].nick",
		`{"list":[{"Name":"a"}]}`:            "list[0].name",
		`{"list":[{"":"a"}]}`:                "list[0].",
		`5`:                                  "",
	} {
		errs := new(Decoder).Decode([]byte(text), new(state))
		require.Len(t, errs, 1, text)
		assert.Equal(t, want, PlaceOf(errs[0].Unread), text)
	}
	var got state
	require.Len(t, new(Decoder).Decode([]byte(`{"name":"a","key":"k","list":[{"key":"b"}],"name":"b","list":[]}`), &got), 2)
	assert.Equal(t, state{Key: "k"}, got, "of what occurs twice nobody knows which is meant")
}

func TestErrorsAreBounded(t *testing.T) {
	t.Parallel()
	text := `{"tags":[` + strings.Repeat("1,", 1000) + `1]}`
	assert.Len(t, new(Decoder).Decode([]byte(text), new(sample)), defaultMaxErrors)
}

func TestPlaces(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "users[0].roles[12]", FieldError{Path: []string{"users", "0", "roles", "12"}}.Place())
	assert.Equal(t, "[3].id", FieldError{Path: []string{"3", "id"}}.Place())
	assert.Equal(t, "is odd", FieldError{Message: "is odd"}.String())
}

// written is a value that is written as text, and may be null in one of its places.
type written struct {
	At   shouted `json:"at"`
	Name string  `json:"name" strict:"nullable"`
}

// shouted reads a text in capitals.
type shouted string

func (s *shouted) UnmarshalText(text []byte) error {
	*s = shouted(text)
	if upper := strings.ToUpper(string(text)); upper != string(text) {
		return fmt.Errorf("%q is not in capitals", text)
	}
	return nil
}

func TestTextsAndNulls(t *testing.T) {
	t.Parallel()
	var v written
	assert.Empty(t, new(Decoder).Decode([]byte(`{"at":"N\u004fW","name":null}`), &v))
	assert.Equal(t, written{At: "NOW"}, v)
	reveal := Decoder{Reveal: func([]string, bool) bool { return true }}
	for text, want := range map[string][2]string{
		`{"at":"now"}`: {"at: cannot be read", `at: "now" is not in capitals`},
		`{"at":null}`:  {"at: must be a string, not null", "at: must be a string, not null"},
		`{"at":7}`:     {"at: must be a string, not a number", "at: must be a string, not 7"},
		`{"name":7}`:   {"name: must be a string, not a number", "name: must be a string, not 7"},
	} {
		for i, d := range []Decoder{{}, reveal} {
			errs := d.Decode([]byte(text), new(written))
			if assert.Len(t, errs, 1, text) {
				assert.Equal(t, want[i], errs[0].String(), text)
			}
		}
	}
	assert.NotEmpty(t, new(Decoder).Decode([]byte(`{"name":null,"name":"x"}`), new(written)), "null counts as given")
}

// What the decoder takes, encoding/json takes too, and understands alike.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"key":"a\u00e9","list":[{"name":"]"},{"since":"2026-03-01T09:00:00Z"}]}`))
	f.Add([]byte(`{"key":"\ud800"}`))
	f.Add([]byte(`{"key":"a","Key":"b"} `))
	f.Add([]byte(`[{`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var strict, lax state
		if errs := new(Decoder).Decode(text, &strict); len(errs) > 0 {
			return
		}
		require.NoError(t, json.Unmarshal(text, &lax))
		assert.Equal(t, lax, strict)
	})
}
