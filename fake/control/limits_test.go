package control

// How large a body may be, and that what is larger is told so.

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/fake"
)

func TestStatesHaveALimitUnlessTheyWereGiven(t *testing.T) {
	t.Parallel()
	plane := handlerOf(t).plane
	plane.maxState = 100
	ask := func(method, body string) *httptest.ResponseRecorder {
		recorder := httptest.NewRecorder()
		plane.ServeHTTP(recorder, httptest.NewRequestWithContext(t.Context(), method, statePath, strings.NewReader(body)))
		return recorder
	}
	snapshot := `{"users":[{"email":"` + strings.Repeat("a", 100) + `"}]}`
	refused := ask(http.MethodPut, snapshot)
	assert.Equal(t, http.StatusRequestEntityTooLarge, refused.Code)
	assert.JSONEq(t, `{"error":"body: over 100 bytes"}`, refused.Body.String())
	given := ask(http.MethodGet, "").Body.String()
	require.Greater(t, len(given), 100)
	assert.Equal(t, http.StatusNoContent, ask(http.MethodPut, given).Code)
	assert.Equal(t, http.StatusRequestEntityTooLarge, ask(http.MethodPut, given+" ").Code, "a byte more was not given")

	recorder := httptest.NewRecorder()
	plane.ServeHTTP(recorder, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/_fake/faults", strings.NewReader(strings.Repeat(" ", maxOrder+1))))
	assert.Equal(t, http.StatusRequestEntityTooLarge, recorder.Code)
	assert.JSONEq(t, `{"error":"body: over 33554432 bytes"}`, recorder.Body.String())
}

func TestFaultsHaveALimit(t *testing.T) {
	t.Parallel()
	srv, err := fake.Start() // what is refused fails no test then
	require.NoError(t, err)
	t.Cleanup(srv.Close)
	handler, err := New(srv)
	require.NoError(t, err)
	t.Cleanup(handler.Close)
	inject := func() *httptest.ResponseRecorder {
		recorder := httptest.NewRecorder()
		handler.plane.ServeHTTP(recorder, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/_fake/faults", strings.NewReader(`{"status":503}`)))
		return recorder
	}
	require.NoError(t, srv.Inject(fake.Fault{ID: "large", Body: make([]byte, 128<<20-3<<10)}))
	require.Equal(t, http.StatusCreated, inject().Code)
	refused := inject()
	assert.Equal(t, http.StatusTooManyRequests, refused.Code)
	assert.JSONEq(t, `{"error":"the faults that the fake holds, spent ones too, may take 128 MiB together, and this one does not fit: DELETE /_fake/faults, or one below it, makes room"}`,
		refused.Body.String())
	assert.Len(t, srv.Faults(), 2)
	assert.Equal(t, http.StatusNoContent, answerTo(handler, http.MethodDelete, "/_fake/faults/large", "localhost").Code)
	assert.Equal(t, http.StatusCreated, inject().Code)
}
