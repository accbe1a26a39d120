package fake

// Errors: one table for each API of code, status and text, and the shape that its error bodies have. A handler says what it
// refuses; the table gives the words, the shape the body.

import (
	"cmp"
	"net/http"
	"strings"
)

// refusal is an error answer before it has its owner's shape. Everything but the status may be left out.
type refusal struct {
	status  int
	code    string       // of the owner's table; "" for the usual one of the status
	message string       // in place of the table's text
	fields  []fieldError // what was wrong with the request, place by place
	header  http.Header
}

// The refusals that several APIs share, in their usual words.
var (
	unauthorized = &refusal{status: http.StatusUnauthorized}
	notFound     = &refusal{status: http.StatusNotFound}
)

// errorRow is one documented error of an API.
type errorRow struct {
	status int
	code   string
	text   string
	kind   string // the App API's type
	number int    // the Profile API's code
}

// errorTable lists an API's errors; the first of a status is its usual one.
type errorTable struct {
	rows []errorRow
	// derive names an error that the API does not document, such as an injected 503.
	derive func(status int) errorRow
	// render writes the body of an error in the API's shape.
	render func(row errorRow, r *refusal, requestID string) any
}

var partnerErrors = errorTable{
	rows: []errorRow{
		{status: 400, code: "VALIDATION_ERROR", text: "Invalid request data"},
		{status: 401, code: "UNAUTHORIZED", text: "Authentication failed"},
		{status: 403, code: "FORBIDDEN", text: "Permission denied"},
		{status: 404, code: "RESOURCE_NOT_FOUND", text: "Resource not found"},
		{status: 405, code: "METHOD_NOT_ALLOWED", text: "Method not allowed"},
		{status: 409, code: "CONFLICT", text: "Conflict"},
		{status: 415, code: "UNSUPPORTED_MEDIA_TYPE", text: "Unsupported media type"},
		{status: 429, code: "RATE_LIMITED", text: "Rate limit exceeded"},
		{status: 500, code: "INTERNAL_ERROR", text: "Server error"},
	},
	derive: func(status int) errorRow { return errorRow{code: strings.ToUpper(snake(status))} },
	render: partnerErrorBody,
}

var appErrors = errorTable{
	rows: []errorRow{
		{status: 400, kind: "validation_error", code: "required", text: "This field is required."},
		{status: 400, kind: "validation_error", code: "invalid", text: "Enter a valid value."},
		{status: 401, kind: "client_error", code: "not_authenticated", text: "Authentication credentials were not provided."},
		{status: 401, kind: "client_error", code: "authentication_failed", text: "Incorrect authentication credentials."},
		{status: 404, kind: "client_error", code: "not_found", text: "Not found."},
		{status: 405, kind: "client_error", code: "method_not_allowed", text: "Method not allowed."},
		{status: 415, kind: "client_error", code: "unsupported_media_type", text: "Unsupported media type."},
		{status: 429, kind: "client_error", code: "throttled", text: "Request was throttled."},
		{status: 500, kind: "server_error", code: "error", text: "A server error occurred."},
	},
	derive: func(status int) errorRow {
		kind := "client_error"
		if status >= 500 {
			kind = "server_error"
		}
		return errorRow{kind: kind, code: snake(status)}
	},
	render: appErrorBody,
}

var portalErrors = errorTable{
	derive: func(int) errorRow { return errorRow{} },
	render: portalErrorBody,
}

var profileErrors = errorTable{
	rows: []errorRow{
		{status: 400, number: 10002, code: "generic_client_error"},
		{status: 401, number: 10003, code: "generic_unauthorized"},
		{status: 401, number: 10004, code: "session_token_expired"},
		{status: 401, number: 10005, code: "refresh_token_expired"},
		{status: 404, number: 10006, code: "generic_not_found"},
		{status: 405, number: 10007, code: "method_not_allowed"},
		{status: 415, number: 10008, code: "unsupported_media_type"},
		{status: 429, number: 10009, code: "too_many_requests"},
		{status: 500, number: 10001, code: "internal_server_error"},
	},
	derive: func(status int) errorRow {
		return errorRow{number: 10000, code: snake(status)}
	},
	render: profileErrorBody,
}

// snake is a status text as a code: service_unavailable.
func snake(status int) string {
	text := strings.NewReplacer("'", "", "-", " ").Replace(statusText(status))
	return strings.ReplaceAll(strings.ToLower(text), " ", "_")
}

func statusText(status int) string { return cmp.Or(http.StatusText(status), "Unknown status") }

// row finds what the table says of a refusal: by its code, in either case, else by its status.
func (t *errorTable) row(r *refusal) errorRow {
	for _, row := range t.rows {
		if r.code != "" && strings.EqualFold(row.code, r.code) || r.code == "" && row.status == r.status {
			row.status = cmp.Or(r.status, row.status)
			return row
		}
	}
	row := t.derive(r.status)
	row.status = cmp.Or(r.status, http.StatusInternalServerError)
	row.code = cmp.Or(r.code, row.code)
	return row
}

// answer gives a refusal its owner's shape.
func (t *errorTable) answer(r *refusal, requestID string) answer {
	row := t.row(r)
	row.text = cmp.Or(r.message, row.text, statusText(row.status))
	a := answer{status: row.status, header: r.header, body: encode(t.render(row, r, requestID))}
	if reason := r.reason(); reason != "" {
		a.setHeader(reasonHeader, reason)
	}
	return a
}

// reasonHeader says what was wrong with a request in a sentence, also where the owner's error body has no room for it.
const reasonHeader = "X-Fake-Reason"

func (r *refusal) reason() string {
	sentences := make([]string, 0, len(r.fields))
	for _, field := range r.fields {
		sentences = append(sentences, field.String())
	}
	return strings.Join(sentences, "; ")
}

// invalid is a 400 that says what is wrong at each place.
func invalid(errs ...fieldError) *refusal {
	return &refusal{status: http.StatusBadRequest, fields: errs}
}

// wrong is a 400 about one member or parameter.
func wrong(name, message string) *refusal { return invalid(fieldError{[]string{name}, message}) }
