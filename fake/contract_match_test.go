package fake_test

// Comparing JSON with what is wanted. A wanted text may be a placeholder, and a
// wanted member whose name ends in "?" may be absent:
//
//	<any>      any value            <text>    a non-empty text
//	<uuid>     a lower-case UUID    <hex32>   32 hex digits
//	<errors>   a non-empty list of {"path": […], "message": text}
//	<at TIME>  that moment, in RFC 3339 with any number of decimals

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// placeholders tell whether a value is what the name stands for.
var placeholders = map[string]func(any) bool{
	"<any>":    func(any) bool { return true },
	"<text>":   isText(`.`),
	"<uuid>":   isText(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`),
	"<hex32>":  isText(`^[0-9a-f]{32}$`),
	"<errors>": isFieldErrors,
}

func isText(pattern string) func(any) bool {
	expression := regexp.MustCompile(pattern)
	return func(got any) bool {
		text, is := got.(string)
		return is && expression.MatchString(text)
	}
}

func isFieldErrors(got any) bool {
	list, is := got.([]any)
	return is && len(list) > 0 && !slices.ContainsFunc(list, func(one any) bool { return !isFieldError(one) })
}

func isFieldError(got any) bool {
	object, _ := got.(map[string]any)
	_, hasPath := object["path"].([]any)
	message, _ := object["message"].(string)
	return len(object) == 2 && hasPath && message != ""
}

// decoded parses one whole JSON document, numbers kept as written.
func decoded(t *testing.T, text []byte) any {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var tree any
	require.NoError(t, decoder.Decode(&tree), "not JSON: %q", text)
	_, err := decoder.Token()
	require.ErrorIs(t, err, io.EOF, "more than one value: %q", text)
	return tree
}

// mismatches lists where got is not as wanted.
func mismatches(at string, want, got any) []string {
	switch want := want.(type) {
	case map[string]any:
		if got, is := got.(map[string]any); is {
			return objectMismatches(at, want, got)
		}
	case []any:
		if got, is := got.([]any); is && len(got) == len(want) {
			return listMismatches(at, want, got)
		}
	case string:
		if textMatches(want, got) {
			return nil
		}
	default:
		if want == got {
			return nil
		}
	}
	return []string{fmt.Sprintf("%s: want %v, got %v", at, want, got)}
}

func listMismatches(at string, want, got []any) []string {
	var faults []string
	for i := range want {
		faults = append(faults, mismatches(fmt.Sprintf("%s[%d]", at, i), want[i], got[i])...)
	}
	return faults
}

func objectMismatches(at string, want, got map[string]any) []string {
	var faults []string
	rest := maps.Clone(got)
	for _, key := range slices.Sorted(maps.Keys(want)) {
		name, optional := strings.CutSuffix(key, "?")
		value, present := got[name]
		delete(rest, name)
		switch {
		case present:
			faults = append(faults, mismatches(at+"."+name, want[key], value)...)
		case !optional:
			faults = append(faults, fmt.Sprintf("%s.%s: absent", at, name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(rest)) {
		faults = append(faults, fmt.Sprintf("%s.%s: not wanted, got %v", at, name, rest[name]))
	}
	return faults
}

func textMatches(want string, got any) bool {
	if is, known := placeholders[want]; known {
		return is(got)
	}
	if moment, is := strings.CutPrefix(want, "<at "); is {
		return isMoment(strings.TrimSuffix(moment, ">"), got)
	}
	return want == got
}

func isMoment(want string, got any) bool {
	text, _ := got.(string)
	wanted, wantErr := time.Parse(time.RFC3339Nano, want)
	found, gotErr := time.Parse(time.RFC3339Nano, text)
	return wantErr == nil && gotErr == nil && wanted.Equal(found)
}

func TestMismatchesAreFound(t *testing.T) {
	t.Parallel()
	for want, others := range map[string][]string{
		`{"a":1}`:                     {`{}`, `{"a":2}`, `{"a":"1"}`, `{"a":1,"b":2}`, `[]`, `null`},
		`{"a?":null}`:                 {`{"a":1}`, `{"b":null}`},
		`[1,2]`:                       {`[1]`, `[2,1]`, `[1,2,3]`, `{}`},
		`null`:                        {`0`, `""`, `{}`},
		`"<text>"`:                    {`""`, `1`, `null`},
		`"<uuid>"`:                    {`"x"`, `"A1B2C3D4-1111-4111-8111-11111111ABCD"`},
		`"<hex32>"`:                   {`"abc"`, `"G0000000000000000000000000000000"`},
		`"<errors>"`:                  {`[]`, `[{"path":["a"]}]`, `{}`, `[{"path":[],"message":""}]`},
		`"<at 2024-06-01T12:00:00Z>"`: {`"2024-06-01T12:00:00.001Z"`, `"x"`, `null`},
	} {
		for _, other := range others {
			assert.NotEmpty(t, mismatches("x", decoded(t, []byte(want)), decoded(t, []byte(other))), "%s and %s", want, other)
		}
	}
	assert.Empty(t, mismatches("x", "<at 2024-06-01T12:00:00Z>", "2024-06-01T12:00:00.000Z"))
	assert.Empty(t, mismatches("x", map[string]any{"a?": nil}, map[string]any{}))
}
