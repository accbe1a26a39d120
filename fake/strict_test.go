package fake

// The strict decoder: everything that encoding/json lets through and a careful server does not.

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

type strictSample struct {
	Name  member[string]   `json:"name"`
	Count member[int]      `json:"count"`
	Tags  member[[]string] `json:"tags"`
	note  string           //nolint:unused // no member of the document, and must not become one
}

func TestStrictDecoder(t *testing.T) {
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
		"{\"name\":\"\xff\"}":                                                             {"is not valid UTF-8"},
	}
	for text, want := range tests {
		var got []string
		for _, e := range decodeStrict([]byte(text), &strictSample{}, false) {
			got = append(got, e.String())
		}
		assert.Equal(t, want, got, text)
	}
}

func TestStrictDecoderFillsWhatItWasGiven(t *testing.T) {
	t.Parallel()
	var s strictSample
	assert.Empty(t, decodeStrict([]byte(`{"extra":{"a":[1,"}"]},"name":"a\"}\u00e9","count":-3,"tags":[]}`), &s, true))
	assert.Equal(t, strictSample{
		Name:  member[string]{set: true, value: "a\"}é"},
		Count: member[int]{set: true, value: -3},
		Tags:  member[[]string]{set: true, value: []string{}},
	}, s)
	assert.Nil(t, new(member[string]{set: true, null: true}).pointer())
	assert.Nil(t, new(member[string]).pointer())
}
