// Package readme compiles what the README shows.
package readme

import (
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
			// Inside the module, so that its own code is compiled against; no pattern finds a folder of such a name.
			dir, err := os.MkdirTemp(".", "_block")
			require.NoError(t, err)
			t.Cleanup(func() { _ = os.RemoveAll(dir) })
			require.NoError(t, os.WriteFile(filepath.Join(dir, "main.go"), []byte(source), 0o600))
			out, err := exec.CommandContext(t.Context(), "go", "vet", "./"+dir).CombinedOutput()
			require.NoError(t, err, string(out))
		})
	}
}
