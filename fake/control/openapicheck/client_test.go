package openapicheck

// A client that oapi-codegen generates from the document calls the fake. The client is generated each time, and compiled in
// the place of a file that is not there.

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	_ "github.com/oapi-codegen/runtime" // what the client is made of
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/fake"
)

func TestAGeneratedClientCalls(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	client := filepath.Join(folder, "client.go")
	run(t, nil, "go", "tool", "oapi-codegen", "-generate", "types,client", "-package", "main", "-o", client, "../openapi.json")

	place, err := filepath.Abs("testdata/calls/client.go")
	require.NoError(t, err)
	overlay := filepath.Join(folder, "overlay.json")
	text, err := json.Marshal(map[string]any{"Replace": map[string]string{place: client}})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(overlay, text, 0o600))

	srv := fake.New(t)
	out := run(t, []string{"FAKE_URL=" + srv.URL(), "FAKE_PARTNER_KEY=" + srv.Credentials().PartnerKey}, "go", "run", "-overlay", overlay, "./testdata/calls")
	users := srv.Snapshot().Users
	made := users[len(users)-1]
	assert.Equal(t, "generated@example.com", made.Email)
	assert.Equal(t, made.ID+" generated@example.com, User not found\n", out)
}

// run runs a command and gives what it prints.
func run(t *testing.T, env []string, name string, args ...string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), name, args...)
	command.Env = append(os.Environ(), env...)
	out, err := command.Output()
	if failed := (*exec.ExitError)(nil); errors.As(err, &failed) {
		t.Fatalf("%s: %v\n%s", name, err, failed.Stderr)
	}
	require.NoError(t, err, name)
	return string(out)
}
