package partnerkit

// The decoder that is used again says what json.Unmarshal says, whatever it read before.

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// decodedAs is a portal's page with its error, by the decoder under test or the library's.
func decodedAs(decode func([]byte, any) error, body string) (page struct {
	Data []*PortalUser `json:"data"`
	Any  any           `json:"any"`
}, said string,
) {
	if err := decode([]byte(body), &page); err != nil {
		said = err.Error()
	}
	return page, said
}

func assertDecodedAlike(t *testing.T, body string) {
	t.Helper()
	want, wantSaid := decodedAs(json.Unmarshal, body)
	got, gotSaid := decodedAs(unmarshal, body)
	assert.Equal(t, wantSaid, gotSaid, "%.80q", body)
	if wantSaid == "" { // of what failed, nobody gets anything
		assert.True(t, reflect.DeepEqual(want, got), "%.80q", body)
	}
}

func TestDecodersLeaveNothingBehind(t *testing.T) {
	t.Parallel()
	long := `{"data":[` + strings.Repeat(`{"id":"p","first_name":"Grace"},`, 34_000) + `{"id":"last"}]}`
	for range 3 {
		for _, body := range []string{
			`{"data":[{"id":"p1","first_name":"Ada"}]}`, `{}`, `null`, `[]`, ``, `"`, `{"data":[{"id":`, `{"data":[{"id":1},{"id":"p2"}]}`,
			`{} {}`, `{}x`, `1 2`, `12`, `{"any":{"a":[1,"b",null]}}`, `{"any":"` + "\xff" + `"}`, long, long[:len(long)-1], long + "{}",
			`{"data":[{"id":"a"}]}{"data":[{"id":"b"}]}`, `{"data":[{"id":"c"}]}`, // as long as what would be left over
			`{"any":` + strings.Repeat("[", 10_001) + strings.Repeat("]", 10_001) + `}`, `{"data":[{}]}`,
		} {
			assertDecodedAlike(t, body)
		}
	}
}

func FuzzUnmarshal(f *testing.F) {
	f.Add(`{"data":[{"id":"p1"}]}`, `{"data":[{"last_name":"Hopper"}]} `)
	f.Add(`{"any":[1,2`, `{"any":null}{`)
	f.Fuzz(func(t *testing.T, first, second string) {
		assertDecodedAlike(t, first)
		assertDecodedAlike(t, second)
	})
}
