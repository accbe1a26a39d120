package main

// The guards against web pages. DNS rebinding: on a loopback address, a request whose Host is not loopback came through a
// name that somebody else controls, and is refused. Cross-origin requests: the control plane takes no write from a page of
// another origin.

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

func sameOrigin(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		writeError(w, http.StatusForbidden, fmt.Errorf("a page of another origin may not %s %s", r.Method, r.URL.EscapedPath()))
	}))
	return protection.Handler(next)
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
