package fake

// The buffer of a page serves the next page, and never two at once.

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// twoPortals is a state of two portals whose pages differ.
func twoPortals() State {
	state := DefaultState()
	for i := range 2 {
		portal := Portal{ID: fmt.Sprintf("lent_%d", i), Roles: []string{"role_viewer"}}
		for j := range 20 {
			portal.Users = append(portal.Users, PortalUser{
				ID: fmt.Sprintf("user_%d_%d", i, j), FirstName: "Grace", LastName: "Hopper",
				Email: fmt.Sprintf("grace%d@example.com", j), Roles: portal.Roles,
			})
		}
		state.Portals = append(state.Portals, portal)
	}
	return state
}

// pageRequest asks for the users of a portal.
func pageRequest(t *testing.T, srv *Server, portal int) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, fmt.Sprintf("%s/v1/partner-portals/lent_%d/users", BaseURL, portal), nil)
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+srv.Credentials().ServiceAccountKey)
	return req
}

// openPage asks for the users of a portal and leaves the answer unread.
func openPage(t *testing.T, srv *Server, portal int) io.ReadCloser {
	t.Helper()
	res, err := srv.Transport().RoundTrip(pageRequest(t, srv, portal))
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, res.StatusCode)
	return res.Body
}

func readPage(t *testing.T, page io.Reader) string {
	t.Helper()
	text, err := io.ReadAll(page)
	require.NoError(t, err)
	return string(text)
}

func TestAPageIsItsReadersUntilItIsClosed(t *testing.T) {
	t.Parallel()
	srv := New(t, WithState(twoPortals()))
	var want [2]string
	for i := range want {
		want[i] = readPage(t, openPage(t, srv, i))
		require.Contains(t, want[i], fmt.Sprintf(`"user_%d_19"`, i))
	}
	require.Len(t, want[1], len(want[0]))
	for range 50 { // a pool may forget what it holds
		closedTwice := openPage(t, srv, 0)
		require.NoError(t, closedTwice.Close())
		require.NoError(t, closedTwice.Close())
		pages := [2]io.ReadCloser{openPage(t, srv, 0), openPage(t, srv, 1)}
		begun := make([]byte, 100)
		_, err := io.ReadFull(pages[0], begun)
		require.NoError(t, err)
		require.NoError(t, openPage(t, srv, 1).Close())
		assert.Equal(t, want[1], readPage(t, pages[1]))
		assert.Equal(t, want[0], string(begun)+readPage(t, pages[0]))
		require.NoError(t, pages[0].Close())
		require.NoError(t, pages[1].Close())
	}
}

// retainingWriter keeps what it could not write, as net/http does over HTTP/2 when a client resets its stream amid a frame.
type retainingWriter struct {
	*httptest.ResponseRecorder
	kept []byte
}

func (w *retainingWriter) Write(p []byte) (int, error) {
	w.kept = p
	return 0, errors.New("the stream is closed")
}

func TestAPageThatIsStillBeingWrittenIsNotTheNext(t *testing.T) {
	t.Parallel()
	srv := New(t, WithState(twoPortals()))
	want := readPage(t, openPage(t, srv, 0))
	for range 50 { // a pool may forget what it holds
		broken := &retainingWriter{ResponseRecorder: httptest.NewRecorder()}
		srv.Handler().ServeHTTP(broken, pageRequest(t, srv, 0))
		srv.Handler().ServeHTTP(httptest.NewRecorder(), pageRequest(t, srv, 1))
		require.Equal(t, want, string(broken.kept))
	}
}
