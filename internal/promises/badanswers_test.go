package promises_test

// Bad answers: whatever comes back, a call ends with a typed error that keeps the
// answer's status, and never with a panic or a user made of zeros.

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// badAnswer is one answer and the names its error must go by.
type badAnswer struct {
	name   string
	status int // 0 for the operation's own success
	header http.Header
	body   func(op askedOp) string
	cut    error
	is     []error // beside what a write's error always is
	isNot  []error
	not    string // API or operation to which the answer is not bad
	known  bool   // the API's own refusal: a write knows that it did not happen
	silent bool   // somebody else's words: without a code none of them is shown
}

func text(s string) func(askedOp) string { return func(askedOp) string { return s } }

var (
	malformedOnly = []error{partnerkit.ErrMalformedResponse}
	tooLargeOnly  = []error{partnerkit.ErrResponseTooLarge}
	documented    = []error{
		partnerkit.ErrUserAlreadyAssociated, partnerkit.ErrEmailInUse, partnerkit.ErrUserNotFound,
		partnerkit.ErrAssociationNotFound, partnerkit.ErrNoWallet, partnerkit.ErrUserExists, partnerkit.ErrSessionExpired, partnerkit.ErrRefreshTokenExpired,
	}
)

// unknownOutcome says whether a write cannot tell what became of it.
func (b *badAnswer) unknownOutcome(op askedOp, status int) bool {
	return op.write && !b.known && (status < 300 || status == http.StatusRequestTimeout || status >= 500)
}

// badRows counts the rows that ran, of all the tests of bad answers.
var badRows atomic.Int64

func (b *badAnswer) run(t *testing.T, op askedOp) {
	t.Parallel()
	badRows.Add(1)
	status := b.status
	if status == 0 {
		status = op.status
	}
	client := clientOver(t, answerText(status, b.header, b.body(op), b.cut))
	value, err := op.call(t.Context(), client)
	e := requireBadAnswer(t, op, value, err)
	assert.Equal(t, status, e.Status)
	assert.Equal(t, 1, e.Attempts)
	for _, kind := range b.is {
		assert.ErrorIs(t, err, kind)
	}
	for _, kind := range append(documented, b.isNot...) {
		if !slices.Contains(b.is, kind) {
			assert.NotErrorIs(t, err, kind)
		}
	}
	assert.Equal(t, b.unknownOutcome(op, status), errors.Is(err, partnerkit.ErrOutcomeUnknown), "outcome unknown: %v", err)
	if b.silent && e.Code == "" {
		assert.Empty(t, e.Message)
		assert.Empty(t, e.Fields)
	}
}

// requireBadAnswer asserts what every error about an answer has in common.
func requireBadAnswer(t testing.TB, op askedOp, value any, err error) *partnerkit.Error {
	t.Helper()
	require.Error(t, err)
	require.True(t, isNothing(value), "a value beside an error: %#v", value)
	e, ok := err.(*partnerkit.Error) //nolint:errorlint // a method's error is an *Error itself
	require.True(t, ok, "%T is no *Error", err)
	assert.Equal(t, op.name, e.Op)
	requirePrintable(t, e)
	assert.GreaterOrEqual(t, e.Attempts, 1)
	return e
}

// requirePrintable asserts the bounds of an error, and that it is one line which
// a terminal shows as it is.
func requirePrintable(t testing.TB, e *partnerkit.Error) {
	t.Helper()
	require.LessOrEqual(t, len(e.Message), 512)
	require.LessOrEqual(t, len(e.Code), 512)
	require.LessOrEqual(t, len(e.RequestID), 128)
	require.LessOrEqual(t, len(e.Body), 64<<10)
	require.LessOrEqual(t, len(e.Fields), 100)
	data, err := json.Marshal(e)
	require.NoError(t, err)
	require.NotContains(t, string(data), `"Body"`)
	line := e.Error()
	require.LessOrEqual(t, len(line), 4<<10)
	for _, text := range []string{line, e.Message, string(e.Code), e.RequestID, fmt.Sprintf("%+v", e)} {
		require.True(t, utf8.ValidString(text), "%q", text)
		for _, r := range text {
			require.True(t, strconv.IsPrint(r), "%q holds %U", text, r)
		}
	}
}

func runBadAnswers(t *testing.T, api string, rows []badAnswer) {
	for _, row := range rows {
		for _, op := range opsOf(api) {
			if strings.Contains(row.not, op.name) {
				continue
			}
			t.Run(row.name+"/"+op.name, func(t *testing.T) { row.run(t, op) })
		}
	}
}

// withMember is a whole success with one more member.
func withMember(name, value string) func(askedOp) string {
	return func(op askedOp) string {
		with := strings.Replace(op.good, "{", `{"`+name+`":"`+value+`",`, 1)
		return strings.Replace(with, ",}", "}", 1)
	}
}

// badBodies are bodies that no success has.
func badBodies() []badAnswer {
	const mayBeBare = "Notifications.List Notifications.MarkAllRead"
	half := func(op askedOp) string { return op.good[:len(op.good)-1] }
	after := func(more string) func(askedOp) string { return func(op askedOp) string { return op.good + more } }
	bodies := []badAnswer{
		{name: "html", body: text("<html><body>Welcome to the hotel's network</body></html>")},
		{name: "html with a JSON type", body: text("<!doctype html>"), header: http.Header{"Content-Type": {"application/json"}}},
		{name: "null", body: text("null"), not: "Notifications.MarkAllRead"},
		{name: "empty object", body: text("{}"), not: "Notifications.MarkAllRead"},
		{name: "success false and data null", body: text(`{"success":false,"data":null}`), not: "AppUsers.Get AppUsers.GetByEmail AppUsers.GetByExternalID Notifications.MarkAllRead"},
		{name: "nothing", body: text(""), not: mayBeBare},
		{name: "spaces", body: text(" \r\n\t "), not: mayBeBare},
		{name: "byte order mark", body: func(op askedOp) string { return "\ufeff" + op.good }},
		{name: "a byte order mark alone", body: text("\ufeff")},
		{name: "NUL", body: text("\x00")},
		{name: "invalid UTF-8", body: text("\xff\xfe")},
		{name: "text that is not UTF-8", body: withMember("more", "a\xffb")},
		{name: "a name that is not UTF-8", body: withMember("a\xffb", "more")},
		{name: "half of a pair in UTF-8", body: withMember("more", "a\xed\xa0\x80b")},
		{name: "half", body: half},
		{name: "cut by length", body: half, cut: io.ErrUnexpectedEOF},
		{name: "cut after the last brace", body: after(""), cut: io.ErrUnexpectedEOF},
		{name: "cut before the first byte", body: text(""), cut: io.ErrUnexpectedEOF},
		{name: "reset in the body", body: half, cut: errors.New("connection reset by peer\n\x1b[31m")},
		{name: "string", body: text(`"a"`)},
		{name: "number", body: text(`5`)},
		{name: "true", body: text(`true`)},
		{name: "list of numbers", body: text(`[1,2]`)},
		{name: "list of nulls", body: text(`[null]`)},
		{name: "list of lists", body: text(`[[]]`)},
		{name: "two values", body: after(`{"id":"u1"}`)},
		{name: "html after the value", body: after(`<html>`)},
		{name: "a brace too many", body: after(`}`)},
		{name: "a comma too many", body: text(`{"id":"u1",}`)},
		{name: "single quotes", body: text(`{'id':'u1'}`)},
		{name: "comment", body: text("{/* */}")},
		{name: "script prefix", body: func(op askedOp) string { return ")]}',\n" + op.good }},
		{name: "JSONP", body: func(op askedOp) string { return "callback(" + op.good + ")" }},
		{name: "NaN", body: text(`{"id":NaN}`)},
		{name: "10,001 lists", body: text(strings.Repeat("[", 10001) + strings.Repeat("]", 10001))},
		{name: "10,001 objects", body: text(strings.Repeat(`{"data":`, 10001) + "1" + strings.Repeat("}", 10001))},
		{name: "lists without an end", body: text(strings.Repeat("[", 1<<19))},
		{name: "gzip that nobody asked for", body: text("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"), header: http.Header{"Content-Encoding": {"gzip"}}},
		{name: "escape without an end", body: text(`{"id":"\u12`)},
		{name: "part", status: http.StatusPartialContent, body: after("")},
		{name: "no content where some is owed", status: http.StatusNoContent, body: text(""),
			not: mayBeBare + " Users.Disassociate"},
		{name: "no content with html", status: http.StatusNoContent, body: text("<html>")},
		{name: "status 299 with html", status: 299, body: text("<html>")},
		{name: "status 202 with nothing", status: http.StatusAccepted, body: text(""), not: mayBeBare},
	}
	for i := range bodies {
		bodies[i].is = malformedOnly
	}
	return bodies
}

func TestBadBodiesOfASuccess(t *testing.T) {
	t.Parallel()
	runBadAnswers(t, "", badBodies())
}

func TestBadStatuses(t *testing.T) {
	t.Parallel()
	classes := map[int][]error{
		400: {partnerkit.ErrBadRequest}, 401: {partnerkit.ErrUnauthorized}, 402: {partnerkit.ErrBadRequest},
		403: {partnerkit.ErrForbidden}, 404: {partnerkit.ErrNotFound}, 405: {partnerkit.ErrBadRequest}, 407: {partnerkit.ErrBadRequest},
		409: {partnerkit.ErrConflict}, 413: {partnerkit.ErrBadRequest}, 418: {partnerkit.ErrBadRequest}, 421: {partnerkit.ErrBadRequest},
		429: {partnerkit.ErrRateLimited}, 451: {partnerkit.ErrBadRequest}, 500: {partnerkit.ErrServer}, 502: {partnerkit.ErrServer},
		599: {partnerkit.ErrServer}, 600: {partnerkit.ErrServer}, 999: {partnerkit.ErrServer},
		99: nil, 101: nil, 199: nil, 300: nil, 302: nil, 304: nil, 307: nil, 399: nil, 408: nil,
	}
	tried := []int{302, 401, 404, 409, 500} // with every body; the others with three
	var rows []badAnswer
	for status, is := range classes {
		for name, body := range map[string]func(askedOp) string{
			"html":            text("<html>proxy</html>"),
			"nothing":         text(""),
			"a success":       func(op askedOp) string { return op.good },
			"another API's":   text(`{"error":"invalid_grant"}`),
			"a list":          text(`[{"error":{}}]`),
			"a null error":    text(`{"success":false,"error":null}`),
			"a string error":  text(`{"error":"x\n\u001b[2J"}`),
			"cut":             text(`{"success":false,"error":{"code":"CONF`),
			"too many braces": text(`{"code":10003,"message":"session_token_expired"}}`),
		} {
			if !slices.Contains(tried, status) && !slices.Contains([]string{"html", "a success", "cut"}, name) {
				continue
			}
			rows = append(rows, badAnswer{
				name: fmt.Sprintf("%d %s", status, name), status: status, is: is, body: body,
				isNot: []error{partnerkit.ErrMalformedResponse, partnerkit.ErrResponseTooLarge},
			})
		}
	}
	runBadAnswers(t, "", rows)
}

func TestForeignAnswers(t *testing.T) {
	t.Parallel()
	for _, op := range askedOps {
		if op.foreign == "" {
			continue
		}
		row := badAnswer{name: "another's", body: func(op askedOp) string { return op.foreign }, is: malformedOnly}
		t.Run(op.name, func(t *testing.T) { row.run(t, op) })
	}
}

func TestAnswersThatAreTooLarge(t *testing.T) {
	t.Parallel()
	for _, op := range askedOps {
		size := 1<<20 + 1
		if op.list {
			size = 16<<20 + 1
		}
		blank := strings.Repeat(" ", size-len(op.good))
		for _, row := range []badAnswer{
			{name: "a byte over", body: func(op askedOp) string { return op.good + blank }, is: tooLargeOnly},
			{name: "a refusal", status: 500, body: text(blank + op.good), is: []error{partnerkit.ErrResponseTooLarge, partnerkit.ErrServer}},
		} {
			t.Run(op.name+"/"+row.name, func(t *testing.T) { row.run(t, op) })
			if op.list && op.name != "PortalUsers.List" {
				break // 16 MiB each: one list has them all
			}
		}
		if op.list && op.name != "PortalUsers.List" {
			continue
		}
		t.Run(op.name+"/just fits", func(t *testing.T) {
			t.Parallel()
			_, err := op.call(t.Context(), clientOver(t, answerText(op.status, nil, op.good+blank[1:], nil)))
			require.NoError(t, err)
		})
	}
}

// TestASourceThatCannotBeReached: what fails before a send was not sent, whatever
// its error looks like, and its URL is nobody's business.
func TestASourceThatCannotBeReached(t *testing.T) {
	t.Parallel()
	unreachable := &url.Error{Op: "Get", URL: "https://vault.invalid/secret?token=x", Err: io.ErrUnexpectedEOF}
	client := clientOver(t, nil, partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 5, MinWait: 1}),
		partnerkit.WithSession(source(func(context.Context, string, partnerkit.RefreshFunc) (string, error) { return "", unreachable })))
	for _, op := range opsOf(profileAPI) {
		_, err := op.call(t.Context(), client)
		require.ErrorIs(t, err, io.ErrUnexpectedEOF)
		assert.NotErrorIs(t, err, partnerkit.ErrOutcomeUnknown)
		assert.Zero(t, asError(err).Attempts)
		assert.NotContains(t, err.Error(), "vault.invalid")
	}
}
