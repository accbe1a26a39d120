package rawh2

// A process that trusts the tests' certificate as a user's would: by SSL_CERT_FILE.

import (
	"crypto/tls"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
)

// Trusted is the certificate that a Trusting process trusts.
var Trusted = sync.OnceValue(func() *Certificate {
	c, err := NewCertificate()
	if err != nil {
		panic(err) // the machine has no random numbers
	}
	return c
})

// Server returns a TLS configuration of a server that shows the certificate.
func (c *Certificate) Server() *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{c.pair}, MinVersion: tls.VersionTLS12}
}

// TestingM is what TestMain is given.
type TestingM interface{ Run() int }

// Trusting returns a run of a package's tests in an environment that trusts the certificate.
// crypto/x509 looks there once, at the first use of TLS, so that all tests of a package do.
func Trusting(m TestingM) TestingM { return trustingRun{m} }

type trustingRun struct{ tests TestingM }

// Run runs the tests.
func (r trustingRun) Run() int {
	directory, err := trust(Trusted())
	defer func() { _ = os.RemoveAll(directory) }()
	if err != nil {
		_, _ = fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return r.tests.Run()
}

// trust has the process trust a certificate, and returns the directory of its file.
func trust(c *Certificate) (string, error) {
	directory, err := os.MkdirTemp("", "trusted")
	if err != nil {
		return "", err
	}
	file := filepath.Join(directory, "certificate.pem")
	if err := os.WriteFile(file, c.PEM(), 0o600); err != nil {
		return directory, err
	}
	return directory, os.Setenv("SSL_CERT_FILE", file)
}

// CertificateFileCounts is false where crypto/x509 asks the system and not SSL_CERT_FILE.
func CertificateFileCounts() bool {
	return runtime.GOOS != "darwin" && runtime.GOOS != "ios" && runtime.GOOS != "windows"
}
