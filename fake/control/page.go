package control

// The page: a few static files in the program, served with a policy that lets nothing else run. The page speaks to the
// control plane alone, as any other caller does.

import (
	"embed"
	"io/fs"
	"maps"
	"net/http"
	"path"
	"slices"
	"strconv"
	"sync"
)

//go:embed page
var pageFolder embed.FS

// pagePolicy lets the page load its own scripts and styles, call its own origin, and nothing else. The icon is a data URL.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// pageTypes are the types of the page's files. The machine's own tables may call a script plain text.
var pageTypes = map[string]string{
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".css":  "text/css; charset=utf-8",
}

// pageFile is one file of the page.
type pageFile struct {
	contentType string
	text        []byte
}

// pageFiles are the files by their paths: the page at "/_fake/", its scripts and styles beside it.
var pageFiles = sync.OnceValue(func() map[string]pageFile {
	files := map[string]pageFile{}
	names, _ := fs.Glob(pageFolder, "page/*") // only a bad pattern is an error
	for _, name := range names {
		text, _ := pageFolder.ReadFile(name) // Glob has found the file
		at := "/_fake/" + path.Base(name)
		if name == "page/index.html" {
			at = "/_fake/"
		}
		files[at] = pageFile{pageTypes[path.Ext(name)], text}
	}
	return files
})

// pagePaths are the paths that pageHandler answers, "/_fake/" first.
var pagePaths = sync.OnceValue(func() []string { return slices.Sorted(maps.Keys(pageFiles())) })

// pageHandler serves the page. Nothing is kept by a browser, so that a newer program has its own page at once.
func pageHandler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		file, found := pageFiles()[r.URL.Path]
		if !found {
			http.NotFound(w, r)
			return
		}
		header := w.Header()
		header.Set("Content-Type", file.contentType)
		header.Set("Content-Length", strconv.Itoa(len(file.text)))
		header.Set("Content-Security-Policy", pagePolicy)
		header.Set("Cache-Control", "no-store")
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		_, _ = w.Write(file.text) // net/http sends none of it in answer to HEAD
	})
}
