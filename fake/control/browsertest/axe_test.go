package browsertest

// What a screen reader, a keyboard and a weak eye need, checked by axe-core, which comes from npm when the test runs: it is
// under the Mozilla Public License 2.0, and no part of this repository.

import (
	"archive/tar"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	axeVersion = "4.14.1"
	axeSum     = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
)

// fetchAxe fetches the script once, into the user's cache.
var fetchAxe = sync.OnceValues(func() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	folder := filepath.Join(cache, "partnerkit-browsertest")
	kept := filepath.Join(folder, "axe-"+axeVersion+".min.js")
	if text, err := os.ReadFile(kept); err == nil && sumOf(text) == axeSum {
		return string(text), nil
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	if out, err := exec.Command("npm", "pack", "axe-core@"+axeVersion, "--pack-destination", folder).CombinedOutput(); err != nil {
		return "", fmt.Errorf("npm pack: %w: %.300s", err, out)
	}
	text, err := unpack(filepath.Join(folder, "axe-core-"+axeVersion+".tgz"), "package/axe.min.js")
	if err != nil {
		return "", err
	}
	if sum := sumOf(text); sum != axeSum {
		return "", fmt.Errorf("axe.min.js of axe-core %s has the SHA-256 sum %s", axeVersion, sum)
	}
	return string(text), os.WriteFile(kept, text, 0o600)
})

func sumOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// unpack reads one file of a packed folder.
func unpack(archive, name string) ([]byte, error) {
	file, err := os.Open(archive)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	plain, err := gzip.NewReader(file)
	if err != nil {
		return nil, err
	}
	for list := tar.NewReader(plain); ; {
		header, err := list.Next()
		if errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("%s holds no %s", archive, name)
		}
		if err != nil {
			return nil, err
		}
		if header.Name == name {
			return io.ReadAll(list)
		}
	}
}

// finding is one rule that the page breaks.
type finding struct {
	ID     string `json:"id"`
	Impact string `json:"impact"`
	Help   string `json:"help"`
	Nodes  []struct {
		HTML    string `json:"html"`
		Summary string `json:"failureSummary"`
	} `json:"nodes"`
}

func TestAxeFindsNothing(t *testing.T) {
	t.Parallel()
	if browser == nil {
		t.Skip("no browser here")
	}
	axe, err := fetchAxe()
	if err != nil {
		t.Skipf("no axe-core here: %v", err)
	}
	for _, look := range looks {
		t.Run(look.name, func(t *testing.T) {
			t.Parallel()
			p := openFull(t, look)
			p.run(chromedp.Evaluate[chromedp.Void](axe))
			for _, id := range eval[[]string](p, "[...document.querySelectorAll('[role=tab]')].map((tab) => tab.id)") {
				p.click("#" + id)
				p.settle(id)
				var findings []finding
				report := eval[string](p, "axe.run(document, { resultTypes: ['violations'] }).then((result) => JSON.stringify(result.violations))")
				require.NoError(t, json.Unmarshal([]byte(report), &findings))
				for _, f := range findings {
					var nodes []string
					for _, node := range f.Nodes {
						nodes = append(nodes, fmt.Sprintf("%.200s\n%s", node.HTML, node.Summary))
					}
					assert.Fail(t, "axe has a finding", "%s: %s, %s: %s\n%s", id, f.Impact, f.ID, f.Help, strings.Join(nodes, "\n"))
				}
			}
		})
	}
}
