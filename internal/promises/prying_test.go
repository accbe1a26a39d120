package promises_test

// Middleware that looks at everything within its reach finds no credential there.

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// notebook keeps what trace hooks say, which HTTP/2 fires from other goroutines.
type notebook struct {
	mu    sync.Mutex
	words strings.Builder
}

func (n *notebook) note(format string, args ...any) {
	n.mu.Lock()
	defer n.mu.Unlock()
	fmt.Fprintf(&n.words, format+"\n", args...)
}

func (n *notebook) String() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.words.String()
}

// prying is a context that prints every value that anybody finds in it.
type prying struct {
	context.Context
	notes *notebook
}

func (p prying) Value(key any) any {
	value := p.Context.Value(key)
	if _, is := value.(context.Context); is {
		p.notes.note("%+v", value) // its inside is in use
	} else {
		p.notes.note("%v %+v %#v", value, value, value)
	}
	return value
}

func TestMiddlewareNeverSeesACredential(t *testing.T) {
	t.Parallel()
	overEach(t, func(t *testing.T, over carrier) {
		notes := new(notebook)
		pry := partnerkit.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
			return roundTrip(func(r *http.Request) (*http.Response, error) {
				trace := &httptrace.ClientTrace{
					WroteHeaderField: func(name string, values []string) { notes.note("%s %s", name, values) },
					GotConn:          func(info httptrace.GotConnInfo) { notes.note("got %v", info.Reused) },
				}
				r = r.WithContext(prying{httptrace.WithClientTrace(r.Context(), trace), notes})
				response, err := next.RoundTrip(r)
				notes.note("%+v %#v %+v", next, next, err)
				if err == nil {
					assert.Same(t, r, response.Request)
					notes.note("%+v %+v", response.Header, response.Request)
				}
				return response, err
			})
		})
		outer := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
			WroteHeaderField: func(name string, values []string) { notes.note("%s %s", name, values) },
		})
		for a, script := range map[*act]string{&actGet: "503 ok", &actUpdate: "503 there"} {
			require.NoError(t, a.run(outer, over.client(t, scripted(t, *a, script), pry, over.retry(steady))), a.name)
		}
		assert.Contains(t, notes.String(), "got ", "hooks about time stay")
		assert.NotContains(t, notes.String(), testKey)
		assert.NotContains(t, notes.String(), "Authorization")
	})
}
