package call

// What a call fails with: its cases, kinds and reasons, each once, and texts that a terminal shows.

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPrintable(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                    "",
		"plain words":         "plain words",
		"über 名前":             "über 名前",
		"a\nb\tc":             `a\nb\tc`,
		"\x1b[31m":            `\x1b[31m`,
		"a\u202eb":            `a\u202eb`,
		"a\x00b\x7f":          `a\x00b\x7f`,
		`a\nb`:                `a\nb`,
		"no UTF-8 \xff\xfe":   "no UTF-8 ",
		"12345678901234567":   "1234567890123456",
		"1234567890123456":    "1234567890123456",
		"123456789012345é":    "123456789012345",
		"12345678901234\nxyz": `12345678901234\n`,
		"123456789012345\nx":  "123456789012345",
	} {
		got := Printable(text, 16)
		assert.Equal(t, want, got, "%q", text)
		assert.Equal(t, got, Printable(got, 16), "what it made it leaves alone")
	}
}

func TestAFailureGathers(t *testing.T) {
	t.Parallel()
	missing := errors.New("no such text")
	f := &Failure{FromAPI: true}
	f.AddCase(nil)
	f.AddCase(missing)
	f.AddCase(missing)
	assert.Equal(t, []error{missing}, f.Cases)
	assert.True(t, f.IsCase(missing))
	f.FromAPI = false
	assert.False(t, f.IsCase(missing), "what the API did not say is no case")
	assert.False(t, (*Failure)(nil).IsCase(missing))

	f.addKindAndReason(OutcomeUnknown).addKindAndReason(MalformedResponse)
	assert.Equal(t, []Kind{OutcomeUnknown, MalformedResponse}, f.Kinds)
	assert.Equal(t, []string{"outcome unknown", "malformed response"}, f.Reasons)

	f.withCause("the end", io.EOF).withCause("a\nb"+strings.Repeat("x", MaxText), errReset)
	require.ErrorIs(t, f.Cause, io.EOF)
	require.ErrorIs(t, f.Cause, errReset)
	assert.Equal(t, "the end", f.Reasons[2])
	assert.True(t, strings.HasPrefix(f.Reasons[3], "a; bx"), f.Reasons[3])
	assert.Len(t, f.Reasons[3], MaxText)
}

func TestABadArgumentSaysOfWhichKind(t *testing.T) {
	t.Parallel()
	for err, kinds := range map[error][]Kind{
		argErr("the context is nil"):                {InvalidArgument},
		fmt.Errorf("%w: use WithKey", NoCredential): {NoCredential},
		fmt.Errorf("%w: use WithURL", NoBaseURL):    {NoBaseURL},
		errReset:                                    nil,
	} {
		f := BadArgument(&readText, err, err.Error())
		assert.Equal(t, kinds, f.Kinds)
		assert.Equal(t, err, f.Cause)
		assert.Equal(t, []string{err.Error()}, f.Reasons)
	}
	f := BadPages(&readText, &Report{Status: 200, RequestID: "a key", Attempts: 2, shownRequestID: func() string { return "req_1" }}, errReset)
	assert.Equal(t, []any{200, "req_1", 2, false, false}, []any{f.Status, f.RequestID, f.Attempts, f.Retryable, f.FromAPI})
	assert.Equal(t, "200; malformed response; "+errReset.Error(), f.Summary())
	assert.Equal(t, []Kind{MalformedResponse}, f.Kinds)
	assert.Equal(t, errReset, f.Cause)
}
