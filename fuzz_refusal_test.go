package partnerkit

// A fuzz target for error bodies: of each API's, as much is read as encoding/json reads of it, member by member, where what
// does not fit is left out.

import (
	"bytes"
	"encoding/json"
	"reflect"
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
	misfits{}.read(body, reflect.ValueOf(&read).Elem(), "")
	return read, json.Valid(body)
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

func referToPartnerRefusal(body []byte, e *call.Failure) bool {
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

func referToAppRefusal(body []byte, e *call.Failure) bool {
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

func referToPortalsRefusal(body []byte, e *call.Failure) bool {
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

func referToProfileRefusal(body []byte, e *call.Failure) bool {
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

func FuzzDecodeRefusals(f *testing.F) {
	addSeeds(f,
		`{"success":false,"error":{"code":"A","code":"B","message":5,"details":{"errors":[{"path":["a",0,null,{"b":[]}],"message":"m"},null,5,{"path":"a"}]}}}`,
		`{"success":true,"success":false,"error":{"type":"t","detail":[{"code":"c","message":"m","field_name":"f"},{"code":"d"},7]},"error":{"type":"u","detail":{"code":5}}}`,
		`{"status_code":"418","status_code":418,"message":"m","request_id":{},"request_id":"r"}`, `{"code":"7","message":"session_token_expired","code":7}`,
		`{"Success":false,"Error":{"code":"A"},"error":"x"}`, "{\"success\":false,\"error\":{\"code\":\"a\xff\xfeb\",\"message\":\"\xc3\"}}", "{\"success\":false,\xff}",
	)
	type reader func([]byte, *call.Failure) bool
	refer := map[API]reader{
		PartnerAPI: referToPartnerRefusal, AppAPI: referToAppRefusal, PortalsAPI: referToPortalsRefusal, ProfileAPI: referToProfileRefusal,
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for api, reference := range refer {
			got, want := call.Failure{Status: 418}, call.Failure{Status: 418}
			require.Equal(t, reference(body, &want), apiSpecs[api].ParseError(body, &got), apiSpecs[api].Name)
			require.Equal(t, want, got, apiSpecs[api].Name)
		}
	})
}
