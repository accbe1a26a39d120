// Package readme compiles what the README shows.
package readme

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	path     = "../../README.md"
	maxLines = 200
)

var goBlock = regexp.MustCompile("(?s)```go\n(.*?)```")

// Around a block that is no program: what its text takes for granted.
const around = `package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/fake"
)

var (
	ctx    = context.Background()
	client *partnerkit.Client
	id     string
	_      = errors.Is
	_      = fmt.Println
	_      = log.Println
	_      = require.NoError
	_      = fake.New
)

func block(t *testing.T) {
%s
}

func main() {}
`

// vet vets a program as if it stood in the place of this file, so that the module's own code is compiled against. Nothing is
// written there: tests of other packages look at all files of the module meanwhile.
func vet(t *testing.T, source string) ([]byte, error) {
	t.Helper()
	folder := t.TempDir()
	program, overlay := filepath.Join(folder, "main.go"), filepath.Join(folder, "overlay.json")
	here, err := os.Getwd()
	require.NoError(t, err)
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {
		filepath.Join(here, "main.go"): program, filepath.Join(here, "readme_test.go"): "",
	}})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(program, []byte(source), 0o600))
	require.NoError(t, os.WriteFile(overlay, replace, 0o600))
	return exec.CommandContext(t.Context(), "go", "vet", "-overlay", overlay, ".").CombinedOutput() //nolint:gosec // a file of the test's
}

func TestEveryGoBlockCompiles(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.LessOrEqual(t, strings.Count(string(text), "\n"), maxLines, "lines of the README")
	blocks := goBlock.FindAllStringSubmatch(string(text), -1)
	require.GreaterOrEqual(t, len(blocks), 4)
	for i, block := range blocks {
		t.Run(fmt.Sprintf("block %d", i+1), func(t *testing.T) {
			t.Parallel()
			source := block[1]
			if !strings.HasPrefix(source, "package ") {
				source = fmt.Sprintf(around, source)
			}
			out, err := vet(t, source)
			require.NoError(t, err, string(out))
		})
	}
}
