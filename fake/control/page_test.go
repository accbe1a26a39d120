package control

// The files of the page: how they are served, and what must not stand in them. What they do is tried in a browser, in the
// module browsertest.

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// getPage asks the page's handler alone.
func getPage(method, path string) *http.Response {
	recorder := httptest.NewRecorder()
	pageHandler().ServeHTTP(recorder, httptest.NewRequest(method, path, nil))
	return recorder.Result()
}

func TestEachFileOfThePageIsServed(t *testing.T) {
	t.Parallel()
	types := map[string]string{"": "text/html", ".js": "text/javascript", ".css": "text/css"}
	assert.Equal(t, "/_fake/", pagePaths()[0])
	for _, name := range pagePaths() {
		resp := getPage(http.MethodGet, name)
		assert.Equal(t, http.StatusOK, resp.StatusCode, name)
		assert.Equal(t, types[path.Ext(name)]+"; charset=utf-8", resp.Header.Get("Content-Type"), name)
		assert.Equal(t, "no-store", resp.Header.Get("Cache-Control"), name)
		assert.Equal(t, "nosniff", resp.Header.Get("X-Content-Type-Options"), name)
		assert.Equal(t, "no-referrer", resp.Header.Get("Referrer-Policy"), name)
	}
	for _, name := range []string{"/_fake/index.htm", "/_fake/page", "/_fake/../page.go", "/_fake/page/app.js", "/_fake/."} {
		assert.Equal(t, http.StatusNotFound, getPage(http.MethodGet, name).StatusCode, name)
	}
}

func TestThePageMayLoadAndCallItsOwnOriginAlone(t *testing.T) {
	t.Parallel()
	policy := map[string]string{}
	for rule := range strings.SplitSeq(getPage(http.MethodGet, "/_fake/").Header.Get("Content-Security-Policy"), "; ") {
		name, sources, _ := strings.Cut(rule, " ")
		policy[name] = sources
	}
	assert.Equal(t, map[string]string{
		"default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "connect-src": "'self'", "img-src": "'self' data:",
		"base-uri": "'none'", "form-action": "'none'", "frame-ancestors": "'none'",
	}, policy)
}

// What a request carried can only become text if nothing in the page makes elements out of text, and only the page's own
// files run if it names no others.
func TestNothingInThePageMakesElementsOutOfText(t *testing.T) {
	t.Parallel()
	dangerous := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|DOMParser|setHTML|parseHTML|` +
		`document\.write|srcdoc|\beval\b|new Function|javascript:|\bstyle="|\bon[a-z]+="`)
	address := regexp.MustCompile(`(https?:)?//[a-z0-9]`)
	names, err := fs.Glob(pageFolder, "page/*")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	for _, name := range names {
		text, err := pageFolder.ReadFile(name)
		require.NoError(t, err)
		for number, line := range strings.Split(string(text), "\n") {
			line = strings.ReplaceAll(line, "http://www.w3.org/2000/svg", "") // the name of a language, which nobody fetches
			assert.NotRegexp(t, dangerous, line, "%s:%d", name, number+1)
			assert.NotRegexp(t, address, line, "%s:%d", name, number+1)
		}
		assert.LessOrEqual(t, strings.Count(string(text), "\n"), 400, name)
	}
}
