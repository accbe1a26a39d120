// Package examples holds what its directories have in common: a test that none of them goes unchecked.
package examples

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A program's own TestOutput compares what it prints with output.txt.
func TestEveryProgramIsCompared(t *testing.T) {
	t.Parallel()
	programs, err := filepath.Glob("*/main.go")
	require.NoError(t, err)
	require.NotEmpty(t, programs)
	for _, program := range programs {
		for _, beside := range []string{"main_test.go", "output.txt"} {
			assert.FileExists(t, filepath.Join(filepath.Dir(program), beside))
		}
	}
}

// The Python script builds and starts the fake's command, and ends it.
func TestPython(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it builds a program")
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3")
	}
	command := exec.CommandContext(t.Context(), python, "python/test_partner_app.py")
	command.Env = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1")
	output, err := command.CombinedOutput()
	require.NoError(t, err, string(output))
	assert.Contains(t, string(output), "10 of 10 tests passed")
}

// So does the JavaScript one.
func TestNode(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it builds a program")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("there is no node")
	}
	output, err := exec.CommandContext(t.Context(), node, "--test", "node/").CombinedOutput()
	require.NoError(t, err, string(output))
	assert.Contains(t, string(output), "pass 10\n")
}
