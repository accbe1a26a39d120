package control

// What an error may show of a body: no credential of a state, wherever it was sent by mistake.

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestNoErrorShowsACredential(t *testing.T) {
	t.Parallel()
	r := launch(t)
	const key = "pk_fake_abcdefgh"
	const state = `{"partners":[{"id":"p","apiKey":"` + key + `"}]}`
	for _, body := range []string{
		`{"State":` + state + `}`, // in Go's spelling
		`{"state":` + state,       // without the last brace
		state,                     // without the member around it
		state + state,
		`[` + state + `]`,
		`{"state":"` + key + `"}`,
		`{"state":["` + key + `"]}`,
		`{"key":"` + key + `"}`,
		`"` + key + `"`,
		key,
	} {
		for _, call := range []string{
			"POST /_fake/fakes", "PUT /_fake/state", "POST /_fake/faults", "POST /_fake/clock", "PUT /_fake/quotas", "PUT /_fake/chaos",
		} {
			method, path, _ := strings.Cut(call, " ")
			if path == statePath && body == state {
				continue
			}
			status, text := r.call(t, method, path, body)
			assert.Equal(t, http.StatusBadRequest, status, "%s %s", call, body)
			assert.NotContains(t, text, key, "%s %s", call, body)
		}
	}
	for _, body := range []string{`{"header":` + state + `}`, `{"body":` + state + `}`, `{"body":[` + state + `]}`} {
		_, text := r.call(t, http.MethodPost, "/_fake/faults", body)
		assert.NotContains(t, text, key, body)
	}
}

func TestAnErrorShowsAShortValueAndName(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", 63) // and the quotation mark
	launch(t).walk(t, []step{
		{"POST", "/_fake/faults", `{"status":"500"}`, 400, `{"error":"status: \"500\": want a whole number"}`},
		{"POST", "/_fake/faults", `{"status":"` + long + `ée"}`, 400, `{"error":"status: \"` + long + `…: want a whole number"}`},
		{"POST", "/_fake/faults", `{"body":{"a":"b"}}`, 400, `{"error":"body: an object: want a string"}`},
		{"POST", "/_fake/faults", `{"route": [1]}`, 400, `{"error":"route: a list: want a string"}`},
		{"POST", "/_fake/faults", `{"statuss":500}`, 400, `{"error":"statuss: unknown member"}`},
		{"POST", "/_fake/faults", `{"` + strings.Repeat("x", 65) + `":500}`, 400, `{"error":"` + strings.Repeat("x", 64) + `: unknown member"}`},
		{"POST", "/_fake/faults", `{"status":503`, 400, `{"error":"body: a text of 13 bytes is not a JSON object"}`},
	})
}
