package promises_test

// What every Ensure promises, whichever API's user is ensured: under any one fault, and to many who ask at once.

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/fake"
)

// ensureFaults are faults that befall one request of an Ensure. It is a function since each test sets the route.
func ensureFaults() map[string]fake.Fault {
	return map[string]fake.Fault{
		"dropped before": {Drop: true}, "dropped after": {Drop: true, After: true}, "503 before": {Status: 503}, "503 after": {Status: 503, After: true},
		"400 after": {Status: 400, After: true}, "cut": {Cut: 5}, "empty": {Body: []byte{}}, "html": {Status: 200, Body: []byte("<html>"), After: true},
	}
}

// ensureUnderEveryFault tries each fault on each route. Where the first call fails, the second must succeed, and users
// counts three in the end: the two of the seed and the new one.
func ensureUnderEveryFault(t *testing.T, routes []string, ensure func(t *testing.T, client *partnerkit.Client, call int) error, users func(fake.State) int) {
	t.Helper()
	for _, route := range routes {
		for name, fault := range ensureFaults() {
			t.Run(route+" "+name, func(t *testing.T) {
				t.Parallel()
				srv := fake.New(t)
				fault.Route = route
				require.NoError(t, srv.Inject(fault))
				client := srv.Client()
				if err := ensure(t, client, 1); err != nil {
					require.NoError(t, ensure(t, client, 2))
				}
				assert.Equal(t, 3, users(srv.Snapshot()))
			})
		}
	}
}

// ensureByMany has 32 callers ensure one user at once: all get the same ID, and users counts three in the end.
func ensureByMany(t *testing.T, ensure func(client *partnerkit.Client, caller int) (id string, err error), users func(fake.State) int) {
	t.Helper()
	srv := fake.New(t)
	client := srv.Client()
	const callers = 32
	ids := make(chan string, callers)
	for i := range callers {
		go func() {
			id, err := ensure(client, i)
			assert.NoError(t, err)
			ids <- id
		}()
	}
	first := <-ids
	for range callers - 1 {
		assert.Equal(t, first, <-ids)
	}
	assert.Equal(t, 3, users(srv.Snapshot()))
}
