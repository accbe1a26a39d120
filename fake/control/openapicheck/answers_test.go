package openapicheck

// Answers: each that the fake gives on a route is documented, with its status, headers and body, and so is each golden one.

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func (v validator) validateAnswer(t *testing.T, e exchange, input *openapi3filter.RequestValidationInput) error {
	t.Helper()
	return openapi3filter.ValidateResponse(t.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: e.Status, Header: e.Header, Body: io.NopCloser(bytes.NewReader(e.Answer)), Options: input.Options,
	})
}

func TestEveryAnswerIsDocumented(t *testing.T) {
	t.Parallel()
	v := newValidator(t, answerDocument(t))
	seen := map[string]int{}
	validated, elsewhere := 0, 0
	for _, e := range exchanges(t) {
		input := v.input(t, e)
		if input == nil {
			elsewhere++
			continue
		}
		assert.NoError(t, v.validateAnswer(t, e, input), "%s: %d %s", e.Case, e.Status, e.Answer)
		seen[e.route(t)+" "+http.StatusText(e.Status)]++
		validated++
	}
	t.Logf("%d answers, of %d kinds, validate; %d requests are told apart by a header alone", validated, len(seen), elsewhere)
}

func TestEveryGoldenAnswerIsDocumented(t *testing.T) {
	t.Parallel()
	v := newValidator(t, answerDocument(t))
	files, err := filepath.Glob(moduleRoot + "/internal/promises/testdata/golden/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	var tried []string
	for _, e := range exchanges(t) {
		name, golden := strings.CutPrefix(e.Case, "TestGoldenAnswers/")
		if !golden {
			continue
		}
		file := filepath.Join(moduleRoot, "internal/promises/testdata/golden", name+".json")
		e.Answer, err = os.ReadFile(file)
		require.NoError(t, err)
		require.NoError(t, v.validateAnswer(t, e, v.input(t, e)), name)
		tried = append(tried, file)
	}
	assert.ElementsMatch(t, files, tried)
	t.Logf("%d golden answers validate", len(tried))
}

// The validator finds out what is wrong, or the tests above would show nothing.
func TestABadAnswerIsFoundOut(t *testing.T) {
	t.Parallel()
	v := newValidator(t, answerDocument(t))
	for _, e := range exchanges(t) {
		if e.Case != "TestGoldenAnswers/partner_get" {
			continue
		}
		require.NoError(t, v.validateAnswer(t, e, v.input(t, e)))
		for _, spoil := range []func(*exchange){
			func(e *exchange) { e.Status = http.StatusTeapot },
			func(e *exchange) { e.Header = http.Header{"Content-Type": {"application/json"}} },
			func(e *exchange) { e.Header = e.Header.Clone(); e.Header.Set("X-RateLimit-Limit", "many") },
			func(e *exchange) { e.Answer = bytes.Replace(e.Answer, []byte(`"payId"`), []byte(`"PayId"`), 1) },
			func(e *exchange) { e.Answer = bytes.Replace(e.Answer, []byte(`"meta"`), []byte(`"more":1,"meta"`), 1) },
			func(e *exchange) { e.Answer = bytes.Replace(e.Answer, []byte(`true`), []byte(`false`), 1) },
			func(e *exchange) { e.Answer = bytes.Replace(e.Answer, []byte(`2023-01-15T`), []byte(`15 January `), 1) },
		} {
			spoiled := e
			spoil(&spoiled)
			assert.Error(t, v.validateAnswer(t, spoiled, v.input(t, spoiled)), "%s", spoiled.Answer)
		}
		return
	}
	t.Fatal("no such case")
}
