package call

// What may be said of others' words: URLs in errors, however deep, and every secret of a call.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// fullRedaction is that of a call with a secret of each kind.
func fullRedaction() *redaction {
	return &redaction{
		bodySecrets: []string{"pw_fake_password_0123"}, api: &API{Spec: &spec, Credential: key(testKey)},
		token: func() string { return "st_fake_token_0123456789" }, earlier: []func() string{func() string { return "st_fake_refused_0123456789" }},
	}
}

func TestEverySecretOfACallIsTakenOut(t *testing.T) {
	t.Parallel()
	said := "pw_fake_password_0123 " + testKey + " st_fake_token_0123456789 st_fake_refused_0123456789"
	const hidden = "[redacted] [redacted] [redacted] [redacted]"
	r := fullRedaction()
	assert.Equal(t, hidden, r.text(said, MaxText))
	assert.Equal(t, hidden, string(r.body([]byte(said))))
	words, cause := r.cause(errors.New(said))
	assert.Equal(t, hidden, words)
	assert.Equal(t, said, cause.Error(), "a caller who unwraps an error gets it whole")
	none := &redaction{}
	assert.Equal(t, "words", none.text("words", MaxText), "a call without a secret")
}

// wrapping is an error of many, as errors.Join and fmt.Errorf make them.
type wrapping []error

func (w wrapping) Error() string   { return errors.Join(w...).Error() }
func (w wrapping) Unwrap() []error { return w }

func TestURLsInErrors(t *testing.T) {
	t.Parallel()
	const address = "https://ada:secret@api.example/v1/users/email/ada@example.com?q=ada"
	urlErr := func(err error) error { return &url.Error{Op: "Get", URL: address, Err: err} }
	for name, row := range map[string]struct {
		err   error
		words string
	}{
		"none":                  {errReset, errReset.Error()},
		"net/http's":            {urlErr(errReset), errReset.Error()},
		"one in another":        {urlErr(urlErr(errReset)), errReset.Error()},
		"around nothing":        {fmt.Errorf("audit failed%w", urlErr(nil)), "audit failed"},
		"wrapped":               {fmt.Errorf("audit: %w", urlErr(errReset)), "audit: " + errReset.Error()},
		"one of several":        {fmt.Errorf("%w: %w", errors.New("audit"), urlErr(errReset)), "audit: " + errReset.Error()},
		"in a list":             {wrapping{errors.New("a"), urlErr(errReset), nil}, "a\n" + errReset.Error()},
		"around a list":         {urlErr(wrapping{urlErr(io.EOF), io.ErrNoProgress}), io.EOF.Error() + "\n" + io.ErrNoProgress.Error()},
		"in words alone":        {errors.New("GET " + address + " failed"), "GET https://api.example failed"},
		"at a sentence's end":   {errors.New("see " + address + "."), "see https://api.example."},
		"in brackets and words": {errors.New(`("` + address + `")`), `("https://api.example")`},
		"with user info alone":  {errors.New("https://ada:secret@api.example"), "https://api.example"},
		"without a host":        {errors.New("file:///home/ada"), "[URL]"},
		"that is none":          {errors.New("https://%zz/x, tried"), "[URL], tried"},
		"with an apostrophe":    {errors.New("see https://api.example/o'brien@example.com?q=o'%41 now"), "see https://api.example now"},
		"between apostrophes":   {errors.New("'https://api.example/ada', 'https://b.example/x'"), "'https://api.example', 'https://b.example'"},
		"two of them":           {errors.New("http://a.example/x http://b.example/y"), "http://a.example http://b.example"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			words, cause := fullRedaction().cause(row.err)
			assert.Equal(t, row.words, words)
			assert.Equal(t, words, cause.Error())
			assert.NotContains(t, fmt.Sprintf("%v %+v %s", cause, cause, cause), "ada")
			for unwrapped := cause; unwrapped != nil; unwrapped = errors.Unwrap(unwrapped) {
				assert.NotContains(t, unwrapped.Error(), "ada")
			}
		})
	}
}

// What stands for an error with a URL is still that error, but for the one that prints the URL.
func TestAQuietErrorIsWhatItStandsFor(t *testing.T) {
	t.Parallel()
	sentinel := errors.New("audit: refused")
	inner := &url.Error{Op: "Get", URL: "https://api.example/ada", Err: &net.OpError{Op: "dial", Err: context.DeadlineExceeded}}
	_, cause := fullRedaction().cause(fmt.Errorf("%w: %w", sentinel, inner))
	require.ErrorIs(t, cause, sentinel)
	require.ErrorIs(t, cause, context.DeadlineExceeded)
	require.NotErrorIs(t, cause, io.EOF)
	var dial *net.OpError
	require.ErrorAs(t, cause, &dial)
	assert.Equal(t, "dial", dial.Op)
	var loud *url.Error
	require.NotErrorAs(t, cause, &loud, "it prints the URL")
	var timeout net.Error
	require.ErrorAs(t, cause, &timeout)
	assert.True(t, timeout.Timeout(), "a timeout stays one")
	assert.NotContains(t, timeout.Error(), "ada", "what is found prints no URL")
	_, plain := fullRedaction().cause(&url.Error{Op: "Get", URL: "https://api.example/ada", Err: errors.New("refused")})
	timeout = nil
	require.NotErrorAs(t, plain, &timeout)
	assert.Nil(t, timeout, "nothing is left of what was not found")
}

func TestHowMuchIsKept(t *testing.T) {
	t.Parallel()
	r := fullRedaction()
	assert.Len(t, r.text(strings.Repeat("x", 1000), MaxText), MaxText)
	assert.Equal(t, `a\nb`, r.text("a\nb", MaxText), "harmless to a terminal")
	for _, length := range []int{maxErrorBody - 1, maxErrorBody, maxErrorBody + 1} {
		body := []byte(strings.Repeat("x", length))
		kept := r.body(body)
		assert.Len(t, kept, min(length, maxErrorBody))
		kept[0] = 'y'
		assert.Equal(t, byte('x'), body[0], "a copy: the body's buffer goes to the next call")
	}
}
