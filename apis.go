package partnerkit

// What differs between the four APIs, as one value each: where it is, which
// credential it wants, how it wraps a success and how it words an error.

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/partnerkit/partnerkit-go/internal/call"
	"github.com/partnerkit/partnerkit-go/internal/jsonread"
)

// API names one of the four APIs, for Client.Do. It indexes whatever is kept for each.
type API int

// The four APIs.
const (
	PartnerAPI API = iota // users of a partner account
	AppAPI                // users of an app
	PortalsAPI            // users of a partner portal
	ProfileAPI            // the profile and the notifications of a session's user
	apiCount
)

// String returns the API's name, "Partner API".
func (a API) String() string {
	if !a.isKnown() {
		return "API(" + strconv.Itoa(int(a)) + ")"
	}
	return apiSpecs[a].Name
}

func (a API) isKnown() bool { return a >= 0 && a < apiCount }

// productionURLs are the documented addresses; "" where none is.
var productionURLs = [apiCount]string{
	PartnerAPI: "https://api.reveel.id/v1",
	AppAPI:     "https://api.getoriginal.com/v1",
}

var apiSpecs = [apiCount]call.Spec{
	PartnerAPI: {
		Name: "Partner API", BaseURLOption: "WithPartnerBaseURL", CredentialOption: "WithPartnerKey",
		Decode: decodeEnveloped, Classify: classifyPartner, ParseError: parsePartnerError,
		Codes: codeTexts(CodeValidationError, CodeUnauthorized, CodeForbidden, CodeResourceNotFound, CodeMethodNotAllowed, CodeConflict,
			CodeUnsupportedMediaType, CodeRateLimited, CodeInternalError),
	},
	AppAPI: {
		Name: "App API", BaseURLOption: "WithAppBaseURL", CredentialOption: "WithAppKey",
		Decode: decodeEnveloped, Classify: classifyApp, ParseError: parseAppError,
		Cases: map[string]error{string(CodeAppAlreadyExists): ErrUserExists},
		Codes: codeTexts(CodeAppRequired, CodeAppInvalid, CodeAppBlank, CodeAppAlreadyExists, CodeAppNotAuthenticated, CodeAppAuthenticationFailed,
			CodeAppNotFound, CodeAppMethodNotAllowed, CodeAppUnsupportedMediaType, CodeAppThrottled, CodeAppClientError,
			CodeAppValidationError, CodeAppServerError),
	},
	PortalsAPI: {
		Name: "Portals API", BaseURLOption: "WithPortalsBaseURL", CredentialOption: "WithServiceAccountKey",
		Decode: decodeBare, Classify: classifyBare, ParseError: parsePortalsError, ResetInSeconds: true, QuotaPerRoute: true,
	},
	ProfileAPI: {
		Name: "Profile API", BaseURLOption: "WithProfileBaseURL", CredentialOption: "WithSession",
		Decode: decodeBare, Classify: classifyBare, ParseError: parseProfileError, Renews: ErrSessionExpired,
		Cases: map[string]error{
			string(CodeSessionTokenExpired): ErrSessionExpired,
			string(CodeRefreshTokenExpired): ErrRefreshTokenExpired,
		},
		Codes: codeTexts(CodeGenericClientError, CodeGenericUnauthorized, CodeSessionTokenExpired, CodeRefreshTokenExpired, CodeGenericNotFound,
			CodeMethodNotAllowed, CodeUnsupportedMediaType, CodeTooManyRequests, CodeInternalServerError),
	},
}

// undescribed is the same API for an endpoint that this package does not describe: there a code
// is no documented case, but for a session's.
func undescribed(api *call.API) *call.API {
	spec, copied := *api.Spec, *api
	if spec.Renews == nil {
		spec.Cases = nil
	}
	copied.Spec = &spec
	return &copied
}

// decodeEnveloped reads {"success","data","error"} of the Partner and the App API.
func decodeEnveloped(d *jsonread.Decoder, data call.Data) (call.Envelope, error) {
	var e call.Envelope
	err := d.Object(func(name []byte) error {
		switch string(name) {
		case "success":
			e.HasSuccess = d.Kind() != jsonread.KindNull
			return d.Bool(&e.Success)
		case "data":
			e.NullData = d.Kind() == jsonread.KindNull
			return data.Decode(d)
		case "error":
			e.HasError = d.Kind() != jsonread.KindNull
			return d.Skip()
		default:
			return d.Skip()
		}
	})
	return e, err
}

// decodeBare reads an answer without an envelope.
func decodeBare(d *jsonread.Decoder, data call.Data) (call.Envelope, error) {
	return call.Envelope{}, data.Decode(d)
}

// classifyPartner judges what was decoded; complete says that the result has what
// it must have. Where data is owed its presence says enough; elsewhere only
// success: true does.
func classifyPartner(e call.Envelope, data call.Data, complete bool) call.Verdict {
	succeeded := e.Success || !e.HasSuccess && !data.IsNothing()
	switch {
	case e.HasError:
		return call.APIError
	case !succeeded, !complete:
		return call.Malformed
	default:
		return call.Accepted
	}
}

// classifyApp looks at data and never at success, which says false of a miss; only where no data
// is owed does success say that there was none.
func classifyApp(e call.Envelope, data call.Data, complete bool) call.Verdict {
	switch {
	case e.NullData && (!e.Success || !data.IsNothing()):
		return call.NoMatch
	case data.IsNothing():
		return classifyPartner(e, data, complete)
	case complete:
		return call.Accepted
	case e.HasError:
		return call.APIError
	default:
		return call.Malformed
	}
}

// classifyBare judges an answer without an envelope.
func classifyBare(_ call.Envelope, _ call.Data, complete bool) call.Verdict {
	if !complete {
		return call.Malformed
	}
	return call.Accepted
}

// The error bodies. Each function fills in the code, message and fields that it finds, and
// reports whether the body has its API's own shape; any other body proves nothing but its status.

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

// denied reports whether an envelope says success: false, as gateways do not.
func denied(success Opt[bool]) bool {
	value, told := success.Get()
	return told && !value
}

// envelopedError is an error in the envelope that the Partner and the App API share.
type envelopedError[T any] struct {
	success Opt[bool]
	error   T
}

func (r *envelopedError[T]) read(body []byte, decode func(*jsonread.Decoder, *T) error) bool {
	return decodeLoosely(body, func(d *jsonread.Decoder) error {
		return d.Object(func(name []byte) error {
			switch string(name) {
			case "success":
				return decodeOpt(d, &r.success, (*jsonread.Decoder).Bool)
			case "error":
				return decode(d, &r.error)
			default:
				return d.Skip()
			}
		})
	})
}

type partnerError struct {
	code, message string
	fields        []call.FieldError
}

// parsePartnerError reads {"success":false,"error":{"code","message","details":{"errors":[{"path","message"}]}}}.
func parsePartnerError(text []byte, f *call.Failure) bool {
	var body envelopedError[partnerError]
	if !body.read(text, decodePartnerError) {
		return false
	}
	f.Code, f.Message, f.Fields = body.error.code, body.error.message, body.error.fields
	return denied(body.success) && f.Code != ""
}

func decodePartnerError(d *jsonread.Decoder, e *partnerError) error {
	*e = partnerError{}
	return d.Object(func(name []byte) error {
		switch string(name) {
		case "code":
			return d.String(&e.code)
		case "message":
			return d.String(&e.message)
		case "details":
			return decodePartnerDetails(d, &e.fields)
		default:
			return d.Skip()
		}
	})
}

func decodePartnerDetails(d *jsonread.Decoder, fields *[]call.FieldError) error {
	*fields = nil
	return d.Object(func(name []byte) error {
		if string(name) == "errors" {
			return jsonread.ReadList(d, fields, 1, decodePartnerField)
		}
		return d.Skip()
	})
}

func decodePartnerField(d *jsonread.Decoder, f *call.FieldError) error {
	*f = call.FieldError{}
	return d.Object(func(name []byte) error {
		switch string(name) {
		case "path":
			var path []string
			err := jsonread.ReadList(d, &path, 1, (*jsonread.Decoder).Words)
			f.Field = strings.Join(path, ".")
			return err
		case "message":
			return d.String(&f.Message)
		default:
			return d.Skip()
		}
	})
}

type appError struct {
	kind    string
	details []appDetail
}

type appDetail struct{ code, message, fieldName string }

// parseAppError reads {"success":false,"error":{"type","detail":{"code","message","field_name"}}},
// where detail is one object or a list of them.
func parseAppError(text []byte, f *call.Failure) bool {
	var body envelopedError[appError]
	if !body.read(text, decodeAppError) {
		return false
	}
	f.Code = body.error.kind
	for i, detail := range body.error.details {
		if i == 0 && detail.code != "" {
			f.Code = detail.code
		}
		if i == 0 {
			f.Message = detail.message
		}
		if detail.fieldName != "" {
			f.Fields = append(f.Fields, call.FieldError{Field: detail.fieldName, Message: detail.message})
		}
	}
	return denied(body.success) && f.Code != ""
}

func decodeAppError(d *jsonread.Decoder, e *appError) error {
	*e = appError{}
	return d.Object(func(name []byte) error {
		switch string(name) {
		case "type":
			return d.String(&e.kind)
		case "detail":
			return decodeAppDetails(d, &e.details)
		default:
			return d.Skip()
		}
	})
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
	return d.Object(func(name []byte) error {
		switch string(name) {
		case "code":
			return d.String(&detail.code)
		case "message":
			return d.String(&detail.message)
		case "field_name":
			return d.String(&detail.fieldName)
		default:
			return d.Skip()
		}
	})
}

type portalsError struct {
	statusCode         int
	message, requestID string
}

// parsePortalsError reads {"status_code","message","request_id"}.
func parsePortalsError(text []byte, f *call.Failure) bool {
	var body portalsError
	read := decodeLoosely(text, func(d *jsonread.Decoder) error { return decodePortalsError(d, &body) })
	if !read || body.statusCode != f.Status || body.message == "" {
		return false
	}
	f.Message = body.message
	if f.RequestID == "" {
		f.RequestID = body.requestID
	}
	return true
}

func decodePortalsError(d *jsonread.Decoder, e *portalsError) error {
	*e = portalsError{}
	return d.Object(func(name []byte) error {
		switch string(name) {
		case "status_code":
			return d.Int(&e.statusCode)
		case "message":
			return d.String(&e.message)
		case "request_id":
			return d.String(&e.requestID)
		default:
			return d.Skip()
		}
	})
}

type profileError struct {
	hasNumber bool
	message   string
}

// parseProfileError reads {"code","message"}: the message is the error's name, and
// the number alone says nothing.
func parseProfileError(text []byte, f *call.Failure) bool {
	var body profileError
	read := decodeLoosely(text, func(d *jsonread.Decoder) error { return decodeProfileError(d, &body) })
	if !read || !body.hasNumber || !isErrorName(body.message) {
		return false
	}
	f.Code, f.Message = strings.ToUpper(body.message), body.message
	return true
}

func decodeProfileError(d *jsonread.Decoder, e *profileError) error {
	*e = profileError{}
	return d.Object(func(name []byte) error {
		switch string(name) {
		case "code":
			e.hasNumber = d.Kind() == jsonread.KindNumber
			return d.Skip()
		case "message":
			return d.String(&e.message)
		default:
			return d.Skip()
		}
	})
}

func isErrorName(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		return !letter && r != '_' && (r < '0' || r > '9')
	})
}
