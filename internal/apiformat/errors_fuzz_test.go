package apiformat

// A fuzz target for error bodies: of each API's, as much is read as encoding/json reads of it, member by member, where what
// does not fit is left out.

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/internal/call"
)

// loosely reads what fits of a body; ok is false where it is no JSON.
func loosely[T any](body []byte) (read T, ok bool) {
	if !utf8.Valid(body) {
		body = bytes.ToValidUTF8(body, []byte("\ufffd"))
	}
	readFitting(body, reflect.ValueOf(&read).Elem())
	return read, json.Valid(body)
}

// readFitting reads each member into the field whose tag names it, the last of several of one name. A field whose member
// is absent or does not fit stays zero.
func readFitting(raw json.RawMessage, into reflect.Value) {
	if target, is := into.Addr().Interface().(*json.RawMessage); is {
		*target = raw
		return
	}
	switch into.Kind() {
	case reflect.Struct:
		var members map[string]json.RawMessage
		_ = json.Unmarshal(raw, &members)
		for i := range into.NumField() {
			readFitting(members[into.Type().Field(i).Tag.Get("json")], into.Field(i))
		}
	case reflect.Slice:
		var items []json.RawMessage
		_ = json.Unmarshal(raw, &items)
		if items == nil {
			return
		}
		into.Set(reflect.MakeSlice(into.Type(), len(items), len(items)))
		for i, item := range items {
			readFitting(item, into.Index(i))
		}
	default:
		if json.Unmarshal(raw, into.Addr().Interface()) != nil {
			into.SetZero()
		}
	}
}

// words is a string, or any other value as it is written.
func words(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) != nil || string(raw) == "null" {
		return string(raw)
	}
	return text
}

func isFalse(raw json.RawMessage) bool { return string(raw) == "false" }

func referPartnerError(body []byte, e *call.Failure) bool {
	r, ok := loosely[struct {
		Success json.RawMessage `json:"success"`
		Error   struct {
			Code    string `json:"code"`
			Message string `json:"message"`
			Details struct {
				Errors []struct {
					Path    []json.RawMessage `json:"path"`
					Message string            `json:"message"`
				} `json:"errors"`
			} `json:"details"`
		} `json:"error"`
	}](body)
	if !ok {
		return false
	}
	e.Code, e.Message = r.Error.Code, r.Error.Message
	if r.Error.Details.Errors != nil {
		e.Fields = []call.FieldError{}
	}
	for _, complaint := range r.Error.Details.Errors {
		var path []string
		for _, part := range complaint.Path {
			path = append(path, words(part))
		}
		e.Fields = append(e.Fields, call.FieldError{Field: strings.Join(path, "."), Message: complaint.Message})
	}
	return isFalse(r.Success) && e.Code != ""
}

type referDetail struct {
	Code      string `json:"code"`
	Message   string `json:"message"`
	FieldName string `json:"field_name"`
}

func referAppError(body []byte, e *call.Failure) bool {
	r, ok := loosely[struct {
		Success json.RawMessage `json:"success"`
		Error   struct {
			Type   string          `json:"type"`
			Detail json.RawMessage `json:"detail"`
		} `json:"error"`
	}](body)
	if !ok {
		return false
	}
	e.Code = r.Error.Type
	var details []referDetail
	if bytes.HasPrefix(r.Error.Detail, []byte("{")) {
		one, _ := loosely[referDetail](r.Error.Detail)
		details = append(details, one)
	} else if len(r.Error.Detail) > 0 {
		details, _ = loosely[[]referDetail](r.Error.Detail)
	}
	for i, detail := range details {
		if i == 0 {
			e.Message = detail.Message
			if detail.Code != "" {
				e.Code = detail.Code
			}
		}
		if detail.FieldName != "" {
			e.Fields = append(e.Fields, call.FieldError{Field: detail.FieldName, Message: detail.Message})
		}
	}
	return isFalse(r.Success) && e.Code != ""
}

func referPortalsError(body []byte, e *call.Failure) bool {
	r, ok := loosely[struct {
		StatusCode int    `json:"status_code"`
		Message    string `json:"message"`
		RequestID  string `json:"request_id"`
	}](body)
	if !ok || r.StatusCode != e.Status || r.Message == "" {
		return false
	}
	e.Message, e.RequestID = r.Message, r.RequestID
	return true
}

func referProfileError(body []byte, e *call.Failure) bool {
	r, ok := loosely[struct {
		Code    json.RawMessage `json:"code"`
		Message string          `json:"message"`
	}](body)
	isNumber := len(r.Code) > 0 && strings.ContainsAny(string(r.Code[:1]), "-0123456789")
	if !ok || !isNumber || !isErrorName(r.Message) {
		return false
	}
	e.Code, e.Message = strings.ToUpper(r.Message), r.Message
	return true
}

func FuzzParseErrors(f *testing.F) {
	for _, seed := range []string{
		`{"success":false,"error":{"code":"A","code":"B","message":5,"details":{"errors":[{"path":["a",0,null,{"b":[]}],"message":"m"},null,5,{"path":"a"}]}}}`,
		`{"error":{"details":{"errors":[]}}}`,
		`{"success":true,"success":false,"error":{"type":"t","detail":[{"code":"c","message":"m","field_name":"f"},{"code":"d"},7]},"error":{"type":"u","detail":{"code":5}}}`,
		`{"status_code":"418","status_code":418,"message":"m","request_id":{},"request_id":"r"}`, `{"code":"7","message":"session_token_expired","code":7}`,
		`{"Success":false,"Error":{"code":"A"},"error":"x"}`, "{\"success\":false,\"error\":{\"code\":\"a\xff\xfeb\",\"message\":\"\xc3\"}}", "{\"success\":false,\xff}",
	} {
		f.Add([]byte(seed))
	}
	wrongAnswers, err := os.ReadFile("../promises/testdata/seeds.txt")
	require.NoError(f, err)
	for line := range strings.Lines(string(wrongAnswers)) {
		seed, err := strconv.Unquote(strings.TrimSuffix(line, "\n"))
		require.NoError(f, err)
		f.Add([]byte(seed))
	}
	type parser func([]byte, *call.Failure) bool
	parsers := map[string]struct{ parse, reference parser }{
		"Partner API": {ParsePartnerError, referPartnerError},
		"App API":     {ParseAppError, referAppError},
		"Portals API": {ParsePortalsError, referPortalsError},
		"Profile API": {ParseProfileError, referProfileError},
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for api, p := range parsers {
			got, want := call.Failure{Status: 418}, call.Failure{Status: 418}
			require.Equal(t, p.reference(body, &want), p.parse(body, &got), api)
			require.Equal(t, want, got, api)
		}
	})
}
