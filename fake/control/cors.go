package control

// CORS, where it is asked for: one origin whose pages may call the APIs. The control plane never answers with any of these
// headers, and so no page of another origin reads what it says.

import (
	"net/http"
)

const (
	corsMethods = "GET, POST, PUT, DELETE"
	corsHeaders = "Authorization, X-API-KEY, Content-Type"
	corsExposed = "X-Request-Id, Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-Fake-Reason"
)

// allowOrigin lets the pages of an origin call the APIs. Their preflights are answered here: the fake knows nothing of them.
func allowOrigin(apis http.Handler, origin string) http.Handler {
	if origin == "" {
		return apis
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Add("Vary", "Origin")
		if r.Header.Get("Origin") != origin {
			apis.ServeHTTP(w, r)
			return
		}
		header.Set("Access-Control-Allow-Origin", origin)
		if r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "" {
			header.Set("Access-Control-Allow-Methods", corsMethods)
			header.Set("Access-Control-Allow-Headers", corsHeaders)
			w.WriteHeader(http.StatusNoContent)
			return
		}
		header.Set("Access-Control-Expose-Headers", corsExposed)
		apis.ServeHTTP(w, r)
	})
}
