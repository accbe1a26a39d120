package control

// The guards against web pages. DNS rebinding: a request whose Host is neither loopback nor allowed came through a name that
// somebody else controls, and is refused. Cross-origin requests: a control plane takes no write from a page of another origin.

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// knownHosts answers only requests to a loopback Host, or to one of the names.
func knownHosts(next http.Handler, names []string) http.Handler {
	known := strings.Join(append([]string{"localhost", "127.0.0.1", "[::1]"}, names...), ", ")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isKnownHost(r.Host, names) {
			writeError(w, http.StatusMisdirectedRequest,
				fmt.Errorf("host %q is not loopback and not allowed: this fake answers only to %s", r.Host, known))
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

// isKnownHost reports whether a Host header, with or without a port, is loopback or one of the names.
func isKnownHost(host string, names []string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	}
	if strings.EqualFold(name, "localhost") || slices.ContainsFunc(names, func(known string) bool { return isSameHost(known, name) }) {
		return true
	}
	addr, err := netip.ParseAddr(name)
	return err == nil && addr.IsLoopback()
}

// isSameHost compares names without regard to case, and IP addresses however they are written.
func isSameHost(a, b string) bool {
	ipOfA, notIPA := netip.ParseAddr(a)
	ipOfB, notIPB := netip.ParseAddr(b)
	if notIPA != nil || notIPB != nil {
		return strings.EqualFold(a, b)
	}
	return ipOfA == ipOfB
}
