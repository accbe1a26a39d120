package fake

// What a client or a server of one's own needs for the certificate of WithTLS.

import (
	"bytes"
	"crypto/tls"
	"slices"
)

// CertificatePEM returns, in PEM, the certificate of the authority that signed the server's; nil without WithTLS. A
// client that trusts it reaches the fake. The fakes of one process share it, and each process has its own.
//
// The transport that package partnerkit makes when it is given no HTTP client trusts what the system trusts. A test
// binary reaches the fake through it by writing CertificatePEM into a file and setting SSL_CERT_FILE to the file's name
// in TestMain, before the process uses TLS for the first time. macOS and Windows read that variable since Go 1.27.
func (s *Server) CertificatePEM() []byte {
	if s.identity == nil {
		return nil
	}
	return bytes.Clone(s.identity.authorityPEM)
}

// TLSConfig returns what a server of one's own around Handler needs to be trusted like URL: the certificate of WithTLS, HTTP/2
// and HTTP/1.1. nil without WithTLS. The caller may change it.
func (s *Server) TLSConfig() *tls.Config {
	if s.identity == nil {
		return nil
	}
	config := s.identity.server.Clone()
	config.Certificates, config.NextProtos = slices.Clone(config.Certificates), slices.Clone(config.NextProtos)
	return config
}
