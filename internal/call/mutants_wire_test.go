package call

// What mutants of the wire's side left standing.

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A connection may turn out to be of no use before the headers go out: the next one is no replay.
func TestAnotherConnectionBeforeTheHeaders(t *testing.T) {
	t.Parallel()
	playTraces(t, map[string]traceRow{
		"and then it fails": {events: []event{getConn, got(overHTTP2), getConn, got(otherHTTP2)}, err: errReset, fate: fateNotProcessed},
		"and then it is answered": {
			events:   []event{getConn, got(overHTTP2), getConn, got(otherHTTP2), wroteHeaders, firstByte},
			response: &http.Response{StatusCode: 404}, fate: fateRefused,
		},
	})
}

func TestASendUnderWayIsInDoubt(t *testing.T) {
	t.Parallel()
	sent, release := make(chan struct{}), make(chan struct{})
	p := newMiddlewareState(t, &writeText, roundTrip(func(*http.Request) (*http.Response, error) {
		close(sent)
		<-release
		return &http.Response{StatusCode: 404}, nil
	}))
	over := make(chan error)
	go func() {
		_, err := wireTransport{}.RoundTrip(requestOf(t.Context(), p)) //nolint:bodyclose // there is none
		over <- err
	}()
	<-sent
	became, answered := p.fate()
	assert.Equal(t, fateUnknown, became)
	assert.False(t, answered)
	assert.True(t, p.inDoubt(404))
	close(release)
	require.NoError(t, <-over)
	assert.False(t, p.inDoubt(404))
}

func TestAnAttemptInDoubt(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		sends   []int // statuses, 0 for a lost one
		status  int   // of the response that came out of the middleware
		inDoubt bool
	}{
		"nothing sent":                         {nil, 404, false},
		"refused":                              {[]int{404}, 404, false},
		"refused, and told as another refusal": {[]int{404}, 409, false},
		"failed":                               {[]int{503}, 503, false},
		"failed, and told as a refusal":        {[]int{503}, 404, true},
		"lost, and told as a refusal":          {[]int{0}, 404, true},
		"failed, then refused":                 {[]int{503, 404}, 404, true},
		"refused, then failed":                 {[]int{404, 503}, 503, true},
		"refused twice":                        {[]int{404, 404}, 404, false},
	} {
		n := 0
		p := newMiddlewareState(t, &writeText, roundTrip(func(*http.Request) (*http.Response, error) {
			n++
			if status := row.sends[n-1]; status != 0 {
				return &http.Response{StatusCode: status}, nil
			}
			return nil, errReset
		}))
		for range row.sends {
			_, _ = wireTransport{}.RoundTrip(requestOf(t.Context(), p)) //nolint:bodyclose // there is none
		}
		assert.Equal(t, row.inDoubt, p.inDoubt(row.status), name)
	}
}

func TestCopiesOfManyLayersShareNoPlace(t *testing.T) {
	t.Parallel()
	var way []string
	built := 0
	add := func(l Layers, name string) Layers {
		more, err := l.With([]func(http.RoundTripper) http.RoundTripper{named(name, &way, &built)})
		require.NoError(t, err)
		return more
	}
	var trunk Layers
	for _, name := range []string{"a", "b", "c", "d", "e"} { // an append leaves room behind the third and the fifth
		trunk = add(trunk, name)
		first, second := add(trunk, "first"), add(trunk, "second")
		for last, layers := range map[string]Layers{"first": first, "second": second} {
			p := newMiddlewareState(t, &readText, roundTrip(func(*http.Request) (*http.Response, error) { return nil, errReset }))
			p.request.api.Pipeline.Layers = layers
			way = nil
			_, err := nextLayer{}.RoundTrip(requestOf(t.Context(), p)) //nolint:bodyclose // there is none
			require.ErrorIs(t, err, errReset)
			assert.Equal(t, last, way[len(way)-1], strings.Join(way, " "))
		}
	}
}

// quietly wraps an error in words of its own.
type quietly struct{ error }

func (quietly) Error() string   { return "the audit failed" }
func (q quietly) Unwrap() error { return q.error }

func TestAnErrorInOtherWordsLeadsToNoURL(t *testing.T) {
	t.Parallel()
	words, cause := fullRedaction().cause(quietly{&url.Error{Op: "Get", URL: "https://api.example/v1/users/ada", Err: errReset}})
	assert.Equal(t, "the audit failed", words)
	require.ErrorIs(t, cause, errReset)
	var loud *url.Error
	require.NotErrorAs(t, cause, &loud)
	for unwrapped := cause; unwrapped != nil; unwrapped = errors.Unwrap(unwrapped) {
		assert.NotContains(t, unwrapped.Error(), "ada")
	}
}
