package call

// The caller's middleware, between an attempt and the wire.

import (
	"errors"
	"net/http"
	"slices"
)

// Layers are the middleware of a client, outermost first. New makes the first and each
// With another inside it, so that every middleware is built once, whatever the number of
// copies; where a layer ends, its nextLayer finds the next one of the client that sends.
type Layers []http.RoundTripper

// ErrNilMiddleware is the error of middleware that wraps a RoundTripper into nil.
var ErrNilMiddleware = errors.New("a middleware returned nil")

// With adds a layer of middleware, the first of it outermost.
func (l Layers) With(middleware []func(http.RoundTripper) http.RoundTripper) (Layers, error) {
	if len(middleware) == 0 {
		return l, nil
	}
	var layer http.RoundTripper = nextLayer{next: len(l) + 1}
	for _, wrap := range slices.Backward(middleware) {
		if layer = wrap(layer); layer == nil {
			return l, ErrNilMiddleware
		}
	}
	return append(l[:len(l):len(l)], layer), nil
}

// nextLayer is where a layer ends.
type nextLayer struct{ next int }

// RoundTrip passes a request on to the next layer, or to the wireTransport below them all.
func (n nextLayer) RoundTrip(request *http.Request) (*http.Response, error) {
	m := middlewareStateOf(request.Context())
	if m == nil {
		return nil, closeUnsent(request, errLostContext)
	}
	if layers := m.request.api.Pipeline.Layers; n.next < len(layers) {
		return layers[n.next].RoundTrip(request)
	}
	return wireTransport{}.RoundTrip(request)
}
