package control

import "net/http"

// pagePaths are the paths below which pageHandler answers, "/_fake/" first.
func pagePaths() []string { return []string{controlPrefix} }

// pageHandler serves the page.
func pageHandler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte("<!doctype html><title>fake</title>"))
	})
}
