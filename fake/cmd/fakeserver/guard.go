package main

// The guard against DNS rebinding: on a loopback address, a request whose Host is not loopback came through a name that
// somebody else controls, and is refused.

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
)

func loopbackOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isLoopbackHost(r.Host) {
			writeError(w, http.StatusMisdirectedRequest,
				fmt.Errorf("host %q is not loopback: this fake listens on a loopback address and answers only to localhost, 127.0.0.1 and [::1]", r.Host))
			return
		}
		next.ServeHTTP(w, r)
	})
}

func isLoopback(addr net.Addr) bool {
	tcp, ok := addr.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// isLoopbackHost judges a Host header, with or without a port.
func isLoopbackHost(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	}
	if strings.EqualFold(name, "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(name)
	return err == nil && addr.IsLoopback()
}
