package fake_test

// What a row may do before the request that it checks.

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// step prepares a trial.
type step func(*trial)

// advance moves the fake's clock.
func advance(d time.Duration) step {
	return func(c *trial) {
		c.t.Helper()
		require.NoError(c.t, c.srv.Advance(d))
	}
}

// sent makes a request whose answer must have the status.
func sent(status int, as, request, body string) step { return times(1, status, as, request, body) }

// times makes a request so many times, and each answer must have the status.
func times(n, status int, as, request, body string) step {
	return func(c *trial) {
		c.t.Helper()
		for i := range n {
			got := c.send(as, request, body)
			require.Equal(c.t, status, got.StatusCode, "%s, the %dth: %s", request, i+1, got.text)
		}
	}
}

// kept makes a request and keeps a member of its answer under a name.
func kept(name string, path []string, as, request, body string) step {
	return func(c *trial) {
		c.t.Helper()
		got := c.send(as, request, body)
		require.Equal(c.t, http.StatusOK, got.StatusCode, "%s: %s", request, got.text)
		c.kept[name] = stringAt(c.t, decoded(c.t, got.text), path)
	}
}

func stringAt(t *testing.T, tree any, path []string) string {
	t.Helper()
	for _, name := range path {
		object, is := tree.(map[string]any)
		require.True(t, is, "no object above %q", name)
		tree = object[name]
	}
	text, is := tree.(string)
	require.True(t, is, "no text at %v", path)
	require.NotEmpty(t, text)
	return text
}
