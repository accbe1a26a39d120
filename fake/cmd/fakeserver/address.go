package main

// The address that is listened on: under which URL it is reached, and what of it the guard of Hosts needs to know.

import (
	"fmt"
	"net"
)

// origin is the URL under which the listener is reached from this machine.
func origin(addr net.Addr, tls bool) string {
	scheme := "http://"
	if tls {
		scheme = "https://"
	}
	tcp, ok := addr.(*net.TCPAddr)
	if !ok || !tcp.IP.IsUnspecified() {
		return scheme + addr.String()
	}
	return fmt.Sprintf("%s127.0.0.1:%d", scheme, tcp.Port)
}

func isLoopback(addr net.Addr) bool {
	tcp, ok := addr.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// specificIP is the one IP address that is listened on, or "". It has no zone, as a Host header has none.
func specificIP(addr net.Addr) string {
	tcp, ok := addr.(*net.TCPAddr)
	if !ok {
		return ""
	}
	ip := tcp.AddrPort().Addr().Unmap().WithZone("")
	if !ip.IsValid() || ip.IsUnspecified() {
		return ""
	}
	return ip.String()
}
