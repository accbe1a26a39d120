package fake

// No test of the package leaves a goroutine behind. The process trusts the fakes' certificate as it would a public one.

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	dir, err := trustTheFakes()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		_ = os.RemoveAll(dir)
		os.Exit(code)
	}))
}

// trustTheFakes is what CertificatePEM's comment recommends. It returns the directory that it made.
func trustTheFakes() (string, error) {
	srv, err := Start(WithTLS())
	if err != nil {
		return "", err
	}
	defer srv.Close()
	dir, err := os.MkdirTemp("", "fake")
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, "authority.pem")
	if err := os.WriteFile(file, srv.CertificatePEM(), 0o600); err != nil {
		return dir, err
	}
	return dir, os.Setenv("SSL_CERT_FILE", file)
}
