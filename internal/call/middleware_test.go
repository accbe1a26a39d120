package call

// The layers of middleware: who is outermost, what a copy adds, and how a request finds its way.

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// named is middleware that writes its name down, and counts how often it is built.
func named(name string, way *[]string, built *int) func(http.RoundTripper) http.RoundTripper {
	return func(next http.RoundTripper) http.RoundTripper {
		*built++
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			*way = append(*way, name)
			return next.RoundTrip(r)
		})
	}
}

func TestLayersAreBuiltOnceAndFromTheOutside(t *testing.T) {
	t.Parallel()
	var (
		way   []string
		built int
	)
	add := func(l Layers, names ...string) Layers {
		var middleware []func(http.RoundTripper) http.RoundTripper
		for _, name := range names {
			middleware = append(middleware, named(name, &way, &built))
		}
		more, err := l.With(middleware)
		require.NoError(t, err)
		return more
	}
	var none Layers
	first := add(none, "a", "b")
	second := add(first, "c")
	third := add(second, "d", "e")
	sibling := add(second, "f")
	for want, layers := range map[string]Layers{"": none, "a b": first, "a b c": second, "a b c d e": third, "a b c f": sibling} {
		p := newMiddlewareState(t, &readText, roundTrip(func(*http.Request) (*http.Response, error) { return nil, errReset }))
		p.request.api.Pipeline.Layers = layers
		way = nil
		_, err := nextLayer{}.RoundTrip(requestOf(t.Context(), p))
		require.ErrorIs(t, err, errReset)
		assert.Equal(t, want, strings.Join(way, " "))
	}
	assert.Equal(t, 6, built)
	assert.Equal(t, first, add(first), "nothing added, nothing changed")
}

func TestMiddlewareThatIsNil(t *testing.T) {
	t.Parallel()
	broken := func(http.RoundTripper) http.RoundTripper { return nil }
	built := 0
	outer := named("outer", new([]string), &built)
	layers, err := Layers(nil).With([]func(http.RoundTripper) http.RoundTripper{outer, broken})
	require.ErrorIs(t, err, ErrNilMiddleware)
	assert.Empty(t, layers)
	assert.Zero(t, built, "what is outside of it is not built")
}
