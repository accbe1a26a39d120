package apiformat

// Error bodies. Each parser fills in the code, message and fields that it finds, and reports
// whether the body has its API's own shape; any other body proves nothing but its status.

import (
	"bytes"
	"cmp"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/partnerkit/partnerkit-go/internal/call"
	"github.com/partnerkit/partnerkit-go/internal/jsonread"
)

// decodeLoosely decodes what fits: a member of another type is left out, and only
// a body that is no JSON fails. What is not UTF-8 reads as U+FFFD.
func decodeLoosely(body []byte, read func(*jsonread.Decoder) error) bool {
	if !utf8.Valid(body) {
		body = bytes.ToValidUTF8(body, []byte("\ufffd"))
	}
	err := jsonread.Decode(body, read)
	_, wrongValue := errors.AsType[*jsonread.ValueError](err)
	return err == nil || wrongValue
}

// envelopedError is an error in the envelope that the Partner and the App API share.
type envelopedError[T any] struct {
	success    bool
	hasSuccess bool // success is there, and is true or false
	error      T
}

// denied reports whether the envelope says success: false, as gateways do not.
func (r *envelopedError[T]) denied() bool { return r.hasSuccess && !r.success }

func (r *envelopedError[T]) read(body []byte, decode func(*jsonread.Decoder, *T) error) bool {
	return decodeLoosely(body, func(d *jsonread.Decoder) error {
		return d.Members(
			jsonread.Value("success", func() error {
				r.hasSuccess = d.Kind() == jsonread.KindBool
				return d.Bool(&r.success)
			}),
			jsonread.Value("error", func() error { return decode(d, &r.error) }),
		)
	})
}

type partnerError struct {
	code, message string
	fields        []call.FieldError
}

// ParsePartnerError reads {"success":false,"error":{"code","message","details":{"errors":[{"path","message"}]}}}.
func ParsePartnerError(text []byte, f *call.Failure) bool {
	var body envelopedError[partnerError]
	if !body.read(text, decodePartnerError) {
		return false
	}
	f.Code, f.Message, f.Fields = body.error.code, body.error.message, body.error.fields
	return body.denied() && f.Code != ""
}

func decodePartnerError(d *jsonread.Decoder, e *partnerError) error {
	*e = partnerError{}
	return d.Members(
		jsonread.String("code", &e.code),
		jsonread.String("message", &e.message),
		jsonread.Value("details", func() error { return decodePartnerDetails(d, &e.fields) }),
	)
}

func decodePartnerDetails(d *jsonread.Decoder, fields *[]call.FieldError) error {
	*fields = nil
	return d.Members(jsonread.Value("errors", func() error { return jsonread.ReadList(d, fields, 1, decodePartnerField) }))
}

func decodePartnerField(d *jsonread.Decoder, f *call.FieldError) error {
	*f = call.FieldError{}
	var path []string
	err := d.Members(
		jsonread.Value("path", func() error { return jsonread.ReadList(d, &path, 1, (*jsonread.Decoder).Words) }),
		jsonread.String("message", &f.Message),
	)
	f.Field = strings.Join(path, ".")
	return err
}

type appError struct {
	kind    string
	details []appDetail
}

type appDetail struct{ code, message, fieldName string }

// ParseAppError reads {"success":false,"error":{"type","detail":{"code","message","field_name"}}},
// where detail is one object or a list of them.
func ParseAppError(text []byte, f *call.Failure) bool {
	var body envelopedError[appError]
	if !body.read(text, decodeAppError) {
		return false
	}
	details := body.error.details
	f.Code = body.error.kind
	if len(details) > 0 { // the first says what the error is
		f.Code, f.Message = cmp.Or(details[0].code, f.Code), details[0].message
	}
	for _, detail := range details {
		if detail.fieldName != "" {
			f.Fields = append(f.Fields, call.FieldError{Field: detail.fieldName, Message: detail.message})
		}
	}
	return body.denied() && f.Code != ""
}

func decodeAppError(d *jsonread.Decoder, e *appError) error {
	*e = appError{}
	return d.Members(
		jsonread.String("type", &e.kind),
		jsonread.Value("detail", func() error { return decodeAppDetails(d, &e.details) }),
	)
}

func decodeAppDetails(d *jsonread.Decoder, details *[]appDetail) error {
	*details = nil
	if d.Kind() != jsonread.KindObject {
		return jsonread.ReadList(d, details, 1, decodeAppDetail)
	}
	*details = make([]appDetail, 1)
	return decodeAppDetail(d, &(*details)[0])
}

func decodeAppDetail(d *jsonread.Decoder, detail *appDetail) error {
	*detail = appDetail{}
	return d.Members(
		jsonread.String("code", &detail.code),
		jsonread.String("message", &detail.message),
		jsonread.String("field_name", &detail.fieldName),
	)
}

// ParsePortalsError reads {"status_code","message","request_id"}.
func ParsePortalsError(text []byte, f *call.Failure) bool {
	var body struct {
		statusCode         int
		message, requestID string
	}
	read := decodeLoosely(text, func(d *jsonread.Decoder) error {
		return d.Members(
			jsonread.Int("status_code", &body.statusCode),
			jsonread.String("message", &body.message),
			jsonread.String("request_id", &body.requestID),
		)
	})
	if !read || body.statusCode != f.Status || body.message == "" {
		return false
	}
	f.Message = body.message
	if f.RequestID == "" {
		f.RequestID = body.requestID
	}
	return true
}

// ParseProfileError reads {"code","message"}: the message is the error's name, and
// the number alone says nothing.
func ParseProfileError(text []byte, f *call.Failure) bool {
	hasNumber, name := false, ""
	read := decodeLoosely(text, func(d *jsonread.Decoder) error {
		return d.Members(
			jsonread.Value("code", func() error {
				hasNumber = d.Kind() == jsonread.KindNumber
				return d.Skip()
			}),
			jsonread.String("message", &name),
		)
	})
	if !read || !hasNumber || !isErrorName(name) {
		return false
	}
	f.Code, f.Message = strings.ToUpper(name), name
	return true
}

func isErrorName(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		return !letter && r != '_' && (r < '0' || r > '9')
	})
}
