package main

// Output that nobody reads, and the sizes that the control plane takes, in process.

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/fake"
)

func TestAPatientWriterWaitsForNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		reader, writer := io.Pipe()
		w := newPatientWriter(writer)
		begun := time.Now()
		n, err := w.Write([]byte("first\n"))
		assert.Zero(t, n)
		require.ErrorIs(t, err, errNobodyReads)
		assert.Equal(t, patience, time.Since(begun))
		for range 10 * maxWaiting {
			_, err = w.Write([]byte("more\n"))
			require.ErrorIs(t, err, errNobodyReads)
		}
		assert.Equal(t, patience, time.Since(begun), "patience is lost once")

		read := make([]byte, 6)
		_, err = io.ReadFull(reader, read)
		require.NoError(t, err)
		assert.Equal(t, "first\n", string(read), "who reads later gets what waited")
		for range maxWaiting {
			_, err = io.ReadFull(reader, read[:5])
			require.NoError(t, err)
		}
		synctest.Wait()
		go func() { _, _ = io.ReadFull(reader, read[:5]) }()
		n, err = w.Write([]byte("last\n"))
		require.NoError(t, err, "who reads again is waited for again")
		assert.Equal(t, 5, n)
		w.Close()
		w.Close()
		_, err = w.Write([]byte("too late\n"))
		require.ErrorIs(t, err, errNobodyReads)
	})
}

func TestStatesHaveALimitUnlessTheyWereGiven(t *testing.T) {
	t.Parallel()
	srv := fake.New(t)
	plane := newControl(srv)
	plane.maxState = 100
	ask := func(method, body string) *httptest.ResponseRecorder {
		recorder := httptest.NewRecorder()
		plane.ServeHTTP(recorder, httptest.NewRequestWithContext(t.Context(), method, statePath, strings.NewReader(body)))
		return recorder
	}
	snapshot := `{"users":[{"email":"` + strings.Repeat("a", 100) + `"}]}`
	refused := ask(http.MethodPut, snapshot)
	assert.Equal(t, http.StatusBadRequest, refused.Code)
	assert.JSONEq(t, `{"error":"body: over 100 bytes"}`, refused.Body.String())
	given := ask(http.MethodGet, "").Body.String()
	require.Greater(t, len(given), 100)
	assert.Equal(t, http.StatusNoContent, ask(http.MethodPut, given).Code)
	assert.Equal(t, http.StatusBadRequest, ask(http.MethodPut, given+" ").Code, "a byte more was not given")

	recorder := httptest.NewRecorder()
	plane.ServeHTTP(recorder, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/_fake/faults", strings.NewReader(strings.Repeat(" ", maxOrder+1))))
	assert.Equal(t, http.StatusBadRequest, recorder.Code)
	assert.JSONEq(t, `{"error":"body: over 33554432 bytes"}`, recorder.Body.String())
}
