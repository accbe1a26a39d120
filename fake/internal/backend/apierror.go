package backend

// Errors of the APIs: what a handler answers in place of a success, and the table of an API that gives an error its code, its words
// and the shape of its body.

import (
	"cmp"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/partnerkit/partnerkit-go/fake/internal/strictjson"
)

// apiError is an error before it has its API's shape. Everything but the status may be left out.
type apiError struct {
	status    int
	code      string                  // of the API's table; "" for the usual one of the status
	message   string                  // in place of the table's text
	fields    []strictjson.FieldError // what was wrong with the request, place by place
	header    http.Header
	logReason string // the reason that the log has, where fields and message do not say it
}

// The errors that several APIs share, in their usual words.
var (
	unauthorized = &apiError{status: http.StatusUnauthorized}
	forbidden    = &apiError{status: http.StatusForbidden}
	notFound     = &apiError{status: http.StatusNotFound}
)

// badRequest is a 400 that says what is wrong at each place.
func badRequest(errs ...strictjson.FieldError) *apiError {
	return &apiError{status: http.StatusBadRequest, fields: errs}
}

// badField is a 400 about one member or parameter.
func badField(name, message string) *apiError {
	return badRequest(strictjson.FieldError{Path: []string{name}, Message: message})
}

// reason is all that was wrong with the request, in a sentence.
func (e *apiError) reason() string {
	sentences := make([]string, 0, len(e.fields))
	for _, field := range e.fields {
		sentences = append(sentences, field.String())
	}
	return strings.Join(sentences, "; ")
}

// reasonHeader carries the reason, also where the API's error body has no room for it.
const reasonHeader = "X-Fake-Reason"

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
	// render gives the body of an error in the API's shape.
	render func(row errorRow, e *apiError, requestID string) any
	body   reflect.Type // of what render gives
}

// documents reports whether a status is one of the table's.
func (t *errorTable) documents(status int) bool {
	return slices.ContainsFunc(t.rows, func(row errorRow) bool { return row.status == status })
}

// title is an error in a word or a few: what tells it from others of its status.
func (t *errorTable) title(e *apiError) string {
	row := t.find(e)
	return cmp.Or(e.message, row.text, row.code, statusText(row.status))
}

// find gives what the table says about an error: by its code, in either case, else by its status.
func (t *errorTable) find(e *apiError) errorRow {
	for _, row := range t.rows {
		if e.code != "" && strings.EqualFold(row.code, e.code) || e.code == "" && row.status == e.status {
			row.status = cmp.Or(e.status, row.status)
			return row
		}
	}
	row := t.derive(e.status)
	row.status = cmp.Or(e.status, http.StatusInternalServerError)
	row.code = cmp.Or(e.code, row.code)
	return row
}

// response gives an error its API's shape.
func (t *errorTable) response(e *apiError, requestID string) Response {
	row := t.find(e)
	row.text = cmp.Or(e.message, row.text, statusText(row.status))
	res := Response{Status: row.status, Header: e.header, Body: strictjson.Encode(t.render(row, e, requestID))}
	reason := e.reason()
	if row.status == http.StatusBadRequest {
		reason = cmp.Or(reason, e.message)
	}
	if reason != "" {
		res.setHeader(reasonHeader, reason)
	}
	res.Reason = cmp.Or(e.logReason, reason, row.text)
	return res
}

// snakeStatus is a status text as a code: service_unavailable.
func snakeStatus(status int) string {
	text := strings.NewReplacer("'", "", "-", " ").Replace(statusText(status))
	return strings.ReplaceAll(strings.ToLower(text), " ", "_")
}

func statusText(status int) string { return cmp.Or(http.StatusText(status), "Unknown status") }
