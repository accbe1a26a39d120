// Package golden compares what an example prints on the fake with the file output.txt beside it.
package golden

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/examples/internal/backend"
)

const file = "output.txt"

var update = flag.Bool("update", false, "write "+file+" anew")

// Check runs the program on the fake and compares its output. With -update it writes the file instead.
func Check(t *testing.T, program backend.Program) {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, backend.OnFake(t.Context(), &out, program))
	if *update {
		require.NoError(t, os.WriteFile(file, out.Bytes(), 0o600))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, string(want), out.String())
}
