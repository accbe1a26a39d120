package control

// What the table of calls promises of every call, and that the documentation has the table.

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the table of calls into doc.go")

// pathOf is a path that the call takes.
func (c *call) pathOf() string { return strings.ReplaceAll(c.Path, "{id}", "nobody") }

func TestEveryCallRefusesAnUnknownQuery(t *testing.T) {
	t.Parallel()
	handler := handlerOf(t)
	for _, c := range calls() {
		got := answerTo(handler, c.Method, c.pathOf()+"?unknown=1", "localhost")
		assert.Equal(t, http.StatusBadRequest, got.Code, "%s %s", c.Method, c.Path)
		assert.Contains(t, got.Body.String(), `query: unknown parameter \"unknown\"`, "%s %s", c.Method, c.Path)
		assert.Equal(t, http.StatusBadRequest, answerTo(handler, c.Method, c.pathOf()+"?a=%zz", "localhost").Code, "%s %s", c.Method, c.Path)
	}
}

func TestEveryGetHasItsHead(t *testing.T) {
	t.Parallel()
	r := launch(t)
	for _, c := range calls() {
		if c.Method != http.MethodGet {
			continue
		}
		status, header, body := r.exchange(t, r.request(t, http.MethodHead, c.Path, ""))
		assert.Equal(t, c.Status, status, c.Path)
		assert.NotEmpty(t, header.Get("Content-Type"), c.Path)
		assert.Empty(t, body, c.Path)
	}
}

func TestEveryOtherMethodIsRefused(t *testing.T) {
	t.Parallel()
	handler := handlerOf(t)
	methods := map[string][]string{}
	for _, c := range calls() {
		methods[c.pathOf()] = append(methods[c.pathOf()], c.Method)
		if c.Method == http.MethodGet {
			methods[c.pathOf()] = append(methods[c.pathOf()], http.MethodHead)
		}
	}
	for path, known := range methods {
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"} {
			if strings.Contains(strings.Join(known, " "), method) {
				continue
			}
			got := answerTo(handler, method, path, "localhost")
			assert.Equal(t, http.StatusMethodNotAllowed, got.Code, "%s %s", method, path)
			assert.Equal(t, strings.Join(known, ", "), got.Header().Get("Allow"), path)
		}
	}
}

func TestEveryBodyHasALimit(t *testing.T) {
	t.Parallel()
	handler := handlerOf(t)
	handler.plane.maxState, handler.plane.maxBody = 1000, 1000
	for _, c := range calls() {
		if c.Body == "" {
			continue
		}
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, httptest.NewRequest(c.Method, "http://localhost"+c.pathOf(), strings.NewReader(strings.Repeat(" ", 1001))))
		assert.Equal(t, http.StatusRequestEntityTooLarge, recorder.Code, "%s %s", c.Method, c.Path)
		assert.JSONEq(t, `{"error":"body: over 1000 bytes"}`, recorder.Body.String())
		statuses := map[int]bool{}
		for _, f := range c.Errors {
			statuses[f.Status] = true
		}
		assert.True(t, statuses[http.StatusRequestEntityTooLarge], "%s %s says so", c.Method, c.Path)
	}
}

func TestTheListOfCallsIsTheTable(t *testing.T) {
	t.Parallel()
	handler := handlerOf(t)
	var listed []call
	got := answerTo(handler, http.MethodGet, "/_fake/", "localhost")
	require.NoError(t, json.Unmarshal(got.Body.Bytes(), &listed))
	require.Len(t, listed, len(calls()))
	for i, c := range calls() {
		assert.Equal(t, c.Method+c.Path+c.Says, listed[i].Method+listed[i].Path+listed[i].Says)
	}
	s, err := handler.fakes.start(nil)
	require.NoError(t, err)
	inner := answerTo(handler, http.MethodGet, "/_fakes/"+s.id+"/_fake/", "localhost").Body.String()
	assert.NotContains(t, inner, "/_fake/fakes", "a fake makes no further ones")
	assert.Equal(t, http.StatusNotFound, answerTo(handler, http.MethodPost, "/_fakes/"+s.id+"/_fake/fakes", "localhost").Code)
}

func TestThePageIsForBrowsersAlone(t *testing.T) {
	t.Parallel()
	handler := handlerOf(t)
	for accept, html := range map[string]bool{
		"": false, "*/*": false, "application/json": false, "text/*": false, "text/html": true,
		"text/html,application/xhtml+xml,*/*;q=0.8": true, "application/json, Text/HTML;q=0.1": true,
	} {
		req := httptest.NewRequest(http.MethodGet, "http://localhost/_fake/", nil)
		if accept != "" {
			req.Header.Set("Accept", accept)
		}
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, req)
		assert.Equal(t, html, strings.HasPrefix(recorder.Header().Get("Content-Type"), "text/html"), accept)
		assert.Equal(t, "Accept", recorder.Header().Get("Vary"))
		assert.Equal(t, "DENY", recorder.Header().Get("X-Frame-Options"))
	}
	redirect := answerTo(handler, http.MethodGet, "/_fake", "localhost")
	assert.Equal(t, http.StatusPermanentRedirect, redirect.Code)
	assert.Equal(t, "/_fake/", redirect.Header().Get("Location"))
}

const docBegins, docEnds = "// # Calls\n//\n", "//\n// # Events\n"

func TestTheDocumentationHasTheTable(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	before, rest, begins := strings.Cut(string(text), docBegins)
	_, after, ends := strings.Cut(rest, docEnds)
	require.True(t, begins && ends)
	want := before + docBegins + reference() + docEnds + after
	if *update {
		require.NoError(t, os.WriteFile("doc.go", []byte(want), 0o600))
		return
	}
	assert.Equal(t, want, string(text), "go test ./fake/control -run TestTheDocumentation -update writes it")
}

// reference is the table as the documentation has it.
func reference() string {
	var text strings.Builder
	line := func(indent, format string, args ...any) {
		for i, part := range wrapped(fmt.Sprintf(format, args...), 112-len(indent)) {
			if i > 0 {
				part = "  " + part
			}
			fmt.Fprintf(&text, "//\t%s%s\n", indent, part)
		}
	}
	failures := func(list []failure) {
		for _, f := range list {
			line("    ", "%d %s", f.Status, f.Says)
		}
	}
	for _, c := range calls() {
		line("", "%s %s", c.Method, c.Path)
		line("    ", "%s", c.Says)
		for _, p := range c.Query {
			line("    ", "?%s= %s", p.Name, p.Says)
		}
		if c.Body != "" {
			line("    ", "takes %s", c.Body)
		}
		answer := "with no body"
		if c.Answer != "" {
			answer = c.Answer
		}
		line("    ", "%d %s", c.Status, answer)
		failures(c.Errors)
	}
	line("", "every call")
	failures(common)
	return text.String()
}

func wrapped(text string, width int) []string {
	lines := []string{""}
	for word := range strings.FieldsSeq(text) {
		last := &lines[len(lines)-1]
		switch {
		case *last == "":
			*last = word
		case len(*last)+1+len(word) <= width:
			*last += " " + word
		default:
			lines = append(lines, word)
		}
	}
	return lines
}
