package main

// The folder of odd files: what each prints, what the program exits with, and whom it leaves in the portal. Two files
// that are too large to keep are made here.

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/fake"
)

const (
	oddFolder = "testdata/odd"
	oddGolden = "testdata/odd.txt"
)

// huge are the files that are made.
var huge = map[string]func() string{
	"huge_cell.csv": func() string {
		return header + people(1, 1) + strings.Repeat("x", maxBody) + ",B,b@example.com,role_viewer\n"
	},
	"huge_file.csv": func() string { return header + strings.Repeat("A,B,nobody,role_viewer\n", maxFile/20) },
}

// tryOdd runs the program on one file as somebody would, first dry, and tells what came of it.
func tryOdd(t *testing.T, name, path string) string {
	t.Helper()
	srv := fake.New(t)
	before := srv.Snapshot()
	var story strings.Builder
	perform := func(args ...string) int {
		var out, errOut strings.Builder
		connect := func() (*partnerkit.Client, error) { return srv.Client(), nil }
		code := run(t.Context(), append(args, "portal_1", path), connect, nil, &out, &errOut)
		fmt.Fprintf(&story, "$ portalsync %s\n%s", strings.Join(append(args, "portal_1", name), " "), strings.ReplaceAll(out.String()+errOut.String(), path, name))
		fmt.Fprintf(&story, "exit code %d\n", code)
		return code
	}
	dry := perform("-dry-run")
	require.Equal(t, before, srv.Snapshot(), "a dry run changes nothing")
	if dry == exitWrongInput {
		assert.Empty(t, srv.Requests(), "%s: the portal is not touched by a file that is wrong", name)
	}
	code := perform()
	assert.Equal(t, dry == exitWrongInput, code == exitWrongInput, "%s: a dry run says what is wrong, too", name)
	if after := emails(srv); assert.Subset(t, after, []string{"ana@example.com", "ben@example.com"}, "%s: nobody goes unasked", name) && len(after) > 2 {
		fmt.Fprintf(&story, "the portal has: %s\n", strings.Join(after, " "))
	} else {
		require.Equal(t, before, srv.Snapshot(), name)
		story.WriteString("the portal is as it was\n")
	}
	return story.String()
}

func TestOddFiles(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob(filepath.Join(oddFolder, "*"))
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(paths), 25)
	made := t.TempDir()
	for name, text := range huge {
		path := filepath.Join(made, name)
		require.NoError(t, os.WriteFile(path, []byte(text()), 0o600))
		paths = append(paths, path)
	}
	stories := map[string]string{}
	for _, path := range paths {
		name := filepath.Base(path)
		stories[name] = tryOdd(t, name, path)
	}
	var all []string
	for _, name := range slices.Sorted(maps.Keys(stories)) {
		all = append(all, stories[name])
	}
	told := strings.Join(all, "\n")
	if flag.Lookup("update").Value.String() == "true" { // package golden's
		require.NoError(t, os.WriteFile(oddGolden, []byte(told), 0o600))
	}
	golden, err := os.ReadFile(oddGolden)
	require.NoError(t, err)
	assert.Equal(t, string(golden), told)
}
