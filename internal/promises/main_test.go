package promises_test

// No test of this package may leave a goroutine behind, and the client's own transport
// trusts the certificate of the tests' servers as a user's would: by SSL_CERT_FILE.

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"go.uber.org/goleak"

	"github.com/partnerkit/partnerkit-go/internal/rawh2"
)

// certificate is what the TLS servers of these tests show.
var certificate *rawh2.Certificate

func TestMain(m *testing.M) { goleak.VerifyTestMain(trustingRun{m}) }

// trustingRun runs the tests in an environment that trusts the certificate. crypto/x509
// looks there once, at the first use of TLS.
type trustingRun struct{ m *testing.M }

func (r trustingRun) Run() int {
	directory, err := trustCertificate()
	if err != nil {
		_, _ = fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(directory) }()
	return r.m.Run()
}

// trustCertificate makes the certificate, and returns the directory of its file.
func trustCertificate() (string, error) {
	var err error
	if certificate, err = rawh2.NewCertificate(); err != nil {
		return "", err
	}
	directory, err := os.MkdirTemp("", "partnerkit-test")
	if err != nil {
		return "", err
	}
	file := filepath.Join(directory, "certificate.pem")
	if err := os.WriteFile(file, certificate.PEM(), 0o600); err != nil {
		return directory, err
	}
	return directory, os.Setenv("SSL_CERT_FILE", file)
}

// certificateFileCounts is false where crypto/x509 asks the system instead.
func certificateFileCounts() bool {
	return runtime.GOOS != "darwin" && runtime.GOOS != "ios" && runtime.GOOS != "windows"
}
