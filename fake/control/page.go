package control

// The page: a few static files in the program, served with a policy that lets nothing else run. The page speaks to the
// control plane alone, as any other caller does.

import (
	"embed"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

//go:embed page
var pageFolder embed.FS

// pagePolicy lets the page load its own scripts and styles, call its own origin, and nothing else. The icon is a data URL.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// pagePaths are the paths that pageHandler answers, "/_fake/" first.
var pagePaths = sync.OnceValue(func() []string {
	paths := []string{"/_fake/"}
	names, _ := fs.Glob(pageFolder, "page/*") // only a bad pattern is an error
	for _, name := range names {
		if base := path.Base(name); base != "index.html" {
			paths = append(paths, "/_fake/"+base)
		}
	}
	return paths
})

// pageHandler serves the page at /_fake/ and its scripts and styles beside it. Nothing is kept by a browser, so that a newer
// program has its own page at once.
func pageHandler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, "/_fake/")
		if name == "" {
			name = "index.html"
		}
		text, err := pageFolder.ReadFile("page/" + name)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		header := w.Header()
		header.Set("Content-Type", contentType(name))
		header.Set("Content-Length", strconv.Itoa(len(text)))
		header.Set("Content-Security-Policy", pagePolicy)
		header.Set("Cache-Control", "no-store")
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		_, _ = w.Write(text) // net/http sends none of it in answer to HEAD
	})
}

// contentType does not ask the machine's tables, which may call a script plain text.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	default:
		return "application/octet-stream"
	}
}
