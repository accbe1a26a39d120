package fake

// URL: the whole net/http stack over a socket on 127.0.0.1. Its server starts on first use and ends with Close.

import (
	"context"
	"crypto/tls"
	"net"
)

// URL returns the origin of a listener on 127.0.0.1, "http://127.0.0.1:49152", which the first call starts; with WithTLS
// its scheme is https. It has no trailing slash and no /v1. Empty: no port could be had, which ends the test of a server
// made by New, or the server was closed before the first call. Inside testing/synctest use Transport or PipeTransport: a
// socket blocks the bubble.
func (s *Server) URL() string {
	s.tb.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.url != "" || s.isClosed() {
		return s.url
	}
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		_ = s.failTest(err)
		return ""
	}
	scheme := "http://"
	if s.identity != nil {
		scheme = "https://"
		listener = tls.NewListener(listener, s.identity.server)
	}
	s.listenings = append(s.listenings, serveOn(listener, s.Handler()))
	s.url = scheme + listener.Addr().String()
	return s.url
}

// listeningURL is URL without starting anything.
func (s *Server) listeningURL() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.url
}
