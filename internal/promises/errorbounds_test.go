package promises_test

// How much of an answer an error keeps: all of it up to each bound, and not a byte
// more.

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// saidBy is the error of a refusal by the Partner API.
func saidBy(t *testing.T, code, message string) *partnerkit.Error {
	t.Helper()
	body, err := json.Marshal(map[string]any{"success": false, "error": map[string]any{"code": code, "message": message}})
	require.NoError(t, err)
	return refusedBy(t, namedRefusal{call: "Users.Get", status: 400}, string(body))
}

func TestAMessageIsKeptUpTo512Bytes(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct{ said, kept string }{
		"fits":                     {strings.Repeat("x", 512), strings.Repeat("x", 512)},
		"a byte more":              {strings.Repeat("x", 513), strings.Repeat("x", 512)},
		"an escape that fits":      {strings.Repeat("x", 508) + "\x01", strings.Repeat("x", 508) + `\x01`},
		"an escape that does not":  {strings.Repeat("x", 509) + "\x01" + "y", strings.Repeat("x", 509)},
		"a letter that fits":       {strings.Repeat("x", 510) + "é", strings.Repeat("x", 510) + "é"},
		"a letter that is divided": {strings.Repeat("x", 511) + "é", strings.Repeat("x", 511)},
		"a quote is no escape":     {`"` + strings.Repeat("x", 511), `"` + strings.Repeat("x", 511)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := saidBy(t, row.said, row.said)
			assert.Equal(t, row.kept, e.Message)
			assert.Equal(t, partnerkit.Code(row.kept), e.Code)
			assert.Contains(t, e.Error(), " "+row.kept+` "`+row.kept+`"`)
		})
	}
}

func TestABodyIsKeptUpTo64KiB(t *testing.T) {
	t.Parallel()
	const most = 64 << 10
	for _, length := range []int{most - 1, most, most + 1} {
		body := strings.Repeat("x", length)
		e := refusedBy(t, namedRefusal{call: "Users.Get", status: 500}, body)
		assert.Equal(t, body[:min(length, most)], string(e.Body), "%d of %d bytes", len(e.Body), length)
	}
	beginning := tapePartner[:8] // a text grows where one is marked
	e := refusedBy(t, namedRefusal{call: "Users.Get", status: 500}, strings.Repeat(beginning+"!", most/8))
	assert.Len(t, e.Body, most)
	assert.NotContains(t, string(e.Body), beginning)
}

func TestAHundredFieldsAreKept(t *testing.T) {
	t.Parallel()
	for _, api := range []struct{ call, message, before, field, after string }{
		{"AppUsers.GetByExternalID", "m0", `{"success":false,"error":{"type":"validation_error","detail":[`, `{"code":"required","message":"m%d","field_name":"f%d"}`, `]}}`},
		{"Users.Get", "no", `{"success":false,"error":{"code":"VALIDATION_ERROR","message":"no","details":{"errors":[`, `{"message":"m%d","path":["f%d"]}`, `]}}}`},
	} {
		for _, length := range []int{99, 100, 101, 150} {
			var fields []string
			for i := range length {
				fields = append(fields, fmt.Sprintf(api.field, i, i))
			}
			e := refusedBy(t, namedRefusal{call: api.call, status: 400}, api.before+strings.Join(fields, ",")+api.after)
			require.Len(t, e.Fields, min(length, 100))
			last := len(e.Fields) - 1
			assert.Equal(t, partnerkit.FieldError{Field: fmt.Sprint("f", last), Message: fmt.Sprint("m", last)}, e.Fields[last])
			assert.Equal(t, api.message, e.Message)
		}
	}
}

func TestARequestIDIsKeptUpTo128Bytes(t *testing.T) {
	t.Parallel()
	for _, length := range []int{127, 128, 129} {
		id := strings.Repeat("r", length)
		var response partnerkit.Response
		p := tapeOf(httpAnswer(404, "", "X-Request-Id: "+id))
		_, err := tapeClient(t, p).Users.Get(t.Context(), aliceID, partnerkit.WithResponse(&response))
		kept := id[:min(length, 128)]
		assert.Equal(t, kept, response.RequestID)
		assert.ErrorContains(t, err, "(request "+kept+", 1 attempt)")
	}
}

func TestAnErrorCountsItsAttempts(t *testing.T) {
	t.Parallel()
	for attempts, said := range map[int]string{1: "(1 attempt)", 2: "(2 attempts)", 3: "(3 attempts)"} {
		client := tapeClient(t, tapeOf(httpAnswer(503, "")), partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: attempts, MinWait: 1, MaxWait: 1}))
		_, err := client.Users.Get(t.Context(), aliceID)
		assert.ErrorContains(t, err, said)
	}
}
