package partnerkit

// The four error bodies. Each reader fills in the code, message and fields that it
// finds, and reports whether the body has its API's own shape; any other body
// proves nothing but its status.

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// unmarshalLoosely decodes what fits: a member of another type is left out, and
// only a body that is no JSON fails.
func unmarshalLoosely(data []byte, into any) bool {
	err := json.Unmarshal(data, into)
	if err == nil {
		return true
	}
	_, wrongType := errors.AsType[*json.UnmarshalTypeError](err)
	return wrongType
}

// denied reports whether an envelope says success: false, as gateways do not.
func denied(success *bool) bool { return success != nil && !*success }

// partnerRefusal reads {"success":false,"error":{"code","message","details":{"errors":[{"path","message"}]}}}.
func partnerRefusal(body []byte, e *Error) bool {
	var refusal struct {
		Success *bool `json:"success"`
		Error   struct {
			Code    Code   `json:"code"`
			Message string `json:"message"`
			Details struct {
				Errors []struct {
					Path    []any  `json:"path"`
					Message string `json:"message"`
				} `json:"errors"`
			} `json:"details"`
		} `json:"error"`
	}
	if !unmarshalLoosely(body, &refusal) {
		return false
	}
	e.Code, e.Message = refusal.Error.Code, refusal.Error.Message
	for _, complaint := range refusal.Error.Details.Errors {
		path := make([]string, len(complaint.Path))
		for i, part := range complaint.Path {
			path[i] = fmt.Sprint(part)
		}
		e.Fields = append(e.Fields, FieldError{Field: strings.Join(path, "."), Message: complaint.Message})
	}
	return denied(refusal.Success) && e.Code != ""
}

type appDetail struct {
	Code      Code   `json:"code"`
	Message   string `json:"message"`
	FieldName string `json:"field_name"`
}

// appRefusal reads {"success":false,"error":{"type","detail":{"code","message","field_name"}}},
// where detail is one object or a list of them.
func appRefusal(body []byte, e *Error) bool {
	var refusal struct {
		Success *bool `json:"success"`
		Error   struct {
			Type   Code            `json:"type"`
			Detail json.RawMessage `json:"detail"`
		} `json:"error"`
	}
	if !unmarshalLoosely(body, &refusal) {
		return false
	}
	e.Code = refusal.Error.Type
	for i, detail := range appDetails(refusal.Error.Detail) {
		if i == 0 && detail.Code != "" {
			e.Code = detail.Code
		}
		if i == 0 {
			e.Message = detail.Message
		}
		if detail.FieldName != "" {
			e.Fields = append(e.Fields, FieldError{Field: detail.FieldName, Message: detail.Message})
		}
	}
	return denied(refusal.Success) && e.Code != ""
}

func appDetails(raw json.RawMessage) []appDetail {
	if bytes.HasPrefix(raw, []byte("[")) {
		var list []appDetail
		unmarshalLoosely(raw, &list)
		return list
	}
	var one appDetail
	if !bytes.HasPrefix(raw, []byte("{")) || !unmarshalLoosely(raw, &one) {
		return nil
	}
	return []appDetail{one}
}

// portalsRefusal reads {"status_code","message","request_id"}.
func portalsRefusal(body []byte, e *Error) bool {
	var refusal struct {
		StatusCode int    `json:"status_code"`
		Message    string `json:"message"`
		RequestID  string `json:"request_id"`
	}
	if !unmarshalLoosely(body, &refusal) || refusal.StatusCode != e.Status || refusal.Message == "" {
		return false
	}
	e.Message = refusal.Message
	if e.RequestID == "" {
		e.RequestID = refusal.RequestID
	}
	return true
}

// profileRefusal reads {"code","message"}: the message is the error's name, and
// the number alone says nothing.
func profileRefusal(body []byte, e *Error) bool {
	var refusal struct {
		Code    *json.Number `json:"code"`
		Message string       `json:"message"`
	}
	if !unmarshalLoosely(body, &refusal) || refusal.Code == nil || !isErrorName(refusal.Message) {
		return false
	}
	e.Code, e.Message = Code(strings.ToUpper(refusal.Message)), refusal.Message
	return true
}

func isErrorName(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		return !letter && r != '_' && (r < '0' || r > '9')
	})
}
