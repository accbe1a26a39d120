package call

// What the end of an attempt means, for an endpoint that may be asked again and for one that may not.

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/internal/jsonread"
)

// newAttemptResult is an attempt of an endpoint that was answered.
func newAttemptResult(t *testing.T, endpoint *Endpoint, r *response) *attemptResult {
	t.Helper()
	r.header = http.Header{}
	return &attemptResult{
		request: &prepared{endpoint: endpoint, api: newAPI(t, nil)}, response: r, redaction: fullRedaction(), attempts: 1,
		target: &typedTarget[string]{decode: (*jsonread.Decoder).String}, fate: fateUnknown, gotResponse: true,
	}
}

func TestWhatAStatusMeans(t *testing.T) {
	t.Parallel()
	for status, row := range map[int]struct{ read, write outcome }{
		302: {final, final}, 304: {final, final}, 400: {final, final}, 404: {final, final}, 429: {notProcessed, notProcessed},
		100: {final, unknown}, 408: {unknown, unknown}, 500: {unknown, unknown}, 501: {final, unknown}, 502: {unknown, unknown},
		503: {unknown, unknown}, 504: {unknown, unknown}, 505: {final, unknown}, 599: {final, unknown}, 999: {final, unknown},
	} {
		for endpoint, want := range map[*Endpoint]outcome{&readText: row.read, &writeText: row.write} {
			f, o := newAttemptResult(t, endpoint, &response{status: status, body: []byte(`{"code":"A"}`)}).interpret(nil)
			assert.Equal(t, want, o, "%d of %s", status, endpoint.Name)
			require.NotNil(t, f)
			assert.Equal(t, status, f.Status)
			assert.True(t, f.FromAPI)
			assert.Equal(t, "A", f.Code)
			assert.Equal(t, status == 302, errors.Is(f.Cause, errRedirect), status)
		}
	}
}

// An error in the place of a response means what became of the request.
func TestWhatATransportsErrorMeans(t *testing.T) {
	t.Parallel()
	for became, want := range map[fate]outcome{
		fateNotReached: final, fateNotProcessed: notProcessed, fateTLSRefused: final, fateRefused: final, fateUnknown: unknown,
	} {
		a := newAttemptResult(t, &writeText, &response{})
		a.fate = became
		f, o := a.interpret(errReset)
		assert.Equal(t, want, o, "fate %d", became)
		assert.Equal(t, errReset, f.Cause)
		assert.Zero(t, f.Status)
	}
}

// What middleware answers by itself was not sent; what it answers in the place of a response that
// never came proves nothing of a write.
func TestWhatMiddlewaresAnswerMeans(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		endpoint *Endpoint
		fate     fate
		inDoubt  bool
		want     outcome
	}{
		"nothing sent, a read":   {&readText, fateNotReached, false, final},
		"nothing sent, a write":  {&writeText, fateNotReached, false, final},
		"nothing came, a read":   {&readText, fateUnknown, true, notProcessed},
		"nothing came, a write":  {&writeText, fateUnknown, true, unknown},
		"answered, a write":      {&writeText, fateUnknown, false, notProcessed},
		"refused, then replaced": {&writeText, fateRefused, false, notProcessed},
	} {
		a := newAttemptResult(t, row.endpoint, &response{status: 429})
		a.fate, a.inDoubt = row.fate, row.inDoubt
		_, o := a.interpret(nil)
		assert.Equal(t, row.want, o, name)
	}
}

func TestWhatASuccessMeans(t *testing.T) {
	t.Parallel()
	bare := readText
	bare.AllowEmpty = true
	for name, row := range map[string]struct {
		endpoint *Endpoint
		response response
		kind     Kind // "" for a success
		outcome  outcome
	}{
		"whole":                     {&readText, response{status: 200, body: []byte(`"text"`)}, "", final},
		"empty, of a read":          {&readText, response{status: 200}, MalformedResponse, final},
		"empty, of a write":         {&writeText, response{status: 200}, MalformedResponse, unknown},
		"empty, where that may be":  {&bare, response{status: 200, body: []byte(" \n")}, "", final},
		"no JSON":                   {&readText, response{status: 200, body: []byte(`<html>`)}, MalformedResponse, final},
		"no UTF-8":                  {&writeText, response{status: 200, body: []byte("\"\xff\"")}, MalformedResponse, unknown},
		"another type":              {&readText, response{status: 200, body: []byte(`5`)}, MalformedResponse, final},
		"a part":                    {&writeText, response{status: 206, body: []byte(`"text"`)}, MalformedResponse, unknown},
		"too large, of a read":      {&readText, response{status: 200, tooLarge: true}, ResponseTooLarge, final},
		"too large, of a write":     {&writeText, response{status: 200, tooLarge: true}, ResponseTooLarge, unknown},
		"broken off, of a read":     {&readText, response{status: 200, bodyErr: errReset}, MalformedResponse, unknown},
		"broken off, of a write":    {&writeText, response{status: 200, bodyErr: errReset}, MalformedResponse, unknown},
		"of somebody else":          {&readText, response{status: 200, body: []byte(`"other"`)}, MalformedResponse, final},
		"of somebody else, a write": {&writeText, response{status: 200, body: []byte(`"other"`)}, MalformedResponse, unknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAttemptResult(t, row.endpoint, &row.response)
			place := &typedTarget[string]{
				value: "before", wantID: "text", decode: (*jsonread.Decoder).String,
				validator: func(got *string, want string) error {
					if *got != want {
						return fmt.Errorf("it is %q", *got)
					}
					return nil
				},
			}
			a.target = place
			f, o := a.interpret(nil)
			assert.Equal(t, row.outcome, o)
			if row.kind == "" {
				require.Nil(t, f)
				assert.NotEqual(t, "before", place.value, "a target is emptied before it is read to")
				return
			}
			require.NotNil(t, f)
			assert.Equal(t, []Kind{row.kind}, f.Kinds)
			assert.False(t, f.FromAPI)
		})
	}
}

// Nothing of a response that holds a credential is kept.
func TestASensitiveResponseIsNotKept(t *testing.T) {
	t.Parallel()
	endpoint := writeText
	endpoint.Sensitive = true
	f, _ := newAttemptResult(t, &endpoint, &response{status: 200, body: []byte(`{"token":"st_fake_unheard_of"`)}).interpret(nil)
	assert.Empty(t, f.Body)
	assert.NotContains(t, fmt.Sprint(f.Reasons, f.Cause), "st_fake_unheard_of")
}

func TestARedirectNamesItsHostAlone(t *testing.T) {
	t.Parallel()
	for location, want := range map[string]string{
		"": "", "/path": "", "https://ada@sink.example:8443/path?q=1": " (to sink.example:8443)", "//sink.example/x": " (to sink.example)", "https://%zz/": "",
	} {
		assert.Equal(t, want, redirectHost(http.Header{"Location": {location}}), location)
	}
}
