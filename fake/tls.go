package fake

// TLS: the certificate of WithTLS. All fakes of a process share one certificate, so that a test binary whose TestMain names it in
// SSL_CERT_FILE reaches every fake that its tests start.

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"net"
	"sync"
	"time"
)

// identity is who the fakes of a process are to clients over TLS.
type identity struct {
	server       *tls.Config
	roots        *x509.CertPool // holds the authority alone
	authorityPEM []byte
}

// processIdentity is made by the first server that is started WithTLS.
var processIdentity = sync.OnceValues(newIdentity)

// The certificates are valid at any time that a process may take for now: the clock in a bubble of testing/synctest
// starts with the year 2000.
var (
	validFrom  = time.Date(1999, time.December, 1, 0, 0, 0, 0, time.UTC)
	validUntil = time.Date(2099, time.December, 1, 0, 0, 0, 0, time.UTC)
)

// newIdentity makes an authority, whose key is forgotten, and a server certificate signed by it: some TLS libraries refuse
// a server that is its own authority.
func newIdentity() (*identity, error) {
	authorityKey, authorityErr := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	serverKey, serverErr := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err := errors.Join(authorityErr, serverErr); err != nil {
		return nil, err
	}
	authority, err := signCertificate(&x509.Certificate{
		Subject:  pkix.Name{CommonName: "partnerkit fake authority"},
		KeyUsage: x509.KeyUsageCertSign,
		IsCA:     true, BasicConstraintsValid: true, MaxPathLenZero: true,
	}, nil, authorityKey, authorityKey)
	if err != nil {
		return nil, err
	}
	server, err := signCertificate(&x509.Certificate{
		Subject:     pkix.Name{CommonName: "partnerkit fake"},
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames:    []string{"localhost"},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
	}, authority, serverKey, authorityKey)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	roots.AddCert(authority)
	return &identity{
		server: &tls.Config{
			Certificates: []tls.Certificate{{Certificate: [][]byte{server.Raw}, PrivateKey: serverKey, Leaf: server}},
			NextProtos:   []string{"h2", "http/1.1"},
			MinVersion:   tls.VersionTLS12,
		},
		roots:        roots,
		authorityPEM: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: authority.Raw}),
	}, nil
}

// signCertificate makes a certificate of key; without a parent it signs itself.
func signCertificate(template, parent *x509.Certificate, key, signer *ecdsa.PrivateKey) (*x509.Certificate, error) {
	template.NotBefore, template.NotAfter = validFrom, validUntil
	if parent == nil {
		parent = template
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}
