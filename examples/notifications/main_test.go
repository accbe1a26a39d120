package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/examples/internal/backend"
	"github.com/partnerkit/partnerkit-go/examples/internal/golden"
	"github.com/partnerkit/partnerkit-go/fake"
)

func TestOutput(t *testing.T) {
	t.Parallel()
	golden.Check(t, run)
}

// On real accounts nothing is marked read unasked.
func TestMarkAllReadIsAskedFor(t *testing.T) {
	t.Parallel()
	for asked, calls := range map[string]int{"": 0, "1": 1} {
		srv := fake.New(t)
		before := srv.Snapshot()
		environment := map[string]string{string(backend.Container): "container_1", string(backend.MarkAllRead): asked}
		var out bytes.Buffer
		require.NoError(t, backend.OnReal(t.Context(), &out, srv.Client(), func(name string) string { return environment[name] }, run))
		assert.Len(t, srv.Requests("POST /v1/user/notifications/read"), calls)
		if calls == 0 {
			assert.Equal(t, before, srv.Snapshot())
			assert.Contains(t, out.String(), "MarkAllRead: not called, since PARTNERKIT_EXAMPLE_MARK_ALL_READ is not set")
		} else {
			assert.Contains(t, out.String(), "That cannot be taken back.")
		}
	}
}
