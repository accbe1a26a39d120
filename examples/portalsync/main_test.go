package main

// The demonstration as it is printed, and what the tests have in common.

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/examples/internal/golden"
	"github.com/partnerkit/partnerkit-go/fake"
)

const (
	header      = "first_name,last_name,email,roles\n"
	listRoute   = "GET /v1/partner-portals/{portalId}/users"
	createRoute = "POST /v1/partner-portals/{portalId}/users"
	deleteRoute = "DELETE /v1/partner-portals/{portalId}/users/{userId}"
)

func TestOutput(t *testing.T) {
	t.Parallel()
	golden.Check(t, demo)
}

// outcome is what a run of the program leaves behind.
type outcome struct {
	code        int
	out, errOut string
}

// perform runs the program on portal_1 with a file of these lines, and lets it delete whomever it wants.
func perform(ctx context.Context, client *partnerkit.Client, file string, flags ...string) outcome {
	return performCarefully(ctx, client, file, append([]string{"-max-delete", "100000"}, flags...)...)
}

// performCarefully is perform without leave to delete.
func performCarefully(ctx context.Context, client *partnerkit.Client, file string, flags ...string) outcome {
	var out, errOut bytes.Buffer
	connect := func() (*partnerkit.Client, error) { return client, nil }
	code := run(ctx, append(flags, "portal_1", "-"), connect, strings.NewReader(file), &out, &errOut)
	return outcome{code, out.String(), errOut.String()}
}

// people are the lines of a file: person1 to personN.
func people(first, last int) string {
	var lines strings.Builder
	for n := first; n <= last; n++ {
		fmt.Fprintf(&lines, "First%d,Last%d,person%d@example.com,role_viewer\n", n, n, n)
	}
	return lines.String()
}

// emails are those of portal_1, folded, in its order.
func emails(srv *fake.Server) []string {
	var list []string
	for _, user := range srv.Snapshot().Portals[0].Users {
		list = append(list, keyOf(user.Email))
	}
	return list
}

// counting counts the answers to one operation, and calls back with each count.
func counting(operation string, count func()) func(http.RoundTripper) http.RoundTripper {
	return func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(request *http.Request) (*http.Response, error) {
			response, err := next.RoundTrip(request)
			if partnerkit.OperationFromContext(request.Context()) == operation {
				count()
			}
			return response, err
		})
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(request *http.Request) (*http.Response, error) { return f(request) }

func TestArguments(t *testing.T) {
	t.Parallel()
	unreachable := func() (*partnerkit.Client, error) { return nil, assert.AnError }
	for name, test := range map[string]struct {
		args []string
		code int
		says string
	}{
		"help":            {[]string{"-h"}, exitEqual, "usage: portalsync"},
		"none":            {nil, exitWrongInput, "usage: portalsync"},
		"too many":        {[]string{"a", "b", "c"}, exitWrongInput, "usage: portalsync"},
		"no workers":      {[]string{"-workers", "0", "portal_1", "-"}, exitWrongInput, "usage: portalsync"},
		"unknown flag":    {[]string{"-force", "portal_1", "-"}, exitWrongInput, "-force"},
		"a limit below 0": {[]string{"-max-delete", "-1", "portal_1", "-"}, exitWrongInput, "max-delete"},
		"no such file":    {[]string{"portal_1", filepath.Join("testdata", "absent.csv")}, exitWrongInput, "absent.csv"},
		"no client":       {[]string{"portal_1", "-"}, exitWrongInput, assert.AnError.Error()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var errOut bytes.Buffer
			code := run(t.Context(), test.args, unreachable, strings.NewReader(header+people(1, 1)), io.Discard, &errOut)
			assert.Equal(t, test.code, code)
			assert.Contains(t, errOut.String(), test.says)
		})
	}
}

func TestFileIsReadFromDisk(t *testing.T) {
	t.Parallel()
	srv := fake.New(t)
	name := filepath.Join(t.TempDir(), "team.csv")
	require.NoError(t, os.WriteFile(name, []byte(header+people(1, 2)), 0o600))
	connect := func() (*partnerkit.Client, error) { return srv.Client(), nil }

	code := run(t.Context(), []string{"-max-delete", "2", "portal_1", name}, connect, nil, io.Discard, io.Discard)

	assert.Equal(t, exitEqual, code)
	assert.ElementsMatch(t, emailsOf(1, 2), emails(srv))
}
